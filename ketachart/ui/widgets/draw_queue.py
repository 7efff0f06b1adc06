"""Spreads drawing out: for each turn of the event loop no more than keys don't feel."""

from typing import Protocol

from PySide6.QtCore import QElapsedTimer, QObject, QTimer
from shiboken6 import isValid

from ketachart.ui.key_pause import BRIEF, KeyPause, Patience

AFTER_PAINT_MS = 40
"""What was typed or recorded is painted before anything here is drawn."""

AT_ONCE_MS = 1
"""After so long no more is begun in this turn: what was drawn is still to be painted."""

_BETWEEN_MS = 5
"""Long enough for a key that came in to be painted before the next drawing."""


class Drawable(Protocol):
    """Something that can bring its picture up to date when asked."""

    def draw_now(self) -> None:
        """Bring the picture up to date."""


class DrawQueue(QObject):
    """Draws what is waiting, oldest first: in the pauses of whoever types, and a bit at a time."""

    def __init__(
        self,
        parent: QObject | None = None,
        keys: KeyPause | None = None,
        *,
        after_ms: int = AFTER_PAINT_MS,
        at_once_ms: int = AT_ONCE_MS,
        patience: Patience = BRIEF,
    ) -> None:
        super().__init__(parent)
        self._keys = keys or KeyPause()
        self._patience = patience
        self._after_ms = after_ms
        self._at_once_ms = at_once_ms
        self._waiting: list[Drawable] = []
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._draw_some)

    @property
    def waiting(self) -> int:
        """How many are still to be drawn."""
        return len(self._waiting)

    def add(self, drawable: Drawable) -> None:
        """Have something drawn soon; asking twice draws once."""
        if drawable not in self._waiting:
            if not self._waiting:
                self._since.start()
            self._waiting.append(drawable)
            if not self._timer.isActive():
                self._timer.start(self._after_ms)

    def drop(self, drawable: Drawable) -> None:
        """Forget something that is going away."""
        if drawable in self._waiting:
            self._waiting.remove(drawable)
        if not self._waiting:
            self._timer.stop()

    def _draw_some(self) -> None:
        left = self._keys.left_ms(self._patience, self._since.elapsed())
        if left:
            self._timer.start(left)
            return
        begun = QElapsedTimer()
        begun.start()
        while self._waiting:
            first = self._waiting.pop(0)
            if isValid(first):  # its window may have been closed meanwhile
                first.draw_now()
            if begun.elapsed() >= self._at_once_ms:
                break
        if self._waiting:
            self._timer.start(min(self._after_ms, _BETWEEN_MS))
