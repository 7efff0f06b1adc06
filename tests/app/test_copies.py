"""A vault that was copied, or put back, goes on under a name of its own; nothing is lost."""

import shutil

import pytest
from support.builders import ADMIN, NURSE, SECOND
from support.joining import BY_ADMIN, agree

from ketachart.app.access import disable_person
from ketachart.app.backups import make_backup, restore
from ketachart.app.copies import go_on_alone
from ketachart.app.outcomes import Done
from ketachart.app.syncing import Syncing
from ketachart.app.trust import known_keys, needs_voucher
from ketachart.app.verification import verify
from ketachart.domain.acts import SettleConflict
from ketachart.domain.people import Role
from ketachart.domain.session import Phase
from ketachart.store.errors import StoreLocked


def test_that_a_copied_vault_takes_a_name_of_its_own_and_loses_nothing(rooms, owner_url):
    first = rooms["first"]
    assert Syncing(first.clinic).enrol(owner_url) is None
    first.bring("s1", Phase.INFUSING)
    rooms.sync("first")
    second = rooms.joined("second", owner_url)
    rooms.meet()
    name = second.clinic.vault.log.device
    second.clinic.close()
    shutil.copytree(second.folder, rooms.folder / "copy")
    second, copy = rooms.enter("second"), rooms.enter("copy")
    for house, chair, patient, session in (
        (second, "Chair 2", "p.castellanos", "s2"),
        (copy, "Chair 3", "p.mbeki", "s3"),
    ):
        house.clock.set(first.clock.now())
        house.bring(session, Phase.SCREENED, chair=chair, patient=patient)
    rooms.sync("second")
    assert rooms.sync("copy").forked
    assert Syncing(copy.clinic).is_copy()
    copy.clinic.close()
    copy.folder.chmod(0o750)
    copy = rooms.enter("copy")
    assert copy.clinic.vault.log.device != name
    assert copy.folder.stat().st_mode & 0o777 == 0o750
    assert not Syncing(copy.clinic).is_copy()
    rooms.meet()
    rooms.meet()
    agree(rooms)
    for house in rooms.rooms.values():
        assert {"s1", "s2", "s3"} <= set(house.clinic.books.all_sessions())


def copied(rooms):
    """A second workstation and a copy of it, both about to go on."""
    second = rooms.joined("second")
    rooms.carry("second", "first", "second")
    second.clinic.close()
    shutil.copytree(second.folder, rooms.folder / "copy")
    return rooms.enter("second"), rooms.enter("copy")


def test_that_what_was_signed_and_amended_on_a_copy_is_kept(rooms):
    second, copy = copied(rooms)
    second.wait(1)
    second.bring("s2", Phase.OPENED, chair="Chair 2", patient="p.castellanos")
    copy.bring("s1", Phase.RECOVERING)
    reading = copy.session("s1").readings[-1]
    copy.done(
        NURSE,
        "entry.amend",
        session="s1",
        entry=reading.ref,
        changes={"hr": 77},
        reason="read late",
    )
    copy.bring_on("s1", Phase.SIGNED)
    before = copy.session("s1")
    rooms.write("second")
    assert rooms.read("copy").forked
    copy.clinic.close()
    copy = rooms.enter("copy")
    after = copy.session("s1")
    assert [each.values for each in after.readings] == [each.values for each in before.readings]
    assert after.phase is before.phase
    assert [str(each) for each in verify(copy.clinic)] == []
    rooms.carry("copy", "first", "second", "copy", "first", "second")
    agree(rooms)
    # What the nurse and her witness signed there proves nothing of what was recorded anew.
    for house in rooms.rooms.values():
        found = [each for each in house.clinic.conflicts() if each.kind == "signature.on-a-copy"]
        assert found
        assert {(each.about, each.role) for each in found} == {("s1", Role.NURSE)}
        assert any(NURSE in each.words and NURSE in each.task for each in found)
    words = "Read and signed again on paper."
    for each in found:
        copy.perform(NURSE, SettleConflict(conflict=each.id, words=words))
    rooms.carry("copy", "first")
    settled = {each.id: each.settled for each in rooms["first"].clinic.conflicts()}
    assert {settled[each.id].words for each in found} == {words}


def test_that_a_restored_vault_goes_on_and_gets_back_what_it_lacks(rooms, owner_url):
    first = rooms["first"]
    assert Syncing(first.clinic).enrol(owner_url) is None
    file = rooms.folder / "first.ketabackup"
    make_backup(first.clinic, file)
    first.bring("s1", Phase.SCREENED)
    rooms.sync("first")
    assert isinstance(restore(file, rooms.folder / "again", BY_ADMIN, first.clock), int)
    again = rooms.enter("again")
    rooms.sync("again")
    assert again.clinic.books.session("s1") is not None
    rooms.meet()
    agree(rooms)


def test_that_a_folder_put_back_from_yesterday_gets_back_what_it_lacks(rooms, owner_url):
    assert Syncing(rooms["first"].clinic).enrol(owner_url) is None
    rooms.sync("first")
    second = rooms.joined("second", owner_url)
    name = second.clinic.vault.log.device
    second.clinic.close()
    shutil.copytree(second.folder, rooms.folder / "yesterday")
    second = rooms.enter("second")
    second.bring("s1", Phase.SCREENED)
    rooms.sync("second")
    second.clinic.close()
    shutil.rmtree(second.folder)
    (rooms.folder / "yesterday").rename(second.folder)
    second = rooms.enter("second")
    assert rooms.sync("second").forked
    second.clinic.close()
    second = rooms.enter("second")
    assert second.clinic.vault.log.device != name
    rooms.sync("second")
    assert second.session("s1").phase is Phase.SCREENED
    rooms.meet()
    agree(rooms)


def test_that_a_new_word_is_given_once_the_old_one_counts_no_more(rooms):
    second = rooms.joined("second")
    first = rooms["first"]
    person = first.clinic.books.person(NURSE)
    assert isinstance(disable_person(first.clinic, first.turns[ADMIN], person, "left"), Done)
    rooms.write("first")
    rooms.read("second")
    assert needs_voucher(second.clinic.vault)
    second.clinic.close()
    second = rooms.enter("second", SECOND)
    assert not needs_voucher(second.clinic.vault)
    rooms.write("second")
    assert rooms.read("first").set_aside == ()
    agree_on_keys(rooms)


def agree_on_keys(rooms):
    found = [known_keys(house.clinic.vault.log) for house in rooms.rooms.values()]
    assert all(each == found[0] for each in found)


def test_that_a_vault_in_use_takes_no_other_name(rooms):
    second = rooms.joined("second")
    before = sorted(each.name for each in second.folder.iterdir())
    with pytest.raises(StoreLocked):
        go_on_alone(second.folder, second.clinic.site_key, 1)
    assert sorted(each.name for each in second.folder.iterdir()) == before
    assert sorted(each.name for each in rooms.folder.iterdir()) == ["second", "stick", "vault"]


def test_that_a_renewal_cut_off_between_two_folders_is_undone(rooms):
    second = rooms.joined("second")
    second.clinic.close()
    folder = second.folder
    folder.rename(folder.with_name(f".{folder.name}.0123abcd.before"))
    again = rooms.enter("second")
    assert again.clinic.books.founded is not None
