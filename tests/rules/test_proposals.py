"""Limits and drugs change as proposed by one and approved by another; what runs keeps its own."""

from support.builders import ADMIN, DAY, DOCTOR, NURSE, House

from ketachart.app.clinic import Done, Outcome, Refused
from ketachart.app.verification import verify
from ketachart.domain.acts import ApproveProposal, ProposeChange, RefuseProposal, SetIdleLock
from ketachart.domain.proposals import changes_between, fields_of, with_fields
from ketachart.domain.refusals import Code, Refusal
from ketachart.domain.session import Phase

SOFT = {"soft_mg_per_kg_h": "0.4"}


def propose(house: House, name: str = "x1", **fields: object) -> Outcome:
    given = {"kind": "settings", "values": SOFT, "reason": "as discussed", **fields}
    return house.perform(ADMIN, ProposeChange(proposal=name, **given))


def approve(house: House, name: str = "x1") -> Outcome:
    return house.perform(DOCTOR, ApproveProposal(proposal=name))


def why(outcome: Outcome) -> Refusal:
    assert isinstance(outcome, Refused), outcome
    return outcome.refusal


def test_that_a_proposal_alone_changes_nothing(house):
    before = house.clinic.world.settings_at(house.clock.now())
    assert isinstance(propose(house), Done)
    assert house.clinic.world.settings_at(house.clock.now()) == before


def test_that_an_open_session_keeps_the_limits_of_its_opening(house):
    house.bring("s1", Phase.OPENED)
    opened = house.session().opened_at
    before = house.clinic.world.settings_at(opened)
    house.wait(1)
    assert isinstance(propose(house), Done)
    assert isinstance(approve(house), Done)
    now = house.clinic.world.settings_at(house.clock.now())
    assert fields_of(now)["soft_mg_per_kg_h"] == "0.4"
    assert house.clinic.world.settings_at(opened) == before
    assert not list(verify(house.clinic))


def test_that_old_and_new_value_stand_in_the_log(house):
    assert isinstance(propose(house), Done)
    outcome = approve(house)
    assert isinstance(outcome, Done)
    (change,) = outcome.entries[1].event.changes
    assert (change.field, change.after) == ("soft_mg_per_kg_h", "0.4")
    assert change.before not in {"", "0.4"}


def test_that_neither_the_administrator_nor_a_nurse_approves(house):
    assert isinstance(propose(house), Done)
    for person in (ADMIN, NURSE):
        assert why(house.perform(person, ApproveProposal(proposal="x1"))).code is Code.ROLE


def test_that_what_was_decided_is_not_decided_again(house):
    assert isinstance(propose(house), Done)
    refused = RefuseProposal(proposal="x1", reason="not now")
    assert isinstance(house.perform(DOCTOR, refused), Done)
    assert "refused already" in why(approve(house)).sentence


def test_that_a_proposal_on_what_was_changed_since_is_not_approved(house):
    assert isinstance(propose(house), Done)
    assert isinstance(propose(house, "x2", values={"soft_mg_per_kg_h": "0.45"}), Done)
    assert isinstance(approve(house), Done)
    assert "changed since" in why(approve(house, "x2")).sentence


def test_that_limits_that_begin_later_begin_on_their_day(house):
    later = DAY.replace(day=DAY.day + 2)
    assert isinstance(propose(house, since=str(later)), Done)
    assert isinstance(approve(house), Done)
    before = house.clinic.world.settings_at(house.clock.now())
    assert fields_of(before)["soft_mg_per_kg_h"] != "0.4"
    assert why(house.perform(ADMIN, SetIdleLock(idle_lock_min=7))).about == "since"
    house.at("00:00", later)
    begun = house.clinic.world.settings_at(house.clock.now())
    assert fields_of(begun)["soft_mg_per_kg_h"] == "0.4"


def test_that_values_which_do_not_fit_are_told_at_their_field(house):
    for values, about in (
        ({"soft_mg_per_kg_h": "high"}, "soft_mg_per_kg_h"),
        ({"soft_mg_per_kg_h": "99"}, "hard_mg_per_kg_h"),
        ({"infusion_plan": "often"}, "infusion_plan"),
        ({"infusion_plan": "for 15 min every 5 min"}, "infusion_plan"),
        ({"vitals.hr.alert_low": "500"}, "vitals.hr.alert_high"),
        ({"nothing": "1"}, "nothing"),
    ):
        assert why(propose(house, values=values)).about == about, values


def test_that_a_line_of_the_formulary_is_a_draft_until_it_is_approved(house):
    drug = next(iter(house.clinic.formulary().drugs.values()))
    assert not drug.approved_by
    assert isinstance(propose(house, kind="drug", about=drug.key, values={}), Done)
    assert isinstance(approve(house), Done)
    doctor = house.turns[DOCTOR].person.titled
    found = house.clinic.world.drug(drug.key)
    assert found is not None
    assert found.approved_by == doctor


def test_that_every_field_reads_back_as_it_is_written(house):
    world = house.clinic.world
    drugs = house.clinic.formulary().drugs.values()
    protocols = house.clinic.protocols().protocols.values()
    for subject in (world.settings_at(house.clock.now()), *drugs, *protocols):
        assert with_fields(subject, fields_of(subject)) == subject
        assert not changes_between(subject, fields_of(subject))
