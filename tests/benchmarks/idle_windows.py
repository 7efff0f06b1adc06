"""What sixteen windows cost that only count down, and what each further window weighs.

Run: python tests/benchmarks/idle_windows.py

Sixteen chairs of a real vault are open, each with a running countdown, an infusion clock and a
trend; nobody types. Measured is the share of one core that the process used, with its sounds looked
after as in use, and how much the memory grew for each window after the first. A processor that
falls asleep between two seconds wakes slowly, and counts that as work: so the share is also
measured while something else of the least priority keeps every core awake.
"""

import gc
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import psutil
from figures import Figure, Run, show
from PySide6.QtCore import QEventLoop, QTimer

from ketachart.bootstrap import make_screenless_application
from ketachart.ui.desk import Desk
from ketachart.ui.pictures import settle
from ketachart.ui.windows.chair_window import ChairWindow
from tests.benchmarks.key_to_paint import CHAIRS, ClinicAtWork, many_chairs, opened

SECONDS = 30


def wait(seconds: float) -> None:
    """Let the event loop run."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def share_of_a_core(seconds: float) -> float:
    """What this process uses while nobody does anything."""
    own = psutil.Process()
    wait(2)
    used, begun = sum(own.cpu_times()[:2]), time.perf_counter()
    wait(seconds)
    return (sum(own.cpu_times()[:2]) - used) / (time.perf_counter() - begun)


@contextmanager
def cores_kept_awake() -> Iterator[None]:
    """Something that always works, and makes way for everything else."""
    busy = [
        subprocess.Popen([sys.executable, "-c", "import os\nos.nice(19)\nwhile True: pass"])
        for _ in range(os.cpu_count() or 1)
    ]
    try:
        yield
    finally:
        for each in busy:
            each.kill()
            each.wait()


def figures(run: Run) -> list[Figure]:
    """The share of one core, in percent."""
    seconds = 5 if run.short else SECONDS
    make_screenless_application()
    own = psutil.Process()
    with tempfile.TemporaryDirectory() as drawer:
        folder = Path(drawer)
        clinic = ClinicAtWork(many_chairs(folder), folder / "vault")
        desk = Desk(clinic.clinic, clinic.turn)
        windows: list[ChairWindow] = [opened(desk, "s1")]
        settle(500)
        gc.collect()
        before = own.memory_info().rss
        for number in range(2, CHAIRS + 1):
            windows.append(opened(desk, f"s{number}"))
            settle(200)
        gc.collect()
        grown = own.memory_info().rss - before
        asleep = share_of_a_core(seconds)
        with cores_kept_awake():
            awake = share_of_a_core(seconds)
        for window in windows:
            window.close()
        desk.close()
        clinic.clinic.close()
    note = f"over {seconds} s; each further window weighs {grown / 2**20 / (CHAIRS - 1):.1f} MB"
    return [
        Figure(what=what, against="one core", reach=2, got=share * 100, unit="%", note=said)
        for what, share, said in (
            ("idle 16 windows", asleep, note),
            ("idle 16 windows, the cores kept awake", awake, f"over {seconds} s"),
        )
    ]


if __name__ == "__main__":
    show(figures(Run()))
