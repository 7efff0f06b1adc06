"""An order while it is typed: the same dose in every unit, and what it will be asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ketachart.domain.acts.ordering_acts import read_dose
from ketachart.domain.infusion import DosePlan, dose_in_words, plan_dose
from ketachart.domain.protocols import Protocol
from ketachart.domain.quantities import written
from ketachart.domain.refusals import Refuse
from ketachart.domain.screening import positive, relative
from ketachart.domain.session import Session
from ketachart.domain.settings import Settings

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
    dose: Mapping[str, object], session: Session, settings: Settings, protocol: Protocol | None
) -> OrderPreview:
    """Work an order out as far as it is typed."""
    plan = _plan(dose, session)
    if plan is None:
        return OrderPreview(words="")
    warnings = []
    peak = plan.peak_mg_kg_h
    if protocol is not None:
        fastest = max(rate for _, rate in plan.steps)
        warnings.append(protocol.warning(fastest))
    over_soft = peak > Fraction(settings.soft_mg_per_kg_h)
    if peak > Fraction(settings.hard_mg_per_kg_h):
        limit = written(settings.hard_mg_per_kg_h, "mg/kg/h")
        warnings.append(f"Above the clinic's limit of {limit}: it will be refused.")
        over_soft = False
    elif over_soft:
        limit = written(settings.soft_mg_per_kg_h, "mg/kg/h")
        warnings.append(f"Above {limit}: it needs a reason.")
    words = dose_in_words(plan)
    if len(plan.steps) > 1:
        steps = " → ".join(f"{written(rate, 'mg/h', places=1)}" for _, rate in plan.steps)
        words = f"{words}\nSteps: {steps}"
    return OrderPreview(
        words=words,
        warnings=tuple(warning for warning in warnings if warning),
        needs_limit_reason=over_soft,
    )


def _plan(dose: Mapping[str, object], session: Session) -> DosePlan | None:
    if session.intake is None:
        return None
    try:
        return plan_dose(read_dose(dose), session.intake.weight_kg)
    except Refuse:
        return None


def contraindications(session: Session) -> str:
    """What stands against the order, in words; empty if nothing."""
    found = positive(session)
    return f"Contraindicated: {', '.join(found)}." if found else ""


def acknowledgements(session: Session) -> str:
    """What the screening found that doesn't block, in words."""
    found = relative(session)
    return f"Screening: {', '.join(found)}." if found else ""
