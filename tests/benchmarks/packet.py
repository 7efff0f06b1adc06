"""The inspector packet of two years of a clinic with 16 chairs: 48 sessions each business day.

Run: python tests/benchmarks/packet.py
"""

import statistics
import tempfile
import time
from pathlib import Path

from figures import Figure, Run, show
from grown_vault import GrownVault, days_of

from ketachart.app.clinic import Turn
from ketachart.app.packet import Wish
from ketachart.bootstrap import make_screenless_application, packet_steps

ENTRIES_A_SESSION = 20
DAYS = 520


def figures(run: Run) -> list[Figure]:
    """The longest step, for which the next key waits, and the usual one."""
    make_screenless_application()
    with tempfile.TemporaryDirectory() as name:
        folder, days = Path(name), list(days_of(10 if run.short else DAYS))
        grown = GrownVault(folder / "vault")
        grown.grow(days, ENTRIES_A_SESSION)
        clinic = grown.opened(days[-1])
        entries = clinic.vault.log.count()
        person = clinic.world.person("ad.lindqvist")
        assert person is not None
        wish = Wish(first=days[0], last=days[-1], out=folder / "packet")
        begun = last = time.perf_counter()
        steps = []
        for _ in packet_steps(clinic, wish, Turn(person=person)):
            steps.append(time.perf_counter() - last)
            last = time.perf_counter()
        files = sum(each.is_file() for each in wish.out.rglob("*"))
        clinic.close()
    usual = statistics.median(steps) * 1000
    note = (
        f"median {usual:.0f} ms of {len(steps)} steps; in all {last - begun:.0f} s, {files} files"
    )
    what = f"the inspector packet of {len(days)} days and {entries} entries, its longest step"
    return [
        Figure(
            what=what,
            against="the wait of a key meanwhile",
            reach=280,
            got=max(steps) * 1000,
            unit="ms",
            note=note,
        )
    ]


if __name__ == "__main__":
    show(figures(Run()))
