"""Folds of effects, markers, staff, escort, attestations and paper."""

from dataclasses import replace

from ketachart.domain import events as ev
from ketachart.domain.bedside import (
    ONSET,
    Acknowledged,
    Attestation,
    Effect,
    EscortNamed,
    Extra,
    Interval,
    IntervalChange,
    Marker,
    PaperPage,
)
from ketachart.domain.entries import Entry
from ketachart.domain.folds import adds, folds, relieved_at_the_end
from ketachart.domain.session import Session, Signature


@adds("extras", ev.ExtraCharted)
def _extra(entry: Entry, event: ev.ExtraCharted) -> Extra:
    return Extra(
        ref=entry.ref,
        by=entry.author,
        observed_at=entry.observed_at,
        recorded_at=entry.recorded_at,
        name=event.name,
        value=event.value,
        unit=event.unit,
    )


@adds("acknowledged", ev.AlertAcknowledged)
def _acknowledged(entry: Entry, event: ev.AlertAcknowledged) -> Acknowledged:
    return Acknowledged(of=event.of, fields=event.fields, by=entry.author, at=entry.recorded_at)


@folds(ev.EffectMarked)
def _effect(session: Session, entry: Entry, event: ev.EffectMarked) -> Session:
    if event.state == ONSET:
        begun = Effect(effect=event.effect, onset=entry.observed_at, by=entry.author)
        return replace(session, effects=(*session.effects, begun))
    return replace(
        session,
        effects=tuple(
            replace(each, resolved=entry.observed_at, resolved_by=entry.author)
            if each.effect == event.effect and each.resolved is None
            else each
            for each in session.effects
        ),
    )


@adds("markers", ev.MarkerPlaced)
def _marker(entry: Entry, event: ev.MarkerPlaced) -> Marker:
    return Marker(
        ref=entry.ref,
        by=entry.author,
        at=entry.observed_at,
        recorded_at=entry.recorded_at,
        kind=event.kind,
        detail=event.detail,
    )


@adds("intervals", ev.IntervalSet)
def _interval(entry: Entry, event: ev.IntervalSet) -> IntervalChange:
    return IntervalChange(
        at=entry.observed_at, by=entry.author, every=event.every, reason=event.reason
    )


@folds(ev.MedicationAcknowledged, reads_added=True)
def _stood_behind(session: Session, entry: Entry, event: ev.MedicationAcknowledged) -> Session:
    return replace(
        session,
        medications=tuple(
            replace(each, acknowledged_by=entry.author, acknowledged_at=entry.recorded_at)
            if each.ref == event.of
            else each
            for each in session.medications
        ),
    )


@folds(ev.EscortExpected)
def _escort(session: Session, entry: Entry, event: ev.EscortExpected) -> Session:
    named = EscortNamed(
        at=entry.recorded_at, by=entry.author, escort=event.escort, reason=event.reason
    )
    return replace(
        session,
        escort=event.escort,
        escort_code=event.code,
        escort_history=(*session.escort_history, named),
    )


@folds(ev.ResponsibilityTaken)
def _taken(session: Session, entry: Entry, event: ev.ResponsibilityTaken) -> Session:
    since = Interval(person=entry.author, begin=entry.recorded_at, kind=event.kind)
    before = relieved_at_the_end(session, entry.recorded_at)
    return replace(session, responsibility=(*before, since))


@adds("parts", ev.PartSigned)
def _part(entry: Entry, event: ev.PartSigned) -> Signature:
    return Signature(by=entry.author, at=entry.recorded_at)


@adds("attestations", ev.Attested)
def _attested(entry: Entry, event: ev.Attested) -> Attestation:
    return Attestation(
        kind=event.kind,
        by=entry.author,
        at=entry.recorded_at,
        event_at=event.event_at,
        words=event.words,
    )


@adds("changes_cosigned", ev.ChangeCosigned)
def _change_cosigned(entry: Entry, event: ev.ChangeCosigned) -> Signature:
    return Signature(by=entry.author, at=entry.recorded_at, text=event.words)


@adds("paper_pages", ev.PaperPrinted)
def _paper(entry: Entry, event: ev.PaperPrinted) -> PaperPage:
    return PaperPage(
        page=event.page,
        at=entry.recorded_at,
        by=entry.author,
        begin=event.begin,
        until=event.until,
    )
