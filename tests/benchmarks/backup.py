"""A backup of a large vault, against copying its file and sealing the same bytes by hand.

Run: python tests/benchmarks/backup.py

The vault is a clinic day's, filled up with random pages to a gigabyte: to a backup all bytes are
alike. By hand is: the file copied by the system and forced to the disk; then the same bytes read
and encrypted by AES-256-GCM a mebibyte at a time, which are kept nowhere. What a backup does
beyond that is to hold a moment while others write, and to write what it sealed rather than what it
read. Both read a file that the system has in its memory.

Beside a backup the vault goes on being written; what a commit costs then is compared with what it
costs alone, in commits of backups noted.
"""

import os
import secrets
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from figures import Figure, Run, show

from ketachart.app.backups import Made, make_backup
from ketachart.app.clinic import Clinic
from ketachart.app.replay import replay
from ketachart.app.resources import resource_folder
from ketachart.app.scenario import read_scenario
from ketachart.crypto.passphrases import SMALLEST_COST
from ketachart.domain import events as ev
from ketachart.store.connection import Transaction, checkpoint

MIB = 1 << 20
COMMITS = 300
PAIRS = 5


def figures(run: Run) -> list[Figure]:
    """The backup, and a commit beside it."""
    with tempfile.TemporaryDirectory() as drawer:
        folder = Path(drawer)
        scenario = read_scenario(resource_folder() / "scenarios" / "clinic-day.json")
        clinic = replay(scenario, folder / "vault", cost=SMALLEST_COST)
        size = 64 if run.short else 1024
        fill(clinic, size)
        by_hand(clinic, folder)
        pairs = [(backed_up(clinic, folder), by_hand(clinic, folder)) for _ in range(PAIRS)]
        alone = commits(clinic)
        maker = threading.Thread(target=lambda: made_to(clinic, folder / "kept.ketabackup"))
        maker.start()
        beside = commits(clinic, until=lambda: not maker.is_alive())
        maker.join()
        clinic.close()
    ours, theirs = (statistics.median(each) for each in zip(*pairs, strict=True))
    note = f"medians {ours:.2f} s and {theirs:.2f} s of {PAIRS}; a commit takes {told(alone)} alone"
    note += f", and {told(beside)} while a backup is made"
    against = "copying the file and AES-GCM of the same bytes"
    return [Figure.of_pairs(f"backup of a vault of {size} MiB", against, 1.3, pairs, note)]


def fill(clinic: Clinic, mebibytes: int) -> None:
    """Make a vault's file so large."""
    db = clinic.vault.db
    for number in range(mebibytes):
        with Transaction(db):
            db.conn.execute(
                "INSERT INTO doc (kind, id, body) VALUES ('filling', ?, ?)",
                (str(number), secrets.token_hex(MIB // 2)),
            )
    checkpoint(db)


def by_hand(clinic: Clinic, folder: Path) -> float:
    """The seconds that copying and encrypting take."""
    database, copy = clinic.vault.files.database, folder / "copy"
    begun = time.perf_counter()
    shutil.copyfile(database, copy)
    with copy.open("rb+") as target:
        os.fsync(target.fileno())
    cipher, chunk, sealed = AESGCM(secrets.token_bytes(32)), bytearray(MIB), bytearray(MIB + 16)
    with database.open("rb", buffering=0) as source:
        for number in range(database.stat().st_size // MIB):
            source.readinto(chunk)
            cipher.encrypt_into(number.to_bytes(12, "big"), chunk, b"", sealed)
    took = time.perf_counter() - begun
    copy.unlink()
    return took


def backed_up(clinic: Clinic, folder: Path) -> float:
    """The seconds that a backup takes."""
    file = folder / "one.ketabackup"
    begun = time.perf_counter()
    made_to(clinic, file)
    took = time.perf_counter() - begun
    file.unlink()
    return took


def made_to(clinic: Clinic, file: Path) -> None:
    """Make a backup, or fail."""
    made = make_backup(clinic, file)
    assert isinstance(made, Made), made


def commits(clinic: Clinic, until: Callable[[], bool] | None = None) -> list[float]:
    """The seconds of each of some commits, or of all until something is over."""
    took: list[float] = []
    while not until() if until is not None else len(took) < COMMITS:
        begun = time.perf_counter()
        clinic.note_backup(ev.BackupMade(file="measured", entries=0))
        took.append(time.perf_counter() - begun)
    return took


def told(seconds: list[float]) -> str:
    """Median and worst but one in a hundred."""
    worst = sorted(seconds)[max(0, round(len(seconds) * 0.99) - 1)]
    return f"median {statistics.median(seconds) * 1000:.2f} ms, p99 {worst * 1000:.2f} ms"


if __name__ == "__main__":
    show(figures(Run()))
