"""A disk whose diary is read, to work out what a power cut at any moment would have left.

What is certain after a cut is what was synced before it: the bytes of a file by a sync of the file,
its name by a sync of the folder. Of everything else each sector, and the length of each file, may
be as it was then or after any of the changes since; what was never written reads as zeros. This is
what POSIX allows, and harsher than most file systems are.
"""

import os
import random
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import NamedTuple

SECTOR = 512
TOLD = "told"
SHARES = (0.0, 1.0, 0.5, 0.5, 0.9)
"""Of what is uncertain after a cut, so much is left by turns."""
_TESTS = Path(__file__).resolve().parents[1]
_SOURCE = Path(__file__).with_name("disk.c")
_HEADER = struct.Struct("=IIQQ")


class Kind(Enum):
    """What was done to the disk."""

    CREATED = 1
    WRITTEN = 2
    CUT = 3
    SYNCED = 4
    RENAMED = 5
    REMOVED = 6


class Record(NamedTuple):
    """One line of the diary; a cut has its length as offset, a renaming its new name as data."""

    kind: Kind
    path: Path
    offset: int
    data: bytes


def built(drawer: Path) -> Path:
    """The library to preload, compiled."""
    library = drawer / "disk.so"
    command = ["cc", "-shared", "-fPIC", "-O2", "-o", library, _SOURCE, "-ldl"]
    subprocess.run(command, check=True)
    return library


def surroundings(library: Path, under: Path, diary: Path | None = None) -> dict[str, str]:
    """What the environment of a process has to say for its disk to be this one."""
    found = {"LD_PRELOAD": str(library), "KETACHART_DISK_UNDER": str(under)}
    return found | ({"KETACHART_DISK_DIARY": str(diary)} if diary else {})


def records(diary: Path) -> Iterator[Record]:
    """What was done, in order."""
    text, at = diary.read_bytes(), 0
    while at < len(text):
        kind, path_bytes, offset, data_bytes = _HEADER.unpack_from(text, at)
        at += _HEADER.size
        path = Path(text[at : at + path_bytes].decode())
        at += path_bytes
        yield Record(Kind(kind), path, offset, text[at : at + data_bytes])
        at += data_bytes


@dataclass(frozen=True, slots=True)
class Cut:
    """What a power cut left, laid out in a folder."""

    place: Path
    words: str
    told: bytes
    """What the process had said by then, in the file `told`."""


@dataclass(frozen=True, slots=True)
class Diary:
    """All that a process did in a folder."""

    folder: Path
    begun: Path
    records: tuple[Record, ...]

    @classmethod
    def of(cls, command: Sequence[str], library: Path, folder: Path) -> "Diary":
        """Run a process of the tests on such a disk."""
        begun, file = folder.with_name(f"{folder.name}-begun"), folder.with_suffix(".diary")
        shutil.copytree(folder, begun)
        environment = os.environ | surroundings(library, folder, file)
        subprocess.run([sys.executable, "-m", *command], cwd=_TESTS, env=environment, check=True)
        return cls(folder, begun, tuple(records(file)))

    @property
    def syncs(self) -> list[int]:
        """Where something was synced."""
        return [at for at, each in enumerate(self.records) if each.kind is Kind.SYNCED]

    def cut(self, places: Sequence[tuple[int, float]], dice: random.Random) -> Iterator[Cut]:
        """Cut the power after so many changes, where a share of what is uncertain is left.

        Each is laid out in place of the one before.
        """
        disk, read, left = Disk(self.folder, self.begun), 0, self.folder.with_name("left")
        for at, share in sorted(places):
            for record in self.records[read:at]:
                disk.note(record)
            read = at
            shutil.rmtree(left, ignore_errors=True)
            for path, content in disk.left_by_a_cut(dice, share).items():
                file = left / path.relative_to(self.folder)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
            words = f"cut after change {at}, {share:.0%} of the uncertain left"
            yield Cut(left, words, disk.content(self.folder / TOLD))


Change = tuple[int, bytes] | int
"""A write, or the length that a file was cut to."""


@dataclass
class _File:
    certain: bytearray = field(default_factory=bytearray)
    pending: list[Change] = field(default_factory=list)

    def settle(self) -> None:
        for change in self.pending:
            _apply(self.certain, change)
        self.pending.clear()

    def left(self, dice: random.Random, share: float) -> bytes:
        """The content where every sector, and the length, stopped at a change of its own."""
        last = len(self.pending)

        def stopped() -> int:
            if dice.random() < share:
                return last
            return dice.randint(0, last) if share else 0

        content, length = bytearray(self.certain), len(self.certain)
        stops: dict[int, int] = {}
        upto = stopped()
        for number, change in enumerate(self.pending):
            for sector, part in _by_sector(change, len(content)):
                if stops.setdefault(sector, stopped()) > number:
                    _write(content, *part)
            if upto > number:
                length = (
                    change if isinstance(change, int) else max(length, change[0] + len(change[1]))
                )
        return bytes(content[:length].ljust(length, b"\0"))


class Disk:
    """The files under a folder, what is certain of them and what is not."""

    def __init__(self, folder: Path, begun: Path) -> None:
        """Begin with what a copy of the folder holds, all of it certain."""
        self._names = {
            folder / path.relative_to(begun): _File(bytearray(path.read_bytes()))
            for path in begun.rglob("*")
            if path.is_file()
        }
        self._certain_names = dict(self._names)
        self._name_changes: list[Record] = []
        self._unnamed: dict[Path, _File] = {}

    def note(self, record: Record) -> None:
        """One more thing was done."""
        match record.kind:
            case Kind.CREATED | Kind.RENAMED | Kind.REMOVED:
                if record.kind is Kind.CREATED:
                    self._unnamed[record.path] = _File()
                _rename(self._names, record, self._unnamed)
                self._name_changes.append(record)
            case Kind.SYNCED if record.path not in self._names:
                self._settle_names(record.path)
            case Kind.SYNCED:
                self._names[record.path].settle()
            case Kind.WRITTEN if record.path in self._names:
                self._names[record.path].pending.append((record.offset, record.data))
            case Kind.CUT if record.path in self._names:
                self._names[record.path].pending.append(record.offset)

    def content(self, path: Path) -> bytes:
        """What a running process reads."""
        return self._names[path].left(random.Random(0), share=1) if path in self._names else b""  # noqa: S311

    def left_by_a_cut(self, dice: random.Random, share: float) -> dict[Path, bytes]:
        """What a cut now leaves: all that is certain, and a share of what is not.

        Args:
            dice: decide what is there.
            share: 0 for nothing that is uncertain, 1 for all of it.
        """
        names = dict(self._certain_names)
        # A file system keeps the order of its names.
        kept = round(share * len(self._name_changes)) if share in {0, 1} else None
        count = dice.randint(0, len(self._name_changes)) if kept is None else kept
        for record in self._name_changes[:count]:
            _rename(names, record, self._unnamed)
        return {path: file.left(dice, share) for path, file in names.items()}

    def _settle_names(self, folder: Path) -> None:
        left = []
        for record in self._name_changes:
            if folder in {record.path.parent, _new_name(record).parent}:
                _rename(self._certain_names, record, self._unnamed)
            else:
                left.append(record)
        self._name_changes = left


def _new_name(record: Record) -> Path:
    return Path(record.data.decode()) if record.kind is Kind.RENAMED else record.path


def _rename(names: dict[Path, _File], record: Record, made: dict[Path, _File]) -> None:
    match record.kind:
        case Kind.CREATED:
            names[record.path] = made[record.path]
        case Kind.RENAMED:
            # A folder takes its files along.
            old, new = record.path, _new_name(record)
            for path in [each for each in names if each.is_relative_to(old)]:
                names[new / path.relative_to(old)] = names.pop(path)
        case Kind.REMOVED:
            names.pop(record.path, None)


def _apply(content: bytearray, change: Change) -> None:
    if isinstance(change, int):
        del content[change:]
        content.extend(bytes(change - len(content)))
    else:
        _write(content, *change)


def _write(content: bytearray, offset: int, data: bytes) -> None:
    content.extend(bytes(max(0, offset - len(content))))
    content[offset : offset + len(data)] = data


def _by_sector(change: Change, length: int) -> Iterator[tuple[int, tuple[int, bytes]]]:
    """What a change writes, sector by sector; what was cut off reads as zeros if it comes back."""
    offset, data = (change, bytes(max(0, length - change))) if isinstance(change, int) else change
    start = 0
    while start < len(data):
        sector = (offset + start) // SECTOR
        end = (sector + 1) * SECTOR - offset
        yield sector, (offset + start, data[start:end])
        start = end
