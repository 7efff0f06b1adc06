"""The inspector packet of two years of a clinic with 16 chairs: 48 sessions each business day.

Run: python tests/benchmarks/packet.py [DAYS], 520 business days if left out.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from grown_vault import GrownVault, days_of

from ketachart.app.clinic import Turn
from ketachart.app.packet import Wish
from ketachart.bootstrap import make_screenless_application, packet_steps

ENTRIES_A_SESSION = 20


def main(count: int) -> None:
    """Measure and print."""
    make_screenless_application()
    with tempfile.TemporaryDirectory() as name:
        folder, days = Path(name), list(days_of(count))
        grown = GrownVault(folder / "vault")
        grown.grow(days, ENTRIES_A_SESSION)
        clinic = grown.opened(days[-1])
        print(f"{clinic.vault.log.count()} entries, {days[0]} to {days[-1]}")
        person = clinic.world.person("ad.lindqvist")
        assert person is not None
        wish = Wish(first=days[0], last=days[-1], out=folder / "packet")
        begun = last = time.perf_counter()
        steps, said = [], ""
        for progress in packet_steps(clinic, wish, Turn(person=person)):
            steps.append(time.perf_counter() - last)
            last, said = time.perf_counter(), progress.words
        files = [each for each in wish.out.rglob("*") if each.is_file()]
        size = sum(each.stat().st_size for each in files)
        print(f"{last - begun:.1f} s, {len(files)} files, {size // 1_000_000} MB; {said}")
        print(
            f"a step: median {statistics.median(steps) * 1000:.0f} ms,"
            f" longest {max(steps) * 1000:.0f} ms (the next key waits for one)"
        )
        clinic.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 520)
