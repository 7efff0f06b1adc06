"""Exchanges with the other workstations beside the windows, one exchange at a time."""

import threading
from collections import deque
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

from ketachart.app.hub_losses import HubLoss, keep_loss, known_loss
from ketachart.app.outcomes import Trouble
from ketachart.app.workstations import HubAddress, HubRole, some_taken_in
from ketachart.ui.desk import Desk
from ketachart.ui.exchanges import Courier, Exchanges, Line, Reported
from ketachart.ui.key_pause import BRIEF, Patience
from ketachart.ui.presenters.exchanging import ExchangeState, report_words

REST_S = 0.05
"""After an exchange: what is recorded, or rings, within this time goes together with the next."""

EVERY_S = 30.0
"""How often the hub is asked even if nothing happened here and its bell was not heard."""

BETWEEN_SLICES_MS = 5
"""Long enough for a key that came in to be painted before more is worked in."""

LOOK_AFTER_MS = 300
"""Where no hub is, what was recorded within this time is looked at together, after its keys."""

SLICE_MS = 12
"""How long a slice of what arrived should take: no key is felt to wait for it."""

FEWEST, MOST = 5, 200
"""Entries in a slice."""


class _GivenUp(Exception):
    """The program is about to end."""


_Outcome = Reported | HubRole | Trouble | None
_Work = Callable[[], _Outcome]


class Synchroniser(QObject):
    """The one owner of exchanges; what arrived is worked in by the windows' thread, in slices.

    One thread beside the windows does all that talks to a place, and keeps the line to the hub:
    it exchanges when something was recorded here, when the hub rings, and every half a minute.
    """

    changed = Signal()
    """How the exchange stands has changed."""
    told = Signal(str, str)
    """What came of something a person asked for, and what to do about it."""
    role_made = Signal(object)
    """A role at the hub, for a workstation that is to be invited."""
    progressed = Signal(int)
    _ended = Signal(object, bool)
    _left = Signal()

    def __init__(
        self,
        desk: Desk,
        exchanges: Exchanges,
        take_in: Callable[[int], int],
        patience: Patience = BRIEF,
    ) -> None:
        """Hold still until `start`.

        Args:
            desk: what the windows share.
            exchanges: what talks to the places.
            take_in: works at most so many entries in that arrived; how many, 0 when all are.
            patience: how what arrived waits for a pause of whoever types.
        """
        super().__init__(desk)
        self._desk = desk
        self.exchanges = exchanges
        self._take_in = take_in
        self._patience = patience
        self._state = ExchangeState()
        self._line: Line | None = None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._is_wished = False
        self._asked = deque[_Work]()
        # Counted by the one who begins and the one who has heard of the end: neither waits.
        self._begun, self._heard = 0, 0
        self._is_taking_in = False
        self._arrived = QElapsedTimer()
        self._most = FEWEST
        self._slices = QTimer(self)
        self._slices.setSingleShot(True)
        self._slices.timeout.connect(self._take_slice)
        self._looks = QTimer(self)
        self._looks.setSingleShot(True)
        self._looks.setInterval(LOOK_AFTER_MS)
        self._looks.timeout.connect(self._look)
        self._ended.connect(self._finish, Qt.ConnectionType.QueuedConnection)
        self._left.connect(self._begin_anew, Qt.ConnectionType.QueuedConnection)
        self.progressed.connect(self._show_busy, Qt.ConnectionType.QueuedConnection)
        desk.changed.connect(self._recorded)

    @property
    def state(self) -> ExchangeState:
        """How the exchange stands now."""
        return self._state

    @property
    def is_busy(self) -> bool:
        """Whether a place is being talked to, or what came from it is being worked in."""
        is_to_do = self._is_wished or bool(self._asked) or self._slices.isActive()
        return is_to_do or self._begun != self._heard

    def start(self) -> None:
        """Exchange for the first time; work in what was left when the program ended last."""
        loss = known_loss(self._desk.clinic)
        if loss is not None:
            self._put(replace(self._state, lost_at=loss.at, lost_by=loss.place))
        self._arrived.start()
        self._slices.start(BETWEEN_SLICES_MS)
        self._look()
        self._begin()
        self.exchange()

    def exchange(self) -> None:
        """Exchange with the hub; once more afterwards if an exchange is under way."""
        if self._stop.is_set() or self.exchanges.hub() is None:
            return
        self._put(replace(self._state, is_busy=True))
        self._wish()

    def with_courier(self, folder: Path, what: Courier) -> bool:
        """Write to a stick, or read from one; whether that was begun."""
        return self._ask(lambda: self.exchanges.with_courier(folder, what))

    def use_hub(self, address: HubAddress) -> bool:
        """Try a hub, and remember it; whether that was begun."""
        return self._ask(lambda: self.exchanges.use_hub(address))

    def set_up_hub(self, owner_url: str, ca: str) -> bool:
        """Make a database a hub, and remember it; whether that was begun."""
        return self._ask(lambda: self.exchanges.set_up_hub(owner_url, ca))

    def make_role(self, owner_url: str) -> bool:
        """Make a role at the hub for a workstation to be invited; whether that was begun."""
        return self._ask(lambda: self.exchanges.make_role(owner_url))

    def loss_seen(self) -> None:
        """A person has read that a place lost entries."""
        keep_loss(self._desk.clinic, None)
        self._put(replace(self._state, lost_at=None, lost_by=""))

    def stop(self) -> None:
        """Give up, and wait for the end: the vault is about to be closed."""
        self._stop.set()
        self._slices.stop()
        self._looks.stop()
        if self._thread is not None:
            self._wake()
            self._thread.join()
            self._thread = None

    # ── Beside the windows ───────────────────────────────────────────────────────────────────

    def _keep_exchanging(self, line: Line) -> None:
        try:
            with closing(line):
                while not self._stop.is_set():
                    self._do_next(line)
        finally:
            self._left.emit()

    def _do_next(self, line: Line) -> None:
        if self._asked:
            self._do(self._asked[0], is_hub=False)
        elif self._is_wished:
            self._do(lambda: line.exchange(self._tell_progress), is_hub=True)
            self._stop.wait(REST_S)
        elif line.wait(EVERY_S) and self.exchanges.hub() is not None:
            self._is_wished = True

    def _do(self, work: _Work, *, is_hub: bool) -> None:
        self._begun += 1
        if is_hub:
            self._is_wished = False
        else:
            self._asked.popleft()
        outcome: _Outcome = Trouble(sentence="The exchange was given up.")
        try:
            outcome = work()
        except _GivenUp:
            pass
        finally:
            self._ended.emit(outcome, is_hub)

    def _tell_progress(self, done: int, total: int) -> None:
        if self._stop.is_set():
            raise _GivenUp
        if done < total:
            self.progressed.emit(done * 100 // total)

    # ── On the windows' thread ───────────────────────────────────────────────────────────────

    def _recorded(self, _changed: object) -> None:
        """Something was recorded here: send it, or say that it waits for a stick."""
        if self._is_taking_in or self._stop.is_set():
            return
        if self.exchanges.hub() is not None:
            self._wish()
        else:
            self._looks.start()

    def _begin(self) -> None:
        self._line = self.exchanges.line()
        self._thread = threading.Thread(
            target=self._keep_exchanging, args=(self._line,), name="exchange"
        )
        self._thread.start()

    def _begin_anew(self) -> None:
        """Go on after a fault of this program, which was reported; the next exchange comes soon."""
        if self._thread is not None:
            self._thread.join()
            self._is_wished = False
            self._begin()

    def _wish(self) -> None:
        if self._thread is not None and not self._stop.is_set():
            self._is_wished = True
            self._wake()

    def _wake(self) -> None:
        if self._line is not None:
            self._line.knock()

    def _ask(self, work: _Work) -> bool:
        if self._asked or self._state.is_busy or self._stop.is_set():
            return False
        self._asked.append(work)
        self._put(replace(self._state, is_busy=True))
        self._wake()
        return True

    def _show_busy(self, _percent: int) -> None:
        """Say that an exchange takes long that nobody asked for."""
        self._put(replace(self._state, is_busy=True))

    def _finish(self, outcome: _Outcome, is_hub: bool) -> None:
        self._heard += 1
        if self._stop.is_set():
            return
        state = replace(self._state, is_busy=bool(self._asked))
        if isinstance(outcome, Trouble):
            state = self._failed(state, outcome, is_hub=is_hub)
        elif isinstance(outcome, HubRole):
            self.role_made.emit(outcome)
        elif outcome is not None:
            state = self._reported(state, outcome, is_hub=is_hub)
        else:
            self.told.emit("The hub answers; it is remembered in this vault.", "")
        self._put(state)
        if not self._slices.isActive():
            self._arrived.start()
            self._take_slice()
        if outcome is None:
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
        else:
            said = report_words(report.sent, report.received, len(report.set_aside))
            self.told.emit(f"{report.place}: {said}", "")
        if report.behind and state.lost_at is None:
            # Who closes the program has not read it; whoever opens it next may.
            keep_loss(self._desk.clinic, HubLoss(place=report.place, at=now))
            state = replace(state, lost_at=now, lost_by=report.place)
        return replace(state, is_forked=state.is_forked or report.forked)

    def _take_slice(self) -> None:
        """Work in a little of what arrived, once whoever types pauses."""
        if self._stop.is_set():
            return
        left = self._desk.keys.left_ms(self._patience, self._arrived.elapsed())
        if left:
            self._slices.start(left)
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
            self._slices.start(BETWEEN_SLICES_MS)
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
