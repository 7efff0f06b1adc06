"""A vault's folder that is made beside its place and put there whole, or not at all."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ketachart.crypto.durable_file import sync_folder
from ketachart.store.errors import StoreExists, StoreReadOnly


@dataclass(frozen=True, slots=True)
class Staging:
    """Where a folder is made, and where it is to stand."""

    folder: Path
    place: Path

    def keep(self) -> None:
        """Put what was made in its place, durably."""
        with suppress(FileNotFoundError):
            self.place.rmdir()
        self.folder.rename(self.place)
        sync_folder(self.place.parent)


@contextmanager
def staged(place: Path) -> Iterator[Staging]:
    """Make a folder beside its place; what is not kept is gone at the end.

    Raises:
        StoreExists: there is something in its place; nothing was changed.
        StoreReadOnly: the folder or the disk failed.
    """
    try:
        if place.exists() and any(place.iterdir()):
            raise StoreExists
        staging = Staging(place.with_name(f".{place.name}.{secrets.token_hex(4)}.part"), place)
        # Whoever reads the keyring can try passphrases on it, as fast as a computer can.
        staging.folder.mkdir(mode=0o700, parents=True)
    except OSError as error:
        raise StoreReadOnly from error
    try:
        yield staging
    except OSError as error:
        raise StoreReadOnly from error
    finally:
        shutil.rmtree(staging.folder, ignore_errors=True)
