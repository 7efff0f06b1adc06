"""Workstations that chart, exchange, are cut off, copied and forged, by hub and by stick.

At the end all that were not copied have the same entries, nothing that was recorded and sent is
missing, and nothing that nobody recorded is anywhere.
"""

import contextlib
import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from support.memory_place import MemoryPlace
from support.workstations import KEY, SITE, KnownKeys, Workstation, fresh, signer

from ketachart.store.entries import GENESIS, Head, Stored, stamp, tip_message
from ketachart.store.vault import Vault
from ketachart.sync.courier import read_courier, write_courier
from ketachart.sync.place import PlaceAway, PlaceTrouble
from ketachart.sync.segment import Sealer

NAMES = ("ws-a", "ws-b", "ws-c")
who = st.sampled_from(NAMES)
sticks = st.sampled_from(("KETA1", "KETA2"))


class WorkstationsApart(RuleBasedStateMachine):
    """Keeps beside the vaults every entry that was ever recorded."""

    def __init__(self) -> None:
        super().__init__()
        self._folders = tempfile.TemporaryDirectory()
        self.folder = Path(self._folders.name)
        self.trust = KnownKeys()
        self.hub = MemoryPlace()
        self.recorded: dict[str, list[Stored]] = {name: [] for name in NAMES}
        self.clones: list[Workstation] = []
        self.stations: dict[str, Workstation] = {}

    @initialize()
    def open(self) -> None:
        for name in NAMES:
            self.stations[name] = Workstation.create(self.folder / name, name, self.trust)
        for name in ("KETA1", "KETA2"):
            (self.folder / name).mkdir()

    # --- work ----------------------------------------------------------------------------------

    @rule(name=who, count=st.integers(1, 5))
    def chart(self, name: str, count: int) -> None:
        station = self.stations[name]
        station.chart(count)
        self.recorded[name] = station.entries_of(name)

    @rule(name=who)
    def exchange(self, name: str) -> None:
        self._expect(self.stations[name].exchange(self.hub), name)

    @rule(name=who, cut=st.integers(1, 8), fault=st.sampled_from(("before", "after")))
    def exchange_cut_off(self, name: str, cut: int, fault: str) -> None:
        self.hub.calls = 0
        self.hub.fails = lambda number: fault if number == cut else ""
        with contextlib.suppress(PlaceAway):
            self.stations[name].exchange(self.hub)
        self.hub.fails = lambda _number: ""

    @rule(name=who, stick=sticks)
    def write_a_stick(self, name: str, stick: str) -> None:
        station = self.stations[name]
        write_courier(self.folder / stick, station.peers, station.own, station.sealer, self.trust)

    @rule(name=who, stick=sticks, answer=st.booleans())
    def read_a_stick(self, name: str, stick: str, *, answer: bool) -> None:
        station = self.stations[name]
        with contextlib.suppress(PlaceTrouble):
            read_courier(
                self.folder / stick,
                station.peers,
                station.own,
                station.sealer,
                self.trust,
                answer=answer,
            )

    @rule(name=who)
    def restart(self, name: str) -> None:
        folder = self.stations[name].vault.files.folder
        self.stations[name].close()
        self.stations[name] = Workstation(Vault.open(folder, KEY), self.trust)

    # --- what goes wrong -------------------------------------------------------------------------

    @rule(stick=sticks)
    def lose_a_stick(self, stick: str) -> None:
        for each in (self.folder / stick).iterdir():
            each.unlink()

    @rule(stick=sticks, kept=st.floats(0, 1))
    def cut_a_stick_short(self, stick: str, kept: float) -> None:
        for each in (self.folder / stick).iterdir():
            content = each.read_bytes()
            each.write_bytes(content[: int(len(content) * kept)])

    @rule(stick=sticks, where=st.floats(0, 0.999), bit=st.integers(0, 7))
    def flip_a_bit_on_a_stick(self, stick: str, where: float, bit: int) -> None:
        for each in (self.folder / stick).iterdir():
            content = bytearray(each.read_bytes())
            if content:
                content[int(len(content) * where)] ^= 1 << bit
            each.write_bytes(bytes(content))

    @rule(kept=st.floats(0, 1))
    def set_the_hub_back(self, kept: float) -> None:
        rows = list(self.hub.rows.items())
        self.hub.rows = dict(rows[: int(len(rows) * kept)])

    @precondition(lambda self: self.hub.rows)
    @rule(which=st.integers(0, 1000))
    def lose_something_at_the_hub(self, which: int) -> None:
        del self.hub.rows[sorted(self.hub.rows)[which % len(self.hub.rows)]]

    @rule(name=who)
    def sleep_over_it(self, name: str) -> None:
        self.stations[name].db.conn.execute(
            "UPDATE exchanged SET at = '2020-01-01T00:00:00.000Z' WHERE kind = 'looked-through'"
        )

    @rule(name=who, count=st.integers(1, 3), behind=st.booleans())
    def forge(self, name: str, count: int, *, behind: bool) -> None:
        head = self.stations[name].peers.head(name) if behind else Head(name, 0, GENESIS)
        made = stamp([fresh(n, b"forged") for n in range(count)], head)
        tip = made[-1]
        signature = signer(9).sign(tip_message(SITE, name, tip.seq, tip.hash))
        self.hub.put([Sealer(SITE, KEY).seal(made, signature)])

    @precondition(lambda self: len(self.clones) < 2)
    @rule(name=who)
    def copy_a_vault(self, name: str) -> None:
        station = self.stations[name]
        folder = self.folder / f"clone{len(self.clones)}"
        ignored = shutil.ignore_patterns("*-shm", "*.lock")
        shutil.copytree(station.vault.files.folder, folder, ignore=ignored)
        self.clones.append(Workstation(Vault.open(folder, KEY), self.trust))

    @precondition(lambda self: self.clones)
    @rule(which=st.integers(0, 1))
    def a_copy_that_charted_meets_the_hub(self, which: int) -> None:
        clone = self.clones[which % len(self.clones)]
        name = clone.own.device
        self._expect(self.stations[name].exchange(self.hub), name)
        clone.chart(1, b"copied")
        at_hub = self.hub.tips().get(name)
        if at_hub is None or clone.peers.has(Head(name, *at_hub)):
            return  # The true one wrote nothing since: nobody could tell which is the copy.
        rows = {key for key in self.hub.rows if key[0] == name}
        report = clone.exchange(self.hub)
        is_ours = self.hub.rows[(name, *at_hub)].is_signed_by(clone.own.signer.public_key)
        if is_ours:
            assert report.forked
            assert {key for key in self.hub.rows if key[0] == name} == rows

    # --- what always holds -----------------------------------------------------------------------

    def _expect(self, report, name: str) -> None:
        assert not report.forked, name

    @invariant()
    def nobody_has_what_nobody_recorded(self) -> None:
        for station in self.stations.values():
            for name in NAMES:
                found = station.entries_of(name)
                assert found == self.recorded[name][: len(found)]

    def teardown(self) -> None:
        for _ in range(3):
            for name, station in self.stations.items():
                self.sleep_over_it(name)
                station.exchange(self.hub)
        everything = [station.everything() for station in self.stations.values()]
        assert all(each == everything[0] for each in everything)
        if everything:
            whole = [entry for name in NAMES for entry in self.recorded[name]]
            assert everything[0] == whole
        for station in (*self.stations.values(), *self.clones):
            station.close()
        self._folders.cleanup()


def test_that_workstations_apart_come_to_the_same_through_cuts_copies_and_forgeries():
    run_state_machine_as_test(
        WorkstationsApart, settings=settings(max_examples=25, stateful_step_count=30)
    )
