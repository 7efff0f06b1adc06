"""Somebody changes the files: one byte anywhere, or the log itself with the database's key in hand.

A changed byte is harmless only if the vault then opens, verifies, and everything that was recorded,
worked out and printed is equal to what it was. Everything else has to be found, at the opening or
by `verify`.
"""

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from support.builders import ADMIN, SECRETS, House, open_house
from support.drawn import drawn
from support.joining import Rooms

from ketachart.app.backups import Trouble, make_backup
from ketachart.app.clinic import Clinic
from ketachart.app.clock import SetClock
from ketachart.app.rehearsing import rehearse
from ketachart.app.syncing import Syncing
from ketachart.app.vaults import open_with_key
from ketachart.app.verification import verify
from ketachart.bootstrap import make_screenless_application
from ketachart.crypto.derive import database_key
from ketachart.crypto.errors import CryptoError
from ketachart.crypto.keyring import Keyring
from ketachart.crypto.signing import Signer
from ketachart.domain.session import Phase
from ketachart.exports.daylog_csv import day_log_csv
from ketachart.paper.chart_pdf import chart_document
from ketachart.paper.gathering import chart_on_paper
from ketachart.paper.page import rendered
from ketachart.store.anchor import AnchoredHead, read_anchor
from ketachart.store.connection import Access, open_database
from ketachart.store.entries import GENESIS, Fresh, Head, Stored, stamp
from ketachart.store.errors import StoreError
from ketachart.store.log_reader import COLUMNS, LogReader
from ketachart.store.schema import DERIVED_TABLES
from ketachart.store.vault_files import VaultFiles
from trust.proofs import Proof, chance

SHORT, FULL = 24, 2000
NOT_TRIED = (
    (
        "a database and its anchor put back together from one earlier moment, at a workstation "
        "that exchanges with no other and whose logs on paper nobody compares: nothing can tell"
    ),
)
_PAGE, _WAL_HEADER, _FRAME_HEADER = 4096, 32, 24
_GUARDS = ("entry_is_never_changed", "entry_is_never_deleted")
_INSERT = f"INSERT INTO entry ({COLUMNS}) VALUES ({', '.join('?' * 11)})"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Known:
    """A vault as it was: its folders, its key, and all that can be read of it.

    Attributes:
        closed: closed in order.
        crashed: the same moment as a power cut leaves it, most of it in the write-ahead log.
        stick: what others have of it.
    """

    closed: Path
    crashed: Path
    backup: Path
    stick: Path
    site_key: bytes
    clock: SetClock
    said: object


def prove(count: int, drawer: Path) -> Iterator[Proof]:
    """Change bytes `count` times in all, and the log a quarter as often."""
    make_screenless_application()
    known = _known(drawer)
    for name, share, folder in (
        ("ketachart.db", 4, known.closed),
        ("ketachart.db-wal", 4, known.crashed),
        ("ketachart.db", 2, known.crashed),
        ("keyring.json", 2, known.closed),
        ("ketachart.anchor", 2, known.closed),
        ("workstation.json", 1, known.closed),
    ):
        yield _flips(known, folder, name, max(1, count * share // 20), drawer)
    yield _flipped_backups(known, max(1, count * 5 // 20), drawer)
    yield from _forgeries(known, max(2, count // 8), drawer)
    yield _put_back(drawer, max(2, count // 40))


def _known(drawer: Path) -> Known:
    house = open_house(drawer / "template", drawer / "vault")
    house.bring("s2", Phase.COSIGNED, patient="p.castellanos", chair="Chair 2")
    house.clinic.close()
    clinic = open_with_key(house.folder, house.clinic.site_key, house.clock)
    again = House(clinic, house.clock, house.folder, house.turns)
    again.arrive(*house.turns)
    again.bring("s1", Phase.COSIGNED)
    shutil.copytree(house.folder, drawer / "crashed", ignore=shutil.ignore_patterns("*-shm"))
    assert (drawer / "crashed" / "ketachart.db-wal").stat().st_size > _WAL_HEADER
    backup = drawer / "whole.ketabackup"
    make_backup(clinic, backup)
    rooms = Rooms(again, drawer)
    rooms.write("first")
    said = _all_said(clinic)
    clinic.close()
    return Known(
        closed=house.folder,
        crashed=drawer / "crashed",
        backup=backup,
        stick=rooms.stick,
        site_key=clinic.site_key,
        clock=house.clock,
        said=said,
    )


def _all_said(clinic: Clinic) -> object:
    """Every entry, every table worked out from them, and what would be printed."""
    tables = {
        table: clinic.vault.db.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
        for table in DERIVED_TABLES
    }
    days = {
        (day, schedule): day_log_csv(clinic.day_log(day, schedule))
        for day in {each.recorded_at.date() for each in clinic.vault.log.everything()}
        for schedule in ("III", "IV", "all")
    }
    charts = [_printed(clinic, name) for name in ("s1", "s2")]
    return list(clinic.vault.log.everything()), tables, days, charts


def _printed(clinic: Clinic, name: str) -> list[bytes]:
    session = clinic.books.session(name)
    assert session is not None
    return drawn(rendered(chart_document(chart_on_paper(clinic, session, clinic.people()[0]))))


def _is_found(known: Known, folder: Path) -> bool:
    """Whether opening or verifying says that something is wrong."""
    try:
        Keyring.load(VaultFiles(folder).keyring).unlock(ADMIN, SECRETS[ADMIN][0])
        with closing(open_with_key(folder, known.site_key, SetClock(known.clock.now()))) as clinic:
            return bool(list(verify(clinic)))
    except (StoreError, CryptoError):
        return True


def _is_harmless(known: Known, folder: Path) -> bool:
    with closing(open_with_key(folder, known.site_key, SetClock(known.clock.now()))) as clinic:
        return _all_said(clinic) == known.said


# ── One byte ─────────────────────────────────────────────────────────────────────────────────────


def _flips(known: Known, folder: Path, name: str, count: int, drawer: Path) -> Proof:
    what = f"{name} of an open vault" if folder == known.crashed else name
    dice, broken, harmless = chance(what), [], dict[str, int]()
    whole = (folder / name).read_bytes()
    for _ in range(count):
        place = dice.randrange(len(whole))
        copy = drawer / "copy"
        shutil.copytree(folder, copy)
        (copy / name).write_bytes(_flipped(whole, place, dice))
        if not _is_found(known, copy):
            if _is_harmless(known, copy):
                why = _why_harmless(folder, name, place)
                harmless[why] = harmless.get(why, 0) + 1
            else:
                broken.append(f"{what}: byte {place} changed what is read, and unnoticed")
        shutil.rmtree(copy)
    return Proof(
        f"a changed byte in {what} is found, or changes nothing",
        count,
        tuple(broken),
        "; ".join(f"{many} harmless: {why}" for why, many in sorted(harmless.items())),
    )


def _flipped(whole: bytes, place: int, dice: random.Random) -> bytes:
    spoilt = bytearray(whole)
    spoilt[place] ^= 1 << dice.randrange(8)
    return bytes(spoilt)


def _why_harmless(folder: Path, name: str, place: int) -> str:
    """Where the byte lies, in words."""
    log = folder / "ketachart.db-wal"
    pages = _pages_of(log.read_bytes()) if log.exists() else []
    if name == "ketachart.db" and place // _PAGE + 1 in pages:
        return "a page that the write-ahead log holds anew"
    if name == "ketachart.anchor" and place == (folder / name).stat().st_size - 1:
        return "the end of the last line, which then counts as cut off by a crash"
    if name == "ketachart.db-wal" and place >= len(pages) * (_PAGE + _FRAME_HEADER) + _WAL_HEADER:
        return "left over from before the log last began anew"
    if name == "ketachart.db-wal" and place < _WAL_HEADER:
        return "the head of the log"
    return f"elsewhere ({name} at {place})"


def _pages_of(log: bytes) -> list[int]:
    """The page of each frame of a write-ahead log since it last began anew."""
    salts, found = log[16:24], []
    for start in range(_WAL_HEADER, len(log), _PAGE + _FRAME_HEADER):
        if log[start + 8 : start + 16] != salts:
            break
        found.append(int.from_bytes(log[start : start + 4]))
    return found


def _flipped_backups(known: Known, count: int, drawer: Path) -> Proof:
    dice, broken = chance("backup"), []
    whole, file = known.backup.read_bytes(), drawer / "spoilt.ketabackup"
    assert not _is_damaged(known, known.backup)
    for _ in range(count):
        place = dice.randrange(len(whole))
        file.write_bytes(_flipped(whole, place, dice))
        if not _is_damaged(known, file):
            broken.append(f"byte {place} of a backup was changed unnoticed")
    return Proof("a changed byte in a backup is found", count, tuple(broken))


def _is_damaged(known: Known, file: Path) -> bool:
    proof = rehearse(file, known.site_key)
    return isinstance(proof, Trouble) or bool(proof.findings)


# ── With the database's key ──────────────────────────────────────────────────────────────────────

Change = Callable[[list[Stored], int, random.Random], list[Stored]]


def _without(entries: list[Stored], at: int, _: random.Random) -> list[Stored]:
    return entries[:at] + entries[at + 1 :]


def _swapped(entries: list[Stored], at: int, dice: random.Random) -> list[Stored]:
    other = dice.randrange(len(entries))
    changed = list(entries)
    changed[at], changed[other] = changed[other], changed[at]
    return changed


def _rewritten(entries: list[Stored], at: int, dice: random.Random) -> list[Stored]:
    digits = [place for place, byte in enumerate(entries[at].body) if chr(byte).isdigit()]
    body = bytearray(entries[at].body)
    if digits:
        place = dice.choice(digits)
        body[place] = ord("1") + (body[place] - ord("0")) % 9
    author = entries[at].author if digits else f"{entries[at].author}x"
    changed = list(entries)
    changed[at] = entries[at]._replace(body=bytes(body), author=author)
    return changed


def _cut_off(entries: list[Stored], at: int, _: random.Random) -> list[Stored]:
    return entries[:at]


CHANGES: dict[str, Change] = {
    "deleted": _without,
    "swapped": _swapped,
    "rewritten": _rewritten,
    "cut off": _cut_off,
}


def _forgeries(known: Known, count: int, drawer: Path) -> Iterator[Proof]:
    """All hashes are made to fit again; the second time the workstation's own seal as well."""
    for words, is_noticed, seals in (
        ("hashed anew: found", _is_found, False),
        (
            "hashed anew and sealed with the workstation's key: found, or told by what others have",
            lambda known, copy: _is_found(known, copy) or _differs_elsewhere(known, copy),
            True,
        ),
    ):
        dice, broken = chance(words), []
        for _ in range(count):
            name = dice.choice(list(CHANGES))
            copy = drawer / "copy"
            shutil.copytree(known.closed, copy)
            at = _forge(known, copy, CHANGES[name], dice, seals=seals)
            if at and not is_noticed(known, copy):
                broken.append(f"entry {at} was {name} unnoticed")
            shutil.rmtree(copy)
        yield Proof(f"entries deleted, swapped, rewritten, {words}", count, tuple(broken))


def _differs_elsewhere(known: Known, folder: Path) -> bool:
    """Whether the next exchange says that others have another log of this workstation."""
    with closing(open_with_key(folder, known.site_key, SetClock(known.clock.now()))) as clinic:
        report = Syncing(clinic).with_courier(known.stick, "read")
    return not isinstance(report, Trouble) and report.forked


def _forge(known: Known, folder: Path, change: Change, dice: random.Random, *, seals: bool) -> int:
    """Change the log behind the program's back; the number of the first entry that is other now.

    Zero where nothing came out otherwise.
    """
    files = VaultFiles(folder)
    workstation = _device(folder, known)
    with closing(
        open_database(files.database, database_key(known.site_key, workstation), Access.WRITE)
    ) as db:
        whole = list(LogReader(db).everything())
        at = dice.randrange(1, len(whole))
        forged = _chained(change(whole, at, dice), workstation)
        guards = [
            sql
            for (sql,) in db.execute(
                "SELECT sql FROM sqlite_master WHERE name IN (?, ?)", _GUARDS
            ).fetchall()
        ]
        for statement in (*(f"DROP TRIGGER {each}" for each in _GUARDS), "DELETE FROM entry"):
            db.execute(statement)
        db.conn.executemany(_INSERT, forged)
        for statement in (*guards, "DELETE FROM meta WHERE key = 'worked_out'"):
            db.execute(statement)
        ((seed,),) = db.execute("SELECT value FROM meta WHERE key = 'workstation_seed'").fetchall()
    if seals:
        _seal_again(files.anchor, workstation, forged[-1].head, Signer(bytes.fromhex(seed)))
    differ = (new.seq for new, old in zip(forged, whole, strict=False) if new != old)
    return next(differ, 0 if len(forged) == len(whole) else len(forged) + 1)


def _device(folder: Path, known: Known) -> str:
    from ketachart.store.workstation import read_workstation

    file = read_workstation(VaultFiles(folder).workstation)
    assert file.holds_under(known.site_key)
    return file.workstation.device


def _chained(entries: list[Stored], device: str) -> list[Stored]:
    fresh = [
        Fresh(
            stream=each.stream,
            kind=each.kind,
            observed_at=each.observed_at,
            recorded_at=each.recorded_at,
            utc_offset_s=each.utc_offset_s,
            author=each.author,
            body=each.body,
        )
        for each in entries
    ]
    return list(stamp(fresh, Head(device, 0, GENESIS)))


def _seal_again(anchor: Path, device: str, head: Head, signer: Signer) -> None:
    drafts = read_anchor(anchor, device).newest.drafts
    first_line = anchor.read_bytes().splitlines(keepends=True)[0]
    anchor.write_bytes(first_line + AnchoredHead.signed(head, drafts, signer).line())


# ── Put back ─────────────────────────────────────────────────────────────────────────────────────


def _put_back(drawer: Path, count: int) -> Proof:
    """A whole folder of an earlier moment in place of the vault; the others, or paper, tell."""
    house = open_house(drawer / "put-back", drawer / "first")
    (drawer / "other").mkdir()
    rooms = Rooms(house, drawer / "other")
    dice, broken, folders = chance("put back"), [], list[Path]()
    for number in range(count):
        rooms.write("first")
        folders.append(drawer / f"moment-{number}")
        shutil.copytree(house.folder, folders[-1], ignore=shutil.ignore_patterns("*-shm"))
        house.wait(dice.randrange(1, 30))
        house.receive("mid-1-2", f"N{number}", 1)
    rooms.write("first")
    printed = day_log_csv(house.clinic.day_log(house.clock.now().date(), "all"))
    key, now = house.clinic.site_key, house.clock.now()
    house.clinic.close()
    for folder in folders:
        with closing(open_with_key(folder, key, SetClock(now))) as clinic:
            if list(verify(clinic)):
                continue
            if day_log_csv(clinic.day_log(now.date(), "all")) == printed:
                broken.append(f"{folder.name}: the day's log is that of the paper")
            report = Syncing(clinic).with_courier(rooms.stick, "read")
            if isinstance(report, Trouble) or not report.forked:
                broken.append(f"{folder.name}: what others had of it did not tell")
    return Proof(
        "a vault put back from earlier differs from the printed log and from what others have",
        count,
        tuple(broken),
    )
