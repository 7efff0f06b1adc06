"""From the stop to the door: what must be met, and who may take the patient home."""

import pytest
from support.builders import DOCTOR, ESCORT, NO_ITEMS, NURSE, House

from ketachart.domain import gates
from ketachart.domain.gates import DISCHARGE_ITEMS
from ketachart.domain.session import Phase


def recovered(house: House, leave_out: str = "", **instead: object) -> None:
    """Half an hour after the stop with everything met, but for what is left out or changed."""
    house.bring("s1", Phase.INFUSING)
    house.done(NURSE, "score.chart", session="s1", scale="BPRS+", items=[1, 1, 1, 1])
    house.wait(60)
    house.done(NURSE, "infusion.stop", session="s1", pump_ml="40", reason="complete")
    house.wait(instead.get("stay", 30))
    if leave_out != "vitals":
        house.chart()
    if leave_out != "score":
        items = instead.get("aldrete", [2, 2, 2, 2, 1])
        house.done(NURSE, "score.chart", session="s1", scale="Aldrete", items=items)
    if leave_out != "cadss":
        items = instead.get("cadss", NO_ITEMS)
        house.done(NURSE, "score.chart", session="s1", scale="CADSS-6", items=items)
    checked = {item: True for item in DISCHARGE_ITEMS if item != leave_out}
    house.done(NURSE, "discharge.check", session="s1", items=checked)
    if leave_out != "order":
        house.done(DOCTOR, "discharge.order", session="s1")


def unmet(house: House) -> list[str]:
    session = house.session()
    settings = house.clinic.books.settings_at(session.opened_at)
    return [each.key for each in gates.release_unmet(session, house.clock.now(), settings)]


def test_that_a_patient_who_meets_everything_goes(house):
    recovered(house)
    assert unmet(house) == []
    house.done(NURSE, "discharge.release", session="s1", escort=ESCORT)
    assert house.session().phase is Phase.RELEASED


@pytest.mark.parametrize("missing", ["vitals", "score", "cadss", "order", *DISCHARGE_ITEMS])
def test_that_each_thing_missing_keeps_the_patient_and_is_named(house, missing):
    recovered(house, leave_out=missing)
    assert unmet(house) == [missing]
    refusal = house.refused(NURSE, "discharge.release", session="s1", escort=ESCORT)
    assert refusal.code == "discharge.criteria-unmet"
    assert refusal.about == missing
    assert DISCHARGE_ITEMS.get(missing, "") in refusal.sentence


@pytest.mark.parametrize(
    ("instead", "found"),
    [
        ({"stay": 29}, ["stay"]),
        ({"stay": 30}, []),
        ({"aldrete": [2, 2, 2, 1, 1]}, ["score"]),
        ({"cadss": [2, 0, 0, 0, 0, 0]}, []),
        ({"cadss": [3, 0, 0, 0, 0, 0]}, ["cadss"]),
    ],
)
def test_that_a_limit_is_met_at_the_limit(house, instead, found):
    recovered(house, **instead)
    assert unmet(house) == found


def test_that_padss_does_as_well_as_aldrete_and_the_latest_of_each_counts(house):
    recovered(house, aldrete=[1, 2, 2, 2, 1])
    house.done(NURSE, "score.chart", session="s1", scale="PADSS", items=[2, 2, 2, 2, 1])
    assert unmet(house) == []
    house.wait(1)
    house.done(NURSE, "score.chart", session="s1", scale="PADSS", items=[2, 2, 2, 1, 1])
    assert unmet(house) == ["score"]


def test_that_of_two_scores_of_one_minute_the_one_charted_later_counts(house):
    recovered(house, aldrete=[1, 2, 2, 2, 1])
    house.done(NURSE, "score.chart", session="s1", scale="Aldrete", items=[2] * 5)
    assert unmet(house) == []
    house.done(NURSE, "score.chart", session="s1", scale="Aldrete", items=[1] * 5)
    assert unmet(house) == ["score"]


def test_that_vitals_are_too_old_after_fifteen_minutes(house):
    recovered(house)
    house.wait(15)
    assert unmet(house) == []
    house.wait(1)
    assert unmet(house) == ["vitals"]


def test_that_walking_may_be_answered_with_a_reason_and_nothing_else_may(house):
    recovered(house, leave_out="walks_unaided")
    reason = {"walks_unaided": "uses a wheelchair as before"}
    house.done(NURSE, "discharge.check", session="s1", items=reason)
    assert unmet(house) == []
    for item in ("oriented", "iv_removed"):
        refusal = house.refused(
            NURSE, "discharge.check", session="s1", items={item: "uses a wheelchair"}
        )
        assert refusal.code == "input.invalid"


def test_that_an_item_taken_back_counts_as_unmet_again(house):
    recovered(house)
    house.done(NURSE, "discharge.check", session="s1", items={"nausea_controlled": False})
    assert unmet(house) == ["nausea_controlled"]


@pytest.mark.parametrize(
    ("escort", "goes"),
    [
        ({}, True),
        ({"name": " "}, False),
        ({"identity_checked": False}, False),
        ({"identity_checked": None}, False),
        ({"accepts_responsibility": False}, False),
        ({"drives": False}, False),
        ({"drives": False, "travels_by": "taxi, with the patient"}, True),
    ],
)
def test_that_the_escort_is_known_willing_and_has_a_way_home(house, escort, goes):
    recovered(house)
    with_whom = {**ESCORT, **escort}
    if goes:
        house.done(NURSE, "discharge.release", session="s1", escort=with_whom)
    else:
        refusal = house.refused(NURSE, "discharge.release", session="s1", escort=with_whom)
        assert refusal.code == "discharge.no-escort"


def test_that_the_chair_is_free_again_after_the_release(house):
    house.bring("s1", Phase.RELEASED)
    house.bring("s2", Phase.OPENED, patient="p.castellanos")
    assert house.clinic.books.in_chair() == {"Chair 1": "s2"}


def test_that_a_return_makes_the_signature_void_and_keeps_it(house):
    house.bring("s1", Phase.SIGNED)
    house.done(DOCTOR, "session.return", session="s1", reason="a pain score does not fit")
    session = house.session()
    assert session.phase is Phase.RELEASED
    assert [signature.void for signature in session.signatures] == [True]
    house.done(NURSE, "session.sign", session="s1")
    assert [signature.void for signature in house.session().signatures] == [True, False]


def test_that_an_addendum_follows_the_co_signature_and_nothing_else_does(house):
    house.bring("s1", Phase.COSIGNED)
    house.done(NURSE, "session.addendum", session="s1", text="Escort rang: home safely.")
    assert [text for _, _, text in house.session().addenda] == ["Escort rang: home safely."]
    for do, fields in (("note.add", {"text": "x"}), ("session.sign", {}), ("vitals.chart", {})):
        assert house.refused(NURSE, do, session="s1", **fields).code == "session.locked"
