"""The order and the bag made after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from ketachart.domain import events as ev
from ketachart.domain.acts.act import Act, Plan
from ketachart.domain.acts.checks import (
    DOSE_DECIMALS,
    Raw,
    amount,
    check_expiry,
    check_not_locked,
    check_phase,
    check_second,
    invalid,
    known_container,
    known_second,
    known_session,
    listed,
    mapping,
    optional_text,
    text_of,
    whole,
)
from ketachart.domain.acts.doses import check_limits
from ketachart.domain.clinic import Context, World
from ketachart.domain.entries import Planned, session_stream, stock_stream
from ketachart.domain.infusion import DOSE_KINDS, DosePlan, plan_dose
from ketachart.domain.products import Container
from ketachart.domain.quantities import written
from ketachart.domain.refusals import Code, refuse
from ketachart.domain.screening import positive
from ketachart.domain.session import Phase, Session
from ketachart.domain.stock import Stock

# Long enough for the continuous protocols of the library, which are refused for what they are.
LONGEST_ORDER_MIN = 30 * 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(Act):
    """Order a dose."""

    do: ClassVar[str] = "session.order"
    session: Raw = None
    dose: Raw = None
    override_reason: Raw = None
    limit_reason: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """A protocol for a chair, no standing contraindication, within the limits."""
        session = known_session(world, self.session)
        check_not_locked(session)
        check_phase(session, frozenset({Phase.TAKEN_IN, Phase.ORDERED}), "An order")
        dose = read_dose(self.dose)
        plan = _planned(dose, session)
        override = optional_text(self.override_reason, "override_reason")
        limit_reason = optional_text(self.limit_reason, "limit_reason")
        protocol = world.protocol(session.protocol)
        if protocol is not None and not protocol.may_be_given_in_a_chair:
            refuse(
                Code.NOT_OUTPATIENT,
                protocol.why_not,
                "Refer the patient, or open a session of another protocol.",
                "protocol",
            )
        reasons = positive(session)
        if reasons and not override:
            refuse(
                Code.CONTRAINDICATED,
                f"Contraindicated: {', '.join(reasons)}.",
                "Cancel the session, or give a reason to override.",
                "override_reason",
            )
        settings = world.settings_at(session.opened_at)
        check_limits(plan.peak_mg_kg_h, limit_reason, settings)
        event = ev.Ordered(dose=dose, override_reason=override, limit_reason=limit_reason)
        return (Planned(stream=session_stream(session.id), event=event),)


def read_dose(raw: Raw) -> ev.Dose:
    """Read an ordered dose."""
    given = mapping(raw, "dose")
    kind = text_of(given.get("kind"))
    if kind not in DOSE_KINDS:
        said = f"“{kind}” is not a dose." if kind else "No unit is chosen for the dose."
        invalid(said, f"Use one of {', '.join(DOSE_KINDS)}.", "kind")
    ramp = given.get("ramp")
    if ramp is None:
        ramp = ()
    if not isinstance(ramp, Sequence) or isinstance(ramp, str):
        invalid("The ramp can't be read.", "Enter minutes and a rate for each step.", "ramp")
    steps = tuple(_ramp_step(mapping(step, "ramp")) for step in ramp)
    return ev.Dose(
        kind=kind,
        amount=amount(given.get("amount"), "amount", "The dose", places=DOSE_DECIMALS),
        minutes=_order_minutes(given.get("minutes")),
        ramp=steps,
    )


def _order_minutes(raw: Raw) -> int:
    return whole(raw, "minutes", "The minutes", low=1, high=LONGEST_ORDER_MIN)


def _ramp_step(given: object) -> ev.RampStep:
    step = mapping(given, "ramp")
    return ev.RampStep(
        minutes=_order_minutes(step.get("minutes")),
        amount=amount(step.get("amount"), "ramp", "The ramp's rate", places=DOSE_DECIMALS),
    )


def _planned(dose: ev.Dose, session: Session) -> DosePlan:
    weight = session.intake.weight_kg if session.intake else Decimal(1)
    plan = plan_dose(dose, weight)
    if plan is None:
        invalid(
            "The ramp leaves no time or no dose for the final rate.",
            "Shorten the ramp or lengthen the order.",
            "ramp",
        )
    return plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepare(Act):
    """Draw the drug and make the bag."""

    do: ClassVar[str] = "session.prepare"
    second_meaning: ClassVar[str] = "verified"
    session: Raw = None
    draws: Raw = None
    bag_ml: Raw = None
    verified_by: Raw = None

    @property
    def second_person(self) -> str:
        """Who verified the bag."""
        return text_of(self.verified_by)

    def decide(self, world: World, context: Context) -> Plan:
        """One product, from vials in date with enough in them, verified by a second person."""
        session = known_session(world, self.session)
        given = [draw for draw in listed(self.draws) if isinstance(draw, Mapping)]
        vials = [known_container(world, draw.get("vial")) for draw in given]
        known_second(world, self.verified_by)
        check_not_locked(session)
        check_phase(session, frozenset({Phase.ORDERED}), "Preparation")
        second = check_second(world, context, self.verified_by, "The preparation")
        if not given or len(given) != len(listed(self.draws)):
            invalid("Nothing was drawn.", "Name a vial and the volume drawn.", "draws")
        draws = tuple(
            ev.Draw(vial=vial.id, ml=amount(draw.get("ml"), "ml", "The volume drawn"))
            for vial, draw in zip(vials, given, strict=True)
        )
        bag_ml = amount(self.bag_ml, "bag_ml", "The bag's volume")
        drawn = sum((draw.ml for draw in draws), Decimal(0))
        if drawn > bag_ml:
            invalid(
                f"{written(drawn, 'mL')} drawn does not fit into {written(bag_ml, 'mL')}.",
                "Correct the bag's final volume.",
                "bag_ml",
            )
        stock = _one_product(world, vials)
        for vial in vials:
            check_expiry(vial, world, context)
        _check_enough(vials, draws)
        use = ev.ForSession(
            session=session.id, patient=session.patient, prescriber=session.ordered_by
        )
        prepared = ev.Prepared(
            product=stock.product.id,
            mg_per_ml=stock.product.mg_per_ml,
            draws=draws,
            bag_ml=bag_ml,
            verified_by=second,
        )
        movements = (
            Planned(
                stream=stock_stream(stock.product.id),
                event=ev.StockDrawn(
                    product=stock.product.id, vial=draw.vial, ml=draw.ml, use=use, witness=second
                ),
            )
            for draw in draws
        )
        return (Planned(stream=session_stream(session.id), event=prepared), *movements)


def _one_product(world: World, vials: Sequence[Container]) -> Stock:
    if len({vial.product for vial in vials}) > 1:
        refuse(
            Code.MIXED_PRODUCTS,
            "These vials are not of one product.",
            "Prepare a bag from vials of one strength only.",
            "draws",
        )
    stock = world.stock(vials[0].product)
    if stock is None or not stock.product.is_ketamine:
        invalid("A bag is prepared from ketamine.", "Take a ketamine vial.", "draws")
    return stock


def _check_enough(vials: Sequence[Container], draws: Sequence[ev.Draw]) -> None:
    for vial in vials:
        wanted = sum((draw.ml for draw in draws if draw.vial == vial.id), Decimal(0))
        if wanted > vial.left:
            refuse(
                Code.VIAL_OVERDRAWN,
                f"Vial {vial.id} holds {written(vial.left, 'mL')}, not {written(wanted, 'mL')}.",
                "Draw less, or take the rest from another vial.",
                "draws",
            )
