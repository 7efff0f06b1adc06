"""Another workstation joins, exchanges by stick or hub, is copied, and is retired."""

import json
import shutil
from dataclasses import replace

import pytest
from support.builders import ADMIN, NURSE, SECOND, SECRETS, House, newcomer
from support.postgres import hub, postgres  # noqa: F401 - fixtures

from ketachart.app.access import add_person, disable_person, renew_access
from ketachart.app.backups import by_passphrase, by_sheets, make_backup, restore
from ketachart.app.clock import SetClock
from ketachart.app.exchanging import Report
from ketachart.app.invitations import SealedInvitation
from ketachart.app.joining import join
from ketachart.app.outcomes import Done, Trouble, Turn
from ketachart.app.syncing import Syncing, init_hub
from ketachart.app.trust import known_keys, needs_voucher
from ketachart.app.vaults import Newcomer, Unlocked, unlock
from ketachart.app.verification import verify
from ketachart.crypto.errors import WrongSheets
from ketachart.domain.acts import RetireWorkstation
from ketachart.domain.refusals import Code, Refusal
from ketachart.domain.session import Phase
from ketachart.store.vault import VaultFiles

BY_ADMIN = by_passphrase(ADMIN, SECRETS[ADMIN][0])
NEW, PHRASE = "rn.new", "seven grey otters 77"


class Rooms:
    """Rooms of one clinic, each a vault of its own, that exchange by a stick or over a hub."""

    def __init__(self, first, folder):
        self.folder = folder
        self.stick = folder / "stick"
        self.stick.mkdir()
        self.rooms = {"first": first}

    def __getitem__(self, name):
        return self.rooms[name]

    def invitation(self, by=ADMIN, owner_url=""):
        first, file = self["first"], self.stick / "room.ketainvitation"
        answer = Syncing(first.clinic).invite(first.turns[by], file, owner_url)
        return answer or file

    def join(self, name, opening=BY_ADMIN, owner_url=""):
        file = self.invitation(owner_url=owner_url)
        if not owner_url:
            self.write("first")
        return join(self.folder / name, file, opening, self["first"].clock)

    def enter(self, name, user=NURSE, passphrase=None):
        folder, clock = self.folder / name, SetClock(self["first"].clock.now())
        opened = unlock(folder, user, passphrase or SECRETS[user][0], clock)
        assert isinstance(opened, Unlocked), opened
        house = House(opened.clinic, clock, folder, {user: opened.turn})
        known = {each.id for each in opened.clinic.people() if not each.disabled}
        house.arrive(*(each for each in self["first"].turns if each in known - {user}))
        self.rooms[name] = house
        return house

    def joined(self, name, owner_url=""):
        entries = self.join(name, owner_url=owner_url)
        assert isinstance(entries, int), entries
        return self.enter(name)

    def write(self, name):
        return self._reported(name, lambda syncing: syncing.with_courier(self.stick, "write"))

    def read(self, name):
        return self._reported(name, lambda syncing: syncing.with_courier(self.stick, "read"))

    def sync(self, name):
        return self._reported(name, lambda syncing: syncing.with_hub())

    def carry(self, *names):
        for name in names:
            self.read(name)
            self.write(name)

    def meet(self):
        """Everybody exchanges with the hub until all have all."""
        for name in (*self.rooms, *self.rooms):
            self.sync(name)

    def _reported(self, name, exchanging):
        clinic = self[name].clinic
        report = exchanging(Syncing(clinic))
        assert isinstance(report, Report), report
        while clinic.take_in():
            pass
        return report

    def close(self):
        for name, house in self.rooms.items():
            if name != "first":
                house.clinic.close()


@pytest.fixture
def rooms(house, tmp_path):
    rooms = Rooms(house, tmp_path)
    yield rooms
    rooms.close()


@pytest.fixture
def owner_url(hub):  # noqa: F811 - a fixture
    init_hub(hub.owner_url)
    return hub.owner_url


def agree(rooms):
    first, *others = rooms.rooms.values()
    for other in others:
        assert other.standing() == first.standing()
        assert other.clinic.vault.log.count() == first.clinic.vault.log.count()
    for each in rooms.rooms.values():
        assert [str(finding) for finding in verify(each.clinic)] == []


# ── By stick alone ───────────────────────────────────────────────────────────────────────────────


def test_that_a_workstation_joins_from_a_stick_and_both_chart_on(rooms):
    rooms["first"].bring("s1", Phase.INFUSING)
    second = rooms.joined("second")
    assert second.session() == rooms["first"].session()
    second.clock.set(rooms["first"].clock.now())
    second.wait(5)
    second.chart()
    rooms.write("second")
    report = rooms.read("first")
    assert report.set_aside == ()
    assert rooms["first"].session() == second.session()
    rooms.carry("first", "second", "first")
    agree(rooms)


def test_that_the_newcomer_is_called_as_it_was_invited_and_vouched_for(rooms):
    second = rooms.joined("second")
    sealed = SealedInvitation.read(rooms.stick / "room.ketainvitation")
    log = second.clinic.vault.log
    assert log.device == sealed.device
    own = [each.kind for each in log.since(log.device, 0)]
    assert "workstation.enrolled/1" in own[:2]


def test_that_an_invitation_without_anything_to_begin_with_makes_nothing(rooms):
    file = rooms.invitation()
    answer = join(rooms.folder / "second", file, BY_ADMIN, rooms["first"].clock)
    assert isinstance(answer, Trouble)
    assert answer.code == "join.nothing-yet"
    assert sorted(each.name for each in rooms.folder.iterdir()) == ["stick", "vault"]


@pytest.mark.parametrize(
    ("opening", "code"),
    [
        (by_passphrase(ADMIN, "not the passphrase"), Code.AUTH_FAILED),
        (by_passphrase("nobody", "not the passphrase"), Code.AUTH_FAILED),
        (by_sheets(["one", "two"]), Code.SHEETS_WRONG),
    ],
)
def test_that_who_can_not_open_the_keyring_does_not_join(rooms, opening, code):
    answer = rooms.join("second", opening)
    assert isinstance(answer, Refusal)
    assert answer.code is code
    assert not (rooms.folder / "second").exists()


def test_that_only_an_administrator_invites(rooms):
    answer = rooms.invitation(by=NURSE)
    assert isinstance(answer, Refusal)
    assert answer.code is Code.ROLE
    assert list(rooms.stick.iterdir()) == []


def test_that_nobody_joins_over_a_vault(rooms):
    answer = join(rooms["first"].folder, rooms.invitation(), BY_ADMIN, rooms["first"].clock)
    assert isinstance(answer, Trouble)
    assert answer.code == "store.exists"


@pytest.mark.parametrize("field", ["name", "site", "device", "keyring", "sealed", "format"])
def test_that_a_changed_invitation_is_refused(rooms, field):
    file = rooms.invitation()
    fields = json.loads(file.read_text())
    other = fields[field]
    fields[field] = other[:-6] + "AAAA" + other[-2:] if isinstance(other, str) else 7
    file.write_text(json.dumps(fields))
    answer = join(rooms.folder / "second", file, BY_ADMIN, rooms["first"].clock)
    assert isinstance(answer, Trouble | Refusal)
    assert not (rooms.folder / "second").exists()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format": 1}', b"\xff\xfe", b"[" * 5000])
def test_that_anything_else_is_no_invitation(rooms, content):
    file = rooms.stick / "other"
    file.write_bytes(content)
    answer = join(rooms.folder / "second", file, BY_ADMIN, rooms["first"].clock)
    assert isinstance(answer, Trouble)
    assert answer.code == "invitation.damaged"


def test_that_a_cut_off_invitation_is_refused_at_any_length(rooms):
    file = rooms.invitation()
    whole = file.read_bytes()
    for length in range(0, len(whole) - 2, max(1, len(whole) // 40)):
        file.write_bytes(whole[:length])
        with pytest.raises(Exception, match="invitation"):
            SealedInvitation.read(file)


def test_that_two_sheets_let_a_workstation_join(rooms):
    sheets = rooms["first"].clinic.keyring.make_recovery_sheets(rooms["first"].clinic.site_key)
    rooms["first"].clinic.keyring.save(VaultFiles(rooms["first"].folder).keyring)
    assert isinstance(rooms.join("second", by_sheets(sheets[1:])), int)
    rooms.enter("second")
    rooms.write("second")
    assert rooms.read("first").set_aside == ()
    with pytest.raises(WrongSheets):
        by_sheets(sheets[:1])(rooms["first"].clinic.keyring)


def test_that_a_person_added_here_signs_in_there(rooms):
    rooms.joined("second")
    first = rooms["first"]
    person = replace(newcomer(NURSE).person, id=NEW, name="Nia New", initials="NN")
    one = Newcomer(person=person, passphrase=PHRASE, pin="908172")
    assert isinstance(add_person(first.clinic, first.turns[ADMIN], one), Done)
    rooms.write("first")
    rooms.read("second")
    assert isinstance(rooms["second"].clinic.sign_in(NEW, PHRASE), Turn)


def test_that_a_pin_does_no_more_once_the_access_was_renewed_or_ended_elsewhere(rooms):
    second, first = rooms.joined("second"), rooms["first"]
    rooms.carry("second", "first", "second")
    admin, own = first.turns[ADMIN], SECRETS[ADMIN][1]
    renewed = renew_access(first.clinic, admin, NURSE, PHRASE, "908172", own)
    assert isinstance(renewed, Done)
    disabled = disable_person(first.clinic, admin, first.clinic.books.person(SECOND), "left")
    assert isinstance(disabled, Done)
    rooms.write("first")
    rooms.read("second")
    here = {each.id for each in second.clinic.present()}
    assert ADMIN in here
    assert not {NURSE, SECOND} & here
    assert isinstance(second.clinic.take_over(NURSE, "908172"), Refusal)


def test_that_what_a_retired_workstation_records_later_is_set_aside(rooms):
    second = rooms.joined("second")
    rooms.carry("second", "first", "second")
    first, device = rooms["first"], second.clinic.vault.log.device
    first.perform(ADMIN, RetireWorkstation(device=device, reason="stolen"))
    second.bring("s9", Phase.SCREENED)
    rooms.write("second")
    report = rooms.read("first")
    assert {each.why for each in report.set_aside} == {"revoked"}
    assert first.clinic.books.session("s9") is None
    status = {each.device: each for each in Syncing(first.clinic).workstations()}[device]
    assert status.retired
    assert status.set_aside > 0


def test_that_what_had_come_to_one_before_a_retirement_counts_for_all(rooms):
    second = rooms.joined("second")
    third = rooms.joined("third")
    rooms.carry("second", "first", "third", "second", "first", "third")
    first, log = rooms["first"], second.clinic.vault.log
    second.bring("s8", Phase.OPENED)
    rooms.write("second")
    rooms.read("third")
    counted = log.head.seq
    first.perform(ADMIN, RetireWorkstation(device=log.device, reason="stolen"))
    rooms.write("first")
    rooms.carry("third", "first")
    second.bring("s9", Phase.OPENED, chair="Chair 2", patient="p.mbeki")
    rooms.write("second")
    rooms.carry("first", "third", "first", "third", "first")
    for house in (first, third):
        assert house.clinic.vault.log.head_of(log.device).seq == counted
        assert house.clinic.books.session("s8") is not None
        assert house.clinic.books.session("s9") is None
    assert first.standing() == third.standing()


def test_that_the_status_says_what_waits_and_what_was_confirmed(rooms):
    second = rooms.joined("second")
    rooms.carry("second", "first", "second")
    statuses = Syncing(second.clinic).workstations()
    assert [each.is_own for each in statuses] == [True, False]
    own = statuses[0]
    assert own.entries == second.clinic.vault.log.head.seq
    assert own.last_receipt is not None
    second.bring("s9", Phase.OPENED)
    later = Syncing(second.clinic).workstations()[0]
    assert later.waiting >= own.waiting + 1


# ── Over a hub ───────────────────────────────────────────────────────────────────────────────────


def test_that_three_workstations_meet_at_a_hub(rooms, owner_url):
    first = rooms["first"]
    assert Syncing(first.clinic).enrol(owner_url) is None
    first.bring("s1", Phase.INFUSING)
    rooms.sync("first")
    second, third = rooms.joined("second", owner_url), rooms.joined("third", owner_url)
    for number, house in enumerate((second, third, first), start=1):
        house.clock.set(first.clock.now())
        house.wait(number)
        house.chart()
    rooms.meet()
    rooms.meet()
    agree(rooms)
    assert len(first.session().readings) >= 4


def test_that_a_remembered_hub_is_found_again_and_tells_no_password(rooms, owner_url):
    syncing = Syncing(rooms["first"].clinic)
    assert syncing.hub() is None
    assert isinstance(syncing.with_hub(), Trouble)
    assert syncing.set_up_hub(owner_url) is None
    kept = Syncing(rooms["first"].clinic).hub()
    assert kept == syncing.hub()
    assert kept.password not in repr(kept)
    assert "@" not in kept.url
    wrong = replace(kept, password="wrong")
    answer = Syncing(rooms["first"].clinic).use_hub(wrong)
    assert isinstance(answer, Trouble)
    assert Syncing(rooms["first"].clinic).hub() == kept


def test_that_one_invitation_serves_one_workstation(rooms, owner_url):
    assert Syncing(rooms["first"].clinic).enrol(owner_url) is None
    rooms.sync("first")
    file = rooms.invitation(owner_url=owner_url)
    clock = rooms["first"].clock
    assert isinstance(join(rooms.folder / "second", file, BY_ADMIN, clock), int)
    rooms.enter("second")
    rooms.sync("second")
    again = join(rooms.folder / "third", file, BY_ADMIN, clock)
    assert isinstance(again, Trouble)
    assert again.code == "invitation.used"
    assert not (rooms.folder / "third").exists()


def test_that_a_hub_that_is_away_leaves_nothing_behind(rooms, hub, owner_url):  # noqa: F811
    assert Syncing(rooms["first"].clinic).enrol(owner_url) is None
    file = rooms.invitation(owner_url=owner_url)
    hub.stop()
    try:
        answer = join(rooms.folder / "second", file, BY_ADMIN, rooms["first"].clock)
    finally:
        hub.start()
    assert isinstance(answer, Trouble)
    assert answer.code == "place.away"
    assert not (rooms.folder / "second").exists()


# ── Copies ───────────────────────────────────────────────────────────────────────────────────────


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
    copy = rooms.enter("copy")
    assert copy.clinic.vault.log.device != name
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


def test_that_a_renewal_cut_off_between_two_folders_is_undone(rooms):
    second = rooms.joined("second")
    second.clinic.close()
    folder = second.folder
    folder.rename(folder.with_name(f".{folder.name}.0123abcd.before"))
    again = rooms.enter("second")
    assert again.clinic.books.founded is not None
