"""Works the derived tables out from the log again, in place or beside, and compares."""

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest

from ketachart.store.connection import Database, Transaction, translated
from ketachart.store.entries import Stored
from ketachart.store.eventlog import note_days
from ketachart.store.log_reader import LogReader, in_batches
from ketachart.store.progress import Progress, nothing_told
from ketachart.store.schema import DERIVED_TABLES, empty_derived, note_worked_out

Derive = Callable[[Database, Sequence[Stored]], None]


class Rebuilding:
    """Fills derived tables that were empty from the log, some entries at a time."""

    def __init__(self, target: Database, derive: Derive) -> None:
        self._target = target
        self._derive = derive
        self._last_days: dict[str, str | None] = {}

    def take(self, entries: Sequence[Stored]) -> None:
        """Work in what comes next in the order of the log; within the caller's transaction."""
        by_device: dict[str, list[Stored]] = {}
        for entry in entries:
            by_device.setdefault(entry.device, []).append(entry)
        for device, run in by_device.items():
            self._last_days[device] = note_days(self._target, run, self._last_days.get(device))
        self._derive(self._target, entries)


def rebuild(
    target: Database, log: LogReader, derive: Derive, progress: Progress = nothing_told
) -> None:
    """Empty the derived tables of `target` and fill them from the log, all in one transaction.

    What came from other workstations and waits to be worked in goes on waiting. `progress` is told
    how many entries of how many are worked in; it may raise to leave the tables as they were.
    """
    rebuilding, done, total = Rebuilding(target, derive), 0, log.count()
    with Transaction(target):
        empty_derived(target)
        for entries in in_batches(log.worked_in()):
            rebuilding.take(entries)
            done += len(entries)
            progress(done, total)
        note_worked_out(target)


def differences(kept: Database, rebuilt: Database) -> Iterator[str]:
    """Which derived tables are not what the log says; a sentence for each."""
    for table in DERIVED_TABLES:
        pairs = zip_longest(_rows(kept, table), _rows(rebuilt, table))
        if any(one != other for one, other in pairs):
            yield f"The table {table} does not agree with the log."


def _rows(db: Database, table: str) -> Iterator[tuple[object, ...]]:
    order = ", ".join(db.table(table).pks)
    with translated():
        yield from db.conn.execute(f"SELECT * FROM {table} ORDER BY {order}")  # noqa: S608
