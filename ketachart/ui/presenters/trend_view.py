"""What the trend shows, on the grid's own columns; exact numbers, no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum, auto
from fractions import Fraction
from typing import TypeVar

from ketachart.ui.presenters.grid_view import Priority

_MICROSECOND = timedelta(microseconds=1)


class MarkerKind(Enum):
    """What happened at a moment of the trend."""

    MEDICATION = auto()
    RESCUE = auto()
    EVENT = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One value at a place along the columns."""

    x: Fraction
    value: Decimal
    priority: Priority = Priority.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressure:
    """One blood pressure: the tips of V and Λ, joined."""

    x: Fraction
    systolic: Decimal
    diastolic: Decimal
    priority: Priority = Priority.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class RateSpan:
    """A stretch of the infusion at one pump rate; a pause has the rate 0."""

    start: Fraction
    end: Fraction
    ml_per_h: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """A medication or event with the words beside its sign."""

    x: Fraction
    label: str
    kind: MarkerKind = MarkerKind.MEDICATION


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """An earlier session of the same patient, its start put on today's start."""

    systolic: tuple[Reading, ...]
    heart_rate: tuple[Reading, ...]
    dissociation: tuple[Reading, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendView:
    """Every series of the trend; x counts columns, a column's middle is its number plus ½."""

    columns: tuple[str, ...] = ()
    heart_rate: tuple[Reading, ...] = ()
    spo2: tuple[Reading, ...] = ()
    pressure: tuple[Pressure, ...] = ()
    rate: tuple[RateSpan, ...] = ()
    markers: tuple[Marker, ...] = ()
    dissociation: tuple[Reading, ...] = ()
    hallucination: tuple[Reading, ...] = ()
    due: int | None = None
    earlier: tuple[Earlier, ...] = ()

    def words_at(self, column: int) -> tuple[str, ...]:
        """All that the trend says about one column, a line for each value."""
        if not 0 <= column < len(self.columns):
            return ()
        said = [self.columns[column]]
        said += [f"HR {one.value} /min" for one in _within(self.heart_rate, column)]
        said += [
            f"BP {one.systolic}/{one.diastolic} mmHg" for one in _within(self.pressure, column)
        ]
        said += [f"SpO₂ {one.value} %" for one in _within(self.spo2, column)]
        said += [f"dissociation {one.value}" for one in _within(self.dissociation, column)]
        said += [f"hallucination {one.value}" for one in _within(self.hallucination, column)]
        middle = middle_of(column)
        said += [
            f"ketamine {span.ml_per_h} mL/h" if span.ml_per_h else "ketamine paused"
            for span in self.rate
            if span.start <= middle < span.end
        ]
        said += [one.label for one in _within(self.markers, column)]
        return tuple(said)

    @property
    def highest_rate(self) -> Decimal:
        """The fastest pump rate shown."""
        return max((span.ml_per_h for span in self.rate), default=Decimal(0))


_Placed = TypeVar("_Placed", Reading, Pressure, Marker)


def middle_of(column: int) -> Fraction:
    """Where the middle of a column lies."""
    return column + Fraction(1, 2)


def place_of(moment: datetime, columns: Sequence[datetime]) -> Fraction:
    """Where a moment lies along columns that stand for increasing times.

    Between two columns it is interpolated; before the first it is the left edge, after the last
    the right edge, because there is no neighbour to measure by.
    """
    if not columns or moment <= columns[0]:
        return Fraction(0) if not columns or moment < columns[0] else middle_of(0)
    for number in range(1, len(columns)):
        before, after = columns[number - 1], columns[number]
        if moment <= after:
            passed = (moment - before) // _MICROSECOND
            whole = max(1, (after - before) // _MICROSECOND)
            return middle_of(number - 1) + Fraction(passed, whole)
    return Fraction(len(columns))


def label_levels(places: Sequence[Fraction], reach: Fraction, levels: int = 3) -> tuple[int, ...]:
    """Give labels that would overlap different heights: a level for each, in the same order."""
    free_from = [Fraction(-1)] * levels
    chosen = [0] * len(places)
    for number in sorted(range(len(places)), key=places.__getitem__):
        place = places[number]
        level = next(
            (one for one in range(levels) if free_from[one] <= place),
            min(range(levels), key=free_from.__getitem__),
        )
        free_from[level] = place + reach
        chosen[number] = level
    return tuple(chosen)


def _within(series: Sequence[_Placed], column: int) -> list[_Placed]:
    return [one for one in series if column <= one.x < column + 1]
