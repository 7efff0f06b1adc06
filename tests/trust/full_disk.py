"""The disk is full, faulty or gone at any write; what is refused is said, and nothing is lost.

Each act is done on a disk that fails at its first, second, third … change, in four ways: full from
there on (the last write fits half), gone from there on (nothing can be read either: a drive pulled
out, a network that went), only for reading from there on, or faulty that one time. The act must be
recorded, or told as not saved in a sentence, and then nothing has changed. Once the disk is well
again the same act goes through. Besides, a database that may not grow by another page, and a file
system that is really full.
"""

import argparse
import ctypes
import itertools
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from support.builders import ADMIN, NURSE, SECOND, SECRETS, House

from ketachart.app.backups import Made, make_backup
from ketachart.app.clinic import Done, Refused, Trouble
from ketachart.app.clock import SetClock
from ketachart.app.vaults import Unlocked, unlock
from ketachart.app.verification import verify
from ketachart.store.entries import Head
from ketachart.store.errors import StoreError
from ketachart.store.vault import Vault
from trust.charting import clinic_at_work
from trust.disk import built, surroundings
from trust.proofs import Proof, chance

SHORT, FULL = 36, 1200
_TESTS = Path(__file__).resolve().parents[1]
_WELL = 0
_CONDITIONS = {"full": 1, "gone": 2, "only for reading": 4, "faulty once": 3}
_LONG = "rests quietly " * 3000
_PAGE, _ROOM_PAGES, _MOST_PAGES_LEFT = 4096, 8192, 64
_LOOKED_THROUGH_EVERY = 50
_NUMBERS = itertools.count()
_BACKUPS = shutil.ignore_patterns("*.ketabackup*")

Outcome = Done | Refused | Trouble
Doing = Callable[[House], Outcome | None]
"""An act; None stands for done, where an act answers so."""


def prove(count: int, drawer: Path) -> Iterator[Proof]:
    """In a process of its own, whose disk can be told to fail."""
    command = [sys.executable, "-m", "trust.full_disk", str(drawer), str(count)]
    environment = os.environ | surroundings(built(drawer), drawer)
    done = subprocess.run(
        command, cwd=_TESTS, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    for proof in json.loads(done.stdout):
        yield Proof(**proof | {"broken": tuple(proof["broken"])})


# ── What is done ─────────────────────────────────────────────────────────────────────────────────


def _chart(house: House) -> Outcome:
    return house.does(NURSE, "vitals.chart", session="s1", hr=72, sbp=120, dbp=80)


def _note(house: House) -> Outcome:
    return house.does(NURSE, "note.add", session="s1", text="rests")


def _long_note(house: House) -> Outcome:
    return house.does(NURSE, "note.add", session="s2", text=_LONG)


def _count(house: House) -> Outcome:
    counted = {"product": "mid-1-2", "sealed": 4, "open_ml": "0"}
    return house.does(ADMIN, "stock.count", **counted, witness=SECOND)


def _draft(house: House) -> Outcome | None:
    return house.clinic.save_draft("vitals:s1", NURSE, {"hr": str(house.clock.now().second)})


def _backup(house: House) -> Outcome | None:
    file = house.folder / f"{next(_NUMBERS)}.ketabackup"
    made = make_backup(house.clinic, file)
    if isinstance(made, Made):
        with suppress(OSError):
            file.unlink()
        return None
    if file.exists():
        with suppress(OSError):  # on a disk that is gone nobody takes anything away
            file.unlink()
            raise AssertionError("a backup that was told as not made is there")
    return made


ACTS: dict[str, Doing] = {
    "a set of vitals": _chart,
    "a note": _note,
    "a note of forty thousand letters": _long_note,
    "a count that two sign": _count,
    "something half typed": _draft,
    "a backup": _backup,
}


# ── A disk that fails ────────────────────────────────────────────────────────────────────────────


class FailingDisk:
    """The disk under this process."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)

    def fails(self, after: int, condition: int) -> None:
        """After so many changes, in this way."""
        self._library.disk_fails(ctypes.c_long(after), condition)

    def changes(self) -> int:
        """How many there were since it was told last."""
        return int(self._library.disk_calls())


@dataclass
class _Tried:
    what: str
    count: int = 0
    broken: tuple[str, ...] = ()
    refused: int = 0

    def proof(self) -> Proof:
        note = f"{self.refused:,} told as not saved, the others recorded all the same"
        return Proof(self.what, self.count, self.broken, note)

    def add(self, words: str, outcome: Outcome | None, fault: str) -> None:
        self.count += 1
        self.refused += isinstance(outcome, Trouble)
        self.broken += (f"{words}: {fault}",) if fault else ()


def _failing_at_every_change(house: House, count: int) -> Iterator[Proof]:
    disk, dice = FailingDisk(), chance("full disk")
    for name, condition in _CONDITIONS.items():
        tried = _Tried(
            f"the disk is {name} at any change of an act: told, nothing lost, then it goes on"
        )
        places = list(_places(house, disk, dice, count // len(_CONDITIONS)))
        for number, (act, at) in enumerate(places):
            house.clock.set(house.clock.now() + timedelta(seconds=1))
            disk.fails(at, condition)
            is_well = name == "faulty once"
            mend = partial(disk.fails, 0, _WELL)
            outcome, fault = _held(house, ACTS[act], mend, is_well=is_well)
            if not fault and number % _LOOKED_THROUGH_EVERY == 0:
                fault = "; ".join(finding.words for finding in verify(house.clinic))
            tried.add(f"{act}, change {at + 1}", outcome, fault)
        faults = [finding.words for finding in verify(house.clinic)]
        tried.add("looked through at the end", None, "; ".join(faults))
        yield tried.proof()


def _places(
    house: House, disk: FailingDisk, dice: random.Random, count: int
) -> Iterator[tuple[str, int]]:
    """Every change of every act, again and again until there are so many."""
    every = []
    for name, act in ACTS.items():
        disk.fails(0, _WELL)
        act(house)
        every += [(name, at) for at in range(disk.changes())]
    whole, rest = divmod(count, len(every))
    yield from every * whole
    yield from dice.sample(every, rest)


def _after_a_crash(house: House) -> Head:
    """The newest entry that is found if the process ends now."""
    place = house.folder.with_name("crashed")
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(house.folder, place, ignore=shutil.ignore_patterns("*-shm", "*.keta*"))
    with Vault.open(place, house.clinic.site_key) as vault:
        return vault.log.head


def _held(
    house: House, act: Doing, mend: Callable[[], None], *, is_well: bool = True
) -> tuple[Outcome | None, str]:
    """Do something on a disk that fails, and again once it is mended: what broke, if anything.

    Args:
        house: the clinic.
        act: what is done.
        mend: makes the disk well again.
        is_well: whether the disk was well again before the act had ended.
    """
    log = house.clinic.vault.log
    before = log.head
    try:
        outcome = act(house)
    except Exception as error:  # noqa: BLE001 (any exception at all breaks the promise)
        return None, f"{type(error).__name__}: {error}"
    finally:
        mend()
    if isinstance(outcome, Trouble) and not outcome.sentence:
        return outcome, "no sentence"
    if isinstance(outcome, Trouble) and is_well and _after_a_crash(house) != before:
        return outcome, "told as not saved, and it is there after a crash"
    again = act(house)
    if isinstance(again, Trouble):
        return outcome, f"does not go on: {again.sentence}"
    recorded = sum(len(each.entries) for each in (outcome, again) if isinstance(each, Done))
    if log.head_of(log.device).seq != before.seq + recorded:
        return outcome, "what was told as saved is not what is in the log"
    return outcome, ""


# ── A database that may not grow ─────────────────────────────────────────────────────────────────


def _no_further_page(house: House, count: int) -> Iterator[Proof]:
    tried = _Tried("the database may not grow by a page, at every page of an act: the same")
    connection = house.clinic.vault.db.conn
    for number in range(count):

        def mend() -> None:
            connection.execute("PRAGMA max_page_count = 1000000").fetchall()

        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        (free,) = connection.execute("PRAGMA freelist_count").fetchone()
        spare = number % 16
        connection.execute(f"PRAGMA max_page_count = {max(pages + spare - free, pages)}").fetchall()
        outcome, fault = _held(house, _long_note, mend)
        tried.add(f"{spare} pages to spare", outcome, fault)
    tried.add("looked through", None, "; ".join(each.words for each in verify(house.clinic)))
    yield tried.proof()


# ── A file system that is full ───────────────────────────────────────────────────────────────────


def _full_file_system(house: House, drawer: Path, count: int) -> Iterator[Proof]:
    tried = _Tried("a file system with a few pages left, from the opening on: the same")
    with _small_file_system(drawer / "small") as place:
        if place is None:
            yield Proof(tried.what, 0, note="no file system may be mounted here")
            return
        shutil.copytree(house.folder, place / "vault", ignore=_BACKUPS)
        for number in range(count):
            pages = number % _MOST_PAGES_LEFT
            try:
                with _only_left(place, pages):
                    head, refused = _charted_until_full(place / "vault", house.clock)
                fault = _missing(place / "vault", house.clock, head)
            except (StoreError, AssertionError) as error:
                refused, fault = None, f"{type(error).__name__}: {error}"
            tried.add(f"{pages} pages left", refused, fault)
    yield tried.proof()


def _entered(folder: Path, clock: SetClock) -> House:
    opened = unlock(folder, NURSE, SECRETS[NURSE][0], clock)
    assert isinstance(opened, Unlocked), opened
    return House(opened.clinic, clock, folder, {NURSE: opened.turn})


def _charted_until_full(folder: Path, clock: SetClock) -> tuple[Head | None, Trouble | None]:
    """Open a vault and chart until the disk takes no more; what was acknowledged last."""
    try:
        there = _entered(folder, clock)
    except StoreError as error:
        return None, Trouble(sentence=str(error))
    outcome: Outcome = _note(there)
    while not isinstance(outcome, Trouble):
        outcome = _long_note(there)
    head = there.clinic.vault.log.head
    there.clinic.close()
    return head, outcome


def _missing(folder: Path, clock: SetClock, head: Head | None) -> str:
    """There is room again: what is wrong."""
    there = _entered(folder, clock)
    try:
        if head and there.clinic.vault.log.entry(head.device, head.seq) is None:
            return "something acknowledged is lost"
        outcome = _note(there)
        if isinstance(outcome, Trouble):
            return f"does not go on: {outcome.sentence}"
        return "; ".join(finding.words for finding in verify(there.clinic))
    finally:
        there.clinic.close()


@contextmanager
def _small_file_system(place: Path) -> Iterator[Path | None]:
    place.mkdir()
    size = f"size={_PAGE * _ROOM_PAGES}"
    command = ["mount", "-t", "tmpfs", "-o", size, "tmpfs", place]
    is_there = subprocess.run(command, check=False, capture_output=True).returncode == 0
    try:
        yield place if is_there else None
    finally:
        if is_there:
            subprocess.run(["umount", "-l", place], check=True)


@contextmanager
def _only_left(place: Path, pages: int) -> Iterator[None]:
    ballast = place / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(_PAGE))
    os.truncate(ballast, max(0, ballast.stat().st_size - pages * _PAGE))
    yield
    ballast.unlink()


def main() -> None:
    """Try all of it, and print the proofs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("drawer", type=Path)
    parser.add_argument("count", type=int)
    asked = parser.parse_args()
    house = clinic_at_work(asked.drawer, "vault")
    proofs = [
        *_failing_at_every_change(house, asked.count * 3 // 4),
        *_no_further_page(house, max(16, asked.count // 8)),
    ]
    house.clinic.close()
    another = clinic_at_work(asked.drawer, "another")
    another.clinic.close()
    proofs += _full_file_system(another, asked.drawer, max(4, asked.count // 20))
    print(json.dumps([asdict(proof) for proof in proofs]))


if __name__ == "__main__":
    main()
