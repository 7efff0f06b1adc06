"""Setting a vault up for a clinic, and unlocking it."""

import secrets
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from ketachart.app.attempts import Attempts
from ketachart.app.clinic import Clinic, Turn
from ketachart.app.clock import Clock, SetClock
from ketachart.app.copies import go_on_alone
from ketachart.app.defaults import load_formulary, load_protocols
from ketachart.app.outcomes import too_many_tries
from ketachart.app.presence import half_renewed, wrong_secret
from ketachart.app.trust import needs_voucher, vouched
from ketachart.app.upgrading import Upgraded, change_to_record, last_upgrade, upgrade
from ketachart.app.vault_folder import stands_in
from ketachart.crypto.errors import WrongPassphrase
from ketachart.crypto.keyring import Keyring
from ketachart.crypto.passphrases import STANDARD_COST, Argon2Cost
from ketachart.crypto.pins import make_pin_record
from ketachart.domain import events as ev
from ketachart.domain.entries import (
    CLINIC,
    Planned,
    patient_stream,
    person_stream,
    stock_stream,
    workstation_stream,
)
from ketachart.domain.patients import Patient
from ketachart.domain.people import Person
from ketachart.domain.products import Product
from ketachart.domain.refusals import Refusal
from ketachart.domain.settings import Settings
from ketachart.store.errors import StoreDamaged, StoreExists, WrongKey
from ketachart.store.notes import FORKED, INVITATION, noted
from ketachart.store.renewing import put_back
from ketachart.store.restoring import take_back
from ketachart.store.staging import staged
from ketachart.store.vault import Vault, take_away
from ketachart.store.vault_files import VaultFiles

ATTEMPTS = "attempts.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """A person to be set up, with the secrets only they know."""

    person: Person
    passphrase: str = field(repr=False)
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Founding:
    """A clinic to be set up."""

    clinic: ev.ClinicFounded
    settings: Settings
    people: Sequence[Newcomer]
    products: Sequence[Product]
    patients: Sequence[Patient] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Founded:
    """An open vault, and the three recovery sheets, of which any two open it again."""

    clinic: Clinic
    sheets: tuple[str, str, str]


def found(
    folder: Path, founding: Founding, clock: Clock, cost: Argon2Cost = STANDARD_COST
) -> Founded:
    """Set up a vault for a clinic, whole or not at all, whenever the power goes.

    Raises:
        StoreExists: something stands there already; nothing was changed.
        StoreError: the folder or the disk failed.
    """
    if stands_in(folder):
        raise StoreExists
    site = secrets.token_hex(16)
    keyring, site_key = Keyring.create(site, cost)
    people = []
    for newcomer in founding.people:
        signer = keyring.add_person(site_key, newcomer.person.id, newcomer.passphrase)
        people.append((newcomer, signer.public_key.hex()))
    sheets = keyring.make_recovery_sheets(site_key)
    with staged(folder) as staging:
        with Vault.create(staging.folder, site_key, site) as vault:
            keyring.save(vault.files.keyring)
            clinic = _open(vault, site_key, keyring, clock)
            clinic.establish(_facts(vault, founding, people), founding.clinic)
        staging.keep()
    with ExitStack() as undo:
        # Nobody has seen its recovery sheets yet.
        undo.callback(take_back, folder)
        vault = Vault.open(folder, site_key)
        undo.callback(vault.close)
        clinic = _open(vault, site_key, keyring, clock)
        undo.pop_all()
    return Founded(clinic=clinic, sheets=sheets)


def abandon(vault: Vault) -> None:
    """Take away a vault just set up that can't be used, so that setting up can be tried again."""
    vault.close()
    files = vault.files
    take_away(files.workstation, files.database, files.anchor, files.keyring)


def _facts(
    vault: Vault, founding: Founding, people: Sequence[tuple[Newcomer, str]]
) -> list[Planned]:
    enrolled = ev.WorkstationEnrolled(
        device=vault.log.device, public_key=vault.signer.public_key.hex()
    )
    facts = [
        Planned(stream=CLINIC, event=founding.clinic),
        Planned(stream=CLINIC, event=enrolled),
        Planned(stream=CLINIC, event=ev.SettingsAdopted(settings=founding.settings)),
    ]
    for newcomer, public_key in people:
        person = newcomer.person
        added = Person(
            id=person.id,
            name=person.name,
            initials=person.initials,
            roles=person.roles,
            credentials=person.credentials,
            dea_registration=person.dea_registration,
            npi=person.npi,
            public_key=public_key,
            pin_record=make_pin_record(newcomer.pin),
        )
        facts.append(Planned(stream=person_stream(person.id), event=ev.PersonAdded(person=added)))
    facts += [
        Planned(stream=stock_stream(product.id), event=ev.ProductListed(product=product))
        for product in founding.products
    ]
    facts += [
        Planned(stream=patient_stream(patient.id), event=ev.PatientRegistered(patient=patient))
        for patient in founding.patients
    ]
    return facts


Upgrading = Callable[[Vault, bytes, datetime], None]
"""Looks whether another release used an open vault last, and brings it up to date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlocked:
    """An open vault, the turn of who unlocked it, and what an upgrade did to it before."""

    clinic: Clinic
    turn: Turn
    upgraded: Upgraded | None = None


def unlock(
    folder: Path,
    user: str,
    passphrase: str,
    clock: Clock,
    training_clock: Callable[[datetime], Clock] = SetClock,
    upgrading: Upgrading = upgrade,
) -> Unlocked | Refusal:
    """Open a vault with a person's passphrase.

    Args:
        folder: the vault's folder.
        user: who signs in.
        passphrase: theirs.
        clock: what a real clinic goes by.
        training_clock: makes the clock that a training clinic goes on by, from the
            moment of its last entry; left out, time stands still there.
        upgrading: brings a vault up to date that another release used last.

    Raises:
        StoreError: no vault, damaged, newer, in use, or the disk failed.
        CryptoError: the keyring is missing or damaged.
    """
    put_back(folder)
    files = VaultFiles(folder)
    keyring = Keyring.load(files.keyring)
    attempts = Attempts(folder / ATTEMPTS)
    wait = attempts.wait_s(user, clock.now())
    if wait:
        return too_many_tries(wait)
    try:
        unlocked = keyring.unlock(user, passphrase)
    except WrongPassphrase:
        attempts.failed(user, clock.now())
        return wrong_secret()
    try:
        vault = _own_vault(folder, unlocked.site_key, clock, upgrading)
    except WrongKey as error:
        message = "The keyring, workstation.json and the database here do not belong together."
        raise StoreDamaged(message) from error
    try:
        clinic = _open(vault, unlocked.site_key, keyring, clock)
        person = clinic.books.person(user.strip())
        if person is None or person.disabled:
            vault.close()
            return wrong_secret()
        if unlocked.signer.public_key.hex() != person.public_key:
            vault.close()
            return half_renewed()
        if clinic.books.site.training:
            clinic.set_clock(training_clock(last_recorded_at(vault)))
        if needs_voucher(vault):
            event = vouched(vault, person.id, unlocked.signer, noted(vault.db, INVITATION))
            stream = workstation_stream(vault.log.device)
            clinic.record_facts([Planned(stream=stream, event=event)], by=person.id)
        _record_change(clinic)
        turn = clinic.admit(person, unlocked.signer, attempts.succeeded(user))
        return Unlocked(clinic=clinic, turn=turn, upgraded=last_upgrade(vault))
    except BaseException:
        vault.close()
        raise


def _own_vault(folder: Path, site_key: bytes, clock: Clock, upgrading: Upgrading) -> Vault:
    """Open a vault; if it turned out to be a copy of one in use, under a name of its own."""
    vault = open_up_to_date(folder, site_key, clock, upgrading)
    common = noted(vault.db, FORKED)
    if not common:
        return vault
    vault.close()
    go_on_alone(folder, site_key, int(common))
    return open_up_to_date(folder, site_key, clock, upgrading)


def open_up_to_date(
    folder: Path, site_key: bytes, clock: Clock, upgrading: Upgrading = upgrade
) -> Vault:
    """Open a vault, brought up to date if another release used it last; it belongs to this thread.

    Raises:
        StoreError: no vault, damaged, newer, in use, or the disk failed.
    """
    vault = Vault.open(folder, site_key)
    try:
        upgrading(vault, site_key, clock.now())
    except BaseException:
        vault.close()
        raise
    return vault


def open_with_key(folder: Path, site_key: bytes, clock: Clock) -> Clinic:
    """Open a vault by the clinic's key itself, as its recovery sheets give it; nobody signs in.

    Raises:
        StoreError: no vault, damaged, newer, in use, or the disk failed.
        CryptoError: the keyring is missing or damaged.
    """
    keyring = Keyring.load(VaultFiles(folder).keyring)
    vault = open_up_to_date(folder, site_key, clock)
    try:
        clinic = _open(vault, site_key, keyring, clock)
        if clinic.books.site.training and vault.log.head.seq:
            clinic.set_clock(SetClock(vault.log.last_recorded_at()))
        _record_change(clinic)
    except BaseException:
        vault.close()
        raise
    return clinic


def _record_change(clinic: Clinic) -> None:
    """Have the log say from where on another release of the program wrote it."""
    change = change_to_record(clinic.vault)
    if change is not None:
        stream = workstation_stream(clinic.vault.log.device)
        clinic.record_facts([Planned(stream=stream, event=change)])


def _open(vault: Vault, site_key: bytes, keyring: Keyring, clock: Clock) -> Clinic:
    attempts = Attempts(vault.files.folder / ATTEMPTS)
    libraries = load_protocols(), load_formulary()
    clinic = Clinic(vault, site_key, keyring, attempts, clock, *libraries)
    clinic.adopt_keys()
    return clinic


def last_recorded_at(vault: Vault) -> datetime:
    """When the newest entry was recorded, at whichever workstation.

    Raises:
        LookupError: the log is empty.
    """
    log = vault.log
    heads = [log.head_of(device) for device in log.devices()]
    found = (log.entry(head.device, head.seq) for head in heads)
    newest = max((each.recorded_at for each in found if each is not None), default=None)
    if newest is None:
        raise LookupError(log.device)
    return newest
