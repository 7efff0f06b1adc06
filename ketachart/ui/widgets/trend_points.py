"""Turns the trend's exact values into what a plot takes: lists of floats, and the pressure tips."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from ketachart.ui.presenters.grid_view import Priority
from ketachart.ui.presenters.trend_view import Marker, MarkerKind, Reading
from ketachart.ui.widgets.theme import Colours


def tip(way: int) -> QPainterPath:
    """V (way −1) or Λ (way 1) with its tip, not its middle, on the value."""
    path = QPainterPath(QPointF(-0.28, 0.46 * way))
    path.lineTo(0, 0)
    path.lineTo(0.28, 0.46 * way)
    return path


def points(series: Sequence[Reading]) -> tuple[list[float], list[float]]:
    """The places and the values of a series."""
    return [float(one.x) for one in series], [float(one.value) for one in series]


def alerting(series: Sequence[Reading]) -> list[Reading]:
    """The readings that are out of range."""
    return [one for one in series if one.priority >= Priority.MEDIUM]


def doubled(values: list[float]) -> list[float]:
    """Every value twice, for lines that join pairs."""
    return [value for value in values for _ in range(2)]


def paired(first: list[float], second: list[float]) -> list[float]:
    """Two series alternating, for lines that join pairs."""
    return [value for pair in zip(first, second, strict=True) for value in pair]


def marker_colour(marker: Marker, colours: Colours) -> str:
    """The colour of a medication's or event's sign and words."""
    return {
        MarkerKind.MEDICATION: colours.medication,
        MarkerKind.RESCUE: colours.rescue,
        MarkerKind.EVENT: colours.muted,
    }[marker.kind]


def runs(lines: Sequence[Sequence[Reading]]) -> tuple[list[float], list[float]]:
    """Several lines as one curve, with a gap after each."""
    x: list[float] = []
    y: list[float] = []
    for line in lines:
        places, values = points(line)
        x += [*places, math.nan]
        y += [*values, math.nan]
    return x, y
