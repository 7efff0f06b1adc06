"""Facts of a session, from the opening to the last addendum."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from ketachart.domain.events.fact import Event
from ketachart.domain.patients import Escort, EscortAtRelease


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
    """What was checked before the order.

    Attributes:
        concomitant: other drugs the patient takes that matter here.
        ride: how the patient gets home, or why it went on without.
    """

    referral_on_file: bool
    consent_signed: bool
    risks_discussed: bool
    fasting_hours: Decimal
    iv_access: str
    weight_kg: Decimal
    baseline_pain: int
    pregnancy_test: str
    concomitant: tuple[str, ...] = ()
    ride: str = ""


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
    """The pump runs, in mL/h of the bag; what the machine was short of, if anything, was seen."""

    ml_per_h: Decimal
    verified_by: str
    limit_reason: str = ""
    device_check: str = ""


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
    """One set of readings, by field.

    Attributes:
        not_obtained: why a field could not be read.
        sources: where a value comes from if it was not typed: `device`, `paper 1`.
    """

    values: Mapping[str, Decimal]
    not_obtained: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreCharted(Event):
    """A full scale with its items and total."""

    scale: str
    items: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicationGiven(Event):
    """A drug was given; a controlled one from a vial before a witness.

    Attributes:
        given_first: given before it was ordered; an anesthesiologist acknowledges it.
        overrides: what spoke against it, each with the reason to give it all the same.
    """

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
    given_first: bool = False
    overrides: Mapping[str, str] = field(default_factory=dict)


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
    """The patient left with the escort.

    Attributes:
        code: `shown` or `overridden`; empty where no code was asked for.
        override_reason: why the patient left without the code; `witness` agreed.
        ready_at: when the patient would have been ready, had all else been there.
        early_reason: why the patient left before the advised time.
    """

    escort: EscortAtRelease
    code: str = ""
    override_reason: str = ""
    witness: str = ""
    ready_at: datetime | None = None
    early_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSigned(Event):
    """The nurse signed the session; `answer` is to the reason it was sent back for."""

    answer: str = ""


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
