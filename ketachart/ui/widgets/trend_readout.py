"""The box that reads out one column of the trend."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from ketachart.ui.widgets.theme import colours_of, scaled


class TrendReadout(QLabel):
    """A line for each value of a column; it lets the mouse through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_lines(self, lines: Sequence[str], left: int, right: int, room: int) -> None:
        """Stand right of a column, or left of it where the room ends; hide without lines."""
        self.setText("\n".join(lines))
        self.setVisible(bool(lines))
        self.adjustSize()
        x = right + 4 if right + 4 + self.width() <= room else left - 4 - self.width()
        self.move(x, 4)
        self.raise_()

    def recolour(self, parent: QWidget) -> None:
        """Take the colours and the font of the plot."""
        colours = colours_of(parent.palette())
        self.setFont(scaled(parent.font(), 0.95, bold=True))
        self.setStyleSheet(
            f"background: {colours.header}; color: {colours.text};"
            f"border: 1px solid {colours.strong_line}; padding: 3px 8px;"
        )
