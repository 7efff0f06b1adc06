"""Opening, screening, intake, order, preparation and cancelling."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from ketachart.domain import events as ev
from ketachart.domain.acts.base import (
    DOSE_DECIMALS,
    Act,
    Plan,
    Raw,
    amount,
    check_expiry,
    check_not_locked,
    check_phase,
    check_second,
    invalid,
    known_container,
    known_session,
    mapping,
    number,
    optional_text,
    reason,
    text,
    text_of,
    whole,
    yes_or_no,
)
from ketachart.domain.acts.doses import check_limits
from ketachart.domain.clinic import Context, World
from ketachart.domain.entries import Planned, session_stream, stock_stream
from ketachart.domain.infusion import DOSE_KINDS, DosePlan, plan_dose
from ketachart.domain.patients import Escort
from ketachart.domain.products import Container
from ketachart.domain.quantities import written
from ketachart.domain.refusals import Code, refuse
from ketachart.domain.screening import ABSOLUTE, RELATIVE, positive
from ketachart.domain.session import BEFORE_START, Phase, Session
from ketachart.domain.stock import Stock

PREGNANCY_ANSWERS = ("negative", "positive", "not applicable")
LONGEST_ORDER_MIN = 1440


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession(Act):
    """Give a patient a chair."""

    do: ClassVar[str] = "session.open"
    session: Raw = None
    patient: Raw = None
    chair: Raw = None
    protocol: Raw = None
    series: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """A patient in one chair, a chair for one patient."""
        session = text(self.session, "session", "The session's name")
        if world.session(session) is not None:
            invalid("A session of that name exists.", "Give it another name.", "session")
        patient = world.patient(text_of(self.patient))
        if patient is None:
            invalid("There is no such patient.", "Register the patient first.", "patient")
        chair = text_of(self.chair)
        if chair not in world.site.chairs:
            invalid("There is no such chair.", "Choose one from the list.", "chair")
        protocol = world.protocol(text_of(self.protocol))
        if protocol is None:
            invalid("There is no such protocol.", "Choose one from the library.", "protocol")
        occupied = world.in_chair()
        if chair in occupied:
            refuse(
                Code.CHAIR_OCCUPIED,
                f"{chair} is occupied.",
                "Choose a free chair, or release its patient first.",
                "chair",
            )
        if any(
            (other := world.session(each)) is not None and other.patient == patient.id
            for each in occupied.values()
        ):
            invalid("This patient is in another chair.", "Go on in that chair.", "patient")
        event = ev.SessionOpened(
            session=session,
            patient=patient.id,
            chair=chair,
            protocol=protocol.id,
            series=_series(self.series),
            weight_on_file_kg=patient.weight_kg,
            high_respiratory_risk=patient.high_respiratory_risk,
        )
        return (Planned(stream=session_stream(session), event=event),)


def _series(raw: Raw) -> ev.Series | None:
    if raw is None:
        return None
    given = mapping(raw, "series")
    of = whole(given.get("of"), "series", "The number of sessions", low=1, high=365)
    count = whole(given.get("number"), "series", "The session's number", low=1, high=of)
    return ev.Series(number=count, of=of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen(Act):
    """Ask the contraindications."""

    do: ClassVar[str] = "session.screen"
    session: Raw = None
    answers: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """Every absolute item answered with yes or no."""
        session = known_session(world, self.session)
        check_not_locked(session)
        check_phase(session, frozenset({Phase.OPENED}), "Screening")
        answers = mapping(self.answers, "answers")
        for item in answers:
            if item not in ABSOLUTE and item not in RELATIVE:
                invalid(f"“{item}” is not on the screening list.", "Leave it out.", item)
        given = {
            item: yes_or_no(answer, item) for item, answer in answers.items() if answer is not None
        }
        missing = [words for item, words in ABSOLUTE.items() if item not in given]
        if missing:
            refuse(
                Code.INTAKE_INCOMPLETE,
                f"Not answered: {', '.join(missing)}.",
                "Answer every item with yes or no.",
                "answers",
            )
        return (Planned(stream=session_stream(session.id), event=ev.Screened(answers=given)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeIn(Act):
    """Check what must be there before the order."""

    do: ClassVar[str] = "session.intake"
    session: Raw = None
    checklist: Raw = None
    escort: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """Nothing missing, and an escort named."""
        session = known_session(world, self.session)
        check_not_locked(session)
        check_phase(session, frozenset({Phase.SCREENED}), "Intake")
        patient = world.patient(session.patient)
        intake = read_intake(self.checklist, male=patient is not None and patient.sex == "male")
        escort = read_escort(self.escort)
        event = ev.TakenIn(intake=intake, escort=escort)
        return (Planned(stream=session_stream(session.id), event=event),)


_INTAKE_WORDS = {
    "referral_on_file": "referral and diagnosis on file",
    "consent_signed": "consent signed",
    "risks_discussed": "risks discussed",
    "fasting_hours": "fasting hours",
    "iv_access": "IV access",
    "weight_kg": "weight today",
    "baseline_pain": "baseline pain",
    "pregnancy_test": "pregnancy test",
}


def read_intake(raw: Raw, *, male: bool) -> ev.Intake:
    """Read the intake checklist; a pregnancy test need not be answered for a man."""
    given = mapping(raw if raw is not None else {}, "checklist")
    for item in given:
        if item not in _INTAKE_WORDS:
            invalid(f"“{item}” is not on the intake list.", "Leave it out.", item)
    answers: dict[str, Raw] = {"pregnancy_test": "not applicable"} if male else {}
    answers |= {name: value for name, value in given.items() if value not in {None, ""}}
    missing = [words for name, words in _INTAKE_WORDS.items() if name not in answers]
    missing += [
        _INTAKE_WORDS[name]
        for name in ("referral_on_file", "consent_signed", "risks_discussed")
        if name in answers and not yes_or_no(answers[name], name)
    ]
    if missing:
        refuse(
            Code.INTAKE_INCOMPLETE,
            f"Missing: {', '.join(missing)}.",
            "Complete the intake before the order.",
            "checklist",
        )
    fasting = number(answers["fasting_hours"], "fasting_hours", "Fasting hours", places=1)
    if not 0 <= fasting <= 72:
        invalid("Fasting hours must be 0 to 72.", "Correct it.", "fasting_hours")
    weight = amount(answers["weight_kg"], "weight_kg", "Weight", places=3)
    if not 20 <= weight <= 400:
        invalid("Weight must be 20 to 400 kg.", "Enter today's weight in kg.", "weight_kg")
    pregnancy = text_of(answers["pregnancy_test"])
    if pregnancy not in PREGNANCY_ANSWERS:
        invalid(
            "The pregnancy test must be negative, positive or not applicable.",
            "Choose one.",
            "pregnancy_test",
        )
    return ev.Intake(
        referral_on_file=True,
        consent_signed=True,
        risks_discussed=True,
        fasting_hours=fasting,
        iv_access=text(answers["iv_access"], "iv_access", "IV access"),
        weight_kg=weight,
        baseline_pain=whole(
            answers["baseline_pain"], "baseline_pain", "Baseline pain", low=0, high=10
        ),
        pregnancy_test=pregnancy,
    )


def read_escort(raw: Raw) -> Escort:
    """Read the escort named at intake."""
    given = mapping(raw if raw is not None else {}, "escort")
    if text_of(given.get("name")) == "":
        refuse(
            Code.INTAKE_INCOMPLETE,
            "No escort is named.",
            "Name the adult who will take the patient home.",
            "escort",
        )
    return Escort(
        name=text_of(given.get("name")),
        relationship=optional_text(given.get("relationship"), "relationship"),
        phone=optional_text(given.get("phone"), "phone"),
    )


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
        invalid(f"“{kind}” is not a dose.", f"Use one of {', '.join(DOSE_KINDS)}.", "dose")
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
        raw_draws = _raw_draws(self.draws)
        vials = [known_container(world, vial) for vial, _ in raw_draws]
        check_not_locked(session)
        check_phase(session, frozenset({Phase.ORDERED}), "Preparation")
        second = check_second(world, context, self.verified_by, "The preparation")
        draws = tuple(
            ev.Draw(vial=vial.id, ml=amount(ml, "ml", "The volume drawn"))
            for vial, (_, ml) in zip(vials, raw_draws, strict=True)
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


def _raw_draws(raw: Raw) -> list[tuple[Raw, Raw]]:
    if not isinstance(raw, Sequence) or isinstance(raw, str) or not raw:
        invalid("Nothing was drawn.", "Name a vial and the volume drawn.", "draws")
    given = [mapping(draw, "draws") for draw in raw]
    return [(draw.get("vial"), draw.get("ml")) for draw in given]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelSession(Act):
    """Call a session off before its start."""

    do: ClassVar[str] = "session.cancel"
    session: Raw = None
    reason: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """Only before the start, with a reason."""
        session = known_session(world, self.session)
        check_not_locked(session)
        check_phase(session, BEFORE_START, "Cancelling")
        event = ev.Cancelled(reason=reason(self.reason, "Cancelling"))
        return (Planned(stream=session_stream(session.id), event=event),)


def dose_in_words(plan: DosePlan) -> str:
    """An order in every unit: mg, mg/kg, mg/h, mg/kg/h and minutes."""
    weight = Fraction(plan.weight_kg)
    return " · ".join(
        (
            written(plan.total_mg, "mg", places=1),
            written(plan.total_mg / weight, "mg/kg"),
            written(plan.final_mg_h, "mg/h", places=1),
            written(plan.final_mg_h / weight, "mg/kg/h"),
            f"{plan.minutes} min",
        )
    )
