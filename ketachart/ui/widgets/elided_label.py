"""Words on one line that give way where there is no room, and are told in full by their tip."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

_LEAST_SIGNS = 4
_ELLIPSIS = "…"


class ElidedLabel(QLabel):
    """Ends in an ellipsis rather than make its window wider than the screen."""

    def __init__(self, name: str, *, least: int = _LEAST_SIGNS, keeps: str = "") -> None:
        """Make one.

        Args:
            name: the object's.
            least: how many signs it shows at any rate.
            keeps: where it ends, what comes before the first of it is shown at any rate as well.
        """
        super().__init__()
        self._least, self._keeps = least, keeps
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        natural, metrics = super().minimumSizeHint(), self.fontMetrics()
        least = metrics.averageCharWidth() * self._least
        if self._keeps:
            kept = self.text().partition(self._keeps)[0]
            least = max(least, metrics.horizontalAdvance(f"{kept}{_ELLIPSIS}") + 1)
        return QSize(min(natural.width(), least), natural.height())

    def setText(self, words: str) -> None:
        super().setText(words)
        self._tell()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def _tell(self) -> None:
        cut = self.fontMetrics().horizontalAdvance(self.text()) > self.width()
        self.setToolTip(self.text() if cut else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width()
        )
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()
