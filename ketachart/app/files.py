"""Writing an export: whole or not at all."""

from pathlib import Path

from ketachart.crypto.durable_file import replace_durably


class NotWritten(Exception):
    """An export could not be written; no half file is left."""

    def __init__(self) -> None:
        super().__init__("The file can't be written there; nothing is left of it.")


def write_whole(path: Path, content: bytes) -> None:
    """Write a file, replacing one of that name.

    Raises:
        NotWritten: the folder or the disk failed.
    """
    try:
        replace_durably(path, content)
    except OSError as error:
        raise NotWritten from error
