"""The chair's number on its own ground: a second sign, beside the name, of whose window it is."""

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ketachart.ui.widgets.theme import DIM, TOUCH, colours_of, scaled

GROUNDS = (
    "#00558c",
    "#7a3e9d",
    "#0b6e4f",
    "#9c4221",
    "#5b5b00",
    "#8c1c5b",
    "#3d4f8a",
    "#4a5a63",
)
INK = "#ffffff"
_MARGINS = 24
_DIMMED = 220
"""Per cent by which the grounds are darker in a dim room."""


class ChairBand(QWidget):
    """Large enough to be read from across the room; the words say what the colour does."""

    def __init__(self) -> None:
        super().__init__()
        self._chair = ""
        self._ground = GROUNDS[0]
        self.setFont(scaled(self.font(), 1.45, bold=True))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_chair(self, chair: str) -> None:
        """Say which chair it is."""
        if chair != self._chair:
            self._chair = chair
            number = re.search(r"\d+", chair)
            place = int(number.group()) - 1 if number else sum(map(ord, chair))
            self._ground = GROUNDS[place % len(GROUNDS)]
            self.setAccessibleName(chair)
            self.setToolTip(chair)
            self.updateGeometry()
            self.update()

    @property
    def text(self) -> str:
        """The chair that is shown."""
        return self._chair

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._chair) + _MARGINS, TOUCH)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        is_dim = colours_of(self.palette()) is DIM
        ground = QColor(self._ground).darker(_DIMMED if is_dim else 100)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(self.rect(), 6, 6)
        painter.setPen(QColor(DIM.text if is_dim else INK))
        # The end tells chairs apart: “Room North, window 2”.
        middle, room = Qt.TextElideMode.ElideMiddle, self.width() - _MARGINS
        words = self.fontMetrics().elidedText(self._chair, middle, room)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, words)
        painter.end()
