"""The unit that travels: a run of one workstation's entries, packed, sealed, its last one signed.

In clear stand the clinic, the workstation, the numbers, the hashes and the signature, so that a
hub can order what it cannot read. The hashes in between are worked out again on opening: from the
hash before the first entry to that of the last, so one signature speaks for all of them.
"""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from ketachart.crypto.derive import Purpose, subkey
from ketachart.crypto.errors import BadSignature, SealBroken
from ketachart.crypto.sealing import Cipher
from ketachart.crypto.signing import verify
from ketachart.store.codec import UNREADABLE
from ketachart.store.entries import Head, Row, Stored, chained, tip_message

__all__ = [
    "FORMAT",
    "MOST_ENTRIES",
    "BadSegment",
    "NewerSegment",
    "Sealer",
    "Segment",
    "runs_of",
    "tip_message",
]

FORMAT: Final = 1
MOST_ENTRIES: Final = 1000
MOST_BYTES: Final = 4 << 20
"""Of what the entries hold, before it is packed; a single entry may be larger."""
_MOST_UNPACKED: Final = 64 << 20
_LARGEST_SEQ: Final = 2**63 - 1
_SEQ_BYTES: Final = 8
_LEVEL: Final = 6

_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(list[Row])


class BadSegment(Exception):
    """A segment is not as its workstation sealed it, or sealed under another clinic's key."""


class NewerSegment(BadSegment):
    """A later release sealed it; it is kept as it is until this one is updated."""


class Segment(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """A run of one workstation's entries as it travels.

    Attributes:
        site: the clinic, as the vaults spell it.
        device: the workstation that recorded the entries.
        first_seq: number of the first entry, 1 or more.
        last_seq: number of the last.
        prev_hash: the hash before the first entry, 32 bytes.
        tip_hash: the hash of the last, 32 bytes.
        tip_sig: the workstation's Ed25519 signature of `tip_message`, 64 bytes.
        fmt: how `sealed` is made.
        sealed: nonce, then AES-256-GCM of the packed rows, bound to all above but the signature.
    """

    site: str
    device: str
    first_seq: int
    last_seq: int
    prev_hash: bytes
    tip_hash: bytes
    tip_sig: bytes
    fmt: int
    sealed: bytes

    @property
    def before(self) -> Head:
        """What its first entry follows."""
        return Head(self.device, self.first_seq - 1, self.prev_hash)

    @property
    def tip(self) -> Head:
        """Its last entry."""
        return Head(self.device, self.last_seq, self.tip_hash)

    def is_signed_by(self, public_key: bytes) -> bool:
        """Whether the workstation with this key signed the last entry."""
        message = tip_message(self.site, self.device, self.last_seq, self.tip_hash)
        try:
            verify(public_key, self.tip_sig, message)
        except BadSignature:
            return False
        return True


class Sealer:
    """Seals and opens the segments of one clinic."""

    def __init__(self, site: str, site_key: bytes) -> None:
        self.site: Final = site
        self._cipher = Cipher(subkey(site_key, Purpose.SYNC))

    def seal(self, entries: Sequence[Stored], signature: bytes) -> Segment:
        """Seal a run of one workstation's entries.

        Args:
            entries: one or more, without a gap.
            signature: the workstation's, of the last entry's `tip_message`.
        """
        first, last = entries[0], entries[-1]
        packed = zlib.compress(_ENCODER.encode([entry[2:9] for entry in entries]), _LEVEL)
        bound = _bound(
            FORMAT, self.site, first.device, first.seq, last.seq, first.prev_hash, last.hash
        )
        return Segment(
            site=self.site,
            device=first.device,
            first_seq=first.seq,
            last_seq=last.seq,
            prev_hash=first.prev_hash,
            tip_hash=last.hash,
            tip_sig=signature,
            fmt=FORMAT,
            sealed=self._cipher.seal(packed, bound),
        )

    def open(self, segment: Segment) -> tuple[Stored, ...]:
        """The entries of a segment, with their numbers and hashes.

        That the workstation signed them is for the caller to ask (`is_signed_by`): who it trusts
        may stand in the entries.

        Raises:
            NewerSegment: a later release sealed it.
            BadSegment: it is damaged, of another clinic, or not a whole run.
        """
        if segment.fmt > FORMAT:
            raise NewerSegment
        if segment.fmt != FORMAT or segment.site != self.site or not _is_well_formed(segment):
            raise BadSegment
        try:
            packed = self._cipher.open(segment.sealed, _bound_of(segment))
            rows = _DECODER.decode(_unpacked(packed))
        except (SealBroken, zlib.error, *UNREADABLE) as error:
            raise BadSegment from error
        if len(rows) != segment.last_seq - segment.first_seq + 1:
            raise BadSegment
        entries = chained(rows, segment.before)
        if entries[-1].hash != segment.tip_hash:
            raise BadSegment
        return entries


@dataclass(slots=True)
class _Cut:
    entries: list[Stored]
    size: int


def runs_of(entries: Iterator[Stored]) -> Iterator[list[Stored]]:
    """Entries of one workstation, cut into runs of the size of a segment."""
    cut = _Cut([], 0)
    for entry in entries:
        if cut.entries and (len(cut.entries) == MOST_ENTRIES or cut.size >= MOST_BYTES):
            yield cut.entries
            cut = _Cut([], 0)
        cut.entries.append(entry)
        cut.size += len(entry.body)
    if cut.entries:
        yield cut.entries


def _unpacked(packed: bytes) -> bytes:
    # Bounded, so that nothing that was sealed can fill the memory.
    unpacker = zlib.decompressobj()
    found = unpacker.decompress(packed, _MOST_UNPACKED)
    if not unpacker.eof or unpacker.unused_data:
        raise BadSegment
    return found


def _is_well_formed(segment: Segment) -> bool:
    return (
        0 < segment.first_seq <= segment.last_seq <= _LARGEST_SEQ
        and len(segment.prev_hash) == len(segment.tip_hash) == 32
    )


def _bound_of(segment: Segment) -> bytes:
    return _bound(
        segment.fmt,
        segment.site,
        segment.device,
        segment.first_seq,
        segment.last_seq,
        segment.prev_hash,
        segment.tip_hash,
    )


def _bound(
    fmt: int, site: str, device: str, first_seq: int, last_seq: int, prev_hash: bytes, tip: bytes
) -> bytes:
    # Each part with its length before it, so that nothing can pass from one into the next.
    parts = (
        b"keta%d" % fmt,
        site.encode(),
        device.encode(),
        first_seq.to_bytes(_SEQ_BYTES),
        last_seq.to_bytes(_SEQ_BYTES),
        prev_hash,
        tip,
    )
    return b"".join(len(part).to_bytes(4) + part for part in parts)
