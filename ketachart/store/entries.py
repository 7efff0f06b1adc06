"""An entry of the log before and after it is stored, and the chain that binds entries together."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

FORMAT: Final = b"ketachart-entry-1"
GENESIS: Final = bytes(32)
_HASH_LENGTH: Final = len(GENESIS).to_bytes(4)


@dataclass(frozen=True, slots=True)
class Fresh:
    """An entry that is to be recorded; `body` is its canonical form."""

    stream: str
    kind: str
    observed_at: datetime
    recorded_at: datetime
    utc_offset_s: int
    author: str
    body: bytes


class Stored(NamedTuple):
    """An entry with its place in the log.

    Exactly a row of the table, in the order of its columns: an entry is written and read a great
    many times, and so costs no conversion. Times are UTC to the millisecond, as the log spells
    them; the properties give them as times.
    """

    device: str
    seq: int
    stream: str
    kind: str
    observed: str
    recorded: str
    utc_offset_s: int
    author: str
    body: bytes
    prev_hash: bytes
    hash: bytes

    @property
    def observed_at(self) -> datetime:
        """When it happened, in UTC."""
        return datetime.fromisoformat(self.observed)

    @property
    def recorded_at(self) -> datetime:
        """When it was recorded, in UTC."""
        return datetime.fromisoformat(self.recorded)

    @property
    def local_day(self) -> str:
        """The clinic's day on which it was recorded, as YYYY-MM-DD."""
        return str(self.recorded_at + timedelta(seconds=self.utc_offset_s))[:10]

    @property
    def head(self) -> "Head":
        """The head of the log when this is its newest entry."""
        return Head(self.device, self.seq, self.hash)

    def expected_hash(self) -> bytes:
        """The hash this entry ought to have, worked out from all else in it."""
        return _chained_hash(self[:10])


class Head(NamedTuple):
    """The newest entry of one workstation's chain; seq 0 before the first."""

    device: str
    seq: int
    hash: bytes


def stamp(fresh: Sequence[Fresh], after: Head) -> tuple[Stored, ...]:
    """Give entries their places behind a head, and chain them to it; touches no file."""
    stamped = []
    device, seq, prev_hash = after
    for entry in fresh:
        seq += 1
        placed = (
            device,
            seq,
            entry.stream,
            entry.kind,
            written_time(entry.observed_at),
            written_time(entry.recorded_at),
            entry.utc_offset_s,
            entry.author,
            entry.body,
            prev_hash,
        )
        prev_hash = _chained_hash(placed)
        stamped.append(Stored(*placed, prev_hash))
    return tuple(stamped)


Row = tuple[str, str, str, str, int, str, bytes]
"""An entry without its place: stream, kind, observed, recorded, utc_offset_s, author, body."""


def chained(rows: Sequence[Row], after: Head) -> tuple[Stored, ...]:
    """Put entries back behind a head: numbers and hashes are worked out again."""
    found = []
    device, seq, prev_hash = after
    # As _chained_hash, part by part: this is done for every entry that arrives.
    beginning = FORMAT + _with_length(device.encode())
    sha256 = hashlib.sha256
    for row in rows:
        seq += 1
        stream, kind, observed, recorded, utc_offset_s, author, body = row
        texts = (str(seq), stream, kind, observed, recorded, str(utc_offset_s), author)
        parts = [beginning]
        for text in texts:
            written = text.encode()
            parts += (len(written).to_bytes(4), written)
        parts += (len(body).to_bytes(4), body, _HASH_LENGTH, prev_hash)
        digest = sha256(b"".join(parts)).digest()
        found.append(Stored(device, seq, *row, prev_hash, digest))
        prev_hash = digest
    return tuple(found)


def tip_message(site: str, device: str, seq: int, tip_hash: bytes) -> bytes:
    """What a workstation signs of an entry of its own, to vouch for all up to it."""
    return b"\0".join(
        [b"ketachart-tip-1", site.encode(), device.encode(), str(seq).encode(), tip_hash]
    )


def written_time(time: datetime) -> str:
    """A time as the log spells it: 2026-03-02T13:20:00.000Z."""
    if time.tzinfo is None:
        message = "A time without a zone cannot be recorded."
        raise ValueError(message)
    in_utc = time if time.tzinfo is UTC else time.astimezone(UTC)
    return in_utc.isoformat(timespec="milliseconds")[:-6] + "Z"


def _chained_hash(placed: tuple[str | int | bytes, ...]) -> bytes:
    # Each part with its length before it, so that nothing can pass from one into the next.
    hashed = [FORMAT]
    for part in placed:
        written = part if isinstance(part, bytes) else str(part).encode()
        hashed.append(len(written).to_bytes(4))
        hashed.append(written)
    return hashlib.sha256(b"".join(hashed)).digest()


def _with_length(part: bytes) -> bytes:
    return len(part).to_bytes(4) + part
