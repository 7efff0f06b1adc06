"""Facts from the chair beside readings and doses: effects, markers, staff, the escort."""

from dataclasses import dataclass
from datetime import datetime

from ketachart.domain.events.fact import Event
from ketachart.domain.patients import Escort


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraCharted(Event):
    """A reading the grid has no row for: glucose, a peak flow."""

    name: str
    value: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertAcknowledged(Event):
    """Someone saw an alert or that something is overdue.

    Attributes:
        of: the entry that raised it, or `due:` and the due time.
        fields: the values meant; none for all of the entry.
    """

    of: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectMarked(Event):
    """An effect such as dissociation began or was over."""

    effect: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkerPlaced(Event):
    """Something happened at this moment that is worth a mark on the record."""

    kind: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalSet(Event):
    """From now on vitals every so many minutes, until something restarts the clinic's plan."""

    every: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicationAcknowledged(Event):
    """The anesthesiologist stands behind a drug that was given first."""

    of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EscortExpected(Event):
    """Who will take the patient home, and the code that person was given."""

    escort: Escort
    code: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsibilityTaken(Event):
    """The author is responsible for the chair from now on: hand-over, relief, or back from it."""

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartSigned(Event):
    """Someone who charted signed what they charted so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attested(Event):
    """An anesthesiologist attested something, after it happened.

    Attributes:
        event_at: when that happened.
    """

    kind: str
    event_at: datetime
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCosigned(Event):
    """What was added after the co-signature was read and co-signed."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPrinted(Event):
    """A page to go on with on paper was printed for a span of time."""

    page: int
    begin: datetime
    until: datetime
