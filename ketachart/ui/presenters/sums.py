"""What is typed at the order, the bag and the pump, worked out a second way."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from ketachart.domain.acts.ordering_acts import read_dose
from ketachart.domain.arithmetic import (
    Disagreement,
    bag_against_order,
    dose_against_protocol,
    drawn_against_dose,
    minutes_left,
    rate_against_order,
    rate_against_running,
    reading_against_clock,
    time_against_bag,
    weight_against_file,
)
from ketachart.domain.clinic import World
from ketachart.domain.infusion import plan_dose, pump_volume
from ketachart.domain.products import Product
from ketachart.domain.quantities import exact
from ketachart.domain.refusals import Refuse
from ketachart.domain.session import Session
from ketachart.domain.settings import Settings
from ketachart.ui.presenters.preparing import drawn_bag
from ketachart.ui.presenters.rate import running_rate, typed_rate


def order_sums(
    dose: Mapping[str, object], session: Session, world: World
) -> tuple[Disagreement, ...]:
    """The order against the protocol, and today's weight against the one on file."""
    intake, patient = session.intake, world.patient(session.patient)
    try:
        read = read_dose(dose)
    except Refuse:
        return ()
    plan = plan_dose(read, intake.weight_kg) if intake is not None else None
    if intake is None or plan is None:
        return ()
    found = []
    protocol = world.protocol(session.protocol)
    usual = protocol.dose if protocol is not None else None
    if usual is not None and usual.kind is not None and usual.amount is not None:
        found.append(dose_against_protocol(read, plan, usual.kind, usual.amount, usual.amount_most))
    if "/kg" in read.kind and patient is not None:
        found.append(weight_against_file(intake.weight_kg, patient.weight_kg))
    return _found(*found)


def bag_sums(
    session: Session, world: World, draws: Sequence[tuple[str, str | None]], bag_ml: str | None
) -> tuple[Disagreement, ...]:
    """The bag against the order."""
    bag, plan = drawn_bag(world, draws, bag_ml), session.dose_plan
    if bag is None or plan is None or session.order is None:
        return ()
    return _found(bag_against_order(bag, session.order.dose, plan))


def start_sums(session: Session, rate: str | None) -> tuple[Disagreement, ...]:
    """The first rate against the order, and against what the bag holds for the whole time."""
    bag, plan, ml_per_h = session.bag, session.dose_plan, typed_rate(rate)
    if bag is None or plan is None or ml_per_h is None:
        return ()
    is_one_rate = len(plan.steps) == 1
    return _found(
        rate_against_order(bag, ml_per_h, plan),
        time_against_bag(ml_per_h, plan.minutes, Fraction(bag.bag_ml)) if is_one_rate else None,
    )


def rate_sums(session: Session, rate: str | None, now: datetime) -> tuple[Disagreement, ...]:
    """A new rate against the one it takes over from, and against what the bag still holds."""
    bag, plan, ml_per_h = session.bag, session.dose_plan, typed_rate(rate)
    if bag is None or plan is None or ml_per_h is None:
        return ()
    left = Fraction(bag.bag_ml) - pump_volume(session.pump, now)
    return _found(
        rate_against_running(ml_per_h, running_rate(session)),
        time_against_bag(ml_per_h, minutes_left(plan, session.pump, now), left),
    )


def stop_sums(
    session: Session, settings: Settings, reading: str | None, now: datetime
) -> tuple[Disagreement, ...]:
    """The pump's own reading against rate and time."""
    volume = exact(reading or "")
    if volume is None or not session.pump:
        return ()
    tolerance = (settings.pump_tolerance_ml, settings.pump_tolerance_percent)
    return _found(reading_against_clock(volume, session.pump, now, tolerance))


def dose_sums(
    product: Product | None, dose: str | None, unit: str, drawn: str | None
) -> tuple[Disagreement, ...]:
    """What was drawn for a single dose against the dose."""
    amount, volume = exact(dose or ""), exact(drawn or "")
    if product is None or amount is None or volume is None:
        return ()
    return _found(drawn_against_dose(product, Decimal(amount), unit, Decimal(volume)))


def _found(*each: Disagreement | None) -> tuple[Disagreement, ...]:
    return tuple(one for one in each if one is not None)
