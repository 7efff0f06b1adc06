"""What a step costs: a whole clinic day, each step against a bare insert and commit.

Run: python tests/benchmarks/step_cost.py

Each step of the shipped clinic day is performed through the door into a new
vault; right after it, as many bytes as it added to the log are inserted and
committed into a bare SQLCipher table with the same settings. The ratios are
taken step by step, so that the machine's mood touches both alike. Both
write-ahead logs have reached the length at which they begin anew: while one
grows, the file system writes more than the database asks for.
"""

import secrets
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from figures import Figure, Run, show

from ketachart.app.clock import SetClock
from ketachart.app.replay import ONE_MINUTE, Replay
from ketachart.app.resources import resource_folder
from ketachart.app.scenario import read_scenario
from ketachart.app.vaults import found
from ketachart.store.connection import Access, Database, Transaction, open_database

REACH = 1.25
ENVELOPE_BYTES = 200
WARMING = 300
VITALS = "vitals.chart"


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds on the wall, and of the processor."""

    wall: float
    work: float


def figures(run: Run) -> list[Figure]:
    """A set of vitals, and any step."""
    steps = [pair for _ in range(1 if run.short else 3) for pair in one_day()]
    vitals = [pair for pair in steps if pair[0] == VITALS]
    return [
        _figure("one vitals set, key to durable commit", vitals),
        _figure("any step of a clinic day", steps),
    ]


def _figure(what: str, steps: list[tuple[str, Cost, Cost]]) -> Figure:
    our_wall, their_wall, our_work, their_work = (
        statistics.median(each) * 1000
        for each in zip(*((o.wall, t.wall, o.work, t.work) for _, o, t in steps), strict=True)
    )
    enough = (our_work - REACH * their_work) / (REACH - 1)
    note = (
        f"medians {our_wall:.2f} ms and {their_wall:.2f} ms of {len(steps)}, of which the "
        f"processor's {our_work:.2f} ms and {their_work:.2f} ms: the bound is kept on a disk that "
        f"takes {enough:.1f} ms or more to keep a page"
    )
    pairs = [(ours.wall, theirs.wall) for _, ours, theirs in steps]
    return Figure.of_pairs(
        what, "bare SQLCipher insert and commit of the same bytes", REACH, pairs, note
    )


def one_day() -> list[tuple[str, Cost, Cost]]:
    """What was done, its cost, and that of the bare commit, for each step of the day."""
    scenario = read_scenario(resource_folder() / "scenarios" / "clinic-day.json")
    steps = []
    with tempfile.TemporaryDirectory() as folder:
        clock = SetClock(scenario.begins - ONE_MINUTE)
        clinic = found(Path(folder) / "vault", scenario.founding, clock).clinic
        player = Replay(clinic, scenario)
        bare = open_database(Path(folder) / "bare.db", secrets.token_bytes(32), Access.CREATE)
        bare.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT")
        warm(clinic.vault.db, bare)
        for step in scenario.steps:
            clock.set(step.at)
            head = clinic.vault.log.head.seq
            ours = cost(lambda step=step: player.perform(step))
            added = clinic.vault.log.since(clinic.vault.log.device, head)
            size = sum(len(entry.body) + ENVELOPE_BYTES for entry in added)
            steps.append(("" if step.refused else step.do, ours, commit(bare, size)))
        clinic.close()
        bare.close()
    return steps


def cost(work: Callable[[], object]) -> Cost:
    """What some work costs."""
    wall, used = time.perf_counter(), time.thread_time()
    work()
    return Cost(time.perf_counter() - wall, time.thread_time() - used)


def commit(bare: Database, size: int) -> Cost:
    """What inserting and committing as many bytes costs."""
    body = secrets.token_bytes(size)

    def inserted() -> None:
        with Transaction(bare):
            bare.conn.execute("INSERT INTO bare (body) VALUES (?)", (body,))

    return cost(inserted)


def warm(vault: Database, bare: Database) -> None:
    """Let the write-ahead logs of both reach their length."""
    for _ in range(WARMING):
        commit(bare, 300)
        with Transaction(vault):
            vault.conn.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('warm', '')")


if __name__ == "__main__":
    show(figures(Run()))
