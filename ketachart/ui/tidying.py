"""Clearing away what nobody uses any more, while nobody types."""

import gc

from PySide6.QtCore import QElapsedTimer, QObject

from ketachart.ui.desk import Desk
from ketachart.ui.key_pause import Patience

EVERY_MS = 60_000

QUIET = Patience(pause_ms=3_000, longest_ms=15 * 60_000)
"""With every chair open it takes a tenth of a second: nobody may be about to go on typing."""

_NEVER = 1 << 30


class Tidying(QObject):
    """Looks once a minute through what is kept long; Python itself would do so under a key."""

    def __init__(self, desk: Desk, every_ms: int = EVERY_MS) -> None:
        super().__init__(desk)
        self._desk = desk
        self._every_ms = every_ms
        # What stands now stays until the end.
        gc.freeze()
        young, middle, _ = gc.get_threshold()
        gc.set_threshold(young, middle, _NEVER)
        gc.enable()
        self._since = QElapsedTimer()
        self._since.start()
        desk.tick.connect(self._look)

    def _look(self, _now: object) -> None:
        waited = self._since.elapsed()
        if waited >= self._every_ms and not self._desk.keys.left_ms(QUIET, waited):
            gc.collect()
            self._since.restart()
