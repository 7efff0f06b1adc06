"""What lies over the windows: the bar to take over, and the cover while the desk is locked."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from ketachart.ui.desk import Desk
from ketachart.ui.presenters.board import Tile, tiles

if TYPE_CHECKING:
    from ketachart.ui.windows.take_over import LockCover, TakeOverBar

_UNCOVERED = "help"
"""The window with nobody's values in it."""


class Covering(QObject):
    """Puts the take-over bar and the lock over windows, and takes them away."""

    def __init__(self, desk: Desk, windows: Mapping[str, QMainWindow]) -> None:
        super().__init__(desk)
        self._desk = desk
        self._windows = windows
        self.covers: dict[str, LockCover] = {}
        self.bars: dict[str, TakeOverBar] = {}
        desk.tick.connect(self._tick)
        desk.locked_changed.connect(self._cover_all)

    def take_over(self, key: str) -> None:
        """Ask in a window who takes over."""
        from ketachart.ui.windows.take_over import TakeOverBar

        if key in self.bars or key == _UNCOVERED or self._desk.locked:
            return
        bar = self.bars[key] = TakeOverBar(self._desk, self._windows[key])
        bar.closed.connect(partial(self.bars.pop, key, None))

    def opened(self, key: str) -> None:
        """A window came while the desk may be locked."""
        if self._desk.locked and key != _UNCOVERED:
            self._cover(key)

    def closed(self, key: str) -> None:
        """A window went, and what lay over it with it."""
        self.covers.pop(key, None)
        self.bars.pop(key, None)

    def _cover_all(self, locked: bool) -> None:
        for key in tuple(self._windows):
            if locked and key != _UNCOVERED:
                self._cover(key)
        if not locked:
            covers = tuple(self.covers.values())
            self.covers.clear()
            for cover in covers:
                cover.lift()

    def _cover(self, key: str) -> None:
        from ketachart.ui.windows.take_over import LockCover

        if key in self.bars:
            self.bars[key].leave()
        window = self._windows[key]
        self.covers[key] = LockCover(self._desk, window, self.tiles())
        # That nothing is heard is said above the cover too; it has no value in it then.
        window.statusBar().raise_()
        if window.isActiveWindow():
            self.covers[key].ask()
        else:
            self.covers[key].who.begin(self._desk.turn.person.id)

    def tiles(self) -> tuple[Tile, ...]:
        """Every chair with what is due there now."""
        return tiles(self._desk.world, self._desk.now())

    def _tick(self, now: datetime) -> None:
        if self.covers:
            shown = self.tiles()
            for cover in self.covers.values():
                cover.show_tiles(shown, now)
