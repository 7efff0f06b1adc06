"""Attestations that open after the event, own parts, changes after a signature, escort codes."""

import pytest
from support.builders import DOCTOR, ESCORT, NURSE, SECOND

from ketachart.domain import attesting, gates
from ketachart.domain.session import Phase


def test_that_nothing_is_attested_before_it_happened(house):
    house.bring("s1", Phase.PREPARED)
    attest = {"session": "s1", "kind": "start", "words": "Present at the start"}
    assert house.refused(DOCTOR, "session.attest", **attest).code == "session.wrong-phase"
    house.bring_on("s1", Phase.INFUSING)
    started = house.clock.now()
    house.wait(3)
    house.done(DOCTOR, "session.attest", **attest)
    attested = house.session().attestations[0]
    assert (attested.event_at, attested.at) == (started, house.clock.now())
    assert attesting.open_for(house.session()) == ()
    assert house.refused(DOCTOR, "session.attest", **attest).code == "session.wrong-phase"


def test_that_each_rescue_is_attested_for_itself(house):
    house.bring("s1", Phase.INFUSING)
    dose = {"drug": "ondansetron", "dose": "4", "unit": "mg", "route": "IV"}
    for _ in range(2):
        house.wait(5)
        house.done(NURSE, "medication.give", session="s1", **dose, indication="nausea", rescue=True)
    kinds = [each.kind for each in attesting.open_for(house.session())]
    assert kinds == ["start", "rescue", "rescue"]
    house.done(DOCTOR, "session.attest", session="s1", kind="rescue", words="Informed at once")
    first = house.session().medications[0].observed_at
    assert house.session().attestations[0].event_at == first


def test_that_who_charted_owes_a_signature_until_it_is_given(house):
    house.bring("s1", Phase.INFUSING)
    house.arrive(SECOND)
    house.done(SECOND, "note.add", session="s1", text="Sat with the patient")
    assert SECOND in gates.parts_owed(house.session())
    house.done(SECOND, "session.sign-part", session="s1")
    assert SECOND not in gates.parts_owed(house.session())
    house.wait(1)
    house.done(SECOND, "note.add", session="s1", text="Asleep")
    assert SECOND in gates.parts_owed(house.session())


def test_that_who_charted_nothing_has_no_part_to_sign(house):
    house.bring("s1", Phase.INFUSING)
    house.arrive(SECOND)
    assert house.refused(SECOND, "session.sign-part", session="s1").code == "input.invalid"


def test_that_an_addendum_is_a_change_until_it_is_co_signed(house):
    house.bring("s1", Phase.COSIGNED)
    change = {"session": "s1", "words": "Read"}
    assert house.refused(DOCTOR, "session.cosign-change", **change).code == "session.wrong-phase"
    house.wait(5)
    house.done(NURSE, "session.addendum", session="s1", text="The escort called: all well.")
    assert house.session().changes_after_signature == 1
    house.wait(5)
    house.done(DOCTOR, "session.cosign-change", **change)
    assert house.session().changes_after_signature == 0


def ready(house):
    house.bring("s1", Phase.RECOVERING)
    expected = {"name": "Ruth Greer", "relationship": "sister", "phone": "310-555-0101"}
    house.done(NURSE, "session.escort", session="s1", escort=expected, code="482713")
    house.make_ready("s1")


@pytest.mark.parametrize(("typed", "code"), [("482713", "shown"), ("482 713", "shown")])
def test_that_the_code_the_escort_was_given_opens_the_release(house, typed, code):
    ready(house)
    house.done(NURSE, "discharge.release", session="s1", escort=ESCORT, escort_code=typed)
    assert house.session().release.code == code


def test_that_a_wrong_code_keeps_the_patient(house):
    ready(house)
    release = {"session": "s1", "escort": ESCORT}
    refusal = house.refused(NURSE, "discharge.release", **release, escort_code="482731")
    assert refusal.code == "escort.wrong-code"
    assert house.session().phase is Phase.RECOVERING


def test_that_a_release_without_the_code_takes_two_persons_and_a_reason(house):
    ready(house)
    release = {"session": "s1", "escort": ESCORT, "override_reason": "slip lost, known by sight"}
    assert house.refused(NURSE, "discharge.release", **release).code == "witness.required"
    same = house.refused(NURSE, "discharge.release", **release, witness=NURSE)
    assert same.code == "witness.same-person"
    house.arrive(SECOND)
    house.done(NURSE, "discharge.release", **release, witness=SECOND)
    left = house.session().release
    assert (left.code, left.witness) == ("overridden", SECOND)


def test_that_another_escort_needs_a_reason_and_both_stay_on_record(house):
    house.bring("s1", Phase.INFUSING)
    before = house.session().escort.name
    other = {"session": "s1", "escort": {"name": "Ben Ashworth", "phone": "310-555-0102"}}
    assert house.refused(NURSE, "session.escort", **other).code == "reason.required"
    house.done(NURSE, "session.escort", **other, reason="she was called to work")
    assert [each.escort.name for each in house.session().escort_history] == [before, "Ben Ashworth"]
