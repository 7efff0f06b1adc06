"""What is signed and co-signed, on one page: doses in all units, vitals, exceptions, who signed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from fractions import Fraction

from ketachart.domain import gates, monitoring
from ketachart.domain.clinic import World
from ketachart.domain.infusion import dose_in_words, pump_volume
from ketachart.domain.people import Person, may
from ketachart.domain.quantities import written
from ketachart.domain.session import Phase, Session
from ketachart.domain.settings import Settings
from ketachart.domain.slots import SlotStatus
from ketachart.domain.times import clock_text, hours_of, minutes_of
from ketachart.ui.presenters.chair import ordered_words, surname_first
from ketachart.ui.presenters.chart_grid import dose_words
from ketachart.ui.presenters.entry_log import NameOf
from ketachart.ui.presenters.exceptions import exceptions
from ketachart.ui.presenters.sheet import SheetLine, SheetSection

USUAL_ATTESTATION = "I was immediately available throughout and reviewed this record."
_ROLES = {"session.sign": "a nurse", "session.cosign": "an anesthesiologist"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """What keeps a session from being signed, and the panel that clears it."""

    words: str
    button: str
    panel: str
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLine:
    """One session that waits for a co-signature."""

    session: str
    words: str


def waits_for(person: Person, right: str) -> str:
    """Who must sign instead of the person at the keyboard, in a sentence; empty if nobody."""
    if may(person, right):
        return ""
    return f"This signature waits for {_ROLES[right]}; {person.name} can only read."


def obstacles(
    session: Session, settings: Settings, now: datetime, zone: tzinfo
) -> tuple[Obstacle, ...]:
    """The missed sets that nobody explained, then what was drawn and is unaccounted for."""
    found = []
    for slot in gates.unexplained(session, now, settings):
        due = clock_text(slot.due, zone)
        words = f"Missed and not explained: the set due at {due}"
        button, subject = f"Explain the set of {due}", slot.due.isoformat()
        found.append(Obstacle(words=words, button=button, panel="explain", subject=subject))
    left = gates.unreconciled_words(session)
    if left:
        words = f"Not accounted for: {left}"
        found.append(Obstacle(words=words, button="Waste the rest", panel="waste"))
    return tuple(found)


def sign_sheet(
    session: Session, settings: Settings, now: datetime, zone: tzinfo, name_of: NameOf
) -> tuple[SheetSection, ...]:
    """What the nurse signs: doses, vitals, exceptions."""
    return (
        doses(session, zone),
        counts(session, settings, now),
        exceptions(session, settings, zone, name_of),
    )


def cosign_sheet(
    session: Session, settings: Settings, now: datetime, zone: tzinfo, name_of: NameOf
) -> tuple[SheetSection, ...]:
    """What the anesthesiologist co-signs: exceptions first, then doses, vitals, signatures."""
    return (
        exceptions(session, settings, zone, name_of),
        doses(session, zone),
        counts(session, settings, now),
        signatures(session, zone, name_of),
    )


# ── Doses ────────────────────────────────────────────────────────────────────────────────────────


def doses(session: Session, zone: tzinfo) -> SheetSection:
    """Ordered, prepared, given and wasted in every unit, and the drugs beside the infusion."""
    lines = (*_infused(session), *_drugs(session, zone))
    return SheetSection(title="Doses", lines=lines, empty="Nothing was given.")


def _infused(session: Session) -> Iterator[SheetLine]:
    order, plan, made, bag = session.order, session.dose_plan, session.preparation, session.bag
    if order is not None and plan is not None:
        words = f"{ordered_words(order.dose)} = {dose_in_words(plan)}"
        yield SheetLine(label="Ordered", words=words)
    if made is None or bag is None:
        return
    words = f"{written(bag.bag_ml, 'mL')} with {written(bag.mg, 'mg')}, "
    yield SheetLine(label="Bag", words=words + written(bag.concentration, "mg/mL"))
    start, stop, stopped = session.started_at, session.stop, session.stopped_at
    if start is not None and stop is not None and stopped is not None:
        yield SheetLine(label="Given", words=_given_words(session, stopped - start))
        computed = written(pump_volume(session.pump, stopped), "mL")
        words = f"{written(stop.pump_ml, 'mL')} of the bag; rate and time give {computed}"
        yield SheetLine(label="Pump", words=words)
        yield SheetLine(label="Stopped", words=stop.reason)
    drawn, given = written(session.drawn_ml), written(session.administered_ml)
    words = f"{drawn} mL drawn, {given} mL given, {written(session.wasted_ml, 'mL')} wasted"
    yield SheetLine(label="Product", words=words)


def _given_words(session: Session, ran: timedelta) -> str:
    made, intake = session.preparation, session.intake
    if made is None:
        return ""
    mg, hours = Fraction(session.administered_ml) * Fraction(made.mg_per_ml), hours_of(ran)
    said = [written(mg, "mg")]
    weight = Fraction(intake.weight_kg) if intake is not None else None
    if weight:
        said.append(written(mg / weight, "mg/kg"))
    if hours:
        said.append(f"on average {written(mg / hours, 'mg/h', places=1)}")
    if weight and hours:
        said.append(written(mg / weight / hours, "mg/kg/h"))
    return " · ".join([*said, f"{minutes_of(ran)} min"])


def _drugs(session: Session, zone: tzinfo) -> Iterator[SheetLine]:
    for each in sorted(session.medications, key=lambda each: each.observed_at):
        time = clock_text(each.observed_at, zone)
        rescue = ", rescue" if each.given.rescue else ""
        words = f"{dose_words(each.given)} {each.given.route}{rescue}"
        yield SheetLine(label=time, words=words)


# ── Vitals and signatures ────────────────────────────────────────────────────────────────────────


def counts(session: Session, settings: Settings, now: datetime) -> SheetSection:
    """How many sets were on time, late, missed or extra, and which scales were charted."""
    slots = [
        slot
        for slot in monitoring.slots(session, settings, now)
        if slot.observation is not None or slot.status is SlotStatus.MISSED
    ]
    tally = {status: sum(1 for slot in slots if slot.status is status) for status in SlotStatus}
    extra = len(session.readings) - sum(1 for slot in slots if slot.observation is not None)
    said = [f"{tally[each]} {each}" for each in (SlotStatus.ON_TIME, SlotStatus.LATE)]
    said += [f"{tally[SlotStatus.MISSED]} missed", f"{extra} beside the schedule"]
    lines = [SheetLine(label="Sets", words=", ".join(said))] if slots or extra else []
    scales = dict.fromkeys(score.scale for score in session.scores)
    for scale in scales:
        charted = sorted(
            (score for score in session.scores if score.scale == scale),
            key=lambda score: score.observed_at,
        )
        totals = ", ".join(str(score.total) for score in charted)
        lines.append(SheetLine(label=scale, words=totals))
    return SheetSection(title="Vitals and scales", lines=tuple(lines), empty="None charted.")


def signatures(session: Session, zone: tzinfo, name_of: NameOf) -> SheetSection:
    """Who signed when; a signature that was sent back is void."""
    lines = [
        SheetLine(
            label="Void" if each.void else "Signed",
            words=f"{name_of(each.by)} at {clock_text(each.at, zone)}",
        )
        for each in session.signatures
    ]
    return SheetSection(title="Signatures", lines=tuple(lines), empty="Not signed.")


# ── The queue ────────────────────────────────────────────────────────────────────────────────────


def queue(sessions: Iterable[Session], world: World) -> tuple[QueueLine, ...]:
    """The signed sessions, the one that waits longest first."""
    waiting = [each for each in sessions if each.phase is Phase.SIGNED and each.signature]
    waiting.sort(key=lambda each: each.signature.at if each.signature else each.opened_at)
    return tuple(_queue_line(each, world) for each in waiting)


def _queue_line(session: Session, world: World) -> QueueLine:
    patient = world.patient(session.patient)
    who = surname_first(patient.name) if patient else session.patient
    signed = session.signature
    when = f" · signed {clock_text(signed.at, world.site.zone)}" if signed else ""
    return QueueLine(session=session.id, words=f"{session.chair} · {who}{when}")


def neighbour(lines: Sequence[QueueLine], session: str, way: int) -> str:
    """The session before or after one in the queue; itself at the ends, the first if unknown."""
    names = [line.session for line in lines]
    if session not in names:
        return names[0] if names else ""
    return names[min(max(names.index(session) + way, 0), len(names) - 1)]
