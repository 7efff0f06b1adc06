"""Inventories as they were taken (21 CFR 1304.11), and when the next falls due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ketachart.domain import events as ev
from ketachart.domain.entries import Entry
from ketachart.domain.profiles import StateProfile, inventory_due


class InventoryKind(StrEnum):
    """Why all that is on hand was counted."""

    INITIAL = "initial"
    BIENNIAL = "biennial"
    NEWLY_SCHEDULED = "newly-scheduled"


class BusinessMoment(StrEnum):
    """At which end of the day it was counted; the record must say so."""

    OPENING = "opening"
    CLOSE = "close"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """One inventory: the fact, who took it and under which entry it stands."""

    id: str
    by: str
    recorded_at: datetime
    taken: ev.InventoryTaken


def inventory_from(entry: Entry, event: ev.InventoryTaken) -> Inventory:
    """The inventory that an entry records."""
    return Inventory(id=entry.ref, by=entry.author, recorded_at=entry.recorded_at, taken=event)


def next_due(inventories: Sequence[Inventory], profile: StateProfile) -> date | None:
    """The last day for the next full inventory; None while none was taken.

    The inventory of a newly scheduled substance is of that alone and moves no date.
    """
    full = [
        each.taken.day for each in inventories if each.taken.kind != InventoryKind.NEWLY_SCHEDULED
    ]
    return inventory_due(max(full), profile) if full else None
