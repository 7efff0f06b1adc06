"""How long after an act at one workstation its neighbour has it, over a real hub.

Run: python tests/benchmarks/board_elsewhere.py [--acts 100]

Two vaults of one clinic, each with its board and a chair's window open in a process of its own, and
a PostgreSQL of its own. A time begins when an act is handed to the clinic at the one, and ends when
it is committed to the disk of the other, when it counts there, and when the other's chair window
has painted it. In between it is recorded, sealed, laid down at the hub, rung for, fetched, checked,
and worked in. An act follows the last one when that is seen, after a pause as people make them.
"""

import argparse
import json
import queue
import random
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from figures import Figure, Run, show
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QListWidget, QWidget
from support.builders import ADMIN, DOCTOR, NURSE, SECRETS, House, open_house
from support.postgres import Server, ask, make_server

from ketachart.app.backups import by_passphrase
from ketachart.app.clock import SetClock
from ketachart.app.joining import join
from ketachart.app.resources import help_texts
from ketachart.app.syncing import Syncing
from ketachart.app.vaults import Unlocked, unlock
from ketachart.bootstrap import log_files, make_screenless_application
from ketachart.domain.session import Phase
from ketachart.ui.connections import Connections
from ketachart.ui.desk import Desk
from ketachart.ui.exchanges import Line, Progress
from ketachart.ui.navigation import Navigation

WAITED_S = 20.0
PAUSES_MS = (60, 300)
LOOKED_EVERY_MS = 5
STORED, COUNTED, PAINTED = "stored", "counted", "painted"
NEXT = QEvent.Type(QEvent.registerEventType())


class Seat:
    """A workstation whose board and chair window are open."""

    def __init__(self, house: House, person: str, folder: Path, exchanges: Syncing) -> None:
        folder.mkdir()
        self.desk = Desk(house.clinic, house.turns[person])
        others = Connections(self.desk, exchanges, self.take_in)
        self.exchange = others.synchroniser
        self.windows = Navigation(self.desk, folder, log_files(), help_texts(), others)
        self.windows.begin()
        until(lambda: self.exchange.state.last is not None and not self.exchange.is_busy)
        until(lambda: self.desk.world.session("s1") is not None)
        self.windows.open_chair("Chair 1")

    def take_in(self, most: int) -> int:
        """Work in what arrived."""
        return self.desk.clinic.take_in(most)

    def leave(self) -> None:
        """Close every window."""
        self.windows.end()
        self.desk.close()


class WatchedLine:
    """A line to the hub that notes when it brought something."""

    def __init__(self, line: Line, note: Callable[[str], None]) -> None:
        self._line = line
        self._note = note
        self.wait, self.knock, self.close = line.wait, line.knock, line.close

    def exchange(self, progress: Progress) -> object:
        """Exchange; what it brought is on the disk when it returns."""
        report = self._line.exchange(progress)
        if getattr(report, "received", 0):
            self._note(STORED)
        return report


class WatchedSeat(Seat, QObject):
    """The workstation elsewhere; tells when what comes is stored, counts, and is painted."""

    ended = Signal()

    def __init__(self, house: House, folder: Path) -> None:
        QObject.__init__(self)
        self._moments: dict[str, float] = {}
        self._told = ""
        exchanges = Syncing(house.clinic)
        laid = exchanges.line
        exchanges.line = lambda: WatchedLine(laid(), self.note)  # type: ignore[method-assign]
        Seat.__init__(self, house, DOCTOR, folder, exchanges)
        self._window = next(
            window
            for name, window in self.windows.windows.items()
            if name.startswith(("chair:", "session:"))
        )
        self._window.installEventFilter(self)

    def note(self, what: str) -> None:
        """Keep the moment of something; from any thread."""
        self._moments[what] = time.perf_counter()

    def take_in(self, most: int) -> int:
        """Work in what arrived."""
        taken = super().take_in(most)
        if taken:
            self.note(COUNTED)
        return taken

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Windows paint when this event is handled; what is posted now comes right after.
        if watched is self._window and event.type() is QEvent.Type.UpdateRequest:
            high = Qt.EventPriority.HighEventPriority.value
            QCoreApplication.postEvent(self, QEvent(NEXT), high)
        return False

    def event(self, event: QEvent) -> bool:
        if event.type() is not NEXT:
            return super().event(event)
        shown = newest_shown(self._window)
        if shown.startswith("asleep") and shown != self._told:
            self.note(PAINTED)
            self._told = shown
            print(json.dumps({"words": shown, **self._moments}), flush=True)
        return True


def newest_shown(window: QWidget) -> str:
    """The words of the newest entry in a chair window's log."""
    lines = window.findChild(QListWidget, "log")
    item = lines.item(0) if lines is not None else None
    return item.text().partition("\n")[0].partition("  ")[2] if item is not None else ""


def until(is_so: Callable[[], bool]) -> None:
    """Let the windows go on until something is so."""
    end = time.perf_counter() + WAITED_S
    # A loop of Qt's own: QTest's waiting keeps every other thread of Python waiting too.
    loop, looking = QEventLoop(), QTimer()
    looking.timeout.connect(lambda: loop.quit() if is_so() or time.perf_counter() > end else None)
    looking.start(LOOKED_EVERY_MS)
    loop.exec()
    looking.stop()
    if not is_so():
        raise TimeoutError


def rest(span_ms: int) -> None:
    """Let the windows go on for so many milliseconds."""
    end = time.perf_counter() + span_ms / 1000
    until(lambda: time.perf_counter() > end)


def hub_on(server: Server) -> str:
    """An empty database whose owner may make a hub of it; its address as the owner."""
    password = secrets.token_hex(12)
    server.make_owner(password)
    ask(server.url("hubowner", password, "postgres"), "CREATE DATABASE ketahub")
    return server.url("hubowner", password, "ketahub")


def join_elsewhere(here: House, owner_url: str, folder: Path) -> Path:
    """Another workstation of the clinic, by an invitation; its vault."""
    syncing = Syncing(here.clinic)
    file, place = folder / "one.ketainvitation", folder / "other"
    for done in (
        syncing.set_up_hub(owner_url),
        syncing.with_hub(),
        syncing.invite(here.turns[ADMIN], file, owner_url),
    ):
        if hasattr(done, "sentence"):
            raise SystemExit(done.sentence)
    opening = by_passphrase(NURSE, SECRETS[NURSE][0])
    if not isinstance(join(place, file, opening, SetClock(here.clock.now())), int):
        raise SystemExit("Not joined.")
    return place


def elsewhere(vault: Path, now: str) -> None:
    """Be the other workstation until the input ends."""
    clock = SetClock(datetime.fromisoformat(now))
    entered = unlock(vault, NURSE, SECRETS[NURSE][0], clock)
    assert isinstance(entered, Unlocked)
    house = House(clinic=entered.clinic, clock=clock, folder=vault)
    house.arrive(NURSE, DOCTOR)
    seat = WatchedSeat(house, vault.parent / "b")
    loop = QEventLoop()
    seat.ended.connect(loop.quit)
    threading.Thread(target=lambda: (sys.stdin.read(), seat.ended.emit())).start()
    print("ready", flush=True)
    loop.exec()
    seat.leave()
    house.clinic.close()


class Elsewhere:
    """The other workstation's process, and what it tells."""

    def __init__(self, vault: Path, now: datetime) -> None:
        command = [sys.executable, __file__, "--elsewhere", str(vault), "--now", now.isoformat()]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._told = queue.SimpleQueue[str]()
        threading.Thread(target=self._read, daemon=True).start()
        until(lambda: not self._told.empty())
        assert self._told.get() == "ready\n"

    def painted(self, words: str) -> dict[str, float]:
        """The moments of an act there, once it was painted."""
        until(lambda: not self._told.empty())
        found: dict[str, float] = json.loads(self._told.get())
        assert found.pop("words") == words, "an act was painted out of its turn"
        return found

    def leave(self) -> None:
        """End it."""
        self._process.communicate()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._told.put(line)


def measured(acts: int, folder: Path, owner_url: str) -> dict[str, list[float]]:
    """Milliseconds from each act here until it is stored, counts, and is painted there."""
    (folder / "template").mkdir()
    here = open_house(folder / "template", folder / "vault")
    here.arrive(NURSE, ADMIN)
    here.bring("s1", Phase.INFUSING)
    vault = join_elsewhere(here, owner_url, folder)
    seat = Seat(here, NURSE, folder / "a", Syncing(here.clinic))
    other = Elsewhere(vault, here.clock.now())
    pause = random.Random(5)  # noqa: S311 - a pause, not a secret
    taken: dict[str, list[float]] = {STORED: [], COUNTED: [], PAINTED: []}
    for number in range(acts):
        rest(pause.randrange(*PAUSES_MS))
        words = f"asleep {number}"
        begun = time.perf_counter()
        here.done(NURSE, "note.add", session="s1", text=words)
        for what, moment in other.painted(words).items():
            taken[what].append((moment - begun) * 1000)
    other.leave()
    seat.leave()
    here.clinic.close()
    return taken


def figures(run: Run) -> list[Figure]:
    """Half of all acts, and nineteen of twenty, within milliseconds."""
    return measure(20 if run.short else 100)


def measure(acts: int) -> list[Figure]:
    """Run both workstations and the hub."""
    make_screenless_application()
    server = make_server()
    try:
        with tempfile.TemporaryDirectory() as folder:
            taken = measured(acts, Path(folder), hub_on(server))
    finally:
        server.stop()
        shutil.rmtree(server.folder, ignore_errors=True)
    found = []
    for what, times in taken.items():
        times.sort()
        half, most = statistics.median(times), times[int(len(times) * 0.95) - 1]
        print(f"{what}: median {half:.1f} ms, p95 {most:.1f} ms, worst {times[-1]:.1f} ms")
        if what == STORED:
            note = f"Of {acts} acts; p95 {most:.1f} ms, worst {times[-1]:.1f} ms."
            found.append(
                Figure(
                    what="typed here, stored elsewhere",
                    against="nothing (median)",
                    reach=20.0,
                    got=half,
                    unit="ms",
                    note=note,
                )
            )
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acts", type=int, default=100)
    parser.add_argument("--elsewhere", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--now", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.elsewhere is not None:
        make_screenless_application()
        elsewhere(asked.elsewhere, asked.now)
    else:
        show(measure(asked.acts))


if __name__ == "__main__":
    main()
