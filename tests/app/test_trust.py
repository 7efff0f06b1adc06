"""Which workstations are believed, and how people's keys come to all of them."""

import secrets
from dataclasses import replace

import pytest
from support.builders import ADMIN, NURSE, SECRETS, clock_time, newcomer
from support.rooms import carry, rooms

from ketachart.app.access import add_person, disable_person, renew_access
from ketachart.app.clock import SetClock
from ketachart.app.outcomes import Done
from ketachart.app.trust import (
    LogTrust,
    known_keys,
    needs_voucher,
    read_pins,
    voucher_message,
    written_pins,
)
from ketachart.app.vaults import Newcomer, Unlocked, unlock
from ketachart.app.verification import verify
from ketachart.crypto.signing import Signer
from ketachart.domain import events as ev
from ketachart.domain.acts import RetireWorkstation
from ketachart.domain.refusals import Code, Refusal
from ketachart.store import codec
from ketachart.store.entries import GENESIS, Fresh, Head, stamp

FORGER = "ws-0badc0de"


@pytest.fixture
def both(house, tmp_path):
    both = rooms(house, tmp_path)
    yield both
    both.there.clinic.close()


def trust_of(house, pinned=None):
    vault = house.clinic.vault
    return LogTrust(vault.db, vault.workstation, vault.signer.public_key, pinned or {})


def first_entries(house):
    log = house.clinic.vault.log
    return list(log.run(log.device, 0, 1000))


def enrolled(site, device, key, person, signer):
    """The first entry of a workstation that somebody vouches for."""
    voucher = signer.sign(voucher_message(site, device, key.public_key.hex())).hex()
    event = ev.WorkstationEnrolled(
        device=device, public_key=key.public_key.hex(), vouched_by=person, voucher=voucher
    )
    at = clock_time("09:00")
    fresh = Fresh("clinic", codec.kind_of(event), at, at, 0, device, codec.encode(event))
    return stamp([fresh], Head(device, 0, GENESIS))


def signer_of(house, person):
    return house.clinic.keyring.unlock(person, SECRETS[person][0]).signer


@pytest.fixture
def forged(house):
    """What a workstation records first, vouched for by whom one likes."""
    site, key = house.clinic.vault.workstation.site, Signer(secrets.token_bytes(32))

    def forged(person, signer):
        return enrolled(site, FORGER, key, person, signer), key.public_key

    return forged


def test_that_the_first_workstation_needs_nobodys_word_and_a_restored_one_has_it(both):
    assert not needs_voucher(both.here.clinic.vault)
    assert not needs_voucher(both.there.clinic.vault)
    events = [codec.entry_from(each).event for each in first_entries(both.there)]
    vouchers = [
        each for each in events if isinstance(each, ev.WorkstationEnrolled) and each.voucher
    ]
    assert [each.vouched_by for each in vouchers] == [NURSE]


def test_that_a_restored_workstation_is_believed_where_nothing_of_it_is_known(house, tmp_path):
    both = rooms(house, tmp_path)
    there, first = both.there.clinic.vault, first_entries(both.there)
    both.there.clinic.close()
    (tmp_path / "apart").mkdir()
    fresh = LogTrust(
        both.here.clinic.vault.db, both.here.clinic.vault.workstation, secrets.token_bytes(32), {}
    )
    assert fresh.key_of(there.log.device, first) == there.signer.public_key


def test_that_a_good_voucher_is_believed_and_one_without_a_person_is_not(house, forged):
    trust = trust_of(house)
    first, key = forged(NURSE, signer_of(house, NURSE))
    assert trust.key_of(FORGER, first) == key
    for person, signer in (
        (NURSE, Signer(secrets.token_bytes(32))),
        ("nobody", signer_of(house, NURSE)),
        (ADMIN, signer_of(house, NURSE)),
    ):
        first, _ = forged(person, signer)
        assert trust_of(house).key_of(FORGER, first) is None
    assert trust_of(house).key_of(FORGER, ()) is None


def test_that_whoever_left_vouches_for_nobody(house, forged):
    signer = signer_of(house, NURSE)
    person = house.clinic.books.person(NURSE)
    turn = house.turns[ADMIN]
    assert isinstance(disable_person(house.clinic, turn, person, "moved away"), Done)
    first, _ = forged(NURSE, signer)
    assert trust_of(house).key_of(FORGER, first) is None


def test_that_a_voucher_holds_for_no_other_name_and_no_other_key(house, forged):
    first, _ = forged(NURSE, signer_of(house, NURSE))
    event = codec.entry_from(first[0]).event
    at = clock_time("09:00")
    for other in (
        replace(event, device="ws-0badc0df"),
        replace(event, public_key=Signer(secrets.token_bytes(32)).public_key.hex()),
        replace(event, voucher="00" * 64),
        replace(event, voucher="not hex"),
        replace(event, public_key="not hex"),
    ):
        fresh = Fresh("clinic", first[0].kind, at, at, 0, FORGER, codec.encode(other))
        stored = stamp([fresh], Head(other.device, 0, GENESIS))
        assert trust_of(house).key_of(other.device, stored) is None


def test_that_a_pinned_key_is_believed_before_anything_arrived(house):
    key = secrets.token_bytes(32)
    pins = read_pins(written_pins({"ws-1": key}))
    assert trust_of(house, pins).key_of("ws-1", ()) == key
    assert read_pins("") == {}


def test_that_keys_of_known_workstations_are_those_of_their_own_logs(both):
    keys = known_keys(both.here.clinic.vault.log)
    assert keys == {
        house.clinic.vault.log.device: house.clinic.vault.signer.public_key
        for house in (both.here, both.there)
    }


def test_that_a_retired_workstation_counts_up_to_what_was_known_of_it(both):
    there = both.there.clinic.vault.log.head
    assert trust_of(both.here).last_allowed(there.device) is None
    done = both.here.perform(ADMIN, RetireWorkstation(device=there.device, reason="stolen"))
    (entry,) = done.entries
    assert entry.event.last_seq == there.seq
    assert entry.event.last_hash == there.hash.hex()
    assert trust_of(both.here).last_allowed(there.device) == there.seq
    both.meet()
    assert trust_of(both.there).last_allowed(there.device) == there.seq
    assert list(verify(both.here.clinic)) == []


@pytest.mark.parametrize(
    ("by", "fields", "code"),
    [
        (ADMIN, {"device": "ws-unheard", "reason": "lost"}, Code.INPUT_INVALID),
        (ADMIN, {"device": "", "reason": "lost"}, Code.INPUT_INVALID),
        (ADMIN, {"device": "there", "reason": " "}, Code.REASON_REQUIRED),
        (NURSE, {"device": "there", "reason": "lost"}, Code.ROLE),
        (ADMIN, {"device": "here", "reason": "lost"}, Code.INPUT_INVALID),
    ],
)
def test_that_only_another_workstation_is_retired_by_an_administrator_for_a_reason(
    both, by, fields, code
):
    names = {
        "here": both.here.clinic.vault.log.device,
        "there": both.there.clinic.vault.log.device,
    }
    device = names.get(fields["device"], fields["device"])
    refused = both.here.perform(by, RetireWorkstation(device=device, reason=fields["reason"]))
    assert refused.refusal.code is code


def test_that_nobody_retires_themselves_by_what_they_write(both):
    device = both.there.clinic.vault.log.device
    event = ev.WorkstationRetired(device=device, last_seq=1, last_hash="", reason="mine")
    both.there.clinic.record_facts([planned(device, event)])
    both.meet()
    assert trust_of(both.here).last_allowed(device) is None


def planned(device, event):
    from ketachart.domain.entries import Planned, workstation_stream

    return Planned(stream=workstation_stream(device), event=event)


# ── People's keys ────────────────────────────────────────────────────────────────────────────────

PHRASE, PIN = "seven grey otters 77", "908172"


def enter(house, user, passphrase):
    house.clinic.close()
    return unlock(house.folder, user, passphrase, SetClock(house.clock.now()))


def added(house, name="rn.new"):
    person = replace(newcomer(NURSE).person, id=name, name="Nia New", initials="NN")
    one = Newcomer(person=person, passphrase=PHRASE, pin=PIN)
    outcome = add_person(house.clinic, house.turns[ADMIN], one)
    assert isinstance(outcome, Done), outcome


def test_that_a_person_added_here_signs_in_there(both):
    added(both.here)
    both.meet()
    entered = both.there.clinic.sign_in("rn.new", PHRASE)
    assert not isinstance(entered, Refusal)
    assert list(verify(both.there.clinic)) == []
    opened = enter(both.there, "rn.new", PHRASE)
    assert isinstance(opened, Unlocked)
    both.there.clinic = opened.clinic


def test_that_a_renewed_access_holds_there_and_the_old_passphrase_no_more(both):
    turn, own = both.here.turns[ADMIN], SECRETS[ADMIN][1]
    outcome = renew_access(both.here.clinic, turn, NURSE, PHRASE, PIN, own)
    assert isinstance(outcome, Done)
    both.meet()
    assert isinstance(both.there.clinic.sign_in(NURSE, SECRETS[NURSE][0]), Refusal)
    assert not isinstance(both.there.clinic.sign_in(NURSE, PHRASE), Refusal)


def test_that_keys_not_taken_over_in_time_are_taken_over_at_the_next_opening(both):
    added(both.here)
    carry(both.here, both.there)
    while both.there.clinic._recorder.take_in(200):
        pass
    assert isinstance(both.there.clinic.sign_in("rn.new", PHRASE), Refusal)
    for user, phrase in ((ADMIN, SECRETS[ADMIN][0]), ("rn.new", PHRASE)):
        opened = enter(both.there, user, phrase)
        assert isinstance(opened, Unlocked)
        both.there.clinic = opened.clinic


def test_that_no_wrapped_key_stands_in_the_audit(both):
    from ketachart.app.audit import audit_lines

    added(both.here)
    log = both.here.clinic.vault.log
    (kept,) = log.stream("keyring")
    slot = codec.entry_from(kept).event.slot
    shown = [line.details for line in audit_lines(both.here.clinic, None, None, "")]
    assert any("rn.new" in each for each in shown)
    assert not any(slot in each for each in shown)
