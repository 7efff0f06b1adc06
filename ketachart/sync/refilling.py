"""What a place lost in the middle is laid down again by whoever has it.

What it lost at the end shows in its tips. A hole in the middle shows only to who asks for all
numbers of a workstation. So that is done once a day, for a part of a long log, and for all of it
whenever something is lost at the end.
"""

import itertools
import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from ketachart.store.entries import Head
from ketachart.store.peers import Exchanged, Peers
from ketachart.sync.parties import Own
from ketachart.sync.place import Place
from ketachart.sync.segment import Sealer, Segment
from ketachart.sync.sending import segments_of, sendable

LOOKED_THROUGH: Final = "looked-through"
_DAY: Final = len("2026-03-02")
_AT_ONCE: Final = 16
PART: Final = 20_000
"""So many entries of each workstation are looked through in a day."""


def is_due(place: Place, peers: Peers) -> bool:
    """Whether a place was not looked through for holes today."""
    last = peers.exchanges().get(_noted_as(place))
    return last is None or last.at[:_DAY] != peers.now()[:_DAY]


def refill(
    place: Place,
    peers: Peers,
    own: Own,
    sealer: Sealer,
    devices: Iterable[str],
    *,
    whole: bool = False,
) -> int:
    """Lay down what is missing in the middle of these workstations' entries there, and is here.

    Args:
        place: the hub.
        peers: the vault.
        own: this workstation.
        sealer: of this clinic.
        devices: whose entries.
        whole: look through all of them, not only through today's part of a long log.

    Returns:
        How many entries that were.

    Raises:
        PlaceTrouble: the place failed; what was laid down by then stays.
        StoreError: this side's database or disk failed; as above.
    """
    sent, missing = 0, _missing_there(place, peers, own, sealer, devices, whole=whole)
    while batch := tuple(itertools.islice(missing, _AT_ONCE)):
        place.put(batch)
        sent += sum(each.last_seq - each.first_seq + 1 for each in batch)
    done = Exchanged(_noted_as(place), peers.now(), LOOKED_THROUGH, json.dumps({"sent": sent}))
    peers.note_exchange(done)
    return sent


def _missing_there(
    place: Place, peers: Peers, own: Own, sealer: Sealer, devices: Iterable[str], *, whole: bool
) -> Iterator[Segment]:
    today = date.fromisoformat(peers.now()[:_DAY]).toordinal()
    for device in devices:
        parts = range(0, sendable(peers, own, peers.head(device)), PART)
        for after in parts if whole or not parts else parts[today % len(parts) :][:1]:
            for first, last in _holes(place, peers, own, device, after):
                end = last if device == own.device else _end(place, peers, device, last)
                yield from segments_of(peers, own, sealer, device, first - 1, end)


def _holes(
    place: Place, peers: Peers, own: Own, device: str, after: int
) -> Iterator[tuple[int, int]]:
    """First and last number of each run that is missing there in a part of a log.

    What ends with another entry than ours of that number holds nothing of it, whatever it claims.
    """
    upto = min(after + PART, sendable(peers, own, peers.head(device)))
    needed = after + 1
    for first, last, tip in sorted(place.runs(device, after, upto)):
        if peers.has(Head(device, last, tip)):
            if first > needed:
                yield needed, first - 1
            needed = max(needed, last + 1)
    if needed <= upto:
        yield needed, upto


def _end(place: Place, peers: Peers, device: str, last: int) -> int:
    """The first entry at a hole's end that its workstation signed and that ends nothing there.

    A place keeps what it has under the number of the last entry, and takes no other for it.
    """
    for tip in peers.tips(device, last - 1):
        if tip.seq == last or place.holds(device, tip.seq) is None:
            return tip.seq
    return last


def _noted_as(place: Place) -> str:
    return f"{place.name} ({LOOKED_THROUGH})"
