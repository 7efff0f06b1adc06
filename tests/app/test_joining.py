"""Another workstation joins, exchanges by stick or hub, and is retired."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from support.builders import ADMIN, NURSE, SECOND, SECRETS, newcomer
from support.joining import BY_ADMIN, agree

from ketachart.app.access import add_person, disable_person, renew_access
from ketachart.app.backups import by_passphrase, by_sheets
from ketachart.app.clock import SetClock
from ketachart.app.invitations import SealedInvitation
from ketachart.app.joining import join
from ketachart.app.outcomes import Done, Trouble, Turn
from ketachart.app.syncing import Report, Syncing
from ketachart.app.vaults import Newcomer
from ketachart.app.verification import verify
from ketachart.crypto.errors import WrongSheets
from ketachart.domain.acts import NameWorkstation, RetireWorkstation
from ketachart.domain.people import Role
from ketachart.domain.refusals import Code, Refusal
from ketachart.domain.session import Phase
from ketachart.store.vault_files import VaultFiles

NEW, PHRASE = "rn.new", "seven grey otters 77"


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


@pytest.mark.parametrize(
    "field", ["name", "site", "device", "until", "keyring", "sealed", "format"]
)
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


@pytest.mark.parametrize("days", [-400, -1, 0, 7, 8, 9, 400])
def test_that_an_invitation_holds_a_week_whatever_hours_the_clocks_differ(rooms, days):
    file, clock = rooms.invitation(), SetClock(rooms["first"].clock.now())
    until = SealedInvitation.read(file).until
    assert until - clock.now().date() == timedelta(days=7)
    rooms.write("first")
    clock.set(clock.now() + timedelta(days=days))
    answer = join(rooms.folder / "second", file, BY_ADMIN, clock)
    if days <= 8:
        assert isinstance(answer, int)
    else:
        assert isinstance(answer, Trouble)
        assert answer.code == "invitation.expired"
        assert until.isoformat() in answer.sentence
        assert not (rooms.folder / "second").exists()


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
    assert not status.is_more_aside


def test_that_a_workstation_is_retired_by_the_name_the_clinic_gave_it(rooms, owner_url):
    first = rooms["first"]
    assert Syncing(first.clinic).enrol(owner_url) is None
    rooms.sync("first")
    device = rooms.joined("second", owner_url).clinic.vault.log.device
    rooms.sync("second")
    rooms.sync("first")
    first.perform(ADMIN, NameWorkstation(device=device, name="Room 2"))
    syncing = Syncing(first.clinic)
    assert syncing.retire(first.turns[ADMIN], "room 2", "stolen", owner_url) is True
    assert [each.device for each in syncing.workstations() if each.retired] == [device]


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
    for house in (first, third):
        (found,) = house.clinic.conflicts()
        assert (found.kind, found.role) == ("workstation.counted-after", Role.ADMINISTRATOR)
        assert f"{log.device} was retired" in found.words
        assert str(counted) in found.words


@pytest.mark.parametrize("is_cut", [False, True])
def test_that_what_comes_with_a_retirement_is_set_aside_whichever_is_read_first(
    rooms, owner_url, is_cut
):
    first = rooms["first"]
    assert Syncing(first.clinic).enrol(owner_url) is None
    rooms.sync("first")
    for name in ("second", "third", "fourth"):
        rooms.joined(name, owner_url)
    rooms.meet()
    rooms.meet()
    second = rooms["second"]
    device, counted = second.clinic.vault.log.device, second.clinic.vault.log.head.seq
    first.perform(ADMIN, RetireWorkstation(device=device, reason="stolen"))
    second.bring("s9", Phase.SCREENED)
    rooms.sync("second")
    third = rooms["third"].clinic
    if is_cut:
        # All that lies there comes, and the link is lost before the retirement does.
        assert isinstance(Syncing(third).with_hub(), Report)
    rooms.sync("first")
    reports = [rooms.sync("third"), rooms.sync("fourth")]
    fifth = rooms.joined("fifth", owner_url)
    rooms.meet()
    assert any(each.set_aside for each in reports)
    for name in ("first", "third", "fourth", "fifth"):
        clinic = rooms[name].clinic
        assert clinic.vault.log.head_of(device).seq == counted
        assert clinic.books.session("s9") is None
        assert clinic.conflicts() == ()
        status = {each.device: each for each in Syncing(clinic).workstations()}[device]
        assert (status.retired, status.set_aside > 0) == (True, True)
        assert [str(each) for each in verify(clinic)] == []
    assert first.standing() == rooms["third"].standing() == fifth.standing()


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


def test_that_a_hub_that_is_away_leaves_nothing_behind(rooms, hub, owner_url):
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


def test_that_neither_invitation_nor_vault_tells_where_the_hub_is(rooms, owner_url):
    syncing = Syncing(rooms["first"].clinic)
    assert syncing.enrol(owner_url) is None
    address = syncing.hub()
    file = rooms.invitation(owner_url=owner_url)
    opened = SealedInvitation.read(file).opened(rooms["first"].clinic.site_key)
    secrets = {address.role, address.password, opened.hub.role, opened.hub.password, "127.0.0.1"}
    rooms["first"].clinic.vault.db.conn.execute("PRAGMA wal_checkpoint").fetchall()
    for kept in (file, *rooms["first"].folder.iterdir()):
        content = kept.read_bytes()
        assert not any(each.encode() in content for each in (*secrets, ADMIN, "lindqvist"))
    assert opened.hub.password not in repr(opened)
