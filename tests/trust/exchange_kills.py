"""A process is killed in the middle of an exchange, between what is done and its being known.

The places to kill at are told apart by what has become durable: before and after each question to
the hub, and after each commit of the vault. Half of them are met by the one that sends, half by the
one that takes in; a full count tries each of them several times.
"""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from support.postgres import HubDatabase, lone_hub
from support.workstations import KEY, SITE, KnownKeys, Workstation

from ketachart.store.connection import Transaction
from ketachart.store.vault import Vault
from ketachart.sync.hub_address import HubAddress
from ketachart.sync.postgres_hub import PostgresHub
from ketachart.sync.segment import Segment
from trust.proofs import Proof

SHORT, FULL = 10, 400
_WHAT = "killed between commit and answer of an exchange: nothing lost, nothing doubled"
_NAMES = ("ws-0000000a", "ws-0000000b")
_CHARTED = 230
"""Entries charted by each before each kill: more than are taken in by one commit."""


class _Deadly(PostgresHub):
    """A hub that tells whoever counts of each question, before and after it is answered."""

    def __init__(self, address: HubAddress, tell: Callable[[], None]) -> None:
        super().__init__(address, SITE)
        self._tell = tell

    def tips(self):
        return self._around(super().tips)

    def put(self, segments: Sequence[Segment]) -> None:
        self._around(partial(super().put, segments))

    def after(self, device: str, seq: int, limit: int):
        return self._around(partial(super().after, device, seq, limit))

    def _around(self, ask):
        self._tell()
        answer = ask()
        self._tell()
        return answer


class _Countdown:
    """Kills this process at a moment, or counts the moments there are."""

    def __init__(self, at: int) -> None:
        self._at = at
        self.passed = 0

    def __call__(self) -> None:
        self.passed += 1
        if self.passed == self._at:
            os.kill(os.getpid(), signal.SIGKILL)


class _Telling(Transaction):
    """A transaction of the vault, which is told of once it is durable."""

    tell: Callable[[], None]

    def __exit__(self, *given) -> None:
        super().__exit__(*given)
        type(self).tell()


class _Clinic:
    def __init__(self, drawer: Path, hub: HubDatabase) -> None:
        self._drawer, self._trust = drawer, KnownKeys()
        for each in _NAMES:
            Workstation.create(drawer / each, each, self._trust).close()
        self._addresses = {each: hub.enrol(each, SITE) for each in _NAMES}
        self._charted = 0

    def open(self, name: str) -> Workstation:
        return Workstation(Vault.open(self._drawer / name, KEY), self._trust)

    def chart(self) -> None:
        for name in _NAMES:
            with closing(self.open(name)) as station:
                station.chart(_CHARTED)
                self._charted += _CHARTED

    def killed_at(self, name: str, moment: int) -> bool:
        """Whether there is such a moment: then a process exchanged until then."""
        child = os.fork()
        if not child:
            self._exchange_until(name, moment)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL

    def _exchange_until(self, name: str, moment: int) -> None:
        _Telling.tell = _Countdown(moment)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("ketachart.store.peers.Transaction", _Telling)
            with (
                closing(self.open(name)) as station,
                closing(_Deadly(self._addresses[name], _Telling.tell)) as place,
            ):
                station.exchange(place)

    def wrong(self) -> str:
        """Both exchange to the end; what is wrong then, if anything."""
        said, kept = [], []
        for name in (*_NAMES, _NAMES[0]):
            with (
                closing(self.open(name)) as station,
                closing(PostgresHub(self._addresses[name], SITE)) as place,
            ):
                report = station.exchange(place)
                kept.append(station.everything())
                if report.set_aside or report.behind or report.forked:
                    said.append(f"{name}: {report}")
        if kept[-1] != kept[-2]:
            said.append("they have different entries")
        if len(kept[-1]) != self._charted:
            said.append(f"{len(kept[-1])} entries of {self._charted}")
        return "; ".join(said)


def prove(count: int, drawer: Path) -> Iterator[Proof]:
    """Kill at one moment after the other, and begin again at the first."""
    try:
        with lone_hub() as hub:
            yield _killed_everywhere(_Clinic(drawer, hub), count)
    except pytest.skip.Exception:
        yield Proof(_WHAT, 0, note="no PostgreSQL here")


def _killed_everywhere(clinic: _Clinic, count: int) -> Proof:
    broken, tried, moments = [], 0, set[tuple[str, int]]()
    moment = dict.fromkeys(_NAMES, 1)
    while tried < count:
        name = _NAMES[tried % len(_NAMES)]
        clinic.chart()
        if clinic.killed_at(name, moment[name]):
            tried += 1
            moments.add((name, moment[name]))
            moment[name] += 1
        else:
            moment[name] = 1
        if wrong := clinic.wrong():
            broken.append(f"{name} killed at moment {moment[name] - 1}: {wrong}")
    return Proof(_WHAT, tried, tuple(broken), f"{len(moments)} moments told apart")
