"""Outcomes as a picture: bands over one axis, the same on the screen and on paper."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import Final

from ketachart.domain.outcomes import SessionOutcome
from ketachart.domain.quantities import written

_HALF: Final = Fraction(1, 2)
_RATING: Final = (0, 5, 10)
_MOST_WITH_WORDS: Final = 14
_MOST_DAYS: Final = 8


class Shape(StrEnum):
    """How a value is marked; the shape tells as much as the colour."""

    BAR = "bar"
    RING = "ring"
    DOT = "dot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A value at its place; `words` stand beside it."""

    x: Fraction
    y: Fraction
    shape: Shape
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stem:
    """A line that joins two values of one session."""

    x: Fraction
    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One kind of value over the axis.

    Attributes:
        title: what it shows, with its unit and its signs.
        low: the lowest value of its scale.
        high: the highest value of its scale.
        ruled: the values that are ruled and written at its side.
    """

    title: str
    low: int
    high: int
    ruled: tuple[int, ...]
    marks: tuple[Mark, ...]
    stems: tuple[Stem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Bands over one axis from `left` to `right`, with words at some of its places."""

    bands: tuple[Band, ...]
    places: tuple[tuple[Fraction, str], ...]
    left: Fraction
    right: Fraction
    axis: str


def series_picture(outcomes: Sequence[SessionOutcome]) -> Picture:
    """A patient's sessions side by side, the oldest at the left.

    In a long series there is no room for words at each bar; the table has them.
    """
    has_words = len(outcomes) <= _MOST_WITH_WORDS
    at = {each.session: Fraction(number) for number, each in enumerate(outcomes)}

    def bars(
        value: Callable[[SessionOutcome], Fraction | None],
        words: Callable[[SessionOutcome], str],
    ) -> tuple[Mark, ...]:
        return tuple(
            Mark(
                x=at[each.session], y=found, shape=Shape.BAR, words=words(each) if has_words else ""
            )
            for each in outcomes
            if (found := value(each)) is not None
        )

    doses = bars(lambda each: each.mg_per_kg, lambda each: written(each.mg or 0, "mg"))
    lasting = bars(_weeks, lambda each: f"{each.relief.percent} %" if each.relief else "")
    felt = bars(_felt, lambda each: str(each.dissociation))
    pains = tuple(
        Mark(x=at[each.session], y=Fraction(value), shape=shape)
        for each in outcomes
        for value, shape in ((each.pain_before, Shape.RING), (each.pain_after, Shape.DOT))
        if value is not None
    )
    stems = tuple(
        Stem(
            x=at[each.session],
            low=Fraction(min(each.pain_before, each.pain_after)),
            high=Fraction(max(each.pain_before, each.pain_after)),
        )
        for each in outcomes
        if each.pain_before is not None and each.pain_after is not None
    )
    return Picture(
        bands=(
            _scaled("Dose, mg/kg; in words mg" if has_words else "Dose, mg/kg", doses),
            _rated("Highest dissociation, 0 to 10", felt),
            _rated("Pain, 0 to 10: ○ at intake, ● before going home", pains, stems),
            _scaled(
                "Relief lasted, weeks; in words how much" if has_words else "Relief lasted, weeks",
                lasting,
            ),
        ),
        places=tuple(
            (at[each.session], each.day.isoformat())
            for each in outcomes[:: ceil(len(outcomes) / _MOST_DAYS) or 1]
        ),
        left=-_HALF,
        right=max(Fraction(len(outcomes)), Fraction(3)) - _HALF,
        axis="Session, by day",
    )


def clinic_picture(outcomes: Sequence[SessionOutcome]) -> Picture:
    """Many sessions by their dose, each a ring: none is added to another, and no line is fitted."""
    doses = [dose for each in outcomes if (dose := each.mg_per_kg) is not None]
    highest = max(ceil(max(doses, default=Fraction(1))), 1)

    def rings(value: Callable[[SessionOutcome], Fraction | None]) -> tuple[Mark, ...]:
        return tuple(
            Mark(x=dose, y=found, shape=Shape.RING)
            for each in outcomes
            if (dose := each.mg_per_kg) is not None and (found := value(each)) is not None
        )

    felt, fell, lasted = rings(_felt), rings(_fall), rings(_weeks)
    step = Fraction(highest, 4)
    return Picture(
        bands=(
            _rated(f"Highest dissociation, 0 to 10 (n = {len(felt)})", felt),
            Band(
                title=f"Pain fell by, points; below 0 it rose (n = {len(fell)})",
                low=-10,
                high=10,
                ruled=(-10, 0, 10),
                marks=fell,
            ),
            _scaled(f"Relief lasted, weeks (n = {len(lasted)})", lasted),
        ),
        places=tuple((step * number, written(step * number)) for number in range(5)),
        left=-step / 8,
        right=highest + step / 8,
        axis="Dose, mg/kg",
    )


def _felt(outcome: SessionOutcome) -> Fraction | None:
    return None if outcome.dissociation is None else Fraction(outcome.dissociation)


def _fall(outcome: SessionOutcome) -> Fraction | None:
    return None if outcome.fall is None else Fraction(outcome.fall)


def _weeks(outcome: SessionOutcome) -> Fraction | None:
    return None if outcome.relief is None else Fraction(outcome.relief.weeks)


def _rated(title: str, marks: tuple[Mark, ...], stems: tuple[Stem, ...] = ()) -> Band:
    return Band(title=title, low=0, high=10, ruled=_RATING, marks=marks, stems=stems)


def _scaled(title: str, marks: tuple[Mark, ...]) -> Band:
    """A band from 0 to a round number above the highest value."""
    highest = ceil(max((each.y for each in marks), default=Fraction(1)))
    high = next((each for each in _ROUND if each >= highest), highest)
    return Band(title=title, low=0, high=high, ruled=(0, high), marks=marks)


_ROUND: Final = (1, 2, 4, 6, 8, 10, 15, 20, 30, 40, 60, 80, 110)
