"""Reads an update from a stick beside the windows, and can be stopped."""

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from ketachart.app.outcomes import Trouble
from ketachart.app.updates import Update, check_update, release_key, take_installer

Progress = Callable[[int, int], None]


class _GivenUp(Exception):
    """Somebody stopped the work."""


class UpdateReader(QObject):
    """One look at an update at a time."""

    ended = Signal(object)
    """An `Update`, or a `Trouble`."""
    progressed = Signal(int)
    """How far it is, in percent."""
    _came = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._came.connect(self._take_in, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether an update is being read."""
        return self._thread is not None

    def check(self, file: Path) -> None:
        """Read all of it, and say what it is."""
        self._start(lambda progress: check_update(file, release_key(), progress))

    def take(self, file: Path, folder: Path) -> None:
        """The same, and put its installer into a folder."""
        self._start(lambda progress: take_installer(file, folder, release_key(), progress))

    def stop(self) -> None:
        """Give up; returns once nothing is read any more, and nothing half is left."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _start(self, work: Callable[[Progress], Update | Trouble]) -> None:
        self.stop()
        self._stop.clear()

        def run() -> None:
            with suppress(_GivenUp):
                self._came.emit(work(self._tell))

        self._thread = threading.Thread(target=run, name="update")
        self._thread.start()

    def _tell(self, done: int, total: int) -> None:
        if self._stop.is_set():
            raise _GivenUp
        self.progressed.emit(done * 100 // max(total, 1))

    def _take_in(self, came: Update | Trouble) -> None:
        if self._thread is None or self._stop.is_set():
            return
        self._thread.join()
        self._thread = None
        self.ended.emit(came)
