"""A backup becomes a vault again, as a new workstation: no chain is ever written twice."""

import re
import secrets
import shutil
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ketachart.crypto.derive import database_key
from ketachart.crypto.durable_file import replace_durably
from ketachart.crypto.signing import SEED_BYTES, Signer
from ketachart.store.anchor import create_anchor
from ketachart.store.backup import Contents, Header, take_out
from ketachart.store.connection import (
    Access,
    Transaction,
    checkpoint,
    copy_database,
    open_database,
)
from ketachart.store.progress import Progress, nothing_told, part
from ketachart.store.staging import staged
from ketachart.store.vault import take_away
from ketachart.store.vault_files import VaultFiles
from ketachart.store.workstation import Workstation, write_workstation

_AGAIN: Final = re.compile(r"^(?P<first>.+)-r(?P<count>\d{2,})-[0-9a-f]{4}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What became a vault, and the name of the workstation that goes on from there."""

    contents: Contents
    device: str


def next_device(before: str) -> str:
    """A new name, which sorts after the one before: its entries come after those restored."""
    found = _AGAIN.match(before)
    first, count = (found["first"], int(found["count"])) if found else (before, 0)
    return f"{first}-r{count + 1:02d}-{secrets.token_hex(2)}"


def restore_into(
    folder: Path,
    file: Path,
    header: Header,
    site_key: bytes,
    progress: Progress = nothing_told,
) -> Restored:
    """Make a vault of a backup, in a folder that holds none; whole or not at all.

    Raises:
        StoreExists: there is something in the folder; nothing was changed.
        StoreError: the backup is damaged, or the folder or the disk failed.
    """
    with staged(folder) as staging:
        restored = _lay(VaultFiles(staging.folder), file, header, site_key, progress)
        staging.keep()
    return restored


def take_back(folder: Path) -> None:
    """Take away a vault just restored that can't be used, so that it can be tried again."""
    shutil.rmtree(folder, ignore_errors=True)


def _lay(
    files: VaultFiles, file: Path, header: Header, site_key: bytes, progress: Progress
) -> Restored:
    taken = files.folder / "restoring.part"
    contents = take_out(file, site_key, taken, part(progress, 0, of=2))
    device = next_device(contents.device)
    key, seed = database_key(site_key, device), secrets.token_bytes(SEED_BYTES)
    with closing(open_database(taken, database_key(site_key, contents.device), Access.READ)) as db:
        copy_database(db, files.database, key, part(progress, 1, of=2))
    take_away(taken)
    with closing(open_database(files.database, key, Access.WRITE)) as db:
        with Transaction(db):
            db.conn.executemany(
                "UPDATE meta SET value = ? WHERE key = ?",
                [(device, "device"), (seed.hex(), "workstation_seed")],
            )
        checkpoint(db)
    create_anchor(files.anchor, device, Signer(seed))
    replace_durably(files.keyring, header.keyring)
    write_workstation(files.workstation, Workstation(header.site, device), site_key)
    return Restored(contents=contents, device=device)
