"""Walks the entire vault and says what is not as it was written."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Protocol

from ketachart.crypto.errors import CryptoError
from ketachart.crypto.keyring import Keyring
from ketachart.store.anchor import AnchoredHead, read_anchor
from ketachart.store.connection import Database
from ketachart.store.entries import GENESIS, Head, Stored
from ketachart.store.errors import StoreError
from ketachart.store.log_reader import LogReader, in_batches
from ketachart.store.progress import Progress, nothing_told
from ketachart.store.schema import schema_faults
from ketachart.store.vault import Vault, require_anchored
from ketachart.store.workstation import read_workstation


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was written, and where."""

    place: str
    words: str


class Look(Protocol):
    """Something that is looked at while the log goes by, once for all of them."""

    def take(self, entries: Sequence[Stored]) -> Iterable[Finding]:
        """Look at what comes next in the order of the log."""

    def end(self) -> Iterable[Finding]:
        """What shows only behind the last entry."""


Check = Callable[[Database], Look]


def findings(
    vault: Vault,
    site_key: bytes,
    checks: Sequence[Check] = (),
    progress: Progress = nothing_told,
) -> Iterator[Finding]:
    """Everything wrong with a vault; of any thread, beside the windows.

    Args:
        vault: the vault, open.
        site_key: the clinic's key.
        checks: what else to look for, given a reading connection.
        progress: told how many entries of how many were walked; may raise to end the walk.
    """
    yield from _guarded("keyring.json", lambda: _keyring(vault, site_key))
    yield from _guarded("workstation.json", lambda: _workstation(vault, site_key))
    yield from _guarded("ketachart.db", lambda: _pages(vault))
    try:
        reader = vault.reader()
    except StoreError as error:
        yield Finding("ketachart.db", str(error))
        return
    with closing(reader) as db:
        yield from _guarded("ketachart.anchor", lambda: _anchor(vault, db))
        yield from findings_in(db, checks, progress)


def findings_in(
    db: Database,
    checks: Sequence[Check] = (),
    progress: Progress = nothing_told,
) -> Iterator[Finding]:
    """Everything wrong with a database alone, such as one taken out of a backup."""
    yield from _guarded("ketachart.db", lambda: _schema(db))
    yield from _guarded("log", lambda: _walk(db, checks, progress))


def _guarded(place: str, look: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    try:
        yield from look()
    except (StoreError, CryptoError) as error:
        yield Finding(place, str(error))


def _keyring(vault: Vault, site_key: bytes) -> Iterator[Finding]:
    keyring = Keyring.load(vault.files.keyring)
    for fault in keyring.faults(site_key):
        yield Finding("keyring.json", fault)
    if keyring.site != vault.workstation.site:
        yield Finding("keyring.json", "The keyring belongs to another clinic.")


def _workstation(vault: Vault, site_key: bytes) -> Iterator[Finding]:
    if not read_workstation(vault.files.workstation).holds_under(site_key):
        yield Finding("workstation.json", "The file was changed.")


def _pages(vault: Vault) -> Iterator[Finding]:
    return (Finding("ketachart.db", fault) for fault in vault.integrity())


def _schema(db: Database) -> Iterator[Finding]:
    return (Finding("ketachart.db", fault) for fault in schema_faults(db))


def _walk(db: Database, checks: Sequence[Check], progress: Progress) -> Iterator[Finding]:
    log = LogReader(db)
    done, total = 0, log.count()
    looks: list[Look] = [_Chains(), *(_Beside(check, db) for check in checks)]
    for entries in in_batches(log.everything()):
        for look in looks:
            yield from look.take(entries)
        done += len(entries)
        progress(done, total)
    for look in looks:
        yield from look.end()


class _Chains:
    """Each entry continues the one before it, and is as it was hashed."""

    def __init__(self) -> None:
        self._heads: dict[str, Head] = {}

    def take(self, entries: Sequence[Stored]) -> Iterator[Finding]:
        heads = self._heads
        for entry in entries:
            device = entry.device
            before = heads.get(device) or Head(device, 0, GENESIS)
            if (entry.seq - 1, entry.prev_hash, entry.hash) != (*before[1:], entry.expected_hash()):
                yield from _misfits(entry, before)
            heads[device] = entry.head

    def end(self) -> Iterator[Finding]:
        yield from ()


class _Beside:
    """A look that is given up at the first entry which it can't follow; the others go on."""

    def __init__(self, check: Check, db: Database) -> None:
        self._check = check
        self._db = db
        self._look: Look | None = None
        self._has_failed = False

    def take(self, entries: Sequence[Stored]) -> Iterator[Finding]:
        yield from self._guarded(lambda look: look.take(entries))

    def end(self) -> Iterator[Finding]:
        yield from self._guarded(lambda look: look.end())

    def _guarded(self, ask: Callable[[Look], Iterable[Finding]]) -> Iterator[Finding]:
        if self._has_failed:
            return
        try:
            self._look = self._look or self._check(self._db)
            yield from ask(self._look)
        except (StoreError, CryptoError) as error:
            self._has_failed = True
            yield Finding("log", str(error))


def _misfits(entry: Stored, before: Head) -> Iterator[Finding]:
    place = f"entry {entry.seq} of {entry.device}"
    if entry.seq != before.seq + 1:
        words = f"Entries {before.seq + 1} to {entry.seq - 1} before it are missing."
        yield Finding(place, words)
    elif entry.prev_hash != before.hash:
        yield Finding(place, "It does not continue the entry before it.")
    if entry.expected_hash() != entry.hash:
        yield Finding(place, "It was changed after it was recorded.")


def _anchor(vault: Vault, db: Database) -> Iterator[Finding]:
    content = read_anchor(vault.files.anchor, vault.workstation.device)
    require_anchored(db, content)
    log = LogReader(db)
    for anchored in content.heads:
        if not anchored.holds_under(vault.signer.public_key):
            words = f"The note of entry {anchored.head.seq} was changed."
            yield Finding("ketachart.anchor", words)
        elif not _is_in(log, anchored):
            words = "The entry noted in the anchor is not the one in the log."
            yield Finding(f"entry {anchored.head.seq} of {anchored.head.device}", words)


def _is_in(log: LogReader, anchored: AnchoredHead) -> bool:
    head = anchored.head
    entry = log.entry(head.device, head.seq)
    return (entry.hash if entry else GENESIS) == head.hash
