"""What of an exported session no resource holds, in lines for a person to read."""

from collections.abc import Iterator

from ketachart.domain import events as ev
from ketachart.domain.infusion import PumpStep, dose_in_words
from ketachart.domain.quantities import written
from ketachart.domain.session import Reading
from ketachart.domain.vitals import FIELDS
from ketachart.exports.fhir_record import SessionRecord


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
        yes = [item.replace("_", " ") for item, answer in session.answers.items() if answer]
        asked = f"Screened, {len(session.answers)} contraindications asked"
        yield f"{asked}; yes to: {', '.join(yes)}" if yes else f"{asked}; none"
    intake, escort = session.intake, session.escort
    if intake is not None:
        yield (
            f"Intake: {written(intake.weight_kg, 'kg')}, pain {intake.baseline_pain}, fasting "
            f"{written(intake.fasting_hours)} h, IV {intake.iv_access}, pregnancy test: "
            f"{intake.pregnancy_test}"
        )
        if intake.concomitant:
            yield f"Also takes: {', '.join(intake.concomitant)}"
        if intake.ride:
            yield f"Ride home: {intake.ride}"
    if escort is not None:
        about = ", ".join(each for each in (escort.relationship, escort.phone) if each)
        yield f"Escort named: {escort.name}" + (f" ({about})" if about else "")


def order_lines(record: SessionRecord) -> Iterator[str]:
    """What was ordered and prepared."""
    session = record.session
    yield f"Protocol: {record.protocol}"
    if session.series is not None:
        yield f"Session {session.series.number} of {session.series.of}"
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
    """What was done at the pump, and what was given and wasted."""
    session = record.session
    for step in session.pump:
        yield f"{record.moment(step.at)}: {_step(step)}"
    stop, made = session.stop, session.preparation
    if stop is not None and made is not None:
        given = session.administered_ml
        yield (
            f"Pump's reading {written(stop.pump_ml, 'mL')}; given {written(given, 'mL')} of the "
            f"product = {written(given * made.mg_per_ml, 'mg')}; wasted "
            f"{written(session.wasted_ml, 'mL')} of the product"
        )


def _step(step: PumpStep) -> str:
    if step.ml:
        return f"bolus {written(step.ml, 'mL')}"
    if step.ml_per_h:
        return f"{step.do} {written(step.ml_per_h, 'mL/h')}"
    return step.do


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
    """Notes, adverse events, responses, effects, marks, who had the chair."""
    session = record.session
    for remark in session.remarks:
        yield f"{record.moment(remark.at)}: {_remark(remark.event)} ({record.name(remark.by)})"
    for effect in session.effects:
        end = record.moment(effect.resolved) if effect.resolved else "not over"
        yield f"{record.moment(effect.onset)}: {effect.effect}, until {end}"
    for mark in session.markers:
        detail = f", {mark.detail}" if mark.detail else ""
        yield f"{record.moment(mark.at)}: {mark.kind}{detail} ({record.name(mark.by)})"
    for turn in session.responsibility:
        yield f"{record.moment(turn.begin)}: {record.name(turn.person)} has the chair ({turn.kind})"
    for attested in session.attestations:
        yield (
            f"{record.moment(attested.at)}: {record.name(attested.by)} attested of "
            f"{record.moment(attested.event_at)}: {attested.words}"
        )
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


def discharge_lines(record: SessionRecord) -> Iterator[str]:
    """The checklist, who let the patient go, and with whom."""
    session = record.session
    for item, answer in session.checks.items():
        told = {True: "yes", False: "no"}.get(answer) if isinstance(answer, bool) else answer
        yield f"{item.replace('_', ' ')}: {told}"
    if session.discharge_ordered_by:
        yield f"Discharge ordered by {record.name(session.discharge_ordered_by)}"
    left = session.released
    if left is not None and session.released_at is not None:
        travels = "drives" if left.drives else f"travels by {left.travels_by}"
        yield f"{record.moment(session.released_at)}: left with {left.name}, who {travels}"


def signature_lines(record: SessionRecord) -> Iterator[str]:
    """Signatures as they stand, what was sent back, what was added later."""
    session = record.session
    for signed in session.signatures:
        void = ", VOID" if signed.void else ""
        yield f"{record.moment(signed.at)}: signed by {record.name(signed.by)}{void}"
    for at, by, why in session.returns:
        yield f"{record.moment(at)}: sent back by {record.name(by)}: {why}"
    if session.cosignature is not None:
        over = session.cosignature
        yield f"{record.moment(over.at)}: co-signed by {record.name(over.by)}: {over.text}"
    for at, by, text in session.addenda:
        yield f"{record.moment(at)}: addendum by {record.name(by)}: {text}"
    for signed in session.changes_cosigned:
        yield f"{record.moment(signed.at)}: addenda co-signed by {record.name(signed.by)}"
