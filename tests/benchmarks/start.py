"""How long it takes until the board can be used, against a bare window of the same libraries.

Run: python tests/benchmarks/start.py [pairs]

Each is a process of its own, by turns: one opens the board of a vault that holds a busy clinic (the
keys are given: what Argon2 costs is measured elsewhere), the other a PySide6 window of the same
size with one empty pyqtgraph plot. A time is from the start of the process to the first paint.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAIRS = 9
BARE = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication(["bare"])
import pyqtgraph
window = QMainWindow()
window.setCentralWidget(pyqtgraph.PlotWidget())
window.resize(1120, 760)
window.show()
QTimer.singleShot(0, lambda: (window.grab(), app.quit()))
app.exec()
"""
BOARD = """
import gc
gc.disable()  # as main.py does
import sys
from datetime import UTC, datetime
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ketachart.app.clock import SetClock
from ketachart.app.resources import font_files
from ketachart.app.vaults import Unlocked, unlock
from ketachart.bootstrap import help_pages, log_files
from ketachart.ui.application import make_application
folder = Path(sys.argv[1])
app = make_application(font_files())
from ketachart.ui.desk import Desk
from ketachart.ui.navigation import Navigation
clock = SetClock(datetime.fromisoformat("2026-03-03T09:12:30-08:00"))
opened = unlock(folder, "rn.okafor", sys.argv[2], clock, lambda _last: clock)
assert isinstance(opened, Unlocked), opened
desk = Desk(opened.clinic, opened.turn)
navigation = Navigation(desk, folder, log_files(), help_pages())
navigation.begin()
board = navigation.windows["board"]
QTimer.singleShot(0, lambda: (board.grab(), navigation.end(), desk.close(), app.quit()))
app.exec()
opened.clinic.close()
"""


def took(code: str, *arguments: str) -> float:
    """Seconds of a process."""
    begun = time.perf_counter()
    screenless = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    subprocess.run([sys.executable, "-c", code, *arguments], cwd=ROOT, env=screenless, check=True)
    return time.perf_counter() - begun


def main() -> None:
    """Measure by turns and print."""
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    from tests.ui.chair_day import NURSE, open_day, passphrase_of

    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS
    with tempfile.TemporaryDirectory() as drawer:
        folder = Path(drawer)
        open_day(folder / "template", folder / "vault", "09:12:30").clinic.close()
        vault, passphrase = str(folder / "vault"), passphrase_of(NURSE)
        took(BOARD, vault, passphrase)
        took(BARE)
        times = [(took(BOARD, vault, passphrase), took(BARE)) for _ in range(pairs)]
    board, bare = (statistics.median(each) for each in zip(*times, strict=True))
    ratio = statistics.median(one / other for one, other in times)
    print(f"to the board {board * 1000:.0f} ms, a bare window {bare * 1000:.0f} ms: {ratio:.2f} x")


if __name__ == "__main__":
    main()
