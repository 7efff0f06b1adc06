"""The log of a day with 48 sessions, in a small vault and in a grown one.

Run: python tests/benchmarks/day_log.py [SMALL LARGE], in thousands of entries; 50 and 500 if left
out, 50 and 5000 for the figures of record (some minutes and 4 GB of disk).
"""

import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from grown_vault import SESSIONS_A_DAY, GrownVault, days_of

from ketachart.app.clinic import Clinic
from ketachart.bootstrap import make_screenless_application
from ketachart.exports.daylog_csv import day_log_csv
from ketachart.paper.daylog_pdf import write_day_log
from ketachart.paper.gathering import day_log_on_paper

ENTRIES_A_SESSION = 100
TIMES = 15


def main(sizes: list[int]) -> None:
    """Measure and print."""
    make_screenless_application()
    with tempfile.TemporaryDirectory() as name:
        vaults = [Measured.grown(Path(name) / str(each), each * 1000) for each in sizes]
        for kind, make in (("CSV", Measured.csv), ("PDF", Measured.pdf)):
            took: list[list[float]] = [[] for _ in vaults]
            # Turn about, so that the machine's mood touches both alike.
            for _ in range(TIMES):
                for vault, times in zip(vaults, took, strict=True):
                    begun = time.perf_counter()
                    make(vault)
                    times.append(time.perf_counter() - begun)
            told(kind, sizes, took)
        for vault in vaults:
            vault.clinic.close()


def told(kind: str, sizes: list[int], took: list[list[float]]) -> None:
    """Print the first and the median milliseconds, and the ratio."""
    medians = [statistics.median(times) * 1000 for times in took]
    for size, times, median in zip(sizes, took, medians, strict=True):
        print(f"{kind} at {size}k entries: first {times[0] * 1000:.1f} ms, median {median:.1f} ms")
    print(f"{kind}: {medians[-1] / medians[0]:.2f} x")


@dataclass
class Measured:
    """A grown vault, open, and the day whose log is written."""

    folder: Path
    clinic: Clinic
    day: date

    @classmethod
    def grown(cls, folder: Path, entries: int) -> "Measured":
        """Grow a vault to so many entries."""
        folder.mkdir()
        grown = GrownVault(folder / "vault")
        days = list(days_of(max(1, round(entries / (SESSIONS_A_DAY * ENTRIES_A_SESSION)))))
        begun = time.perf_counter()
        grown.grow(days, ENTRIES_A_SESSION)
        took = time.perf_counter() - begun
        clinic = grown.opened(days[-1])
        print(f"{clinic.vault.log.count()} entries, {len(days)} days, written in {took:.0f} s")
        return cls(folder, clinic, days[len(days) // 2])

    def csv(self) -> None:
        """Write the log as CSV."""
        content = day_log_csv(self.clinic.day_log(self.day, "III"))
        (self.folder / "day.csv").write_bytes(content)

    def pdf(self) -> None:
        """Write the log as PDF."""
        by = self.clinic.people()[0]
        log = day_log_on_paper(self.clinic, [self.day], "III", by)
        write_day_log(self.folder / "day.pdf", log)


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:3]] or [50, 500])
