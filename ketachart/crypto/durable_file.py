"""Small files that are replaced whole or not at all."""

import os
import secrets
import sys
from pathlib import Path


def replace_durably(path: Path, content: bytes, *, private: bool = False) -> None:
    """Put new content in place of a file, on the disk when this returns.

    Args:
        path: the file.
        content: what it is to hold.
        private: whether other users of the computer may not read it.

    Raises:
        OSError: it could not be done; the old file stands as it was.
    """
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    try:
        with open(beside, "xb", opener=_own if private else None) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _own(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable; Windows does so by itself and offers no call."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
