"""Eight workstations at one hub at once, each in a process of its own, against one alone.

Run: python tests/benchmarks/eight.py [--entries 4000]

Each has charted as many entries and sends them, then all fetch what the others sent until they hold
everything. Measured is what is worked through in a second by all together: an entry sent once, and
taken into the log of every workstation that lacked it. One alone sends as many entries as the eight
together, and another one alone fetches them: the same pieces, one after the other.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, closing
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from figures import Figure, Run, show
from support.postgres import HubDatabase, Hubs
from support.workstations import KEY, SITE, KnownKeys, Workstation
from sync import Clinic, a_hub, chart, timed

from ketachart.store.vault import Vault
from ketachart.sync.hub_address import HubAddress
from ketachart.sync.knock import Knock
from ketachart.sync.postgres_hub import PostgresHub

ENTRIES = 4000
MANY = 8
ROUNDS = 3
ENDED_WITHIN_S = 300.0
LOOKED_EVERY_S = 1.0


def be_one(file: Path) -> None:
    """Be one of the eight: exchange, from the word on, until all that there is, is here."""
    told = json.loads(file.read_text(encoding="utf-8"))
    trust = KnownKeys()
    trust.keys = {device: bytes.fromhex(key) for device, key in told["keys"].items()}
    address = HubAddress(**told["address"])
    with (
        Vault.open(Path(told["vault"]), KEY) as vault,
        closing(PostgresHub(address, SITE)) as hub,
        closing(Workstation(vault, trust)) as station,
        closing(Knock()) as knock,
    ):
        hub.listen()
        print("ready", flush=True)
        if not sys.stdin.readline():
            return  # who asked for it is gone
        end = time.monotonic() + ENDED_WITHIN_S
        reports = [station.exchange(hub)]
        while sum(head.seq for head in station.peers.heads().values()) < told["all"]:
            assert time.monotonic() < end, "not everything came"
            hub.wait_for_bell(knock, LOOKED_EVERY_S)
            reports.append(station.exchange(hub))
        faults = sum(len(each.set_aside) + len(each.behind) + each.forked for each in reports)
        print(json.dumps({"faults": faults}), flush=True)


def together(hub: HubDatabase, each: int, folder: Path) -> float:
    """Entries worked through a second by the eight."""
    trust, made = KnownKeys(), []
    for number in range(MANY):
        station = Workstation.create(folder / f"ws-{number}", f"ws-{number}", trust)
        chart(station, each)
        station.close()
        made.append(hub.enrol(f"ws-{number}", SITE))
    ones = []
    for number, address in enumerate(made):
        file = folder / f"ws-{number}.json"
        told = {
            "vault": str(folder / f"ws-{number}"),
            "address": asdict(address),
            "keys": {device: key.hex() for device, key in trust.keys.items()},
            "all": each * MANY,
        }
        file.write_text(json.dumps(told), encoding="utf-8")
        command = [sys.executable, __file__, "--one", str(file)]
        ones.append(
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        )
    for one in ones:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    answers = dict[int, str]()

    def finish(number: int) -> None:
        answers[number] = ones[number].communicate("go\n")[0]

    threads = [threading.Thread(target=finish, args=(number,)) for number in range(MANY)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = time.perf_counter() - begun
    assert all(one.returncode == 0 for one in ones), "a workstation failed"
    assert all(json.loads(answer) == {"faults": 0} for answer in answers.values())
    # Each entry is sent once, and taken in by all but who recorded it.
    return each * MANY * MANY / taken


def alone(hub: HubDatabase, count: int, folder: Path) -> float:
    """Entries worked through a second where nobody else is about: sent by one, fetched by one."""
    with ExitStack() as closing_all:
        clinic = Clinic(hub, folder, closing_all)
        (a, at_a), (b, at_b) = clinic.workstation("ws-a"), clinic.workstation("ws-b")
        chart(a, count)
        sent, fetched = timed(lambda: a.exchange(at_a)), timed(lambda: b.exchange(at_b))
        assert b.peers.head("ws-a") == a.peers.head("ws-a")
    # One is sent for every seven that are fetched, as with the eight.
    return count * MANY / (sent + fetched * (MANY - 1))


def measured(hubs: Hubs, each: int) -> tuple[float, float]:
    """One alone, and eight together, one after the other."""
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as many:
        return (
            alone(hubs.fresh(), each * MANY, Path(one)),
            together(hubs.fresh(), each, Path(many)),
        )


def figures(run: Run) -> list[Figure]:
    """What eight do a second, against what one does."""
    return measure(ENTRIES // 4 if run.short else ENTRIES)


def measure(each: int) -> list[Figure]:
    """Rounds by turns."""
    with a_hub() as hubs:
        pairs = [measured(hubs, each) for _ in range(ROUNDS)]
    for one, many in pairs:
        print(f"one alone {one:,.0f} entries/s, eight together {many:,.0f}")
    note = f"Each charted {each} entries; no error, and all eight held all of them at the end."
    found = Figure.of_pairs(
        "eight workstations at once, entries a second",
        "one alone",
        1.0,
        [(many, one) for one, many in pairs],
        note=note,
    )
    return [Figure(**asdict(found) | {"at_least": True})]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=ENTRIES, help="that each has charted")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one is not None:
        be_one(asked.one)
    else:
        show(measure(asked.entries))


if __name__ == "__main__":
    main()
