"""Takes segments in, or sets them aside; nothing is taken in that was not checked."""

from typing import Final

import msgspec

from ketachart.store.entries import GENESIS, Head, Stored
from ketachart.store.peers import Held, Peers
from ketachart.sync.parties import (
    DAMAGED,
    FORGED,
    FORKED,
    NEWER,
    REVOKED,
    UNVOUCHED,
    Own,
    SetAside,
    Trust,
)
from ketachart.sync.segment import BadSegment, NewerSegment, Sealer, Segment

_TRIED_AGAIN: Final = (NEWER, UNVOUCHED)


class Intake:
    """Checks what comes from a place, one segment after the other.

    A segment is believed if it is sealed under the clinic's key, its entries chain from what is
    here to its last one, and that one is signed with a key that the clinic vouches for. Whatever
    else comes is set aside, and the next is looked at.
    """

    def __init__(self, peers: Peers, own: Own, sealer: Sealer, trust: Trust) -> None:
        self._peers = peers
        self._own = own
        self._sealer = sealer
        self._trust = trust
        self._heads = peers.heads()
        self._limits: dict[str, int | None] = {}
        self._keys: dict[str, bytes] = {}
        self.received = 0
        self.is_waiting = False
        """Whether something came that somebody whose entries come later may vouch for."""
        self.set_aside: list[SetAside] = []

    def head(self, device: str) -> Head:
        """The newest entry of a workstation that is here."""
        return self._heads.get(device) or Head(device, 0, GENESIS)

    def is_known(self, tip: Head) -> bool:
        """Whether this very entry is here, so that there is nothing to ask for."""
        return tip.seq <= self.head(tip.device).seq and self._peers.has(tip)

    def is_gap(self, segment: Segment) -> bool:
        """Whether something before it is missing; a later exchange brings it."""
        return segment.first_seq > self.head(segment.device).seq + 1

    def offer(self, segment: Segment) -> bool:
        """Take in what is new in a segment; whether anything was.

        Raises:
            StoreError: the database or the disk failed.
        """
        device, head = segment.device, self.head(segment.device)
        if device == self._own.device or self.is_gap(segment):
            return False
        if segment.last_seq <= head.seq and self._peers.has(segment.tip):
            return False
        try:
            entries = self._sealer.open(segment)
        except NewerSegment:
            return self._aside(segment, NEWER)
        except BadSegment:
            return self._aside(segment, DAMAGED)
        key = self._key_of(device, entries)
        if key is None:
            self.is_waiting = True
            return self._aside(segment, UNVOUCHED)
        if not segment.is_signed_by(key):
            return self._aside(segment, FORGED)
        self._keys[device] = key
        if not self._follows(entries, head):
            return self._aside(segment, FORKED)
        return self._take(segment, entries[head.seq - segment.first_seq + 1 :])

    def try_again(self) -> bool:
        """Offer again what was set aside until an update, or until somebody vouches for it."""
        moved = False
        for held in self._peers.held(_TRIED_AGAIN):
            segment = msgspec.msgpack.decode(held.segment, type=Segment)
            moved = self.offer(segment) or moved
        return moved

    def settle(self) -> None:
        """Forget what was set aside and came in whole after all."""
        for device in {held.device for held in self._peers.held()}:
            self._peers.let_go(device)

    def _key_of(self, device: str, entries: tuple[Stored, ...]) -> bytes | None:
        if device not in self._keys:
            first = () if self.head(device).seq else entries
            return self._trust.key_of(device, first)
        return self._keys[device]

    def _follows(self, entries: tuple[Stored, ...], head: Head) -> bool:
        first = entries[0]
        if first.seq == head.seq + 1:
            return first.prev_hash == head.hash
        # Some of it is here already: the entry that is newest here must be among them.
        return entries[-1].seq > head.seq and entries[head.seq - first.seq].hash == head.hash

    def _take(self, segment: Segment, fresh: tuple[Stored, ...]) -> bool:
        device = segment.device
        if device not in self._limits:
            self._limits[device] = self._trust.last_allowed(device)
        limit = self._limits[device]
        if limit is not None and segment.last_seq > limit:
            self._aside(segment, REVOKED)
            fresh = tuple(entry for entry in fresh if entry.seq <= limit)
        if not fresh:
            return False
        is_whole = fresh[-1].seq == segment.last_seq
        signature = segment.tip_sig if is_whole else None
        self.received += self._peers.take(fresh, signature, self.head(device))
        self._heads[device] = fresh[-1].head
        return True

    def _aside(self, segment: Segment, why: str) -> bool:
        if hold(self._peers, segment, why):
            self.set_aside.append(
                SetAside(
                    device=segment.device,
                    first_seq=segment.first_seq,
                    last_seq=segment.last_seq,
                    why=why,
                )
            )
        return False


def hold(peers: Peers, segment: Segment, why: str) -> bool:
    """Set a segment aside as it came; whether that is news."""
    return peers.hold(
        Held(
            device=segment.device,
            first_seq=segment.first_seq,
            last_seq=segment.last_seq,
            tip_hash=segment.tip_hash,
            why=why,
            segment=msgspec.msgpack.encode(segment),
            held_at=peers.now(),
        )
    )
