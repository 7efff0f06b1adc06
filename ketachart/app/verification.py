"""Verifying a whole vault: pages, chain, anchor, keyring, signatures, derived tables."""

from collections.abc import Iterator, Sequence
from contextlib import suppress

from ketachart.app.books import SESSION_STREAM
from ketachart.app.clinic import Clinic
from ketachart.app.signatures import check, covered, ref_of
from ketachart.app.working_out import Deriver
from ketachart.crypto.errors import BadSignature
from ketachart.domain import events as ev
from ketachart.store.codec import entry_from
from ketachart.store.connection import Transaction
from ketachart.store.derived import Database
from ketachart.store.entries import Head, Stored
from ketachart.store.log_reader import LogReader
from ketachart.store.progress import Progress, nothing_told
from ketachart.store.rebuild import Rebuilding, differences
from ketachart.store.schema import scratch_database
from ketachart.store.verify import Check, Finding, findings

_OF_KEYS = ("person.added/", "person.changed/", "signature.given/")
_RECENT = 20_000
"""Entries whose hashes are remembered while the log goes by."""
_SESSIONS = 500
"""Sessions of which all hashes are."""


def verify(clinic: Clinic, progress: Progress = nothing_told) -> Iterator[Finding]:
    """Everything that is not as it was written; nothing when the vault is sound."""
    return findings(clinic.vault, clinic.site_key, checks_of(), progress)


def checks_of() -> tuple[Check, ...]:
    """What is looked for in a database beside its pages and chains."""
    return _Signatures, _DerivedTables


class _Signatures:
    """Each signature covers what it says, under the key its signer was added with."""

    def __init__(self, db: Database) -> None:
        self._log = LogReader(db)
        self._keys: dict[str, str] = {}
        self._recent: dict[str, Head] = {}
        self._sessions: dict[str, list[Head]] = {}

    def take(self, entries: Sequence[Stored]) -> Iterator[Finding]:
        for stored in entries:
            self._remember(stored)
            if not stored.kind.startswith(_OF_KEYS):
                continue
            event = entry_from(stored).event
            if isinstance(event, ev.PersonAdded | ev.PersonChanged):
                self._keys[event.person.id] = event.person.public_key
            elif isinstance(event, ev.SignatureGiven) and not self._holds(stored, event):
                place = f"entry {stored.seq} of {stored.device}"
                yield Finding(place, f"The signature “{event.meaning}” does not hold.")

    def end(self) -> Iterator[Finding]:
        yield from ()

    def _remember(self, stored: Stored) -> None:
        """Keep the hashes of what went by last: most signatures are given soon after."""
        self._recent[ref_of(stored)] = stored.head
        if len(self._recent) > _RECENT:
            del self._recent[next(iter(self._recent))]
        if stored.stream.startswith(SESSION_STREAM):
            self._sessions.setdefault(stored.stream, []).append(stored.head)
            if len(self._sessions) > _SESSIONS:
                del self._sessions[next(iter(self._sessions))]

    def _holds(self, stored: Stored, given: ev.SignatureGiven) -> bool:
        """Whether it does for what is remembered; or for what the log has, if that is more."""
        key = self._keys.get(given.signer, "")
        for meant in (self._remembered, self._in_log):
            with suppress(BadSignature, LookupError, ValueError):
                check(given, meant(stored, given), key)
                return True
        return False

    def _remembered(self, stored: Stored, given: ev.SignatureGiven) -> Sequence[Head]:
        if given.through is not None:
            return covered(given, self._sessions.get(stored.stream, ()))
        return [self._recent[ref] for ref in given.entries]

    def _in_log(self, stored: Stored, given: ev.SignatureGiven) -> Sequence[Head]:
        if given.through is not None:
            return covered(given, [each.head for each in self._log.stream(stored.stream)])
        return [self._head(ref) for ref in given.entries]

    def _head(self, ref: str) -> Head:
        device, _, seq = ref.rpartition(":")
        found = self._log.entry(device, int(seq))
        if found is None:
            raise LookupError(ref)
        return found.head


class _DerivedTables:
    """The derived tables are what the log leads to, worked out anew beside them."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._scratch = scratch_database()
        log = LogReader(db)
        self._rebuilding = Rebuilding(self._scratch, Deriver(log))
        self._waiting = log.waiting_from()

    def take(self, entries: Sequence[Stored]) -> Iterator[Finding]:
        if self._waiting:
            entries = [each for each in entries if not self._waits(each)]
        if entries:
            with Transaction(self._scratch):
                self._rebuilding.take(entries)
        yield from ()

    def _waits(self, stored: Stored) -> bool:
        """Whether it came from another workstation and is not worked in yet."""
        return stored.seq >= self._waiting.get(stored.device, stored.seq + 1)

    def end(self) -> Iterator[Finding]:
        for words in differences(self._db, self._scratch):
            yield Finding("ketachart.db", words)
