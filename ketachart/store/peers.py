"""What a vault keeps of the other workstations: their entries, signed tips, and who holds what.

Over a writing connection of the thread that exchanges. Each transaction is short, so that what is
charted meanwhile waits a few milliseconds at most.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from ketachart.crypto.signing import Signer
from ketachart.store.connection import Database, Transaction, translated
from ketachart.store.entries import GENESIS, Head, Stored, tip_message
from ketachart.store.errors import HeadMoved
from ketachart.store.log_reader import COLUMNS, HEAD_SQL, LogReader

AT_ONCE: Final = 200
"""Entries between one look and the next whether somebody waits to write."""
MOST_HELD: Final = 64
"""Of one workstation's segments for one reason, so that nobody can fill the vault with them."""
_TRIED_AGAIN: Final = {"newer", "unvouched"}

GUARD_SQL: Final = (
    "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'entry_is_never_deleted'"
)
"""How the log is kept from losing an entry."""
_INSERT_SQL: Final = f"INSERT INTO entry ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
_TIP_SQL: Final = "INSERT OR IGNORE INTO tip (device, seq, signature) VALUES (?, ?, ?)"
_HELD_COLUMNS: Final = "device, first_seq, last_seq, tip_hash, why, segment, held_at"
_HOLD_SQL: Final = f"INSERT OR REPLACE INTO held ({_HELD_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
_ACKNOWLEDGE_SQL: Final = (
    "INSERT OR REPLACE INTO acknowledged (place, device, seq, hash) VALUES (?, ?, ?, ?)"
)
_EXCHANGED_SQL: Final = (
    "INSERT OR REPLACE INTO exchanged (place, at, kind, body) VALUES (?, ?, ?, ?)"
)


class Tip(NamedTuple):
    """An entry that its workstation signed; only such a one may end what is sent on."""

    device: str
    seq: int
    signature: bytes


class Held(NamedTuple):
    """A segment that was set aside, as it came.

    `why` is damaged, forged, revoked, newer, forked, or unvouched.
    """

    device: str
    first_seq: int
    last_seq: int
    tip_hash: bytes
    why: str
    segment: bytes
    held_at: str


class Exchanged(NamedTuple):
    """When something was exchanged with a place last, or a workstation's receipt came.

    `kind` is hub, courier-read, courier-written or receipt; `body` is JSON.
    """

    place: str
    at: str
    kind: str
    body: str


class Peers:
    """The other workstations, as this vault knows them."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._log = LogReader(db)

    def heads(self) -> dict[str, Head]:
        """The newest entry of every workstation, this one's too."""
        return {device: self._log.head_of(device) for device in self._log.devices()}

    def head(self, device: str) -> Head:
        """The newest entry of one workstation; seq 0 if there is none."""
        return self._log.head_of(device)

    def hash_at(self, device: str, seq: int) -> bytes | None:
        """The hash of one entry; of none before the first, the chain's beginning."""
        if seq == 0:
            return GENESIS
        rows = self._all("SELECT hash FROM entry WHERE device = ? AND seq = ?", device, seq)
        return bytes(rows[0][0]) if rows else None  # type: ignore[call-overload]

    def has(self, head: Head) -> bool:
        """Whether this very entry is in the log."""
        return self.hash_at(head.device, head.seq) == head.hash

    def run(self, device: str, after: int, upto: int) -> Iterator[Stored]:
        """A workstation's entries from one number, not included, up to another, included."""
        return self._log.run(device, after=after, upto=upto)

    # --- signed tips ---------------------------------------------------------------------------

    def tips(self, device: str, after: int) -> Iterator[Tip]:
        """A workstation's signed entries after a number, in order."""
        while True:
            rows = self._all(
                "SELECT device, seq, signature FROM tip WHERE device = ? AND seq > ? "
                "ORDER BY seq LIMIT 1000",
                device,
                after,
            )
            yield from itertools.starmap(Tip, rows)
            if len(rows) < 1000:
                return
            after = int(str(rows[-1][1]))

    def last_tip(self, device: str) -> int:
        """The number of a workstation's newest signed entry; 0 if there is none."""
        ((seq,),) = self._all("SELECT max(seq) FROM tip WHERE device = ?", device)
        return int(str(seq or 0))

    def sign_own_tip(self, signer: Signer, site: str) -> None:
        """Sign this workstation's newest entry, so that others may pass it on for it."""
        rows = self._all("SELECT value FROM meta WHERE key = 'device'")
        head = self.head(str(rows[0][0]))
        if head.seq:
            signature = signer.sign(tip_message(site, *head))
            self._change(_TIP_SQL, (head.device, head.seq, signature))

    # --- what arrives --------------------------------------------------------------------------

    def take(self, entries: Sequence[Stored], signature: bytes | None, after: Head) -> int:
        """Put another workstation's entries into the log, in few transactions or many.

        Each ends as soon as somebody else waits to write.

        Args:
            entries: checked by the caller: whole, chained, signed by who may.
            signature: of the last one; left out where only a part of what was signed is taken.
            after: the head they follow.

        Returns:
            How many were new.

        Raises:
            HeadMoved: the log has another head than that by now.
            StoreError: the database or the disk failed; the first of them may have been taken.
        """
        taken = 0
        while taken < len(entries):
            taken = self._take_some(entries, taken, signature, after)
            after = entries[taken - 1].head
        return len(entries)

    def _take_some(
        self, entries: Sequence[Stored], start: int, signature: bytes | None, after: Head
    ) -> int:
        """As many as there are, or until somebody waits to write; the number of the next."""
        first, end = entries[start], start
        if (first.device, first.seq - 1, first.prev_hash) != after:
            raise HeadMoved
        connection = self._db.conn
        with Transaction(self._db, is_patient=True) as turn:
            found = connection.execute(HEAD_SQL, (after.device,)).fetchall() or [(0, GENESIS)]
            if tuple(found[0]) != after[1:]:
                raise HeadMoved
            while end < len(entries) and (end == start or not turn.is_wanted()):
                connection.executemany(_INSERT_SQL, entries[end : end + AT_ONCE])
                end = min(end + AT_ONCE, len(entries))
            last = entries[end - 1]
            if signature is not None and end == len(entries):
                connection.execute(_TIP_SQL, (last.device, last.seq, signature))
            grown = connection.execute(
                "UPDATE unfolded SET last_seq = ? WHERE device = ? AND last_seq = ?",
                (last.seq, last.device, after.seq),
            )
            if not grown.rowcount:
                connection.execute(
                    "INSERT INTO unfolded (device, first_seq, last_seq) VALUES (?, ?, ?)",
                    (first.device, first.seq, last.seq),
                )
        return end

    def waiting(self) -> dict[str, int]:
        """The first entry of each workstation that is not worked in yet; of some there is none."""
        rows = self._all("SELECT device, min(first_seq) FROM unfolded GROUP BY device")
        return {str(device): int(str(first)) for device, first in rows}

    def give_up(self, device: str, after: int) -> bool:
        """Take a workstation's entries after a number out of the log again.

        Nothing follows from what was not worked in; it was set aside by the caller.

        Returns:
            Whether that was done; not where one of them was worked in by now.
        """
        connection = self._db.conn
        with Transaction(self._db, is_patient=True):
            runs = connection.execute(
                "SELECT min(first_seq) FROM unfolded WHERE device = ?", (device,)
            ).fetchall()
            if runs[0][0] is None or runs[0][0] > after + 1:
                return False
            ((guard,),) = connection.execute(GUARD_SQL).fetchall()
            connection.execute("DROP TRIGGER entry_is_never_deleted")
            connection.execute("DELETE FROM entry WHERE device = ? AND seq > ?", (device, after))
            connection.execute(guard)
            connection.execute("DELETE FROM tip WHERE device = ? AND seq > ?", (device, after))
            connection.execute(
                "DELETE FROM acknowledged WHERE device = ? AND seq > ?", (device, after)
            )
            connection.execute(
                "DELETE FROM unfolded WHERE device = ? AND first_seq > ?", (device, after)
            )
            connection.execute(
                "UPDATE unfolded SET last_seq = ? WHERE device = ? AND last_seq > ?",
                (after, device, after),
            )
        return True

    # --- what is set aside ---------------------------------------------------------------------

    def hold(self, held: Held) -> bool:
        """Set a segment aside; whether that is news.

        Of those that will never be taken in, only so many are kept for one workstation.
        """
        rows = self._all(
            "SELECT why FROM held WHERE device = ? AND last_seq = ? AND tip_hash = ?",
            held.device,
            held.last_seq,
            held.tip_hash,
        )
        if rows and rows[0][0] == held.why:
            return False
        if held.why not in _TRIED_AGAIN and self._count_held(held) >= MOST_HELD:
            return False
        self._change(_HOLD_SQL, held)
        return True

    def held(self, whys: Sequence[str] = ()) -> tuple[Held, ...]:
        """What is set aside, in order; for some reasons only."""
        chosen = f"WHERE why IN ({', '.join('?' * len(whys))})" if whys else ""
        sql = f"SELECT {_HELD_COLUMNS} FROM held {chosen} ORDER BY device, last_seq, tip_hash"  # noqa: S608
        return tuple(itertools.starmap(Held, self._all(sql, *whys)))

    def let_go(self, device: str) -> None:
        """Forget what was set aside and has come in whole meanwhile."""
        self._change(
            "DELETE FROM held WHERE device = ? AND EXISTS (SELECT 1 FROM entry "
            "WHERE entry.device = held.device AND entry.seq = held.last_seq "
            "AND entry.hash = held.tip_hash)",
            (device,),
        )

    def _count_held(self, held: Held) -> int:
        ((count,),) = self._all(
            "SELECT count(*) FROM held WHERE device = ? AND why = ?", held.device, held.why
        )
        return int(str(count))

    # --- who holds what ------------------------------------------------------------------------

    def acknowledged(self, place: str) -> dict[str, Head]:
        """What a place once acknowledged to hold, by workstation."""
        rows = self._all("SELECT device, seq, hash FROM acknowledged WHERE place = ?", place)
        return {str(row[0]): Head(*row) for row in rows}  # type: ignore[arg-type]

    def acknowledge(self, place: str, heads: Sequence[Head], tips: Sequence[Tip] = ()) -> None:
        """Note what a place holds now, and the tips signed for it; durable when it returns."""
        with Transaction(self._db, is_patient=True):
            self._note_heads(place, heads, tips)

    def _note_heads(self, place: str, heads: Sequence[Head], tips: Sequence[Tip]) -> None:
        self._db.conn.executemany(_TIP_SQL, tips)
        self._db.conn.executemany(_ACKNOWLEDGE_SQL, [(place, *head) for head in heads])

    def note_exchange(
        self, done: Exchanged, heads: Sequence[Head] = (), tips: Sequence[Tip] = ()
    ) -> None:
        """Note an exchange over the last one with the place, and what that acknowledged by it."""
        with Transaction(self._db, is_patient=True):
            self._note_heads(done.place, heads, tips)
            self._db.conn.execute(_EXCHANGED_SQL, done)

    def now(self) -> str:
        """The computer's time in UTC, as the log spells it."""
        ((now,),) = self._all("SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now')")
        return str(now)

    def exchanges(self) -> Mapping[str, Exchanged]:
        """The last exchange with every place."""
        rows = self._all("SELECT place, at, kind, body FROM exchanged")
        return {str(row[0]): Exchanged(*map(str, row)) for row in rows}

    def _change(self, sql: str, values: Sequence[object]) -> None:
        with Transaction(self._db, is_patient=True):
            self._db.conn.execute(sql, values)

    def _all(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        with translated():
            return list(self._db.conn.execute(sql, values))
