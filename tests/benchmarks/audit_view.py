"""How long the audit page waits for its first lines, and a search that finds nothing for its end.

Run: python tests/benchmarks/audit_view.py [THOUSANDS], of entries; 500 if left out. All of it runs
beside the windows; what counts is that the first lines don't wait for the size of the vault.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from grown_vault import FIRST, SECOND, SESSIONS_A_DAY, GrownVault, days_of

from ketachart.app.audit import Group, Trail, Wish, place_of

ENTRIES_A_SESSION = 100
LINES = 200
TIMES = 5
WISHES = {
    "everything": Wish(),
    "one person": Wish(person=SECOND),
    "failed": Wish(group=Group.FAILED),
    "the first day": Wish(first=FIRST, last=FIRST),
    "nobody": Wish(person="nobody"),
}


def main(thousands: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        grown = GrownVault(Path(folder) / "vault")
        days = list(days_of(max(1, round(thousands * 1000 / (SESSIONS_A_DAY * ENTRIES_A_SESSION)))))
        grown.grow(days, ENTRIES_A_SESSION)
        clinic = grown.opened(days[-1])
        print(f"{clinic.vault.log.count()} entries")

        def measure(trail: Trail) -> None:
            for words, wish in WISHES.items():
                spans, found = [], 0
                for _ in range(TIMES):
                    begun = time.perf_counter()
                    found = len(trail.newest(wish, {}, LINES).lines)
                    spans.append((time.perf_counter() - begun) * 1000)
                usual = statistics.median(spans)
                print(f"  {words}: {found} lines, {usual:.0f} ms, worst {max(spans):.0f} ms")

        place_of(clinic).read(measure)
        clinic.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
