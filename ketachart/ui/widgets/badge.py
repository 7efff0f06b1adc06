"""A few words on a coloured ground: allergies, risks, alerts."""

from PySide6.QtCore import QEvent, QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel

from ketachart.ui.presenters.grid_view import Priority
from ketachart.ui.widgets.theme import Colours, colours_of, scaled

_LONG = 44


class Badge(QLabel):
    """Words whose ground says how much they matter; without words it is not there."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFont(scaled(self.font(), 1.0, bold=True))
        self.setContentsMargins(8, 3, 8, 3)
        self._priority = Priority.NONE
        self.hide()

    def show_words(self, words: str, priority: Priority) -> None:
        """Say something, or nothing."""
        if words != self.text():
            self.setText(words)
            self.setVisible(bool(words))
            self._break_lines()
        if priority is not self._priority:
            self._priority = priority
        self._recolour()

    def _break_lines(self) -> None:
        """Long words stand in two lines; a patient's allergies are never cut off."""
        width = self.fontMetrics().horizontalAdvance(self.text())
        is_long = width > self.fontMetrics().averageCharWidth() * _LONG
        self.setWordWrap(is_long)
        self.setMinimumWidth(width * 3 // 5 if is_long else 0)

    def _inks(self, colours: Colours) -> tuple[str, str]:
        return {
            Priority.NONE: (colours.header, colours.text),
            Priority.LOW: (colours.amended, colours.text),
            Priority.MEDIUM: (colours.medium_alert, colours.medium_text),
            Priority.HIGH: (colours.high_alert, colours.high_text),
        }[self._priority]

    def _recolour(self) -> None:
        ink = QColor(self._inks(colours_of(self.palette()))[1])
        palette = self.palette()
        if palette.color(QPalette.ColorRole.WindowText) != ink:
            palette.setColor(QPalette.ColorRole.WindowText, ink)
            self.setPalette(palette)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.ApplicationPaletteChange:
            self._recolour()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = QColor(self._inks(colours_of(self.palette()))[0])
        painter.setPen(fill)
        painter.setBrush(fill)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.end()
        super().paintEvent(event)
