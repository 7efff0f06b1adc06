"""The link to a hub is cut after n bytes, whichever way they went; nothing is lost or doubled.

A small run is cut: a workstation logs in at a real hub, lays down an entry and takes in another's.
Its bytes are counted from the first of the log-in on; each n from one to the last is a place to
cut at, and a full count tries every one. After each cut the workstation exchanges again, and both
must have the same entries, each once, with nothing set aside.
"""

import itertools
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from support.cutting_proxy import CuttingProxy
from support.postgres import HubDatabase, lone_hub
from support.workstations import SITE, KnownKeys, Workstation

from ketachart.sync.hub_address import HubAddress
from ketachart.sync.place import PlaceTrouble
from ketachart.sync.postgres_hub import PostgresHub
from trust.proofs import Proof

SHORT, FULL = 50, 100_000
NOT_TRIED = ("A link that is cut under TLS, where fewer places to cut at can be told apart.",)
_WHAT = "the link to the hub cut after n bytes of an exchange: nothing lost, nothing doubled"
_NAMES = ("ws-0000000a", "ws-0000000b")


class _Clinic:
    """Two workstations at one hub; the link of the near one can be cut."""

    def __init__(self, drawer: Path, hub: HubDatabase, proxy: CuttingProxy) -> None:
        trust = KnownKeys()
        self.near, self.far = (Workstation.create(drawer / each, each, trust) for each in _NAMES)
        at_near, at_far = (hub.enrol(each, SITE) for each in _NAMES)
        self.proxy = proxy
        self.cut_way = replace(at_near, url=_through(at_near, hub.server.port, proxy.port))
        self.sure_ways = PostgresHub(at_near, SITE), PostgresHub(at_far, SITE)
        self._charted = 0
        self.settle()

    def settle(self) -> str:
        """Both exchange over links that hold; what is wrong then, if anything."""
        said = []
        for way, each in zip((*self.sure_ways, self.sure_ways[0]), self._in_turn(), strict=True):
            report = each.exchange(way)
            if report.set_aside or report.behind or report.forked:
                said.append(f"{each.name}: {report}")
        # Two logs with the same newest hashes are the same: each hash covers all before it.
        heads = self.near.peers.heads()
        if heads != self.far.peers.heads():
            said.append("they have different entries")
        count = sum(head.seq for head in heads.values())
        if count != self._charted:
            said.append(f"{count} entries of {self._charted}")
        return "; ".join(said)

    def is_whole(self) -> bool:
        """Whether both really have every entry once, read from the first to the last."""
        entries = self.near.everything()
        return entries == self.far.everything() and len(entries) == self._charted

    def try_cut(self, after: int | None) -> tuple[bool, int]:
        """A small run over the link that is cut; whether it was, and how many bytes passed."""
        self.near.chart(1)
        self.far.chart(1)
        self.far.exchange(self.sure_ways[1])
        self._charted += 2
        self.proxy.passed, self.proxy.cut_after = 0, 1 << 60 if after is None else after
        try:
            with closing(PostgresHub(self.cut_way, SITE)) as place:
                self.near.exchange(place)
        except PlaceTrouble:
            return True, self.proxy.passed
        return False, self.proxy.passed

    def close(self) -> None:
        for each in (*self.sure_ways, self.near, self.far):
            each.close()

    def _in_turn(self) -> tuple[Workstation, ...]:
        return self.near, self.far, self.near


def prove(count: int, drawer: Path) -> Iterator[Proof]:
    """Cut at so many places, spread evenly; at every single one where the count allows it."""
    try:
        with (
            lone_hub() as hub,
            CuttingProxy(hub.server.port) as proxy,
            closing(_Clinic(drawer, hub, proxy)) as clinic,
        ):
            yield _cut_everywhere(clinic, count)
    except pytest.skip.Exception:
        yield Proof(_WHAT, 0, note="no PostgreSQL here")


def _cut_everywhere(clinic: _Clinic, count: int) -> Proof:
    for _ in range(8):
        # The numbers of entries grow by a digit now and then, and the driver prepares statements.
        clinic.try_cut(None)
    _, length = clinic.try_cut(None)
    clinic.settle()
    broken, tried, step = list[str](), 0, max(1, length // count)
    for after in itertools.count(1, step):
        is_cut, _ = clinic.try_cut(after)
        wrong = clinic.settle()
        if not is_cut and after >= length:
            break
        tried += 1
        if not is_cut:
            wrong = wrong or "the link was not cut"
        if wrong:
            broken.append(f"after {after} bytes: {wrong}")
    if not clinic.is_whole():
        broken.append("in the end they have different entries")
    return Proof(_WHAT, tried, tuple(broken), f"runs of up to {after} bytes, every {step}")


def _through(address: HubAddress, port: int, other: int) -> str:
    return address.url.replace(f":{port}/", f":{other}/")
