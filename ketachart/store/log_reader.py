"""Reads the log; holds nothing that could write to it."""

import heapq
import itertools
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from typing import Final

import msgspec

from ketachart.store.connection import Database, translated
from ketachart.store.entries import GENESIS, Head, Stored
from ketachart.store.places import Floors, Place

BATCH: Final = 1000
_SEEN: Final = "workstation.seen/1"
Run = tuple[int, int]
"""The numbers of a first and a last entry."""

COLUMNS: Final = (
    "device, seq, stream, kind, observed_at, recorded_at, "
    "utc_offset_s, author, body, prev_hash, hash"
)
HEAD_SQL: Final = "SELECT seq, hash FROM entry WHERE device = ? ORDER BY seq DESC LIMIT 1"
_STREAM_SQL: Final = f"SELECT {COLUMNS} FROM entry WHERE stream = ? ORDER BY device, seq"  # noqa: S608
_PART_SQL: Final = (
    f"SELECT {COLUMNS} FROM entry WHERE stream = ? AND device = ? AND seq BETWEEN ? AND ? "  # noqa: S608
    "ORDER BY seq"
)
_LAST_SQL: Final = "SELECT max(seq), hash FROM entry WHERE stream = ? AND device = ?"
_BEFORE_SQL: Final = f"SELECT {COLUMNS} FROM entry WHERE stream = ? AND device = ? AND seq < ?"  # noqa: S608
_RUN_SQL: Final = (
    f"SELECT {COLUMNS} FROM entry WHERE device = ? AND seq > ? AND seq <= ? "  # noqa: S608
    "ORDER BY seq LIMIT ?"
)
_KINDS_SQL: Final = "SELECT DISTINCT kind FROM entry WHERE device = ?"
# Steps from one device to the next along the index instead of walking over every entry.
_DEVICES_SQL: Final = """
    WITH RECURSIVE known(device) AS (
        SELECT min(device) FROM entry
        UNION ALL
        SELECT (SELECT min(device) FROM entry WHERE entry.device > known.device)
        FROM known WHERE known.device IS NOT NULL
    )
    SELECT device FROM known WHERE device IS NOT NULL
"""
_BACK_SQL: Final = f"SELECT {COLUMNS} FROM entry WHERE device = ? AND seq BETWEEN ? AND ?"  # noqa: S608
_ARRIVED_SQL: Final = "SELECT device, first_seq, last_seq FROM unfolded ORDER BY device, first_seq"
_RUNS_SQL: Final = """
    SELECT start.device, start.seq, coalesce((
        SELECT min(next.seq) - 1 FROM day_start AS next
        WHERE next.device = start.device AND next.seq > start.seq
    ), 9223372036854775807)
    FROM day_start AS start WHERE start.day BETWEEN ? AND ?
    ORDER BY start.device, start.seq
"""


class LogReader:
    """The log, to be looked at.

    Entries come in the order recorded. Within a workstation that is the order of its numbers, even
    where its clock was set back; between workstations the time of recording decides.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self.floors = Floors()
        """What keeps entries from standing before their causes; filled by whoever works them in."""

    def devices(self) -> tuple[str, ...]:
        """Every workstation that has recorded something."""
        with translated():
            return tuple(device for (device,) in self._db.conn.execute(_DEVICES_SQL))

    def head_of(self, device: str) -> Head:
        """The newest entry of a workstation's chain."""
        with translated():
            row = self._db.conn.execute(HEAD_SQL, (device,)).fetchone()
        seq, digest = row or (0, GENESIS)
        return Head(device=device, seq=seq, hash=digest)

    def count(self) -> int:
        """How many entries there are; each chain is without a gap, so its head's number tells."""
        return sum(self.head_of(device).seq for device in self.devices())

    def kinds_of(self, device: str) -> frozenset[str]:
        """Every kind of entry a workstation has recorded; all of its entries are looked at."""
        with translated():
            return frozenset(kind for (kind,) in self._db.conn.execute(_KINDS_SQL, (device,)))

    def entry(self, device: str, seq: int) -> Stored | None:
        """One entry, if there is such a one."""
        return next(self.run(device, after=seq - 1, upto=seq), None)

    def stream(self, name: str) -> tuple[Stored, ...]:
        """All entries of one stream."""
        with translated():
            rows = self._db.conn.execute(_STREAM_SQL, (name,)).fetchall()
        by_device: dict[str, list[Stored]] = {}
        for row in rows:
            by_device.setdefault(row[0], []).append(Stored(*row))
        return tuple(_in_order_recorded([iter(each) for each in by_device.values()], self.floors))

    def last_of(self, name: str, device: str) -> tuple[int, bytes] | None:
        """Number and hash of a workstation's newest entry in a stream."""
        with translated():
            seq, digest = self._db.conn.execute(_LAST_SQL, (name, device)).fetchone()
        return None if seq is None else (int(seq), bytes(digest))

    def newest_before(
        self, device: str, seq: int, stream: str, kinds: Sequence[str]
    ) -> Stored | None:
        """A workstation's newest entry before a number, in a stream, of some kinds."""
        sql = f"{_BEFORE_SQL} AND kind IN ({_marks(kinds)}) ORDER BY seq DESC LIMIT 1"
        with translated():
            row = self._db.conn.execute(sql, (stream, device, seq, *kinds)).fetchone()
        return Stored(*row) if row else None

    def since(self, device: str, seq: int) -> Iterator[Stored]:
        """What a workstation recorded after one of its entries."""
        return self.run(device, after=seq)

    def everything(self) -> Iterator[Stored]:
        """The whole log, of all workstations."""
        return _in_order_recorded([self.since(device, 0) for device in self.devices()], self.floors)

    def newest_worked_in(self) -> tuple[Stored, ...]:
        """The newest entry of each workstation that is worked in."""
        found = [self.entry(device, seq) for device, seq in self._worked_in_upto().items() if seq]
        return tuple(entry for entry in found if entry is not None)

    def worked_in(self) -> Iterator[Stored]:
        """The log of all workstations without what came and waits to be worked in."""
        chains = [self.run(device, 0, seq) for device, seq in self._worked_in_upto().items()]
        return _in_order_recorded(chains, self.floors)

    def _worked_in_upto(self) -> dict[str, int]:
        """The number of each workstation's newest entry that is worked in; 0 if none is."""
        upto = {device: self.head_of(device).seq for device in self.devices()}
        return upto | {device: first - 1 for device, first in self.waiting_from().items()}

    def waiting_from(self) -> dict[str, int]:
        """The number of the first entry that waits to be worked in, by workstation."""
        with translated():
            waiting = self._db.conn.execute(
                "SELECT device, min(first_seq) FROM unfolded GROUP BY device"
            ).fetchall()
        return dict(waiting)

    def arrived(self, most: int) -> tuple[Stored, ...]:
        """The first entries of other workstations that are not worked in yet, in their order."""
        with translated():
            runs = self._db.conn.execute(_ARRIVED_SQL).fetchall()
        first: dict[str, Run] = {}
        for device, start, end in runs:
            first.setdefault(device, (start, end))
        chains = [
            self.run(device, after=start - 1, upto=min(end, start + most - 1))
            for device, (start, end) in first.items()
        ]
        if not chains:
            return ()
        return tuple(itertools.islice(_in_order_recorded(chains, self.floors), most))

    def between_days(self, first: date, last: date) -> Iterator[Stored]:
        """What was recorded on these local days of the clinic, both included."""
        by_device = self._runs_between(first, last)
        return _in_order_recorded(
            [self._runs(*device) for device in by_device.items()], self.floors
        )

    def stream_between_days(self, name: str, first: date, last: date) -> tuple[Stored, ...]:
        """The entries of one stream that were recorded on these days, both included.

        Costs what those days hold, however long the stream is.
        """
        found: list[Iterator[Stored]] = []
        for device, runs in self._runs_between(first, last).items():
            found.append(
                itertools.chain.from_iterable(self._part(name, device, *run) for run in runs)
            )
        return tuple(_in_order_recorded(found, self.floors)) if found else ()

    def runs_between(self, first: date | None, last: date | None) -> dict[str, list[Run]]:
        """The numbers of these days' first and last entries, by workstation; all if no day is."""
        if first is None and last is None:
            return {device: [(1, self.head_of(device).seq)] for device in self.devices()}
        found = self._runs_between(first or date.min, last or date.max)
        heads = {device: self.head_of(device).seq for device in found}
        return {
            device: [(start, min(end, heads[device])) for start, end in runs]
            for device, runs in found.items()
        }

    def back(
        self, device: str, start: int, end: int, author: str = "", kinds: Sequence[str] = ()
    ) -> list[Stored]:
        """A workstation's entries between two numbers, the newest first; by one, of some kinds."""
        sql, values = _BACK_SQL, list[object]([device, start, end])
        if author:
            sql, values = f"{sql} AND author = ?", [*values, author]
        if kinds:
            sql, values = f"{sql} AND kind IN ({_marks(kinds)})", [*values, *kinds]
        with translated():
            rows = self._db.conn.execute(f"{sql} ORDER BY seq DESC", values).fetchall()
        return list(itertools.starmap(Stored, rows))

    def _runs_between(self, first: date, last: date) -> dict[str, list[tuple[int, int]]]:
        """The numbers of the first and last entry of each of these days, by workstation."""
        days = (first.isoformat(), last.isoformat())
        with translated():
            runs = self._db.conn.execute(_RUNS_SQL, days).fetchall()
        by_device: dict[str, list[tuple[int, int]]] = {}
        for device, start, end in runs:
            by_device.setdefault(device, []).append((start, end))
        return by_device

    def _part(self, name: str, device: str, start: int, end: int) -> Iterator[Stored]:
        with translated():
            rows = self._db.conn.execute(_PART_SQL, (name, device, start, end)).fetchall()
        return itertools.starmap(Stored, rows)

    def run(self, device: str, after: int, upto: int = 2**63 - 1) -> Iterator[Stored]:
        """A workstation's entries from one number, not included, up to another, included.

        Read in batches, so that no long read keeps the write-ahead log from being emptied.
        """
        while True:
            with translated():
                rows = self._db.conn.execute(_RUN_SQL, (device, after, upto, BATCH)).fetchall()
            yield from itertools.starmap(Stored, rows)
            if len(rows) < BATCH:
                return
            after = rows[-1][1]

    def _runs(self, device: str, runs: list[tuple[int, int]]) -> Iterator[Stored]:
        for start, end in runs:
            yield from self.run(device, after=start - 1, upto=end)


def in_batches(entries: Iterator[Stored]) -> Iterator[tuple[Stored, ...]]:
    """Entries by the thousand."""
    while batch := tuple(itertools.islice(entries, BATCH)):
        yield batch


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


def _in_order_recorded(chains: list[Iterator[Stored]], floors: Floors) -> Iterator[Stored]:
    if len(chains) == 1:
        return chains[0]
    placed = (_with_place(chain, floors) for chain in chains)
    return (entry for _, entry in heapq.merge(*placed, key=lambda pair: pair[0]))


def _with_place(chain: Iterator[Stored], floors: Floors) -> Iterator[tuple[Place, Stored]]:
    # A clock that was set back must not put an entry before the one it was recorded after, nor
    # one that is behind before what its author had seen.
    latest = ""
    for entry in chain:
        upto = _upto(entry) if entry.kind == _SEEN else ""
        latest = max(latest, floors.place(*entry[:2], entry.recorded).placed, upto)
        yield Place(latest, entry.device, entry.seq), entry


class _Seen(msgspec.Struct):
    upto: str = ""


_SEEN_BODY: Final = msgspec.json.Decoder(_Seen)


def _upto(entry: Stored) -> str:
    # One that was tampered with must be reached by whoever finds such things.
    with suppress(msgspec.MsgspecError, UnicodeDecodeError):
        return _SEEN_BODY.decode(entry.body).upto
    return ""
