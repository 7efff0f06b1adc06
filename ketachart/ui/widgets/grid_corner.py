"""The corner of the grid between its headers: what the letters and signs in cells mean."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ketachart.ui.widgets.grid_look import GridLook

_MEANINGS = (
    (("▲▼", "outside limits"), ("△▽", "off baseline")),
    (("L", "late"), ("M", "missed"), ("NO", "not obtained")),
    (("E", "entered late"), ("Δ", "amended"), ("D", "device"), ("P", "paper")),
)


class GridCorner(QWidget):
    """A key to the signs, where paper charts have it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = GridLook.of(parent)
        self.setAccessibleDescription(
            "; ".join(f"{sign} {words}" for line in _MEANINGS for sign, words in line)
        )

    def set_look(self, look: GridLook) -> None:
        """Take other fonts and colours."""
        self._look = look
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        look, colours = self._look, self._look.colours
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.header))
        painter.setPen(look.pen(colours.strong_line))
        painter.drawLine(self.rect().bottomLeft(), self.rect().bottomRight())
        painter.drawLine(self.rect().topRight(), self.rect().bottomRight())
        height = (self.height() - 4 * look.unit) // len(_MEANINGS)
        for number, line in enumerate(_MEANINGS):
            x, top = 4 * look.unit, 2 * look.unit + number * height
            for sign, words in line:
                for text, font, colour in (
                    (sign, look.tag, colours.text),
                    (words, look.fine, colours.muted),
                ):
                    width = QFontMetrics(font).horizontalAdvance(text)
                    painter.setFont(font)
                    painter.setPen(QColor(colour))
                    rect = QRect(x, top, width + 1, height)
                    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, text)
                    x += width + 2 * look.unit
                x += look.unit
        painter.end()
