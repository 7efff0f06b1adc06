"""A backup: the vault's files at one moment, sealed into one file, and taken out again.

The file begins with a line that names the format, then one line of JSON in clear: the clinic's
identifier, when it was made, and the keyring, whose keys are wrapped. The rest is sealed: a line
that says what it holds, then the database, which stays encrypted under its own key.
"""

import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from errno import EDQUOT, ENOSPC
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final, Self

from ketachart.crypto.derive import Purpose, database_key, subkey
from ketachart.crypto.durable_file import sync_folder
from ketachart.crypto.errors import SealBroken
from ketachart.crypto.sealed_file import opened, seal
from ketachart.store.connection import Access, Database, held_still, open_database
from ketachart.store.errors import (
    BackupDamaged,
    BackupNotWritten,
    BackupTooNew,
    StoreDamaged,
    StoreDiskFault,
    StoreExists,
    StoreFull,
    StoreMissing,
    WrongKey,
)
from ketachart.store.log_reader import LogReader
from ketachart.store.migrate import pending_steps
from ketachart.store.progress import Progress, nothing_told
from ketachart.store.vault import Vault, take_away

SUFFIX: Final = ".ketabackup"
FORMAT: Final = 1
_FIRST_LINE: Final = b"KetaChart backup\n"
_LONGEST_HEADER: Final = 1 << 20
_SALT_BYTES: Final = 32
_PART: Final = ".part"
_PIECE_BYTES: Final = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a backup says without a key.

    Attributes:
        raw: the header's bytes; they are bound to everything sealed.
        keyring: the keyring file of that moment.
    """

    raw: bytes
    site: str
    made_at: datetime
    salt: bytes
    keyring: bytes

    @classmethod
    def new(cls, site: str, made_at: datetime, keyring: bytes) -> Self:
        """The header of a backup about to be made."""
        salt = secrets.token_bytes(_SALT_BYTES)
        fields = {
            "format": FORMAT,
            "site": site,
            "made_at": made_at.isoformat(),
            "salt": salt.hex(),
            "keyring": b64encode(keyring).decode("ascii"),
        }
        raw = _FIRST_LINE + json.dumps(fields, sort_keys=True).encode("ascii") + b"\n"
        return cls(raw=raw, site=site, made_at=made_at, salt=salt, keyring=keyring)

    def key(self, site_key: bytes) -> bytes:
        """The key that sealed this one file."""
        return subkey(site_key, Purpose.BACKUP, self.salt.hex())


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a backup holds: which database, of how many bytes, and the newest entry of each chain.

    Attributes:
        device: the workstation it was made on, whose key opens the database.
        heads: number and hash (hex) of each workstation's newest entry.
    """

    device: str
    database_bytes: int
    heads: Mapping[str, tuple[int, str]]

    @property
    def entries(self) -> int:
        """How many entries it holds; each chain is without a gap."""
        return sum(seq for seq, _ in self.heads.values())

    def line(self) -> bytes:
        """As it stands before the database, in one line."""
        fields = {
            "device": self.device,
            "database_bytes": self.database_bytes,
            "heads": {device: list(head) for device, head in self.heads.items()},
        }
        return json.dumps(fields, sort_keys=True).encode("ascii") + b"\n"

    @classmethod
    def of_line(cls, line: bytes) -> Self:
        """Read it back; raises BackupDamaged."""
        try:
            fields = json.loads(line)
            heads = {
                str(device): (int(seq), str(digest))
                for device, (seq, digest) in fields["heads"].items()
            }
            size = int(fields["database_bytes"])
            return cls(device=str(fields["device"]), database_bytes=size, heads=heads)
        except (
            *(ValueError, KeyError, TypeError, AttributeError),
            *(OverflowError, RecursionError),
        ) as error:
            raise BackupDamaged from error


def read_header(file: Path) -> Header:
    """The clear part of a backup.

    Raises:
        StoreMissing: there is no such file, or it can't be read.
        BackupTooNew: a later release made it.
        BackupDamaged: it is no backup, or its beginning is damaged.
    """
    try:
        with file.open("rb") as source:
            first, line = source.readline(64), source.readline(_LONGEST_HEADER)
    except OSError as error:
        message = "There is no such backup file, or it can't be read."
        raise StoreMissing(message) from error
    if first != _FIRST_LINE:
        message = "This file is not a backup of a vault."
        raise BackupDamaged(message)
    try:
        fields = json.loads(line)
        if type(fields["format"]) is int and fields["format"] > FORMAT:
            raise BackupTooNew
        return Header(
            raw=first + line,
            site=str(fields["site"]),
            made_at=datetime.fromisoformat(fields["made_at"]),
            salt=bytes.fromhex(fields["salt"]),
            keyring=b64decode(fields["keyring"], validate=True),
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BackupDamaged from error


def write_backup(
    vault: Vault,
    site_key: bytes,
    file: Path,
    made_at: datetime,
    progress: Progress = nothing_told,
) -> Contents:
    """Write a backup of an open vault; of any thread, while charting goes on.

    The database is sealed as it lies there, each page encrypted. Whether all pages are as they
    were written is for the rehearsal to say.

    Args:
        vault: the vault.
        site_key: the clinic's key.
        file: the backup, which must not exist.
        made_at: the moment it is made.
        progress: told how far it is; may raise to end it.

    Raises:
        StoreExists: a file of that name is there.
        BackupNotWritten: the folder or drive failed; no part of it is left.
        StoreError: the vault could not be read.
    """
    if file.exists():
        message = "There is a file of that name already; nothing was changed."
        raise StoreExists(message)
    if not file.parent.is_dir():
        # Looked at before everything is copied in vain.
        raise BackupNotWritten
    beside = file.with_name(f".{file.name}.{secrets.token_hex(4)}{_PART}")
    database = vault.files.database
    try:
        with closing(vault.writer()) as db, held_still(db, database):
            contents = _contents(db, vault.workstation.device, database)
            header = Header.new(vault.workstation.site, made_at, vault.files.keyring.read_bytes())
            with beside.open("xb") as target, database.open("rb") as source:
                target.write(header.raw)
                pieces = _told(chain([contents.line()], _pieces(source)), contents, progress)
                seal(pieces, target, header.key(site_key), header.raw)
                target.flush()
                os.fsync(target.fileno())
        beside.rename(file)
        _settle_name(file)
    except OSError as error:
        raise BackupNotWritten from error
    finally:
        take_away(beside)
    return contents


def _settle_name(file: Path) -> None:
    try:
        sync_folder(file.parent)
    except OSError:
        take_away(file)
        raise


def sweep_parts(folder: Path, beginning: str) -> None:
    """Take away what backups of such names left half written when the power went."""
    _sweep(folder, f".{beginning}*{SUFFIX}.*{_PART}")


def _sweep(folder: Path, pattern: str) -> None:
    with suppress(OSError):
        take_away(*folder.glob(pattern))


def _contents(db: Database, device: str, file: Path) -> Contents:
    log = LogReader(db)
    heads = {each: log.head_of(each) for each in log.devices()}
    return Contents(
        device=device,
        database_bytes=file.stat().st_size,
        heads={each: (head.seq, head.hash.hex()) for each, head in heads.items()},
    )


def _pieces(source: BinaryIO) -> Iterator[bytes]:
    while piece := source.read(_PIECE_BYTES):
        yield piece


def _told(pieces: Iterable[bytes], contents: Contents, progress: Progress) -> Iterator[bytes]:
    done = 0
    for piece in pieces:
        yield piece
        done = min(done + len(piece), contents.database_bytes)
        progress(done, contents.database_bytes)


def take_out(
    file: Path, site_key: bytes, database: Path, progress: Progress = nothing_told
) -> Contents:
    """Put the database of a backup into a new file, still encrypted, and look whether it is whole.

    Raises:
        BackupDamaged: it is not as it was made, or was made with another clinic's key.
        BackupTooNew, StoreTooNew: a later release made it.
        StoreError: the file can't be read, or the disk failed; no half database is left.
    """
    header = read_header(file)
    try:
        with file.open("rb") as source, database.open("xb") as target:
            source.seek(len(header.raw))
            chunks = opened(source, header.key(site_key), header.raw)
            contents = _unpack(chunks, target, progress)
            target.flush()
            os.fsync(target.fileno())
        _require_whole(database, contents, site_key)
    except SealBroken as error:
        take_away(database)
        raise BackupDamaged from error
    except OSError as error:
        take_away(database)
        raise (StoreFull if error.errno in {ENOSPC, EDQUOT} else StoreDiskFault) from error
    except BaseException:
        take_away(database)
        raise
    return contents


def _unpack(chunks: Iterator[bytes], target: BinaryIO, progress: Progress) -> Contents:
    first = next(chunks, b"")
    line, end, rest = first.partition(b"\n")
    contents = Contents.of_line(line + end)
    done = 0
    for chunk in chain([rest], chunks):
        target.write(chunk)
        done += len(chunk)
        progress(done, contents.database_bytes)
    return contents


def _require_whole(database: Path, contents: Contents, site_key: bytes) -> None:
    key = database_key(site_key, contents.device)
    try:
        with closing(open_database(database, key, Access.READ)) as db:
            pending_steps(db)
            found = _contents(db, contents.device, database)
    except (WrongKey, StoreDamaged) as error:
        raise BackupDamaged from error
    if found != contents:
        raise BackupDamaged
