"""Running the program as a person at a terminal does."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner
from support.scenarios import scenario
from support.source import ROOT

from ketachart.cli import main

DAY = "first-infusion"
ADMIN, NURSE = "ad.lindqvist", "rn.okafor"
# What a look at a vault may touch: the lock, SQLite's shared memory, an empty write-ahead log.
TOUCHED = (".lock", "-shm")


@dataclass(frozen=True)
class Said:
    """What came of a command."""

    status: int
    out: str
    err: str

    @property
    def is_one_sentence(self) -> bool:
        """Whether a person was told in one line, without a trace of where in the program."""
        return len(self.err.splitlines()) == 1 and "Traceback" not in self.out + self.err


def run(*words: object, secret: str = "") -> Said:
    """Run a command in this process; whatever it raises and doesn't tell is raised here."""
    done = CliRunner().invoke(main, [str(word) for word in words], input=secret)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Said(done.exit_code, done.stdout, done.stderr)


def run_apart(*words: object, secret: str = "") -> Said:
    """Run a command in a process of its own, as what draws paper needs."""
    done = subprocess.run(
        [sys.executable, "-m", "ketachart", *(str(word) for word in words)],
        input=secret,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        timeout=120,
    )
    return Said(done.returncode, done.stdout, done.stderr)


def secret_of(user: str) -> str:
    """A person's passphrase, as a file would hold it."""
    return scenario(DAY).secrets[user].passphrase + "\n"


def as_user(user: str, vault: Path) -> tuple[str, ...]:
    """The options by which a person signs in to a vault."""
    return ("--vault", str(vault), "--user", user, "--passphrase-file", "-")


def contents(folder: Path) -> dict[str, bytes]:
    """What the files of a vault hold."""
    if not folder.exists():
        return {}
    files = [path for path in folder.iterdir() if not path.name.endswith(TOUCHED)]
    return {path.name: content for path in files if (content := path.read_bytes())}
