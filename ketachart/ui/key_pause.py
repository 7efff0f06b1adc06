"""Whoever types goes first: when what can wait may be done."""

from dataclasses import dataclass

from PySide6.QtCore import QElapsedTimer


@dataclass(frozen=True, slots=True)
class Patience:
    """How something waits for a pause in typing."""

    pause_ms: int
    """No key for so long is a pause."""
    longest_ms: int
    """Nothing waits longer than this."""


BRIEF = Patience(pause_ms=120, longest_ms=600)
"""For what is to be seen soon: nobody who is in the middle of a value rests so long."""


class KeyPause:
    """Knows when a key was pressed last."""

    def __init__(self) -> None:
        self._since = QElapsedTimer()

    def pressed(self) -> None:
        """Note that a key was pressed."""
        self._since.start()

    def left_ms(self, patience: Patience, waited_ms: int) -> int:
        """How long to wait still for a pause.

        Args:
            patience: what is waited for, and how long at most.
            waited_ms: how long it was waited already.

        Returns:
            Milliseconds; 0 where it may be done now.
        """
        if not self._since.isValid():
            return 0
        until_pause = patience.pause_ms - self._since.elapsed()
        return max(0, min(until_pause, patience.longest_ms - waited_ms))
