"""Who is at the keyboard: passphrases, PINs, shifts, wrong tries, and what the clock does."""

from dataclasses import replace
from datetime import timedelta

import pytest
from support.builders import (
    ABSENT,
    ADMIN,
    DOCTOR,
    NURSE,
    SECOND,
    SECRETS,
    House,
    clock_time,
    reopened,
)

from ketachart.app.access import disable_person
from ketachart.app.attempts import LONGEST_WAIT_S, Attempts, _tag
from ketachart.app.clinic import Done, Refused, Turn
from ketachart.app.clock import SetClock
from ketachart.app.entrance import prove
from ketachart.app.passphrases import passphrase_fault, pin_fault
from ketachart.app.presence import wrong_secret
from ketachart.app.vaults import unlock
from ketachart.crypto import slots
from ketachart.crypto.passphrases import Argon2Cost, stretch
from ketachart.domain import events as ev
from ketachart.domain.acts import AddNote, SignSession, WasteStock
from ketachart.domain.refusals import Refusal
from ketachart.domain.session import Phase
from ketachart.store.codec import entry_from

SHIFT = 16 * 60


def events_of(house: House, kind: type[ev.Event]) -> list[ev.Event]:
    found = [entry_from(stored).event for stored in house.clinic.vault.log.everything()]
    return [event for event in found if isinstance(event, kind)]


def test_that_a_pin_takes_over_where_the_passphrase_was_given_in_this_shift(house):
    assert isinstance(house.clinic.take_over(SECOND, SECRETS[SECOND][1]), Turn)
    house.wait(SHIFT - 1)
    assert isinstance(house.clinic.take_over(SECOND, SECRETS[SECOND][1]), Turn)
    house.wait(1)
    refusal = house.clinic.take_over(SECOND, SECRETS[SECOND][1])
    assert isinstance(refusal, Refusal)
    assert refusal.code == "auth.locked"
    house.arrive(SECOND)
    assert isinstance(house.clinic.take_over(SECOND, SECRETS[SECOND][1]), Turn)


def test_that_a_clock_set_back_sends_nobody_away(house):
    house.wait(-60)
    assert isinstance(house.clinic.take_over(SECOND, SECRETS[SECOND][1]), Turn)


def test_that_five_wrong_pins_ask_for_the_passphrase_and_a_right_one_forgives_four(house):
    def codes(*pins: str) -> list[str]:
        answers = [house.clinic.take_over(SECOND, pin) for pin in pins]
        return [answer.code.value if isinstance(answer, Refusal) else "in" for answer in answers]

    right = SECRETS[SECOND][1]
    assert codes(*["000000"] * 4, right, *["000000"] * 4, right).count("in") == 2
    assert codes(*["000000"] * 5, right)[-2:] == ["auth.locked", "auth.locked"]
    house.arrive(SECOND)
    assert codes(right) == ["in"]


def test_that_every_wrong_try_is_recorded_without_what_was_typed(house):
    house.clinic.take_over(SECOND, "000000")
    house.clinic.sign_in(ABSENT, "not what it is")
    house.clinic.sign_in("rn.nobody", "not what it is")
    assert events_of(house, ev.SignInFailed) == [
        ev.SignInFailed(how="PIN", person=SECOND),
        ev.SignInFailed(how="passphrase", person=ABSENT),
        ev.SignInFailed(how="passphrase", person=""),
    ]


def test_that_an_unknown_person_is_told_the_same_as_a_wrong_passphrase(house):
    unknown = house.clinic.sign_in("rn.nobody", "not what it is")
    assert unknown == house.clinic.sign_in(ABSENT, "not what it is")


def test_that_wrong_tries_before_an_opening_are_recorded_with_the_next_right_one(house):
    house.clinic.close()
    for _ in range(2):
        unlock(house.folder, NURSE, "not what it is", house.clock)
    again = reopened(house.folder, house.clock)
    assert (
        events_of(again, ev.SignInFailed) == [ev.SignInFailed(how="passphrase", person=NURSE)] * 2
    )
    again.clinic.close()


def test_that_waits_double_to_a_quarter_of_an_hour_and_end_with_a_right_passphrase(tmp_path):
    clock = SetClock(clock_time("09:00"))
    tries = Attempts(tmp_path / "attempts.json")
    waits = []
    for _ in range(14):
        tries.failed("rn.okafor", clock.now())
        waits.append(Attempts(tmp_path / "attempts.json").wait_s("rn.okafor", clock.now()))
    assert waits[:6] == [0, 0, 5, 10, 20, 40]
    assert waits[-1] == LONGEST_WAIT_S
    later = clock.now() + timedelta(seconds=LONGEST_WAIT_S)
    assert tries.wait_s("rn.okafor", later) == 0
    assert tries.wait_s("rn.okafor", clock.now() - timedelta(days=400)) == LONGEST_WAIT_S
    assert tries.succeeded("rn.okafor") == 14
    assert tries.wait_s("rn.okafor", clock.now()) == 0
    assert b"okafor" not in (tmp_path / "attempts.json").read_bytes()


def test_that_a_clock_set_back_makes_nobody_wait_longer_than_the_rule(tmp_path):
    """At boot the clock may be years wrong; what was typed wrongly then must not lock for years."""
    years_ahead, now = clock_time("09:00") + timedelta(days=2000), clock_time("09:00")
    tries = Attempts(tmp_path / "attempts.json")
    for _ in range(4):
        tries.failed("rn.okafor", years_ahead)
    for seconds, wait in ((0, 10), (9, 1), (10, 0)):
        again = Attempts(tmp_path / "attempts.json")
        assert again.wait_s("rn.okafor", now + timedelta(seconds=seconds)) == wait


SPOILT_ENTRIES = [
    b'{"failures": "many"}',
    b'{"failures": 1e400}',
    b'{"failures": 7, "last": "2026-03-03T09:00:00"}',
    b'{"failures": 7, "last": "2026-03-03T09:00:00Z", "more": ' + b"[" * 5000,
]


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"[]", b"{", b'{"\xff": {}}', b"[" * 100_000),
        *(b'{"%s": %s}' % (_tag("rn.okafor").encode(), entry) for entry in SPOILT_ENTRIES),
    ],
)
def test_that_a_spoilt_file_of_tries_locks_nobody_out(tmp_path, content):
    (tmp_path / "attempts.json").write_bytes(content)
    tries = Attempts(tmp_path / "attempts.json")
    assert tries.wait_s("rn.okafor", clock_time("09:00")) == 0
    tries.failed("rn.okafor", clock_time("09:00"))


@pytest.mark.parametrize("failures", [10**9, 10**40])
@pytest.mark.parametrize("last", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
def test_that_no_figure_in_the_file_of_tries_makes_anybody_wait_too_long(tmp_path, failures, last):
    entry = b'{"failures": %d, "last": "%s"}' % (failures, last.encode())
    (tmp_path / "attempts.json").write_bytes(b'{"%s": %s}' % (_tag("rn.okafor").encode(), entry))
    tries = Attempts(tmp_path / "attempts.json")
    assert tries.wait_s("rn.okafor", clock_time("09:00")) <= LONGEST_WAIT_S
    assert tries.wait_s("rn.okafor", clock_time("10:00")) == 0


def test_that_a_name_with_half_a_character_is_a_wrong_name(house, tmp_path):
    for name in ("\ud800", "rn.okafor\udfff"):
        answers = [house.clinic.sign_in(name, "not what it is") for _ in range(4)]
        codes = [answer.code.value for answer in answers if isinstance(answer, Refusal)]
        assert codes == ["auth.failed"] * 3 + ["auth.locked"]
        assert isinstance(house.clinic.take_over(name, "402917"), Refusal)


def test_that_a_pin_does_not_tell_who_works_here_from_who_does_not(house):
    nobody = house.clinic.take_over("rn.nobody", "402917")
    assert nobody == house.clinic.take_over(ABSENT, SECRETS[ABSENT][1])
    assert [event.person for event in events_of(house, ev.SignInFailed)] == ["", ABSENT]


def test_that_a_wrong_answer_costs_the_same_work_whoever_it_is_about(house, monkeypatch):
    """Counted where it is done, since on a shared machine times say little."""
    costs = []

    def counted(passphrase: str, salt: bytes, cost: Argon2Cost) -> bytes:
        costs.append((person, cost))
        return stretch(passphrase, salt, cost)

    monkeypatch.setattr(slots, "stretch", counted)
    someone = house.clinic.books.person(SECOND)
    assert someone is not None
    disable_person(house.clinic, house.turns[ADMIN], someone, "left")
    for person in (NURSE, SECOND, "rn.nobody", "", "\ud800"):
        assert house.clinic.sign_in(person, "not what it is") == wrong_secret()
    assert len(costs) == 5
    assert len({cost for _, cost in costs}) == 1


def test_that_who_may_sign_in_no_more_is_noted_when_they_try(house):
    someone = house.clinic.books.person(SECOND)
    assert someone is not None
    disable_person(house.clinic, house.turns[ADMIN], someone, "left")
    assert house.clinic.sign_in(SECOND, SECRETS[SECOND][0]) == wrong_secret()
    assert [event.person for event in events_of(house, ev.SignInFailed)] == [SECOND]


def test_that_a_passphrase_does_where_a_pin_would_and_brings_its_person_in(house):
    house.bring("s1", Phase.RELEASED)
    act = SignSession(session="s1")
    house.clinic.perform(act, house.turns[NURSE], own_secret=SECRETS[NURSE][0])
    assert house.session().phase is Phase.SIGNED
    assert isinstance(prove(house.clinic, ABSENT, SECRETS[ABSENT][0]), Turn)
    assert ABSENT in [person.id for person in house.clinic.present()]
    assert isinstance(prove(house.clinic, DOCTOR, SECRETS[DOCTOR][1]), Turn)


def test_that_signing_needs_the_own_secret_and_a_note_does_not(house):
    house.bring("s1", Phase.RELEASED)
    outcome = house.clinic.perform(SignSession(session="s1"), house.turns[NURSE])
    assert isinstance(outcome, Refused)
    assert (outcome.refusal.code, outcome.refusal.about) == ("auth.failed", "own_secret")
    house.clinic.perform(AddNote(session="s1", text="fine"), house.turns[NURSE])
    assert house.session().remarks


def test_that_a_jump_of_the_clock_is_recorded_and_a_small_one_is_not(house):
    class TwoClocks:
        """Wall and monotonic time, each set by hand."""

        wall, run = house.clock.now(), 0.0

        def now(self):
            return self.wall

        def monotonic(self) -> float:
            return self.run

    clock = TwoClocks()
    house.clinic.set_clock(clock)
    clock.wall, clock.run = clock.wall + timedelta(seconds=40), 10.0
    assert house.clinic.watch_clock() == 0
    clock.wall, clock.run = clock.wall + timedelta(seconds=41), 20.0
    assert house.clinic.watch_clock() == 31
    clock.wall, clock.run = clock.wall - timedelta(hours=1), 30.0
    assert house.clinic.watch_clock() == -3610
    assert [event.seconds for event in events_of(house, ev.ClockJumped)] == [31, -3610]


@pytest.mark.parametrize(
    ("typed", "good"),
    [
        ("harbor lantern quiet 41", True),
        ("short words 1", False),
        ("correct horse battery staple", False),
        ("Ketamine Ketamine", False),
        ("aaaaaaaaaaaaaaaaaaaa", False),
        ("12345678901234567890", False),
        ("abcabcabcabcabcabc", False),
        ("größere Türen öffnen", True),
    ],
)
def test_that_a_passphrase_is_long_and_not_easy_to_guess(typed, good):
    assert (passphrase_fault(typed) == "") is good


@pytest.mark.parametrize(
    ("typed", "good"),
    [
        ("402917", True),
        ("40291", False),
        ("4029171", False),
        ("111111", False),
        ("123456", False),
        ("654321", False),
        ("４０２９１７", False),
        ("40291x", False),
    ],
)
def test_that_a_pin_has_six_digits_that_are_no_row(typed, good):
    assert (pin_fault(typed) == "") is good


def test_that_nobody_signs_in_anothers_turn(house):
    """A turn is one person's: another's PIN signs nothing in it, and a witness takes none over."""
    house.bring("s1", Phase.RELEASED)
    head, turn = house.clinic.vault.log.head.seq, house.turns[NURSE]
    for other in (SECOND, DOCTOR):
        outcome = house.clinic.perform(
            SignSession(session="s1"), turn, own_secret=SECRETS[other][1]
        )
        assert isinstance(outcome, Refused)
        assert outcome.refusal == replace(wrong_secret(), about="own_secret")
    taken = house.clinic.perform(
        WasteStock(source={"vial": "M1-1"}, ml="0.10", reason="residual", method="cartridge",
                   witness=SECOND),
        turn, own_secret=SECRETS[NURSE][1], second_secret=SECRETS[SECOND][1],
    )  # fmt: skip
    assert isinstance(taken, Done)
    written = house.clinic.vault.log.since(house.clinic.vault.log.device, head)
    entries = [entry_from(stored) for stored in written]
    signed = [each.event for each in entries if isinstance(each.event, ev.SignatureGiven)]
    assert [(each.signer, each.meaning) for each in signed] == [(SECOND, "witnessed")]
    assert {each.author for each in entries if isinstance(each.event, ev.StockWasted)} == {NURSE}
