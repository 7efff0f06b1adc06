"""Reads the audit beside the windows, by a connection of its own, and can be stopped."""

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from ketachart.app.audit import AuditLine, Part, Trail, Wish, audit_csv, place_of
from ketachart.app.files import NotWritten, write_whole
from ketachart.app.outcomes import Trouble
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.audit import audit_line
from ketachart.ui.presenters.ledger import TableLine

PART = 200
_AT_ONCE = 5000


class _GivenUp(Exception):
    """Somebody stopped the work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Some lines for the table, and where the next ones begin."""

    lines: tuple[TableLine, ...]
    before: Mapping[str, int]
    is_last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A file of all that was looked for."""

    file: Path
    count: int


class AuditReader(QObject):
    """One look into the log at a time; the last one asked for counts."""

    ended = Signal(object)
    busy_changed = Signal()
    _came = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._came.connect(self._take_in, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether somebody waits for lines."""
        return self._thread is not None

    def show(self, wish: Wish, before: Mapping[str, int]) -> None:
        """Ask for the next lines."""

        def look(trail: Trail) -> Shown:
            part = trail.newest(wish, before, PART, self._go_on)
            lines = tuple(
                audit_line(line, trail.patient_words(line.patient)) for line in part.lines
            )
            return Shown(lines=lines, before=part.before, is_last=part.is_last)

        self._start(look)

    def save(self, wish: Wish, file: Path) -> None:
        """Write all that is looked for, the newest first."""

        def write(trail: Trail) -> Saved | Trouble:
            lines: list[AuditLine] = []
            part = Part(lines=(), before={}, is_last=False)
            while not part.is_last:
                part = trail.newest(wish, part.before, _AT_ONCE, self._go_on)
                lines.extend(part.lines)
            try:
                write_whole(file, audit_csv(lines))
            except NotWritten as error:
                return Trouble(sentence=str(error))
            return Saved(file=file, count=len(lines))

        self._start(write)

    def stop(self) -> None:
        """Give up what is being looked for; returns once it has ended."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _go_on(self) -> None:
        if self._stop.is_set():
            raise _GivenUp

    def _start(self, work: Callable[[Trail], object]) -> None:
        self.stop()
        self._stop.clear()
        place = place_of(self._desk.clinic)

        def run() -> None:
            with suppress(_GivenUp):
                self._came.emit(place.read(work))

        self._thread = threading.Thread(target=run, name="audit")
        self._thread.start()
        self.busy_changed.emit()

    def _take_in(self, came: object) -> None:
        if self._thread is None or self._stop.is_set():
            return
        self._thread.join()
        self._thread = None
        self.busy_changed.emit()
        self.ended.emit(came)
