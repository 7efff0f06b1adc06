"""The dose limits, as on a smart pump: a soft one that asks why, a hard one that refuses."""

from fractions import Fraction

from ketachart.domain.infusion import Bag
from ketachart.domain.quantities import written
from ketachart.domain.refusals import Code, refuse
from ketachart.domain.session import Session
from ketachart.domain.settings import Settings


def check_limits(mg_kg_h: Fraction, limit_reason: str, settings: Settings) -> None:
    """Hold a dose rate against the clinic's limits."""
    shown = written(mg_kg_h, "mg/kg/h")
    if mg_kg_h > Fraction(settings.hard_mg_per_kg_h):
        refuse(
            Code.HARD_LIMIT,
            f"{shown} is above the clinic's limit of "
            f"{written(settings.hard_mg_per_kg_h, 'mg/kg/h')}.",
            "Choose a lower dose.",
            "dose",
        )
    if mg_kg_h > Fraction(settings.soft_mg_per_kg_h) and not limit_reason:
        refuse(
            Code.SOFT_LIMIT,
            f"{shown} is above {written(settings.soft_mg_per_kg_h, 'mg/kg/h')}.",
            "Choose a lower dose, or give a reason.",
            "limit_reason",
        )


def check_off_order(session: Session, mg_h: Fraction, limit_reason: str, percent: int) -> None:
    """A start rate far from the order's first rate needs a reason."""
    plan = session.dose_plan
    if plan is None or limit_reason:
        return
    first = plan.first_mg_h
    if abs(mg_h - first) > first * Fraction(percent, 100):
        refuse(
            Code.REASON_REQUIRED,
            f"{written(mg_h, 'mg/h')} is more than {percent} % off the order's "
            f"{written(first, 'mg/h')}.",
            "Set the ordered rate, or give a reason.",
            "limit_reason",
        )


def per_kg(bag: Bag, ml_per_h: Fraction, session: Session) -> Fraction:
    """A pump rate as mg/kg/h for today's weight."""
    weight = session.intake.weight_kg if session.intake else None
    return bag.mg_h(ml_per_h) / Fraction(weight) if weight else Fraction(0)
