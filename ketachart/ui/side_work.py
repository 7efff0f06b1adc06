"""Work beside the windows: one at a time, its end told in their thread, and it can be stopped."""

import threading
from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QObject, Qt, Signal


class _GivenUp(Exception):
    """Somebody stopped the work."""


class _Failed:
    """The work ended by an error of the program, which is told elsewhere."""


class SideWork(QObject):
    """Runs one work in a thread of its own; a further one takes its place."""

    ended = Signal(object)
    """What came of it; never of a work that was stopped."""
    busy_changed = Signal()
    _came = Signal(int, object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        """Make one; `name` is what its threads are called."""
        super().__init__(parent)
        self._name = name
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._number = 0
        self._came.connect(self._take_in, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether something is being done."""
        return self._thread is not None

    def begin(self, work: Callable[[], object]) -> None:
        """Do something, instead of what is being done."""
        self.stop()
        self._stop.clear()
        self._number += 1
        self._thread = threading.Thread(
            target=self._run, args=(self._number, work), name=self._name
        )
        self._thread.start()
        self.busy_changed.emit()

    def go_on(self) -> None:
        """Return if nobody stopped the work; for the work itself, as often as it can end."""
        if self._stop.is_set():
            raise _GivenUp

    def stop(self) -> None:
        """Give up what is being done; returns once it has ended."""
        self._stop.set()
        self._end()

    def _run(self, number: int, work: Callable[[], object]) -> None:
        came: object = _Failed()
        with suppress(_GivenUp):
            try:
                came = work()
            finally:
                self._came.emit(number, came)

    def _take_in(self, number: int, came: object) -> None:
        if self._thread is None or number != self._number:
            # It was stopped; another may be under way by now.
            return
        self._end()
        if not isinstance(came, _Failed):
            self.ended.emit(came)

    def _end(self) -> None:
        if self._thread is not None:
            self._thread.join()
            self._thread = None
            self.busy_changed.emit()
