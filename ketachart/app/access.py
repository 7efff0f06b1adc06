"""Giving people a passphrase, a PIN and a signing key, and taking effect at once."""

from collections.abc import Callable
from dataclasses import replace

from ketachart.app.clinic import Clinic
from ketachart.app.key_slots import slot_fact
from ketachart.app.outcomes import Done, Outcome, Refused, Trouble, Turn
from ketachart.app.passphrases import passphrase_fault, pin_fault
from ketachart.app.vaults import Newcomer
from ketachart.crypto.errors import CryptoError
from ketachart.crypto.keyring import Keyring
from ketachart.crypto.pins import make_pin_record
from ketachart.domain.acts import Act, AddPerson, DisablePerson, RenewAccess
from ketachart.domain.people import Person
from ketachart.domain.refusals import Code, Refusal


def secrets_fault(passphrase: str, pin: str) -> Refusal | None:
    """Why a new passphrase or PIN will not do; None if both will."""
    for about, fault in (("passphrase", passphrase_fault(passphrase)), ("pin", pin_fault(pin))):
        if fault:
            return Refusal(
                code=Code.INPUT_INVALID,
                sentence=fault,
                remedy="Let the person choose another.",
                about=about,
            )
    return None


def add_person(clinic: Clinic, turn: Turn, newcomer: Newcomer) -> Outcome:
    """Let someone sign in from now on, with the secrets they chose."""
    act = AddPerson(person=newcomer.person)
    if clinic.check(act, turn) is not None:
        return clinic.perform(act, turn)
    fault = secrets_fault(newcomer.passphrase, newcomer.pin)
    if fault is not None:
        return Refused(refusal=fault)
    pin_record = make_pin_record(newcomer.pin)

    def added(public_key: str, slot: str) -> Act:
        person = replace(newcomer.person, public_key=public_key, pin_record=pin_record)
        return AddPerson(person=person, slot=slot)

    return _with_key(clinic, turn, newcomer.person.id, newcomer.passphrase, added)


def renew_access(
    clinic: Clinic, turn: Turn, person: str, passphrase: str, pin: str, own_secret: str
) -> Outcome:
    """Give someone a new passphrase and PIN, which they chose; the author signs for it.

    The signing key is a new one, since the old one opened with the old passphrase alone. What was
    signed with the old key is still checked against it: the log keeps both.
    """
    plain = RenewAccess(person=person)
    if clinic.check(plain, turn) is not None:
        return clinic.perform(plain, turn)
    fault = secrets_fault(passphrase, pin)
    if fault is not None:
        return Refused(refusal=fault)
    pin_record = make_pin_record(pin)

    def renewed(public_key: str, slot: str) -> Act:
        return RenewAccess(person=person, public_key=public_key, pin_record=pin_record, slot=slot)

    outcome = _with_key(clinic, turn, person, passphrase, renewed, own_secret)
    if isinstance(outcome, Done):
        clinic.dismiss(person)
    return outcome


def disable_person(clinic: Clinic, turn: Turn, person: Person, reason: str) -> Outcome:
    """Let someone sign in no more, nor sign with the PIN."""
    outcome = clinic.perform(DisablePerson(person=person.id, reason=reason), turn)
    if isinstance(outcome, Done):
        clinic.dismiss(person.id)
    return outcome


def _with_key(
    clinic: Clinic,
    turn: Turn,
    person: str,
    passphrase: str,
    act_for: Callable[[str, str], Act],
    own_secret: str = "",
) -> Outcome:
    """Put a person's new slot into the keyring and record its key, both or neither.

    The file comes first: a slot whose key the log doesn't know lets nobody in, while a key in the
    log without its slot would leave signatures that don't hold.
    """
    path = clinic.vault.files.keyring
    try:
        before = path.read_bytes()
        renewed = Keyring.of(before)
        renewed.remove_person(clinic.site_key, person)
        signer = renewed.add_person(clinic.site_key, person, passphrase)
        renewed.save(path)
    except (CryptoError, OSError) as error:
        return Trouble(sentence=str(error) or "The keyring could not be saved.")
    act = act_for(signer.public_key.hex(), slot_fact(renewed, person).slot)
    outcome = clinic.perform(act, turn, own_secret=own_secret)
    if isinstance(outcome, Done):
        clinic.keyring = renewed
        return outcome
    return _undone(clinic, before, outcome)


def _undone(clinic: Clinic, before: bytes, outcome: Refused | Trouble) -> Outcome:
    try:
        Keyring.of(before).save(clinic.vault.files.keyring)
    except CryptoError as error:
        return Trouble(sentence=str(error))
    return outcome
