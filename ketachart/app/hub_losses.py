"""That a place lost what it had acknowledged stays known until an administrator has read it."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ketachart.app.clinic import Clinic
from ketachart.store.errors import StoreError
from ketachart.store.notes import note, noted

_LOSS: Final = "loss"


@dataclass(frozen=True, slots=True, kw_only=True)
class HubLoss:
    """Which place was found to hold less than it had acknowledged, and when."""

    place: str
    at: datetime


def known_loss(clinic: Clinic) -> HubLoss | None:
    """The loss that nobody has read of yet."""
    written = noted(clinic.vault.db, _LOSS)
    if not written:
        return None
    place, at = json.loads(written)
    return HubLoss(place=place, at=datetime.fromisoformat(at))


def keep_loss(clinic: Clinic, loss: HubLoss | None) -> None:
    """Keep a loss in mind; nothing, once it was read."""
    written = json.dumps([loss.place, loss.at.isoformat()]) if loss is not None else ""
    # On a full disk the board still says it until the program ends.
    with suppress(StoreError):
        note(clinic.vault.db, **{_LOSS: written})
