"""The power goes in the middle of a write; nothing acknowledged is lost, and the vault opens.

A process charts on a disk that keeps a diary. The diary is then cut: in a short run before and
after every single sync, in a longer one anywhere. For each cut the vault is laid out as the disk
may have been left, and opened. What is not certain is there by turns not at all, wholly, and in
random parts down to a sector.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from support.builders import NURSE, SECRETS, reopened

from ketachart.app.clock import SetClock
from ketachart.app.vaults import Unlocked, unlock
from ketachart.crypto.errors import CryptoError
from ketachart.store.errors import StoreError
from trust.charting import Acknowledged, Backups, Hands, clinic_at_work
from trust.disk import Disk, Kind, Record, built, records, surroundings
from trust.proofs import Proof, chance

SHORT, FULL = 60, 2000
NOT_TRIED = ("Real power loss, and disks that lie about a sync: what a cut leaves is worked out.",)
_TESTS = Path(__file__).resolve().parents[1]
_TOLD = "told"
_SHARES = (0.0, 1.0, 0.5, 0.5, 0.9)


@dataclass(frozen=True, slots=True)
class Run:
    """What a process charted, as the disk noted it."""

    folder: Path
    begun: Path
    diary: tuple[Record, ...]
    now: datetime


def prove(count: int, drawer: Path) -> Iterator[Proof]:
    """Half of the cuts at the syncs of a short run, the others anywhere in longer ones."""
    library = built(drawer)
    short = _charted(drawer, library, "short", seed=1, acts=12)
    syncs = [at for at, record in enumerate(short.diary) if record.kind is Kind.SYNCED]
    near = [(at, share) for share in _SHARES for sync in syncs for at in (sync, sync + 1)]
    near = _spread(near, count // 2)
    yield _tried(
        "the power cut at a sync: nothing acknowledged is lost, the vault is sound",
        short,
        near,
        f"{len(syncs)} syncs of a short run",
    )
    dice = chance("torn disk")
    long = _charted(drawer, library, "long", seed=2, acts=250)
    anywhere = [
        (dice.randint(0, len(long.diary)), dice.choice(_SHARES)) for _ in range(count - len(near))
    ]
    yield _tried(
        "the power cut anywhere: the same",
        long,
        anywhere,
        f"{len(long.diary):,} changes of a longer run",
    )


def _spread(tries: list[tuple[int, float]], count: int) -> list[tuple[int, float]]:
    """All of them if there is time for it, else some of every kind."""
    if len(tries) <= count:
        return tries
    return [tries[number * len(tries) // count] for number in range(count)]


# ── Charting on that disk ────────────────────────────────────────────────────────────────────────


def _charted(drawer: Path, library: Path, name: str, seed: int, acts: int) -> Run:
    house = clinic_at_work(drawer, f"{name}-prepared")
    now = house.clock.now() + timedelta(minutes=20)
    house.clinic.close()
    folder, begun, diary = drawer / name, drawer / f"{name}-begun", drawer / f"{name}.diary"
    folder.mkdir()
    shutil.move(house.folder, folder / "vault")
    shutil.copytree(folder, begun)
    command = [sys.executable, "-m", "trust.torn_disk", str(folder), now.isoformat()]
    command += ["--seed", str(seed), "--acts", str(acts)]
    environment = os.environ | surroundings(library, folder, diary)
    subprocess.run(command, cwd=_TESTS, env=environment, check=True)
    return Run(folder, begun, tuple(records(diary)), now)


def _chart() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("now", type=datetime.fromisoformat)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--acts", type=int)
    asked = parser.parse_args()
    dice = random.Random(asked.seed)  # noqa: S311
    clock = SetClock(asked.now)
    with (asked.folder / _TOLD).open("ab", buffering=0) as told:

        def say(line: str) -> None:
            told.write(f"{line}\n".encode())

        for _ in range(3):  # closing and opening write too
            house = reopened(asked.folder / "vault", clock)
            hands = Hands(house, say, dice)
            for _ in range(asked.acts // 3):
                hands.do_something()
            backup = Backups(house.clinic, asked.folder / f"{clock.now():%H%M%S}.ketabackup", say)
            backup.start()
            backup.join()
            house.clinic.close()


# ── Looking at what is left ──────────────────────────────────────────────────────────────────────


def _tried(what: str, run: Run, cuts: Sequence[tuple[int, float]], note: str) -> Proof:
    """Cut the diary at these places; read through once, in order."""
    dice, broken, disk, read = chance(what), [], Disk(run.begun), 0
    place = run.folder.with_name("left")
    for at, share in sorted(cuts):
        for record in run.diary[read:at]:
            disk.note(_moved(record, run))
        read = at
        acknowledged = Acknowledged()
        acknowledged.hear(disk.content(run.begun / _TOLD))
        _lay_out(disk.left_by_a_cut(dice, share), run.begun, place)
        sentences = list(_missing(place, acknowledged, run.now))
        if sentences:
            broken.append(f"cut after change {at}, {share:.0%} of the rest: {sentences[0]}")
    return Proof(what, len(cuts), tuple(broken), note)


def _moved(record: Record, run: Run) -> Record:
    """The change as if it had been made where the beginning is kept."""

    def moved(path: Path) -> Path:
        return run.begun / path.relative_to(run.folder)

    data = record.data
    if record.kind is Kind.RENAMED:
        data = str(moved(Path(data.decode()))).encode()
    return record._replace(path=moved(record.path), data=data)


def _lay_out(files: dict[Path, bytes], begun: Path, place: Path) -> None:
    shutil.rmtree(place, ignore_errors=True)
    for path, content in files.items():
        file = place / path.relative_to(begun)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _missing(place: Path, acknowledged: Acknowledged, now: datetime) -> Iterator[str]:
    clock = SetClock(now + timedelta(hours=2))
    try:
        opened = unlock(place / "vault", NURSE, SECRETS[NURSE][0], clock)
    except (StoreError, CryptoError) as error:
        yield f"the vault does not open: {error}"
        return
    assert isinstance(opened, Unlocked), opened
    yield from acknowledged.missing_in(opened.clinic)
    yield from acknowledged.backups_missing_in(place, opened.clinic.site_key)
    opened.clinic.close()


if __name__ == "__main__":
    _chart()
