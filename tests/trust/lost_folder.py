"""The folder of a vault is moved, removed, replaced, closed to the program, or its drive pulled.

While the vault is open. What is charted then is refused with a sentence and never taken for saved;
what was acknowledged before is there when the folder is, and charting goes on.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from support.builders import NURSE, House, reopened

from ketachart.app.clinic import Done, Trouble
from ketachart.app.clock import SetClock
from ketachart.app.verification import verify
from ketachart.crypto.errors import CryptoError
from ketachart.store.entries import Head
from ketachart.store.errors import StoreError
from trust.charting import clinic_at_work
from trust.proofs import Proof, chance

SHORT, FULL = 2, 20
NOT_TRIED = (
    "A drive pulled out by hand: a file system is unmounted beneath the open vault instead.",
    "A network folder whose server goes away: a disk that answers with faults stands for it.",
)
_NOBODY = 65534
_MOST_BEFORE = 12
Trying = Callable[[Path], Iterator[str]]


def prove(count: int, drawer: Path) -> Iterator[Proof]:
    """Each of these so often."""
    dice = chance("lost folder")
    house = clinic_at_work(drawer, "prepared")
    now = house.clock.now()
    house.clinic.close()
    drawer.chmod(0o755)  # somebody else works in it too
    for what, trying in _TRYINGS.items():
        broken: list[str] = []
        if trying is _unmounted and not _may_mount(drawer):
            yield Proof(what, 0, note="no drive may be mounted here")
            continue
        if trying is _closed_to_us and not _is_open_to_nobody(drawer):
            yield Proof(what, 0, note="the program lies where only its owner can read it")
            continue
        for number in range(count):
            place = drawer / "place"
            place.mkdir()
            sentences = trying(_AtWork(house.folder, place, now, dice.randrange(_MOST_BEFORE)))
            broken += [f"try {number + 1}: {sentence}" for sentence in sentences][:1]
            shutil.rmtree(place)
        yield Proof(what, count, tuple(broken))


class _AtWork:
    """A vault in which something was charted, and what was acknowledged of it."""

    def __init__(self, prepared: Path, place: Path, now: object, before: int) -> None:
        self.place = place
        self.folder = place / "vault"
        self._prepared = prepared
        self.clock = SetClock(now)
        self._before = before
        self.house: House | None = None
        self.head: Head | None = None

    def lay_out(self) -> None:
        """Put the prepared vault there."""
        shutil.copytree(self._prepared, self.folder, dirs_exist_ok=True)

    def begin(self) -> None:
        """Open it and chart a few things."""
        self.house = reopened(self.folder, self.clock)
        for _ in range(self._before):
            assert isinstance(self.chart(), Done)

    def chart(self) -> object:
        """Try to chart; what came of it."""
        assert self.house is not None
        outcome = self.house.does(NURSE, "note.add", session="s1", text="rests " * 400)
        if isinstance(outcome, Done):
            self.head = self.house.clinic.vault.log.head
        return outcome

    def refused(self) -> Iterator[str]:
        """Try to chart what must not be taken for saved."""
        for _ in range(2):
            outcome = self.chart()
            if not isinstance(outcome, Trouble) or not outcome.sentence:
                yield f"told as {type(outcome).__name__}"

    def goes_on(self) -> Iterator[str]:
        """Chart what must be saved."""
        outcome = self.chart()
        if not isinstance(outcome, Done):
            yield f"does not go on, told as {type(outcome).__name__}"

    def close(self) -> None:
        """Close it, whatever became of its files."""
        if self.house is not None:
            self.house.clinic.close()
            self.house = None

    def is_whole(self) -> Iterator[str]:
        """Close it, open it again, and look for all that was acknowledged."""
        self.close()
        there = reopened(self.folder, self.clock)
        try:
            log = there.clinic.vault.log
            if self.head and log.entry(self.head.device, self.head.seq) is None:
                yield "something acknowledged is lost"
            yield from (finding.words for finding in verify(there.clinic))
        finally:
            there.clinic.close()


# ── What is done to a folder ─────────────────────────────────────────────────────────────────────


def _moved(work: _AtWork) -> Iterator[str]:
    work.lay_out()
    work.begin()
    work.folder.rename(work.place / "elsewhere")
    yield from work.refused()
    (work.place / "elsewhere").rename(work.folder)
    yield from work.goes_on()
    yield from work.is_whole()


def _removed(work: _AtWork) -> Iterator[str]:
    work.lay_out()
    work.begin()
    shutil.rmtree(work.folder)
    yield from work.refused()
    work.close()


def _replaced(work: _AtWork) -> Iterator[str]:
    work.lay_out()
    work.begin()
    database = work.folder / "ketachart.db"
    aside = work.place / "aside"
    database.rename(aside)
    shutil.copy(aside, database)
    yield from work.refused()
    aside.rename(database)
    yield from work.goes_on()
    yield from work.is_whole()


def _log_removed(work: _AtWork) -> Iterator[str]:
    work.lay_out()
    work.begin()
    (work.folder / "ketachart.db-wal").unlink()
    yield from work.refused()
    yield from work.is_whole()


def _closed_to_us(work: _AtWork) -> Iterator[str]:
    work.lay_out()
    with _as_nobody(work.place):
        work.begin()
        work.folder.chmod(0)
        outcome = work.chart()
        if not isinstance(outcome, Trouble | Done):
            yield f"told as {type(outcome).__name__}"
        work.close()
        yield from _opening_is_refused(work)
        work.folder.chmod(0o700)
        for path in work.folder.iterdir():
            path.chmod(0o400)
        yield from _opening_is_refused(work)
        for path in work.folder.iterdir():
            path.chmod(0o600)
        yield from work.is_whole()


def _opening_is_refused(work: _AtWork) -> Iterator[str]:
    try:
        house = reopened(work.folder, work.clock)
    except (StoreError, CryptoError) as error:
        if not str(error):
            yield "no sentence"
    else:
        house.clinic.close()
        yield "a vault that can't be written was opened"


def _unmounted(work: _AtWork) -> Iterator[str]:
    image = work.place / "drive.img"
    with _drive(image, work.folder):
        work.lay_out()
        work.begin()
    yield from work.refused()
    work.close()
    with _drive(image, work.folder):
        yield from work.is_whole()


_TRYINGS = {
    "the folder is moved while it is open, and moved back": _moved,
    "the folder is removed while it is open": _removed,
    "the database is replaced by a copy while it is open": _replaced,
    "the write-ahead log is removed while it is open": _log_removed,
    "the folder, then its files, are closed to the program": _closed_to_us,
    "the drive is gone from under the open vault, and comes back": _unmounted,
}


def _may_mount(drawer: Path) -> bool:
    try:
        with _drive(drawer / "drive.img", drawer / "drive"):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


def _is_open_to_nobody(drawer: Path) -> bool:
    """Whether somebody else, as whom root tries it, can read the program itself."""
    place = drawer / "nobody"
    place.mkdir()
    with _as_nobody(place):
        return os.access(__file__, os.R_OK, effective_ids=True)


@contextmanager
def _as_nobody(place: Path) -> Iterator[None]:
    """Where the tests run as root, for whom no permission counts, be somebody else."""
    is_root = os.geteuid() == 0
    if is_root:
        for path in (place, *place.rglob("*")):
            os.chown(path, _NOBODY, _NOBODY)
        os.seteuid(_NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


@contextmanager
def _drive(image: Path, place: Path) -> Iterator[None]:
    if not image.exists():
        with image.open("wb") as file:
            file.truncate(16 << 20)
        subprocess.run(["mkfs.ext4", "-q", image], check=True)
    place.mkdir(exist_ok=True)
    subprocess.run(["mount", "-o", "loop", image, place], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", place], check=True)
