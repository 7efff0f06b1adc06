"""What the board says: a tile for each chair, and what waits elsewhere."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ketachart.app.calls import Call
from ketachart.domain import gates, monitoring
from ketachart.domain.acts.bedside_acts import DUE
from ketachart.domain.clinic import World
from ketachart.domain.infusion import pump_volume
from ketachart.domain.patients import Patient
from ketachart.domain.quantities import written
from ketachart.domain.session import IN_CHAIR, RUNNING, Phase, Session
from ketachart.domain.slots import Slot
from ketachart.ui.presenters.chair import (
    AlertWords,
    done_percent,
    given_mg,
    infusion_clock,
    scale_due,
    span_words,
    surname_first,
    vitals_due,
    worst_alert,
)
from ketachart.ui.presenters.due import ignored
from ketachart.ui.presenters.due_slot import due_slot
from ketachart.ui.presenters.grid_view import DueWords, Priority, Urgency
from ketachart.ui.presenters.lanes import lanes
from ketachart.ui.presenters.signing import to_answer

_PHASES = {
    Phase.OPENED: "Opened",
    Phase.SCREENED: "Screened",
    Phase.TAKEN_IN: "Taken in",
    Phase.ORDERED: "Ordered",
    Phase.PREPARED: "Prepared",
    Phase.INFUSING: "▶ INFUSING",
    Phase.PAUSED: "❚❚ PAUSED",
    Phase.RECOVERING: "RECOVERING",
    Phase.RELEASED: "Released",
    Phase.SIGNED: "Signed",
    Phase.COSIGNED: "Co-signed",
    Phase.CANCELLED: "Cancelled",
}
_FAR = 10**9
_MORE = re.compile(r" · and (\d+) more$")
_SECOND = timedelta(seconds=1)
_VALUES = {
    "hr": "HR",
    "spo2": "SpO₂",
    "rr": "RR",
    "moaas": "MOAA/S",
    "dissociation": "Dissoc.",
}
_BEHIND = "▲ Open at a chair too, behind its tile"
_LEFT = "Left the chair, not signed yet"
_STRANGER = "Monitor names another patient"
NOT_SEEN_AFTER = timedelta(minutes=7)
"""From when on a set that nobody took is told to the anesthesiologist as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One chair, as its tile shows it; a free chair has no session.

    Attributes:
        pressure: the last pressure and how long ago it was taken.
        is_current: whether that is no longer ago than a reading counts as current.
        values: the other values that are current.
        pump: the rate, what is in, and how long it still takes.
        owner: who is responsible for the chair.
    """

    chair: str
    number: int
    session: str = ""
    who: str = ""
    phase: str = "Free"
    clock: str = ""
    percent: int | None = None
    due: DueWords | None = None
    seconds_left: int | None = None
    alert: AlertWords | None = None
    waits: str = ""
    pressure: str = ""
    is_current: bool = False
    values: str = ""
    pump: str = ""
    owner: str = ""

    @property
    def is_free(self) -> bool:
        """Whether nobody sits there."""
        return not self.session

    @property
    def urgency(self) -> Urgency:
        """How pressing the next set of vitals is."""
        return self.due.urgency if self.due else Urgency.CALM

    @property
    def rank(self) -> tuple[int, int, int]:
        """Its place in the order of urgency: the least first."""
        left = self.seconds_left if self.seconds_left is not None else _FAR
        high = self.alert is not None and self.alert.priority is Priority.HIGH
        if self.urgency is Urgency.OVERDUE:
            return (0, left, self.number)
        if high or self.urgency is Urgency.NOW:
            return (1, left, self.number)
        if self.is_free:
            return (4, 0, self.number)
        return (2 if self.due is not None else 3, left, self.number)

    @property
    def spoken(self) -> str:
        """The tile in a sentence, for a screen reader; without the running clock."""
        said = [self.chair, self.who, self.phase.lstrip("▶❚ ")]
        said += [self.owner, self.alert.text if self.alert else "", self.waits]
        return ", ".join(part for part in said if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A session without a tile that still waits for something."""

    session: str
    chair: str
    who: str
    words: str

    @property
    def line(self) -> str:
        """All of it, to be listed."""
        return " · ".join(part for part in (self.who, self.chair, self.words) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """What waits away from the chairs, in words; empty where nothing does."""

    cosign: str = ""
    counts: str = ""
    waste: str = ""
    drugs: str = ""
    drugs_at: str = ""
    """The first session with a drug given before its order."""

    calls: str = ""
    oldest_call: str = ""
    setting_up: str = ""
    losses: str = ""
    """The clock of a loss or theft that runs out first."""

    open_days: str = ""
    """Days gone by that nobody closed."""

    unsigned: str = ""
    """Sessions out of their chair that nobody signed; they are listed below the tiles."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        held = (self.cosign, self.counts, self.waste, self.drugs, self.calls, self.setting_up)
        return not any((*held, self.losses, self.open_days, self.unsigned))


def tiles(world: World, now: datetime, *, initials_only: bool = False) -> tuple[Tile, ...]:
    """A tile for each chair, in the order of the chairs.

    Args:
        world: what may be looked up.
        now: the moment to show them at.
        initials_only: whether patients are shown by their initials.
    """
    held = world.in_chair()
    seated = [each for each in world.sessions_open() if each.phase in IN_CHAIR]
    found = []
    for number, chair in enumerate(world.site.chairs, start=1):
        session = world.session(held.get(chair, ""))
        if session is None:
            found.append(Tile(chair=chair, number=number, waits="Open a session here"))
        else:
            who = _who(world.patient(session.patient), initials_only=initials_only)
            tile = _tile(number, session, who, world, now)
            count = sum(each.chair == chair for each in seated)
            found.append(tile if count < 2 else replace(tile, waits=_beside(count, tile.waits)))
    return tuple(found)


def with_strangers(found: Iterable[Tile], chairs: frozenset[str]) -> tuple[Tile, ...]:
    """The tiles, those of chairs whose monitor sends values of somebody else with that said."""
    return tuple(
        replace(tile, waits=" · ".join(filter(None, (tile.waits, _STRANGER))))
        if tile.chair in chairs
        else tile
        for tile in found
    )


def _beside(count: int, waits: str) -> str:
    """What waits at a chair for which workstations opened several sessions; without a name."""
    return " · ".join(filter(None, (f"▲ {count} sessions are open here", waits)))


def by_urgency(found: Iterable[Tile]) -> tuple[Tile, ...]:
    """The most pressing first; free chairs last."""
    return tuple(sorted(found, key=lambda tile: tile.rank))


def _tile(number: int, session: Session, who: str, world: World, now: datetime) -> Tile:
    settings = world.settings_at(session.opened_at)
    slot = due_slot(session, settings, now)
    waits = [
        _not_seen(session, slot, now),
        *ignored(session, settings, now, NOT_SEEN_AFTER),
        gates.blocks_next(session),
        scale_due(session, settings, now),
        *(f"{each.effect} {span_words(now - each.onset)}" for each in session.open_effects),
        _counted(len(session.unacknowledged), "drug to acknowledge", "drugs to acknowledge"),
    ]
    found = lanes(session, settings, now)
    lane = found.get("bp")
    owner = world.person(session.responsible)
    return Tile(
        chair=session.chair,
        number=number,
        session=session.id,
        who=who,
        phase=_PHASES[session.phase],
        clock=infusion_clock(session, now),
        percent=done_percent(session, now) if session.phase is not Phase.RECOVERING else None,
        due=vitals_due(session, settings, now),
        seconds_left=(slot.due - now) // _SECOND if slot else None,
        alert=_shortened(worst_alert(session, settings)),
        waits=" · ".join(part for part in waits if part),
        pressure=f"BP {lane.value} · {lane.age}" if lane else "",
        is_current=lane is not None and lane.is_current,
        values=" · ".join(
            f"{words} {found[row].value}"
            for row, words in _VALUES.items()
            if row in found and found[row].is_current
        ),
        pump=_pump(session, now),
        owner=owner.name if owner else "",
    )


def _not_seen(session: Session, slot: Slot | None, now: datetime) -> str:
    """What is said once a set is long overdue and nobody acknowledged that."""
    if slot is None or now - slot.due < NOT_SEEN_AFTER:
        return ""
    if session.acknowledgement(f"{DUE}{slot.due.isoformat()}"):
        return ""
    return f"vitals overdue {span_words(now - slot.due)}, not acknowledged"


def _pump(session: Session, now: datetime) -> str:
    """`45 mL/h · 21.4 mL, 21.4 mg in · 11 min left`."""
    if session.phase not in RUNNING or session.bag is None:
        return ""
    rate = written(session.rate_ml_per_h, "mL/h") if session.rate_ml_per_h else "paused"
    ml = written(pump_volume(session.pump, now), "mL", places=1)
    mg = written(given_mg(session, now), "mg", places=1)
    said = [rate, f"{ml}, {mg} in"]
    end = monitoring.planned_end(session, now)
    if end is not None:
        left = end - now
        over = left < timedelta(0)
        said.append(f"{span_words(-left)} over" if over else f"{span_words(left)} left")
    return " · ".join(said)


def _shortened(alert: AlertWords | None) -> AlertWords | None:
    """An alert in the room that a tile has."""
    if alert is None:
        return None
    return replace(alert, text=_MORE.sub(r"  +\1", alert.text))


def _who(patient: Patient | None, *, initials_only: bool) -> str:
    if patient is None:
        return ""
    return patient.initials if initials_only else surname_first(patient.name)


def waiting(
    world: World, sessions: Sequence[Session], *, initials_only: bool = False
) -> tuple[Waiting, ...]:
    """Sessions out of their chair that nobody has signed yet."""
    return tuple(
        _waiting(world, session, _waits_for(session), initials_only=initials_only)
        for session in sessions
        if session.phase not in IN_CHAIR | {Phase.SIGNED, Phase.COSIGNED}
    )


def behind_tiles(
    world: World, sessions: Sequence[Session], *, initials_only: bool = False
) -> tuple[Waiting, ...]:
    """Sessions at a chair whose tile is another's: workstations opened both unaware."""
    shown = set(world.in_chair().values())
    return tuple(
        _waiting(world, session, _PHASES[session.phase], initials_only=initials_only)
        for session in sessions
        if session.phase in IN_CHAIR and session.id not in shown
    )


def untiled(
    world: World, sessions: Sequence[Session], *, initials_only: bool = False
) -> dict[str, dict[str, str]]:
    """What has no tile, by session, below what it is headed with."""
    found = {
        _BEHIND: behind_tiles(world, sessions, initials_only=initials_only),
        _LEFT: waiting(world, sessions, initials_only=initials_only),
    }
    return {title: {each.session: each.line for each in some} for title, some in found.items()}


def _waiting(world: World, session: Session, words: str, *, initials_only: bool) -> Waiting:
    who = _who(world.patient(session.patient), initials_only=initials_only)
    return Waiting(session=session.id, chair=session.chair, who=who, words=words)


def _waits_for(session: Session) -> str:
    back = to_answer(session)
    if back:
        return f"sent back: {back}"
    return gates.blocks_next(session) or _PHASES[session.phase].lower()


def strip(world: World, sessions: Sequence[Session]) -> Strip:
    """What waits for a co-signature, an order, a count or a waste."""
    unsigned = sum(1 for session in sessions if session.phase in {Phase.SIGNED, Phase.COSIGNED})
    stocks = [stock for product in world.products() if (stock := world.stock(product))]
    differing = sum(1 for stock in stocks if stock.unresolved is not None)
    left = len([each for each in world.unreconciled_sessions() if _has_ended(world.session(each))])
    given_first = [session for session in sessions if session.unacknowledged]
    drugs = sum(len(session.unacknowledged) for session in given_first)
    left_chair = [each for each in sessions if each.phase in {Phase.RELEASED, Phase.CANCELLED}]
    return Strip(
        unsigned=_counted(
            len(left_chair), "session not signed, below", "sessions not signed, below"
        ),
        drugs=_counted(drugs, "drug given first: acknowledge", "drugs given first: acknowledge"),
        drugs_at=given_first[0].id if given_first else "",
        cosign=_counted(unsigned, "co-signature waits", "co-signatures wait"),
        counts=_counted(differing, "count is unresolved", "counts are unresolved"),
        waste=_counted(left, "rest is to be wasted", "rests are to be wasted"),
    )


def with_calls(found: Strip, calls: Sequence[Call], now: datetime) -> Strip:
    """The same with the open calls for a witness, and for how long the oldest has waited."""
    if not calls:
        return found
    words = _counted(len(calls), "witness call", "witness calls")
    age = span_words(now - calls[0].asked_at)
    return replace(found, calls=f"{words} · {age}", oldest_call=calls[0].id)


def with_clocks(found: Strip, clocks: Sequence[str]) -> Strip:
    """The same with the clocks of losses that run, the first of them in words."""
    if not clocks:
        return found
    more = f" · {len(clocks) - 1} more" if len(clocks) > 1 else ""
    return replace(found, losses=f"{clocks[0]}{more}")


def _has_ended(session: Session | None) -> bool:
    return session is not None and (session.stop is not None or session.cancelled)


def _counted(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}" if count else ""


def jump_words(seconds: int) -> str:
    """What the board says of a clock that jumped."""
    way = "forward" if seconds > 0 else "back"
    return (
        f"The computer's clock jumped {way} by {_span(seconds)}; this is in the record. "
        "Running infusions are not affected: times go on as before until nobody is in a chair."
    )


def sleep_words(seconds: int) -> str:
    """What the board says after the computer slept."""
    return f"The computer slept for {_span(seconds)}. What fell due meanwhile shows as late."


def _span(seconds: int) -> str:
    minutes, rest = divmod(abs(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
