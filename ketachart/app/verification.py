"""Verifying a whole vault: pages, chain, anchor, keyring, signatures, derived tables."""

from collections.abc import Iterator

from ketachart.app.clinic import Clinic
from ketachart.app.signatures import check, covered
from ketachart.app.working_out import Deriver
from ketachart.crypto.errors import BadSignature
from ketachart.domain import events as ev
from ketachart.store.codec import entry_from
from ketachart.store.derived import Database
from ketachart.store.entries import Stored
from ketachart.store.log_reader import LogReader
from ketachart.store.progress import Progress, nothing_told
from ketachart.store.rebuild import differences, rebuild
from ketachart.store.schema import scratch_database
from ketachart.store.verify import Check, Finding, findings


def verify(clinic: Clinic, progress: Progress = nothing_told) -> Iterator[Finding]:
    """Everything that is not as it was written; nothing when the vault is sound."""
    return findings(clinic.vault, clinic.site_key, checks_of(), progress)


def checks_of() -> tuple[Check, ...]:
    """What is looked for in a database beside its pages and chains."""
    return (lambda db: _signatures(LogReader(db)), _derived_tables)


def _signatures(log: LogReader) -> Iterator[Finding]:
    """Each signature covers what it says, under the key its signer was added with."""
    keys: dict[str, str] = {}
    for stored in log.everything():
        if not stored.kind.startswith(("person.added/", "person.changed/", "signature.given/")):
            continue
        event = entry_from(stored).event
        if isinstance(event, ev.PersonAdded | ev.PersonChanged):
            keys[event.person.id] = event.person.public_key
        elif isinstance(event, ev.SignatureGiven):
            try:
                check(event, _meant(log, stored, event), keys.get(event.signer, ""))
            except (BadSignature, LookupError, ValueError):
                place = f"entry {stored.seq} of {stored.device}"
                yield Finding(place, f"The signature “{event.meaning}” does not hold.")


def _meant(log: LogReader, stored: Stored, given: ev.SignatureGiven) -> tuple[Stored, ...]:
    if given.through is not None:
        return covered(given, log.stream(stored.stream))
    return tuple(_entry(log, ref) for ref in given.entries)


def _entry(log: LogReader, ref: str) -> Stored:
    device, _, seq = ref.rpartition(":")
    found = log.entry(device, int(seq))
    if found is None:
        raise LookupError(ref)
    return found


def _derived_tables(db: Database) -> Iterator[Finding]:
    """The derived tables are what the log leads to, worked out anew beside them."""
    scratch = scratch_database()
    log = LogReader(db)
    rebuild(scratch, log, Deriver(log))
    return (Finding("ketachart.db", words) for words in differences(db, scratch))
