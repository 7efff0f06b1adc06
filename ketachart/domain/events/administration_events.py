"""Facts of the administration: people changed, handlers attested, clinic, chairs and drafts."""

from dataclasses import dataclass
from datetime import date

from ketachart.domain.events.fact import Event
from ketachart.domain.formulary import Drug
from ketachart.domain.people import Person
from ketachart.domain.proposals import FieldChange, Kind
from ketachart.domain.protocols import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChanged(Event):
    """What is known of a person is another now; old and new stand here whole.

    Attributes:
        what: particulars, disabled, enabled or access.
        reason: why someone may no longer sign in, or may again.
    """

    what: str
    person: Person
    before: Person
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandlerAttested(Event):
    """Someone attested that nothing bars them from access to controlled substances.

    Attributes:
        effective_from: the day from which they are an authorised handler.
        effective_until: the last day of it; None while it is open.
        words: what was attested, as it stood on the screen.
    """

    person: str
    effective_from: date
    effective_until: date | None
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What the clinic is called and where it is reached, as its papers are headed."""

    name: str
    address: str
    phone: str
    dea_registration: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicChanged(Event):
    """The clinic's papers are headed otherwise from here on."""

    now: Particulars
    before: Particulars


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairsChanged(Event):
    """A chair was added, renamed or disabled; sessions keep the name they were charted under."""

    what: str
    chairs: tuple[str, ...]
    before: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeProposed(Event):
    """Somebody proposed other limits, or another line of the formulary or the library.

    Attributes:
        about: the drug or protocol; empty for the settings.
        since: the day from which settings shall hold; None: from the approval on.
    """

    proposal: str
    kind: Kind
    about: str
    changes: tuple[FieldChange, ...]
    since: date | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalDecided(Event):
    """An anesthesiologist approved a proposal, or refused it for a reason."""

    proposal: str
    approved: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugAdopted(Event):
    """A line of the formulary holds from here on as an anesthesiologist approved it."""

    drug: Drug
    changes: tuple[FieldChange, ...]
    proposal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolAdopted(Event):
    """A protocol holds from here on as an anesthesiologist approved it."""

    protocol: Protocol
    changes: tuple[FieldChange, ...]
    proposal: str
