"""An order while it is typed: the same dose in every unit, and what it will be asked for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from fractions import Fraction

from ketachart.domain.acts.ordering_acts import read_dose
from ketachart.domain.infusion import DosePlan, plan_dose
from ketachart.domain.protocols import Protocol
from ketachart.domain.quantities import written
from ketachart.domain.refusals import Refuse
from ketachart.domain.screening import positive, relative
from ketachart.domain.session import Session
from ketachart.domain.settings import Settings
from ketachart.domain.times import MINUTE, clock_text

RATE_UNIT = {"mg": "mg/h", "mg/h": "mg/h", "mg/kg": "mg/kg/h", "mg/kg/h": "mg/kg/h"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPreview:
    """What an order comes to.

    Attributes:
        words: the dose in every unit; empty while it can't be told.
        warnings: caps and limits it passes.
        needs_limit_reason: whether it will be asked why.
    """

    words: str
    warnings: tuple[str, ...] = ()
    needs_limit_reason: bool = False


def preview(
    dose: Mapping[str, object],
    session: Session,
    settings: Settings,
    protocol: Protocol | None,
    now: datetime,
    zone: tzinfo,
) -> OrderPreview:
    """Work an order out as far as it is typed."""
    intake = session.intake
    if intake is None:
        return OrderPreview(words="")
    try:
        read = read_dose(dose)
    except Refuse:
        return OrderPreview(words="")
    plan = plan_dose(read, intake.weight_kg)
    if plan is None:
        warning = "The ramp leaves no time or no dose for the final rate."
        return OrderPreview(words="", warnings=(warning,))
    hard = plan.peak_mg_kg_h > Fraction(settings.hard_mg_per_kg_h)
    soft = plan.peak_mg_kg_h > Fraction(settings.soft_mg_per_kg_h) and not hard
    return OrderPreview(
        words="\n".join(_plan_words(plan, now, zone)),
        warnings=tuple(_warnings(plan, settings, protocol, hard=hard, soft=soft)),
        needs_limit_reason=soft,
    )


def _plan_words(plan: DosePlan, now: datetime, zone: tzinfo) -> Iterator[str]:
    weight = Fraction(plan.weight_kg)
    mg, mg_kg = written(plan.total_mg, "mg", places=1), written(plan.total_mg / weight, "mg/kg")
    yield f"= {mg} = {mg_kg} over {plan.minutes} min"
    for minutes, mg_h in plan.steps:
        step = f"{minutes} min at " if len(plan.steps) > 1 else "= "
        yield f"{step}{written(mg_h, 'mg/h', places=1)} = {written(mg_h / weight, 'mg/kg/h')}"
    yield f"for {written(weight, 'kg', places=3)}"
    end = clock_text(now + plan.minutes * MINUTE, zone)
    yield f"Started now it ends at {end}. The rate in mL/h follows from the bag."


def _warnings(
    plan: DosePlan, settings: Settings, protocol: Protocol | None, *, hard: bool, soft: bool
) -> Iterator[str]:
    above_cap = protocol.warning(max(rate for _, rate in plan.steps)) if protocol else ""
    if above_cap:
        yield above_cap
    if hard:
        limit = written(settings.hard_mg_per_kg_h, "mg/kg/h")
        yield f"Above the clinic's limit of {limit}: it will be refused."
    if soft:
        limit = written(settings.soft_mg_per_kg_h, "mg/kg/h")
        yield f"Above {limit}: it needs a reason."


def contraindications(session: Session) -> str:
    """What stands against the order, in words; empty if nothing."""
    found = positive(session)
    return f"Contraindicated: {', '.join(found)}." if found else ""


def acknowledgements(session: Session) -> str:
    """What screening and intake found that doesn't block, in words, a line each."""
    found, intake = relative(session), session.intake
    lines = [f"Screening: {', '.join(found)}."] if found else []
    if intake is not None and intake.concomitant:
        lines.append(f"Also takes: {', '.join(intake.concomitant)}.")
    if intake is not None and intake.ride:
        lines.append(f"Ride home: {intake.ride}.")
    return "\n".join(lines)
