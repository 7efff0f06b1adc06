"""What sixteen windows cost that only count down, and what each further window weighs.

Run: python tests/benchmarks/idle_windows.py [seconds]

Sixteen chairs of a real vault are open, each with a running countdown, an infusion clock and a
trend; nobody types. Prints the share of one core that the process used, with its sounds looked
after as in use, and how much the memory grew for each window after the first.
"""

import gc
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import psutil
from PySide6.QtCore import QEventLoop, QTimer

from ketachart.app.resources import resource_folder
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


def main() -> None:
    """Measure and print."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    make_screenless_application()
    own = psutil.Process()
    assert resource_folder().is_dir()
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
        print(f"memory for each further window: {grown / 2**20 / (CHAIRS - 1):.1f} MB")
        wait(2)
        used, begun = sum(own.cpu_times()[:2]), time.perf_counter()
        wait(seconds)
        share = (sum(own.cpu_times()[:2]) - used) / (time.perf_counter() - begun)
        print(f"{CHAIRS} idle windows, {seconds:.0f} s: {share:.2%} of one core")
        for window in windows:
            window.close()
        desk.close()
        clinic.clinic.close()


if __name__ == "__main__":
    main()
