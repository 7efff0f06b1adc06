"""Time to the next observation, in words, with a colour and a shape."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from ketachart.ui.presenters.grid_view import DueWords, Urgency
from ketachart.ui.widgets.theme import colours_of


class Countdown(QWidget):
    """A sentence such as "Vitals due in 4:12" beside a shape that says how pressing it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shape = _UrgencyShape(self)
        # No accessible name here: it would hide the changing words from a screen reader.
        self._words = QLabel(self)
        font = self._words.font()
        font.setBold(True)
        self._words.setFont(font)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._shape)
        layout.addWidget(self._words, stretch=1)

    @property
    def text(self) -> str:
        """What the countdown says."""
        return self._words.text()

    def show_due(self, words: DueWords) -> None:
        """Say how long is left; nothing is painted while the words stay the same."""
        if words.sentence != self._words.text():
            self._words.setText(words.sentence)
        self._shape.show_urgency(words.urgency)


class _UrgencyShape(QWidget):
    """Ring: time enough. Half disc: soon. Disc: now. Diamond with a mark: overdue."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._urgency = Urgency.CALM
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        side = self.fontMetrics().height() + 6
        return QSize(side, side)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.setFixedSize(self.sizeHint())

    def show_urgency(self, urgency: Urgency) -> None:
        """Show another shape."""
        if urgency is not self._urgency:
            self._urgency = urgency
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        colours = colours_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        if self._urgency is Urgency.OVERDUE:
            painter.setBrush(QColor(colours.overdue))
            painter.setPen(Qt.PenStyle.NoPen)
            middle, half = box.center(), box.width() / 2 + 2
            ways = ((0, -half), (half, 0), (0, half), (-half, 0))
            painter.drawPolygon(QPolygonF([middle + QPointF(*way) for way in ways]))
            painter.setPen(QColor(colours.overdue_text))
            font = self.font()
            font.setBold(True)
            painter.setFont(font)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "!")
        else:
            colour = QColor(colours.accent if not self._urgency else colours.soon_mark)
            painter.setPen(QPen(colour, 2.4))
            painter.drawEllipse(box)
            painter.setBrush(colour)
            if self._urgency is Urgency.SOON:
                painter.drawPie(box, 90 * 16, -180 * 16)
            elif self._urgency is Urgency.NOW:
                painter.drawEllipse(box)
        painter.end()
