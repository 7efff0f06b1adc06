"""A tab at the grid's edge that keeps the due column in view while history is read."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget


class DueTab(QAbstractButton):
    """Shows time and countdown of a due column that is scrolled away; a click brings it back."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._lines: tuple[str, ...] = ()
        self._fill, self._ink = "", ""
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip("Go to the due column (Space)")
        self.hide()

    @property
    def lines(self) -> tuple[str, ...]:
        """What the tab says."""
        return self._lines

    def show_words(self, lines: tuple[str, ...], fill: str, ink: str) -> None:
        """Say other words, or the same in other colours."""
        if (lines, fill, ink) != (self._lines, self._fill, self._ink):
            self._lines, self._fill, self._ink = lines, fill, ink
            self.setText(" ".join(lines))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("▶ OVERDUE") + 16, 44)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._fill))
        painter.setPen(QColor(self._ink))
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        height = self.height() // max(1, len(self._lines))
        for number, line in enumerate(self._lines):
            rect = QRect(0, number * height, self.width(), height)
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, line)
        painter.end()
