"""What the board says of the exchange with the other workstations, and what the pages list."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import IntEnum, auto

from ketachart.app.workstations import WorkstationStatus
from ketachart.domain.times import FIRST_YEAR, clock_text, local_day
from ketachart.ui.presenters.ledger import TableLine

WORKSTATION_COLUMNS = (
    "Workstation",
    "Newest entry",
    "Entries here",
    "Waiting",
    "Last receipt",
    "Set aside",
    "State",
)
FIGURES = ("Entries here", "Waiting", "Set aside")
UNSEEN_AFTER = timedelta(hours=24)
"""From when on a workstation that nothing came from is named on the board."""


class Loudness(IntEnum):
    """How much a line asks to be read."""

    QUIET = auto()
    WARNS = auto()
    ALARMS = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeState:
    """How the exchange stands.

    Attributes:
        hub: whether a hub is set.
        is_busy: whether something is sent and fetched just now.
        last: when everything was last exchanged, as far as the hub reaches.
        trouble: why the last try failed; empty if it did not.
        since: since when every try has failed.
        lost_at: when a place was found to hold less than it had acknowledged; None once seen.
        lost_by: which place that was, in words.
        is_forked: whether the hub holds entries of our own name that we never wrote.
        workstations: all that are known, this one too.
    """

    hub: bool = False
    is_busy: bool = False
    last: datetime | None = None
    trouble: str = ""
    since: datetime | None = None
    lost_at: datetime | None = None
    lost_by: str = ""
    is_forked: bool = False
    workstations: tuple[WorkstationStatus, ...] = ()

    @property
    def waiting(self) -> int:
        """How many own entries nobody has acknowledged yet."""
        return sum(each.waiting for each in self.workstations if each.is_own)

    @property
    def others(self) -> tuple[WorkstationStatus, ...]:
        """Every other workstation that is in use."""
        return tuple(each for each in self.workstations if not each.is_own and not each.retired)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeWords:
    """A line about the exchange; no words where there is nobody to exchange with."""

    words: str = ""
    loudness: Loudness = Loudness.QUIET


def exchange_words(state: ExchangeState, now: datetime, zone: tzinfo) -> ExchangeWords:
    """The one line of the board: what is lost before what fails before what waits."""
    alarm = _alarm(state, now, zone)
    if alarm:
        return ExchangeWords(words=alarm, loudness=Loudness.ALARMS)
    if not state.hub and not state.others:
        return ExchangeWords()
    warning = _warning(state, now, zone)
    if warning:
        return ExchangeWords(words=warning, loudness=Loudness.WARNS)
    return ExchangeWords(words=_quiet(state, now, zone))


def _alarm(state: ExchangeState, now: datetime, zone: tzinfo) -> str:
    if state.is_forked:
        return (
            "This vault was copied or restored: another computer wrote under its name. Nothing of"
            " it is sent until you close KetaChart here and sign in again."
        )
    if state.lost_at is not None:
        return (
            f"{state.lost_by or 'The hub'} has lost entries it once acknowledged"
            f" ({moment_words(state.lost_at, now, zone)}). They were sent again from here; whoever"
            " keeps it must look what happened."
        )
    return ""


def _warning(state: ExchangeState, now: datetime, zone: tzinfo) -> str:
    if state.trouble:
        since = f" since {moment_words(state.since, now, zone)}" if state.since else ""
        return f"{_waiting(state.waiting) or 'Not exchanged'}{since}: {state.trouble}"
    held = sum(each.set_aside for each in state.others)
    if held:
        return f"{_entries(held)} of another workstation {_was(held)} set aside"
    return ""


def _quiet(state: ExchangeState, now: datetime, zone: tzinfo) -> str:
    if not state.hub:
        return _by_stick(state, now, zone)
    if state.last is None:
        return "Exchanging with the hub …" if state.is_busy else "Not exchanged yet"
    at = moment_words(state.last, now, zone)
    if state.waiting:
        return f"{_entries(state.waiting)} on the way · last exchanged {at}"
    unseen = [each for each in state.others if is_unseen(each, now)]
    if unseen:
        names = ", ".join(
            f"{each.name} since {moment_words(each.last_seen, now, zone)}"
            if each.last_seen
            else each.name
            for each in unseen
        )
        return f"Everything sent {at} · nothing new from {names}"
    count = len(state.others) + 1
    if count == 1:
        return f"Everything sent {at} · no other workstation yet"
    return f"{'Both' if count == 2 else f'All {count}'} workstations up to date {at}"


def _by_stick(state: ExchangeState, now: datetime, zone: tzinfo) -> str:
    if state.waiting:
        return f"{_waiting(state.waiting)} for a stick to come back with their receipt"
    own = next((each for each in state.workstations if each.is_own), None)
    if own is None or own.last_receipt is None:
        return "Nothing waits for a stick"
    return f"Every entry arrived elsewhere: receipt {moment_words(own.last_receipt, now, zone)}"


def is_unseen(status: WorkstationStatus, now: datetime) -> bool:
    """Whether nothing came from another workstation for a day."""
    if status.is_own or status.retired:
        return False
    return status.last_seen is None or now - status.last_seen > UNSEEN_AFTER


def moment_words(moment: datetime | None, now: datetime, zone: tzinfo) -> str:
    """`10:42` today, `2026-03-02 10:42` on another day, a dash if never."""
    if moment is None or moment.year <= FIRST_YEAR:
        return "–"
    day, clock = local_day(moment, zone), clock_text(moment, zone)
    return clock if day == local_day(now, zone) else f"{day} {clock}"


def workstation_lines(state: ExchangeState, now: datetime, zone: tzinfo) -> tuple[TableLine, ...]:
    """A line for each workstation: this one, those in use, those retired."""
    ordered = sorted(
        state.workstations, key=lambda each: (not each.is_own, each.retired, each.name.casefold())
    )
    return tuple(
        TableLine(
            key=each.device,
            cells=(
                f"{each.name} (this one)" if each.is_own else each.name,
                moment_words(each.last_seen, now, zone),
                f"{each.entries}",
                f"{each.waiting}",
                moment_words(each.last_receipt, now, zone),
                f"{each.set_aside} or more" if each.is_more_aside else f"{each.set_aside}",
                _state_of(each, now),
            ),
            is_strong=each.is_own,
            is_alert=bool(each.set_aside),
        )
        for each in ordered
    )


def _state_of(status: WorkstationStatus, now: datetime) -> str:
    if status.retired:
        return "✗ retired"
    if status.set_aside:
        return "▲ not all taken"
    if is_unseen(status, now):
        return "▲ not seen"
    return "… waits" if status.waiting else "✓ up to date"


def report_words(sent: int, received: int, held: int) -> str:
    """What an exchange came to: `12 sent, 3 received, 1 set aside`."""
    said = f"{_entries(sent)} sent, {received} received"
    return f"{said}, {held} set aside." if held else f"{said}."


def _entries(count: int) -> str:
    return f"{count} {'entry' if count == 1 else 'entries'}"


def _waiting(count: int) -> str:
    return f"{_entries(count)} {'waits' if count == 1 else 'wait'}" if count else ""


def _was(count: int) -> str:
    return "was" if count == 1 else "were"
