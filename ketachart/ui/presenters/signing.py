"""What is signed and co-signed, on one page: doses in all units, vitals, exceptions, who signed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from fractions import Fraction

from ketachart.app.calls import Call
from ketachart.domain import events as ev
from ketachart.domain import gates, monitoring
from ketachart.domain.clinic import World
from ketachart.domain.infusion import dose_in_words, pump_volume
from ketachart.domain.people import Person, may
from ketachart.domain.quantities import written
from ketachart.domain.session import Phase, Session, Signature
from ketachart.domain.settings import Settings
from ketachart.domain.slots import SlotStatus
from ketachart.domain.times import clock_text, hours_of, minutes_of
from ketachart.ui.presenters.chair import ordered_words, surname_first
from ketachart.ui.presenters.chart_grid import dose_words
from ketachart.ui.presenters.entry_log import NameOf, pump_changed
from ketachart.ui.presenters.exceptions import exceptions
from ketachart.ui.presenters.grid_view import Priority
from ketachart.ui.presenters.news import news
from ketachart.ui.presenters.sheet import SheetLine, SheetSection
from ketachart.ui.presenters.staff import attestations, staff

USUAL_ATTESTATION = "I was immediately available throughout and reviewed this record."
_WAITING = {"stock.waste": "A waste", "medication.give": "A dose"}
_DOCTOR = "an anesthesiologist"
_ROLES = {
    "session.sign": "a nurse",
    "session.sign-part": "whoever charted",
    "session.cosign": _DOCTOR,
    "session.attest": _DOCTOR,
    "session.cosign-change": _DOCTOR,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """What keeps a session from being signed, or is open beside that, and what clears it."""

    words: str
    button: str
    panel: str
    subject: str = ""
    blocks: bool = True


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


def notices(
    session: Session, calls: Sequence[Call], person: Person, name_of: NameOf
) -> tuple[Obstacle, ...]:
    """What else is still open; without a button where others clear it.

    Only an open call keeps anyone from signing: what waits there could not be recorded any more.
    """
    found = [
        Obstacle(
            words=f"{_WAITING.get(call.do, 'Something')} waits for its witness",
            button="Sign as witness",
            panel="witness",
            subject=call.id,
        )
        for call in calls
        if call.session == session.id
    ]
    for effect in session.open_effects:
        words = f"{effect.effect.capitalize()} began and is not marked as over"
        found.append(_notice(words, "Mark it over", "effect", effect.effect))
    for each in session.unacknowledged:
        words = f"Given first, not acknowledged: {dose_words(each.given)}"
        button = "Acknowledge it" if may(person, "medication.acknowledge") else ""
        if not button:
            words += ". Ask an anesthesiologist first: after the signature it is locked"
        found.append(_notice(words, button, "acknowledge_drug", each.ref))
    signs = person.id if may(person, "session.sign") else ""
    for who in parts_unsigned(session, signs):
        words = f"{name_of(who)} has not signed their own part"
        button = "Sign your own part" if who == person.id else ""
        found.append(_notice(words, button, "sign_part"))
    return tuple(found)


def _notice(words: str, button: str, panel: str, subject: str = "") -> Obstacle:
    return Obstacle(words=words, button=button, panel=panel, subject=subject, blocks=False)


def sign_sheet(
    session: Session, settings: Settings, now: datetime, zone: tzinfo, name_of: NameOf
) -> tuple[SheetSection, ...]:
    """What the nurse signs: exceptions first, then doses, vitals, who was responsible."""
    return (
        exceptions(session, settings, zone, name_of),
        doses(session, zone),
        counts(session, settings, now),
        staff(session, zone, name_of),
        signatures(session, zone, name_of),
    )


def cosign_sheet(
    session: Session,
    settings: Settings,
    now: datetime,
    zone: tzinfo,
    name_of: NameOf,
    reader: str,
) -> tuple[SheetSection, ...]:
    """What the anesthesiologist co-signs: exceptions first, then doses, vitals, signatures.

    What changed since `reader` looked or signed last comes before everything else.
    """
    new = news(session, reader, zone, name_of)
    return (
        *([new] if new is not None else []),
        *addenda(session, zone, name_of),
        exceptions(session, settings, zone, name_of),
        doses(session, zone),
        counts(session, settings, now),
        staff(session, zone, name_of),
        attestations(session, zone, name_of),
        signatures(session, zone, name_of),
    )


# ── Doses ────────────────────────────────────────────────────────────────────────────────────────


def doses(session: Session, zone: tzinfo) -> SheetSection:
    """Ordered, prepared, given and wasted in every unit, and the drugs beside the infusion."""
    lines = (*_infused(session, zone), *_drugs(session, zone))
    return SheetSection(title="Doses", lines=lines, empty="Nothing was given.")


def _infused(session: Session, zone: tzinfo) -> Iterator[SheetLine]:
    order, plan, made, bag = session.order, session.dose_plan, session.preparation, session.bag
    if order is not None and plan is not None:
        words = f"{ordered_words(order.dose)} = {dose_in_words(plan)}"
        yield SheetLine(label="Ordered", words=words)
    if made is None or bag is None:
        return
    words = f"{written(bag.bag_ml, 'mL')} with {written(bag.mg, 'mg')}, "
    yield SheetLine(label="Bag", words=words + written(bag.concentration, "mg/mL"))
    for entry in session.log:
        words = pump_changed(entry.event)
        if isinstance(entry.event, ev.BolusGiven):
            words += f" = {written(Fraction(entry.event.ml) * bag.concentration, 'mg')}"
        if words:
            yield SheetLine(label=clock_text(entry.observed_at, zone), words=words)
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
    """Who signed what when; a signature that was sent back is void, a change after one is loud."""
    lines = [
        *(_signed("Own part", each, zone, name_of) for each in session.parts),
        *(
            SheetLine(label="Own part", words=f"{name_of(person)}: not signed yet")
            for person in parts_unsigned(session)
        ),
        *(
            _signed("Void" if each.void else "Signed", each, zone, name_of)
            for each in session.signatures
        ),
    ]
    if session.cosignature is not None:
        lines.append(_signed("Co-signed", session.cosignature, zone, name_of))
    lines += [_signed("Change", each, zone, name_of) for each in session.changes_cosigned]
    changed = after_signature_words(session)
    if changed:
        lines.insert(0, SheetLine(label="Changed", words=changed, priority=Priority.HIGH))
    return SheetSection(title="Signatures", lines=tuple(lines), empty="Not signed.")


def _signed(label: str, signature: Signature, zone: tzinfo, name_of: NameOf) -> SheetLine:
    words = f"{name_of(signature.by)} at {clock_text(signature.at, zone)}"
    return SheetLine(label=label, words=f"{words}: {signature.text}" if signature.text else words)


def addenda(session: Session, zone: tzinfo, name_of: NameOf) -> tuple[SheetSection, ...]:
    """What was added after the co-signature, in full; no section where there is nothing."""
    if not session.addenda:
        return ()
    covered = len(session.addenda) - session.changes_after_signature
    lines = tuple(
        SheetLine(
            label="Addendum" if number < covered else "Not co-signed",
            words=f"{name_of(by)} at {clock_text(at, zone)}: {text}",
            priority=Priority.NONE if number < covered else Priority.HIGH,
        )
        for number, (at, by, text) in enumerate(session.addenda)
    )
    return (SheetSection(title="After the signature", lines=lines),)


def after_signature_words(session: Session) -> str:
    """What changed after the co-signature, for wherever that is shown; empty if nothing did."""
    count, open_ones = len(session.addenda), session.changes_after_signature
    if not count:
        return ""
    said = f"{count} change{'s' if count > 1 else ''} after the signature"
    if not open_ones:
        return f"{said}, co-signed"
    return f"{said}, {'' if open_ones == count else f'{open_ones} '}not co-signed"


def parts_unsigned(session: Session, signs: str = "") -> tuple[str, ...]:
    """Who owes the signature of their own part, beside whoever signed or signs the whole."""
    signer = session.signature.by if session.signature else signs or session.responsible
    return tuple(person for person in gates.parts_owed(session) if person != signer)


def to_answer(session: Session) -> str:
    """Why the session was sent back, while no signature answers it; empty if none waits."""
    if not session.returns or session.signature is not None:
        return ""
    return session.returns[-1][2]


def sent_back_words(session: Session, zone: tzinfo, name_of: NameOf) -> str:
    """Who sent the session back when and why, while that waits for an answer; else empty."""
    if not to_answer(session):
        return ""
    at, by, reason = session.returns[-1]
    return f"Sent back by {name_of(by)} at {clock_text(at, zone)}: {reason}"


# ── The queue ────────────────────────────────────────────────────────────────────────────────────


def queue(sessions: Sequence[Session], world: World) -> tuple[QueueLine, ...]:
    """The signed sessions, the one that waits longest first; then those changed since."""
    waiting = [each for each in sessions if each.phase is Phase.SIGNED and each.signature]
    waiting.sort(key=lambda each: each.signature.at if each.signature else each.opened_at)
    changed = sorted(
        (each for each in sessions if each.changes_after_signature),
        key=lambda each: each.addenda[-1][0],
    )
    return tuple(_queue_line(each, world) for each in (*waiting, *changed))


def _queue_line(session: Session, world: World) -> QueueLine:
    patient = world.patient(session.patient)
    who = surname_first(patient.name) if patient else session.patient
    signed = session.signature
    when = f" · signed {clock_text(signed.at, world.site.zone)}" if signed else ""
    changed = after_signature_words(session)
    words = f" · {changed.upper()}" if changed else when
    return QueueLine(session=session.id, words=f"{session.chair} · {who}{words}")


def neighbour(lines: Sequence[QueueLine], session: str, way: int) -> str:
    """The session before or after one in the queue; itself at the ends, the first if unknown."""
    names = [line.session for line in lines]
    if session not in names:
        return names[0] if names else ""
    return names[min(max(names.index(session) + way, 0), len(names) - 1)]
