"""Writing an export: whole or not at all."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ketachart.crypto.durable_file import replace_durably, sync_folder


class NotWritten(Exception):
    """An export could not be written; no half file is left."""

    def __init__(
        self, sentence: str = "The file can't be written there; nothing is left of it."
    ) -> None:
        super().__init__(sentence)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file, replacing one of that name.

    Raises:
        NotWritten: the folder or the disk failed.
    """
    try:
        replace_durably(path, content)
    except OSError as error:
        raise NotWritten from error


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """A folder that appears whole under its name once all is written into it, or not at all.

    Raises:
        NotWritten: something is there already, or the disk failed.
    """
    if os.path.lexists(path):
        raise NotWritten("Something of that name is there already; name a new folder.")
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    try:
        beside.mkdir()
        yield beside
        sync_folder(beside)
        beside.rename(path)
        sync_folder(path.parent)
    except OSError as error:
        raise NotWritten("The folder can't be written there; nothing is left of it.") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def write_durably(path: Path, content: bytes) -> None:
    """Write a new file inside such a folder, on the disk when this returns.

    Raises:
        OSError: the folder or the disk failed.
    """
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
