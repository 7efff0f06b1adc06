"""Tracing a container through a grown ledger: the whole search, and its longest single step.

Run: python tests/benchmarks/ledger_search.py [THOUSANDS], of entries; 500 if left out. The steps
are what the window does between two key presses; they must stay far below what a person feels.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from grown_vault import SESSIONS_A_DAY, GrownVault, days_of

ENTRIES_A_SESSION = 100


def main(thousands: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        grown = GrownVault(Path(folder) / "vault")
        days = list(days_of(max(1, round(thousands * 1000 / (SESSIONS_A_DAY * ENTRIES_A_SESSION)))))
        grown.grow(days, ENTRIES_A_SESSION)
        clinic = grown.opened(days[-1])
        rows, steps, found = 0, [], 0
        search = clinic.trace("no such lot")
        begun = last = time.perf_counter()
        for looked_at, rows_found in search:
            now = time.perf_counter()
            steps.append(now - last)
            last, rows, found = now, rows + looked_at, found + len(rows_found)
        took = last - begun
        print(f"{clinic.vault.log.count()} entries, {rows} rows of the ledger, {found} found:")
        print(f"  whole search {took:.2f} s, {rows / took:.0f} rows/s")
        middle, longest = statistics.median(steps) * 1000, max(steps) * 1000
        print(f"  a step {middle:.1f} ms in the median, {longest:.1f} ms at most")
        for product in clinic.world.products():
            begun = time.perf_counter()
            since = clinic.rows_since_agreement(product)
            took = (time.perf_counter() - begun) * 1000
            print(f"  rows since the last agreeing count of {product}: {len(since)}, {took:.1f} ms")
        clinic.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
