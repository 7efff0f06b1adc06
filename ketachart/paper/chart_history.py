"""What a chart's log says beyond what counts now: who did what, and what was amended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from ketachart.domain import events as ev
from ketachart.domain.amendments import intake_changes
from ketachart.domain.changes import Change
from ketachart.domain.entries import Entry
from ketachart.domain.session import Medication, Reading, Remark, Score, Session

_E = TypeVar("_E", bound=ev.Event)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """A change with the entry it was made to, in words."""

    subject: str
    observed_at: datetime
    change: Change


def entries_of(session: Session, kind: type[_E]) -> Iterator[tuple[Entry, _E]]:
    """The entries of one kind with their facts, in the order recorded."""
    for entry in session.log:
        if isinstance(entry.event, kind):
            yield entry, entry.event


def amendments(session: Session) -> tuple[Amended, ...]:
    """Every change made to an entry, in the order made."""
    subjects: list[tuple[str, datetime, tuple[Change, ...]]] = [
        *((_subject(each), each.observed_at, each.changes) for each in session.readings),
        *((_subject(each), each.observed_at, each.changes) for each in session.scores),
        *((_subject(each), each.observed_at, each.changes) for each in session.medications),
        *((_subject(each), each.at, each.changes) for each in session.remarks),
        *((each.kind, each.at, each.changes) for each in session.markers),
        *((each.name, each.observed_at, each.changes) for each in session.extras),
    ]
    found = [
        Amended(subject=subject, observed_at=at, change=change)
        for subject, at, changes in subjects
        for change in changes
    ]
    of_intake = (
        Amended(subject="intake", observed_at=taken.observed_at, change=change)
        for taken, change in intake_changes(session)
    )
    whole = [*found, *of_intake]
    return tuple(sorted(whole, key=lambda each: (each.change.at, each.subject, each.change.field)))


def _subject(charted: Reading | Score | Medication | Remark) -> str:
    match charted:
        case Reading():
            return "vitals"
        case Score(scale=scale):
            return scale
        case Medication(given=given):
            return given.drug
        case Remark(event=ev.NoteAdded()):
            return "note"
        case Remark(event=ev.AdverseRecorded()):
            return "adverse event"
        case _:
            return "response"
