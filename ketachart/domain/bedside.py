"""What a session's entries say beside readings and doses: effects, markers, staff, paper."""

from dataclasses import dataclass
from datetime import datetime

from ketachart.domain.changes import Change
from ketachart.domain.patients import Escort

EFFECTS = ("dissociation", "hallucination", "sedation", "nausea")
ONSET, RESOLVED = "onset", "resolved"

MARKERS = (
    "IV site checked: clean and running",
    "IV infiltrated",
    "repositioned",
    "spoken to calmly",
    "eye mask on",
    "lights dimmed",
    "oxygen started",
    "oxygen stopped",
    "physician at the chair",
    "escort arrived",
    "to the toilet and back",
)
"""What is usually marked, in the order of a session; other words are as good."""

HAND_OVER, RELIEF, BACK = "hand-over", "relief", "back"
TAKING = (HAND_OVER, RELIEF, BACK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """A reading the grid has no row for."""

    ref: str
    by: str
    observed_at: datetime
    recorded_at: datetime
    name: str
    value: str
    unit: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged:
    """Who saw an alert, or that something is overdue; no fields means all of it."""

    of: str
    fields: tuple[str, ...]
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """An effect from its onset until it was over; open while `resolved` is None."""

    effect: str
    onset: datetime
    by: str
    resolved: datetime | None = None
    resolved_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """Something that happened, marked on the record."""

    ref: str
    by: str
    at: datetime
    recorded_at: datetime
    kind: str
    detail: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalChange:
    """From when on vitals were due every so many minutes, who said so and why."""

    at: datetime
    by: str
    every: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EscortNamed:
    """Who was to take the patient home, from when on; the reason of a change."""

    at: datetime
    by: str
    escort: Escort
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Who was responsible for the chair from when until when; open while it lasts."""

    person: str
    begin: datetime
    kind: str
    end: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """What an anesthesiologist attested, when, and when the thing itself happened."""

    kind: str
    by: str
    at: datetime
    event_at: datetime
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPage:
    """A page printed to go on with on paper."""

    page: int
    at: datetime
    by: str
    begin: datetime
    until: datetime
