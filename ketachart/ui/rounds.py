"""Leads through the chairs that are due, one after the other."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from ketachart.ui.desk import Desk
from ketachart.ui.presenters.board import Tile
from ketachart.ui.presenters.chair import is_pressing, vitals_due
from ketachart.ui.presenters.rounds import ended_words, named, stops
from ketachart.ui.windows.chair_window import ChairWindow
from ketachart.ui.windows.round_bar import RoundBar


class Round(QObject):
    """One round: each chair is named and confirmed, charted, and followed by the next.

    A set is typed only after the confirmation; once it is recorded the next chair comes by itself.
    """

    ended = Signal(str)
    """What the round came to, in words."""

    def __init__(
        self,
        desk: Desk,
        shown: Callable[[], tuple[Tile, ...]],
        opened: Callable[[str], ChairWindow | None],
    ) -> None:
        super().__init__(desk)
        self._desk = desk
        self._shown = shown
        self._opened = opened
        self._passed: list[str] = []
        self._charted: list[str] = []
        self._bar: RoundBar | None = None
        self._window: ChairWindow | None = None
        self._sets = 0
        self._is_over = False
        desk.changed.connect(self._follow)
        desk.locked_changed.connect(self.end)
        desk.turn_changed.connect(self.end)

    @property
    def bar(self) -> RoundBar | None:
        """The question that is asked now, if one is."""
        return self._bar

    def lead_on(self) -> None:
        """Go to the next chair that is due, or end."""
        self._drop_bar()
        waiting = self._waiting()
        window = self._opened(waiting[0]) if waiting else None
        if window is None:
            self.end()
            return
        self._window = window
        session = window.session
        self._sets = len(session.readings)
        settings = self._desk.world.settings_at(session.opened_at)
        due = vitals_due(session, settings, self._desk.now())
        patient = self._desk.world.patient(session.patient)
        stop = named(session, patient, due.sentence if due is not None else "")
        count = len(waiting)
        place = "the last one due" if count == 1 else f"{count} chairs due"
        window.close_panel()
        self._bar = RoundBar(window, stop, place)
        self._bar.confirmed.connect(self._confirm)
        self._bar.passed.connect(self._pass)
        self._bar.ended.connect(self.end)
        window.closed.connect(self.end)

    def end(self) -> None:
        """Lead no further."""
        if self._is_over:
            return
        self._is_over = True
        self._drop_bar()
        self._leave_window()
        self._desk.changed.disconnect(self._follow)
        self._desk.locked_changed.disconnect(self.end)
        self._desk.turn_changed.disconnect(self.end)
        self.ended.emit(ended_words(self._charted, stops(self._shown())))
        self.deleteLater()

    def _waiting(self) -> tuple[str, ...]:
        done = {*self._passed, *self._charted}
        return tuple(chair for chair in stops(self._shown()) if chair not in done)

    def _confirm(self) -> None:
        self._drop_bar()
        if self._window is not None:
            self._window.area.focus_due()

    def _pass(self) -> None:
        if self._window is not None:
            self._passed.append(self._window.session.chair)
            self._leave_window()
        self.lead_on()

    def _follow(self, _changed: object) -> None:
        """A set was recorded at the chair that was confirmed: that one is done."""
        window = self._window
        if window is None or self._bar is not None:
            return
        session = self._desk.world.session(window.session.id)
        if session is None or len(session.readings) == self._sets:
            return
        settings = self._desk.world.settings_at(session.opened_at)
        if is_pressing(vitals_due(session, settings, self._desk.now())):
            return
        self._charted.append(session.chair)
        self._leave_window()
        self.lead_on()

    def _leave_window(self) -> None:
        if self._window is not None:
            self._window.closed.disconnect(self.end)
            self._window = None

    def _drop_bar(self) -> None:
        if self._bar is not None:
            self._bar.leave()
            self._bar = None
