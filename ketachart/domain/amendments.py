"""Amending an entry: what may change, the same checks again, the old value kept.

Amounts the drug ledger stands on (what was drawn, pumped, given from a vial)
are not amended here: the ledger has its own corrections.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import datetime
from decimal import Decimal

from ketachart.domain import events as ev
from ketachart.domain.bedside import Extra, Marker
from ketachart.domain.changes import Change
from ketachart.domain.entries import Entry
from ketachart.domain.session import Medication, Reading, Remark, Score, Session

MEDICATION_FIELDS = ("drug", "dose", "unit", "route", "indication", "rescue", "observed_at")
CONTROLLED_MEDICATION_FIELDS = ("route", "indication", "rescue", "observed_at")
INTAKE_FIELDS = tuple(field.name for field in fields(ev.Intake))
LIST_MARK = ";"
ESCORT_FIELDS = ("escort_name", "escort_relationship", "escort_phone")


def amendable(entry: Entry) -> tuple[str, ...]:
    """The fields of an entry that may be amended; empty if none."""
    match entry.event:
        case ev.VitalsCharted():
            return ("*", "observed_at")
        case ev.ScoreCharted():
            return ("items", "observed_at")
        case ev.MedicationGiven(vial=vial):
            return CONTROLLED_MEDICATION_FIELDS if vial else MEDICATION_FIELDS
        case ev.ResponseCharted():
            return ("effect",)
        case ev.AdverseRecorded():
            return ("kind", "severity", "action")
        case ev.NoteAdded():
            return ("text",)
        case ev.MarkerPlaced():
            return ("kind", "detail", "observed_at")
        case ev.ExtraCharted():
            return ("value", "observed_at")
        case ev.TakenIn():
            return (*INTAKE_FIELDS, *ESCORT_FIELDS)
        case _:
            return ()


def apply(session: Session, entry: Entry, event: ev.EntryAmended) -> Session:
    """The session after an amendment; the changes stay with the amended entry."""

    def changed(old: Mapping[str, str]) -> tuple[Change, ...]:
        return tuple(
            Change(
                field=name,
                old=old.get(name, ""),
                new=new,
                by=entry.author,
                at=entry.recorded_at,
                reason=event.reason,
            )
            for name, new in event.changes.items()
        )

    readings = tuple(
        _reading(reading, event.changes, changed(_texts(reading.values)))
        if reading.ref == event.entry
        else reading
        for reading in session.readings
    )
    scores = tuple(
        _score(score, event.changes, changed({"items": items_text(score.items)}))
        if score.ref == event.entry
        else score
        for score in session.scores
    )
    medications = tuple(
        _medication(given, event.changes, changed(_fields(given.given)))
        if given.ref == event.entry
        else given
        for given in session.medications
    )
    remarks = tuple(
        _remark(remark, event.changes, changed(_fields(remark.event)))
        if remark.ref == event.entry
        else remark
        for remark in session.remarks
    )
    after = replace(
        session,
        readings=readings,
        scores=scores,
        medications=medications,
        remarks=remarks,
        extras=tuple(
            _said_else(each, event.changes, changed(_fields(each)))
            if each.ref == event.entry
            else each
            for each in session.extras
        ),
        markers=tuple(
            _marked_else(each, event.changes, changed(_fields(each)))
            if each.ref == event.entry
            else each
            for each in session.markers
        ),
    )
    amended = session.entry(event.entry)
    if amended is not None and isinstance(amended.event, ev.TakenIn):
        after = _intake(after, event.changes)
    return after


def intake_changes(session: Session) -> Iterator[tuple[Entry, Change]]:
    """The changes to the intake, each with the entry it was made to.

    Its old values stand in the log alone: what counts now is folded over them.
    """
    for taken in session.log:
        if not isinstance(taken.event, ev.TakenIn):
            continue
        intake, escort = taken.event.intake, taken.event.escort
        values = {
            **{name: str(getattr(intake, name)) for name in INTAKE_FIELDS},
            **{name: getattr(escort, name.removeprefix("escort_")) for name in ESCORT_FIELDS},
        }
        for entry in session.log:
            amendment = entry.event
            if not isinstance(amendment, ev.EntryAmended) or amendment.entry != taken.ref:
                continue
            for name, new in sorted(amendment.changes.items()):
                change = Change(
                    field=name,
                    old=values.get(name, ""),
                    new=new,
                    by=entry.author,
                    at=entry.recorded_at,
                    reason=amendment.reason,
                )
                yield taken, change
                values[name] = new


def items_text(items: tuple[int, ...]) -> str:
    """The items of a scale as one text: `1 0 2`."""
    return " ".join(str(item) for item in items)


def _texts(values: Mapping[str, Decimal]) -> dict[str, str]:
    return {name: format(value, "f") for name, value in values.items()}


def _said_else(extra: Extra, changes: Mapping[str, str], made: tuple[Change, ...]) -> Extra:
    return replace(
        extra,
        value=changes.get("value", extra.value),
        observed_at=_observed(changes, extra.observed_at),
        changes=(*extra.changes, *_with_old_time(made, extra.observed_at)),
    )


def _marked_else(marker: Marker, changes: Mapping[str, str], made: tuple[Change, ...]) -> Marker:
    return replace(
        marker,
        kind=changes.get("kind", marker.kind),
        detail=changes.get("detail", marker.detail),
        at=_observed(changes, marker.at),
        changes=(*marker.changes, *_with_old_time(made, marker.at)),
    )


def _fields(event: ev.Event | Extra | Marker) -> dict[str, str]:
    return {field.name: str(getattr(event, field.name)) for field in fields(event)}


def _observed(changes: Mapping[str, str], before: datetime) -> datetime:
    return datetime.fromisoformat(changes["observed_at"]) if "observed_at" in changes else before


def _reading(reading: Reading, changes: Mapping[str, str], made: tuple[Change, ...]) -> Reading:
    values = dict(reading.values)
    still = {name: why for name, why in reading.not_obtained.items() if not changes.get(name)}
    sources = {name: source for name, source in reading.sources.items() if name not in changes}
    for name, new in changes.items():
        if name == "observed_at":
            continue
        if new:
            values[name] = Decimal(new)
        else:
            values.pop(name, None)
    observed_at = _observed(changes, reading.observed_at)
    # What was not obtained stays visible with its reason, as an old value does.
    told = (
        replace(change, old=f"not obtained: {reading.not_obtained[change.field]}")
        if change.field in reading.not_obtained
        else change
        for change in made
    )
    changes_made = (*reading.changes, *_with_old_time(tuple(told), reading.observed_at))
    return replace(
        reading,
        values=values,
        not_obtained=still,
        sources=sources,
        observed_at=observed_at,
        changes=changes_made,
    )


def _with_old_time(made: tuple[Change, ...], before: datetime) -> tuple[Change, ...]:
    return tuple(
        replace(change, old=before.isoformat()) if change.field == "observed_at" else change
        for change in made
    )


def _score(score: Score, changes: Mapping[str, str], made: tuple[Change, ...]) -> Score:
    items = score.items
    if "items" in changes:
        items = tuple(int(item) for item in changes["items"].split())
    return replace(
        score,
        items=items,
        total=sum(items),
        observed_at=_observed(changes, score.observed_at),
        changes=(*score.changes, *_with_old_time(made, score.observed_at)),
    )


def _medication(
    given: Medication, changes: Mapping[str, str], made: tuple[Change, ...]
) -> Medication:
    event = given.given
    event = replace(
        event,
        drug=changes.get("drug", event.drug),
        dose=Decimal(changes["dose"]) if "dose" in changes else event.dose,
        unit=changes.get("unit", event.unit),
        route=changes.get("route", event.route),
        indication=changes.get("indication", event.indication),
        rescue=changes["rescue"] == "true" if "rescue" in changes else event.rescue,
    )
    return replace(
        given,
        given=event,
        observed_at=_observed(changes, given.observed_at),
        changes=(*given.changes, *_with_old_time(made, given.observed_at)),
    )


def _remark(remark: Remark, changes: Mapping[str, str], made: tuple[Change, ...]) -> Remark:
    event: ev.NoteAdded | ev.AdverseRecorded | ev.ResponseCharted
    match remark.event:
        case ev.NoteAdded():
            event = ev.NoteAdded(text=changes["text"])
        case ev.ResponseCharted() as response:
            event = replace(response, effect=changes["effect"])
        case ev.AdverseRecorded() as adverse:
            event = replace(
                adverse,
                kind=changes.get("kind", adverse.kind),
                severity=changes.get("severity", adverse.severity),
                action=changes.get("action", adverse.action),
            )
    return replace(remark, event=event, changes=(*remark.changes, *made))


def _listed(changed: str | None, before: tuple[str, ...]) -> tuple[str, ...]:
    if changed is None:
        return before
    return tuple(each.strip() for each in changed.split(LIST_MARK) if each.strip())


def _intake(session: Session, changes: Mapping[str, str]) -> Session:
    intake, escort = session.intake, session.escort
    if intake is None or escort is None:
        return session
    after = ev.Intake(
        referral_on_file=intake.referral_on_file,
        consent_signed=intake.consent_signed,
        risks_discussed=intake.risks_discussed,
        fasting_hours=Decimal(changes.get("fasting_hours", str(intake.fasting_hours))),
        iv_access=changes.get("iv_access", intake.iv_access),
        weight_kg=Decimal(changes.get("weight_kg", str(intake.weight_kg))),
        baseline_pain=int(changes.get("baseline_pain", str(intake.baseline_pain))),
        pregnancy_test=changes.get("pregnancy_test", intake.pregnancy_test),
        concomitant=_listed(changes.get("concomitant"), intake.concomitant),
        ride=changes.get("ride", intake.ride),
    )
    named = replace(
        escort,
        name=changes.get("escort_name", escort.name),
        relationship=changes.get("escort_relationship", escort.relationship),
        phone=changes.get("escort_phone", escort.phone),
    )
    return replace(session, intake=after, escort=named)
