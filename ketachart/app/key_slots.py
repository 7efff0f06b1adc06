"""Wrapped keys travel in the log, so that who was added at one workstation signs in at all."""

from base64 import b64decode, b64encode
from pathlib import Path

from ketachart.crypto.errors import CryptoError
from ketachart.crypto.keyring import Keyring
from ketachart.domain import events as ev
from ketachart.domain.entries import KEYS, Planned
from ketachart.store.codec import entry_from
from ketachart.store.log_reader import LogReader


def slot_fact(keyring: Keyring, person: str) -> ev.SlotKept:
    """A person's line of the keyring as a fact."""
    return ev.SlotKept(person=person, slot=b64encode(keyring.slot_of(person)).decode("ascii"))


def slot_planned(keyring: Keyring, person: str) -> Planned:
    """A person's line of the keyring, to be recorded with what gave it to them."""
    return Planned(stream=KEYS, event=slot_fact(keyring, person))


def with_slots_of_the_log(log: LogReader, path: Path, site_key: bytes) -> Keyring | None:
    """Bring the keyring file to what the log last says of each person's line.

    A line that does not fit is left alone: the others must be able to sign in.

    Returns:
        The keyring as it is on disk now; None if nothing was to be done.

    Raises:
        CryptoError: the keyring is missing, damaged, or could not be saved.
    """
    newest = {
        event.person: event
        for stored in log.stream(KEYS)
        if isinstance(event := entry_from(stored).event, ev.SlotKept)
    }
    if not newest:
        return None
    keyring, is_changed = Keyring.load(path), False
    for person, event in newest.items():
        try:
            is_changed |= keyring.put_slot(site_key, person, b64decode(event.slot))
        except (CryptoError, ValueError):
            if keyring.faults(site_key):
                raise
    if not is_changed:
        return None
    keyring.save(path)
    return keyring
