"""What of an exported session no resource holds, in lines for a person to read."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from ketachart.domain import events as ev
from ketachart.domain.amendments import intake_changes
from ketachart.domain.bedside import EscortNamed
from ketachart.domain.changes import Change
from ketachart.domain.gates import DISCHARGE_ITEMS
from ketachart.domain.infusion import dose_in_words
from ketachart.domain.quantities import written
from ketachart.domain.screening import ABSOLUTE, RELATIVE
from ketachart.domain.session import Reading, Session
from ketachart.domain.vitals import FIELDS
from ketachart.exports.fhir_record import SessionRecord

TIME = "observed_at"
"""The field of an amendment that changes when something was observed."""


def told(record: SessionRecord, changes: Iterable[Change]) -> Iterator[str]:
    """Each amendment in words: what it was before, who changed it, when and why."""
    for each in changes:
        what = "Time" if each.field == TIME else _words(each.field, FIELDS)
        old, new = each.old, each.new
        if each.field == TIME:
            old, new = (record.moment(datetime.fromisoformat(value)) for value in (old, new))
        yield (
            f"{what} was {old or 'empty'} and is {new or 'empty'}, amended "
            f"{record.moment(each.at)} by {record.name(each.by)}: {each.reason}."
        )


def _words(item: str, known: Mapping[str, str]) -> str:
    return known.get(item, item.replace("_", " "))


def _because(*reasons: str) -> str:
    """What was said to it; nothing where nothing was said."""
    return "".join(f"; {each}" for each in reasons if each)


def _by(record: SessionRecord, at: datetime, person: str, said: str) -> str:
    return f"{record.moment(at)}: {said} ({record.name(person)})"


def patient_lines(record: SessionRecord) -> Iterator[str]:
    """Who the patient is, and what was asked before the order."""
    patient, session = record.patient, record.session
    yield f"{patient.name}, MRN {patient.mrn}, born {patient.birth_date}, {patient.sex}"
    yield f"Allergies: {', '.join(patient.allergies) or 'none on file'}"
    if patient.diagnosis:
        yield f"Diagnosis: {patient.diagnosis}"
    if patient.referred_by:
        yield f"Referred by: {patient.referred_by}"
    if session.answers is not None:
        known = {**ABSOLUTE, **RELATIVE}
        yes = [_words(item, known) for item, answer in session.answers.items() if answer]
        asked = f"Screened, {len(session.answers)} contraindications asked"
        yield f"{asked}; yes to: {', '.join(yes)}" if yes else f"{asked}; none"
    yield from _intake(session)
    for named in session.escort_history:
        yield _by(record, named.at, named.by, _escort(named))
    yield from told(record, (change for _, change in intake_changes(session)))


def _intake(session: Session) -> Iterator[str]:
    intake = session.intake
    if intake is None:
        return
    yield (
        f"Intake: {written(intake.weight_kg, 'kg')}, pain {intake.baseline_pain}, fasting "
        f"{written(intake.fasting_hours)} h, IV {intake.iv_access}, pregnancy test: "
        f"{intake.pregnancy_test}"
    )
    yield (
        f"Referral on file: {_yes(intake.referral_on_file)}; consent signed: "
        f"{_yes(intake.consent_signed)}; risks discussed: {_yes(intake.risks_discussed)}"
    )
    if intake.concomitant:
        yield f"Also takes: {', '.join(intake.concomitant)}"
    if intake.ride:
        yield f"Ride home: {intake.ride}"


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"


def _escort(named: EscortNamed) -> str:
    about = ", ".join(each for each in (named.escort.relationship, named.escort.phone) if each)
    said = f"Escort named: {named.escort.name}" + (f", {about}" if about else "")
    return said + _because(named.reason)


def order_lines(record: SessionRecord) -> Iterator[str]:
    """What was ordered and prepared."""
    session = record.session
    yield f"Protocol: {record.protocol}"
    if session.series is not None:
        yield f"Session {session.series.number} of {session.series.of}"
    for entry in record.entries:
        if isinstance(entry.event, ev.Ordered) and entry.event is not session.order:
            yield _by(record, entry.recorded_at, entry.author, _replaced(entry.event))
    if session.order is not None:
        plan = session.dose_plan
        if plan is not None:
            yield f"Ordered by {record.name(session.ordered_by)}: {dose_in_words(plan)}"
        if session.order.override_reason:
            yield f"Contraindication overridden: {session.order.override_reason}"
        if session.order.limit_reason:
            yield f"Above a limit: {session.order.limit_reason}"
    made = session.preparation
    if made is not None:
        draws = ", ".join(f"{each.vial} {written(each.ml, 'mL')}" for each in made.draws)
        verifier = record.name(made.verified_by)
        yield f"Bag of {written(made.bag_ml, 'mL')} from {draws}, verified by {verifier}"
    if session.cancelled:
        yield f"Cancelled: {session.cancelled_reason}"


def _replaced(order: ev.Ordered) -> str:
    amount = f"{written(order.dose.amount, order.dose.kind)} over {order.dose.minutes} min"
    said = f"ordered {amount}, replaced by a later order"
    return said + _because(order.override_reason, order.limit_reason)


def vitals_lines(record: SessionRecord) -> Iterator[str]:
    """Each set in a line, and why some were missed."""
    for reading in sorted(record.session.readings, key=lambda each: each.observed_at):
        yield f"{record.moment(reading.observed_at)}: {_values(reading)}"
    for due, why in sorted(record.session.explanations.items()):
        yield f"Missed, due {record.moment(due)}: {why}"
    for extra in record.session.extras:
        yield f"{record.moment(extra.observed_at)}: {extra.name} {extra.value} {extra.unit}".strip()


def _values(reading: Reading) -> str:
    values = [f"{FIELDS[name]} {written(value)}" for name, value in reading.values.items()]
    missing = [f"{FIELDS[name]} not obtained ({why})" for name, why in reading.not_obtained.items()]
    return ", ".join((*values, *missing))


def scale_lines(record: SessionRecord) -> Iterator[str]:
    """Each score in a line."""
    for score in sorted(record.session.scores, key=lambda each: each.observed_at):
        items = " ".join(str(item) for item in score.items)
        yield f"{record.moment(score.observed_at)}: {score.scale} {score.total} (items {items})"


def infusion_lines(record: SessionRecord) -> Iterator[str]:
    """What was done at the pump and why, and what was given and wasted."""
    session = record.session
    for entry in record.entries:
        if said := _pumped(record, entry.event):
            yield _by(record, entry.observed_at, entry.author, said)
    stop, made = session.stop, session.preparation
    if stop is not None and made is not None:
        given = session.administered_ml
        yield (
            f"Pump's reading {written(stop.pump_ml, 'mL')}; given {written(given, 'mL')} of the "
            f"product = {written(given * made.mg_per_ml, 'mg')}; wasted "
            f"{written(session.wasted_ml, 'mL')} of the product"
        )


def _pumped(record: SessionRecord, event: ev.Event) -> str:
    """A step of the infusion; empty for anything else."""
    match event:
        case ev.InfusionStarted():
            said = f"started at {written(event.ml_per_h, 'mL/h')}"
            said += f", verified by {record.name(event.verified_by)}" if event.verified_by else ""
            return said + _because(event.limit_reason, event.device_check)
        case ev.RateChanged():
            rate = f"rate {written(event.ml_per_h, 'mL/h')}"
            return rate + _because(event.reason, event.limit_reason)
        case ev.InfusionPaused():
            return "paused" + _because(event.reason)
        case ev.InfusionResumed():
            return f"resumed at {written(event.ml_per_h, 'mL/h')}" + _because(event.limit_reason)
        case ev.BolusGiven():
            return f"bolus {written(event.ml, 'mL')}"
        case ev.InfusionStopped():
            return "stopped" + _because(event.reason, event.variance_reason)
        case ev.ResidualWasted():
            wasted = f"wasted {written(event.ml, 'mL')} of the product, {event.method}"
            return f"{wasted}, witness {record.name(event.witness)}" + _because(event.reason)
        case _:
            return ""


def medication_lines(record: SessionRecord) -> Iterator[str]:
    """Every single dose in a line."""
    for each in sorted(record.session.medications, key=lambda each: each.observed_at):
        given = each.given
        dose = written(given.dose, given.unit, places=6)
        rescue = "rescue, " if given.rescue else ""
        yield (
            f"{record.moment(each.observed_at)}: {given.drug} {dose} {given.route}, "
            f"{rescue}for {given.indication}, by {record.name(each.by)}"
        )


def event_lines(record: SessionRecord) -> Iterator[str]:
    """Notes, adverse events, responses, effects, marks, what was seen, who had the chair."""
    session = record.session
    for remark in session.remarks:
        yield _by(record, remark.at, remark.by, _remark(remark.event))
        yield from told(record, remark.changes)
    for effect in session.effects:
        end = record.moment(effect.resolved) if effect.resolved else "not over"
        yield _by(record, effect.onset, effect.by, f"{effect.effect}, until {end}")
    for mark in session.markers:
        yield _by(record, mark.at, mark.by, mark.kind + _because(mark.detail))
        yield from told(record, mark.changes)
    for entry in record.entries:
        if said := _watched(entry.event):
            yield _by(record, entry.observed_at, entry.author, said)
    for turn in session.responsibility:
        yield f"{record.moment(turn.begin)}: {record.name(turn.person)} has the chair ({turn.kind})"
    for attested in session.attestations:
        said = f"attested the {attested.kind} of {record.moment(attested.event_at)}"
        yield _by(record, attested.at, attested.by, f"{said}: {attested.words}")
    if session.unplaced:
        yield f"Set aside, as they do not follow from the others: {', '.join(session.unplaced)}"


def _remark(event: ev.NoteAdded | ev.AdverseRecorded | ev.ResponseCharted) -> str:
    match event:
        case ev.NoteAdded():
            return event.text
        case ev.ResponseCharted():
            return f"response to a drug: {event.effect}"
        case ev.AdverseRecorded():
            return f"{event.kind}, {event.severity}; done: {event.action}"


def _watched(event: ev.Event) -> str:
    """What says how the patient was watched; empty for anything else."""
    match event:
        case ev.IntervalSet():
            return f"vitals every {event.every} min" + _because(event.reason)
        case ev.AlertAcknowledged():
            seen = "an overdue set" if event.of.startswith("due:") else "an alert"
            fields = ", ".join(_words(each, FIELDS) for each in event.fields)
            return f"acknowledged {seen}" + _because(fields)
        case ev.PaperPrinted():
            return f"printed page {event.page} to go on with on paper"
        case ev.UnknownEvent():
            return f"recorded by a newer version, and not told here: {event.kind}"
        case _:
            return ""


def discharge_lines(record: SessionRecord) -> Iterator[str]:
    """The checklist, who let the patient go, and with whom."""
    for entry in record.entries:
        match entry.event:
            case ev.DischargeChecked(items=items):
                said = ", ".join(
                    f"{_words(item, DISCHARGE_ITEMS)}: {answer_words(answer)}"
                    for item, answer in items.items()
                )
            case ev.DischargeOrdered():
                said = "discharge ordered"
            case ev.Released():
                said = _released(record, entry.event)
            case _:
                continue
        yield _by(record, entry.recorded_at, entry.author, said)


def answer_words(answer: bool | str) -> str:
    """An answer of the checklist: yes, no, or why it does not apply."""
    return f"not applicable, {answer}" if isinstance(answer, str) else _yes(answer)


def _released(record: SessionRecord, event: ev.Released) -> str:
    escort = event.escort
    travels = "drives" if escort.drives else f"travels by {escort.travels_by}"
    checked = "checked" if escort.identity_checked else "NOT checked"
    takes = "accepts" if escort.accepts_responsibility else "does NOT accept"
    said = (
        f"left with {escort.name}, whose identity was {checked}, who {takes} responsibility "
        f"and {travels}"
    )
    if event.code == "overridden":
        said += f"; without the escort's code, agreed by {record.name(event.witness)}"
    elif event.code:
        said += f"; the escort's code: {event.code}"
    said += _because(event.override_reason)
    if event.ready_at is not None:
        said += f"; would have been ready {record.moment(event.ready_at)}"
    return said + (f"; left early: {event.early_reason}" if event.early_reason else "")


def signature_lines(record: SessionRecord) -> Iterator[str]:
    """Signatures as they stand, what was sent back, what was added later."""
    session = record.session
    for part in session.parts:
        yield _by(record, part.at, part.by, "signed the own part")
    for signed in session.signatures:
        void = ", VOID" if signed.void else ""
        yield _by(record, signed.at, signed.by, f"signed{void}" + _because(signed.text))
    for at, by, why in session.returns:
        yield _by(record, at, by, f"sent back: {why}")
    if session.cosignature is not None:
        over = session.cosignature
        yield _by(record, over.at, over.by, f"co-signed: {over.text}")
    for at, by, text in session.addenda:
        yield _by(record, at, by, f"addendum: {text}")
    for signed in session.changes_cosigned:
        yield _by(record, signed.at, signed.by, "addenda co-signed" + _because(signed.text))
