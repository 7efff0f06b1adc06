"""Folding a session from its own entries, one after the other."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Protocol, cast

from ketachart.domain import events as ev
from ketachart.domain import folding_bedside  # noqa: F401 - it registers its folds
from ketachart.domain.amendments import apply
from ketachart.domain.bedside import EscortNamed, Interval
from ketachart.domain.entries import Entry
from ketachart.domain.folds import ADDITIONS, FOLDS, READS_ADDED, adds, folds, relieved_at_the_end
from ketachart.domain.following import takes_back
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

MAKES_NO_SENSE = (LookupError, AttributeError, TypeError, ValueError, ArithmeticError)
"""What a fold raises behind entries that it can't follow."""


class _Replace(Protocol):
    def __call__(self, session: Session, /, **fields: object) -> Session: ...


# The names of the fields are known only when it is called.
_replaced = cast("_Replace", replace)


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


class DoesNotFollow(ValueError):
    """An entry makes no sense behind those before it in its session."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(entry.ref)
        self.entry = entry


def fold(session: Session | None, entry: Entry) -> Session:
    """The session after one more entry."""
    return fold_all(session, (entry,))


def fold_all(
    session: Session | None, entries: Sequence[Entry], *, is_beside: bool = False
) -> Session:
    """The session after more of its entries, as if each were folded onto it alone.

    Where several workstations chart a session, what makes no sense behind what another recorded
    meanwhile is kept, and named.

    Args:
        session: as it was before; None before its first entry.
        entries: what follows, in the order of the log, of whichever workstations.
        is_beside: whether several workstations charted it before.

    Raises:
        DoesNotFollow: an entry makes no sense, and one workstation alone charted until there.
    """
    growing = _Growing(session if session is not None else _first(entries[0]))
    for entry in entries if session is not None else entries[1:]:
        is_beside = is_beside or entry.device != growing.device
        growing.take(entry, is_beside=is_beside)
    return growing.grown()


class _Growing:
    """A session while entries are folded onto it.

    What facts only add is gathered and added at once: to copy a session for each would make a
    long one cost the square of its length.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._log: list[Entry] = []
        self._added: dict[str, list[object]] = {}
        self.device = session.log[0].device

    def take(self, entry: Entry, *, is_beside: bool) -> None:
        """Fold one entry, or gather it."""
        kind = type(entry.event)
        addition, step = ADDITIONS.get(kind), FOLDS.get(kind)
        if addition is not None:
            made = addition.made(entry, entry.event)
            self._added.setdefault(addition.field, []).append(made)
        elif step is not None:
            before = self.grown() if kind in READS_ADDED else self._session
            if kind is ev.InfusionStarted and before.phase is Phase.CANCELLED:
                before = _not_cancelled(self.grown())
            try:
                after = step(before, entry, entry.event)
            except MAKES_NO_SENSE as error:
                if not is_beside:
                    raise DoesNotFollow(entry) from error
                after = None
            if after is None or (is_beside and takes_back(before, after, entry.event)):
                after = replace(before, unplaced=(*before.unplaced, entry.ref))
            self._session = after
        self._log.append(entry)

    def grown(self) -> Session:
        """The session with all that was gathered."""
        if self._log:
            grown = {
                name: (*getattr(self._session, name), *new) for name, new in self._added.items()
            }
            self._session = _replaced(self._session, log=(*self._session.log, *self._log), **grown)
            self._log, self._added = [], {}
        return self._session


def _not_cancelled(session: Session) -> Session:
    """A session that was cancelled in one room and started in another: what runs is shown."""
    said = [each for each in session.log if isinstance(each.event, ev.Cancelled)]
    again = fold_all(None, [each for each in session.log if each not in said])
    unplaced = (*again.unplaced, *(each.ref for each in said))
    return replace(again, log=session.log, unplaced=unplaced)


def _first(entry: Entry) -> Session:
    try:
        return opened(entry)
    except MAKES_NO_SENSE as error:
        raise DoesNotFollow(entry) from error


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


@adds("readings", ev.VitalsCharted)
def _vitals(entry: Entry, event: ev.VitalsCharted) -> Reading:
    return Reading(
        ref=entry.ref,
        by=entry.author,
        observed_at=entry.observed_at,
        recorded_at=entry.recorded_at,
        values=event.values,
        not_obtained=event.not_obtained,
        sources=event.sources,
    )


@adds("scores", ev.ScoreCharted)
def _score(entry: Entry, event: ev.ScoreCharted) -> Score:
    return Score(
        ref=entry.ref,
        by=entry.author,
        observed_at=entry.observed_at,
        recorded_at=entry.recorded_at,
        scale=event.scale,
        items=event.items,
        total=event.total,
    )


@adds("medications", ev.MedicationGiven)
def _medication(entry: Entry, event: ev.MedicationGiven) -> Medication:
    return Medication(
        ref=entry.ref,
        by=entry.author,
        observed_at=entry.observed_at,
        recorded_at=entry.recorded_at,
        given=event,
    )


@adds("remarks", ev.NoteAdded, ev.AdverseRecorded, ev.ResponseCharted)
def _remark(entry: Entry, event: ev.NoteAdded | ev.AdverseRecorded | ev.ResponseCharted) -> Remark:
    return Remark(ref=entry.ref, by=entry.author, at=entry.observed_at, event=event)


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


@adds("addenda", ev.AddendumAdded)
def _addendum(entry: Entry, event: ev.AddendumAdded) -> tuple[datetime, str, str]:
    return entry.recorded_at, entry.author, event.text


@folds(ev.EntryAmended, reads_added=True)
def _amended(session: Session, entry: Entry, event: ev.EntryAmended) -> Session:
    return apply(session, entry, event)
