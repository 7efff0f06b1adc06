"""One infusion session: its state, folded from its own entries only."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar, cast

from ketachart.domain import events as ev
from ketachart.domain.entries import Entry
from ketachart.domain.infusion import Bag, DosePlan, PumpStep, plan_dose
from ketachart.domain.patients import Escort, EscortAtRelease


class Phase(StrEnum):
    """Where a session stands."""

    OPENED = "opened"
    SCREENED = "screened"
    TAKEN_IN = "taken in"
    ORDERED = "ordered"
    PREPARED = "prepared"
    INFUSING = "infusing"
    PAUSED = "paused"
    RECOVERING = "recovering"
    RELEASED = "released"
    SIGNED = "signed"
    COSIGNED = "co-signed"
    CANCELLED = "cancelled"


BEFORE_START = frozenset(
    {Phase.OPENED, Phase.SCREENED, Phase.TAKEN_IN, Phase.ORDERED, Phase.PREPARED}
)
RUNNING = frozenset({Phase.INFUSING, Phase.PAUSED})
IN_CHAIR = BEFORE_START | RUNNING | {Phase.RECOVERING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One value an amendment replaced."""

    field: str
    old: str
    new: str
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A set of vitals as it counts now, with what it said before."""

    ref: str
    by: str
    observed_at: datetime
    recorded_at: datetime
    values: Mapping[str, Decimal]
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A full scale as it counts now."""

    ref: str
    by: str
    observed_at: datetime
    recorded_at: datetime
    scale: str
    items: tuple[int, ...]
    total: int
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Medication:
    """A drug given, with the responses charted."""

    ref: str
    by: str
    observed_at: datetime
    recorded_at: datetime
    given: ev.MedicationGiven
    responses: tuple[tuple[datetime, str], ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A note, an adverse event or a response as it counts now, in words."""

    ref: str
    by: str
    at: datetime
    event: ev.NoteAdded | ev.AdverseRecorded | ev.ResponseCharted
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signed when; void when the session was sent back."""

    by: str
    at: datetime
    text: str = ""
    void: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Everything a session's entries say, as it counts now."""

    id: str
    patient: str
    chair: str
    protocol: str
    opened_at: datetime
    opened_by: str
    series: ev.Series | None = None
    high_respiratory_risk: bool = False
    phase: Phase = Phase.OPENED
    answers: Mapping[str, bool] | None = None
    intake: ev.Intake | None = None
    escort: Escort | None = None
    order: ev.Ordered | None = None
    ordered_by: str = ""
    preparation: ev.Prepared | None = None
    cancelled_reason: str = ""
    ended_at: datetime | None = None
    pump: tuple[PumpStep, ...] = ()
    stop: ev.InfusionStopped | None = None
    readings: tuple[Reading, ...] = ()
    scores: tuple[Score, ...] = ()
    medications: tuple[Medication, ...] = ()
    remarks: tuple[Remark, ...] = ()
    explanations: Mapping[datetime, str] = field(default_factory=dict)
    checks: Mapping[str, bool | str] = field(default_factory=dict)
    discharge_ordered_by: str = ""
    released: EscortAtRelease | None = None
    wasted_ml: Decimal = Decimal(0)
    signatures: tuple[Signature, ...] = ()
    cosignature: Signature | None = None
    returns: tuple[tuple[datetime, str, str], ...] = ()
    addenda: tuple[tuple[datetime, str, str], ...] = ()
    log: tuple[Entry, ...] = ()

    @property
    def started_at(self) -> datetime | None:
        """When the pump first ran."""
        return self.pump[0].at if self.pump else None

    @property
    def stopped_at(self) -> datetime | None:
        """When the infusion was stopped."""
        return self.pump[-1].at if self.stop is not None else None

    @property
    def released_at(self) -> datetime | None:
        """When the patient left with the escort."""
        return self.ended_at if self.released is not None else None

    @property
    def cancelled(self) -> bool:
        """Whether the session was called off before its start."""
        return bool(self.cancelled_reason)

    @property
    def bag(self) -> Bag | None:
        """The prepared bag."""
        made = self.preparation
        if made is None:
            return None
        return Bag(drawn_ml=self.drawn_ml, mg_per_ml=made.mg_per_ml, bag_ml=made.bag_ml)

    @property
    def drawn_ml(self) -> Decimal:
        """Volume in mL: of the product drawn for the bag."""
        draws = self.preparation.draws if self.preparation else ()
        return sum((draw.ml for draw in draws), Decimal(0))

    @property
    def administered_ml(self) -> Decimal:
        """Volume in mL: of the product given from the bag; the pump's reading is what counts."""
        bag = self.bag
        if bag is None or self.stop is None:
            return Decimal(0)
        return bag.administered_ml(self.stop.pump_ml)

    @property
    def unaccounted_ml(self) -> Decimal:
        """Volume in mL: drawn and neither administered nor wasted."""
        return self.drawn_ml - self.administered_ml - self.wasted_ml

    @property
    def rate_ml_per_h(self) -> Decimal:
        """The pump's rate now; 0 while paused."""
        return self.pump[-1].ml_per_h if self.pump else Decimal(0)

    @property
    def dose_plan(self) -> DosePlan | None:
        """The order worked out for today's weight."""
        if self.order is None or self.intake is None:
            return None
        return plan_dose(self.order.dose, self.intake.weight_kg)

    @property
    def signature(self) -> Signature | None:
        """The nurse's signature that stands."""
        standing = [signature for signature in self.signatures if not signature.void]
        return standing[-1] if standing else None

    @property
    def baseline(self) -> Mapping[str, Decimal]:
        """The last reading of each field before the start."""
        values: dict[str, Decimal] = {}
        for reading in sorted(self.readings, key=lambda reading: reading.observed_at):
            if self.started_at is None or reading.observed_at <= self.started_at:
                values.update(reading.values)
        return values

    def entry(self, ref: str) -> Entry | None:
        """An entry of this session by reference."""
        return next((entry for entry in self.log if entry.ref == ref), None)


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
        log=(entry,),
    )


def fold(session: Session | None, entry: Entry) -> Session:
    """The session after one more entry."""
    if session is None:
        return opened(entry)
    step = _FOLDS.get(type(entry.event))
    after = step(session, entry, entry.event) if step is not None else session
    return replace(after, log=(*session.log, entry))


_E = TypeVar("_E", bound=ev.Event)
_Fold = Callable[[Session, Entry, ev.Event], Session]
_FOLDS: dict[type[ev.Event], _Fold] = {}


def _folds(kind: type[_E]) -> Callable[[Callable[[Session, Entry, _E], Session]], _Fold]:
    def register(function: Callable[[Session, Entry, _E], Session]) -> _Fold:
        _FOLDS[kind] = cast("_Fold", function)
        return cast("_Fold", function)

    return register


@_folds(ev.Screened)
def _screened(session: Session, entry: Entry, event: ev.Screened) -> Session:
    return replace(session, phase=Phase.SCREENED, answers=event.answers)


@_folds(ev.TakenIn)
def _taken_in(session: Session, entry: Entry, event: ev.TakenIn) -> Session:
    return replace(session, phase=Phase.TAKEN_IN, intake=event.intake, escort=event.escort)


@_folds(ev.Ordered)
def _ordered(session: Session, entry: Entry, event: ev.Ordered) -> Session:
    return replace(session, phase=Phase.ORDERED, order=event, ordered_by=entry.author)


@_folds(ev.Prepared)
def _prepared(session: Session, entry: Entry, event: ev.Prepared) -> Session:
    return replace(session, phase=Phase.PREPARED, preparation=event)


@_folds(ev.Cancelled)
def _cancelled(session: Session, entry: Entry, event: ev.Cancelled) -> Session:
    return replace(
        session,
        phase=Phase.CANCELLED,
        cancelled_reason=event.reason,
        ended_at=entry.recorded_at,
    )


def _pumped(session: Session, entry: Entry, do: str, ml_per_h: Decimal, ml: Decimal) -> Session:
    step = PumpStep(at=entry.observed_at, do=do, ml_per_h=ml_per_h, ml=ml)
    return replace(session, pump=(*session.pump, step))


@_folds(ev.InfusionStarted)
def _started(session: Session, entry: Entry, event: ev.InfusionStarted) -> Session:
    after = _pumped(session, entry, "start", event.ml_per_h, Decimal(0))
    return replace(after, phase=Phase.INFUSING)


@_folds(ev.RateChanged)
def _rate(session: Session, entry: Entry, event: ev.RateChanged) -> Session:
    return _pumped(session, entry, "rate", event.ml_per_h, Decimal(0))


@_folds(ev.InfusionPaused)
def _paused(session: Session, entry: Entry, event: ev.InfusionPaused) -> Session:
    after = _pumped(session, entry, "pause", Decimal(0), Decimal(0))
    return replace(after, phase=Phase.PAUSED)


@_folds(ev.InfusionResumed)
def _resumed(session: Session, entry: Entry, event: ev.InfusionResumed) -> Session:
    after = _pumped(session, entry, "resume", event.ml_per_h, Decimal(0))
    return replace(after, phase=Phase.INFUSING)


@_folds(ev.BolusGiven)
def _bolus(session: Session, entry: Entry, event: ev.BolusGiven) -> Session:
    return _pumped(session, entry, "bolus", session.rate_ml_per_h, event.ml)


@_folds(ev.InfusionStopped)
def _stopped(session: Session, entry: Entry, event: ev.InfusionStopped) -> Session:
    after = _pumped(session, entry, "stop", Decimal(0), Decimal(0))
    return replace(after, phase=Phase.RECOVERING, stop=event)


@_folds(ev.ResidualWasted)
def _residual(session: Session, entry: Entry, event: ev.ResidualWasted) -> Session:
    return replace(session, wasted_ml=session.wasted_ml + event.ml)


@_folds(ev.VitalsCharted)
def _vitals(session: Session, entry: Entry, event: ev.VitalsCharted) -> Session:
    reading = Reading(
        ref=entry.ref,
        by=entry.author,
        observed_at=entry.observed_at,
        recorded_at=entry.recorded_at,
        values=event.values,
    )
    return replace(session, readings=(*session.readings, reading))


@_folds(ev.ScoreCharted)
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


@_folds(ev.MedicationGiven)
def _medication(session: Session, entry: Entry, event: ev.MedicationGiven) -> Session:
    given = Medication(
        ref=entry.ref,
        by=entry.author,
        observed_at=entry.observed_at,
        recorded_at=entry.recorded_at,
        given=event,
    )
    return replace(session, medications=(*session.medications, given))


@_folds(ev.ResponseCharted)
def _response(session: Session, entry: Entry, event: ev.ResponseCharted) -> Session:
    answered = tuple(
        replace(given, responses=(*given.responses, (entry.observed_at, event.effect)))
        if given.ref == event.of
        else given
        for given in session.medications
    )
    return _remark(replace(session, medications=answered), entry, event)


def _remark(
    session: Session, entry: Entry, event: ev.NoteAdded | ev.AdverseRecorded | ev.ResponseCharted
) -> Session:
    remark = Remark(ref=entry.ref, by=entry.author, at=entry.observed_at, event=event)
    return replace(session, remarks=(*session.remarks, remark))


@_folds(ev.AdverseRecorded)
def _adverse(session: Session, entry: Entry, event: ev.AdverseRecorded) -> Session:
    return _remark(session, entry, event)


@_folds(ev.NoteAdded)
def _note(session: Session, entry: Entry, event: ev.NoteAdded) -> Session:
    return _remark(session, entry, event)


@_folds(ev.SlotExplained)
def _explained(session: Session, entry: Entry, event: ev.SlotExplained) -> Session:
    return replace(session, explanations={**session.explanations, event.due: event.reason})


@_folds(ev.DischargeChecked)
def _checked(session: Session, entry: Entry, event: ev.DischargeChecked) -> Session:
    return replace(session, checks={**session.checks, **event.items})


@_folds(ev.DischargeOrdered)
def _discharge_ordered(session: Session, entry: Entry, event: ev.DischargeOrdered) -> Session:
    return replace(session, discharge_ordered_by=entry.author)


@_folds(ev.Released)
def _released(session: Session, entry: Entry, event: ev.Released) -> Session:
    return replace(session, phase=Phase.RELEASED, released=event.escort, ended_at=entry.recorded_at)


@_folds(ev.SessionSigned)
def _signed(session: Session, entry: Entry, event: ev.SessionSigned) -> Session:
    signature = Signature(by=entry.author, at=entry.recorded_at)
    return replace(session, phase=Phase.SIGNED, signatures=(*session.signatures, signature))


@_folds(ev.SessionReturned)
def _returned(session: Session, entry: Entry, event: ev.SessionReturned) -> Session:
    return replace(
        session,
        phase=Phase.CANCELLED if session.cancelled else Phase.RELEASED,
        signatures=tuple(replace(signature, void=True) for signature in session.signatures),
        returns=(*session.returns, (entry.recorded_at, entry.author, event.reason)),
    )


@_folds(ev.SessionCosigned)
def _cosigned(session: Session, entry: Entry, event: ev.SessionCosigned) -> Session:
    signature = Signature(by=entry.author, at=entry.recorded_at, text=event.attestation)
    return replace(session, phase=Phase.COSIGNED, cosignature=signature)


@_folds(ev.AddendumAdded)
def _addendum(session: Session, entry: Entry, event: ev.AddendumAdded) -> Session:
    return replace(
        session, addenda=(*session.addenda, (entry.recorded_at, entry.author, event.text))
    )


@_folds(ev.EntryAmended)
def _amended(session: Session, entry: Entry, event: ev.EntryAmended) -> Session:
    # Imported here: amendments knows sessions, and a session applies amendments.
    from ketachart.domain.amendments import apply  # noqa: PLC0415

    return apply(session, entry, event)
