"""A backup of a grown vault, against copying and sealing the same bytes by hand.

Run: python tests/benchmarks/backup.py [THOUSANDS], of entries; 200 if left out.

By hand is: the database copied of one moment by SQLCipher itself, which opens and encrypts each
page anew; then the copy read, sealed by AES-256-GCM a mebibyte at a time, and written to the disk.
A grown vault's signatures are made up, so that a rehearsal of it has something to find.

Beside a backup the vault goes on being written; what a commit costs then is compared with what it
costs alone.
"""

import os
import secrets
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from grown_vault import ADMIN, SESSIONS_A_DAY, GrownVault, days_of

from ketachart.app.backups import Made, Proof, by_passphrase, make_backup, rehearse, restore
from ketachart.app.clinic import Clinic
from ketachart.app.clock import SystemClock
from ketachart.domain import events as ev
from ketachart.store.connection import Access, open_database

ENTRIES_A_SESSION = 100
MIB = 1 << 20
COMMITS = 200
TIMES = 3


def main(thousands: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        grown = GrownVault(folder / "vault")
        days = list(days_of(max(1, round(thousands * 1000 / (SESSIONS_A_DAY * ENTRIES_A_SESSION)))))
        grown.grow(days, ENTRIES_A_SESSION)
        clinic = grown.opened(days[-1])
        database = clinic.vault.files.database
        size = database.stat().st_size / MIB
        print(f"{clinic.vault.log.count()} entries, {size:.0f} MiB")
        copied = least(lambda: copied_by_hand(clinic, folder / "copy"))
        sealed = least(lambda: seal_by_hand(database, folder / "by-hand"))
        made = least(lambda: backed_up(clinic, folder / "one.ketabackup"))
        print(f"by hand: copying {copied:.2f} s, sealing {sealed:.2f} s; backup {made:.2f} s:")
        print(f"{made / (copied + sealed):.2f} x both, {made / sealed:.2f} x sealing alone")
        file = folder / "kept.ketabackup"
        alone = commits(clinic)
        maker = threading.Thread(target=lambda: made_to(clinic, file))
        maker.start()
        beside = commits(clinic, until=lambda: not maker.is_alive())
        maker.join()
        for what, each in (("alone", alone), ("beside a backup", beside)):
            print(f"commit {what}: {told(each)}, of {len(each)}")
        begun = time.perf_counter()
        proof = rehearse(file, clinic.site_key)
        assert isinstance(proof, Proof), proof
        print(f"rehearsal {time.perf_counter() - begun:.2f} s, {proof.entries} entries")
        opening = by_passphrase(ADMIN, grown.scenario.secrets[ADMIN].passphrase)
        begun = time.perf_counter()
        answer = restore(file, folder / "again", opening, SystemClock())
        assert isinstance(answer, int), answer
        print(f"restore {time.perf_counter() - begun:.2f} s")
        clinic.close()


def least(work: Callable[[], float]) -> float:
    """The shortest of some tries."""
    return min(work() for _ in range(TIMES))


def copied_by_hand(clinic: Clinic, target: Path) -> float:
    """The seconds that SQLCipher takes to copy the database into another of its own."""
    begun = time.perf_counter()
    copy = open_database(target, secrets.token_bytes(32), Access.CREATE)
    copy.conn.execute("PRAGMA journal_mode = DELETE")
    with closing(clinic.vault.reader()) as source, closing(copy):
        source.conn.backup(copy.conn)
    took = time.perf_counter() - begun
    target.unlink()
    return took


def seal_by_hand(database: Path, target: Path) -> float:
    """The seconds that reading, sealing and writing the database's file take."""
    begun = time.perf_counter()
    cipher = AESGCM(secrets.token_bytes(32))
    with database.open("rb") as source, target.open("wb") as sealed:
        number = 0
        while chunk := source.read(MIB):
            sealed.write(cipher.encrypt(number.to_bytes(12, "big"), chunk, b""))
            number += 1
        sealed.flush()
        os.fsync(sealed.fileno())
    took = time.perf_counter() - begun
    target.unlink()
    return took


def backed_up(clinic: Clinic, file: Path) -> float:
    """The seconds that a backup takes."""
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
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
