"""Exchanging many entries at once, over a hub and a stick, and typing beside it.

Run: python tests/benchmarks/sync.py [THOUSANDS], of entries to be exchanged (100). A PostgreSQL is
started for it, on this computer.

An entry's body is 450 bytes of JSON as charting writes them. Pushing is reading the log, packing,
sealing, signing, and the hub's commit. Pulling is the hub's answer, opening, working out every
hash, the signature, and the log in the encrypted database, committed to the disk two hundred
entries at a time. Working entries into the tables of the chart comes after and is not in it.
"""

import json
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.postgres import SCRIPTS, HubDatabase, Hubs, ask, make_server, remove_server
from support.workstations import KEY, SITE, KnownKeys, Workstation

from ketachart.store.entries import Fresh
from ketachart.store.vault import Vault
from ketachart.sync import hub_admin
from ketachart.sync.courier import courier_file, read_courier, write_courier
from ketachart.sync.postgres_hub import PostgresHub

BODY_BYTES = 450
ROUNDS = 3
START = datetime(2026, 3, 2, 13, 20, tzinfo=UTC)


def entries(count: int, first: int, seed: int = 1) -> Iterator[Fresh]:
    """Entries as a busy clinic charts them, 450 bytes of body each."""
    chance = random.Random(seed * 1_000_003 + first)  # noqa: S311
    for number in range(first, first + count):
        body = {
            "session": f"s{number // 200:06d}",
            "hr": str(chance.randrange(50, 120)),
            "sbp": str(chance.randrange(90, 180)),
            "dbp": str(chance.randrange(50, 100)),
            "spo2": str(chance.randrange(90, 100)),
            "rr": str(chance.randrange(8, 24)),
            "by": f"nurse-{chance.randrange(12)}",
            "key": f"{chance.getrandbits(64):016x}",
            "note": "",
        }
        words = " ".join(
            chance.choice(("calm", "drowsy", "oriented", "nausea", "mild", "awake", "eyes closed"))
            for _ in range(60)
        )
        body["note"] = words[: BODY_BYTES - len(json.dumps(body))]
        moment = START + timedelta(seconds=number)
        yield Fresh(
            stream=f"session:s{number // 200:06d}",
            kind="vitals.charted/1",
            observed_at=moment,
            recorded_at=moment,
            utc_offset_s=-18000,
            author=str(body["by"]),
            body=json.dumps(body).encode(),
        )


class Clinic:
    """Workstations at one hub."""

    def __init__(self, hub: HubDatabase, folder: Path, closing_all: ExitStack) -> None:
        self.hub = hub
        self.folder = folder
        self.closing = closing_all
        self.trust = KnownKeys()

    def workstation(self, device: str) -> tuple[Workstation, PostgresHub]:
        """A new one, enrolled and connected."""
        made = Workstation.create(self.folder / device, device, self.trust)
        self.closing.callback(made.close)
        hub = PostgresHub(self.hub.enrol(device, SITE), SITE)
        self.closing.callback(hub.close)
        return made, hub


def chart(station: Workstation, count: int) -> None:
    """Record entries, a thousand in a commit."""
    for first in range(station.vault.log.head.seq, station.vault.log.head.seq + count, 1000):
        last = min(1000, count)
        stamped = station.vault.log.stamp(list(entries(last, first)))
        station.vault.log.write(stamped, lambda _db: None)


def timed(work) -> float:
    """Seconds."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


@contextmanager
def a_hub() -> Iterator[Hubs]:
    """A server of its own."""
    server = make_server()
    try:
        server.make_owner("measured")
        hubs = Hubs(server, "measured")
        ask(hubs.owner_url("postgres"), "CREATE DATABASE ketahub_template")
        hub_admin.init(hubs.owner_url("ketahub_template"), SCRIPTS)
        yield hubs
    finally:
        remove_server(server)


def many(hubs: Hubs, count: int) -> None:
    """Push and pull everything, between vaults and a hub that are new each time."""
    pushed, pulled = [], []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder, ExitStack() as closing_all:
            clinic = Clinic(hubs.fresh(), Path(folder), closing_all)
            (a, at_a), (b, at_b) = clinic.workstation("ws-a"), clinic.workstation("ws-b")
            chart(a, count)
            pushed.append(count / timed(lambda a=a, at_a=at_a: a.exchange(at_a)))
            pulled.append(count / timed(lambda b=b, at_b=at_b: b.exchange(at_b)))
            assert b.peers.head("ws-a") == a.peers.head("ws-a")
            ((size,),) = clinic.hub.rows("SELECT sum(octet_length(sealed)) FROM keta.segment")
    say("push", pushed)
    say("pull", pulled)
    print(f"  {size / count:.0f} sealed bytes an entry at the hub")


def say(what: str, rates: list[float]) -> None:
    """One line for each direction."""
    middle, least, most = statistics.median(rates), min(rates), max(rates)
    print(f"  {what} {middle:.0f} entries/s ({least:.0f} to {most:.0f})")


def typing(hubs: Hubs, count: int) -> None:
    """What a commit of charting costs while everything is pulled beside it."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as closing_all:
        clinic = Clinic(hubs.fresh(), Path(folder), closing_all)
        (a, at_a), (b, at_b) = clinic.workstation("ws-a"), clinic.workstation("ws-b")
        chart(a, count)
        a.exchange(at_a)
        done = threading.Event()

        def pull() -> None:
            with Vaultside(b.vault, clinic.trust) as side:
                side.exchange(at_b)
            done.set()

        def typed() -> float:
            return timed(lambda: chart(b, 1)) * 1000

        alone = [typed() for _ in range(200)]
        thread = threading.Thread(target=pull)
        thread.start()
        beside = []
        while not done.wait(0.01):
            beside.append(typed())
        thread.join()
        for what, took in (("alone", alone), ("beside a pull", beside)):
            slow = statistics.quantiles(took, n=100)[-1]
            middle = statistics.median(took)
            print(f"  {what}: median {middle:.1f} ms, p99 {slow:.1f} ms, most {max(took):.1f} ms")


class Vaultside(Workstation):
    """The exchange's side of a vault, on the thread that makes it."""

    def __init__(self, vault: Vault, trust: KnownKeys) -> None:
        super().__init__(vault, trust)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.db.close()


def stick(count: int) -> None:
    """The same over a courier file."""
    with tempfile.TemporaryDirectory() as folder:
        trust = KnownKeys()
        a, b = (Workstation.create(Path(folder) / name, name, trust) for name in ("ws-a", "ws-b"))
        with closing(a), closing(b):
            chart(a, count)
            sides = [(each.peers, each.own, each.sealer, trust) for each in (a, b)]
            wrote = timed(lambda: write_courier(Path(folder), *sides[0]))
            size = courier_file(Path(folder), SITE).stat().st_size
            took = timed(lambda: read_courier(Path(folder), *sides[1], answer=False))
            assert b.peers.head("ws-a") == a.peers.head("ws-a")
        print(f"  write {count / wrote:.0f}, read {count / took:.0f} entries/s")
        print(f"  {size / count:.0f} bytes an entry on the stick")


def main(thousands: int) -> None:
    """Measure and print."""
    assert KEY
    count = thousands * 1000
    with a_hub() as hubs:
        print(f"{count} entries over a hub:")
        many(hubs, count)
        print(f"{count} entries over a stick:")
        stick(count)
        print(f"One entry typed at a workstation that pulls {count}:")
        typing(hubs, count)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
