"""A line to type on, and the edge of whatever is typed into."""

from PySide6.QtCore import QEvent, QRectF
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLineEdit, QWidget

from ketachart.ui.widgets.theme import colours_of


class Line(QLineEdit):
    """A line to type on, with an edge that shows in light and dark."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setFrame(False)
        self.setTextMargins(8, 0, 6, 0)

    def event(self, event: QEvent) -> bool:
        # On Linux Ctrl+U empties a line; here it hands the keyboard over, and a PIN comes next.
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.DeleteCompleteLine)
        ):
            event.ignore()
            return False
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        draw_edge(self, self)


def draw_edge(surface: QWidget, field: QWidget) -> None:
    """Draw the edge of a field: thicker and in the focus colour where the keys go."""
    colours, focused = colours_of(field.palette()), field.hasFocus()
    painter = QPainter(surface)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = 2.0 if focused else 1.2
    painter.setPen(QPen(QColor(colours.focus if focused else colours.strong_line), width))
    painter.drawRoundedRect(QRectF(surface.rect()).adjusted(1, 1, -1, -1), 4, 4)
    painter.end()
