"""Exchanges with the other workstations beside the windows, one exchange at a time."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Literal, Protocol

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

from ketachart.app.clinic import Turn
from ketachart.app.hub_losses import HubLoss, keep_loss, known_loss
from ketachart.app.outcomes import Trouble
from ketachart.app.workstations import HubAddress, WorkstationStatus, some_taken_in
from ketachart.domain.refusals import Refusal
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.exchanging import ExchangeState, report_words

COLLECT_MS = 300
"""What is recorded within this time is sent together."""

EVERY_MS = 30_000
"""How often the hub is asked even if nothing happened here and its bell was not heard."""

BETWEEN_SLICES_MS = 5
"""Long enough for a key that came in to be painted before more is worked in."""

SLICE_MS = 12
"""How long a slice of what arrived should take: no key is felt to wait for it."""

FEWEST, MOST = 5, 200
"""Entries in a slice."""

Courier = Literal["write", "read"]
Progress = Callable[[int, int], None]


class Reported(Protocol):
    """What came of an exchange."""

    @property
    def place(self) -> str:
        """Where, in words."""

    @property
    def sent(self) -> int:
        """How many entries were sent."""

    @property
    def received(self) -> int:
        """How many entries were new here."""

    @property
    def set_aside(self) -> Sequence[object]:
        """What arrived and was not taken."""

    @property
    def behind(self) -> Sequence[object]:
        """Whose entries the place acknowledged once and holds no longer."""

    @property
    def forked(self) -> bool:
        """Whether the place holds entries of our own name that we never wrote."""


class Exchanges(Protocol):
    """What exchanges with a place; see app.syncing."""

    def hub(self) -> HubAddress | None:
        """The hub that is remembered; on the windows' thread."""

    def workstations(self) -> tuple[WorkstationStatus, ...]:
        """All that are known; on the windows' thread."""

    def with_hub(self, progress: Progress) -> Reported | Trouble:
        """Exchange with the hub; on any thread."""

    def with_courier(self, folder: Path, what: Courier) -> Reported | Trouble:
        """Write to a stick, or read from one; on any thread."""

    def watch(self, stop: threading.Event, bell: Callable[[], None]) -> None:
        """Ring when something new is at the hub, until stopped or cut off; on an own thread."""

    def use_hub(self, address: HubAddress) -> Trouble | None:
        """Try a hub and remember it; on any thread."""

    def set_up_hub(self, owner_url: str, ca: str) -> Trouble | None:
        """Make what a hub needs in a database and remember it; on any thread."""

    def invite(self, turn: Turn, file: Path, owner_url: str) -> Refusal | Trouble | None:
        """Write an invitation for another workstation; on the windows' thread."""


class _GivenUp(Exception):
    """The program is about to end."""


class Synchroniser(QObject):
    """The one owner of exchanges; what arrived is worked in by the windows' thread, in slices."""

    changed = Signal()
    """How the exchange stands has changed."""
    told = Signal(str, str)
    """What came of something a person asked for, and what to do about it."""
    progressed = Signal(int)
    _ended = Signal(object, bool)
    _rung = Signal()

    def __init__(self, desk: Desk, exchanges: Exchanges, take_in: Callable[[int], int]) -> None:
        """Hold still until `start`.

        Args:
            desk: what the windows share.
            exchanges: what talks to the places.
            take_in: works at most so many entries in that arrived; how many, 0 when all are.
        """
        super().__init__(desk)
        self._desk = desk
        self.exchanges = exchanges
        self._take_in = take_in
        self._state = ExchangeState()
        self._stop, self._hush = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self._watcher: threading.Thread | None = None
        self._is_wanted = False
        self._is_taking_in = False
        self._most = FEWEST
        self._soon = self._timer(COLLECT_MS, self.exchange, single=True)
        self._often = self._timer(EVERY_MS, self.exchange)
        self._slices = self._timer(BETWEEN_SLICES_MS, self._take_slice, single=True)
        self._ended.connect(self._finish, Qt.ConnectionType.QueuedConnection)
        self._rung.connect(self.exchange, Qt.ConnectionType.QueuedConnection)
        desk.changed.connect(self._recorded)

    def _timer(self, span_ms: int, then: Callable[[], object], *, single: bool = False) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(single)
        timer.setInterval(span_ms)
        timer.timeout.connect(then)
        return timer

    @property
    def state(self) -> ExchangeState:
        """How the exchange stands now."""
        return self._state

    @property
    def is_busy(self) -> bool:
        """Whether a place is being talked to, or what came from it is being worked in."""
        return self._thread is not None or self._slices.isActive()

    def start(self) -> None:
        """Exchange for the first time; work in what was left when the program ended last."""
        loss = known_loss(self._desk.clinic)
        if loss is not None:
            self._put(replace(self._state, lost_at=loss.at, lost_by=loss.place))
        self._often.start()
        self._slices.start()
        self._look()
        self.exchange()

    def exchange(self) -> None:
        """Exchange with the hub; once more afterwards if an exchange is under way."""
        if self._stop.is_set() or self.exchanges.hub() is None:
            return
        if self._thread is not None:
            self._is_wanted = True
            return
        self._start(lambda: self.exchanges.with_hub(self._tell_progress), is_hub=True)

    def with_courier(self, folder: Path, what: Courier) -> bool:
        """Write to a stick, or read from one; whether that was begun."""
        return self._asked(lambda: self.exchanges.with_courier(folder, what))

    def use_hub(self, address: HubAddress) -> bool:
        """Try a hub, and remember it; whether that was begun."""
        return self._asked(lambda: self.exchanges.use_hub(address))

    def set_up_hub(self, owner_url: str, ca: str) -> bool:
        """Make a database a hub, and remember it; whether that was begun."""
        return self._asked(lambda: self.exchanges.set_up_hub(owner_url, ca))

    def loss_seen(self) -> None:
        """A person has read that a place lost entries."""
        keep_loss(self._desk.clinic, None)
        self._put(replace(self._state, lost_at=None, lost_by=""))

    def stop(self) -> None:
        """Give up, and wait for the end: the vault is about to be closed."""
        self._stop.set()
        self._hush.set()
        for timer in (self._soon, self._often, self._slices):
            timer.stop()
        for thread in (self._thread, self._watcher):
            if thread is not None:
                thread.join()

    # ── Beside the windows ───────────────────────────────────────────────────────────────────

    def _asked(self, work: Callable[[], Reported | Trouble | None]) -> bool:
        if self._thread is not None or self._stop.is_set():
            return False
        self._start(work, is_hub=False)
        return True

    def _start(self, work: Callable[[], Reported | Trouble | None], *, is_hub: bool) -> None:
        self._thread = threading.Thread(target=self._guarded, args=(work, is_hub), name="exchange")
        self._thread.start()
        self._put(replace(self._state, is_busy=True))

    def _guarded(self, work: Callable[[], Reported | Trouble | None], is_hub: bool) -> None:
        outcome: Reported | Trouble | None = Trouble(sentence="The exchange was given up.")
        try:
            outcome = work()
        except _GivenUp:
            pass
        finally:
            self._ended.emit(outcome, is_hub)

    def _tell_progress(self, done: int, total: int) -> None:
        if self._stop.is_set():
            raise _GivenUp
        self.progressed.emit(done * 100 // max(total, 1))

    def _listen(self) -> None:
        """Have the hub ring; begun again after the next exchange if the line was cut."""
        if self._stop.is_set() or (self._watcher is not None and self._watcher.is_alive()):
            return
        self._hush = threading.Event()
        self._watcher = threading.Thread(
            target=self.exchanges.watch, args=(self._hush, self._rung.emit), name="bell"
        )
        self._watcher.start()

    def _leave_bell(self) -> None:
        """Listen no longer: another hub has another bell."""
        self._hush.set()
        if self._watcher is not None:
            self._watcher.join()
            self._watcher = None

    # ── On the windows' thread ───────────────────────────────────────────────────────────────

    def _recorded(self, _changed: object) -> None:
        """Something was recorded here: send it soon, with what else is recorded meanwhile."""
        if not self._is_taking_in and not self._soon.isActive() and not self._stop.is_set():
            self._soon.start()

    def _finish(self, outcome: Reported | Trouble | None, is_hub: bool) -> None:
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        if self._stop.is_set():
            return
        state = replace(self._state, is_busy=False)
        if isinstance(outcome, Trouble):
            state = self._failed(state, outcome, is_hub=is_hub)
        elif outcome is not None:
            state = self._reported(state, outcome, is_hub=is_hub)
        else:
            self.told.emit("The hub answers; it is remembered in this vault.", "")
            self._is_wanted = True
            self._leave_bell()
        self._put(state)
        if not isinstance(outcome, Trouble):
            self._slices.start()
        self._look()
        if self._is_wanted:
            self._is_wanted = False
            self.exchange()

    def _failed(self, state: ExchangeState, why: Trouble, *, is_hub: bool) -> ExchangeState:
        if not is_hub:
            self.told.emit(why.sentence, "Nothing was changed.")
            return state
        since = state.since or self._desk.now()
        return replace(state, trouble=why.sentence, since=since)

    def _reported(self, state: ExchangeState, report: Reported, *, is_hub: bool) -> ExchangeState:
        now = self._desk.now()
        if is_hub:
            state = replace(state, last=now, trouble="", since=None)
            self._listen()
        else:
            said = report_words(report.sent, report.received, len(report.set_aside))
            self.told.emit(f"{report.place}: {said}", "")
        if report.behind and state.lost_at is None:
            # Who closes the program has not read it; whoever opens it next may.
            keep_loss(self._desk.clinic, HubLoss(place=report.place, at=now))
            state = replace(state, lost_at=now, lost_by=report.place)
        return replace(state, is_forked=state.is_forked or report.forked)

    def _take_slice(self) -> None:
        """Work in a little of what arrived; keys are handled before the next slice."""
        if self._stop.is_set():
            return
        self._is_taking_in = True
        begun = QElapsedTimer()
        begun.start()
        try:
            taken = some_taken_in(partial(self._take_in, self._most))
        finally:
            self._is_taking_in = False
        self._fit(begun.elapsed())
        if isinstance(taken, Trouble):
            since = self._state.since or self._desk.now()
            self._put(replace(self._state, trouble=taken.sentence, since=since))
        elif taken:
            self._slices.start()
        else:
            self._look()

    def _fit(self, took_ms: int) -> None:
        """Take more or fewer entries the next time, by how long this slice took."""
        if took_ms > SLICE_MS:
            self._most = max(FEWEST, self._most // 2)
        elif took_ms < SLICE_MS // 2:
            self._most = min(MOST, self._most * 2)

    def _look(self) -> None:
        """See what is known of the workstations now."""
        self._put(
            replace(
                self._state,
                hub=self.exchanges.hub() is not None,
                workstations=self.exchanges.workstations(),
            )
        )

    def _put(self, state: ExchangeState) -> None:
        if state != self._state:
            self._state = state
            self.changed.emit()
