"""Opening, screening, intake and cancelling."""

from dataclasses import dataclass
from typing import ClassVar

from ketachart.domain import events as ev
from ketachart.domain.acts.act import Act, Plan
from ketachart.domain.acts.checks import (
    Raw,
    amount,
    check_not_locked,
    check_phase,
    invalid,
    known_session,
    listed,
    mapping,
    number,
    optional_text,
    reason,
    text,
    text_of,
    whole,
    yes_or_no,
)
from ketachart.domain.amendments import LIST_MARK
from ketachart.domain.clinic import Context, World
from ketachart.domain.entries import Planned, session_stream
from ketachart.domain.patients import Escort
from ketachart.domain.refusals import Code, refuse
from ketachart.domain.screening import ABSOLUTE, RELATIVE
from ketachart.domain.session import BEFORE_START, Phase

PREGNANCY_ANSWERS = ("negative", "positive", "not applicable")


MOST_NAMED = 3
"""Of what is missing, no more is named: a whole list would hide the form."""


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
            said = "There is no such patient." if text_of(self.patient) else "No patient is chosen."
            invalid(said, "Choose one, or register the patient first.", "patient")
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
        answers = mapping(self.answers if self.answers is not None else {}, "answers")
        for item in answers:
            if item not in ABSOLUTE and item not in RELATIVE:
                invalid(f"“{item}” is not on the screening list.", "Leave it out.", item)
        given = {
            item: yes_or_no(answer, item) for item, answer in answers.items() if answer is not None
        }
        missing = [item for item in ABSOLUTE if item not in given]
        if missing:
            more = f" and {len(missing) - MOST_NAMED} more" if len(missing) > MOST_NAMED else ""
            named = ", ".join(ABSOLUTE[item] for item in missing[:MOST_NAMED])
            refuse(
                Code.INTAKE_INCOMPLETE,
                f"Not answered: {named}{more}.",
                "Answer every item with yes or no.",
                missing[0],
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
    "baseline_pain": "pain now",
    "pregnancy_test": "pregnancy test",
}


_INTAKE_ALSO = frozenset({"concomitant", "ride"})


def read_intake(raw: Raw, *, male: bool) -> ev.Intake:
    """Read the intake checklist; a pregnancy test need not be answered for a man."""
    given = mapping(raw if raw is not None else {}, "checklist")
    for item in given:
        if item not in _INTAKE_WORDS and item not in _INTAKE_ALSO:
            invalid(f"“{item}” is not on the intake list.", "Leave it out.", item)
    answers: dict[str, Raw] = {"pregnancy_test": "not applicable"} if male else {}
    answers |= {name: value for name, value in given.items() if value is not None and value != ""}
    missing = [name for name in _INTAKE_WORDS if name not in answers]
    missing += [
        name
        for name in ("referral_on_file", "consent_signed", "risks_discussed")
        if name in answers and not yes_or_no(answers[name], name)
    ]
    if missing:
        refuse(
            Code.INTAKE_INCOMPLETE,
            f"Missing: {', '.join(_INTAKE_WORDS[name] for name in missing)}.",
            "Complete the intake before the order.",
            missing[0],
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
        concomitant=_read_concomitant(given.get("concomitant")),
        ride=optional_text(given.get("ride"), "ride"),
    )


def _read_concomitant(raw: Raw) -> tuple[str, ...]:
    """Other drugs, as a list or as one text with semicolons between them."""
    each = raw.split(LIST_MARK) if isinstance(raw, str) else listed(raw)
    return tuple(words for one in each if (words := optional_text(one, "concomitant")))


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
