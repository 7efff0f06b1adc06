"""What a step costs: a whole clinic day, each step against a bare insert and commit.

Run: python tests/benchmarks/step_cost.py

Each step of the shipped clinic day is performed through the door into a new
vault; right after it, as many bytes as it added to the log are inserted and
committed into a bare SQLCipher table with the same settings. The ratios are
taken step by step, so that the machine's mood touches both alike.
"""

import secrets
import statistics
import tempfile
import time
from pathlib import Path

from ketachart.app.clock import SetClock
from ketachart.app.replay import ONE_MINUTE, Replay
from ketachart.app.resources import resource_folder
from ketachart.app.scenario import read_scenario
from ketachart.app.vaults import found
from ketachart.store.connection import Access, Transaction, open_database

ENVELOPE_BYTES = 200


def main() -> None:
    """Measure and print."""
    scenario = read_scenario(resource_folder() / "scenarios" / "clinic-day.json")
    steps, vitals = [], []
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        clock = SetClock(scenario.begins - ONE_MINUTE)
        clinic = found(Path(folder) / "vault", scenario.founding, clock).clinic
        player = Replay(clinic, scenario)
        bare = open_database(Path(folder) / "bare.db", secrets.token_bytes(32), Access.CREATE)
        bare.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT")
        aside = 0.0
        for step in scenario.steps:
            clock.set(step.at)
            head = clinic.vault.log.head.seq
            start = time.perf_counter()
            player.perform(step)
            ours = time.perf_counter() - start
            added = clinic.vault.log.since(clinic.vault.log.device, head)
            body = secrets.token_bytes(sum(len(entry.body) + ENVELOPE_BYTES for entry in added))
            middle = time.perf_counter()
            with Transaction(bare):
                bare.conn.execute("INSERT INTO bare (body) VALUES (?)", (body,))
            theirs = time.perf_counter() - middle
            aside += time.perf_counter() - start - ours
            steps.append((ours, theirs))
            if step.do == "vitals.chart" and not step.refused:
                vitals.append((ours, theirs))
        whole = time.perf_counter() - begun - aside
        clinic.close()
        bare.close()
    print(f"whole day, set-up and sign-ins included: {whole:.2f} s for {len(steps)} steps")
    for name, pairs in (("a step", steps), ("a set of vitals", vitals)):
        ours = statistics.median(each for each, _ in pairs)
        theirs = statistics.median(each for _, each in pairs)
        ratio = statistics.median(one / other for one, other in pairs)
        print(
            f"{name}: median {ours * 1000:.2f} ms; bare insert and commit of the same bytes "
            f"{theirs * 1000:.2f} ms; ratio {ratio:.2f}"
        )


if __name__ == "__main__":
    main()
