"""Works the derived tables out from the log again, in place or beside, and compares."""

from collections.abc import Callable, Iterator
from itertools import zip_longest

from sqlite_utils import Database

from ketachart.store.connection import Transaction, translated
from ketachart.store.entries import Stored
from ketachart.store.eventlog import note_days
from ketachart.store.log_reader import LogReader
from ketachart.store.schema import DERIVED_TABLES, empty_derived, note_worked_out

Derive = Callable[[Database, Stored], None]


def rebuild(target: Database, log: LogReader, derive: Derive) -> None:
    """Empty the derived tables of `target` and fill them from the log, all in one transaction.

    What came from other workstations and waits to be worked in goes on waiting.
    """
    last_days: dict[str, str | None] = {}
    with Transaction(target):
        empty_derived(target)
        for entry in log.worked_in():
            last_days[entry.device] = note_days(target, [entry], last_days.get(entry.device))
            derive(target, entry)
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
