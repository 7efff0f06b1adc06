"""Facts of the drug ledger: one fact, one row of the day log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ketachart.domain.events.fact import Event
from ketachart.domain.products import Container


@dataclass(frozen=True, slots=True, kw_only=True)
class Registrant:
    """A supplier, distributor or registrant with a DEA number."""

    name: str
    dea_registration: str
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForSession:
    """Whom a movement was for: session, patient and who ordered."""

    session: str
    patient: str
    prescriber: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StockReceived(Event):
    """Containers came in, named from `first` on.

    Attributes:
        received: the day they really came, where it was not that of the recording.
        invoiced: how many the invoice says, where they are not as many.
        note: what was said of the delivery.
    """

    product: str
    containers: int
    lot: str
    first: int
    expires: date
    invoice: str
    supplier: Registrant
    witness: str
    received: date | None = None
    invoiced: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StockDrawn(Event):
    """Volume in mL: moved from a container to a session."""

    product: str
    vial: str
    ml: Decimal
    use: ForSession
    witness: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StockAdministered(Event):
    """Volume in mL: of what was drawn went into the patient."""

    product: str
    vials: tuple[str, ...]
    ml: Decimal
    use: ForSession
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StockWasted(Event):
    """Volume in mL: destroyed before a witness, from a container or from what was drawn (`use`)."""

    product: str
    vials: tuple[str, ...]
    ml: Decimal
    use: ForSession | None
    witness: str
    reason: str
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StockCounted(Event):
    """What two persons counted, and what the ledger expected."""

    product: str
    sealed: int
    open_ml: Decimal
    expected_sealed: int
    expected_open_ml: Decimal
    witness: str
    method: str = "exact"


@dataclass(frozen=True, slots=True, kw_only=True)
class StockBroken(Event):
    """A container broke, with all that was in it."""

    product: str
    vial: str
    ml: Decimal
    circumstances: str
    witness: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StockAdjusted(Event):
    """The ledger was set to what was counted; differences signed."""

    product: str
    sealed: int
    ml: Decimal
    classification: str
    explanation: str
    reference: str
    vials: tuple[str, ...]
    after: tuple[Container, ...]
    witness: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountingErrorNoted(Event):
    """A difference was a slip of counting; the product stays unresolved until a count agrees."""

    product: str
    explanation: str
    reference: str
    witness: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLeft(Event):
    """Containers went to a distributor (`disposed`) or to another registrant (`transferred`).

    Attributes:
        left_on: the day they really left, where it was not that of the recording.
        method: how they were destroyed on site (Form 41), empty where they were not.
        place: where they were destroyed.
    """

    product: str
    how: str
    vials: tuple[str, ...]
    ml: Decimal
    sealed: int
    to: Registrant
    reference: str
    witness: str
    left_on: date | None = None
    method: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayClosed(Event):
    """Two persons closed a day; the digests are those of its log files, by schedule."""

    day: date
    witness: str
    digests: Mapping[str, str]
