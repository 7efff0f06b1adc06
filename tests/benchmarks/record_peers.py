"""One set of vitals kept, beside what other programs take to keep one, each as safely as it does.

Run: python tests/benchmarks --peers FOLDER record_peers

The others are installed into the folder on demand, outside of this project: GNU Health (on Tryton)
and Anki from PyPI, PouchDB from npm. What doesn't install is left out, and the table says so.
Rounds go by turns, each a process of its own. The last line is SQLite of Python's own, with the
settings of our vault, and neither encryption nor signatures nor a chain.
"""

import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from figures import Figure, Run, show

from ketachart.app.clinic import Done
from ketachart.app.replay import ONE_MINUTE
from ketachart.app.resources import resource_folder
from ketachart.app.scenario import read_scenario
from ketachart.app.training import begin_training
from ketachart.crypto.passphrases import SMALLEST_COST
from ketachart.domain.acts import ChartVitals

HERE = Path(__file__).resolve().parent
COUNT, WARMING, ROUNDS = 60, 20, 5
WARMING_ROUNDS = 3
"""Until its write-ahead log has the length at which it begins anew; ours has."""
NURSE, SESSION = "rn.okafor", "s1"
UNTIL = datetime.fromisoformat("2026-03-03T09:12:30-08:00")
ONE_SET = "one vitals set"
NO_FOLDER = "not asked for: name a folder with --peers"


@dataclass(frozen=True, slots=True)
class Peer:
    """Another program, how it is installed, and what runs it.

    Attributes:
        reach: how many times as long as ours it is to take, or ours as it.
        is_beaten: whether the first of these is meant.
        safety: how safely it keeps a record.
    """

    name: str
    packages: tuple[str, ...]
    script: str
    reach: float
    safety: str
    is_beaten: bool = False

    def run(self, home: Path, drawer: Path) -> float:
        """The median seconds of a record; raises if it does not install or run."""
        place = home / self.name.split()[0].lower()
        if self.script.endswith(".cjs"):
            if not place.is_dir():
                called("npm", "install", "--prefix", str(place), "--no-audit", *self.packages)
            command = ["node", str(HERE / self.script)]
        else:
            python = place / "bin" / "python"
            if not python.is_file():
                called(sys.executable, "-m", "venv", str(place))
                called(str(python), "-m", "pip", "install", "--quiet", *self.packages)
            command = [str(python), str(HERE / self.script)]
        environment = {**os.environ, "NODE_PATH": str(place / "node_modules")}
        kept = home / f"{place.name}-data" if self.is_beaten else drawer / place.name
        told = called(*command, str(kept), str(WARMING + COUNT), environment=environment)
        return statistics.median(json.loads(told.splitlines()[-1])[WARMING:])


PEERS = (
    Peer(
        "GNU Health",
        ("gnuhealth==5.0.6", "gnuhealth-nursing==5.0.4"),
        "peer_gnuhealth.py",
        10,
        "on Tryton in SQLite, forced to the disk four times a record; no encryption, no chain",
        is_beaten=True,
    ),
    Peer(
        "PouchDB put",
        ("pouchdb@9",),
        "peer_pouchdb.cjs",
        3,
        "in LevelDB, which is not forced to the disk: the last records go with the power",
    ),
    Peer(
        "Anki add note",
        ("anki",),
        "peer_anki.py",
        3,
        "in SQLite, forced to the disk once a note; no encryption, no chain",
    ),
)


def called(*command: str, environment: dict[str, str] | None = None) -> str:
    """What a command prints; raises if it fails."""
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env=environment, timeout=900
    )
    return done.stdout


def figures(run: Run) -> list[Figure]:
    """Against each program, and plain SQLite."""
    rounds = 2 if run.short else ROUNDS
    with tempfile.TemporaryDirectory() as drawer:
        ours = Ours(Path(drawer) / "vault")
        lines = [_line(peer, run, ours, rounds) for peer in PEERS]
        plain = Path(drawer) / "plain"
        for _ in range(WARMING_ROUNDS):
            plainly(plain)
        pairs = [(ours.run(), plainly(plain)) for _ in range(rounds)]
        ours.clinic.close()
    note = "the same settings: a write-ahead log, forced to the disk at each commit"
    return [*lines, Figure.of_pairs(ONE_SET, "plain SQLite, insert and commit", 3, pairs, note)]


def _line(peer: Peer, run: Run, ours: "Ours", rounds: int) -> Figure:
    bound = {"what": ONE_SET, "against": peer.name, "reach": peer.reach}
    if run.peers is None:
        return Figure(**bound, got=None, at_least=peer.is_beaten, note=NO_FOLDER)
    try:
        with tempfile.TemporaryDirectory() as drawer:
            pairs = [
                (peer.run(run.peers.resolve(), Path(drawer)), ours.run()) for _ in range(rounds)
            ]
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        note = f"does not run here: {type(error).__name__}"
        return Figure(**bound, got=None, at_least=peer.is_beaten, note=note)
    each = tuple(their / our if peer.is_beaten else our / their for their, our in pairs)
    theirs, mine = (statistics.median(one) * 1000 for one in zip(*pairs, strict=True))
    return Figure(
        **bound,
        got=statistics.median(each),
        each=each,
        at_least=peer.is_beaten,
        unit="× as fast" if peer.is_beaten else "×",
        note=f"medians {mine:.2f} ms, and theirs {theirs:.2f} ms, {peer.safety}",
    )


class Ours:
    """A clinic in the middle of its day, where a set is charted each minute."""

    def __init__(self, folder: Path) -> None:
        scenario = read_scenario(resource_folder() / "scenarios" / "clinic-day.json")
        training = begin_training(scenario, folder, until=UNTIL, speed=0, cost=SMALLEST_COST)
        turn = training.turn_of(NURSE)
        assert turn is not None
        self.clinic, self._clock, self._turn = training.clinic, training.clock, turn

    def run(self) -> float:
        """The median seconds of a set."""
        return median_of(self._chart)

    def _chart(self, number: int) -> None:
        self._clock.skip_to(self._clock.now() + ONE_MINUTE)
        heart = str(70 + number % 9)
        values = {"hr": heart, "sbp": "120", "dbp": "80", "spo2": "97", "rr": "14"}
        outcome = self.clinic.perform(ChartVitals(session=SESSION, values=values), self._turn)
        assert isinstance(outcome, Done), outcome


def plainly(file: Path) -> float:
    """The median seconds of a record in plain SQLite."""
    db = sqlite3.connect(file, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA wal_autocheckpoint = 200")
    db.execute("CREATE TABLE IF NOT EXISTS record (id INTEGER PRIMARY KEY, body TEXT) STRICT")

    def insert(number: int) -> None:
        body = json.dumps({"session": SESSION, "hr": 70 + number % 9, "sbp": 120, "dbp": 80})
        db.execute("BEGIN IMMEDIATE")
        db.execute("INSERT INTO record (body) VALUES (?)", (body,))
        db.execute("COMMIT")

    taken = median_of(insert)
    db.close()
    return taken


def median_of(record: Callable[[int], None]) -> float:
    """The median seconds of a record, after some that are not counted."""
    took = []
    for number in range(WARMING + COUNT):
        begun = time.perf_counter()
        record(number)
        took.append(time.perf_counter() - begun)
    return statistics.median(took[WARMING:])


if __name__ == "__main__":
    show(figures(Run(peers=Path(sys.argv[1]) if len(sys.argv) > 1 else None)))
