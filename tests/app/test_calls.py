"""Calls for a witness: what waits, what is signed, what a crash or a wrong PIN leaves of it."""

import shutil
from datetime import timedelta

import pytest
from support.builders import (
    ADMIN,
    DOCTOR,
    ESCORT,
    NURSE,
    SECOND,
    SECRETS,
    reopened,
)

from ketachart.app.calls import Call
from ketachart.app.clinic import Done, Refused
from ketachart.app.pending import Changed
from ketachart.domain.acts import BreakContainer, GiveMedication, WasteStock
from ketachart.domain.refusals import Refusal
from ketachart.domain.session import Phase

WORDS = "Waste 0.10 mL of ketamine drawn for Chair 1"


@pytest.fixture
def stopped(house):
    """A clinic with 0.10 mL drawn and not given."""
    house.bring("s1", Phase.RECOVERING, pump_ml="35")
    return house


def _waste(house, ml="0.10"):
    source = {"session": "s1"}
    act = WasteStock(source=source, ml=ml, reason="residual", method="binding cartridge")
    return house.clinic.call_witness(act, house.turns[NURSE], WORDS)


def _answer(house, call, witness=SECOND, pin=""):
    return house.clinic.answer_call(call.id, witness, pin or SECRETS[witness][1])


def test_that_nothing_is_recorded_before_the_witness_signs_and_then_in_the_name_of_who_asked(
    stopped,
):
    head = stopped.clinic.vault.log.head
    asked_at = stopped.clock.now()
    call = _waste(stopped)
    assert (call.words, call.session, call.author, call.asked_at) == (WORDS, "s1", NURSE, asked_at)
    assert stopped.clinic.vault.log.head == head
    stopped.wait(4)
    done = _answer(stopped, call)
    assert isinstance(done, Done)
    assert done.entries[0].author == NURSE
    assert done.entries[0].recorded_at == asked_at + timedelta(minutes=4)
    assert done.entries[-1].event.signer == SECOND
    assert stopped.session().unaccounted_ml == 0
    assert stopped.clinic.calls() == ()


def test_that_a_call_survives_a_crash(stopped, tmp_path):
    call = _waste(stopped)
    # What lies on the disk at this moment is what a crash would leave.
    as_it_lies = shutil.copytree(stopped.folder, tmp_path / "after the crash")
    again = reopened(as_it_lies, stopped.clock)
    assert again.clinic.calls() == (call,)
    assert isinstance(_answer(again, call), Done)
    again.clinic.close()


def test_that_a_call_of_who_is_not_signed_in_any_more_says_so_and_stays(stopped):
    call = _waste(stopped)
    stopped.wait(16 * 60)
    stopped.arrive(SECOND)
    outcome = _answer(stopped, call)
    assert isinstance(outcome, Refused)
    assert "Rn Okafor" in outcome.refusal.sentence
    assert stopped.clinic.calls() == (call,)
    stopped.arrive(NURSE)
    assert isinstance(_answer(stopped, call), Done)


def test_that_a_wrong_pin_or_the_wrong_person_leaves_the_call_open(stopped):
    call = _waste(stopped)
    codes = [
        _answer(stopped, call, pin="000000").refusal.code,
        _answer(stopped, call, witness=NURSE).refusal.code,
        stopped.clinic.answer_call(call.id, SECOND, "").refusal.code,
    ]
    assert codes == ["auth.failed", "witness.same-person", "auth.failed"]
    assert stopped.clinic.calls() == (call,)


def test_that_what_is_wrong_beside_the_witness_is_told_at_once(stopped):
    refusal = _waste(stopped, ml="5")
    assert isinstance(refusal, Refusal)
    assert refusal.code == "waste.exceeds-remaining"
    assert stopped.clinic.calls() == ()


def test_that_the_same_is_not_asked_twice(stopped):
    assert isinstance(_waste(stopped), Call)
    assert isinstance(_waste(stopped), Refusal)
    assert len(stopped.clinic.calls()) == 1


def test_that_a_call_overtaken_by_what_was_done_at_the_chair_is_refused_and_can_be_withdrawn(
    stopped,
):
    call = _waste(stopped)
    source = {"session": "s1"}
    stopped.done(
        NURSE,
        "stock.waste",
        from_=source,
        ml="0.10",
        witness=SECOND,
        reason="residual",
        method="binding cartridge",
    )
    assert _answer(stopped, call).refusal.code == "waste.exceeds-remaining"
    assert stopped.clinic.withdraw_call(call.id, stopped.turns[DOCTOR]) is None
    assert stopped.clinic.calls() == ()
    assert _answer(stopped, call).refusal.code == "entry.unknown"


def _dose(house):
    act = GiveMedication(
        session="s1",
        drug="midazolam",
        dose="1",
        unit="mg",
        route="IV",
        indication="agitation",
        vial="M1-1",
        ml_drawn="2",
        method="binding cartridge",
    )
    return house.clinic.call_witness(act, house.turns[NURSE], "Midazolam 1 mg IV.")


def test_that_a_dose_keeps_the_time_it_was_asked_for(house):
    house.bring("s1", Phase.INFUSING)
    asked_at = house.clock.now()
    call = _dose(house)
    house.wait(6)
    assert isinstance(_answer(house, call), Done)
    (given,) = house.session().medications
    assert given.observed_at == asked_at
    assert given.recorded_at == asked_at + timedelta(minutes=6)
    assert given.given.witness == SECOND


def test_that_nobody_leaves_while_a_dose_waits_that_could_not_be_recorded_afterwards(house):
    house.bring("s1", Phase.RECOVERING)
    call = _dose(house)
    refusal = house.refused(NURSE, "discharge.release", session="s1", escort=ESCORT)
    assert refusal.code == "witness.required"
    assert "Midazolam 1 mg IV." in refusal.sentence
    house.clinic.withdraw_call(call.id, house.turns[NURSE])
    refusal = house.refused(NURSE, "discharge.release", session="s1", escort=ESCORT)
    assert refusal.code == "discharge.criteria-unmet"


def test_that_nobody_signs_while_a_waste_waits(house):
    house.bring("s1", Phase.RELEASED)
    house.bring("s2", Phase.RECOVERING, patient="p.castellanos", chair="Chair 2", pump_ml="35")
    source = {"session": "s2"}
    waste = WasteStock(source=source, ml="0.1", reason="residual", method="cartridge")
    assert isinstance(house.clinic.call_witness(waste, house.turns[NURSE], WORDS), Call)
    assert house.refused(NURSE, "session.sign", session="s2").code == "witness.required"
    house.done(NURSE, "session.sign", session="s1")


def test_that_whoever_shows_it_is_told_of_a_call_and_of_its_end(house):
    told: list[Changed] = []
    house.clinic.subscribe(told.append)
    act = BreakContainer(vial="K1-2", circumstances="fell off the tray")
    call = house.clinic.call_witness(act, house.turns[NURSE], "K1-2 is broken")
    house.clinic.withdraw_call(call.id, house.turns[NURSE])
    assert told == [Changed(calls=True), Changed(calls=True)]


def test_that_only_who_asked_or_might_have_done_it_may_withdraw(house):
    house.bring("s1", Phase.INFUSING)
    dose = {"dose": "1", "unit": "mg", "route": "IV", "indication": "agitation"}
    act = GiveMedication(session="s1", drug="midazolam", vial="M1-1", ml_drawn="1", **dose)
    call = house.clinic.call_witness(act, house.turns[NURSE], "Midazolam 1 mg IV")
    refusal = house.clinic.withdraw_call(call.id, house.turns[ADMIN])
    assert refusal.code == "role.not-permitted"
    assert house.clinic.calls() == (call,)
