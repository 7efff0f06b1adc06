"""How long it takes until the board can be used, against a bare window of the same libraries.

Run: python tests/benchmarks/start.py

Each is a process of its own, by turns: one opens the board of a vault that holds a busy clinic (the
keys are given: what Argon2 takes is measured in `sign_in.py`), the
other a PySide6 window of the same size with one empty pyqtgraph plot. A time is from the start of
the process to the end of the first paint. Both run compiled modules, as an installed program does.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from figures import Figure, Run, show

ROOT = Path(__file__).resolve().parents[2]
PAIRS = 15
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
QTimer.singleShot(0, lambda: (window.grab(), print("painted", flush=True), app.quit()))
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
from ketachart.app.resources import font_files, help_texts
from ketachart.app.vaults import open_with_key
from ketachart.bootstrap import log_files
from ketachart.ui.application import make_application
folder = Path(sys.argv[1])
app = make_application(font_files())
from ketachart.ui.desk import Desk
from ketachart.ui.navigation import Navigation
clock = SetClock(datetime.fromisoformat("2026-03-03T09:12:30-08:00"))
clinic = open_with_key(folder, bytes.fromhex(sys.argv[2]), clock)
clinic.set_clock(clock)
from ketachart.crypto.signing import Signer
turn = clinic.admit(clinic.books.person("rn.okafor"), Signer(bytes(32)))
desk = Desk(clinic, turn)
navigation = Navigation(desk, folder, log_files(), help_texts())
navigation.begin()
board = navigation.windows["board"]
QTimer.singleShot(0, lambda: (board.grab(), print("painted", flush=True), app.quit()))
app.exec()
navigation.end()
desk.close()
clinic.close()
"""


def took(code: str, compiled: Path, *arguments: str) -> float:
    """Seconds from the start of a process until it says that it has painted."""
    own = {"QT_QPA_PLATFORM": "offscreen", "PYTHONPYCACHEPREFIX": str(compiled)}
    environment = {**os.environ, **own}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    begun = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, env=environment, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        taken = time.perf_counter() - begun
    assert said == b"painted\n", said
    assert process.returncode == 0
    return taken


def figures(run: Run) -> list[Figure]:
    """The board against the bare window."""
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    from tests.ui.chair_day import open_day

    with tempfile.TemporaryDirectory() as drawer:
        folder = Path(drawer)
        clinic = open_day(folder / "template", folder / "vault", "09:12:30").clinic
        clinic.close()
        compiled, given = folder / "compiled", (str(folder / "vault"), clinic.site_key.hex())
        took(BOARD, compiled, *given)
        took(BARE, compiled)
        times = [
            (took(BOARD, compiled, *given), took(BARE, compiled))
            for _ in range(3 if run.short else PAIRS)
        ]
    board, bare = (statistics.median(each) * 1000 for each in zip(*times, strict=True))
    note = f"medians {board:.0f} ms and {bare:.0f} ms of {len(times)}"
    against = "a bare window of PySide6 and pyqtgraph"
    return [Figure.of_pairs("start to usable board (warm)", against, 1.3, times, note)]


if __name__ == "__main__":
    show(figures(Run()))
