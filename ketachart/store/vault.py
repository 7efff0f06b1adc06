"""The vault: a folder with the encrypted database and the files that guard it."""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from filelock import FileLock, Timeout

import ketachart
from ketachart.crypto.derive import database_key
from ketachart.crypto.durable_file import sync_folder
from ketachart.crypto.signing import SEED_BYTES, Signer
from ketachart.store.anchor import Anchor, AnchorContent, create_anchor, read_anchor
from ketachart.store.connection import (
    Access,
    Database,
    Transaction,
    checkpoint,
    open_database,
    take_over_connection,
    translated,
)
from ketachart.store.drafts import Drafts, draft_changes
from ketachart.store.entries import Head
from ketachart.store.errors import (
    StoreDamaged,
    StoreError,
    StoreExists,
    StoreLocked,
    StoreMissing,
    StoreReadOnly,
    WrongKey,
)
from ketachart.store.eventlog import EventLog
from ketachart.store.integrity import page_faults
from ketachart.store.log_reader import LogReader
from ketachart.store.migrate import lay_tables, pending_steps
from ketachart.store.notes import RELEASE
from ketachart.store.schema import note_worked_out
from ketachart.store.vault_files import VaultFiles
from ketachart.store.workstation import Workstation, read_workstation, write_workstation


class Vault:
    """An open vault: one writing connection, of the thread that opened it."""

    def __init__(
        self, files: VaultFiles, workstation: Workstation, site_key: bytes, lock: FileLock
    ) -> None:
        self.files: Final = files
        self.workstation: Final = workstation
        self._key: Final = database_key(site_key, workstation.device)
        with ExitStack() as undo:
            undo.callback(lock.release)
            self.db: Final = open_database(files.database, self._key, Access.WRITE)
            undo.callback(self.db.close)
            self.signer: Final = _workstation_signer(self.db)
            content = read_anchor(files.anchor, workstation.device)
            self._anchor: Final = Anchor(files.anchor, workstation.device, self.signer, content)
            undo.callback(self._anchor.close)
            self.log: Final = EventLog(self.db, workstation.device, self._anchor)
            self.drafts: Final = Drafts(self.db, self._anchor)
            undo.callback(_settle, self.db)
            self._closing = undo.pop_all()

    @classmethod
    def create(cls, folder: Path, site_key: bytes, site: str, device: str | None = None) -> Self:
        """Make a new vault in a folder and open it; a keyring may stand there already.

        Raises:
            StoreExists: part of a vault stands there; nothing was changed.
            StoreError: it could not be made; what was begun was taken away again.
        """
        files = VaultFiles(folder)
        workstation = Workstation(site, device or f"ws-{secrets.token_hex(4)}")
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StoreReadOnly from error
        with _held(files) as lock:
            made = (files.database, files.anchor, files.workstation)
            if any(path.exists() for path in made):
                raise StoreExists
            try:
                _lay(files, workstation, site_key)
                return cls(files, workstation, site_key, lock)
            except BaseException:
                take_away(*made)
                raise

    @classmethod
    def open(cls, folder: Path, site_key: bytes) -> Self:
        """Open a vault, after looking whether all that was saved is still in it.

        Looking changes nothing, not even the write-ahead log: where something is missing, what is
        left is all there is to recover from. A vault of an older release lacks steps of the schema
        still; nothing may be written into it before `ketachart.app.upgrading` has taken them.

        Raises:
            StoreError: no vault, in use, damaged, newer, not writable, or another key's.
        """
        files = VaultFiles(folder)
        if not files.workstation.is_file():
            raise StoreMissing
        with _held(files) as lock:
            workstation = _look(files, site_key)
            return cls(files, workstation, site_key, lock)

    def reader(self) -> Database:
        """A further connection that can only read, for the thread that asks for it."""
        return open_database(self.files.database, self._key, Access.READ)

    def writer(self) -> Database:
        """A further connection that writes, for the thread that exchanges with workstations.

        It writes in short transactions, so that what is charted waits a few milliseconds at most.
        """
        return open_database(self.files.database, self._key, Access.WRITE)

    def reconnect(self) -> None:
        """Go on by a new connection after the disk failed, if all that was saved is there.

        One that met a failure while it read takes everything for damaged from then on.

        Raises:
            StoreError: the disk still fails, or something is missing.
        """
        with ExitStack() as undo:
            fresh = open_database(self.files.database, self._key, Access.WRITE)
            undo.callback(fresh.close)
            require_anchored(fresh, read_anchor(self.files.anchor, self.workstation.device))
            _require_head(fresh, self.log.head)
            checkpoint(fresh)
            undo.pop_all()
        take_over_connection(self.db, fresh)
        self._anchor.reopen()

    def integrity(self) -> tuple[str, ...]:
        """What is wrong with the database's pages, a sentence each; from any thread."""
        with closing(open_database(self.files.database, self._key, Access.WRITE)) as db:
            return page_faults(db)

    def close(self) -> None:
        """Empty the write-ahead log into the database and let the vault go; safe to repeat."""
        self._closing.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


@contextmanager
def _held(files: VaultFiles) -> Iterator[FileLock]:
    lock = FileLock(files.lock, timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise StoreLocked from error
    except OSError as error:
        raise StoreReadOnly from error
    try:
        yield lock
    except BaseException:
        lock.release()
        raise


def _settle(db: Database) -> None:
    # A full disk leaves the write-ahead log as it is; it is read again at the next opening.
    with suppress(StoreError):
        checkpoint(db)


def _lay(files: VaultFiles, workstation: Workstation, site_key: bytes) -> None:
    seed = secrets.token_bytes(SEED_BYTES)
    key = database_key(site_key, workstation.device)
    with closing(open_database(files.database, key, Access.CREATE)) as db:
        lay_tables(db)
        with Transaction(db):
            db.conn.executemany(
                "INSERT INTO meta (key, value) VALUES (?, ?)",
                [
                    ("site", workstation.site),
                    ("device", workstation.device),
                    ("workstation_seed", seed.hex()),
                    (RELEASE, ketachart.__version__),
                ],
            )
            note_worked_out(db)
        checkpoint(db)
    create_anchor(files.anchor, workstation.device, Signer(seed))
    write_workstation(files.workstation, workstation, site_key)
    sync_folder(files.folder)


def take_away(*made: Path) -> None:
    """Remove files of a vault whose making failed half way."""
    for path in made:
        for each in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
            with suppress(OSError):
                each.unlink(missing_ok=True)


def _look(files: VaultFiles, site_key: bytes) -> Workstation:
    if not files.database.exists():
        message = "The database of this vault is missing."
        raise StoreDamaged(message)
    file = read_workstation(files.workstation)
    workstation, sealed = file.workstation, file.holds_under(site_key)
    key = database_key(site_key, workstation.device)
    try:
        db = open_database(files.database, key, Access.READ)
    except WrongKey as error:
        if sealed:
            message = "The beginning of the vault's database is damaged."
            raise StoreDamaged(message) from error
        raise
    with closing(db):
        if not sealed:
            message = "The file workstation.json of this vault was changed."
            raise StoreDamaged(message)
        pending_steps(db)
        _require_own(db, workstation)
        anchored = read_anchor(files.anchor, workstation.device)
        require_anchored(db, anchored)
    return workstation


def require_anchored(db: Database, anchored: AnchorContent) -> None:
    """Compare the newest anchored head with the database.

    Raises:
        StoreDamaged: the head is not the workstation's, or what it speaks of is not there.
    """
    newest = anchored.newest
    if not newest.holds_under(_workstation_signer(db).public_key):
        message = "The anchor file of this vault was changed."
        raise StoreDamaged(message)
    seq = newest.head.seq
    found = LogReader(db).entry(newest.head.device, seq) if seq else None
    if seq and (found is None or found.hash != newest.head.hash):
        message = f"Entries that were saved are missing from the database, entry {seq} among them."
        raise StoreDamaged(message)
    if draft_changes(db) < newest.drafts:
        message = "Something typed and not yet recorded was saved and is missing now."
        raise StoreDamaged(message)


def _require_head(db: Database, head: Head) -> None:
    if LogReader(db).head_of(head.device) != head:
        message = "Something else stands in the vault than was saved last; open it again."
        raise StoreDamaged(message)


def _require_own(db: Database, workstation: Workstation) -> None:
    if Workstation(_meta(db, "site"), _meta(db, "device")) != workstation:
        message = "The database belongs to another workstation than workstation.json says."
        raise StoreDamaged(message)


def _workstation_signer(db: Database) -> Signer:
    return Signer(bytes.fromhex(_meta(db, "workstation_seed")))


def _meta(db: Database, key: str) -> str:
    with translated():
        row = db.conn.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    if row is None:
        message = "The database lacks what says whose it is."
        raise StoreDamaged(message)
    return str(row[0])
