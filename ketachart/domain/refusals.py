"""Why something was refused: one code, one sentence, one way out."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn


class Code(StrEnum):
    """The published refusal codes; a code is never renamed."""

    ROLE = "role.not-permitted"
    AUTH_FAILED = "auth.failed"
    AUTH_LOCKED = "auth.locked"
    WRONG_PHASE = "session.wrong-phase"
    LOCKED = "session.locked"
    SESSION_UNKNOWN = "session.unknown"
    CHAIR_OCCUPIED = "chair.occupied"
    CONTRAINDICATED = "screen.contraindicated"
    INTAKE_INCOMPLETE = "intake.incomplete"
    HARD_LIMIT = "dose.above-hard-limit"
    SOFT_LIMIT = "dose.soft-limit-needs-reason"
    VIAL_UNKNOWN = "vial.unknown"
    VIAL_EXPIRED = "vial.expired"
    VIAL_OVERDRAWN = "vial.overdrawn"
    MIXED_PRODUCTS = "preparation.mixed-products"
    WITNESS_REQUIRED = "witness.required"
    WITNESS_SAME = "witness.same-person"
    WASTE_EXCEEDS = "waste.exceeds-remaining"
    WASTE_UNRECONCILED = "waste.unreconciled"
    BAG_EXCEEDED = "bag.exceeded"
    PUMP_VARIANCE = "pump.variance-needs-reason"
    IMPLAUSIBLE = "vitals.implausible"
    VITALS_EMPTY = "vitals.empty"
    ETCO2_REQUIRED = "vitals.etco2-required"
    IN_FUTURE = "time.in-future"
    BEFORE_SESSION = "time.before-session"
    AFTER_RELEASE = "time.after-release"
    BAD_ITEMS = "scale.bad-items"
    AMEND_NO_REASON = "amend.no-reason"
    ENTRY_UNKNOWN = "entry.unknown"
    SLOTS_UNEXPLAINED = "slots.unexplained"
    CRITERIA_UNMET = "discharge.criteria-unmet"
    WRONG_CODE = "escort.wrong-code"
    NO_ESCORT = "discharge.no-escort"
    DAY_UNRECONCILED = "day.unreconciled"
    DAY_CLOSED = "day.closed"
    DEA_INVALID = "dea.invalid"
    BAD_COUNT = "stock.bad-count"
    WOULD_GO_NEGATIVE = "stock.would-go-negative"
    NOTHING_TO_RESOLVE = "stock.nothing-to-resolve"
    NOT_OUTPATIENT = "protocol.not-outpatient"
    SHEETS_WRONG = "sheets.wrong"
    REASON_REQUIRED = "reason.required"
    INPUT_INVALID = "input.invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What the person at the chair is told.

    Attributes:
        code: the published code.
        sentence: what is wrong, for the person at the chair.
        remedy: what would make it acceptable.
        about: the field it concerns, empty if none.
    """

    code: Code
    sentence: str
    remedy: str
    about: str = ""


class Refuse(Exception):
    """Leaves a rule with a refusal; `acts.decide` turns it into a value."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def refuse(code: Code, sentence: str, remedy: str, about: str = "") -> NoReturn:
    """Leave the rule at hand with a refusal."""
    raise Refuse(Refusal(code=code, sentence=sentence, remedy=remedy, about=about))
