"""The keyring: who gets in, who does not, and what damage does."""

import json
from pathlib import Path

import pytest

from ketachart.crypto.errors import (
    CostRefused,
    KeyringDamaged,
    KeyringMissing,
    KeyringNotSaved,
    PersonHasSlot,
    WrongPassphrase,
    WrongSheets,
)
from ketachart.crypto.keyring import Keyring
from ketachart.crypto.passphrases import SMALLEST_COST, Argon2Cost
from ketachart.crypto.signing import verify

PHRASE = "seven quiet herons wading"


@pytest.fixture
def clinic() -> tuple[Keyring, bytes]:
    keyring, site_key = Keyring.create("site-1", SMALLEST_COST)
    keyring.add_person(site_key, "n.reyes", PHRASE)
    return keyring, site_key


def reread(keyring: Keyring, folder: Path) -> Keyring:
    keyring.save(folder / "keyring.json")
    return Keyring.load(folder / "keyring.json", SMALLEST_COST)


def test_that_a_passphrase_gives_back_the_clinic_key_and_the_same_signing_key(tmp_path):
    keyring, site_key = Keyring.create("site-1", SMALLEST_COST)
    signer = keyring.add_person(site_key, "n.reyes", PHRASE)
    unlocked = reread(keyring, tmp_path).unlock("N.Reyes ", PHRASE)
    assert unlocked.site_key == site_key
    assert unlocked.keyring_is_whole
    verify(signer.public_key, unlocked.signer.sign(b"chart"), b"chart")


@pytest.mark.parametrize(("person", "phrase"), [("n.reyes", PHRASE + " "), ("nobody", PHRASE)])
def test_that_a_wrong_phrase_and_an_unknown_person_are_answered_alike(clinic, person, phrase):
    with pytest.raises(WrongPassphrase) as refused:
        clinic[0].unlock(person, phrase)
    assert str(refused.value) == WrongPassphrase.sentence


def test_that_a_phrase_typed_with_composed_or_combining_letters_is_the_same(clinic):
    keyring, site_key = clinic
    keyring.add_person(site_key, "m.oyelaran", "caf\u00e9 au lait")
    assert keyring.unlock("m.oyelaran", "cafe\u0301 au lait").site_key == site_key


def test_that_a_changed_passphrase_replaces_the_old_and_keeps_the_signing_key(clinic, tmp_path):
    keyring, _ = clinic
    before = keyring.unlock("n.reyes", PHRASE).signer.public_key
    keyring.change_passphrase("n.reyes", PHRASE, "new words for the door")
    keyring = reread(keyring, tmp_path)
    assert keyring.unlock("n.reyes", "new words for the door").signer.public_key == before
    with pytest.raises(WrongPassphrase):
        keyring.unlock("n.reyes", PHRASE)


def test_that_a_removed_person_no_longer_gets_in(clinic):
    keyring, site_key = clinic
    keyring.remove_person(site_key, "n.reyes")
    assert not keyring.has("n.reyes")
    with pytest.raises(WrongPassphrase):
        keyring.unlock("n.reyes", PHRASE)


def test_that_a_person_is_not_given_a_second_slot(clinic):
    keyring, site_key = clinic
    with pytest.raises(PersonHasSlot):
        keyring.add_person(site_key, "N.REYES", "another phrase")


def test_that_any_two_recovery_sheets_give_the_clinic_key(clinic, tmp_path):
    keyring, site_key = clinic
    first, second, third = keyring.make_recovery_sheets(site_key)
    keyring = reread(keyring, tmp_path)
    for pair in [(first, second), (third, first), (second.upper(), f" {third}\n")]:
        assert keyring.recover(pair) == site_key


def test_that_one_sheet_an_old_sheet_or_a_misspelt_one_gives_nothing(clinic):
    keyring, site_key = clinic
    with pytest.raises(WrongSheets):
        keyring.recover(("academic acid", "academic acid"))
    old = keyring.make_recovery_sheets(site_key)
    new = keyring.make_recovery_sheets(site_key)
    wrong = [new[:1], old[:2], (new[0], new[0]), (new[0], old[1]), (new[0], new[1][:-4]), ()]
    for sheets in wrong:
        with pytest.raises(WrongSheets):
            keyring.recover(sheets)


def test_that_new_sheets_open_nothing_until_they_are_put_in_force(clinic, tmp_path):
    keyring, site_key = clinic
    old = keyring.make_recovery_sheets(site_key)
    new = keyring.new_sheets(site_key)
    new.prove(new.words[1:])
    with pytest.raises(WrongSheets):
        new.prove(old[:2])
    with pytest.raises(WrongSheets):
        keyring.recover(new.words[:2])
    assert keyring.recover(old[:2]) == site_key
    assert keyring.put_recovery(site_key, new.line)
    assert not keyring.put_recovery(site_key, new.line)
    keyring = reread(keyring, tmp_path)
    assert keyring.faults(site_key) == ()
    assert keyring.recover(new.words[::2]) == site_key
    for sheets in (old[:2], (old[0], new.words[1])):
        with pytest.raises(WrongSheets):
            keyring.recover(sheets)


def test_that_no_line_but_one_of_this_clinic_puts_sheets_in_force(clinic):
    keyring, site_key = clinic
    old = keyring.make_recovery_sheets(site_key)
    before = keyring._file.to_bytes()
    line = keyring.new_sheets(site_key).line
    other, other_key = Keyring.create("site-1", SMALLEST_COST)
    wrong = [other.new_sheets(other_key).line, keyring.slot_of("n.reyes"), b"", line[:-1]]
    wrong += [
        line[:place] + bytes([line[place] ^ 0x01]) + line[place + 1 :] for place in range(len(line))
    ]
    for each in wrong:
        assert not keyring.takes_recovery(site_key, each)
        with pytest.raises(KeyringDamaged):
            keyring.put_recovery(site_key, each)
    assert keyring._file.to_bytes() == before
    assert keyring.recover(old[:2]) == site_key


def test_that_new_sheets_neither_bury_damage_nor_print_their_words(clinic, tmp_path):
    keyring, site_key = clinic
    new = keyring.new_sheets(site_key)
    assert new.words[0].split()[5] not in repr(new)
    path = tmp_path / "keyring.json"
    keyring.save(path)
    path.write_text(path.read_text().replace('"passes":', '"passes": ', 1))
    hurt = Keyring.load(path, SMALLEST_COST)
    with pytest.raises(KeyringDamaged):
        hurt.new_sheets(site_key)
    with pytest.raises(KeyringDamaged):
        hurt.put_recovery(site_key, new.line)


def test_that_the_file_names_nobody_and_holds_no_secret_in_clear(clinic, tmp_path):
    keyring, site_key = clinic
    keyring.save(tmp_path / "keyring.json")
    content = (tmp_path / "keyring.json").read_bytes()
    assert json.loads(content)[0]["site"] == "site-1"
    for secret in (b"reyes", PHRASE.encode(), site_key, site_key.hex().encode()):
        assert secret not in content.lower()


def test_that_every_flipped_byte_of_the_file_is_noticed(clinic, tmp_path):
    keyring, site_key = clinic
    keyring.make_recovery_sheets(site_key)
    path = tmp_path / "keyring.json"
    keyring.save(path)
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x01]) + whole[place + 1 :])
        try:
            assert Keyring.load(path, SMALLEST_COST).faults(site_key), place
        except KeyringDamaged:
            continue


def test_that_damage_to_one_line_locks_out_only_that_person(clinic, tmp_path):
    keyring, site_key = clinic
    keyring.add_person(site_key, "dr.okafor", "other phrase")
    path = tmp_path / "keyring.json"
    keyring.save(path)
    lines = path.read_text().split("\n")
    for damaged in (2, 3):
        path.write_text("\n".join([*lines[:damaged], lines[damaged][1:], *lines[damaged + 1 :]]))
        hurt = Keyring.load(path, SMALLEST_COST)
        answers = {}
        for person, phrase in [("n.reyes", PHRASE), ("dr.okafor", "other phrase")]:
            try:
                answers[person] = hurt.unlock(person, phrase).keyring_is_whole
            except KeyringDamaged:
                answers[person] = None
        assert sorted(answers.values(), key=str) == [False, None]


def test_that_a_damaged_keyring_is_not_changed_until_the_damage_is_accepted(clinic, tmp_path):
    keyring, site_key = clinic
    keyring.add_person(site_key, "dr.okafor", "other phrase")
    path = tmp_path / "keyring.json"
    keyring.save(path)
    lines = path.read_text().split("\n")
    path.write_text("\n".join([*lines[:2], "", *lines[3:]]))
    hurt = Keyring.load(path, SMALLEST_COST)
    with pytest.raises(KeyringDamaged):
        hurt.remove_person(site_key, "dr.okafor")
    hurt.discard_damaged(site_key)
    assert reread(hurt, tmp_path).faults(site_key) == ()


def test_that_a_slot_cannot_be_moved_to_another_person_or_clinic(clinic):
    keyring, site_key = clinic
    twin, _ = Keyring.create("site-2", SMALLEST_COST)
    twin._file.salt = keyring._file.salt
    twin._file.slots = dict(keyring._file.slots)
    with pytest.raises(WrongPassphrase):
        twin.unlock("n.reyes", PHRASE)
    keyring.add_person(site_key, "dr.okafor", "other phrase")
    first, second = keyring._file.slots
    slots = keyring._file.slots
    slots[first], slots[second] = slots[second], slots[first]
    assert keyring.faults(site_key)


@pytest.mark.parametrize("cost", [(1024, 2, 1), (2**21, 3, 4), (131072, 1, 4), (131072, 3, 99)])
def test_that_a_cost_outside_floor_and_ceiling_is_refused(cost):
    with pytest.raises(CostRefused):
        Argon2Cost(*cost)


def test_that_a_forged_cost_in_the_file_is_damage_and_is_never_tried(clinic, tmp_path):
    from ketachart.crypto.slots import read_line, written_line

    keyring, site_key = clinic
    path = tmp_path / "keyring.json"
    keyring.save(path)
    lines = path.read_text().split("\n")
    fields = {**read_line(lines[2].removesuffix(",")), "memory_kib": 2**30}
    path.write_text("\n".join([*lines[:2], written_line(fields) + ",", *lines[3:]]))
    hurt = Keyring.load(path, SMALLEST_COST)
    assert hurt.faults(site_key)
    with pytest.raises(KeyringDamaged):
        hurt.unlock("n.reyes", PHRASE)


@pytest.mark.parametrize("content", [b"", b"[]", b"[\n\n]\n", b"\xff\x00" * 40, b"[\n[\n[\n[\n["])
def test_that_a_file_that_is_no_keyring_says_so(tmp_path, content):
    (tmp_path / "keyring.json").write_bytes(content)
    with pytest.raises(KeyringDamaged):
        Keyring.load(tmp_path / "keyring.json")


def test_that_a_missing_keyring_says_so(tmp_path):
    with pytest.raises(KeyringMissing):
        Keyring.load(tmp_path / "keyring.json")


def test_that_a_keyring_that_cannot_be_saved_leaves_the_folder_as_it_was(clinic, tmp_path):
    (tmp_path / "keyring.json").mkdir()
    with pytest.raises(KeyringNotSaved):
        clinic[0].save(tmp_path / "keyring.json")
    assert [path.name for path in tmp_path.iterdir()] == ["keyring.json"]


def test_that_what_was_unlocked_does_not_print_its_secrets(clinic):
    keyring, site_key = clinic
    shown = repr(keyring.unlock("n.reyes", PHRASE))
    assert repr(site_key) not in shown
    assert "signer" not in shown
