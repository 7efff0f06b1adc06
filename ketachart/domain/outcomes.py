"""What sessions gave and what came of them: dose, dissociation, pain before and after, relief.

Nothing here is charted anew: the dose is the ledger's, the pain that of intake and of the last
reading after the stop, the relief what the patient told later. What nobody charted is left out of
every count, and no count is given without its n.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from decimal import Decimal
from fractions import Fraction
from typing import Final

from ketachart.domain.courses import Relief, mg_given, weeks_in_words
from ketachart.domain.quantities import written
from ketachart.domain.session import Session
from ketachart.domain.times import local_day

RESPONSE_PERCENT: Final = 30
"""A fall of pain by as much of its value before is taken for a response."""
_SCALE: Final = "CADSS-6"
_DISSOCIATION, _PAIN = "dissociation", "pain"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOutcome:
    """One session that was given, as a point of a series; None where nothing was charted.

    Attributes:
        mg: given from the bag; None until the stop.
        weight_kg: that of the day.
        dissociation: the highest quick rating after the start, 0 to 10.
        cadss: the highest total of CADSS-6 after the start, 0 to 24.
        pain_before: as told at intake, 0 to 10.
        pain_after: of the last reading from the stop on, 0 to 10.
        relief: what the patient told of it later.
    """

    session: str
    patient: str
    day: date
    mg: Decimal | None
    weight_kg: Decimal | None
    dissociation: int | None
    cadss: int | None
    pain_before: int | None
    pain_after: int | None
    relief: Relief | None

    @property
    def mg_per_kg(self) -> Fraction | None:
        """The dose per kg of the weight of the day."""
        if self.mg is None or not self.weight_kg:
            return None
        return Fraction(self.mg) / Fraction(self.weight_kg)

    @property
    def fall(self) -> int | None:
        """By how many points pain fell in the session; below 0 it rose."""
        if self.pain_before is None or self.pain_after is None:
            return None
        return self.pain_before - self.pain_after

    @property
    def has_responded(self) -> bool | None:
        """Whether pain fell by as much as counts; None where it can't be said."""
        if self.fall is None or not self.pain_before:
            return None
        return 100 * self.fall >= RESPONSE_PERCENT * self.pain_before


def outcome_of(session: Session, relief: Relief | None, zone: tzinfo) -> SessionOutcome | None:
    """A session as such a point; None if its infusion never started."""
    started, stopped = session.started_at, session.stopped_at
    if started is None:
        return None
    readings = sorted(session.readings, key=lambda each: each.observed_at)
    felt = [
        int(each.values[_DISSOCIATION])
        for each in readings
        if each.observed_at > started and _DISSOCIATION in each.values
    ]
    scored = [
        each.total for each in session.scores if each.scale == _SCALE and each.observed_at > started
    ]
    pain = [
        int(each.values[_PAIN])
        for each in readings
        if stopped is not None and each.observed_at >= stopped and _PAIN in each.values
    ]
    intake = session.intake
    return SessionOutcome(
        session=session.id,
        patient=session.patient,
        day=local_day(session.opened_at, zone),
        mg=mg_given(session) if session.stop is not None else None,
        weight_kg=intake.weight_kg if intake else None,
        dissociation=max(felt, default=None),
        cadss=max(scored, default=None),
        pain_before=intake.baseline_pain if intake else None,
        pain_after=pain[-1] if pain else None,
        relief=relief,
    )


def summary_lines(outcomes: Sequence[SessionOutcome], left_out: int = 0) -> tuple[str, ...]:
    """The figures of several sessions in words: middle, range and n; no more is claimed.

    Args:
        outcomes: the oldest first.
        left_out: how many earlier sessions of the days asked for are not among them.
    """
    if not outcomes:
        return ()
    patients = len({each.patient for each in outcomes})
    given = f"{_counted(len(outcomes), 'session')} of {_counted(patients, 'patient')}"
    days = dict.fromkeys((outcomes[0].day.isoformat(), outcomes[-1].day.isoformat()))
    lines = [f"{given}, {' to '.join(days)}."]
    if left_out:
        earlier = _counted(left_out, "earlier session")
        lines.append(f"NOT among them: {earlier} of the days asked for. Name fewer days for those.")
    for name, words, value in _FIGURES:
        found = sorted(figure for each in outcomes if (figure := value(each)) is not None)
        if found:
            lines.append(f"{name}: {_middle(found, words)}.")
    answered = [each.has_responded for each in outcomes if each.has_responded is not None]
    if answered:
        lines.append(
            f"Pain fell by {RESPONSE_PERCENT}\u00a0% or more in {sum(answered)} of "
            f"{_counted(len(answered), 'session')} with a pain before and after."
        )
    return tuple(lines)


_InWords = Callable[[Fraction], str]
_Figure = Callable[[SessionOutcome], Fraction | None]
_FIGURES: Final[tuple[tuple[str, _InWords, _Figure], ...]] = (
    ("Dose", lambda dose: written(dose, "mg/kg"), lambda each: each.mg_per_kg),
    ("Highest dissociation, 0 to 10", written, lambda each: _exactly(each.dissociation)),
    ("Pain before, 0 to 10", written, lambda each: _exactly(each.pain_before)),
    ("Pain after, 0 to 10", written, lambda each: _exactly(each.pain_after)),
    (
        "Relief lasted",
        weeks_in_words,
        lambda each: Fraction(each.relief.weeks) if each.relief else None,
    ),
)


def _exactly(value: int | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def _middle(found: Sequence[Fraction], words: _InWords) -> str:
    """The median with the range, or the one value there is."""
    if len(found) == 1:
        return f"{words(found[0])} (n\u00a0=\u00a01)"
    half, count = len(found) // 2, len(found)
    middle = found[half] if count % 2 else (found[half - 1] + found[half]) / 2
    span = f"{written(found[0])} to {written(found[-1])}"
    return f"median {words(middle)} ({span}; n\u00a0=\u00a0{count})"


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def in_order(outcomes: Iterable[SessionOutcome]) -> tuple[SessionOutcome, ...]:
    """The oldest first."""
    return tuple(sorted(outcomes, key=lambda each: (each.day, each.session)))
