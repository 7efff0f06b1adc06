"""The names of the trend's series, drawn beside its strips with the signs they are drawn with."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from itertools import count

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from ketachart.ui.widgets.theme import Colours, colours_of, scaled
from ketachart.ui.widgets.trend_strips import Strip


class Sign(Enum):
    """How a series is drawn."""

    DOT = auto()
    SQUARE = auto()
    TIPS = auto()
    BAND = auto()
    BAR = auto()
    HATCHED = auto()
    TRIANGLE = auto()
    LINE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendLine:
    """One name of the legend, the sign before it, and where it stands in the widget."""

    sign: Sign
    words: str
    colour: str
    top: int
    height: int


class TrendLegend(QWidget):
    """A strip of names at the left of the plot; it lets the mouse through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._lines: tuple[LegendLine, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @property
    def lines(self) -> tuple[LegendLine, ...]:
        """What the legend shows."""
        return self._lines

    def name(self, boxes: Mapping[Strip, QRect], *, earlier: bool = False) -> None:
        """Write the names of every strip's series beside the strip."""
        colours, line = colours_of(self.palette()), self.fontMetrics().height() + 2
        names = _names(colours)
        if earlier:
            grey = (Sign.LINE, "earlier sessions (B)", colours.strong_line)
            names[Strip.PRESSURE].insert(2, grey)
        lines = []
        for strip, box in boxes.items():
            least = max(1, line * 3 // 4)
            # Where a strip is too low for all its names, the last ones give way.
            shown = names[strip][: max(1, box.height() // least)]
            height = min(line, max(least, box.height() // len(shown)))
            top = box.center().y() - height * len(shown) // 2
            lines += [
                LegendLine(sign=sign, words=words, colour=colour, top=y, height=height)
                for (sign, words, colour), y in zip(shown, count(top, height), strict=False)
            ]
        if tuple(lines) != self._lines:
            self._lines = tuple(lines)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text = QColor(colours_of(self.palette()).text)
        size = self.fontMetrics().height() * 0.62
        painter.setFont(scaled(self.font(), 0.88))
        for line in self._lines:
            middle = line.top + line.height / 2
            box = QRectF(size * 0.9, middle - size / 2, size, size)
            _draw_sign(painter, line.sign, box, QColor(line.colour))
            painter.setPen(text)
            words = QRectF(size * 2.6, line.top, self.width() - size * 2.6, line.height)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, line.words)
        painter.end()


def _names(colours: Colours) -> dict[Strip, list[tuple[Sign, str, str]]]:
    return {
        Strip.SPO2: [(Sign.SQUARE, "SpO₂ %", colours.spo2)],
        Strip.PRESSURE: [
            (Sign.TIPS, "BP mmHg", colours.pressure),
            (Sign.DOT, "HR /min", colours.heart_rate),
            (Sign.TRIANGLE, "Medication", colours.medication),
            (Sign.TRIANGLE, "Rescue", colours.rescue),
        ],
        Strip.SCALES: [
            (Sign.BAR, "Dissociation", colours.dissociation),
            (Sign.HATCHED, "Hallucination", colours.hallucination),
        ],
        Strip.RATE: [(Sign.BAND, "Ketamine mL/h", colours.rate_line)],
    }


def _draw_sign(painter: QPainter, sign: Sign, box: QRectF, colour: QColor) -> None:
    painter.setPen(QPen(colour, 1.6))
    painter.setBrush(colour)
    if sign is Sign.DOT:
        painter.drawEllipse(box)
    elif sign is Sign.TIPS:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        middle, half = box.center(), box.height() * 0.42
        for way in (-1, 1):
            tip = middle + QPointF(0, way * 1.5)
            arms = [tip + QPointF(dx * half, way * half * 1.1) for dx in (-1, 1)]
            painter.drawPolyline(QPolygonF([arms[0], tip, arms[1]]))
    elif sign is Sign.TRIANGLE:
        painter.drawPolygon(
            QPolygonF([box.bottomLeft(), box.bottomRight(), QPointF(box.center().x(), box.top())])
        )
    elif sign is Sign.HATCHED:
        painter.setBrush(QBrush(colour, Qt.BrushStyle.BDiagPattern))
        painter.drawRect(box.adjusted(2, 0, -2, 0))
    elif sign is Sign.LINE:
        height = box.center().y()
        painter.drawLine(QPointF(box.left() - 3, height), QPointF(box.right() + 3, height))
    elif sign is Sign.BAR:
        painter.drawRect(box.adjusted(2, 0, -2, 0))
    else:
        painter.drawRect(box.adjusted(1, 1, -1, -1))
