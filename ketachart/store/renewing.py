"""A vault that turned out to be a copy becomes a workstation of its own.

Two copies of one vault write two different chains under one name; only one of them can be believed.
The other takes a new name, keeps the chain up to where both are alike, and records what it wrote
after that anew, in its own chain: nothing is lost, and no chain is ever written by two.
"""

import re
import secrets
import shutil
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ketachart.crypto.derive import database_key
from ketachart.crypto.durable_file import sync_folder
from ketachart.crypto.signing import SEED_BYTES, Signer
from ketachart.store.anchor import create_anchor
from ketachart.store.connection import (
    Access,
    Database,
    Transaction,
    checkpoint,
    copy_database,
    open_database,
    translated,
)
from ketachart.store.entries import GENESIS, Fresh, Head, Stored, stamp
from ketachart.store.errors import StoreDamaged, StoreReadOnly
from ketachart.store.eventlog import note_days
from ketachart.store.log_reader import COLUMNS, LogReader
from ketachart.store.peers import GUARD_SQL
from ketachart.store.restoring import next_device
from ketachart.store.vault import Vault
from ketachart.store.vault_files import VaultFiles
from ketachart.store.workstation import Workstation, write_workstation

_BEFORE: Final = ".before"
_INSERT_SQL: Final = f"INSERT INTO entry ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
_SIGNATURE: Final = "signature.given/1"
_SIGNED_BEFORE: Final = "signature.given-before/1"
"""A signature on entries that were recorded anew: it can't hold on the new ones, and is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """What a copy became.

    Attributes:
        device: its new name.
        before: the name it shared.
        carried: how many entries of its own were recorded anew.
    """

    device: str
    before: str
    carried: int


Opening = Callable[[str, bytes, Stored], Sequence[Fresh]]
"""Gives the first entries of the new chain: for its name, its key, and the last common entry."""


def renew(folder: Path, site_key: bytes, common: int, opening: Opening) -> Renewed:
    """Give a vault a name and a key of its own; whole or not at all. The vault must be closed.

    Args:
        folder: the vault's.
        site_key: the clinic's key.
        common: the number of the last entry that both copies have.
        opening: what the new chain begins with.

    Raises:
        StoreError: it is in use, damaged, or the disk failed; it is as it was.
    """
    mark = secrets.token_hex(4)
    staging = folder.with_name(f".{folder.name}.{mark}.part")
    try:
        staging.mkdir(mode=0o700)
        shutil.copymode(folder, staging)
        with Vault.open(folder, site_key) as vault:
            renewed = _lay(VaultFiles(staging), vault, site_key, common, opening)
        _swap(folder, staging, folder.with_name(f".{folder.name}.{mark}{_BEFORE}"))
    except OSError as error:
        put_back(folder)
        raise StoreReadOnly from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return renewed


def put_back(folder: Path) -> None:
    """Undo an exchange of folders that was cut off in the middle; nothing where there is none."""
    if folder.exists():
        return
    with suppress(OSError):
        for before in sorted(folder.parent.glob(f".{folder.name}.*{_BEFORE}")):
            before.rename(folder)
            return


def _swap(folder: Path, staging: Path, before: Path) -> None:
    folder.rename(before)
    staging.rename(folder)
    sync_folder(folder.parent)
    shutil.rmtree(before, ignore_errors=True)


def _lay(
    files: VaultFiles, vault: Vault, site_key: bytes, common: int, opening: Opening
) -> Renewed:
    before, site = vault.log.device, vault.workstation.site
    device, seed = next_device(before), secrets.token_bytes(SEED_BYTES)
    key = database_key(site_key, device)
    copy_database(vault.db, files.database, key)
    made_anew = {
        vault.files.database,
        vault.files.anchor,
        vault.files.workstation,
        vault.files.lock,
    }
    for path in vault.files.folder.iterdir():
        if path.is_file() and path not in made_anew and not path.name.endswith(("-wal", "-shm")):
            shutil.copy2(path, files.folder / path.name)
    with closing(open_database(files.database, key, Access.WRITE)) as db:
        with Transaction(db):
            carried = _carry(db, before, device, Signer(seed).public_key, common, opening)
            db.conn.executemany(
                "UPDATE meta SET value = ? WHERE key = ?",
                [(device, "device"), (seed.hex(), "workstation_seed")],
            )
            # Worked out anew at the opening: entries went, and others came.
            db.conn.execute("DELETE FROM meta WHERE key IN ('worked_out', 'forked')")
        checkpoint(db)
    create_anchor(files.anchor, device, Signer(seed))
    write_workstation(files.workstation, Workstation(site, device), site_key)
    return Renewed(device=device, before=before, carried=carried)


def _carry(
    db: Database, before: str, device: str, public_key: bytes, common: int, opening: Opening
) -> int:
    log = LogReader(db)
    last = log.entry(before, max(common, 1)) or next(log.everything(), None)
    if last is None:
        message = "There is no entry in this vault that another workstation could have."
        raise StoreDamaged(message)
    own = list(log.since(before, common))
    first = list(opening(device, public_key, last))
    moved = {entry.seq: len(first) + index for index, entry in enumerate(own, start=1)}
    fresh = [*first, *(_anew(entry, before, device, moved) for entry in own)]
    stored = stamp(fresh, Head(device, 0, GENESIS))
    with translated():
        ((guard,),) = db.conn.execute(GUARD_SQL).fetchall()
        db.conn.execute("DROP TRIGGER entry_is_never_deleted")
        db.conn.execute("DELETE FROM entry WHERE device = ? AND seq > ?", (before, common))
        db.conn.execute(guard)
        db.conn.execute("DELETE FROM tip WHERE device = ? AND seq > ?", (before, common))
        db.conn.execute("DELETE FROM held WHERE device = ?", (before,))
        db.conn.execute("DELETE FROM acknowledged WHERE device = ?", (before,))
        db.conn.execute("DELETE FROM unfolded")
        db.conn.execute("DELETE FROM day_start WHERE device = ? AND seq > ?", (before, common))
        db.conn.executemany(_INSERT_SQL, stored)
        # Looked up by whoever opens the log, before the tables are worked out anew.
        note_days(db, stored, None)
    return len(own)


def _anew(entry: Stored, before: str, device: str, moved: dict[int, int]) -> Fresh:
    def renamed(found: re.Match[bytes]) -> bytes:
        seq = int(found[1])
        return b'"%s:%d"' % (device.encode(), moved[seq]) if seq in moved else found[0]

    pattern = rb'"%s:(\d+)"' % re.escape(before.encode())
    fresh = Fresh(
        stream=entry.stream,
        kind=entry.kind,
        observed_at=entry.observed_at,
        recorded_at=entry.recorded_at,
        utc_offset_s=entry.utc_offset_s,
        author=device if entry.author == before else entry.author,
        body=re.sub(pattern, renamed, entry.body),
    )
    if entry.kind == _SIGNATURE and (fresh.body != entry.body or b'"through":{' in entry.body):
        # The person's own words of what they signed stay as they were.
        return replace(fresh, kind=_SIGNED_BEFORE, body=entry.body)
    return fresh
