"""Wrapped keys travel in the log, so that who was added at one workstation signs in at all."""

from base64 import b64decode, b64encode
from pathlib import Path

from ketachart.crypto.errors import CryptoError
from ketachart.crypto.keyring import Keyring, NewSheets
from ketachart.domain import events as ev
from ketachart.domain.entries import KEYS, Entry, Planned
from ketachart.store.codec import entry_from
from ketachart.store.log_reader import LogReader


def slot_fact(keyring: Keyring, person: str) -> ev.SlotKept:
    """A person's line of the keyring as a fact."""
    return ev.SlotKept(person=person, slot=b64encode(keyring.slot_of(person)).decode("ascii"))


def slot_planned(keyring: Keyring, person: str) -> Planned:
    """A person's line of the keyring, to be recorded with what gave it to them."""
    return Planned(stream=KEYS, event=slot_fact(keyring, person))


def recovery_slot(new: NewSheets) -> str:
    """The line that puts new sheets in force, as a fact holds it."""
    return b64encode(new.line).decode("ascii")


def sheets_in_force(log: LogReader, keyring: Keyring, site_key: bytes) -> Entry | None:
    """What put the sheets in force that open the records now; None while the first ones do.

    Where two workstations renewed at once, the later by the log's order counts at all of them. A
    line that does not fit counts nowhere.
    """
    entries = map(entry_from, reversed(log.stream(KEYS)))
    return next((each for each in entries if _recovery_line(each, keyring, site_key)), None)


def _recovery_line(entry: Entry, keyring: Keyring, site_key: bytes) -> bytes:
    """The line by which an entry puts sheets in force; empty where it holds none that fits."""
    if not isinstance(entry.event, ev.RecoveryKept):
        return b""
    try:
        line = b64decode(entry.event.slot)
    except ValueError:
        return b""
    return line if keyring.takes_recovery(site_key, line) else b""


def with_slots_of_the_log(log: LogReader, path: Path, site_key: bytes) -> Keyring | None:
    """Bring the keyring file to what the log last says of each person's line, and of the sheets.

    A line that does not fit is left alone: the others must be able to sign in.

    Returns:
        The keyring as it is on disk now; None if nothing was to be done.

    Raises:
        CryptoError: the keyring is missing, damaged, or could not be saved.
    """
    kept = [entry_from(stored).event for stored in log.stream(KEYS)]
    if not kept:
        return None
    newest = {event.person: event for event in kept if isinstance(event, ev.SlotKept)}
    keyring, is_changed = Keyring.load(path), False
    for person, event in newest.items():
        try:
            is_changed |= keyring.put_slot(site_key, person, b64decode(event.slot))
        except (CryptoError, ValueError):
            if keyring.faults(site_key):
                raise
    in_force = sheets_in_force(log, keyring, site_key)
    if in_force is not None:
        line = _recovery_line(in_force, keyring, site_key)
        is_changed |= keyring.put_recovery(site_key, line)
    if not is_changed:
        return None
    keyring.save(path)
    return keyring
