"""How long after an act at one workstation its board's neighbour shows it, over a real hub.

Run: python tests/benchmarks/board_elsewhere.py [--acts 40]

Two vaults of one clinic, each with its windows in this process, and a PostgreSQL of its own. A time
begins when an act is recorded at the one and ends when it counts at the other: what is recorded is
collected, sealed, laid down at the hub, rung for, fetched, checked, and worked in.
"""

import argparse
import json
import secrets
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6.QtTest import QTest
from support.builders import ADMIN, DOCTOR, NURSE, SECRETS, House, open_house
from support.postgres import Server, ask, make_server

from ketachart.app.backups import by_passphrase
from ketachart.app.clock import SetClock
from ketachart.app.joining import join
from ketachart.app.syncing import Syncing
from ketachart.app.vaults import Unlocked, unlock
from ketachart.bootstrap import help_pages, log_files, make_screenless_application
from ketachart.domain.session import Phase
from ketachart.ui.connections import Connections
from ketachart.ui.desk import Desk
from ketachart.ui.navigation import Navigation
from ketachart.ui.synchroniser import COLLECT_MS

WAITED_S = 20.0


class Seat:
    """A workstation whose board is open."""

    def __init__(self, house: House, person: str, folder: Path) -> None:
        folder.mkdir()
        self.desk = Desk(house.clinic, house.turns[person])
        others = Connections(self.desk, Syncing(house.clinic), house.clinic.take_in)
        self.exchange = others.synchroniser
        self.windows = Navigation(self.desk, folder, log_files(), help_pages(), others)
        self.windows.begin()
        until(lambda: self.exchange.state.last is not None and not self.exchange.is_busy)

    def leave(self) -> None:
        """Close every window."""
        self.windows.end()
        self.desk.close()


def until(is_so: Callable[[], bool]) -> None:
    """Let the windows go on until something is so."""
    end = time.perf_counter() + WAITED_S
    while not is_so():
        if time.perf_counter() > end:
            raise TimeoutError
        QTest.qWait(1)


def hub_on(server: Server) -> str:
    """An empty database whose owner may make a hub of it; its address as the owner."""
    password = secrets.token_hex(12)
    server.make_owner(password)
    ask(server.url("hubowner", password, "postgres"), "CREATE DATABASE ketahub")
    return server.url("hubowner", password, "ketahub")


def joined(here: House, owner_url: str, folder: Path) -> House:
    """Another workstation of the clinic, by an invitation."""
    syncing = Syncing(here.clinic)
    file, place = folder / "one.ketainvitation", folder / "other"
    for done in (
        syncing.set_up_hub(owner_url),
        syncing.with_hub(),
        syncing.invite(here.turns[ADMIN], file, owner_url),
    ):
        if hasattr(done, "sentence"):
            raise SystemExit(done.sentence)
    clock = SetClock(here.clock.now())
    opening = by_passphrase(NURSE, SECRETS[NURSE][0])
    if not isinstance(join(place, file, opening, clock), int):
        raise SystemExit("Not joined.")
    entered = unlock(place, NURSE, SECRETS[NURSE][0], clock)
    assert isinstance(entered, Unlocked)
    there = House(clinic=entered.clinic, clock=clock, folder=place)
    there.arrive(NURSE, DOCTOR)
    return there


def measured(acts: int, folder: Path, owner_url: str) -> list[float]:
    """Milliseconds from each act here until it counts there."""
    (folder / "template").mkdir()
    here = open_house(folder / "template", folder / "vault")
    here.arrive(NURSE, ADMIN)
    here.bring("s1", Phase.INFUSING)
    there = joined(here, owner_url, folder)
    seats = [Seat(here, NURSE, folder / "a"), Seat(there, DOCTOR, folder / "b")]
    until(lambda: there.clinic.world.session("s1") is not None)
    seats[1].windows.open_chair("Chair 1")
    taken = []
    for number in range(acts):
        here.wait(1)
        words = f"asleep {number}"
        begun = time.perf_counter()
        here.done(NURSE, "note.add", session="s1", text=words)
        until(lambda words=words: words in str(there.session().log[-1].event))
        taken.append((time.perf_counter() - begun) * 1000)
        until(lambda: not any(each.exchange.is_busy for each in seats))
    for seat in seats:
        seat.leave()
    for house in (here, there):
        house.clinic.close()
    return taken


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acts", type=int, default=40)
    acts = parser.parse_args().acts
    make_screenless_application()
    server = make_server()
    try:
        with tempfile.TemporaryDirectory() as folder:
            taken = sorted(measured(acts, Path(folder), hub_on(server)))
    finally:
        server.stop()
        shutil.rmtree(server.folder, ignore_errors=True)
    figures = {
        "acts": acts,
        "collected_ms": COLLECT_MS,
        "median_ms": round(statistics.median(taken), 1),
        "p95_ms": round(taken[int(len(taken) * 0.95) - 1], 1),
        "worst_ms": round(taken[-1], 1),
    }
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
