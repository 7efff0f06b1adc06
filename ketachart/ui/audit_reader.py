"""Reads the audit beside the windows, by a connection of its own, and can be stopped."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ketachart.app.audit import AuditLine, Part, Trail, Wish, audit_csv, place_of
from ketachart.app.files import NotWritten, write_whole
from ketachart.app.outcomes import Trouble
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.audit import audit_line
from ketachart.ui.presenters.ledger import TableLine
from ketachart.ui.side_work import SideWork

PART = 200
_AT_ONCE = 5000


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


class AuditReader(SideWork):
    """One look into the log at a time; the last one asked for counts."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("audit")
        self._desk = desk

    def show(self, wish: Wish, before: Mapping[str, int]) -> None:
        """Ask for the next lines."""

        def look(trail: Trail) -> Shown:
            part = trail.newest(wish, before, PART, self.go_on)
            lines = tuple(
                audit_line(line, trail.patient_words(line.patient)) for line in part.lines
            )
            return Shown(lines=lines, before=part.before, is_last=part.is_last)

        self._read(look)

    def save(self, wish: Wish, file: Path) -> None:
        """Write all that is looked for, the newest first."""

        def write(trail: Trail) -> Saved | Trouble:
            lines: list[AuditLine] = []
            part = Part(lines=(), before={}, is_last=False)
            while not part.is_last:
                part = trail.newest(wish, part.before, _AT_ONCE, self.go_on)
                lines.extend(part.lines)
            try:
                write_whole(file, audit_csv(lines))
            except NotWritten as error:
                return Trouble(sentence=str(error))
            return Saved(file=file, count=len(lines))

        self._read(write)

    def _read(self, work: Callable[[Trail], object]) -> None:
        place = place_of(self._desk.clinic)
        self.begin(lambda: place.read(work))
