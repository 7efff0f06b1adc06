"""What came of an earlier session, as the patient tells at the next visit."""

from dataclasses import dataclass
from typing import ClassVar

from ketachart.domain import events as ev
from ketachart.domain.acts.act import Act, Plan
from ketachart.domain.acts.checks import (
    Raw,
    check_phase,
    invalid,
    known_session,
    number,
    optional_text,
    whole,
)
from ketachart.domain.clinic import Context, World
from ketachart.domain.courses import MOST_WEEKS
from ketachart.domain.entries import Planned, patient_stream
from ketachart.domain.session import Phase

ENDED = frozenset({Phase.RELEASED, Phase.SIGNED, Phase.COSIGNED})


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOutcome(Act):
    """Record how much a session relieved, and for how many weeks.

    It is a fact of the patient and not of the session: a signed record stays as it was signed.
    Told anew, the newer counts; the log keeps both.
    """

    do: ClassVar[str] = "outcome.record"
    session: Raw = None
    relief_percent: Raw = None
    weeks: Raw = None
    note: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """Of a session that was given and is over."""
        session = known_session(world, self.session)
        check_phase(session, ENDED, "An outcome")
        percent = whole(self.relief_percent, "relief_percent", "The relief", low=0, high=100)
        weeks = number(self.weeks, "weeks", "The number of weeks", places=1)
        if not 0 <= weeks <= MOST_WEEKS:
            invalid(f"The weeks must be from 0 to {MOST_WEEKS}.", "Correct them.", "weeks")
        event = ev.OutcomeRecorded(
            session=session.id,
            relief_percent=percent,
            weeks=weeks,
            note=optional_text(self.note, "note"),
        )
        return (Planned(stream=patient_stream(session.patient), event=event),)
