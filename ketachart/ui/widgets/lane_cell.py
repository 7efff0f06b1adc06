"""One latest value in large type, with what it is above and its age beneath."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ketachart.ui.presenters.grid_view import Priority
from ketachart.ui.presenters.lanes import LaneView
from ketachart.ui.widgets.theme import Colours, colours_of, scaled

_SIDE = 8
_SIGN = "!"
_LARGE, _SMALL = 1.6, 0.9


class LaneCell(QWidget):
    """What is no longer current is grey and says `last`; an alert has a sign and a ground."""

    def __init__(self) -> None:
        super().__init__()
        self._label = ""
        self._lane: LaneView | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_lane(self, label: str, lane: LaneView) -> None:
        """Show a value; nothing is painted while it stays the same."""
        if (label, lane) == (self._label, self._lane):
            return
        self._label, self._lane = label, lane
        self.setAccessibleName(f"{label}, {lane.spoken}")
        self.updateGeometry()
        self.update()

    @property
    def words(self) -> tuple[str, str, str]:
        """Its three lines."""
        if self._lane is None:
            return "", "", ""
        alerts = self._lane.is_current and self._lane.priority >= Priority.MEDIUM
        value = f"{_SIGN} {self._lane.value}" if alerts else self._lane.value
        label = self._label if self._lane.is_current else f"{self._label}, last"
        return label, value, self._lane.age

    def sizeHint(self) -> QSize:
        label, value, age = self.words
        large, small = self._metrics(_LARGE), self._metrics(_SMALL)
        widest = max(
            large.horizontalAdvance(value),
            small.horizontalAdvance(label),
            small.horizontalAdvance(age),
        )
        return QSize(widest + 2 * _SIDE, large.height() + 2 * small.height() + 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _metrics(self, factor: float) -> QFontMetrics:
        return QFontMetrics(scaled(self.font(), factor, bold=factor == _LARGE))

    def _inks(self, colours: Colours) -> tuple[str, str]:
        """The ground and the ink of the value."""
        if self._lane is None or not self._lane.is_current:
            return colours.base, colours.muted
        return {
            Priority.MEDIUM: (colours.medium_alert, colours.medium_text),
            Priority.HIGH: (colours.high_alert, colours.high_text),
        }.get(self._lane.priority, (colours.base, colours.text))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        colours = colours_of(self.palette())
        ground, ink = self._inks(colours)
        label, value, age = self.words
        line, middle = self._metrics(_SMALL).height(), self._metrics(_LARGE).height()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(1, line, self.width() - 2, middle + 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(box, 5, 5)
        centre = Qt.AlignmentFlag.AlignCenter
        painter.setPen(QColor(ink))
        painter.setFont(scaled(self.font(), _LARGE, bold=True))
        painter.drawText(box, centre, value)
        painter.setPen(QColor(colours.muted))
        painter.setFont(scaled(self.font(), _SMALL))
        painter.drawText(QRectF(0, 0, self.width(), line), centre, label)
        painter.drawText(QRectF(0, box.bottom(), self.width(), line), centre, age)
        painter.end()
