"""What sixteen monitors that send once a second cost sixteen windows: ticks missed, and keys.

Run: python tests/benchmarks/monitors.py

Sixteen chairs of a real vault are open, each with a monitor on the network; a process of its own
stands in for the monitors and sends a message a second of each over HL7. While a digit is typed and
taken back again and again, each tick of the windows is counted, and each message that was taken.
The same is measured before the monitors send anything, in the same windows.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from figures import Figure, Run, show
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ketachart.app.clinic import Done
from ketachart.bootstrap import make_screenless_application
from ketachart.domain.acts import SetMonitor
from ketachart.domain.monitors import Wire
from ketachart.ui.desk import TICK_MS
from ketachart.ui.monitors import Monitors
from ketachart.ui.pictures import settle
from ketachart.ui.windows.chair_window import ChairWindow
from tests.benchmarks.key_to_paint import (
    CHAIRS,
    ClinicAtWork,
    Painting,
    at_desk,
    many_chairs,
    opened,
    percentile,
)

PORT = 2599
ROUNDS, SECONDS = 4, 15
STARTED_MS = 4000
BETWEEN_KEYS_MS = 120
LATE_S = 1.5 * TICK_MS / 1000


@dataclass
class Watched:
    """What was seen in a span of time.

    Attributes:
        ticks: when each came, in seconds.
        keys: milliseconds from each key to its paint.
        heard: how many readings were taken by the windows.
    """

    ticks: list[float] = field(default_factory=list)
    keys: list[float] = field(default_factory=list)
    heard: int = 0

    @property
    def missed(self) -> int:
        """Ticks that should have come and did not, or came half a second late."""
        pairs = zip(self.ticks, self.ticks[1:], strict=False)
        gaps = [after - before for before, after in pairs]
        return sum(max(1, round(gap) - 1) for gap in gaps if gap > LATE_S)


def set_up(work: ClinicAtWork) -> None:
    """A monitor at each chair, all behind one port, as behind a gateway."""
    workstation = work.clinic.vault.log.device
    for number in range(1, CHAIRS + 1):
        act = SetMonitor(
            workstation=workstation,
            monitor=f"m-{number}",
            name=f"Bedside {number}",
            wire=Wire.NETWORK,
            chair=f"Chair {number}",
            on=True,
            port=PORT,
            sender=f"BED{number}",
        )
        assert isinstance(work.clinic.perform(act, work.admin), Done)


def watch(window: ChairWindow) -> Watched:
    """Type for a while, and count."""
    seen, desk, grid = Watched(), window.desk, window.area.grid
    painting = Painting(window)

    def tick(_now: datetime) -> None:
        seen.ticks.append(time.perf_counter())
        states = (desk.offers.state(each) for each in desk.offers.monitors)
        # One that came just before the tick before may be a moment older than a second.
        seen.heard += sum(each.heard_s is not None and each.heard_s <= 1 for each in states)

    desk.tick.connect(tick)
    window.activateWindow()
    window.area.focus_due()
    ends = time.perf_counter() + SECONDS
    while time.perf_counter() < ends:
        for key in ("9", Qt.Key.Key_Backspace):
            taken = painting.after(lambda pressed=key: QTest.keyClick(grid, pressed))
            seen.keys.append(1000 * taken)
            settle(BETWEEN_KEYS_MS)
    desk.tick.disconnect(tick)
    window.removeEventFilter(painting)
    return seen


def figures(run: Run) -> list[Figure]:
    """Ticks missed, keys with and without monitors by turns, messages that came."""
    rounds = 1 if run.short else ROUNDS
    make_screenless_application()
    pairs: list[tuple[Watched, Watched]] = []
    with tempfile.TemporaryDirectory() as drawer:
        folder = Path(drawer)
        work = ClinicAtWork(many_chairs(folder), folder / "vault")
        set_up(work)
        desk = at_desk(work)
        monitors = Monitors(desk)
        windows = [opened(desk, f"s{number}") for number in range(1, CHAIRS + 1)]
        settle(2000)
        for _ in range(rounds):
            quiet = watch(windows[0])
            with sending():
                settle(STARTED_MS)
                pairs.append((quiet, watch(windows[0])))
        entries = [window.area.grid.entry for window in windows]
        offered = sum(entry is not None and bool(entry.offers) for entry in entries)
        monitors.stop()
        for window in windows:
            window.close()
        desk.close()
        work.clinic.close()
    return _told(pairs, offered)


@contextmanager
def sending() -> Iterator[None]:
    """While the monitors send."""
    command = [sys.executable, "-m", "ketachart", "simulate-monitors"]
    command += ["--count", str(CHAIRS), "--port", str(PORT)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as sender:
        try:
            yield
        finally:
            sender.terminate()


def _told(pairs: Sequence[tuple[Watched, Watched]], offered: int) -> list[Figure]:
    quiet, busy = ([each[which] for each in pairs] for which in (0, 1))
    ticks = sum(len(each.ticks) for each in busy)
    keys = [percentile([key for each in spans for key in each.keys], 99) for spans in (quiet, busy)]
    return [
        Figure(
            what="ticks missed with 16 monitors",
            against="none",
            reach=0,
            got=sum(each.missed for each in busy),
            unit="",
            note=f"of {ticks}; without monitors {sum(each.missed for each in quiet)}",
        ),
        Figure(
            what="readings a tick with 16 monitors",
            against="16, one a second of each",
            reach=15,
            got=sum(each.heard for each in busy) / max(1, ticks),
            unit="",
            at_least=True,
            note=f"offered at {offered} chairs at the end",
        ),
        Figure.of_pairs(
            "digit to paint with 16 monitors",
            "without them",
            1.3,
            [(statistics.median(b.keys), statistics.median(q.keys)) for q, b in pairs],
            note=f"p99 {keys[1]:.1f} ms, without them {keys[0]:.1f} ms",
        ),
    ]


if __name__ == "__main__":
    show(figures(Run()))
