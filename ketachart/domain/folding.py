"""Folding a session from its own entries, one after the other."""

from dataclasses import replace
from decimal import Decimal
from typing import cast

from ketachart.domain import events as ev
from ketachart.domain import folding_bedside  # noqa: F401 - it registers its folds
from ketachart.domain.amendments import apply
from ketachart.domain.bedside import EscortNamed, Interval
from ketachart.domain.entries import Entry
from ketachart.domain.folds import FOLDS, folds, relieved_at_the_end
from ketachart.domain.infusion import PumpStep
from ketachart.domain.session import (
    Medication,
    Phase,
    Reading,
    Remark,
    Score,
    Session,
    Signature,
)


def opened(entry: Entry) -> Session:
    """The session its first entry opens."""
    event = cast("ev.SessionOpened", entry.event)
    return Session(
        id=event.session,
        patient=event.patient,
        chair=event.chair,
        protocol=event.protocol,
        series=event.series,
        high_respiratory_risk=event.high_respiratory_risk,
        opened_at=entry.recorded_at,
        opened_by=entry.author,
        responsibility=(Interval(person=entry.author, begin=entry.recorded_at, kind="opened"),),
        log=(entry,),
    )


def fold(session: Session | None, entry: Entry) -> Session:
    """The session after one more entry."""
    if session is None:
        return opened(entry)
    step = FOLDS.get(type(entry.event))
    after = step(session, entry, entry.event) if step is not None else session
    return replace(after, log=(*session.log, entry))


def fold_beside(session: Session, entry: Entry) -> Session:
    """The same for a session that several workstations chart.

    What makes no sense behind what another workstation recorded meanwhile is kept, and named.
    """
    try:
        return fold(session, entry)
    except (LookupError, AttributeError, TypeError, ValueError, ArithmeticError):
        unplaced = (*session.unplaced, entry.ref)
        return replace(session, unplaced=unplaced, log=(*session.log, entry))


def fold_in_order(session: Session | None, entry: Entry) -> Session:
    """The session after the next entry of its stream, of whichever workstation."""
    if session is None or _is_of_one(session, entry):
        return fold(session, entry)
    return fold_beside(session, entry)


def _is_of_one(session: Session, entry: Entry) -> bool:
    return all(each.device == entry.device for each in (session.log[0], session.log[-1]))


@folds(ev.Screened)
def _screened(session: Session, entry: Entry, event: ev.Screened) -> Session:
    return replace(session, phase=Phase.SCREENED, answers=event.answers)


@folds(ev.TakenIn)
def _taken_in(session: Session, entry: Entry, event: ev.TakenIn) -> Session:
    named = EscortNamed(at=entry.recorded_at, by=entry.author, escort=event.escort, reason="")
    return replace(
        session,
        phase=Phase.TAKEN_IN,
        intake=event.intake,
        escort=event.escort,
        escort_history=(*session.escort_history, named),
    )


@folds(ev.Ordered)
def _ordered(session: Session, entry: Entry, event: ev.Ordered) -> Session:
    return replace(session, phase=Phase.ORDERED, order=event, ordered_by=entry.author)


@folds(ev.Prepared)
def _prepared(session: Session, entry: Entry, event: ev.Prepared) -> Session:
    return replace(session, phase=Phase.PREPARED, preparation=event)


@folds(ev.Cancelled)
def _cancelled(session: Session, entry: Entry, event: ev.Cancelled) -> Session:
    return replace(
        session,
        phase=Phase.CANCELLED,
        cancelled_reason=event.reason,
        ended_at=entry.recorded_at,
        responsibility=relieved_at_the_end(session, entry.recorded_at),
    )


def _pumped(session: Session, entry: Entry, do: str, ml_per_h: Decimal, ml: Decimal) -> Session:
    step = PumpStep(at=entry.observed_at, do=do, ml_per_h=ml_per_h, ml=ml)
    return replace(session, pump=(*session.pump, step))


@folds(ev.InfusionStarted)
def _started(session: Session, entry: Entry, event: ev.InfusionStarted) -> Session:
    after = _pumped(session, entry, "start", event.ml_per_h, Decimal(0))
    return replace(after, phase=Phase.INFUSING)


@folds(ev.RateChanged)
def _rate(session: Session, entry: Entry, event: ev.RateChanged) -> Session:
    return _pumped(session, entry, "rate", event.ml_per_h, Decimal(0))


@folds(ev.InfusionPaused)
def _paused(session: Session, entry: Entry, event: ev.InfusionPaused) -> Session:
    after = _pumped(session, entry, "pause", Decimal(0), Decimal(0))
    return replace(after, phase=Phase.PAUSED)


@folds(ev.InfusionResumed)
def _resumed(session: Session, entry: Entry, event: ev.InfusionResumed) -> Session:
    after = _pumped(session, entry, "resume", event.ml_per_h, Decimal(0))
    return replace(after, phase=Phase.INFUSING)


@folds(ev.BolusGiven)
def _bolus(session: Session, entry: Entry, event: ev.BolusGiven) -> Session:
    return _pumped(session, entry, "bolus", session.rate_ml_per_h, event.ml)


@folds(ev.InfusionStopped)
def _stopped(session: Session, entry: Entry, event: ev.InfusionStopped) -> Session:
    after = _pumped(session, entry, "stop", Decimal(0), Decimal(0))
    return replace(after, phase=Phase.RECOVERING, stop=event)


@folds(ev.ResidualWasted)
def _residual(session: Session, entry: Entry, event: ev.ResidualWasted) -> Session:
    return replace(session, wasted_ml=session.wasted_ml + event.ml)


@folds(ev.VitalsCharted)
def _vitals(session: Session, entry: Entry, event: ev.VitalsCharted) -> Session:
    reading = Reading(
        ref=entry.ref,
        by=entry.author,
        observed_at=entry.observed_at,
        recorded_at=entry.recorded_at,
        values=event.values,
        not_obtained=event.not_obtained,
        sources=event.sources,
    )
    return replace(session, readings=(*session.readings, reading))


@folds(ev.ScoreCharted)
def _score(session: Session, entry: Entry, event: ev.ScoreCharted) -> Session:
    score = Score(
        ref=entry.ref,
        by=entry.author,
        observed_at=entry.observed_at,
        recorded_at=entry.recorded_at,
        scale=event.scale,
        items=event.items,
        total=event.total,
    )
    return replace(session, scores=(*session.scores, score))


@folds(ev.MedicationGiven)
def _medication(session: Session, entry: Entry, event: ev.MedicationGiven) -> Session:
    given = Medication(
        ref=entry.ref,
        by=entry.author,
        observed_at=entry.observed_at,
        recorded_at=entry.recorded_at,
        given=event,
    )
    return replace(session, medications=(*session.medications, given))


@folds(ev.ResponseCharted)
def _response(session: Session, entry: Entry, event: ev.ResponseCharted) -> Session:
    return _remark(session, entry, event)


def _remark(
    session: Session, entry: Entry, event: ev.NoteAdded | ev.AdverseRecorded | ev.ResponseCharted
) -> Session:
    remark = Remark(ref=entry.ref, by=entry.author, at=entry.observed_at, event=event)
    return replace(session, remarks=(*session.remarks, remark))


@folds(ev.AdverseRecorded)
def _adverse(session: Session, entry: Entry, event: ev.AdverseRecorded) -> Session:
    return _remark(session, entry, event)


@folds(ev.NoteAdded)
def _note(session: Session, entry: Entry, event: ev.NoteAdded) -> Session:
    return _remark(session, entry, event)


@folds(ev.SlotExplained)
def _explained(session: Session, entry: Entry, event: ev.SlotExplained) -> Session:
    return replace(session, explanations={**session.explanations, event.due: event.reason})


@folds(ev.DischargeChecked)
def _checked(session: Session, entry: Entry, event: ev.DischargeChecked) -> Session:
    return replace(session, checks={**session.checks, **event.items})


@folds(ev.DischargeOrdered)
def _discharge_ordered(session: Session, entry: Entry, event: ev.DischargeOrdered) -> Session:
    return replace(session, discharge_ordered_by=entry.author)


@folds(ev.Released)
def _released(session: Session, entry: Entry, event: ev.Released) -> Session:
    return replace(
        session,
        phase=Phase.RELEASED,
        released=event.escort,
        release=event,
        ended_at=entry.recorded_at,
        responsibility=relieved_at_the_end(session, entry.recorded_at),
    )


@folds(ev.SessionSigned)
def _signed(session: Session, entry: Entry, event: ev.SessionSigned) -> Session:
    signature = Signature(by=entry.author, at=entry.recorded_at, text=event.answer)
    return replace(session, phase=Phase.SIGNED, signatures=(*session.signatures, signature))


@folds(ev.SessionReturned)
def _returned(session: Session, entry: Entry, event: ev.SessionReturned) -> Session:
    return replace(
        session,
        phase=Phase.CANCELLED if session.cancelled else Phase.RELEASED,
        signatures=tuple(replace(signature, void=True) for signature in session.signatures),
        returns=(*session.returns, (entry.recorded_at, entry.author, event.reason)),
    )


@folds(ev.SessionCosigned)
def _cosigned(session: Session, entry: Entry, event: ev.SessionCosigned) -> Session:
    signature = Signature(by=entry.author, at=entry.recorded_at, text=event.attestation)
    return replace(session, phase=Phase.COSIGNED, cosignature=signature)


@folds(ev.AddendumAdded)
def _addendum(session: Session, entry: Entry, event: ev.AddendumAdded) -> Session:
    return replace(
        session, addenda=(*session.addenda, (entry.recorded_at, entry.author, event.text))
    )


@folds(ev.EntryAmended)
def _amended(session: Session, entry: Entry, event: ev.EntryAmended) -> Session:
    return apply(session, entry, event)
