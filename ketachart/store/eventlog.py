"""Appends to the log: entries and all that is worked out from them in one transaction."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from ketachart.store.anchor import Anchor
from ketachart.store.connection import Database, Transaction, translated
from ketachart.store.entries import GENESIS, Fresh, Head, Stored, stamp, written_time
from ketachart.store.errors import HeadMoved
from ketachart.store.log_reader import COLUMNS, HEAD_SQL, LogReader

_INSERT_SQL: Final = f"INSERT INTO entry ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
_DAY_SQL: Final = "INSERT INTO day_start (device, seq, day) VALUES (?, ?, ?)"
_LAST_DAY_SQL: Final = "SELECT day FROM day_start WHERE device = ? ORDER BY seq DESC LIMIT 1"


class EventLog(LogReader):
    """The log of this workstation; `head` is what is known to be on the disk."""

    def __init__(self, db: Database, device: str, anchor: Anchor) -> None:
        super().__init__(db)
        self.device: Final = device
        self._anchor = anchor
        self._head = self.head_of(device)
        self._last_day = last_day_of(db, device)

    @property
    def head(self) -> Head:
        """The newest entry of this workstation."""
        return self._head

    def last_recorded_at(self) -> datetime:
        """When the newest entry of this workstation was recorded.

        Raises:
            LookupError: there is none.
        """
        newest = self.entry(self.device, self._head.seq)
        if newest is None:
            raise LookupError(self.device)
        return newest.recorded_at

    def stamp(self, fresh: Sequence[Fresh], after: Head | None = None) -> tuple[Stored, ...]:
        """Give entries their places behind the head, or behind entries stamped before them."""
        return stamp(fresh, self._head if after is None else after)

    def write(self, stored: Sequence[Stored], derive: Callable[[Database], None]) -> Head:
        """Record stamped entries; on the disk when this returns.

        `derive` changes the derived tables in the same transaction. If anything fails, nothing
        has changed; what `derive` raises comes through as it is.

        Raises:
            HeadMoved: the entries were stamped behind another head than the log has now.
            StoreError: the database or the disk failed.
        """
        before = self._head
        _require_follows(stored, before)
        connection = self._db.conn
        with Transaction(self._db):
            found = connection.execute(HEAD_SQL, (self.device,)).fetchone() or (0, GENESIS)
            if found != before[1:]:
                raise HeadMoved
            for entry in stored:
                connection.execute(_INSERT_SQL, entry)
            last_day = note_days(self._db, stored, self._last_day)
            derive(self._db)
        self._head, self._last_day = stored[-1].head, last_day
        self._anchor.note(self._head)
        return self._head


def note_days(db: Database, stored: Sequence[Stored], last_day: str | None) -> str | None:
    """Note where a run of entries of one local day begins; the entries are of one workstation.

    Args:
        db: where to note it, within the caller's transaction.
        stored: the entries, in order.
        last_day: the day of that workstation's entry before, if any.

    Returns:
        The day of the last entry.
    """
    begins = ends = ""
    offset = 0
    for entry in stored:
        if begins <= entry.recorded < ends and entry.utc_offset_s == offset:
            continue
        day = entry.local_day
        if day != last_day:
            db.conn.execute(_DAY_SQL, (entry.device, entry.seq, day))
            last_day = day
        offset = entry.utc_offset_s
        begins, ends = _day_in_utc(day, offset)
    return last_day


def _day_in_utc(day: str, offset_s: int) -> tuple[str, str]:
    """When a local day begins and ends, as the log spells times: no other day's lie between."""
    begins = datetime.fromisoformat(f"{day}T00:00:00Z") - timedelta(seconds=offset_s)
    return written_time(begins), written_time(begins + timedelta(days=1))


def note_arrived(db: Database, stored: Sequence[Stored]) -> None:
    """Note that entries of others are worked in; within the caller's transaction.

    Args:
        db: the database.
        stored: a beginning of what each workstation's waiting entries are.

    Raises:
        HeadMoved: some of them were set aside meanwhile.
    """
    by_device: dict[str, list[Stored]] = {}
    for entry in stored:
        by_device.setdefault(entry.device, []).append(entry)
    for device, entries in by_device.items():
        note_days(db, entries, last_day_of(db, device))
        first, last = entries[0].seq, entries[-1].seq
        (end,) = db.conn.execute(
            "SELECT last_seq FROM unfolded WHERE device = ? AND first_seq = ?", (device, first)
        ).fetchone() or (0,)
        if end < last:
            raise HeadMoved
        db.conn.execute("DELETE FROM unfolded WHERE device = ? AND first_seq = ?", (device, first))
        if end > last:
            db.conn.execute(
                "INSERT INTO unfolded (device, first_seq, last_seq) VALUES (?, ?, ?)",
                (device, last + 1, end),
            )


def last_day_of(db: Database, device: str) -> str | None:
    """The local day of a workstation's newest entry."""
    with translated():
        row = db.conn.execute(_LAST_DAY_SQL, (device,)).fetchone()
    return row[0] if row else None


def _require_follows(stored: Sequence[Stored], head: Head) -> None:
    for entry in stored:
        if (entry.device, entry.seq - 1, entry.prev_hash) != head:
            raise HeadMoved
        head = entry.head
