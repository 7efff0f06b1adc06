"""How long a patient stays at least after the stop: the clinic's minutes, and the drugs given.

A drug that may outlast what it was given with, a reversal above all, keeps the
patient longer. This is what windows ask about; the gates of the release are others.
"""

from dataclasses import dataclass
from datetime import datetime

from ketachart.domain.formulary import Formulary
from ketachart.domain.session import Session
from ketachart.domain.settings import Settings
from ketachart.domain.times import MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """Until when a patient stays, and why: `120 min after flumazenil`."""

    until: datetime
    why: str


def minimum_stay_until(session: Session, settings: Settings, formulary: Formulary) -> Stay | None:
    """The later of the clinic's minimum stay and what the drugs ask for; None before the stop."""
    stopped = session.stopped_at
    if stopped is None:
        return None
    least = settings.minimum_stay_min
    stays = [Stay(until=stopped + least * MINUTE, why=f"{least} min after the stop")]
    for given in session.medications:
        drug = formulary.find(given.given.drug)
        if drug is not None and drug.extends_observation_minutes:
            minutes = drug.extends_observation_minutes
            why = f"{minutes} min after {drug.name}"
            stays.append(Stay(until=given.observed_at + minutes * MINUTE, why=why))
    return max(stays, key=lambda stay: stay.until)
