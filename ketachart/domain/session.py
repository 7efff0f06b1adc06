"""One infusion session: everything its entries say, as it counts now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from ketachart.domain import events as ev
from ketachart.domain.bedside import (
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
from ketachart.domain.changes import Change
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
class Reading:
    """A set of vitals as it counts now, with what it said before.

    Attributes:
        not_obtained: why a field could not be read, by field.
        sources: where a value comes from that was not typed, by field.
    """

    ref: str
    by: str
    observed_at: datetime
    recorded_at: datetime
    values: Mapping[str, Decimal]
    not_obtained: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
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
    """A drug given, as it counts now."""

    ref: str
    by: str
    observed_at: datetime
    recorded_at: datetime
    given: ev.MedicationGiven
    changes: tuple[Change, ...] = ()
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = None


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
    extras: tuple[Extra, ...] = ()
    acknowledged: tuple[Acknowledged, ...] = ()
    effects: tuple[Effect, ...] = ()
    markers: tuple[Marker, ...] = ()
    intervals: tuple[IntervalChange, ...] = ()
    escort_code: str = ""
    escort_history: tuple[EscortNamed, ...] = ()
    release: ev.Released | None = None
    responsibility: tuple[Interval, ...] = ()
    parts: tuple[Signature, ...] = ()
    attestations: tuple[Attestation, ...] = ()
    changes_cosigned: tuple[Signature, ...] = ()
    paper_pages: tuple[PaperPage, ...] = ()
    unplaced: tuple[str, ...] = ()
    """Entries of another workstation that make no sense behind those recorded here meanwhile."""
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

    def responses_to(self, medication: str) -> tuple[Remark, ...]:
        """What was charted of a drug's effect, by the entry that gave it."""
        return tuple(
            remark
            for remark in self.remarks
            if isinstance(remark.event, ev.ResponseCharted) and remark.event.of == medication
        )

    @property
    def open_effects(self) -> tuple[Effect, ...]:
        """Effects that began and are not over."""
        return tuple(effect for effect in self.effects if effect.resolved is None)

    @property
    def responsible(self) -> str:
        """Who is responsible for the chair, or was last."""
        return self.responsibility[-1].person if self.responsibility else self.opened_by

    @property
    def unacknowledged(self) -> tuple[Medication, ...]:
        """Drugs given first that no anesthesiologist stands behind yet."""
        return tuple(
            each for each in self.medications if each.given.given_first and not each.acknowledged_by
        )

    @property
    def changes_after_signature(self) -> int:
        """How many addenda no co-signature covers."""
        if self.cosignature is None:
            return 0
        covered = max(signed.at for signed in (self.cosignature, *self.changes_cosigned))
        return sum(1 for at, _, _ in self.addenda if at > covered)

    def acknowledgement(self, of: str, field: str = "") -> Acknowledged | None:
        """Who acknowledged an entry's alert, or a due time; of one value if it is named."""
        return next(
            (
                seen
                for seen in self.acknowledged
                if seen.of == of and (not seen.fields or not field or field in seen.fields)
            ),
            None,
        )

    def entry(self, ref: str) -> Entry | None:
        """An entry of this session by reference."""
        return next((entry for entry in self.log if entry.ref == ref), None)


def in_chairs(sessions: Iterable[Session]) -> dict[str, str]:
    """The session in each chair; what runs, where workstations opened two for one chair."""
    held: dict[str, Session] = {}
    for session in sessions:
        other = held.get(session.chair)
        if session.phase in IN_CHAIR and (other is None or _claim(session) < _claim(other)):
            held[session.chair] = session
    return {chair: session.id for chair, session in held.items()}


def _claim(session: Session) -> tuple[bool, datetime, str]:
    """Which of two sessions is taken to be in a chair, the same everywhere: the lower."""
    return session.started_at is None, session.opened_at, session.id
