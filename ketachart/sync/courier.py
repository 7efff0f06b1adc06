"""Writing a stick and reading one: what is on it is exchanged as with a hub, by hand."""

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from ketachart.store.entries import Head
from ketachart.store.peers import Exchanged, Peers
from ketachart.store.progress import Progress, nothing_told
from ketachart.sync.exchange import PAGE, is_forked, pull
from ketachart.sync.intake import Intake
from ketachart.sync.parties import Own, Receipt, Report, Trust
from ketachart.sync.place import PlaceAway, PlaceDamaged, PlaceTrouble
from ketachart.sync.receipts import SignedReceipt, checked, own_receipt
from ketachart.sync.segment import Sealer, Segment
from ketachart.sync.sending import segments_of, sendable
from ketachart.sync.stick import SUFFIX, Stick, courier_file, write_stick

__all__ = ["SUFFIX", "courier_file", "read_courier", "write_courier"]


def write_courier(
    folder: Path,
    peers: Peers,
    own: Own,
    sealer: Sealer,
    trust: Trust,
    progress: Progress = nothing_told,
    *,
    whole: bool = False,
) -> Report:
    """Put what others may lack onto a stick, beside what lies on it and is not here.

    Args:
        folder: the stick.
        peers: the vault, over a writing connection of this thread.
        own: this workstation.
        sealer: of this clinic.
        trust: whom the clinic vouches for.
        progress: told how many entries of how many are written; may raise to end it.
        whole: for a newcomer: all there is, whoever has a receipt for it.

    Raises:
        PlaceTrouble: it could not be written; the stick is as it was before.
        StoreError: this side's database failed; as above.
    """
    path = courier_file(folder, sealer.site)
    try:
        lying: Stick | None = Stick(path, sealer.site)
    except (PlaceAway, PlaceDamaged):
        # What is damaged is of no use to anybody; it is written anew.
        lying = None
    writing = _Writing(peers, own, sealer, trust, progress)
    if lying is None:
        return writing.write(path, None, whole=whole)
    with closing(lying):
        try:
            return writing.write(path, lying, whole=whole)
        except PlaceDamaged:
            return writing.write(path, None, whole=whole)


def read_courier(
    folder: Path,
    peers: Peers,
    own: Own,
    sealer: Sealer,
    trust: Trust,
    progress: Progress = nothing_told,
    *,
    answer: bool = True,
) -> Report:
    """Take in what lies on a stick, and leave a receipt on it.

    Args:
        folder: the stick.
        peers: the vault, over a writing connection of this thread.
        own: this workstation.
        sealer: of this clinic.
        trust: whom the clinic vouches for.
        progress: told how many entries of about how many have come; may raise to end it.
        answer: whether to write the stick anew, with the receipt and with what it lacks; a stick
            that can't be written to is only read.

    Raises:
        PlaceTrouble: there is nothing of this clinic to read, or no more; what was sound is kept.
        StoreError: this side's database or disk failed; as above.
    """
    with closing(Stick(courier_file(folder, sealer.site), sealer.site)) as stick:
        tips = stick.tips()
        forked = is_forked(stick, peers, own, tips)
        others = {device: tip for device, tip in tips.items() if device != own.device}
        intake = Intake(peers, own, sealer, trust)
        pull(stick, others, intake, progress)
        believed = _believed(stick.receipts(), sealer.site, trust)
        receipts = tuple(_noted(believed, peers, own))
        body = json.dumps({"received": intake.received})
        peers.note_exchange(Exchanged(stick.name, peers.now(), "courier-read", body))
        report = Report(
            place=stick.name,
            received=intake.received,
            set_aside=tuple(intake.set_aside),
            forked=forked,
            receipts=receipts,
        )
    if answer and not forked:
        try:
            write_courier(folder, peers, own, sealer, trust)
        except PlaceTrouble:
            return report
    return report


class _Believed(NamedTuple):
    receipt: SignedReceipt
    has: Mapping[str, Head]


class _Writing:
    def __init__(
        self, peers: Peers, own: Own, sealer: Sealer, trust: Trust, progress: Progress
    ) -> None:
        self._peers = peers
        self._own = own
        self._sealer = sealer
        self._trust = trust
        self._progress = progress
        self._heads = peers.heads()
        self._sent = 0

    def write(self, path: Path, lying: Stick | None, *, whole: bool) -> Report:
        peers, own, site = self._peers, self._own, self._sealer.site
        old = lying.receipts() if lying else ()
        believed = _believed(old, site, self._trust)
        forked = lying is not None and is_forked(lying, peers, own, lying.tips())
        self._sent = 0
        # One that nobody can check yet goes on: its workstation may be a newcomer.
        kept = [each for each in old if each.workstation != own.device]
        write_stick(
            path,
            site,
            self._segments(lying, {} if whole else believed, whole=whole, forked=forked),
            [*kept, own_receipt(peers, own, site)],
        )
        name = lying.name if lying else f"stick {path.parent.name or path.parent}"
        body = json.dumps({"sent": self._sent})
        peers.note_exchange(Exchanged(name, peers.now(), "courier-written", body))
        receipts = tuple(_noted(believed, peers, own))
        return Report(place=name, sent=self._sent, forked=forked, receipts=receipts)

    def _segments(
        self,
        lying: Stick | None,
        believed: Mapping[str, _Believed],
        *,
        whole: bool,
        forked: bool,
    ) -> Iterator[Segment]:
        if lying is not None:
            yield from self._not_here(lying, forked=forked)
        ends = {head: sendable(self._peers, self._own, head) for head in self._heads.values()}
        starts = {
            head: 0 if whole else self._delivered(head.device, believed) or 0 for head in ends
        }
        total = sum(max(0, end - starts[head]) for head, end in ends.items())
        for head, end in ends.items():
            if starts[head] >= end or (forked and head.device == self._own.device):
                continue
            for each in segments_of(
                self._peers, self._own, self._sealer, head.device, starts[head], end
            ):
                self._sent += each.last_seq - each.first_seq + 1
                yield each
                self._progress(self._sent, total)

    def _not_here(self, lying: Stick, *, forked: bool) -> Iterator[Segment]:
        """What lies on the stick and can't be written from here: it goes on as it is."""
        for device in lying.tips():
            head = self._heads.get(device)
            after, limit = sendable(self._peers, self._own, head) if head else 0, PAGE
            if forked and device == self._own.device:
                after = 0
            while page := lying.after(device, after, limit):
                yield from page
                if len(page) < limit:
                    break
                beyond = page[-1].last_seq - 1
                limit = PAGE if beyond > after else limit * 2
                after = max(after, beyond)

    def _delivered(self, device: str, believed: Mapping[str, _Believed]) -> int:
        """Up to which entry of a workstation every other one has signed to have it."""
        least = self._heads[device].seq
        for member in self._heads:
            if member in {self._own.device, device}:
                continue
            if self._trust.last_allowed(member) is not None:
                continue
            has = believed[member].has.get(device) if member in believed else None
            if has is None:
                return 0
            if has.seq < least:
                least = has.seq if self._peers.has(has) else 0
        # Nobody else is known yet: whoever comes needs all of it.
        return least if set(self._heads) - {self._own.device} else 0


def _believed(receipts: tuple[SignedReceipt, ...], site: str, trust: Trust) -> dict[str, _Believed]:
    found = {}
    for each in receipts:
        has = checked(each, site, trust)
        if has is not None:
            found[each.workstation] = _Believed(each, has)
    return found


def _noted(believed: Mapping[str, _Believed], peers: Peers, own: Own) -> Iterator[Receipt]:
    """Keep what others signed to have of ours."""
    for workstation, (receipt, has) in believed.items():
        of_ours = has.get(own.device)
        if workstation == own.device or of_ours is None or not peers.has(of_ours):
            continue
        place = f"workstation {workstation}"
        known = peers.acknowledged(place).get(own.device)
        if known is None or known.seq < of_ours.seq:
            body = json.dumps({"has": of_ours.seq})
            peers.note_exchange(Exchanged(place, receipt.at, "receipt", body), [of_ours])
        yield Receipt(workstation=workstation, at=receipt.at, has=of_ours.seq)
