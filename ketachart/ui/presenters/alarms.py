"""Which sound is heard, when and how often: all of it decided here, none of it played.

Few sounds are worth more than many. What falls due together is one cue, a cue waits out a
short grace in which the thing may be done, nothing acknowledged is heard again, and an hour
has only so many cues, the last of them kept for high alerts.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import IntEnum

_HOUR = timedelta(hours=1)


class Sound(IntEnum):
    """The sounds there are; of several that wait, the greatest is heard."""

    FINISHED = 1
    DUE = 2
    OVERDUE = 3
    ALERT = 4

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.name.lower()}.wav"


_AGAIN = frozenset({Sound.OVERDUE, Sound.ALERT})
"""Heard again while nobody acknowledged them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that is worth a sound from a moment on, until it is done or acknowledged.

    Attributes:
        key: what it is about, the same for as long as it lasts.
        at: from when; may still be to come.
    """

    key: str
    sound: Sound
    at: datetime
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How much may be heard.

    Attributes:
        grace: how long a thing waits to be done before it is heard.
        merged: what falls due within this time is part of the cue.
        again: when something urgent that nobody acknowledged is heard again.
        most_per_hour: how many cues an hour has at most.
        kept_for_alerts: how many of them only a high alert may use.
        mute: how long it is quiet when somebody wants that.
    """

    grace: timedelta = timedelta(seconds=20)
    merged: timedelta = timedelta(minutes=2)
    again: timedelta = timedelta(minutes=5)
    most_per_hour: int = 30
    kept_for_alerts: int = 10
    mute: timedelta = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What was heard so far, and whether somebody wants quiet.

    Attributes:
        last: when each notice was last part of a cue.
        cues: the moments of the cues of the last hour.
    """

    last: Mapping[str, datetime] = field(default_factory=dict)
    cues: tuple[datetime, ...] = ()
    muted_by: str = ""
    muted_until: datetime | None = None

    def is_muted(self, now: datetime) -> bool:
        """Whether somebody wanted quiet until later than now."""
        return self.muted_until is not None and now < self.muted_until


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """One sound for one or several notices; `unheard` are those for which none was played."""

    heard: Heard
    sound: Sound | None = None
    notices: tuple[Notice, ...] = ()
    unheard: tuple[Notice, ...] = ()


def decide(heard: Heard, notices: Collection[Notice], now: datetime, rules: Rules) -> Cue:
    """What to play now, if anything, and what to remember of it."""
    cues = tuple(each for each in heard.cues if now - _HOUR < each <= now)
    lasting = {notice.key for notice in notices}
    last = {key: at for key, at in heard.last.items() if key in lasting}
    kept = replace(heard, last=last, cues=cues)
    is_muted = heard.is_muted(now)
    if not is_muted:
        kept = unmuted(kept)
    waiting = [each for each in notices if _waits(each, last, now, rules)]
    if not waiting:
        return Cue(heard=kept)
    loudest = max(each.sound for each in waiting)
    room = rules.most_per_hour - (0 if loudest is Sound.ALERT else rules.kept_for_alerts)
    if is_muted or len(cues) >= room:
        return Cue(heard=kept, unheard=_in_order(waiting))
    merged = [
        each
        for each in notices
        if each.key not in last
        and each.sound is Sound.DUE
        and now - rules.grace < each.at <= now + rules.merged
    ]
    told = _in_order([*waiting, *merged])
    last |= {each.key: now for each in told}
    return Cue(heard=replace(kept, last=last, cues=(*cues, now)), sound=loudest, notices=told)


def _waits(notice: Notice, last: Mapping[str, datetime], now: datetime, rules: Rules) -> bool:
    if now < notice.at + rules.grace:
        return False
    before = last.get(notice.key)
    if before is None:
        return True
    # Where the clock was set back, the last time lies ahead: it counts as just heard.
    return notice.sound in _AGAIN and now - before >= rules.again


def _in_order(notices: Collection[Notice]) -> tuple[Notice, ...]:
    return tuple(sorted(notices, key=lambda each: (-each.sound, each.at, each.key)))


def summarised(heard: Heard, notices: Collection[Notice], now: datetime) -> tuple[Heard, str]:
    """After the clock jumped: all that became due meanwhile in one sentence, and no chorus."""
    passed = _in_order([each for each in notices if each.at <= now])
    last = {each.key: now for each in passed}
    kept = replace(heard, last=last, cues=tuple(each for each in heard.cues if each <= now))
    if not passed:
        return kept, ""
    said = " · ".join(each.words for each in passed)
    return kept, f"While the computer slept or its clock was set: {said}"


def muted(heard: Heard, by: str, now: datetime, rules: Rules) -> Heard:
    """Quiet for a while, by somebody; it ends by itself."""
    return replace(heard, muted_by=by, muted_until=now + rules.mute)


def unmuted(heard: Heard) -> Heard:
    """Sound again."""
    return replace(heard, muted_by="", muted_until=None)


def quiet_words(cue: Cue, until: str, *, hides_values: bool = False) -> str:
    """`SOUND OFF until 09:22, by A. Okafor RN · not heard: Chair 3 vitals overdue`.

    Where values are hidden, only how many were not heard.
    """
    missed = ""
    if cue.unheard:
        listed = " · ".join(each.words for each in cue.unheard)
        missed = f"{len(cue.unheard)} not heard" if hides_values else f"not heard: {listed}"
    if cue.heard.muted_until is None:
        return f"Sound rests: as many cues as an hour may have · {missed}" if missed else ""
    said = f"SOUND OFF until {until}, by {cue.heard.muted_by}"
    return f"{said} · {missed}" if missed else said
