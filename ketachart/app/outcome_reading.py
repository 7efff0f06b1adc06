"""Reading what came of sessions, of one patient or of some days; each reading is recorded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ketachart.app.clinic import Clinic, Turn
from ketachart.domain.outcomes import SessionOutcome, in_order, outcome_of
from ketachart.domain.refusals import Refusal

MOST_SESSIONS = 2000
"""More points than that are no picture any more; the latest are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """How far the reading is.

    Attributes:
        outcomes: none until every session was read; the oldest first.
        left_out: how many earlier sessions were too many to be read.
    """

    done: int
    total: int
    outcomes: tuple[SessionOutcome, ...] = ()
    left_out: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether every session was read."""
        return self.done == self.total


def read_patient(clinic: Clinic, patient: str, turn: Turn) -> Iterator[Read] | Refusal:
    """A patient's sessions, one at each step."""
    refusal = clinic.may_read(turn, "chart.read")
    if refusal is not None:
        return refusal
    clinic.record_reading("outcomes", turn, patient)
    return _read(clinic, clinic.books.sessions_of(patient, clinic.clock.now(), MOST_SESSIONS))


def read_days(clinic: Clinic, first: date, last: date, turn: Turn) -> Iterator[Read] | Refusal:
    """The sessions opened on some days, one at each step; of too many the latest."""
    refusal = clinic.may_read(turn, "chart.read")
    if refusal is not None:
        return refusal
    clinic.record_reading(f"outcomes of all patients, {first} to {last}", turn)
    names = clinic.books.sessions_between(first, last)
    shown = names[-MOST_SESSIONS:]
    return _read(clinic, shown, left_out=len(names) - len(shown))


def _read(clinic: Clinic, names: Sequence[str], left_out: int = 0) -> Iterator[Read]:
    found: list[SessionOutcome] = []
    zone, total = clinic.world.site.zone, len(names)
    for done, name in enumerate(names):
        yield Read(done=done, total=total)
        session = clinic.world.session(name)
        point = outcome_of(session, clinic.books.relief(name), zone) if session else None
        if point is not None:
            found.append(point)
    yield Read(done=total, total=total, outcomes=in_order(found), left_out=left_out)
