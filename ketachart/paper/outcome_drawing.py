"""Outcomes on paper: a vector drawing of bands over one axis, nothing told by colour alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ketachart.domain.outcome_picture import Band, Mark, Picture, Shape
from ketachart.paper.lettering import FINE_RULE, INK, POINT, RULE, WHITE, Lettering, Line, Tone
from ketachart.paper.strips import Strip, draw_line, draw_rule

_LEFT = 30 * POINT
_HEIGHT = 66 * POINT
_GAP = 10 * POINT
_WORDS_ABOVE = 0.16
_TITLE = Lettering(7.5, Tone.STRONG)
_LABEL = Lettering(6.5)
_AXIS = Lettering(6.5, Tone.FAINT)
_BAR_FILL = "#c9d6e6"
_MARK = "#1f4e8c"
_RING = 2.8 * POINT
_DOT = 1.7 * POINT
"""A ring is wider than a dot, so that both are seen where they stand at the same value."""
_WIDEST_BAR = 26 * POINT


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeDrawing:
    """A picture across the page; its bands go to the next page together."""

    picture: Picture

    def strips(self, width: float) -> list[Strip]:
        """One strip for each band, and one for the axis under the last."""
        bands = [self._band(band, width) for band in self.picture.bands]
        axis = Strip(
            height=2.6 * _AXIS.line_height, draw=lambda painter, y: self._axis(painter, y, width)
        )
        return [*bands, axis]

    def _band(self, band: Band, width: float) -> Strip:
        title = _TITLE.line_height + 2 * POINT

        def draw(painter: QPainter, y: float) -> None:
            draw_line(painter, Line(band.title, _TITLE), 0, y)
            frame = QRectF(_LEFT, y + title, width - _LEFT, _HEIGHT)
            _Drawn(self.picture, band, frame).draw(painter)

        return Strip(height=title + _HEIGHT + _GAP, draw=draw, keeps=True)

    def _axis(self, painter: QPainter, y: float, width: float) -> None:
        frame, end = QRectF(_LEFT, y, width - _LEFT, 0), 0.0
        for place, words in self.picture.places:
            left = _x(self.picture, frame, place) - _AXIS.width(words) / 2
            left = min(max(left, 0.0), width - _AXIS.width(words))
            if left >= end:
                draw_line(painter, Line(words, _AXIS), left, y - _GAP + 2 * POINT)
                end = left + _AXIS.width(words) + 4 * POINT
        words = self.picture.axis
        at = _LEFT + (width - _LEFT - _AXIS.width(words)) / 2
        draw_line(painter, Line(words, _AXIS), at, y - _GAP + 3 * POINT + _AXIS.line_height)


def _x(picture: Picture, frame: QRectF, place: Fraction) -> float:
    share = (place - picture.left) / (picture.right - picture.left)
    return frame.left() + frame.width() * float(share)


class _Drawn:
    """A band in its frame."""

    def __init__(self, picture: Picture, band: Band, frame: QRectF) -> None:
        self._picture, self._band, self._frame = picture, band, frame

    def draw(self, painter: QPainter) -> None:
        """Draw rules first, values over them, words last."""
        frame = self._frame
        for value in self._band.ruled:
            y = self._y(Fraction(value))
            draw_rule(painter, (frame.left(), y), (frame.right(), y), FINE_RULE)
            words = str(value)
            x = frame.left() - _AXIS.width(words) - 3 * POINT
            draw_line(painter, Line(words, _AXIS), x, y - _AXIS.line_height / 2)
        self._bars(painter)
        for stem in self._band.stems:
            x = self._x(stem.x)
            painter.setPen(QPen(QColor(RULE), 1.2 * POINT))
            painter.drawLine(QLineF(x, self._y(stem.low), x, self._y(stem.high)))
        self._signs(painter, Shape.RING, WHITE, _RING)
        self._signs(painter, Shape.DOT, _MARK, _DOT)
        for mark in self._band.marks:
            if mark.words:
                left = self._x(mark.x) - _LABEL.width(mark.words) / 2
                top = self._y(mark.y) - _LABEL.line_height - POINT
                draw_line(painter, Line(mark.words, _LABEL), left, top)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(INK), 0.5 * POINT))
        painter.drawRect(frame)

    def _bars(self, painter: QPainter) -> None:
        unit = self._frame.width() / float(self._picture.right - self._picture.left)
        half = min(unit / 2, _WIDEST_BAR) / 2
        painter.setPen(QPen(QColor(_MARK), 0.6 * POINT))
        painter.setBrush(QColor(_BAR_FILL))
        base = self._y(Fraction(0))
        for mark in self._of(Shape.BAR):
            top = self._y(mark.y)
            painter.drawRect(QRectF(self._x(mark.x) - half, top, 2 * half, base - top))

    def _signs(self, painter: QPainter, shape: Shape, fill: str, size: float) -> None:
        painter.setPen(QPen(QColor(_MARK), 0.8 * POINT))
        painter.setBrush(QColor(fill))
        for mark in self._of(shape):
            painter.drawEllipse(QPointF(self._x(mark.x), self._y(mark.y)), size, size)

    def _of(self, shape: Shape) -> Sequence[Mark]:
        return [mark for mark in self._band.marks if mark.shape is shape]

    def _x(self, place: Fraction) -> float:
        return _x(self._picture, self._frame, place)

    def _y(self, value: Fraction) -> float:
        band, frame = self._band, self._frame
        top = band.high + (band.high - band.low) * _WORDS_ABOVE
        share = (float(value) - band.low) / (top - band.low)
        return frame.bottom() - frame.height() * share
