"""Clearing away what nobody uses any more, in the thread of the windows and while nobody types."""

import gc
from typing import Final

from PySide6.QtCore import QElapsedTimer, QObject

from ketachart.ui.desk import Desk
from ketachart.ui.key_pause import BRIEF, Patience

EVERY_MS = 60_000

QUIET = Patience(pause_ms=3_000, longest_ms=15 * 60_000)
"""With every chair open it takes a tenth of a second: nobody may be about to go on typing."""

_MANY: Final = 7_000
"""New things that are looked through in a pause of whoever types: about a millisecond's work."""
_TOO_MANY: Final = 100_000
"""New things that wait for no pause."""


class Tidying(QObject):
    """Looks through what is new, and once a minute through what is kept long.

    Python itself would do so under a key, and in whatever thread makes something: a widget that is
    cleared away by the thread of a backup takes the program with it.
    """

    def __init__(self, desk: Desk, every_ms: int = EVERY_MS) -> None:
        super().__init__(desk)
        self._desk = desk
        self._every_ms = every_ms
        # What stands now stays until the end.
        gc.freeze()
        gc.disable()
        self._since = QElapsedTimer()
        self._since.start()
        desk.tick.connect(self._look)

    def _look(self, _now: object) -> None:
        waited = self._since.elapsed()
        if waited >= self._every_ms and not self._desk.keys.left_ms(QUIET, waited):
            gc.collect()
            self._since.restart()
            return
        new = gc.get_count()[0]
        if new >= _TOO_MANY or (new >= _MANY and not self._desk.keys.left_ms(BRIEF, 0)):
            gc.collect(1)
