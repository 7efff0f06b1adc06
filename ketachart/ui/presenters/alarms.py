"""Which sound is made when, for all chairs together: few, merged, capped, never what was seen.

What calls for attention is shown at once and stays shown; only the sounds are
held back. Each condition sounds once; what is urgent sounds again while nobody
acknowledges it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from ketachart.domain import monitoring
from ketachart.domain.acts.bedside_acts import DUE
from ketachart.domain.clinic import World
from ketachart.domain.formulary import Formulary
from ketachart.domain.reassessment import due as due_looks
from ketachart.domain.session import RUNNING, Session
from ketachart.domain.times import MINUTE
from ketachart.ui.presenters.chair import vitals_due, worst_alert
from ketachart.ui.presenters.grid_view import Priority, Urgency


class Cue(IntEnum):
    """A sound; of several conditions the highest one is made."""

    DUE = 1
    FINISHED = 2
    OVERDUE = 3
    ALERT = 4

    @property
    def sound(self) -> str:
        """The name of its file."""
        return self.name.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Something that calls for attention at a chair.

    Attributes:
        key: what it is; the same as long as it lasts.
    """

    key: str
    cue: Cue
    chair: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """How often sounds are made at most.

    Attributes:
        grace: how long something must last before it sounds.
        merged: what began within this time after a sound is taken as said by it.
        again: when something urgent that nobody acknowledged sounds again.
        per_hour: how many sounds in any hour.
        gap: a longer pause between two looks was a sleep; what it left is told once, in words.
        mute: how long the sounds stay off.
    """

    grace: timedelta = timedelta(seconds=15)
    merged: timedelta = timedelta(minutes=2)
    again: timedelta = timedelta(minutes=3)
    per_hour: int = 12
    gap: timedelta = timedelta(seconds=60)
    mute: timedelta = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a look came to: a sound, a summary in words, or neither."""

    cue: Cue | None = None
    summary: str = ""


NOTHING = Said()
_AGAIN = frozenset({Cue.OVERDUE, Cue.ALERT})


class Arbiter:
    """Decides about every sound of the program; it holds no clock and plays nothing."""

    def __init__(self, quiet: Quiet | None = None) -> None:
        self.quiet = quiet or Quiet()
        self._since: dict[str, datetime] = {}
        self._said: dict[str, datetime] = {}
        self._made: list[datetime] = []
        self._looked: datetime | None = None
        self._muted_until: datetime | None = None
        self.held_back = 0

    # ── Muting ───────────────────────────────────────────────────────────────────────────────

    def mute(self, now: datetime) -> datetime:
        """Make no sound for a while; answers until when."""
        self._muted_until = now + self.quiet.mute
        return self._muted_until

    def unmute(self) -> None:
        """Sound again."""
        self._muted_until = None

    def muted_until(self, now: datetime) -> datetime | None:
        """Until when there are no sounds; None while there are."""
        if self._muted_until is not None and now >= self._muted_until:
            self._muted_until = None
        return self._muted_until

    # ── Looking ──────────────────────────────────────────────────────────────────────────────

    def look(self, found: Sequence[Condition], now: datetime) -> Said:
        """What is to be heard or read now, given all that calls for attention."""
        before, self._looked = self._looked, now
        keys = {each.key for each in found}
        self._since = {key: at for key, at in self._since.items() if key in keys}
        self._said = {key: at for key, at in self._said.items() if key in keys}
        for each in found:
            self._since.setdefault(each.key, now)
        if before is not None and not timedelta(0) <= now - before <= self.quiet.gap:
            return self._after_a_gap(found, now)
        ripe = [each for each in found if self._is_ripe(each, now)]
        if not ripe:
            return NOTHING
        for each in found:
            if each in ripe or now - self._since[each.key] <= self.quiet.merged:
                self._said[each.key] = now
        return self._make(max(each.cue for each in ripe), now)

    def _is_ripe(self, each: Condition, now: datetime) -> bool:
        said = self._said.get(each.key)
        if said is not None:
            return each.cue in _AGAIN and now - said >= self.quiet.again
        return now - self._since[each.key] >= self.quiet.grace

    def _after_a_gap(self, found: Sequence[Condition], now: datetime) -> Said:
        """After a sleep or a jump of the clock one summary, and no chorus."""
        for each in found:
            self._said[each.key] = now
        if not found:
            return NOTHING
        return Said(summary=f"While the computer was away: {listed(found)}.")

    def _make(self, cue: Cue, now: datetime) -> Said:
        self._made = [at for at in self._made if timedelta(0) <= now - at < 60 * MINUTE]
        if self.muted_until(now) is not None:
            return NOTHING
        if len(self._made) >= self.quiet.per_hour:
            self.held_back += 1
            return NOTHING
        self._made.append(now)
        return Said(cue=cue)


def listed(found: Iterable[Condition]) -> str:
    """`Chair 2: vitals overdue; Chair 3: infusion over`."""
    return "; ".join(f"{each.chair}: {each.words}" for each in found)


def conditions(
    world: World, sessions: Iterable[Session], formulary: Formulary, now: datetime
) -> tuple[Condition, ...]:
    """All that calls for attention in the chairs and that nobody acknowledged."""
    return tuple(each for session in sessions for each in _of(session, world, formulary, now))


def _of(session: Session, world: World, formulary: Formulary, now: datetime) -> Iterator[Condition]:
    settings = world.settings_at(session.opened_at)
    slot = monitoring.next_slot(session, settings, now)
    due = vitals_due(session, settings, now)
    if slot is not None and due is not None and due.urgency >= Urgency.NOW:
        key = f"{DUE}{slot.due.isoformat()}"
        if not session.acknowledgement(key):
            is_over = due.urgency is Urgency.OVERDUE
            yield _one(
                session,
                f"{key}:{is_over}",
                Cue.OVERDUE if is_over else Cue.DUE,
                "vitals overdue" if is_over else "vitals due",
            )
    alert = worst_alert(session, settings)
    if alert is not None and alert.fields and alert.priority >= Priority.MEDIUM:
        key = f"alert:{alert.of}:{','.join(alert.fields)}"
        cue = Cue.ALERT if alert.priority is Priority.HIGH else Cue.DUE
        yield _one(session, key, cue, alert.text)
    for look in due_looks(session, formulary, now):
        key = f"look:{look.medication.ref}:{look.number}"
        yield _one(session, key, Cue.DUE, f"look after {look.drug.name}")
    end = monitoring.planned_end(session, now)
    if session.phase in RUNNING and end is not None and now >= end:
        yield _one(session, "finished", Cue.FINISHED, "infusion over")


def _one(session: Session, key: str, cue: Cue, words: str) -> Condition:
    return Condition(key=f"{session.id}:{key}", cue=cue, chair=session.chair, words=words)
