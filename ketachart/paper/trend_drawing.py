"""The trend on paper: a vector drawing after the conventions of the anaesthesia record.

Time runs from left to right, a line every quarter of an hour and a heavier one
every hour. V stands on the systolic and Λ under the diastolic pressure, tips
on the values; dots are the heart rate. Nothing is transparent and nothing is
told by colour alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from ketachart.domain.quantities import written
from ketachart.domain.times import HOUR, minutes
from ketachart.paper.chart_paper import ChartPaper
from ketachart.paper.lettering import (
    FAINT_INK,
    FINE_RULE,
    INK,
    POINT,
    RULE,
    WHITE,
    Lettering,
    Line,
    Tone,
)
from ketachart.paper.strips import Strip, draw_line, draw_rule
from ketachart.paper.trend_scene import (
    QUARTER,
    STEP,
    Label,
    Point,
    Pressure,
    Scene,
    Segment,
)

PRESSURE_INK = "#1f4e8c"
HEART_INK = "#a0271d"
SPO2_INK = "#12664a"
RATE_FILL = "#c9d6e6"
BAR_FILL = "#8f7fb8"

LEFT = 46 * POINT
RIGHT = 8 * POINT
VITALS = 150 * POINT
SPO2 = 38 * POINT
RATE = 36 * POINT
RATINGS = 34 * POINT
GAP = 9 * POINT
LABEL = Lettering(6.3)
LABEL_STEP = 8.5 * POINT
AXIS = Lettering(6.3, Tone.FAINT)
LEGEND = (
    "∨ systolic, ∧ diastolic, joined (mmHg) · ● heart rate (/min) · ■ SpO₂ (%) · filled band: "
    "ketamine, mL/h of the bag · filled bars: dissociation, empty bars: hallucination (0–10) · "
    "▲ drug given · ! adverse event"
)


@dataclass(frozen=True, slots=True)
class _Band:
    """A horizontal band of the drawing with its own scale."""

    top: float
    height: float
    low: int
    high: Decimal | int

    def y(self, value: Decimal | int) -> float:
        """Where a value lies; what is off the scale lies at its edge."""
        span = max(float(self.high - self.low), 1e-9)
        share = (float(value) - self.low) / span
        return self.top + self.height * (1 - min(max(share, 0.0), 1.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One stretch of the trend, drawn across the page."""

    chart: ChartPaper
    scene: Scene
    begin: datetime
    end: datetime

    def strips(self, width: float) -> list[Strip]:
        """One strip, which is never cut."""
        drawing = _Drawing(self, width)
        return [Strip(height=drawing.height, draw=drawing.draw)]

    def within(self, moment: datetime) -> bool:
        """Whether a moment lies in this stretch."""
        return self.begin <= moment <= self.end


class _Drawing:
    """A panel at a width."""

    def __init__(self, panel: Panel, width: float) -> None:
        self._panel = panel
        self._scene = panel.scene
        self._right = width - RIGHT
        self._events = self._placed(panel.scene.events)
        self._scales = self._placed(panel.scene.scales)
        self._events_height = _levels(self._events) * LABEL_STEP + GAP
        self._scales_height = _levels(self._scales) * LABEL_STEP
        self._bands_height = VITALS + SPO2 + RATE + RATINGS + 3 * GAP
        self.height = (
            self._events_height + self._bands_height + self._scales_height + 2 * LABEL_STEP
        )

    def draw(self, painter: QPainter, y: float) -> None:
        """Draw everything from the top down."""
        top = y + self._events_height
        bottom = top + self._bands_height
        scene = self._scene
        vitals = _Band(top, VITALS, scene.bottom, scene.top)
        spo2 = _Band(vitals.top + VITALS + GAP, SPO2, scene.lowest_spo2, 100)
        rate = _Band(spo2.top + SPO2 + GAP, RATE, 0, scene.highest_rate * Decimal("1.35") or 1)
        ratings = _Band(rate.top + RATE + GAP, RATINGS, 0, 10)
        for band in (vitals, spo2, rate, ratings):
            self._times(painter, band)
        self._scale(painter, vitals, range(scene.bottom, scene.top + 1, STEP), "mmHg, /min")
        self._scale(painter, spo2, range(scene.lowest_spo2, 101, 10), "SpO₂ %")
        self._scale(painter, ratings, (0, 5, 10), "0–10")
        self._rate(painter, rate)
        self._events_at(painter, y, bottom)
        self._bars(painter, ratings)
        self._line(painter, spo2, scene.spo2, SPO2_INK, is_square=True)
        self._pressures(painter, vitals, scene.pressures)
        self._line(painter, vitals, scene.heart_rate, HEART_INK, is_square=False)
        for band in (vitals, spo2, rate, ratings):
            _frame(painter, QRectF(LEFT, band.top, self._right - LEFT, band.height))
        self._clock(painter, bottom)
        self._scales_at(painter, bottom + 1.3 * LABEL_STEP)

    def _x(self, moment: datetime) -> float:
        share = (moment - self._panel.begin) / (self._panel.end - self._panel.begin)
        return LEFT + (self._right - LEFT) * share

    def _placed(self, labels: Sequence[Label]) -> list[tuple[Label, float, int]]:
        """Labels with their left ends and levels, so that none covers another."""
        taken: list[float] = []
        placed = []
        for label in labels:
            if not self._panel.within(label.at):
                continue
            width = LABEL.width(label.words)
            x = min(self._x(label.at) + 1.5 * POINT, self._right - width)
            free = (level for level, end in enumerate(taken) if end <= x)
            level = next(free, len(taken))
            if level == len(taken):
                taken.append(0.0)
            taken[level] = x + width + 4 * POINT
            placed.append((label, x, level))
        return placed

    def _times(self, painter: QPainter, band: _Band) -> None:
        moment = self._panel.begin
        while moment <= self._panel.end:
            heavy = moment.minute == 0
            x = self._x(moment)
            draw_rule(
                painter, (x, band.top), (x, band.top + band.height), RULE if heavy else FINE_RULE
            )
            moment += QUARTER

    def _clock(self, painter: QPainter, y: float) -> None:
        every = minutes(15) if self._panel.end - self._panel.begin <= 3 * HOUR else minutes(30)
        moment = self._panel.begin
        last_end = 0.0
        while moment <= self._panel.end:
            x = self._x(moment)
            draw_rule(painter, (x, y), (x, y + 2 * POINT), INK)
            words = self._panel.chart.clock(moment)
            left = min(x - AXIS.width(words) / 2, self._right + RIGHT - AXIS.width(words))
            if moment.minute % (every // timedelta(minutes=1)) == 0 and left > last_end:
                draw_line(painter, Line(words, AXIS), left, y + 2 * POINT)
                last_end = left + AXIS.width(words) + 3 * POINT
            moment += QUARTER

    def _scale(self, painter: QPainter, band: _Band, values: Sequence[int], unit: str) -> None:
        for value in values:
            y = band.y(value)
            draw_rule(painter, (LEFT, y), (self._right, y), FINE_RULE)
            words = str(value)
            x = LEFT - AXIS.width(words) - 3 * POINT
            draw_line(painter, Line(words, AXIS), x, y - AXIS.line_height / 2)
        self._title(painter, band, unit)

    def _title(self, painter: QPainter, band: _Band, words: str) -> None:
        painter.save()
        painter.translate(0, band.top + band.height / 2)
        painter.rotate(-90)
        draw_line(painter, Line(words, AXIS), -AXIS.width(words) / 2, 0)
        painter.restore()

    def _rate(self, painter: QPainter, band: _Band) -> None:
        self._title(painter, band, "mL/h")
        for segment in self._scene.rate:
            self._segment(painter, band, segment)

    def _segment(self, painter: QPainter, band: _Band, segment: Segment) -> None:
        begin, end = max(segment.begin, self._panel.begin), min(segment.end, self._panel.end)
        if begin >= end:
            return
        left, right, top = self._x(begin), self._x(end), band.y(segment.ml_per_h)
        filled = QRectF(left, top, right - left, band.top + band.height - top)
        painter.fillRect(filled, QColor(RATE_FILL))
        draw_rule(painter, (left, top), (right, top), PRESSURE_INK)
        draw_rule(painter, (left, top), (left, band.top + band.height), PRESSURE_INK)
        draw_rule(painter, (right, top), (right, band.top + band.height), PRESSURE_INK)
        words = written(segment.ml_per_h, places=1) if segment.ml_per_h else "paused"
        if LABEL.width(words) <= right - left:
            at = top - LABEL.line_height
            draw_line(painter, Line(words, LABEL), left + 1 * POINT, at)

    def _events_at(self, painter: QPainter, y: float, bottom: float) -> None:
        for label, _, level in self._events:
            top = y + level * LABEL_STEP
            at = self._x(label.at)
            pen = QPen(QColor(FAINT_INK), 0.6 * POINT)
            pen.setDashPattern([2, 3])
            painter.setPen(pen)
            painter.drawLine(QLineF(at, top + LABEL_STEP, at, bottom))
        self._write(painter, self._events, y)

    def _scales_at(self, painter: QPainter, y: float) -> None:
        for label, _, level in self._scales:
            at = self._x(label.at)
            draw_rule(painter, (at, y - 1 * POINT), (at, y + (level + 0.8) * LABEL_STEP), RULE)
        self._write(painter, self._scales, y)

    def _write(
        self, painter: QPainter, placed: Sequence[tuple[Label, float, int]], y: float
    ) -> None:
        """Write labels over the lines that lead to them."""
        for label, x, level in placed:
            top = y + level * LABEL_STEP
            under = QRectF(x, top, LABEL.width(label.words), LABEL_STEP)
            painter.fillRect(under, QColor(WHITE))
            draw_line(painter, Line(label.words, LABEL), x, top)

    def _bars(self, painter: QPainter, band: _Band) -> None:
        half = 1.8 * POINT
        base = band.top + band.height
        painter.setPen(QPen(QColor(INK), 0.4 * POINT))
        for series, fill, shift in (
            (self._scene.dissociation, BAR_FILL, -half),
            (self._scene.hallucination, WHITE, 0.0),
        ):
            painter.setBrush(QColor(fill))
            for point in self._seen(series):
                if point.value:
                    top = band.y(point.value)
                    painter.drawRect(QRectF(self._x(point.at) + shift, top, half, base - top))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _seen(self, series: Sequence[Point]) -> list[Point]:
        return [point for point in series if self._panel.within(point.at)]

    def _line(
        self,
        painter: QPainter,
        band: _Band,
        series: Sequence[Point],
        colour: str,
        *,
        is_square: bool,
    ) -> None:
        places = [QPointF(self._x(point.at), band.y(point.value)) for point in self._seen(series)]
        painter.setPen(QPen(QColor(colour), 0.5 * POINT))
        painter.drawPolyline(QPolygonF(places))
        painter.setBrush(QColor(colour))
        size = 1.5 * POINT
        for place in places:
            mark = QRectF(place.x() - size, place.y() - size, 2 * size, 2 * size)
            if is_square:
                painter.drawRect(mark)
            else:
                painter.drawEllipse(mark)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _pressures(self, painter: QPainter, band: _Band, pressures: Sequence[Pressure]) -> None:
        arm = 2.6 * POINT
        for pressure in pressures:
            if not self._panel.within(pressure.at):
                continue
            x = self._x(pressure.at)
            painter.setPen(QPen(QColor(PRESSURE_INK), 0.9 * POINT))
            if pressure.systolic is not None:
                tip = QPointF(x, band.y(pressure.systolic))
                _caret(painter, tip, arm, up=-1.5)
            if pressure.diastolic is not None:
                tip = QPointF(x, band.y(pressure.diastolic))
                _caret(painter, tip, arm, up=1.5)
            if pressure.systolic is not None and pressure.diastolic is not None:
                ends = ((x, band.y(pressure.systolic)), (x, band.y(pressure.diastolic)))
                draw_rule(painter, *ends, PRESSURE_INK)


def _levels(placed: Sequence[tuple[Label, float, int]]) -> int:
    return max((level + 1 for _, _, level in placed), default=0)


def _caret(painter: QPainter, tip: QPointF, arm: float, *, up: float) -> None:
    """An open V (or, with `up` positive, a Λ) whose tip lies on a value."""
    painter.drawPolyline(
        QPolygonF(
            [
                QPointF(tip.x() - arm, tip.y() + up * arm),
                tip,
                QPointF(tip.x() + arm, tip.y() + up * arm),
            ]
        )
    )


def _frame(painter: QPainter, rect: QRectF) -> None:
    painter.setPen(QPen(QColor(RULE), 0.6 * POINT))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(rect)
