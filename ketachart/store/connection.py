"""Opens the encrypted database; the only place that knows its driver.

The order of the steps matters: the key is set before anything is read, through a call that fails
loudly where another SQLite library got in the way, and nothing but a new file is ever created.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from pathlib import Path
from threading import Event, Lock, RLock
from types import TracebackType
from typing import Final, Self
from weakref import WeakKeyDictionary, WeakValueDictionary

from sqlcipher3 import dbapi2

# sqlite-utils would load numpy, if there is one, to store its numbers: we have none, and the first
# window would come up later. The trend loads it when its time comes.
_is_without_numpy = "numpy" not in sys.modules
if _is_without_numpy:
    sys.modules["numpy"] = None  # type: ignore[assignment]

from sqlite_utils import Database as Database  # noqa: E402, PLC0414 - the store takes it from here

if _is_without_numpy:
    del sys.modules["numpy"]

from ketachart.store.errors import (  # noqa: E402
    StoreBug,
    StoreBusy,
    StoreDamaged,
    StoreDiskFault,
    StoreError,
    StoreExists,
    StoreForeign,
    StoreFull,
    StoreMissing,
    StoreReadOnly,
    WrongKey,
)
from ketachart.store.open_files import OpenFiles  # noqa: E402
from ketachart.store.progress import Progress, nothing_told  # noqa: E402

PAGE_BYTES: Final = 4096
_PAGES_AT_ONCE: Final = 256
_TRIES: Final = 100
_PLAIN_HEADER: Final = b"SQLite format 3\x00"
_FAULTS: Final[dict[str, type[StoreError]]] = {
    "SQLITE_FULL": StoreFull,
    "SQLITE_BUSY": StoreBusy,
    "SQLITE_LOCKED": StoreBusy,
    "SQLITE_READONLY": StoreReadOnly,
    "SQLITE_CANTOPEN": StoreReadOnly,
    "SQLITE_PERM": StoreReadOnly,
    "SQLITE_IOERR": StoreDiskFault,
    "SQLITE_CORRUPT": StoreDamaged,
    "SQLITE_NOTADB": StoreDamaged,
}
# Of a copy that fails, the driver gives SQLite's words alone.
_UNNAMED: Final[dict[str, type[StoreError]]] = {
    "database or disk is full": StoreFull,
    "disk I/O error": StoreDiskFault,
    "attempt to write a readonly database": StoreReadOnly,
    "unable to open database file": StoreReadOnly,
    "database disk image is malformed": StoreDamaged,
    "file is not a database": StoreDamaged,
    "database is locked": StoreBusy,
    "database table is locked": StoreBusy,
}
_EVERYWHERE: Final = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA cache_size = -32768",
)
_WRITING: Final = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = ON",
    "PRAGMA checkpoint_fullfsync = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA wal_autocheckpoint = 200",
    "PRAGMA journal_size_limit = 4194304",
)
_READING: Final = ("PRAGMA query_only = ON",)


class Access(Enum):
    """What a connection may do; a reading one leaves even the write-ahead log alone."""

    CREATE = "rwc"
    WRITE = "rw"
    READ = "ro"


def open_database(path: Path, key: bytes, access: Access) -> Database:
    """Open, or create, an encrypted database.

    Raises:
        StoreError: the file is missing, there already, plain, too short, or the key does not fit.
    """
    _check_file(path, access)
    with translated():
        connection = dbapi2.connect(
            f"{path.resolve().as_uri()}?mode={access.value}",
            uri=True,
            isolation_level=None,
            timeout=5,
            cached_statements=256,
        )
        try:
            _unlock(connection, key)
            for pragma in _EVERYWHERE + (_READING if access is Access.READ else _WRITING):
                connection.execute(pragma).fetchall()
            # Plugins of sqlite-utils are other people's code: not near an open vault.
            db = Database(connection, execute_plugins=False)
        except BaseException:
            connection.close()
            raise
    with _OPENING:
        _TURNS[db] = _TURNS_OF_FILES.setdefault(path.resolve(), _Turns())
        _FILES[db] = OpenFiles(path)
    return db


def open_in_memory() -> Database:
    """An empty database that never touches a disk, to rebuild derived tables beside the real."""
    with translated():
        connection = dbapi2.connect(":memory:", isolation_level=None)
        for pragma in _EVERYWHERE:
            connection.execute(pragma).fetchall()
        return Database(connection, execute_plugins=False)


def copy_database(db: Database, path: Path, key: bytes, progress: Progress = nothing_told) -> None:
    """Copy an open database into a new encrypted file, on the disk when this returns.

    The copy is of one moment, and others write on meanwhile: what is read stays as it was when
    the copying began.

    Args:
        db: a connection of this thread, in no transaction.
        path: the copy, which must not exist.
        key: its key.
        progress: told how many pages of how many are copied; may raise to end it.

    Raises:
        StoreError: it could not be done; no half copy is left.
    """
    _check_file(path, Access.CREATE)
    try:
        with translated():
            target = dbapi2.connect(str(path), isolation_level=None)
            try:
                _unlock(target, key)
                with _one_moment(db):
                    db.conn.backup(
                        target,
                        pages=_PAGES_AT_ONCE,
                        progress=lambda _status, left, total: progress(total - left, total),
                    )
            finally:
                target.close()
        with path.open("rb+") as file:
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise StoreDiskFault from error
    except BaseException:
        path.unlink(missing_ok=True)
        raise


@contextmanager
def _one_moment(db: Database) -> Iterator[None]:
    """Hold what is read; without it the copying would begin anew at every write beside it."""
    db.conn.execute("BEGIN")
    try:
        db.conn.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
        yield
    finally:
        db.conn.execute("ROLLBACK")


@contextmanager
def held_still(db: Database, path: Path) -> Iterator[None]:
    """Keep the main file whole and as it is, while others write on into the write-ahead log.

    A reader that needs nothing of the write-ahead log keeps SQLite from bringing it in, and so the
    file may be read as it lies there.

    Args:
        db: a writing connection of this thread, in no transaction.
        path: its file.

    Raises:
        StoreBusy: what was written last could not be brought into the file.
    """
    log = path.with_name(path.name + "-wal")
    with translated():
        for _ in range(_TRIES):
            checkpoint(db)
            with _one_moment(db):
                if not log.stat().st_size:
                    yield
                    return
    raise StoreBusy


def checkpoint(db: Database) -> None:
    """Bring everything into the main file and empty the write-ahead log.

    A reader that is still at work keeps part of it for later; that is no fault.
    """
    with translated():
        db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def take_over_connection(db: Database, fresh: Database) -> None:
    """Have a database go on by the connection of a fresh one; its own, which failed, is closed."""
    failed, db.conn = db.conn, fresh.conn
    _FILES[db] = _FILES[fresh]
    with suppress(dbapi2.Error):
        failed.close()


@contextmanager
def translated() -> Iterator[None]:
    """Turn whatever the driver raises into one of ours."""
    try:
        yield
    except dbapi2.Error as error:
        raise fault_of(error) from error


def fault_of(error: Exception) -> StoreError:
    """Our error for one of the driver's."""
    named = _FAULTS.get(getattr(error, "sqlite_errorname", ""))
    return (named or _UNNAMED.get(str(error), StoreBug))()


class _Turns:
    """Who of this program's threads writes next: what is charted goes before what arrives.

    Without it a thread that writes much would leave the others to SQLite's ever longer waits
    between one try and the next.
    """

    def __init__(self) -> None:
        self._writing = RLock()
        self._counting = Lock()
        self._waiting = 0
        self._nobody_waits = Event()
        self._nobody_waits.set()

    def take(self, *, is_patient: bool) -> None:
        """Wait for the turn; one that is patient lets everybody else go first."""
        if not is_patient:
            with self._counting:
                self._waiting += 1
                self._nobody_waits.clear()
            self._writing.acquire()
            with self._counting:
                self._waiting -= 1
                if not self._waiting:
                    self._nobody_waits.set()
            return
        self._nobody_waits.wait(_LONGEST_PATIENCE_S)
        self._writing.acquire()

    def is_wanted(self) -> bool:
        """Whether anybody who is not patient waits."""
        return self._waiting > 0

    def give(self) -> None:
        """Let the next one write."""
        self._writing.release()


_OPENING: Final = Lock()
_LONGEST_PATIENCE_S: Final = 1.0
_TURNS_OF_FILES: Final = WeakValueDictionary[Path, _Turns]()
_TURNS: Final = WeakKeyDictionary[Database, _Turns]()
_FILES: Final = WeakKeyDictionary[Database, OpenFiles]()


class Transaction:
    """One transaction that may write: begun at once, committed whole or not at all."""

    __slots__ = ("_connection", "_files", "_is_patient", "_turns")

    def __init__(self, db: Database, *, is_patient: bool = False) -> None:
        """Prepare one.

        Args:
            db: the connection.
            is_patient: whether other threads' transactions go first; for long work beside.
        """
        self._connection = db.conn
        self._is_patient = is_patient
        # One in memory belongs to one thread, and waits for nobody.
        self._turns = _TURNS.get(db) or _Turns()
        self._files = _FILES.get(db)

    def __enter__(self) -> Self:
        self._turns.take(is_patient=self._is_patient)
        try:
            # A deferred one would fail at its first write if somebody else had written since.
            self._connection.execute("BEGIN IMMEDIATE")
        except BaseException as error:
            self._turns.give()
            if isinstance(error, dbapi2.Error):
                raise fault_of(error) from error
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._end(error)
        finally:
            self._turns.give()

    def is_wanted(self) -> bool:
        """Whether another thread waits to write, so that long work had better end here."""
        return self._turns.is_wanted()

    def _end(self, error: BaseException | None) -> None:
        failed = error
        if error is None:
            try:
                if self._files is not None:
                    self._files.require_in_place()
                self._connection.execute("COMMIT")
            except (dbapi2.Error, StoreError) as failure:
                failed = failure
            else:
                return
        # A full disk may have rolled back already, or still refuse to.
        with suppress(dbapi2.Error):
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            if error is None:
                # What was not synced may stand in the write-ahead log; a crash would make it count.
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        if isinstance(failed, dbapi2.Error):
            raise fault_of(failed) from failed
        if error is None and failed is not None:
            raise failed


def _unlock(connection: dbapi2.Connection, key: bytes) -> None:
    # Without this the library writes its complaints to standard error.
    connection.execute("PRAGMA cipher_log_level = NONE").fetchall()
    literal = bytearray(b"x'" + key.hex().encode("ascii") + b"'")
    try:
        connection.set_key(literal)
    finally:
        literal[:] = bytes(len(literal))
    if connection.execute("PRAGMA cipher_version").fetchone() is None:
        raise StoreBug("The database library in this process cannot encrypt.")
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except dbapi2.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "") == "SQLITE_NOTADB":
            raise WrongKey from error
        raise


def _check_file(path: Path, access: Access) -> None:
    try:
        if access is Access.CREATE:
            if path.exists():
                raise StoreExists
            return
        with path.open("rb") as file:
            header = file.read(len(_PLAIN_HEADER))
            size = file.seek(0, os.SEEK_END)
    except FileNotFoundError as error:
        raise StoreMissing from error
    except OSError as error:
        raise StoreReadOnly from error
    if header == _PLAIN_HEADER:
        raise StoreForeign
    if size < PAGE_BYTES:
        raise StoreDamaged("The vault's database has been cut short.")
