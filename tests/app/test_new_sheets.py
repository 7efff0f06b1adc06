"""New recovery sheets: the old hold until two new ones are proven and signed for, then no more."""

from base64 import b64encode
from datetime import timedelta

import pytest
from support.builders import ADMIN, NURSE, SECRETS, reopened
from support.joining import agree

from ketachart.app import backups
from ketachart.app.audit import audit_lines
from ketachart.app.backups import by_sheets
from ketachart.app.key_slots import sheets_in_force
from ketachart.app.new_sheets import Renewal, last_renewed, make_sheets
from ketachart.app.outcomes import Done, Refused, Trouble
from ketachart.app.vaults import Unlocked
from ketachart.app.verification import verify
from ketachart.crypto.errors import KeyringNotSaved, WrongSheets
from ketachart.crypto.keyring import Keyring
from ketachart.domain import events as ev
from ketachart.domain.entries import KEYS, Planned
from ketachart.domain.refusals import Code, Refusal

OWN = SECRETS[ADMIN][1]


@pytest.fixture
def first_sheets(house):
    """The sheets of the first start; an administrator is at work."""
    house.arrive(ADMIN, NURSE)
    sheets = house.clinic.keyring.make_recovery_sheets(house.clinic.site_key)
    house.clinic.keyring.save(house.clinic.vault.files.keyring)
    return sheets


def made(house):
    renewal = make_sheets(house.clinic, house.turns[ADMIN])
    assert isinstance(renewal, Renewal)
    return renewal


def renew(house):
    """New sheets in force, and their words."""
    renewal = made(house)
    assert renewal.prove(renewal.words[1:]) is None
    outcome = renewal.put_in_force(house.turns[ADMIN], OWN)
    assert isinstance(outcome, Done), outcome
    return renewal.words


def opens(house, sheets):
    """Whether two sheets open the keyring, in the file and in the open vault alike."""
    found = set()
    for keyring in (house.clinic.keyring, Keyring.load(house.clinic.vault.files.keyring)):
        try:
            found.add(keyring.recover(sheets[:2]) == house.clinic.site_key)
        except WrongSheets:
            found.add(False)
    (answer,) = found
    return answer


def test_that_new_sheets_take_the_place_of_the_old_once_proven_and_signed(house, first_sheets):
    assert last_renewed(house.clinic) is None
    words = renew(house)
    assert opens(house, words)
    assert not opens(house, first_sheets)
    renewed = last_renewed(house.clinic)
    assert (renewed.by, renewed.at) == (ADMIN, house.clinic.clock.now())
    assert house.clinic.sheets_proven == renewed.at
    kinds = [(each.kind, each.author_name) for each in audit_lines(house.clinic, None, None)]
    name = house.turns[ADMIN].person.name
    assert ("keyring.recovery-kept", name) in kinds
    assert ("signature.given", name) in kinds
    assert list(verify(house.clinic)) == []


def test_that_until_then_nothing_is_recorded_and_the_old_sheets_open(house, first_sheets):
    count = house.clinic.vault.log.count()
    renewal = made(house)
    for wrong in (first_sheets[:2], renewal.words[:1], (renewal.words[0],) * 2):
        assert renewal.prove(wrong).code is Code.SHEETS_WRONG
    unproven = renewal.put_in_force(house.turns[ADMIN], OWN)
    assert unproven.refusal.code is Code.SHEETS_WRONG
    assert house.clinic.vault.log.count() == count
    assert opens(house, first_sheets)
    assert not opens(house, renewal.words)


@pytest.mark.parametrize("secret", ["000000", ""])
def test_that_without_the_own_pin_the_old_sheets_stay(house, first_sheets, secret):
    renewal = made(house)
    renewal.prove(renewal.words[:2])
    outcome = renewal.put_in_force(house.turns[ADMIN], secret)
    assert isinstance(outcome, Refused)
    assert (outcome.refusal.code, outcome.refusal.about) == (Code.AUTH_FAILED, "own_secret")
    assert not renewal.is_recorded
    assert opens(house, first_sheets)
    assert isinstance(renewal.put_in_force(house.turns[ADMIN], OWN), Done)
    assert opens(house, renewal.words)


def test_that_a_nurse_makes_none(house, first_sheets):
    refusal = make_sheets(house.clinic, house.turns[NURSE])
    assert isinstance(refusal, Refusal)
    assert refusal.code is Code.ROLE
    renewal = made(house)
    renewal.prove(renewal.words[:2])
    outcome = renewal.put_in_force(house.turns[NURSE], SECRETS[NURSE][1])
    assert outcome.refusal.code is Code.ROLE
    assert opens(house, first_sheets)


def test_that_a_keyring_that_was_not_saved_is_told_and_taken_at_the_next_opening(
    house, first_sheets, monkeypatch
):
    renewal = made(house)
    renewal.prove(renewal.words[:2])
    with monkeypatch.context() as broken:

        def fails(*_):
            raise KeyringNotSaved

        broken.setattr(Keyring, "save", fails)
        outcome = renewal.put_in_force(house.turns[ADMIN], OWN)
    assert isinstance(outcome, Trouble)
    assert outcome.sentence.startswith("The new sheets are on record.")
    assert renewal.is_recorded
    assert opens(house, first_sheets)
    house.clinic.close()
    again = reopened(house.folder, house.clock)
    assert opens(again, renewal.words)
    assert not opens(again, first_sheets)
    assert list(verify(again.clinic)) == []
    again.clinic.close()


def test_that_a_lost_passphrase_and_a_backup_ask_for_the_new_sheets(house, first_sheets, tmp_path):
    clock = house.clock
    before, after = tmp_path / "before.ketabackup", tmp_path / "after.ketabackup"
    backups.make_backup(house.clinic, before)
    words = renew(house)
    backups.make_backup(house.clinic, after)
    house.clinic.close()
    for file, sheets, does_open in (
        (before, first_sheets, True),
        (before, words, False),
        (after, words, True),
        (after, first_sheets, False),
    ):
        answer = backups.key_of(file, by_sheets(sheets[:2]))
        assert isinstance(answer, bytes) is does_open, (file, answer)
    given = (ADMIN, "seven quiet herons land", "402917", clock)
    refused = backups.recover(house.folder, first_sheets[:2], *given)
    assert refused.code is Code.SHEETS_WRONG
    assert refused.sentence == WrongSheets.sentence
    entered = backups.recover(house.folder, words[:2], *given)
    assert isinstance(entered, Unlocked)
    entered.clinic.close()


# ── Several workstations ─────────────────────────────────────────────────────────────────────────


def test_that_another_workstation_takes_the_new_sheets_and_refuses_the_old(rooms, first_sheets):
    second = rooms.joined("second")
    assert opens(second, first_sheets)
    words = renew(rooms["first"])
    assert opens(second, first_sheets)
    rooms.write("first")
    rooms.read("second")
    assert opens(second, words)
    assert not opens(second, first_sheets)
    assert last_renewed(second.clinic) == last_renewed(rooms["first"].clinic)
    assert isinstance(rooms.join("third", by_sheets(first_sheets[:2])), Refusal)
    assert isinstance(rooms.join("third", by_sheets(words[:2])), int)


@pytest.mark.parametrize("ahead", [-1, 1])
def test_that_of_two_renewals_at_once_the_later_counts_everywhere(rooms, first_sheets, ahead):
    second = rooms.joined("second")
    first = rooms["first"]
    rooms.carry("second", "first", "second")
    second.clock.set(first.clock.now() + timedelta(minutes=5 + 2 * ahead))
    first.wait(5)
    words = [renew(house) for house in (first, second)]
    rooms.write("first")
    rooms.carry("second", "first", "second")
    earlier, later = words if ahead > 0 else reversed(words)
    for house in (first, second):
        assert opens(house, later)
        assert not opens(house, earlier)
        assert not opens(house, first_sheets)
    third = rooms.joined("third")
    assert opens(third, later)
    rooms.carry("third", "second", "first", "third", "second", "first")
    agree(rooms)


@pytest.mark.parametrize("slot", ["", "nonsense", "é", "damaged", "foreign"])
def test_that_a_line_of_the_log_that_does_not_fit_is_left_alone(house, first_sheets, slot):
    words = renew(house)
    clinic = house.clinic
    line = clinic.keyring.new_sheets(clinic.site_key).line
    other, other_key = Keyring.create(clinic.keyring.site)
    made_up = {"damaged": line[:-1], "foreign": other.new_sheets(other_key).line}
    if slot in made_up:
        slot = b64encode(made_up[slot]).decode()
    clinic.record_facts([Planned(stream=KEYS, event=ev.RecoveryKept(slot=slot))])
    house.wait(1)
    clinic.adopt_keys()
    assert opens(house, words)
    assert clinic.keyring.faults(clinic.site_key) == ()
    entry = sheets_in_force(clinic.vault.log, clinic.keyring, clinic.site_key)
    assert entry.author == ADMIN
    newer = renew(house)
    assert opens(house, newer)


def test_that_neither_words_nor_the_line_are_shown_by_the_audit(house, first_sheets):
    words = renew(house)
    (kept,) = [each for each in house.clinic.vault.log.stream(KEYS) if "recovery" in each.kind]
    details = [each.details for each in audit_lines(house.clinic, None, None)]
    assert '{"slot":"left out"}' in details
    said = " ".join(details) + repr(ev.RecoveryKept(slot=kept.body.decode()))
    assert kept.body.decode() not in said
    assert not any(sheet in f"{said} {kept.body.decode()}" for sheet in words)
