"""Small files that are replaced whole or not at all."""

import os
import secrets
import sys
from pathlib import Path


def replace_durably(path: Path, content: bytes) -> None:
    """Put new content in place of a file, on the disk when this returns.

    Raises:
        OSError: it could not be done; the old file stands as it was.
    """
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable; Windows does so by itself and offers no call."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
