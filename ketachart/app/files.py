"""Writing an export: whole or not at all."""

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ketachart.crypto.durable_file import replace_durably, sync_folder

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


class NotWritten(Exception):
    """An export could not be written; str() says whether a part of it may be left."""

    def __init__(
        self, sentence: str = "The file can't be written there; nothing is left of it."
    ) -> None:
        super().__init__(sentence)


def write_whole(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write a file, replacing one of that name; `private` keeps other users from reading it.

    Raises:
        NotWritten: the folder or the disk failed.
    """
    drive = _drive(path.parent)
    try:
        replace_durably(path, content, private=private)
    except OSError as error:
        part = "" if _drive(path.parent) == drive else f"{path.name}.….new"
        raise NotWritten(_why("file", error, part)) from error


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """A folder that appears whole under its name once all is written into it, or not at all.

    While it is written it has another name, and is not hidden: where the power or the drive goes
    in the middle, what is left in the clear is found.

    Raises:
        NotWritten: something is there already, or the disk failed, or a part of what was given up
            may lie there still.
    """
    if os.path.lexists(path):
        raise NotWritten("Something of that name is there already; name a new folder.")
    here = path.with_name(f"{path.name}.unfinished-{secrets.token_hex(4)}")
    drive = _drive(path.parent)
    try:
        here.mkdir()
        yield here
        for folder, _, _ in os.walk(here):
            sync_folder(Path(folder))
        here = here.rename(path)
        sync_folder(path.parent)
    except BaseException as error:
        shutil.rmtree(here, ignore_errors=True)
        is_left = drive != _drive(path.parent) or os.path.lexists(here)
        if is_left or isinstance(error, OSError):
            raise NotWritten(_why("folder", error, here.name if is_left else "")) from error
        raise


def _drive(folder: Path) -> int | None:
    """Which drive a folder is on; None where it can't be read."""
    try:
        return folder.stat().st_dev
    except OSError:
        return None


def _why(thing: str, error: BaseException, part: str) -> str:
    """Why a file or a folder is not there; `part` names what may be left of it."""
    is_full = isinstance(error, OSError) and error.errno in _FULL
    why = f"The drive is full; the {thing}" if is_full else f"The {thing}"
    if part:
        where = f"Look for “{part}” on the drive, and delete it: it is not encrypted."
        return f"{why} was not written whole. {where}"
    return f"{why} can't be written there; nothing is left of it."


def write_durably(path: Path, content: bytes) -> None:
    """Write a new file inside such a folder, on the disk when this returns.

    Raises:
        OSError: the folder or the disk failed.
    """
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
