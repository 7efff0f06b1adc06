"""The pump's old and new rate as doses in every unit, before anything is confirmed."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from ketachart.domain.acts.doses import per_kg
from ketachart.domain.infusion import Bag, pump_volume, variance_needs_reason
from ketachart.domain.quantities import exact, half_up, written
from ketachart.domain.session import Session
from ketachart.domain.settings import Settings

MOST_TYPED = Decimal(1200)


@dataclass(frozen=True, slots=True, kw_only=True)
class RateWords:
    """One pump rate in every unit.

    Attributes:
        warning: what the clinic's limits or the order say to it; empty if nothing.
        needs_reason: whether it is possible only with a reason.
    """

    words: str
    warning: str = ""
    needs_reason: bool = False


def running_rate(session: Session) -> Decimal:
    """The rate now, or before the pause."""
    return next((step.ml_per_h for step in reversed(session.pump) if step.ml_per_h), Decimal(0))


def ordered_rate(session: Session) -> Decimal | None:
    """The rate that the order asks the pump to start with, to 0.1 mL/h as pumps are set."""
    bag, plan = session.bag, session.dose_plan
    if bag is None or plan is None:
        return None
    return half_up(bag.ml_per_h(plan.first_mg_h), Decimal("0.1"))


def typed_rate(text: str | None) -> Decimal | None:
    """A rate as typed; None while it is not one."""
    rate = exact(text)
    return rate if rate is not None and 0 < rate <= MOST_TYPED else None


def rate_words(
    session: Session, settings: Settings, ml_per_h: Decimal, *, starting: bool = False
) -> RateWords:
    """A rate in mL/h, mg/h, mg/min and mg/kg/h, and what speaks against it."""
    bag = session.bag
    if bag is None:
        return RateWords(words=written(ml_per_h, "mL/h"))
    mg_h = bag.mg_h(ml_per_h)
    kg_h = per_kg(bag, Fraction(ml_per_h), session)
    words = " · ".join(
        (
            written(ml_per_h, "mL/h"),
            written(mg_h, "mg/h"),
            written(mg_h / 60, "mg/min"),
            written(kg_h, "mg/kg/h"),
        )
    )
    if kg_h > Fraction(settings.hard_mg_per_kg_h):
        limit = written(settings.hard_mg_per_kg_h, "mg/kg/h")
        return RateWords(words=words, warning=f"Above the clinic's limit of {limit}: not possible.")
    if kg_h > Fraction(settings.soft_mg_per_kg_h):
        limit = written(settings.soft_mg_per_kg_h, "mg/kg/h")
        warning = f"Above {limit}: needs a reason."
        return RateWords(words=words, warning=warning, needs_reason=True)
    if starting and _is_off_order(session, mg_h, settings.off_order_percent):
        percent = settings.off_order_percent
        warning = f"More than {percent} % off the order: needs a reason."
        return RateWords(words=words, warning=warning, needs_reason=True)
    return RateWords(words=words)


def _is_off_order(session: Session, mg_h: Fraction, percent: int) -> bool:
    plan = session.dose_plan
    return plan is not None and abs(mg_h - plan.first_mg_h) > plan.first_mg_h * Fraction(
        percent, 100
    )


def change_words(old: Decimal, new: Decimal) -> str:
    """`increase: vitals every 5 min again`, as the monitoring plan has it."""
    if new > old:
        return "An increase restarts the monitoring plan."
    if new < old:
        return "A decrease leaves the monitoring plan as it is."
    return "This is the rate that runs already."


def pump_reading_words(session: Session, settings: Settings, typed: str, now: datetime) -> str:
    """What a pump reading means: the dose given, and whether rate and time agree with it."""
    bag, reading = session.bag, exact(typed)
    computed = pump_volume(session.pump, now)
    said = f"Rate and time give {written(computed, 'mL')}."
    if bag is None or reading is None:
        return said
    mg = Fraction(bag.administered_ml(reading)) * Fraction(bag.mg_per_ml)
    said += f" {written(reading, 'mL')} is {written(mg, 'mg')} given."
    off = variance_needs_reason(
        reading, computed, settings.pump_tolerance_ml, settings.pump_tolerance_percent
    )
    return f"{said} They differ: read the pump again, or say why." if off else said


def is_off(session: Session, settings: Settings, typed: str, now: datetime) -> bool:
    """Whether a pump reading is so far from rate and time that it needs a reason."""
    reading = exact(typed)
    return reading is not None and variance_needs_reason(
        reading,
        pump_volume(session.pump, now),
        settings.pump_tolerance_ml,
        settings.pump_tolerance_percent,
    )


def bolus_words(bag: Bag, session: Session, typed: str, now: datetime) -> str:
    """What a bolus gives, and what the bag still holds."""
    left = Fraction(bag.bag_ml) - pump_volume(session.pump, now)
    said = f"The bag still holds {written(max(left, Fraction(0)), 'mL')}."
    ml = exact(typed)
    if ml is None or ml <= 0:
        return said
    mg = Fraction(ml) * bag.concentration
    return f"{written(ml, 'mL')} is {written(mg, 'mg')}. {said}"
