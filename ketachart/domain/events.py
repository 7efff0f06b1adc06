"""The facts of the log, in the past tense; all else is worked out from them.

Who, when observed and when recorded stand beside each fact in its `Entry`.
Their names and versions in the vault are given in `store/codec.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from ketachart.domain.patients import Escort, EscortAtRelease, Patient
from ketachart.domain.people import Person
from ketachart.domain.products import Container, Product
from ketachart.domain.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened."""


# --- the clinic -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicFounded(Event):
    """The vault was set up for a clinic, real or for training."""

    name: str
    address: str
    phone: str
    timezone: str
    dea_registration: str
    chairs: tuple[str, ...]
    training: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsAdopted(Event):
    """From here on these limits and plans hold for sessions opened."""

    settings: Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkstationEnrolled(Event):
    """A workstation joined; its key signs the heads of its log."""

    device: str
    public_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAdded(Event):
    """Someone may sign in from now on."""

    person: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientRegistered(Event):
    """A patient was registered, or registered anew with other particulars."""

    patient: Patient


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductListed(Event):
    """A controlled product is kept here from now on."""

    product: Product


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRefused(Event):
    """Someone tried something that was refused; `step` is a scenario's step number."""

    do: str
    code: str
    session: str = ""
    step: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn(Event):
    """A person signed in with the passphrase, or took over with the PIN."""

    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInFailed(Event):
    """A sign-in, take-over or witness PIN was wrong."""

    how: str
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRead(Event):
    """Someone opened or exported a record; `what` names it."""

    what: str
    session: str = ""
    patient: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockJumped(Event):
    """The wall clock moved against the monotonic clock, in seconds."""

    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureGiven(Event):
    """A person signed exactly the entries meant.

    Attributes:
        meaning: signed, co-signed, witnessed, verified, closed.
        entries: the entries signed, by reference; empty when `through` is used.
        through: for a whole stream, the last sequence number per device.
        digest: SHA-256 over the hashes of the entries meant, hex.
        signature: Ed25519 over the digest with meaning and signer, hex.
    """

    signer: str
    meaning: str
    digest: str
    signature: str
    entries: tuple[str, ...] = ()
    through: Mapping[str, int] | None = None


# --- the session ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Which session of how many."""

    number: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOpened(Event):
    """A patient was given a chair; the limits of the day stay with the session."""

    session: str
    patient: str
    chair: str
    protocol: str
    series: Series | None
    weight_on_file_kg: str
    high_respiratory_risk: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened(Event):
    """The contraindications were asked; every answer by item."""

    answers: Mapping[str, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What was checked before the order."""

    referral_on_file: bool
    consent_signed: bool
    risks_discussed: bool
    fasting_hours: Decimal
    iv_access: str
    weight_kg: Decimal
    baseline_pain: int
    pregnancy_test: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn(Event):
    """The patient was taken in."""

    intake: Intake
    escort: Escort


@dataclass(frozen=True, slots=True, kw_only=True)
class RampStep:
    """A step before the final rate: minutes, and a rate in mg/h or mg/kg/h."""

    minutes: int
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """An ordered dose: `mg`, `mg/kg`, `mg/h` or `mg/kg/h`; minutes include the ramp."""

    kind: str
    amount: Decimal
    minutes: int
    ramp: tuple[RampStep, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered(Event):
    """The anesthesiologist ordered; until the bag is prepared a new order replaces it."""

    dose: Dose
    override_reason: str = ""
    limit_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """Volume in mL: drawn from one container."""

    vial: str
    ml: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared(Event):
    """The bag: what was drawn of one product, and its final volume in mL."""

    product: str
    mg_per_ml: Decimal
    draws: tuple[Draw, ...]
    bag_ml: Decimal
    verified_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled(Event):
    """The session was called off before its start."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusionStarted(Event):
    """The pump runs, in mL/h of the bag."""

    ml_per_h: Decimal
    verified_by: str
    limit_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateChanged(Event):
    """The pump runs at another rate."""

    ml_per_h: Decimal
    reason: str
    limit_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusionPaused(Event):
    """The pump stands still."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusionResumed(Event):
    """The pump runs again, at the rate before the pause or another."""

    ml_per_h: Decimal
    limit_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BolusGiven(Event):
    """A bolus from the bag, in mL."""

    ml: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusionStopped(Event):
    """The infusion ended; `pump_ml` is the pump's own reading, and is what counts."""

    pump_ml: Decimal
    reason: str
    variance_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidualWasted(Event):
    """What was drawn for the session and not administered was wasted, in mL of the product."""

    ml: Decimal
    reason: str
    method: str
    witness: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VitalsCharted(Event):
    """One set of readings, by field."""

    values: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreCharted(Event):
    """A full scale with its items and total."""

    scale: str
    items: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicationGiven(Event):
    """A drug was given; a controlled one from a vial before a witness."""

    drug: str
    dose: Decimal
    unit: str
    route: str
    indication: str
    rescue: bool
    vial: str = ""
    ml_drawn: Decimal | None = None
    witness: str = ""
    method: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseCharted(Event):
    """What a drug did."""

    of: str
    effect: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdverseRecorded(Event):
    """An adverse event, its severity and what was done."""

    kind: str
    severity: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAdded(Event):
    """Free text."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotExplained(Event):
    """Why a set of vitals was missed."""

    due: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryAmended(Event):
    """An earlier entry says something else from now on; the old value stays visible."""

    entry: str
    changes: Mapping[str, str]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DischargeChecked(Event):
    """Items of the discharge checklist; an item may be answered with a reason."""

    items: Mapping[str, bool | str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DischargeOrdered(Event):
    """The anesthesiologist lets the patient go once the criteria are met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Released(Event):
    """The patient left with the escort."""

    escort: EscortAtRelease


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSigned(Event):
    """The nurse signed the session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionReturned(Event):
    """The session was sent back; the nurse's signature is void."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCosigned(Event):
    """An anesthesiologist co-signed."""

    attestation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddendumAdded(Event):
    """Text after the co-signature."""

    text: str


# --- the stock: one fact, one row of the day log -------------------------------------------------


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
    """Containers came in, named from `first` on."""

    product: str
    containers: int
    lot: str
    first: int
    expires: date
    invoice: str
    supplier: Registrant
    witness: str


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
    """Containers went to a distributor (`disposed`) or to another registrant (`transferred`)."""

    product: str
    how: str
    vials: tuple[str, ...]
    ml: Decimal
    sealed: int
    to: Registrant
    reference: str
    witness: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayClosed(Event):
    """Two persons closed a day; the digests are those of its log files, by schedule."""

    day: date
    witness: str
    digests: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownEvent(Event):
    """A kind this release does not know: kept and shown as such, never dropped."""

    kind: str
    body: bytes
