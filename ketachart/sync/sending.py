"""Cuts what this vault holds into segments, for a place that lacks it."""

from collections.abc import Iterator

from ketachart.store.entries import Head
from ketachart.store.peers import Peers, Tip
from ketachart.sync.parties import Own
from ketachart.sync.segment import MOST_BYTES, MOST_ENTRIES, Sealer, Segment, runs_of


def segments_of(
    peers: Peers, own: Own, sealer: Sealer, device: str, after: int, upto: int
) -> Iterator[Segment]:
    """A workstation's entries after a number, up to another, sealed.

    This workstation's own are signed on the way. Another's are cut where it signed, so that the
    last few may be left out until it signs again.
    """
    if device == own.device:
        for run in runs_of(peers.run(device, after, upto)):
            yield sealer.seal(run, own.sign(sealer.site, run[-1].seq, run[-1].hash))
        return
    start, waiting = after, list[Tip]()
    for tip in peers.tips(device, after):
        if tip.seq > upto:
            break
        if waiting and tip.seq - start > MOST_ENTRIES:
            sealed = _sealed(peers, sealer, start, waiting)
            yield from sealed
            start, waiting = waiting[-1].seq, []
        waiting.append(tip)
    yield from _sealed(peers, sealer, start, waiting)


def sendable(peers: Peers, own: Own, head: Head) -> int:
    """The last entry of a workstation that may be sent on; 0 if there is none."""
    return head.seq if head.device == own.device else peers.last_tip(head.device)


def _sealed(peers: Peers, sealer: Sealer, start: int, tips: list[Tip]) -> Iterator[Segment]:
    """A run up to the last of these tips; in more pieces if its entries are large."""
    if not tips:
        return
    entries = list(peers.run(tips[0].device, start, tips[-1].seq))
    if len(tips) > 1 and sum(len(entry.body) for entry in entries) > MOST_BYTES:
        half = len(tips) // 2
        yield from _sealed(peers, sealer, start, tips[:half])
        yield from _sealed(peers, sealer, tips[half - 1].seq, tips[half:])
        return
    yield sealer.seal(entries, tips[-1].signature)
