"""A day of six chairs at real speed, in real windows: memory, missed ticks, warnings.

Run under an X server: xvfb-run -a python tests/benchmarks/soak.py [minutes]

Every minute one chair's set is charted. Prints the memory each minute, the longest gap between
two ticks, how many ticks were missed, and everything that was said on stderr by Qt.
"""

import gc
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import psutil
from PySide6.QtCore import QTimer, qInstallMessageHandler

from ketachart.app.resources import font_files, help_texts
from ketachart.bootstrap import log_files
from ketachart.domain.acts import ChartVitals
from ketachart.ui.application import make_application
from ketachart.ui.desk import TICK_MS, Desk
from ketachart.ui.navigation import Navigation
from tests.benchmarks.key_to_paint import ClinicAtWork, many_chairs

CHAIRS_OPEN = 6
MINUTES = 30
MISSED_FROM_S = 2.0 * TICK_MS / 1000


class Soak:
    """Notes memory and ticks while the windows are open."""

    def __init__(self, clinic: ClinicAtWork, folder: Path, minutes: float) -> None:
        self.clinic = clinic
        self.desk = Desk(clinic.clinic, clinic.turn)
        self.navigation = Navigation(self.desk, folder, log_files(), help_texts())
        self.navigation.begin()
        for number in range(1, CHAIRS_OPEN + 1):
            self.navigation.open_chair(f"Chair {number}")
        self.last = time.perf_counter()
        self.longest = 0.0
        self.missed = 0
        self.memory: list[float] = []
        self.minutes = minutes
        self.own = psutil.Process()
        self.desk.tick.connect(self.ticked)
        self.each_minute = QTimer()
        self.each_minute.timeout.connect(self.noted)
        self.each_minute.start(60_000)

    def ticked(self) -> None:
        now = time.perf_counter()
        gap, self.last = now - self.last, now
        self.longest = max(self.longest, gap)
        self.missed += gap >= MISSED_FROM_S

    def noted(self) -> None:
        gc.collect()
        self.memory.append(self.own.memory_info().rss / 2**20)
        minute = len(self.memory)
        print(f"{minute:>3} min {self.memory[-1]:8.1f} MB, longest gap {self.longest:.2f} s")
        sys.stdout.flush()
        values = {"hr": str(80 + minute % 9), "sbp": "130", "dbp": "82", "spo2": "97", "rr": "14"}
        session = f"s{1 + minute % CHAIRS_OPEN}"
        self.desk.perform(ChartVitals(session=session, values=values))
        if minute >= self.minutes:
            self.navigation.end()


def main() -> None:
    """Run and print."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES
    said: list[str] = []
    app = make_application(font_files())
    qInstallMessageHandler(lambda _kind, _context, message: said.append(message))
    with tempfile.TemporaryDirectory() as drawer:
        folder = Path(drawer)
        soak = Soak(ClinicAtWork(many_chairs(folder), folder / "vault"), folder, minutes)
        app.exec()
        soak.desk.close()
        soak.clinic.clinic.close()
    half = len(soak.memory) // 2
    first, second = soak.memory[:half], soak.memory[half:]
    grown = sum(second) / len(second) - sum(first) / len(first) if first else 0.0
    print(f"missed ticks: {soak.missed}; longest gap {soak.longest:.2f} s")
    print(f"second half against the first: {grown:+.1f} MB; messages of Qt: {len(said)}")
    for message in said[:10]:
        print("  ", message)


if __name__ == "__main__":
    main()
