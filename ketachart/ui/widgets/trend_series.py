"""What is drawn in the strips of the trend: made once, given new values afterwards."""

from collections.abc import Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from ketachart.ui.presenters.trend_view import Marker, TrendView
from ketachart.ui.widgets.theme import Colours
from ketachart.ui.widgets.trend_points import (
    alerting,
    doubled,
    marker_colour,
    paired,
    points,
    runs,
    tip,
)
from ketachart.ui.widgets.trend_strips import Strip

_BAR = 0.2


class StripItems:
    """What every strip has behind its series: ruled lines, the due column, the cursor."""

    def __init__(self, plot: Any) -> None:  # noqa: ANN401
        self._due = pg.BarGraphItem(x=[], height=[], width=1)
        self._lines = pg.PlotCurveItem(connect="pairs")
        self._cursor = pg.BarGraphItem(x=[], height=[], width=1)
        for depth, item in ((-30, self._due), (-20, self._lines), (-25, self._cursor)):
            item.setZValue(depth)
            plot.addItem(item, ignoreBounds=True)

    def rule(self, values: Sequence[int], columns: int, due: int | None) -> None:
        """Draw a line across at each value, and mark the due column."""
        across = [-1.0, columns + 40.0] * len(values)
        self._lines.setData(across, doubled([float(value) for value in values]))
        place = [] if due is None else [due + 0.5]
        self._due.setOpts(x=place, y0=[-500 for _ in place], height=[1000 for _ in place])

    def show_cursor(self, column: int | None) -> None:
        """Mark the column that is read out."""
        place = [] if column is None else [column + 0.5]
        self._cursor.setOpts(x=place, y0=[-500 for _ in place], height=[1000 for _ in place])

    def recolour(self, colours: Colours) -> None:
        """Take other colours."""
        self._lines.setPen(pg.mkPen(colours.line))
        self._due.setOpts(brush=colours.due, pen=pg.mkPen(None))
        self._cursor.setOpts(brush=colours.amended, pen=pg.mkPen(None))


class Series:
    """The drawn series, made once and given new values afterwards."""

    def __init__(self, strips: dict[Strip, Any]) -> None:
        self._rate = pg.PlotCurveItem(fillLevel=0)
        self._earlier_systolic = pg.PlotCurveItem(connect="finite")
        self._earlier_heart_rate = pg.PlotCurveItem(connect="finite")
        self._earlier_dissociation = pg.PlotCurveItem(connect="finite")
        self._spo2 = pg.PlotDataItem(symbol="s")
        self._stems = pg.PlotCurveItem(connect="pairs")
        self._events = pg.PlotCurveItem(connect="pairs")
        self._heart_rate = pg.PlotDataItem(symbol="o")
        self._systolic = pg.ScatterPlotItem(symbol=tip(-1))
        self._diastolic = pg.ScatterPlotItem(symbol=tip(1))
        self._rings = pg.ScatterPlotItem(symbol="o")
        self._spo2_rings = pg.ScatterPlotItem(symbol="o")
        self._markers = pg.ScatterPlotItem(symbol="t1")
        self._dissociation = pg.BarGraphItem(x=[], height=[], width=_BAR)
        self._hallucination = pg.BarGraphItem(x=[], height=[], width=_BAR)
        self._sizes = {
            (self._systolic, self._diastolic, self._rings, self._spo2_rings): 1.3,
            (self._markers,): 0.8,
        }
        for strip, items in {
            Strip.SPO2: (self._spo2, self._spo2_rings),
            Strip.PRESSURE: (
                self._earlier_systolic,
                self._earlier_heart_rate,
                self._events,
                self._stems,
                self._systolic,
                self._diastolic,
                self._heart_rate,
                self._rings,
                self._markers,
            ),
            Strip.SCALES: (self._earlier_dissociation, self._dissociation, self._hallucination),
            Strip.RATE: (self._rate,),
        }.items():
            for item in items:
                strips[strip].addItem(item, ignoreBounds=True)

    def show(self, view: TrendView) -> None:
        """Give every series its values."""
        self._earlier_systolic.setData(*runs([each.systolic for each in view.earlier]))
        self._earlier_heart_rate.setData(*runs([each.heart_rate for each in view.earlier]))
        self._earlier_dissociation.setData(*runs([each.dissociation for each in view.earlier]))
        self._spo2.setData(*points(view.spo2))
        self._heart_rate.setData(*points(view.heart_rate))
        x = [float(one.x) for one in view.pressure]
        systolic = [float(one.systolic) for one in view.pressure]
        diastolic = [float(one.diastolic) for one in view.pressure]
        self._systolic.setData(x, systolic)
        self._diastolic.setData(x, diastolic)
        self._stems.setData(doubled(x), paired(systolic, diastolic))
        self._spo2_rings.setData(*points(alerting(view.spo2)))
        self._rings.setData(*points(alerting(view.heart_rate)))
        places, rates = [], []
        for span in view.rate:
            start, end, rate = float(span.start), float(span.end), float(span.ml_per_h)
            places += [start, start, end, end]
            rates += [0.0, rate, rate, 0.0]
        self._rate.setData(places, rates)
        for bars, scores, side in (
            (self._dissociation, view.dissociation, -_BAR / 2),
            (self._hallucination, view.hallucination, _BAR / 2),
        ):
            places, heights = points(scores)
            # A score of 0 was asked and answered: it shows as a line, not as a gap.
            heights = [max(height, 0.25) for height in heights]
            bars.setOpts(x=[place + side for place in places], height=heights)

    def show_markers(
        self, markers: Sequence[Marker], foot: float, tops: Sequence[float], colours: Colours
    ) -> None:
        """Draw a sign at the foot of the strip and a thin line up to its label."""
        x = [float(one.x) for one in markers]
        brushes = [pg.mkBrush(marker_colour(one, colours)) for one in markers]
        self._markers.setData(x, [foot] * len(x), brush=brushes, pen=pg.mkPen(None))
        self._events.setData(doubled(x), paired([foot] * len(x), list(tops)))

    def recolour(self, colours: Colours, line: int) -> None:
        """Take other colours, and signs that go with a line of text so high."""
        for items, factor in self._sizes.items():
            for item in items:
                item.setSize(line * factor)
        for series, colour in (
            (self._spo2, colours.spo2),
            (self._heart_rate, colours.heart_rate),
        ):
            series.setPen(pg.mkPen(colour, width=1.6))
            series.setSymbolBrush(pg.mkBrush(colour))
            series.setSymbolPen(pg.mkPen(colours.base, width=0.8))
            series.setSymbolSize(line * 0.58)
        for curve, style in (
            (self._earlier_systolic, Qt.PenStyle.SolidLine),
            (self._earlier_heart_rate, Qt.PenStyle.DotLine),
            (self._earlier_dissociation, Qt.PenStyle.SolidLine),
        ):
            curve.setPen(pg.mkPen(colours.strong_line, width=2, style=style))
        self._stems.setPen(pg.mkPen(colours.strong_line, width=1.4))
        for tips in (self._systolic, self._diastolic):
            tips.setPen(pg.mkPen(colours.pressure, width=2))
            tips.setBrush(pg.mkBrush(None))
        for rings in (self._rings, self._spo2_rings):
            rings.setPen(pg.mkPen(colours.rescue, width=1.8))
            rings.setBrush(pg.mkBrush(None))
        self._events.setPen(pg.mkPen(colours.strong_line, style=Qt.PenStyle.DashLine))
        self._rate.setPen(pg.mkPen(colours.rate_line, width=1.6))
        self._rate.setBrush(pg.mkBrush(colours.rate_fill))
        self._dissociation.setOpts(
            brush=colours.dissociation, pen=pg.mkPen(colours.dissociation, width=1)
        )
        hatched = pg.mkBrush(colours.hallucination)
        hatched.setStyle(Qt.BrushStyle.BDiagPattern)
        self._hallucination.setOpts(
            brush=hatched, pen=pg.mkPen(QColor(colours.hallucination), width=1)
        )
