"""When to look again after a drug: the formulary's times, and what was charted since.

The first look after a dose is answered by a charted response only. Once there is
one, a later look is also answered by the readings that the formulary names, for
they are taken anyway. A look that was missed is answered by the next.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from ketachart.domain import events as ev
from ketachart.domain.formulary import Drug, Formulary
from ketachart.domain.session import Medication, Session
from ketachart.domain.times import MINUTE

NOT_BETTER = ("unchanged", "worse")
EFFECTS = ("improved", *NOT_BETTER)
_MOST_EARLY = 5 * MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Reassessment:
    """One look at what a dose did.

    Attributes:
        at: when it is due.
        number: which look after this dose, from 1.
        done_at: when it was answered; None while it was not.
    """

    medication: Medication
    drug: Drug
    at: datetime
    number: int
    done_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """A dose that did not help enough, and when it may be given again."""

    medication: Medication
    drug: Drug
    effect: str
    possible_at: datetime


def reassessments(session: Session, formulary: Formulary) -> tuple[Reassessment, ...]:
    """Every look that the doses given ask for, by time; none is asked for after the release."""
    found = [
        look
        for given in session.medications
        if (drug := formulary.find(given.given.drug)) is not None
        for look in _looks(given, drug, session)
    ]
    return tuple(sorted(found, key=lambda look: look.at))


def due(session: Session, formulary: Formulary, now: datetime) -> tuple[Reassessment, ...]:
    """What waits to be looked at: of each dose the earliest look that nobody answered."""
    return tuple(look for look in upcoming(session, formulary) if look.at <= now)


def upcoming(session: Session, formulary: Formulary) -> tuple[Reassessment, ...]:
    """The next look of each dose that is not answered yet, due or still to come."""
    first: dict[str, Reassessment] = {}
    for look in reassessments(session, formulary):
        if look.done_at is None:
            first.setdefault(look.medication.ref, look)
    return tuple(first.values())


def repeats(session: Session, formulary: Formulary) -> tuple[Repeat, ...]:
    """Drugs whose last dose was charted as not better, each with the end of its waiting time."""
    last: dict[str, Medication] = {}
    for given in sorted(session.medications, key=lambda each: each.observed_at):
        drug = formulary.find(given.given.drug)
        if drug is not None:
            last[drug.key] = given
    found = []
    for key, given in last.items():
        drug, effect = formulary.drugs[key], _last_effect(given, session)
        if drug.repeat_after_minutes is not None and effect in NOT_BETTER:
            possible = given.observed_at + drug.repeat_after_minutes * MINUTE
            found.append(Repeat(medication=given, drug=drug, effect=effect, possible_at=possible))
    return tuple(found)


def _last_effect(given: Medication, session: Session) -> str:
    answers = sorted(session.responses_to(given.ref), key=lambda remark: remark.at)
    event = answers[-1].event if answers else None
    return event.effect if isinstance(event, ev.ResponseCharted) else ""


def _looks(given: Medication, drug: Drug, session: Session) -> Iterator[Reassessment]:
    """The looks of one dose, until the same drug was given again or the patient left."""
    begin = given.observed_at
    times = [begin + minutes * MINUTE for minutes in drug.reassess_at]
    end = _end(given, drug, session)
    responses = sorted(each.at for each in session.responses_to(given.ref))
    answers = responses + _readings_after(responses, drug, session)
    # Whoever looks before the first time is due has looked all the same.
    since = [begin, *(each - _early(before, each) for before, each in pairwise(times))]
    for number, (at, first) in enumerate(zip(times, since, strict=False), start=1):
        if end is not None and at >= end:
            return
        done = min((each for each in answers if each >= first), default=None)
        yield Reassessment(medication=given, drug=drug, at=at, number=number, done_at=done)


def _early(before: datetime, at: datetime) -> timedelta:
    return min(_MOST_EARLY, (at - before) / 2)


def _readings_after(responses: list[datetime], drug: Drug, session: Session) -> list[datetime]:
    """When the vitals that stand for a later look were all read, after the first response."""
    if not responses or not drug.reassess_vitals:
        return []
    return [
        reading.observed_at
        for reading in session.readings
        if reading.observed_at > responses[0]
        and all(field in reading.values for field in drug.reassess_vitals)
    ]


def _end(given: Medication, drug: Drug, session: Session) -> datetime | None:
    again = [
        each.observed_at
        for each in session.medications
        if each.observed_at > given.observed_at and drug.is_named(each.given.drug)
    ]
    ends = [*again, *([session.ended_at] if session.ended_at is not None else [])]
    return min(ends, default=None)
