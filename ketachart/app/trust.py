"""Which workstations are believed: who vouches for each, and up to where.

A workstation is believed if its key was handed over inside the invitation by which this one joined,
if its entries are in this log already, or if a person who may sign in vouches for it: the log of
the believed ones says who that is and what their key is. Whoever merely holds the clinic's key,
such as someone who left, can therefore not add a workstation.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from ketachart.crypto.errors import BadSignature
from ketachart.crypto.signing import Signer, verify
from ketachart.domain import events as ev
from ketachart.domain.entries import Planned, person_stream, workstation_stream
from ketachart.store.codec import NAMES, entry_from
from ketachart.store.derived import Database
from ketachart.store.entries import Stored
from ketachart.store.errors import StoreDamaged
from ketachart.store.eventlog import EventLog
from ketachart.store.log_reader import LogReader
from ketachart.store.vault import Vault
from ketachart.store.workstation import Workstation

ENROLLED_WITHIN = 8
"""As many entries may stand before the one by which a workstation says what its key is."""
_HAD_COME = "More had come here before the retirement was known."
_ENROLLED = NAMES[ev.WorkstationEnrolled]
_FOUNDED = NAMES[ev.ClinicFounded]
_PEOPLE = frozenset({NAMES[ev.PersonAdded], NAMES[ev.PersonChanged]})


def voucher_message(site: str, device: str, public_key: str) -> bytes:
    """What a person signs who vouches for a workstation; the key in hex."""
    return b"\0".join(
        [b"ketachart-enrol-1", site.encode(), device.encode(), bytes.fromhex(public_key)]
    )


def vouched(vault: Vault, person: str, signer: Signer, invitation: str = "") -> ev.Event:
    """That a vault's workstation joined, with the word of the person who signed in there."""
    device, public_key = vault.log.device, vault.signer.public_key.hex()
    voucher = signer.sign(voucher_message(vault.workstation.site, device, public_key))
    return ev.WorkstationEnrolled(
        device=device,
        public_key=public_key,
        vouched_by=person,
        voucher=voucher.hex(),
        invitation=invitation,
    )


def is_founded(log: LogReader) -> bool:
    """Whether the log holds the beginning of a clinic."""
    first = (log.entry(device, 1) for device in log.devices())
    return any(each is not None and each.kind == _FOUNDED for each in first)


def needs_voucher(vault: Vault) -> bool:
    """Whether nobody who may sign in vouches for this workstation, and it is no founder."""
    log, device = vault.log, vault.log.device
    first = log.entry(device, 1)
    if first is not None and first.kind == _FOUNDED:
        return False
    own = log.stream(workstation_stream(device))
    key = vault.signer.public_key
    return not _is_vouched(log, vault.workstation.site, device, key, own)


def newest_elsewhere(log: EventLog, device: str) -> tuple[int, str] | None:
    """Number and hash of another workstation's newest entry; None if nobody knows it."""
    if device == log.device:
        return None
    head = log.head_of(device)
    if head.seq:
        return head.seq, head.hash.hex()
    return (0, "") if log.stream(workstation_stream(device)) else None


def retired_after(log: LogReader, device: str) -> int | None:
    """The number of the last entry that counts of a retired workstation; None if it is not.

    What had come to any workstation before it knew of the retirement counts everywhere, or the
    workstations would never have the same entries again.
    """
    retired = NAMES[ev.WorkstationRetired]
    found = [
        event.last_seq
        for stored in log.stream(workstation_stream(device))
        # Nobody retires themselves; what a thief writes there changes nothing.
        if stored.kind == retired and stored.device != device
        if isinstance(event := entry_from(stored).event, ev.WorkstationRetired)
    ]
    return max(found, default=None)


def had_come_before(log: EventLog) -> Iterator[Planned]:
    """What to tell of retired workstations of which more had come here than counts so far."""
    for device in log.devices():
        counts = None if device == log.device else retired_after(log, device)
        head = log.head_of(device)
        if counts is not None and head.seq > counts:
            event = ev.WorkstationRetired(
                device=device, last_seq=head.seq, last_hash=head.hash.hex(), reason=_HAD_COME
            )
            yield Planned(stream=workstation_stream(device), event=event)


class LogTrust:
    """Believes what the log of one vault gives reason to; over one connection, of its thread."""

    def __init__(
        self, db: Database, workstation: Workstation, own_key: bytes, pinned: Mapping[str, bytes]
    ) -> None:
        self._log = LogReader(db)
        self._site = workstation.site
        self._pinned = {**pinned, workstation.device: own_key}
        self._known: dict[str, bytes] = {}

    def key_of(self, device: str, first: Sequence[Stored]) -> bytes | None:
        """The public key of a workstation; None if nobody vouches for it.

        Args:
            device: its name.
            first: its first entries, where none are here yet; they are not believed so far.
        """
        if device in self._pinned:
            return self._pinned[device]
        if device not in self._known:
            key = key_in(self._log.run(device, 0, ENROLLED_WITHIN)) or self._vouched_key(first)
            if key is None:
                return None
            self._known[device] = key
        return self._known[device]

    def last_allowed(self, device: str) -> int | None:
        """The number of the last entry that is taken of a retired workstation; None: no limit."""
        return retired_after(self._log, device)

    def _vouched_key(self, first: Sequence[Stored]) -> bytes | None:
        if not first or first[0].seq != 1:
            return None
        key = key_in(first[:ENROLLED_WITHIN])
        if key is None or not _is_vouched(self._log, self._site, first[0].device, key, first):
            return None
        return key


def known_keys(log: LogReader) -> dict[str, bytes]:
    """The public keys of all workstations whose entries are here."""
    found = {device: key_in(log.run(device, 0, ENROLLED_WITHIN)) for device in log.devices()}
    return {device: key for device, key in found.items() if key is not None}


def key_in(entries: Iterable[Stored]) -> bytes | None:
    """The key by which a workstation enrolled itself, among its first entries."""
    for event in _enrolments(entries):
        try:
            return bytes.fromhex(event.public_key)
        except ValueError:
            return None
    return None


def _enrolments(entries: Iterable[Stored]) -> Iterator[ev.WorkstationEnrolled]:
    """What workstations say of themselves; what can't be read is left out."""
    for stored in entries:
        if stored.kind == _ENROLLED:
            with suppress(StoreDamaged):
                event = entry_from(stored).event
                if isinstance(event, ev.WorkstationEnrolled) and event.device == stored.device:
                    yield event


def _is_vouched(
    log: LogReader, site: str, device: str, key: bytes, entries: Iterable[Stored]
) -> bool:
    """Whether one of a workstation's entries bears the voucher of someone who may sign in now."""
    for event in _enrolments(entries):
        if event.device != device or event.public_key != key.hex() or not event.voucher:
            continue
        person_key = _key_in_force(log, event.vouched_by)
        message = voucher_message(site, device, event.public_key)
        try:
            verify(bytes.fromhex(person_key), bytes.fromhex(event.voucher), message)
        except (BadSignature, ValueError):
            continue
        return True
    return False


def _key_in_force(log: LogReader, person: str) -> str:
    """The key of someone who may sign in; empty if nobody of that name may."""
    known = ""
    for stored in log.stream(person_stream(person)):
        if stored.kind in _PEOPLE:
            event = entry_from(stored).event
            if isinstance(event, ev.PersonAdded | ev.PersonChanged):
                known = "" if event.person.disabled else event.person.public_key
    return known


def read_pins(written: str) -> dict[str, bytes]:
    """The keys of workstations that were handed over inside an invitation."""
    return {device: bytes.fromhex(key) for device, key in json.loads(written or "{}").items()}


def written_pins(keys: Mapping[str, bytes]) -> str:
    """Keys of workstations as they are kept."""
    return json.dumps({device: key.hex() for device, key in sorted(keys.items())})
