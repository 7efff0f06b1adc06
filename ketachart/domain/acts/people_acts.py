"""Who may sign in, in which roles, and who is an authorised handler."""

import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from ketachart.domain import events as ev
from ketachart.domain.acts.act import Act, Plan
from ketachart.domain.acts.checks import (
    Raw,
    day,
    invalid,
    listed,
    optional_text,
    reason,
    text,
    text_of,
)
from ketachart.domain.clinic import Context, World
from ketachart.domain.entries import KEYS, Planned, person_stream
from ketachart.domain.people import Person, Role
from ketachart.domain.products import dea_number_holds
from ketachart.domain.refusals import Code, refuse

ATTESTATION = (
    "I have not been convicted of a felony offence relating to controlled substances, and no "
    "application of mine for DEA registration was denied, nor any registration of mine revoked or "
    "surrendered for cause (21 CFR 1301.76(a))."
)


def same_spelling(name: str) -> str:
    """A name so that two spellings which the keyring takes for one are one."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def check_particulars(world: World, person: Person) -> None:
    """Refuse a person without name, initials or role, and one who is there already."""
    if not person.name or not person.roles:
        invalid("A person needs a name and a role.", "Enter both.", "name")
    if not person.initials:
        invalid("The initials are missing: the log bears them.", "Enter them.", "initials")
    if person.dea_registration and not dea_number_holds(person.dea_registration):
        refuse(
            Code.DEA_INVALID,
            "This is not a DEA registration number: the check digit does not fit.",
            "Read it again from the certificate.",
            "dea_registration",
        )
    titled = same_spelling(person.titled)
    for other in world.people():
        if other.id != person.id and same_spelling(other.titled) == titled:
            invalid(
                f"{other.titled} is here already and signs in as {other.id}.",
                "Give them another role there, or tell the two apart by a middle name.",
                "name",
            )


def _known(world: World, raw: Raw) -> Person:
    person = world.person(text_of(raw))
    if person is None:
        invalid("There is no such person.", "Choose one from the list.", "person")
    return person


def _check_administrators(world: World, changed: Person) -> None:
    """Refuse what would leave nobody who can administer."""
    left = [
        each
        for each in world.people()
        if each.id != changed.id and Role.ADMINISTRATOR in each.roles and not each.disabled
    ]
    if not left and (changed.disabled or Role.ADMINISTRATOR not in changed.roles):
        invalid(
            "Nobody else administers this clinic.",
            "Make someone else an administrator first.",
            "roles",
        )


def slot_kept(person: str, slot: str) -> Plan:
    """That a person's wrapped keys go to every workstation; nothing where there are none."""
    event = ev.SlotKept(person=person, slot=slot)
    return (Planned(stream=KEYS, event=event),) if slot else ()


def _changed(what: str, person: Person, before: Person, why: str = "") -> Plan:
    event = ev.PersonChanged(what=what, person=person, before=before, reason=why)
    return (Planned(stream=person_stream(person.id), event=event),)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePerson(Act):
    """Enter other particulars or roles of a person."""

    do: ClassVar[str] = "person.change"
    person: Raw = None
    name: Raw = None
    initials: Raw = None
    roles: Raw = None
    credentials: Raw = None
    dea_registration: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """The name to sign in with stays; the last administrator stays one."""
        before = _known(world, self.person)
        roles = [text_of(each) for each in listed(self.roles)]
        if not set(roles) <= set(Role):
            invalid("There is no such role.", "Tick those that are offered.", "roles")
        person = replace(
            before,
            name=text(self.name, "name", "The name"),
            initials=text(self.initials, "initials", "The initials"),
            roles=frozenset(Role(each) for each in roles),
            credentials=optional_text(self.credentials, "credentials"),
            dea_registration=optional_text(self.dea_registration, "dea_registration").upper(),
        )
        check_particulars(world, person)
        if person == before:
            invalid("Nothing was changed.", "Change something, or go back.", "name")
        own = context.by.id == person.id
        if own and Role.ADMINISTRATOR not in person.roles:
            invalid(
                "Nobody takes the administration from themselves.",
                "Ask another administrator.",
                "roles",
            )
        _check_administrators(world, person)
        return _changed("particulars", person, before)


@dataclass(frozen=True, slots=True, kw_only=True)
class DisablePerson(Act):
    """Let someone sign in no more; what they did stays theirs."""

    do: ClassVar[str] = "person.disable"
    person: Raw = None
    reason: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """Never oneself, never the last administrator, nobody who is responsible for a chair."""
        before = _known(world, self.person)
        if before.disabled:
            invalid(f"{before.name} is disabled already.", "Nothing is to be done.", "person")
        if before.id == context.by.id:
            invalid("Nobody disables themselves.", "Ask another administrator.", "person")
        person = replace(before, disabled=True)
        _check_administrators(world, person)
        for chair, name in world.in_chair().items():
            session = world.session(name)
            if session is not None and session.responsible == person.id:
                invalid(
                    f"{person.name} is responsible for {chair}.",
                    "Have someone else take the chair first.",
                    "person",
                )
        return _changed("disabled", person, before, reason(self.reason, "Disabling a person"))


@dataclass(frozen=True, slots=True, kw_only=True)
class EnablePerson(Act):
    """Let someone sign in again, with the passphrase and PIN they had."""

    do: ClassVar[str] = "person.enable"
    person: Raw = None
    reason: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """Only someone who is disabled."""
        del context
        before = _known(world, self.person)
        if not before.disabled:
            invalid(f"{before.name} may sign in already.", "Nothing is to be done.", "person")
        why = reason(self.reason, "Enabling a person")
        return _changed("enabled", replace(before, disabled=False), before, why)


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewAccess(Act):
    """Give someone a new passphrase, PIN and signing key; what they signed before still holds."""

    do: ClassVar[str] = "person.renew-access"
    meaning: ClassVar[str] = "renewed the access"
    person: Raw = None
    public_key: str = ""
    pin_record: str = ""
    slot: str = ""

    def decide(self, world: World, context: Context) -> Plan:
        """Someone else's, and only of who may sign in."""
        before = _known(world, self.person)
        if before.disabled:
            invalid(f"{before.name} is disabled.", "Enable them first.", "person")
        if before.id == context.by.id:
            invalid(
                "Nobody renews their own access.",
                "Ask another administrator, or use two recovery sheets.",
                "person",
            )
        renewed = replace(before, public_key=self.public_key, pin_record=self.pin_record)
        return (*_changed("access", renewed, before), *slot_kept(before.id, self.slot))


@dataclass(frozen=True, slots=True, kw_only=True)
class AttestHandler(Act):
    """Enter someone into the register of authorised handlers, on their own word."""

    do: ClassVar[str] = "person.attest"
    second_meaning: ClassVar[str] = "attested"
    person: Raw = None
    effective_from: Raw = None
    effective_until: Raw = None
    attested: Raw = None

    @property
    def second_person(self) -> str:
        """The person themselves."""
        return text_of(self.person)

    def decide(self, world: World, context: Context) -> Plan:
        """Someone who may sign in, who said so themselves, from a day on."""
        del context
        person = _known(world, self.person)
        if person.disabled:
            invalid(f"{person.name} is disabled.", "Enable them first.", "person")
        begins = day(self.effective_from, "effective_from")
        ends: date | None = None
        if self.effective_until:
            ends = day(self.effective_until, "effective_until")
        if ends is not None and ends < begins:
            invalid("The last day is before the first.", "Correct it.", "effective_until")
        if self.attested is not True:
            invalid(
                "Without the attestation nobody is an authorised handler.",
                "Whoever can't attest it needs a waiver of the DEA first.",
                "attested",
            )
        event = ev.HandlerAttested(
            person=person.id, effective_from=begins, effective_until=ends, words=ATTESTATION
        )
        return (Planned(stream=person_stream(person.id), event=event),)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttestOwn(AttestHandler):
    """Enter oneself into the register of authorised handlers."""

    do: ClassVar[str] = "person.attest-own"
    meaning: ClassVar[str] = "attested"

    @property
    def second_person(self) -> str:
        """Nobody: the author attests."""
        return ""

    def decide(self, world: World, context: Context) -> Plan:
        """Oneself and nobody else."""
        if text_of(self.person) != context.by.id:
            invalid("Everyone attests for themselves.", "Let them sign it.", "person")
        return AttestHandler.decide(self, world, context)
