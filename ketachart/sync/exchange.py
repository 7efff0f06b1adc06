"""One exchange with a place: first what it lacks, then what is lacking here.

Every step is durable where it lands before the next one relies on it, and doing it again changes
nothing; so an exchange may be cut anywhere, and the next one goes on from there.
"""

import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from ketachart.store.entries import Head
from ketachart.store.peers import Exchanged, Peers, Tip
from ketachart.store.progress import Progress, nothing_told
from ketachart.sync.intake import Intake
from ketachart.sync.parties import Behind, Own, Report, SetAside, Trust
from ketachart.sync.place import Place, Source
from ketachart.sync.refilling import is_due, refill
from ketachart.sync.segment import BadSegment, NewerSegment, Sealer, Segment
from ketachart.sync.sending import segments_of, sendable

__all__ = ["Behind", "Own", "Report", "SetAside", "Trust", "exchange", "is_forked", "pull"]

PAGE: Final = 16
"""Segments asked for, or laid down, at once."""

_NOTED_EVERY: Final = timedelta(minutes=10)
"""How often an exchange is noted that moved nothing: all others leave the disk alone."""


def exchange(
    place: Place,
    peers: Peers,
    own: Own,
    sealer: Sealer,
    trust: Trust,
    progress: Progress = nothing_told,
) -> Report:
    """Bring a place and this vault to the same entries.

    Args:
        place: the hub.
        peers: the vault, over a writing connection of this thread.
        own: this workstation.
        sealer: of this clinic.
        trust: whom the clinic vouches for.
        progress: told how many entries of how many have moved; may raise to end it.

    Raises:
        PlaceTrouble: the place failed; what had moved by then is safe.
        StoreError: this side's database or disk failed; as above.
    """
    return _Exchange(place, peers, own, sealer, trust, progress).run()


def is_forked(place: Source, peers: Peers, own: Own, tips: Mapping[str, tuple[int, bytes]]) -> bool:
    """Whether a place holds entries signed with our key that we never wrote.

    Then this vault was copied, or restored from a backup, and somebody else goes on with its
    name. What is only claimed to be ours, without our signature, is no such sign.
    """
    there = tips.get(own.device)
    if there is None or peers.has(Head(own.device, *there)):
        return False
    head = peers.head(own.device)
    suspects = _pages(place, own.device, min(head.seq, there[0] - 1))
    return any(
        each.is_signed_by(own.signer.public_key) and not peers.has(each.tip)
        for page in suspects
        for each in page
    )


def pull(
    place: Source,
    tips: Mapping[str, tuple[int, bytes]],
    intake: Intake,
    progress: Progress = nothing_told,
) -> None:
    """Take in all that a place has of other workstations, until nothing new comes.

    More than one round, since one workstation's entries may vouch for another.

    Args:
        place: where from.
        tips: what it says it has of each of them.
        intake: checks it.
        progress: told how many entries of about how many have come; may raise to end it.
    """
    goes_on = True
    total = sum(max(0, seq - intake.head(device).seq) for device, (seq, _) in tips.items())
    while goes_on:
        before = intake.received
        intake.try_again()
        for device, tip in tips.items():
            for _ in _offered(place, Head(device, *tip), intake):
                progress(intake.received, max(total, intake.received))
        goes_on = intake.is_waiting and intake.received > before
    if intake.received:
        intake.settle()


def _pages(place: Source, device: str, after: int) -> Iterator[Sequence[Segment]]:
    """All segments that end after an entry, page by page."""
    limit = PAGE
    while True:
        page = place.after(device, after, limit)
        yield page
        if len(page) < limit:
            return
        # Others that end with the same entry may lie beyond the page's end.
        beyond = page[-1].last_seq - 1
        limit = PAGE if beyond > after else limit * 2
        after = max(after, beyond)


def _offered(place: Source, tip: Head, intake: Intake) -> Iterator[None]:
    """Offer all of a workstation that is not here, page by page."""
    if intake.is_known(tip):
        return
    # Another entry than ours of a number that we have: a fork, or a forgery, to be set aside.
    after, limit = min(intake.head(tip.device).seq, tip.seq - 1), PAGE
    while True:
        page = place.after(tip.device, after, limit)
        is_beyond_a_gap = all(intake.is_gap(each) for each in page)
        for each in page:
            intake.offer(each)
        yield
        if len(page) < limit or is_beyond_a_gap:
            return
        beyond = max(intake.head(tip.device).seq, page[-1].last_seq - 1)
        limit = PAGE if beyond > after else limit * 2
        after = max(after, beyond)


class _Exchange:
    def __init__(
        self,
        place: Place,
        peers: Peers,
        own: Own,
        sealer: Sealer,
        trust: Trust,
        progress: Progress,
    ) -> None:
        self._place = place
        self._peers = peers
        self._own = own
        self._sealer = sealer
        self._progress = progress
        self._intake = Intake(peers, own, sealer, trust)
        self._sent = 0
        self._pushed = list[Segment]()

    def run(self) -> Report:
        place, peers, own = self._place, self._peers, self._own
        tips = place.tips()
        acknowledged = peers.acknowledged(place.name)
        forked = is_forked(place, peers, own, tips)
        behind = tuple(_lost(acknowledged, tips))
        heads = peers.heads()
        for head in heads.values():
            if head.device != own.device or not forked:
                self._push(head, tips.get(head.device), acknowledged.get(head.device))
        others = {device: tip for device, tip in tips.items() if device != own.device}
        if any(not self._intake.is_known(Head(device, *tip)) for device, tip in others.items()):
            self._acknowledge_pushed()
        pull(place, others, self._intake, self._progress)
        self._note(others, acknowledged)
        if behind or is_due(place, peers):
            ours = [device for device in heads if device != own.device or not forked]
            self._sent += refill(place, peers, own, self._sealer, ours, whole=bool(behind))
        return Report(
            place=place.name,
            sent=self._sent,
            received=self._intake.received,
            set_aside=tuple(self._intake.set_aside),
            behind=behind,
            forked=forked,
        )

    def _push(self, head: Head, there: tuple[int, bytes] | None, known: Head | None) -> None:
        upto = sendable(self._peers, self._own, head)
        start = self._start(head.device, there, known)
        if start is None or start >= upto:
            return
        segments = segments_of(self._peers, self._own, self._sealer, head.device, start, upto)
        done = 0
        while batch := tuple(itertools.islice(segments, PAGE)):
            self._acknowledge_pushed()
            self._place.put(batch)
            self._pushed = list(batch)
            moved = sum(each.last_seq - each.first_seq + 1 for each in batch)
            done, self._sent = done + moved, self._sent + moved
            self._progress(done, upto - start)

    def _acknowledge_pushed(self) -> None:
        """Note what the place confirmed; later than that is only sent once more."""
        if self._pushed:
            self._peers.acknowledge(self._place.name, *_confirmed(self._pushed))
            self._pushed = []

    def _start(
        self, device: str, there: tuple[int, bytes] | None, known: Head | None
    ) -> int | None:
        """After which entry to send; None if the place went on on another chain."""
        if there is None:
            return 0
        tip = Head(device, *there)
        if known is not None and known.seq <= tip.seq and self._peers.has(known):
            # Ours counts from what it confirmed to us: anybody may have claimed the rest.
            return known.seq if device == self._own.device else max(known.seq, tip.seq)
        if device != self._own.device and tip.seq >= self._peers.head(device).seq:
            return None
        if not self._peers.has(tip):
            return 0 if device == self._own.device else None
        return tip.seq if self._proves(tip) else 0

    def _proves(self, tip: Head) -> bool:
        """Whether what ends with an entry there is really it, and not only said to be."""
        for each in self._place.after(tip.device, tip.seq - 1, PAGE):
            try:
                if each.tip == tip and self._sealer.open(each):
                    return True
            except NewerSegment:
                return True
            except BadSegment:
                continue
        return False

    def _note(self, others: Mapping[str, tuple[int, bytes]], known: Mapping[str, Head]) -> None:
        place, now = self._place.name, self._peers.now()
        heads, signed = _confirmed(self._pushed)
        found = [Head(device, *tip) for device, tip in others.items()]
        heads += [tip for tip in found if tip != known.get(tip.device) and self._peers.has(tip)]
        moved = {"sent": self._sent, "received": self._intake.received}
        if heads or any(moved.values()) or self._is_long_ago(place, now):
            done = Exchanged(place, now, "hub", json.dumps(moved))
            self._peers.note_exchange(done, heads, signed)

    def _is_long_ago(self, place: str, now: str) -> bool:
        last = self._peers.exchanges().get(place)
        if last is None:
            return True
        since = datetime.fromisoformat(now) - datetime.fromisoformat(last.at)
        return not timedelta() <= since < _NOTED_EVERY


def _confirmed(pushed: Sequence[Segment]) -> tuple[list[Head], list[Tip]]:
    """The newest entry of each workstation that was pushed, and what was signed for it."""
    heads = {each.device: each.tip for each in pushed}
    return list(heads.values()), [Tip(each.device, each.last_seq, each.tip_sig) for each in pushed]


def _lost(
    acknowledged: Mapping[str, Head], tips: Mapping[str, tuple[int, bytes]]
) -> Iterator[Behind]:
    for device, head in acknowledged.items():
        seq, _ = tips.get(device, (0, b""))
        if seq < head.seq:
            yield Behind(device=device, acknowledged=head.seq, holds=seq)
