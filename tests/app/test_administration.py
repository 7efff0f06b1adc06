"""People come, change and go; what they signed, and what was closed, stays as it was."""

from dataclasses import replace
from datetime import timedelta

from support.builders import ADMIN, DAY, NURSE, SECOND, SECRETS, House, newcomer

from ketachart.app.access import add_person, disable_person, renew_access
from ketachart.app.clinic import Done, Refused, Turn
from ketachart.app.outcomes import Outcome
from ketachart.app.vaults import Newcomer
from ketachart.app.verification import verify
from ketachart.domain.acts import (
    AddChair,
    AttestHandler,
    AttestOwn,
    ChangeClinic,
    ChangePerson,
    DisableChair,
    RenameChair,
)
from ketachart.domain.people import Role
from ketachart.domain.refusals import Code, Refusal
from ketachart.domain.session import Phase

NEW_PASSPHRASE, NEW_PIN = "seven slow tugboats 9", "730164"


def _newcomer(name: str = "rn.vance") -> Newcomer:
    person = replace(newcomer(NURSE).person, id=name, name="Iris Vance", initials="IV")
    return Newcomer(person=person, passphrase=NEW_PASSPHRASE, pin=NEW_PIN)


def _why(outcome: Outcome) -> Refusal:
    assert isinstance(outcome, Refused), outcome
    return outcome.refusal


def _renewed(house: House, person: str) -> Outcome:
    own = SECRETS[ADMIN][1]
    return renew_access(house.clinic, house.turns[ADMIN], person, NEW_PASSPHRASE, NEW_PIN, own)


def test_that_a_person_who_is_added_signs_in_with_what_they_chose(house: House) -> None:
    house.arrive(ADMIN)
    assert isinstance(add_person(house.clinic, house.turns[ADMIN], _newcomer()), Done)
    assert isinstance(house.clinic.sign_in("rn.vance", NEW_PASSPHRASE), Turn)
    assert not list(verify(house.clinic))


def test_that_the_same_person_is_not_added_twice_in_any_spelling(house: House) -> None:
    house.arrive(ADMIN)
    keyring = house.clinic.vault.files.keyring.read_bytes()
    again = add_person(house.clinic, house.turns[ADMIN], _newcomer(NURSE.upper()))
    assert (_why(again).code, _why(again).about) == (Code.INPUT_INVALID, "id")
    same = _newcomer("someone")
    same = replace(same, person=replace(newcomer(NURSE).person, id="someone"))
    assert _why(add_person(house.clinic, house.turns[ADMIN], same)).about == "name"
    assert house.clinic.vault.files.keyring.read_bytes() == keyring


def test_that_a_nurse_adds_nobody(house: House) -> None:
    house.arrive(NURSE)
    assert _why(add_person(house.clinic, house.turns[NURSE], _newcomer())).code is Code.ROLE


def test_that_signatures_hold_after_their_key_was_renewed(house: House) -> None:
    house.arrive(ADMIN, NURSE, SECOND)
    attest = AttestHandler(person=NURSE, effective_from="2026-03-03", attested=True)
    assert isinstance(house.perform(ADMIN, attest), Done)
    assert isinstance(_renewed(house, NURSE), Done)
    old = house.clinic.sign_in(NURSE, SECRETS[NURSE][0])
    assert isinstance(old, Refusal), "the passphrase before lets nobody in any more"
    with_old_pin = house.perform(ADMIN, attest)
    assert isinstance(with_old_pin, Refused), "nor does the PIN before"
    house.wait(20)
    assert isinstance(house.clinic.sign_in(NURSE, NEW_PASSPHRASE), Turn)
    outcome = house.clinic.perform(attest, house.turns[ADMIN], second_secret=NEW_PIN)
    assert isinstance(outcome, Done)
    assert not list(verify(house.clinic))


def test_that_a_wrong_secret_of_the_administrator_leaves_the_access_as_it_was(
    house: House,
) -> None:
    house.arrive(ADMIN)
    keyring = house.clinic.vault.files.keyring.read_bytes()
    turn = house.turns[ADMIN]
    outcome = renew_access(house.clinic, turn, NURSE, NEW_PASSPHRASE, NEW_PIN, "000000")
    assert _why(outcome).code is Code.AUTH_FAILED
    assert house.clinic.vault.files.keyring.read_bytes() == keyring
    assert isinstance(house.clinic.sign_in(NURSE, SECRETS[NURSE][0]), Turn)


def test_that_a_disabled_person_neither_signs_in_nor_signs_at_once(house: House) -> None:
    house.arrive(ADMIN, NURSE)
    nurse = house.turns[NURSE].person
    assert isinstance(disable_person(house.clinic, house.turns[ADMIN], nurse, "left"), Done)
    assert isinstance(house.clinic.sign_in(NURSE, SECRETS[NURSE][0]), Refusal)
    assert isinstance(house.clinic.take_over(NURSE, SECRETS[NURSE][1]), Refusal)
    attest = AttestHandler(person=NURSE, effective_from="2026-03-03", attested=True)
    assert isinstance(house.perform(ADMIN, attest), Refused)


def test_that_somebody_always_administers(house: House) -> None:
    house.arrive(ADMIN)
    own = house.turns[ADMIN].person
    outcome = disable_person(house.clinic, house.turns[ADMIN], own, "leaving")
    assert "themselves" in _why(outcome).sentence
    fields = {"name": own.name, "initials": own.initials, "roles": [Role.NURSE.value]}
    assert _why(house.perform(ADMIN, ChangePerson(person=ADMIN, **fields))).about == "roles"


def test_that_old_and_new_roles_stand_in_the_log(house: House) -> None:
    house.arrive(ADMIN)
    nurse = newcomer(NURSE).person
    roles = [Role.NURSE.value, Role.ADMINISTRATOR.value]
    act = ChangePerson(person=NURSE, name=nurse.name, initials=nurse.initials, roles=roles)
    outcome = house.perform(ADMIN, act)
    assert isinstance(outcome, Done)
    event = outcome.entries[0].event
    assert (event.before.roles, event.person.roles) == ({Role.NURSE}, set(roles))  # type: ignore[attr-defined]


def test_that_everyone_attests_for_themselves(house: House) -> None:
    house.arrive(ADMIN)
    other = AttestOwn(person=NURSE, effective_from="2026-03-03", attested=True)
    assert isinstance(house.perform(ADMIN, other), Refused)
    own = AttestOwn(person=ADMIN, effective_from="2026-03-03", attested=True)
    assert isinstance(house.perform(ADMIN, own), Done)
    unsaid = AttestOwn(person=ADMIN, effective_from="2026-03-03", attested=False)
    assert _why(house.perform(ADMIN, unsaid)).about == "attested"
    assert [each.attested.person for each in house.clinic.handlers()] == [ADMIN]


def test_that_a_closed_day_keeps_its_bytes_and_its_heading(house: House) -> None:
    house.arrive(ADMIN, NURSE, SECOND)
    for kept in house.clinic.books.products():
        held = house.clinic.books.stock(kept)
        assert held is not None
        house.count(kept, held.sealed, str(held.open_ml))
    house.done(ADMIN, "day.close", date=str(DAY), witness=NURSE)
    before = house.clinic.closing(DAY)
    assert before is not None
    name = house.clinic.books.site.name
    house.wait(5)
    moved = ChangeClinic(
        name="Harbor Infusion West",
        address="1 Other St",
        phone="",
        dea_registration="FH1234563",
    )
    assert isinstance(house.perform(ADMIN, moved), Done)
    assert house.clinic.books.log_digests(DAY) == before.digests
    assert house.clinic.site_on(DAY).name == name
    assert house.clinic.site_on(DAY + timedelta(days=1)).name == "Harbor Infusion West"
    assert house.clinic.books.site.training is False
    assert not list(verify(house.clinic))


def test_that_a_chair_in_use_is_neither_renamed_nor_disabled(house: House) -> None:
    house.arrive(ADMIN, NURSE)
    house.bring("s1", Phase.OPENED)
    chair = house.session().chair
    for act in (RenameChair(chair=chair, chair_name="Window"), DisableChair(chair=chair)):
        assert _why(house.perform(ADMIN, act)).code is Code.CHAIR_OCCUPIED
    assert isinstance(house.perform(ADMIN, AddChair(chair_name="Window")), Done)
    assert house.clinic.books.site.chairs[-1] == "Window"
    assert isinstance(house.perform(ADMIN, DisableChair(chair="Window")), Done)
    assert "Window" not in house.clinic.books.site.chairs


def test_that_a_session_keeps_the_name_its_chair_had(house: House) -> None:
    house.arrive(ADMIN, NURSE)
    house.bring("s1", Phase.OPENED)
    chair = house.session().chair
    house.done(NURSE, "session.cancel", session="s1", reason="went home")
    assert isinstance(house.perform(ADMIN, RenameChair(chair=chair, chair_name="Window")), Done)
    assert house.session().chair == chair
    assert "Window" in house.clinic.books.site.chairs
    assert chair not in house.clinic.books.site.chairs
