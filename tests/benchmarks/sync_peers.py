"""The same documents over our hub, over PouchDB to pouchdb-server, and by Anki's incremental sync.

Run: python tests/benchmarks/sync_peers.py --peers FOLDER [--documents 20000]

The other programs are installed into a folder outside the repository, once, by their own package
clients; one that doesn't install is left out with a sentence. By turns, each sends all documents
to a server of its own on this computer, and fetches them into a second, empty store.

Not the same work: ours encrypts, signs and verifies, and what it confirmed is on the disk of both
sides. Anki keeps to the disk too, and neither encrypts nor signs. PouchDB here writes to LevelDB
without asking for the disk.
"""

import argparse
import json
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from figures import Figure, Run, show
from support.postgres import Hubs
from sync import Clinic, a_hub, chart, entries, timed

DOCUMENTS = 20_000
ROUNDS = 3
INSTALLED_WITHIN_S = 900
MEASURED_WITHIN_S = 300
SCRIPTS = Path(__file__).resolve().parent / "peers"
WAYS = ("push", "pull")
POUCHDB, ANKI = "PouchDB to pouchdb-server", "Anki's incremental sync"
_NOT_ASKED = "Not asked for: name a folder for it with --peers."
REACH = {POUCHDB: 15.0, ANKI: 3.5}
Times = dict[str, float]
Measure = Callable[[Path], Times]


class NotInstalled(Exception):
    """A peer can't be had here; says why."""


def run_quietly(command: list[str], within_s: int, folder: Path) -> str:
    """What a command prints.

    Raises:
        NotInstalled: it is not there, failed, or took too long.
    """
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=within_s, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotInstalled(f"{command[0]}: {error}") from error
    if done.returncode:
        last = (done.stderr.strip() or "failed").splitlines()[-1]
        raise NotInstalled(f"{Path(command[0]).name}: {last}")
    return done.stdout


def free_port() -> str:
    """A port nobody listens at."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return str(taken.getsockname()[1])


def pouchdb(peers: Path, documents: Path) -> Measure:
    """Install PouchDB and its server, if they aren't yet."""
    node, npm, folder = shutil.which("node"), shutil.which("npm"), peers / "node"
    if node is None or npm is None:
        raise NotInstalled("There is no Node.js here.")
    modules = folder / "node_modules"
    if not (modules / "pouchdb-server").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        packages = ["pouchdb@9", "pouchdb-server@4.2.0"]
        install = [npm, "install", "--no-audit", "--no-fund", *packages]
        run_quietly(install, INSTALLED_WITHIN_S, folder)
    command = [node, str(SCRIPTS / "pouchdb_sync.cjs"), str(modules), str(documents)]
    return lambda drawer: told([*command, str(drawer), free_port()], drawer)


def anki(peers: Path, documents: Path) -> Measure:
    """Install Anki into an environment of its own, if it isn't yet."""
    folder = peers / "anki"
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not python.exists():
        venv.create(folder, with_pip=True)
    try:
        run_quietly([str(python), "-c", "import anki.syncserver"], MEASURED_WITHIN_S, folder)
    except NotInstalled:
        install = [str(python), "-m", "pip", "install", "--quiet", "anki"]
        run_quietly(install, INSTALLED_WITHIN_S, folder)
    command = [str(python), str(SCRIPTS / "anki_sync.py"), str(documents)]
    return lambda drawer: told([*command, str(drawer), free_port()], drawer)


def told(command: list[str], drawer: Path) -> Times:
    """The seconds a peer's script tells."""
    found: Times = json.loads(run_quietly(command, MEASURED_WITHIN_S, drawer).splitlines()[-1])
    return found


def ours(hubs: Hubs, count: int) -> Times:
    """Seconds to send all to a new hub, and to fetch it into a new vault."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as closing_all:
        clinic = Clinic(hubs.fresh(), Path(folder), closing_all)
        (a, at_a), (b, at_b) = clinic.workstation("ws-a"), clinic.workstation("ws-b")
        chart(a, count)
        taken = {
            "push": timed(lambda: a.exchange(at_a)),
            "pull": timed(lambda: b.exchange(at_b)),
        }
        assert b.peers.head("ws-a") == a.peers.head("ws-a")
    return taken


def by_turns(hubs: Hubs, count: int, peer: Measure) -> list[tuple[Times, Times]]:
    """Ours and theirs, one after the other."""
    pairs = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as drawer:
            pairs.append((ours(hubs, count), peer(Path(drawer))))
    return pairs


def figures(run: Run) -> list[Figure]:
    """How many times as many documents a second as each peer, each way."""
    return measure(run.peers, DOCUMENTS // 10 if run.short else DOCUMENTS)


def measure(peers: Path | None, count: int) -> list[Figure]:
    """Run all that install."""
    found = list[Figure]()
    with a_hub() as hubs, tempfile.TemporaryDirectory() as drawer:
        documents = Path(drawer) / "documents.jsonl"
        bodies = [each.body.decode() for each in entries(count, 0)]
        documents.write_text("\n".join(bodies) + "\n", encoding="utf-8")
        for name, install in ((POUCHDB, pouchdb), (ANKI, anki)):
            if peers is None:
                found += [figure(name, way, None, _NOT_ASKED) for way in WAYS]
                continue
            try:
                pairs = by_turns(hubs, count, install(peers.resolve(), documents))
            except NotInstalled as why:
                found += [figure(name, way, None, str(why)) for way in WAYS]
                continue
            for way in WAYS:
                each = tuple(theirs[way] / us[way] for us, theirs in pairs)
                rates = [
                    statistics.median(count / pair[at][way] for pair in pairs) for at in (0, 1)
                ]
                words = f"{count} documents: {rates[0]:,.0f} a second here, {rates[1]:,.0f} there."
                found.append(figure(name, way, each, words))
    return found


def figure(peer: str, way: str, each: tuple[float, ...] | None, note: str) -> Figure:
    """One way against one peer."""
    return Figure(
        what=f"{way} of documents, by rate",
        against=peer,
        reach=REACH[peer],
        got=statistics.median(each) if each else None,
        at_least=True,
        each=each or (),
        note=note,
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, help="install the other programs here")
    parser.add_argument("--documents", type=int, default=DOCUMENTS)
    asked = parser.parse_args()
    show(measure(asked.peers, asked.documents))


if __name__ == "__main__":
    main()
