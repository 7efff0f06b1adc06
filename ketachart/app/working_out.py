"""Working the derived tables out from the log: to compare them, or for another release's vault."""

from collections.abc import Sequence

from ketachart.app.books import Books, must_follow
from ketachart.app.defaults import load_formulary, load_protocols
from ketachart.store.codec import entry_from
from ketachart.store.derived import Database, Derived
from ketachart.store.entries import Stored
from ketachart.store.log_reader import LogReader
from ketachart.store.progress import Progress, nothing_told
from ketachart.store.rebuild import rebuild
from ketachart.store.schema import is_worked_out

SESSIONS_KEPT = 256
"""Folded sessions that are over; one that is charted on is folded from the log again."""


class Deriver:
    """Works entries, in the order of the log, into tables that were empty before the first."""

    def __init__(self, log: LogReader) -> None:
        self._log = log
        self._books: Books | None = None

    def __call__(self, db: Database, entries: Sequence[Stored]) -> None:
        """Work in what comes next.

        Raises:
            StoreDamaged: an entry does not follow from those before it.
        """
        derived = Derived(db)
        if self._books is None:
            libraries = load_protocols(), load_formulary()
            self._books = Books(self._log.stream, derived, *libraries, SESSIONS_KEPT)
            self._books.entry_at = self._log.entry
            self._books.newest_before = self._log.newest_before
        with must_follow(entries[0]):
            pending = self._books.plan([entry_from(stored) for stored in entries])
            self._books.write(pending, derived)
            self._books.accept(pending)


def bring_up_to_date(db: Database, progress: Progress = nothing_told) -> None:
    """Work the tables of an earlier release out anew, all at once or not at all.

    Args:
        db: the vault's database.
        progress: told how many entries of how many are worked in; may raise to end it.

    Raises:
        StoreError: the log is damaged, or the disk failed; the tables are as they were.
    """
    if not is_worked_out(db):
        log = LogReader(db)
        rebuild(db, log, Deriver(log), progress)
