"""The pump: start, rate, pause, resume, bolus, stop."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from ketachart.domain import events as ev
from ketachart.domain.acts.act import Act, Plan
from ketachart.domain.acts.checks import (
    Raw,
    amount,
    check_not_locked,
    check_phase,
    check_second,
    invalid,
    known_second,
    known_session,
    number,
    optional_text,
    reason,
    text_of,
)
from ketachart.domain.acts.doses import check_limits, check_off_order, per_kg
from ketachart.domain.clinic import Context, World
from ketachart.domain.entries import Planned, session_stream, stock_stream
from ketachart.domain.infusion import Bag, pump_volume, variance_needs_reason
from ketachart.domain.quantities import written
from ketachart.domain.refusals import Code, refuse
from ketachart.domain.session import RUNNING, Phase, Session

INFUSING = frozenset({Phase.INFUSING})
FASTEST_ML_PER_H = 1200
AS_BEFORE = "the rate before the pause"


def _bag(session: Session) -> Bag:
    if (bag := session.bag) is None:
        raise ValueError(session.phase)  # a session that was prepared has a bag
    return bag


def _rate(raw: Raw) -> Decimal:
    return amount(raw, "ml_per_h", "The rate")


def _check_rate(session: Session, world: World, ml_per_h: Decimal, limit_reason: str) -> None:
    """Hold a rate against the dose limits, then against what a pump can do."""
    settings = world.settings_at(session.opened_at)
    check_limits(per_kg(_bag(session), Fraction(ml_per_h), session), limit_reason, settings)
    if ml_per_h > FASTEST_ML_PER_H:
        invalid(
            f"{written(ml_per_h, 'mL/h')} is more than a pump runs.",
            f"Enter up to {FASTEST_ML_PER_H} mL/h.",
            "ml_per_h",
        )


def _one(session: Session, event: ev.Event) -> Planned:
    return Planned(stream=session_stream(session.id), event=event)


@dataclass(frozen=True, slots=True, kw_only=True)
class StartInfusion(Act):
    """Start the pump."""

    do: ClassVar[str] = "infusion.start"
    second_meaning: ClassVar[str] = "verified"
    session: Raw = None
    ml_per_h: Raw = None
    verified_by: Raw = None
    limit_reason: Raw = None
    device_check: Raw = None

    @property
    def second_person(self) -> str:
        """Who checked the pump."""
        return text_of(self.verified_by)

    def decide(self, world: World, context: Context) -> Plan:
        """A second person checked the pump, and the rate is the ordered one or explained."""
        session = known_session(world, self.session)
        known_second(world, self.verified_by)
        check_not_locked(session)
        check_phase(session, frozenset({Phase.PREPARED}), "A start")
        second = check_second(world, context, self.verified_by, "The start")
        rate = _rate(self.ml_per_h)
        limit_reason = optional_text(self.limit_reason, "limit_reason")
        _check_rate(session, world, rate, limit_reason)
        percent = world.settings_at(session.opened_at).off_order_percent
        check_off_order(session, _bag(session).mg_h(rate), limit_reason, percent)
        event = ev.InfusionStarted(
            ml_per_h=rate,
            verified_by=second,
            limit_reason=limit_reason,
            device_check=optional_text(self.device_check, "device_check"),
        )
        return (_one(session, event),)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRate(Act):
    """Run the pump at another rate."""

    do: ClassVar[str] = "infusion.rate"
    session: Raw = None
    ml_per_h: Raw = None
    reason: Raw = None
    limit_reason: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """A change of rate always carries its reason."""
        session = known_session(world, self.session)
        check_not_locked(session)
        check_phase(session, INFUSING, "A change of rate")
        rate = _rate(self.ml_per_h)
        why = reason(self.reason, "A change of rate")
        limit_reason = optional_text(self.limit_reason, "limit_reason")
        _check_rate(session, world, rate, limit_reason)
        event = ev.RateChanged(ml_per_h=rate, reason=why, limit_reason=limit_reason)
        return (_one(session, event),)


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseInfusion(Act):
    """Let the pump stand."""

    do: ClassVar[str] = "infusion.pause"
    session: Raw = None
    reason: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """While infusing, with a reason."""
        session = known_session(world, self.session)
        check_not_locked(session)
        check_phase(session, INFUSING, "A pause")
        return (_one(session, ev.InfusionPaused(reason=reason(self.reason, "A pause"))),)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeInfusion(Act):
    """Run the pump again, as before the pause or at another rate."""

    do: ClassVar[str] = "infusion.resume"
    session: Raw = None
    ml_per_h: Raw = None
    limit_reason: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """While paused; going on as before needs no second reason for the same rate."""
        session = known_session(world, self.session)
        check_not_locked(session)
        check_phase(session, frozenset({Phase.PAUSED}), "Resuming")
        before = next(step.ml_per_h for step in reversed(session.pump) if step.ml_per_h)
        as_before = self.ml_per_h is None
        rate = before if as_before else _rate(self.ml_per_h)
        limit_reason = optional_text(self.limit_reason, "limit_reason")
        _check_rate(session, world, rate, limit_reason or (AS_BEFORE if as_before else ""))
        event = ev.InfusionResumed(ml_per_h=rate, limit_reason=limit_reason)
        return (_one(session, event),)


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveBolus(Act):
    """Give a bolus from the bag."""

    do: ClassVar[str] = "infusion.bolus"
    session: Raw = None
    ml: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """While infusing; no more than the bag still holds."""
        session = known_session(world, self.session)
        check_not_locked(session)
        check_phase(session, INFUSING, "A bolus")
        ml = amount(self.ml, "ml", "The bolus")
        bag = _bag(session)
        if pump_volume(session.pump, context.now) + Fraction(ml) > Fraction(bag.bag_ml):
            refuse(
                Code.BAG_EXCEEDED,
                f"The bag of {written(bag.bag_ml, 'mL')} doesn't hold another {written(ml, 'mL')}.",
                "Give a smaller bolus.",
                "ml",
            )
        return (_one(session, ev.BolusGiven(ml=ml)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class StopInfusion(Act):
    """Stop the pump and read it."""

    do: ClassVar[str] = "infusion.stop"
    session: Raw = None
    pump_ml: Raw = None
    reason: Raw = None
    variance_reason: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """The pump's reading counts; far from the computed volume it needs a reason."""
        session = known_session(world, self.session)
        check_not_locked(session)
        check_phase(session, RUNNING, "Stopping")
        pump_ml = number(self.pump_ml, "pump_ml", "The pump's reading", places=2)
        if pump_ml < 0:
            invalid("The pump's reading can't be negative.", "Read the pump again.", "pump_ml")
        why = reason(self.reason, "Stopping")
        variance = optional_text(self.variance_reason, "variance_reason")
        bag = _bag(session)
        if pump_ml > bag.bag_ml:
            refuse(
                Code.BAG_EXCEEDED,
                f"The bag held {written(bag.bag_ml, 'mL')}; the pump shows "
                f"{written(pump_ml, 'mL')}.",
                "Read the pump again.",
                "pump_ml",
            )
        self._check_variance(session, world, context, pump_ml, variance)
        event = ev.InfusionStopped(pump_ml=pump_ml, reason=why, variance_reason=variance)
        planned = (_one(session, event),)
        made = session.preparation
        if made is None:
            return planned
        movement = ev.StockAdministered(
            product=made.product,
            vials=tuple(dict.fromkeys(draw.vial for draw in made.draws)),
            ml=bag.administered_ml(pump_ml),
            use=ev.ForSession(
                session=session.id, patient=session.patient, prescriber=session.ordered_by
            ),
            reason=why,
        )
        return (*planned, Planned(stream=stock_stream(made.product), event=movement))

    def _check_variance(
        self, session: Session, world: World, context: Context, pump_ml: Decimal, variance: str
    ) -> None:
        settings = world.settings_at(session.opened_at)
        computed = pump_volume(session.pump, context.now)
        off = variance_needs_reason(
            pump_ml, computed, settings.pump_tolerance_ml, settings.pump_tolerance_percent
        )
        if off and not variance:
            refuse(
                Code.PUMP_VARIANCE,
                f"The pump shows {written(pump_ml, 'mL')}; rate and time give "
                f"{written(computed, 'mL')}.",
                "Read the pump again, or say why they differ.",
                "variance_reason",
            )
