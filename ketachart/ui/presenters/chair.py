"""What the head of a chair's window says: who, where in the session, what dose, what is due."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from fractions import Fraction

from ketachart.domain import monitoring
from ketachart.domain.acts.bedside_acts import DUE
from ketachart.domain.events import Dose
from ketachart.domain.formulary import Formulary
from ketachart.domain.infusion import pump_volume
from ketachart.domain.patients import Patient
from ketachart.domain.people import Person, Role
from ketachart.domain.quantities import written
from ketachart.domain.reassessment import upcoming
from ketachart.domain.session import IN_CHAIR, RUNNING, Medication, Phase, Session
from ketachart.domain.settings import Settings
from ketachart.domain.times import MINUTE, clock_text
from ketachart.domain.vitals import Alert
from ketachart.ui.presenters.allergies import allergy_words
from ketachart.ui.presenters.chart_grid import PRIORITIES, dose_words, reading_alerts
from ketachart.ui.presenters.due import scales_due
from ketachart.ui.presenters.due_slot import due_slot
from ketachart.ui.presenters.grid_view import (
    DueWords,
    Priority,
    Urgency,
    due_words,
    written_clock,
)

_SECOND = timedelta(seconds=1)
_BETWEEN_SURNAMES = frozenset({"y", "e", "i"})
_SUFFIXES = frozenset({"Jr.", "Jr", "Sr.", "Sr", "II", "III", "IV"})
_SIGNS = {"high": "▲", "low": "▼"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadLine:
    """Who sits in the chair, as the window's first line says it.

    Attributes:
        allergies: all of them, then ever shorter ways to say so.
    """

    chair: str
    patient: str
    particulars: str
    allergies: tuple[str, ...]
    has_allergies: bool
    risk: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseMark:
    """One step of the session; `place` is -1 for done, 0 for now, 1 for still to come."""

    words: str
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertWords:
    """The worst alert of the latest set, with its sign and priority in words.

    Attributes:
        of: the entry that raised it.
        fields: the values that nobody acknowledged yet; none once all are.
    """

    text: str
    priority: Priority
    of: str = ""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """The next step of the session: what the button says, and which panel it opens.

    Attributes:
        waits_for: who must do it instead of the person at the keyboard; empty if nobody.
    """

    label: str
    panel: str
    waits_for: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionView:
    """One button: what it says, its key, the panel it opens and what that is about."""

    label: str
    panel: str
    key: str = ""
    subject: str = ""
    is_primary: bool = False


# ── Who ──────────────────────────────────────────────────────────────────────────────────────────


def head_line(session: Session, patient: Patient | None, today: date) -> HeadLine:
    """The window's first line."""
    if patient is None:
        return HeadLine(
            chair=session.chair,
            patient=session.patient,
            particulars="",
            allergies=(),
            has_allergies=False,
            risk="",
        )
    weight = written(session.intake.weight_kg, "kg") if session.intake else ""
    if not weight and patient.weight_kg:
        weight = f"{patient.weight_kg} kg on file"
    person = f"{patient.sex[:1].upper()} {patient.age_on(today)}"
    known_by = (f"born {patient.birth_date}", f"MRN {patient.mrn}")
    risk = "HIGH RESPIRATORY RISK: EtCO₂ with every set" if session.high_respiratory_risk else ""
    return HeadLine(
        chair=session.chair,
        patient=surname_first(patient.name),
        particulars=" · ".join(part for part in (*known_by, person, weight) if part),
        allergies=allergy_words(patient.allergies),
        has_allergies=bool(patient.allergies),
        risk=risk,
    )


def surname_first(name: str) -> str:
    """`O'NEIL-ÞÓRSDÓTTIR, Siobhan`; particles (`de la`) and suffixes go with the surname."""
    parts = name.split()
    end = len(parts)
    while end > 1 and parts[end - 1] in _SUFFIXES:
        end -= 1
    start = end - 1
    while start > 1 and parts[start - 1].islower():
        start -= 1
        if parts[start] in _BETWEEN_SURNAMES:
            start -= 1
    if start <= 0:
        return name.upper()
    surname = " ".join(parts[start:end]).upper()
    suffix = " ".join(parts[end:])
    return f"{surname}{f' {suffix}' if suffix else ''}, {' '.join(parts[:start])}"


# ── Where in the session ─────────────────────────────────────────────────────────────────────────

_STEPS: tuple[tuple[str, frozenset[Phase]], ...] = (
    ("Screened", frozenset({Phase.OPENED})),
    ("Intake", frozenset({Phase.SCREENED})),
    ("Order", frozenset({Phase.TAKEN_IN})),
    ("Prepared", frozenset({Phase.ORDERED})),
    ("Infusion", frozenset({Phase.PREPARED, Phase.INFUSING, Phase.PAUSED})),
    ("Recovery", frozenset({Phase.RECOVERING})),
    ("Signed", frozenset({Phase.RELEASED})),
    ("Co-signed", frozenset({Phase.SIGNED})),
)


def phase_marks(session: Session) -> tuple[PhaseMark, ...]:
    """The steps of a session and how far it has come."""
    if session.cancelled:
        return (PhaseMark(words=f"CANCELLED: {session.cancelled_reason}", place=0),)
    at = next((n for n, (_, phases) in enumerate(_STEPS) if session.phase in phases), len(_STEPS))
    # What is still to be done must not read as if it was: "Signed" stands there once it is.
    now = {
        Phase.OPENED: "To screen",
        Phase.ORDERED: "To prepare",
        Phase.PREPARED: "Ready to start",
        Phase.INFUSING: "INFUSING",
        Phase.PAUSED: "PAUSED",
        Phase.RECOVERING: "RECOVERING",
        Phase.RELEASED: "To sign",
        Phase.SIGNED: "To co-sign",
    }.get(session.phase)
    return tuple(
        PhaseMark(words=now if n == at and now else words, place=(n > at) - (n < at))
        for n, (words, _) in enumerate(_STEPS)
    )


def infusion_clock(session: Session, now: datetime) -> str:
    """`0:39:07 of 0:40`: how long the infusion has run, of how long it was ordered."""
    start = session.started_at
    if start is None:
        return ""
    end = session.stopped_at or now
    ran = written_clock(max(0, (end - start) // _SECOND))
    ran = ran if ran.count(":") == 2 else f"0:{ran:0>5}"
    if session.stop is not None:
        return f"ran {ran}"
    plan = session.dose_plan
    return f"{ran} of {plan.minutes // 60}:{plan.minutes % 60:02}" if plan else ran


def done_percent(session: Session, now: datetime) -> int | None:
    """How much of the ordered dose the pump has given, by rate and time; None before the start."""
    bag, plan = session.bag, session.dose_plan
    if bag is None or plan is None or session.started_at is None:
        return None
    mg = pump_volume(session.pump, now) * bag.concentration
    return min(100, int(100 * mg / plan.total_mg))


def next_step(session: Session, person: Person) -> NextStep | None:
    """What comes next, and whether the person at the keyboard may do it."""
    if session.cancelled:
        if session.unaccounted_ml:
            return NextStep(label="Waste what was drawn", panel="waste")
        return _signing(session, person)
    known = {
        Phase.OPENED: ("Screen", "screening", None),
        Phase.SCREENED: ("Intake", "intake", None),
        Phase.TAKEN_IN: ("Order", "order", Role.ANESTHESIOLOGIST),
        Phase.ORDERED: ("Prepare the bag", "prepare", None),
        Phase.PREPARED: ("Start the infusion", "start", None),
        Phase.INFUSING: ("Stop the infusion", "stop", None),
        Phase.PAUSED: ("Resume the infusion", "resume", None),
        Phase.RECOVERING: ("Recovery and release", "recovery", None),
        Phase.COSIGNED: ("Addendum", "addendum", None),
    }.get(session.phase)
    if known is None:
        return _signing(session, person)
    label, panel, role = known
    return NextStep(label=label, panel=panel, waits_for=_waits(person, role))


def _signing(session: Session, person: Person) -> NextStep:
    if session.phase is Phase.SIGNED:
        waits = _waits(person, Role.ANESTHESIOLOGIST)
        return NextStep(label="Co-sign", panel="cosign", waits_for=waits)
    if session.unaccounted_ml:
        return NextStep(label="Waste the rest", panel="waste")
    return NextStep(label="Sign", panel="sign", waits_for=_waits(person, Role.NURSE))


def _waits(person: Person, role: Role | None) -> str:
    if role is None:
        return "" if person.roles & {Role.NURSE, Role.ANESTHESIOLOGIST} else "a nurse"
    if role in person.roles:
        return ""
    return f"{'an' if role is Role.ANESTHESIOLOGIST else 'a'} {role.value}"


# ── What dose ────────────────────────────────────────────────────────────────────────────────────


def dose_line(session: Session, now: datetime, zone: tzinfo) -> str:
    """The dose in every unit: ordered, running, in the bag, given, and when it ends."""
    order, plan, bag = session.order, session.dose_plan, session.bag
    if order is None or plan is None:
        return ""
    said = [f"{ordered_words(order.dose)} = {written(plan.total_mg, 'mg', places=1)}"]
    rate = bag.mg_h(session.rate_ml_per_h) if bag and session.phase in RUNNING else plan.first_mg_h
    if session.phase is Phase.PAUSED:
        said.append("pump paused")
    elif session.stop is None:
        said.append(written(rate / Fraction(plan.weight_kg), "mg/kg/h"))
        if bag is not None:
            said.append(written(bag.ml_per_h(rate), "mL/h"))
    if bag is not None:
        said.append(f"bag {written(bag.concentration, 'mg/mL')}")
        if session.started_at is not None:
            said.append(f"given {written(given_mg(session, now), 'mg', places=1)}")
    end = monitoring.planned_end(session, now)
    if end is not None:
        said.append(f"ends {clock_text(end, zone)}")
    return " · ".join(said)


def ordered_words(dose: Dose) -> str:
    """`Ketamine 0.5 mg/kg over 40 min`, `Ketamine 2 mg/kg/h for 240 min, ramp of 2 steps`."""
    how = "for" if dose.kind.endswith("/h") else "over"
    words = f"Ketamine {written(dose.amount, dose.kind)} {how} {dose.minutes} min"
    steps = len(dose.ramp)
    return f"{words}, ramp of {steps} step{'s' if steps > 1 else ''}" if steps else words


def given_mg(session: Session, now: datetime) -> Fraction:
    """What has gone in: by rate and time while the pump runs, by its reading afterwards."""
    bag = session.bag
    if bag is None:
        return Fraction(0)
    if session.stop is not None:
        return Fraction(session.administered_ml) * Fraction(bag.mg_per_ml)
    return min(pump_volume(session.pump, now), Fraction(bag.bag_ml)) * bag.concentration


def disk_words(last: tuple[int, str] | None) -> str:
    """`on disk: no. 153 · 8F3A`; empty where nothing is."""
    return f"on disk: no. {last[0]} · {last[1]}" if last is not None else ""


# ── What is due ──────────────────────────────────────────────────────────────────────────────────


def worst_alert(session: Session, settings: Settings) -> AlertWords | None:
    """The worst alert of the latest set that nobody acknowledged; else that all were."""
    latest = max(session.readings, key=lambda reading: reading.observed_at, default=None)
    if latest is None:
        return None
    found = reading_alerts(session, latest, settings)
    if not found:
        return None
    waiting = [each for each in found if not session.acknowledgement(latest.ref, each.field)]
    if not waiting:
        words = f"✓ seen: {_alert_words(found)}"
        return AlertWords(text=words, priority=Priority.NONE, of=latest.ref)
    worst = waiting[0]
    text = f"{_SIGNS.get(worst.direction, '')} {worst.priority.value.upper()}  "
    return AlertWords(
        text=text + _alert_words(waiting),
        priority=PRIORITIES[worst.priority],
        of=latest.ref,
        fields=tuple(dict.fromkeys(each.field for each in waiting)),
    )


def _alert_words(found: list[Alert]) -> str:
    worst = found[0]
    more = f" · and {len(found) - 1} more" if len(found) > 1 else ""
    return worst.words.removesuffix(f" {worst.direction}") + more


def case_clocks(session: Session, now: datetime) -> str:
    """`start 42 min · midazolam 23 min · stop 2 min`: how long ago each was."""
    if session.started_at is None or session.ended_at is not None:
        return ""
    said = [f"start {span_words(now - session.started_at)}"]
    given = max(session.medications, key=lambda each: each.observed_at, default=None)
    if given is not None:
        said.append(f"{given.given.drug} {span_words(now - given.observed_at)}")
    if session.stopped_at is not None:
        said.append(f"stop {span_words(now - session.stopped_at)}")
    return " · ".join(said)


def span_words(span: timedelta) -> str:
    """`42 min`, `1 h 12`."""
    hours, minutes = divmod(max(0, span // MINUTE), 60)
    return f"{hours} h {minutes:02}" if hours else f"{minutes} min"


def vitals_due(session: Session, settings: Settings, now: datetime) -> DueWords | None:
    """The countdown to the next set; None when none is due any more or yet."""
    slot = due_slot(session, settings, now)
    if slot is None:
        return None
    return due_words((slot.due - now) // _SECOND, grace=settings.grace_s)


def overdue_unseen(session: Session, settings: Settings, now: datetime) -> str:
    """What an acknowledgement of the overdue set names; empty where there is none to give."""
    slot = due_slot(session, settings, now)
    if slot is None or now - slot.due <= timedelta(seconds=settings.grace_s):
        return ""
    named = f"{DUE}{slot.due.isoformat()}"
    return "" if session.acknowledgement(named) else named


def scale_due(session: Session, settings: Settings, now: datetime) -> str:
    """The routine scales to chart now, in a few words; empty if none."""
    names = list(dict.fromkeys(each.scale for each in scales_due(session, settings, now)))
    return f"{', '.join(names)} due" if names else ""


def responses_due(
    session: Session, formulary: Formulary, now: datetime
) -> tuple[tuple[Medication, DueWords], ...]:
    """Drugs given whose response was not charted yet, and when to look."""
    if session.phase not in IN_CHAIR:
        return ()
    return tuple(
        (
            look.medication,
            due_words(
                (look.at - now) // _SECOND,
                what=f"Response to {dose_words(look.medication.given)}",
            ),
        )
        for look in upcoming(session, formulary)
    )


def is_pressing(words: DueWords | None) -> bool:
    """Whether something is due now or overdue."""
    return words is not None and words.urgency >= Urgency.NOW
