"""The stick: a hub in one plain SQLite file, carried by hand; what is in it is sealed already.

It is read without being written to, and written whole beside the old one, forced to the disk and
put in its place. Each workstation leaves a signed receipt of what it has; only a receipt of
another one says that something was delivered, and what everybody has a receipt for is no longer
carried.
"""

import errno
import os
import secrets
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final, Self

import msgspec

from ketachart.crypto.durable_file import sync_folder
from ketachart.sync.place import (
    PlaceAway,
    PlaceDamaged,
    PlaceForeign,
    PlaceFull,
    PlaceNewer,
    PlaceTrouble,
)
from ketachart.sync.receipts import SignedReceipt
from ketachart.sync.segment import Segment

SUFFIX: Final = ".courier"
FORMAT: Final = 1
_SITE_DIGITS: Final = 8
_HEADER_BYTES: Final = 100
_COLUMNS: Final = "device, first_seq, last_seq, prev_hash, tip_hash, tip_sig, fmt, sealed"
_TABLES: Final = (
    "CREATE TABLE courier (format INTEGER NOT NULL, site TEXT NOT NULL) STRICT",
    """CREATE TABLE segment (
        device TEXT NOT NULL,
        first_seq INTEGER NOT NULL,
        last_seq INTEGER NOT NULL,
        prev_hash BLOB NOT NULL,
        tip_hash BLOB NOT NULL,
        tip_sig BLOB NOT NULL,
        fmt INTEGER NOT NULL,
        sealed BLOB NOT NULL,
        PRIMARY KEY (device, last_seq, tip_hash)
    ) STRICT""",
    """CREATE TABLE receipt (
        workstation TEXT NOT NULL PRIMARY KEY,
        at TEXT NOT NULL,
        has BLOB NOT NULL,
        signature BLOB NOT NULL
    ) STRICT""",
)
_AFTER_SQL: Final = (
    f"SELECT {_COLUMNS} FROM segment WHERE device = ? AND last_seq > ? "  # noqa: S608
    "ORDER BY last_seq, tip_hash LIMIT ?"
)


def courier_file(folder: Path, site: str) -> Path:
    """Where a clinic's courier file lies in a folder; it need not be there."""
    return folder / f"ketachart-{site[:_SITE_DIGITS]}{SUFFIX}"


class Stick:
    """A courier file that is there, to be read as a hub is."""

    def __init__(self, path: Path, site: str) -> None:
        """Open it.

        Raises:
            PlaceAway: there is none.
            PlaceForeign: it is another clinic's, or none of ours.
            PlaceNewer: a later release wrote it.
            PlaceDamaged: it is cut off or damaged.
        """
        self.name: Final = f"stick {path.parent.name or path.parent}"
        self._site = site
        if not path.is_file():
            raise PlaceAway(f"No courier file of this clinic lies in {path.parent}.")
        with _told_plainly():
            _require_whole(path)
            # Immutable: nothing is written beside it, not even a lock, and a journal that somebody
            # put beside it is not played back into it.
            uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
            self._db = sqlite3.connect(uri, uri=True, isolation_level=None)
            try:
                self._require_ours(path)
            except BaseException:
                self._db.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def tips(self) -> Mapping[str, tuple[int, bytes]]:
        """Number and hash of the newest entry of every workstation there."""
        rows = self._all("SELECT device, max(last_seq), tip_hash FROM segment GROUP BY device")
        return {
            device: (seq, tip)
            for device, seq, tip in rows
            if isinstance(device, str) and isinstance(seq, int) and isinstance(tip, bytes)
        }

    def holds(self, device: str, seq: int) -> bytes | None:
        """The hash of the entry that ends a segment there; None if no segment ends with it."""
        sql = "SELECT tip_hash FROM segment WHERE device = ? AND last_seq = ?"
        for (found,) in self._all(sql, device, seq):
            if isinstance(found, bytes):
                return found
        return None

    def after(self, device: str, seq: int, limit: int) -> Sequence[Segment]:
        """At most `limit` segments that end after an entry, ordered by last_seq and tip_hash.

        One that is not even a segment any more stands here without content, so that it is found
        to be damaged.
        """
        return [self._segment(row) for row in self._all(_AFTER_SQL, device, seq, limit)]

    def receipts(self) -> tuple[SignedReceipt, ...]:
        """What the workstations signed to have; nothing of it is checked here."""
        found = []
        for row in self._all("SELECT workstation, at, has, signature FROM receipt"):
            try:
                found.append(msgspec.convert(row, SignedReceipt))
            except msgspec.ValidationError:
                continue
        return tuple(found)

    def close(self) -> None:
        """Let it go; safe to repeat."""
        self._db.close()

    def _segment(self, row: tuple[object, ...]) -> Segment:
        try:
            return msgspec.convert((self._site, *row), Segment)
        except msgspec.ValidationError as error:
            raise PlaceDamaged from error

    def _require_ours(self, path: Path) -> None:
        # Before any of it is asked: a view in place of a table could go on for ever.
        laid = [sql for (sql,) in self._all("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")]
        if _TABLES[0] not in laid:
            raise PlaceDamaged
        rows = self._all("SELECT format, site FROM courier")
        if len(rows) != 1:
            raise PlaceDamaged
        version, site = rows[0]
        if isinstance(version, int) and version > FORMAT:
            raise PlaceNewer(f"A newer release wrote {path.name}; install that release here.")
        if version != FORMAT or not isinstance(site, str):
            raise PlaceDamaged
        if site != self._site:
            raise PlaceForeign(f"{path.name} belongs to another clinic; it was left alone.")
        if len(laid) != len(_TABLES) or set(laid) != set(_TABLES):
            raise PlaceDamaged

    def _all(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        with _told_plainly():
            return self._db.execute(sql, values).fetchall()


def write_stick(
    path: Path, site: str, segments: Iterator[Segment], receipts: Sequence[SignedReceipt]
) -> None:
    """Write a courier file in place of the one there; on the stick when this returns.

    Raises:
        PlaceFull: the stick has no room; the old file stands as it was.
        PlaceTrouble: it could not be written; as above.
    """
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    try:
        with _told_plainly():
            _fill(beside, site, segments, receipts)
            with beside.open("rb+") as file:
                os.fsync(file.fileno())
            beside.replace(path)
            sync_folder(path.parent)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _fill(
    path: Path, site: str, segments: Iterator[Segment], receipts: Sequence[SignedReceipt]
) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        # It is not there before it is whole, so there is nothing to roll back to.
        db.execute("PRAGMA journal_mode = OFF").fetchall()
        db.execute("PRAGMA synchronous = OFF")
        db.execute("BEGIN")
        for table in _TABLES:
            db.execute(table)
        db.execute("INSERT INTO courier (format, site) VALUES (?, ?)", (FORMAT, site))
        db.executemany(
            f"INSERT OR IGNORE INTO segment ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
            (msgspec.structs.astuple(each)[1:] for each in segments),
        )
        db.executemany(
            "INSERT INTO receipt (workstation, at, has, signature) VALUES (?, ?, ?, ?)",
            [msgspec.structs.astuple(each) for each in receipts],
        )
        db.execute("COMMIT")


def _require_whole(path: Path) -> None:
    """SQLite reads what it finds of a file that was cut off; that is not enough here."""
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
        size = file.seek(0, os.SEEK_END)
    page_bytes, pages = int.from_bytes(header[16:18]), int.from_bytes(header[28:32])
    if not size or size != page_bytes * pages:
        raise PlaceDamaged


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:
        # Of a damaged file even the library's complaint may be no text.
        raise _trouble_of(error) from error
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise PlaceFull from error
        raise PlaceAway("The folder or stick can't be written.") from error


def _trouble_of(error: Exception) -> PlaceTrouble:
    name = getattr(error, "sqlite_errorname", "")
    if name == "SQLITE_FULL":
        return PlaceFull()
    if name in {"SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM"}:
        return PlaceAway("The folder or stick can't be written.")
    return PlaceDamaged()
