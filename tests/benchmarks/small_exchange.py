"""A hundred more entries, over a hub that is empty and over one full of another clinic's entries.

Run: python tests/benchmarks/small_exchange.py [--foreign 3000], in thousands of entries.

Both hubs lie on one PostgreSQL that is started for it, and are used by turns: one workstation sends
a hundred entries of 450 bytes, another fetches them, and asks once more where nothing is new.
"""

import argparse
import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from figures import Figure, Run, show
from support.postgres import HubDatabase
from sync import Clinic, a_hub, chart, timed

FOREIGN = 3_000_000
A_FEW = 100
TIMES = 41
FIRST_ONES = 8
"""Not counted: the statements are prepared by then."""
IN_A_SEGMENT = 20
AT_ONCE = 25_000
PUSH, PULL, IDLE = "push", "pull", "nothing new"
REACH_MS = {PUSH: 3.6, PULL: 5.8}
FLAT = 1.2
FOREIGN_SQL = """
    INSERT INTO keta.segment
        (site, device, first_seq, last_seq, prev_hash, tip_hash, tip_sig, fmt, sealed)
    SELECT '0b000000-0000-0000-0000-000000000000'::uuid, 'ws-' || (n %% 5000), n / 5000 * 20 + 1,
        n / 5000 * 20 + 20, sha256(n::text::bytea), sha256((n + 1)::text::bytea),
        decode(repeat(md5(n::text), 4), 'hex'), 1,
        decode(repeat(md5((n * 7)::text), 125), 'hex')
    FROM generate_series(%s::int, %s::int) AS n
"""
Times = dict[str, list[float]]


class Pair:
    """Two workstations at one hub, and what their exchanges took, in milliseconds."""

    def __init__(self, hub: HubDatabase, folder: Path, closing_all: ExitStack) -> None:
        folder.mkdir()
        clinic = Clinic(hub, folder, closing_all)
        self._a, self._at_a = clinic.workstation("ws-a")
        self._b, self._at_b = clinic.workstation("ws-b")
        self.taken: Times = {PUSH: [], PULL: [], IDLE: []}

    def exchange(self) -> None:
        """Send and fetch a few."""
        chart(self._a, A_FEW)
        self.taken[PUSH].append(timed(lambda: self._a.exchange(self._at_a)) * 1000)
        self.taken[PULL].append(timed(lambda: self._b.exchange(self._at_b)) * 1000)
        self.taken[IDLE].append(timed(lambda: self._b.exchange(self._at_b)) * 1000)
        assert self._b.peers.head("ws-a") == self._a.peers.head("ws-a")


def fill(hub: HubDatabase, entries: int) -> None:
    """Lay another clinic's entries down, twenty in a segment."""
    for first in range(0, entries // IN_A_SEGMENT, AT_ONCE):
        last = min(first + AT_ONCE, entries // IN_A_SEGMENT) - 1
        hub.rows(FOREIGN_SQL, first, last)
    hub.rows("ANALYZE keta.segment")


def measured(foreign: int) -> tuple[Times, Times]:
    """What it took over the empty hub, and over the full one."""
    with a_hub() as hubs, tempfile.TemporaryDirectory() as folder, ExitStack() as closing_all:
        empty, full = hubs.fresh(), hubs.fresh()
        fill(full, foreign)
        pairs = [
            Pair(hub, Path(folder) / name, closing_all)
            for name, hub in (("empty", empty), ("full", full))
        ]
        for _ in range(FIRST_ONES + TIMES):
            for pair in pairs:
                pair.exchange()
        times = [{what: took[FIRST_ONES:] for what, took in each.taken.items()} for each in pairs]
    return times[0], times[1]


def figures(run: Run) -> list[Figure]:
    """Milliseconds for a hundred each way, and how much more they are over a full hub."""
    return measure(FOREIGN // 30 if run.short else FOREIGN)


def measure(foreign: int) -> list[Figure]:
    """Both hubs by turns."""
    empty, full = measured(foreign)
    for name, times in (("an empty hub", empty), (f"{foreign} foreign entries", full)):
        for what, took in times.items():
            slow = statistics.quantiles(took, n=20)[-1]
            middle, least = statistics.median(took), min(took)
            print(f"{name}: {what} {middle:.2f} ms (least {least:.2f}, p95 {slow:.2f})")
    found = []
    for what, reach in REACH_MS.items():
        middle = statistics.median(full[what])
        found.append(
            Figure(
                what=f"{what} of {A_FEW} entries, full hub",
                against="nothing (median)",
                reach=reach,
                got=middle,
                unit="ms",
                note=f"{foreign} entries of another clinic there; least {min(full[what]):.2f} ms.",
            )
        )
        pairs = list(zip(full[what], empty[what], strict=True))
        found.append(Figure.of_pairs(f"{what} of {A_FEW}, full hub", "an empty hub", FLAT, pairs))
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--foreign", type=int, default=FOREIGN // 1000, help="thousands of entries")
    show(measure(parser.parse_args().foreign * 1000))


if __name__ == "__main__":
    main()
