"""A correction keeps what was there, says who, when and why, and counts from then on."""

from decimal import Decimal

import pytest
from support.builders import CALM, NURSE, SECOND, House, clock_time

from ketachart.domain import gates, monitoring
from ketachart.domain.entries import Entry
from ketachart.domain.session import Phase

WHY = "typed for the neighbouring column"


def amend(house: House, entry: Entry, **changes: object) -> None:
    house.done(NURSE, "entry.amend", session="s1", entry=entry.ref, changes=changes, reason=WHY)


def refused(house: House, entry: Entry, **changes: object) -> str:
    fields = {"entry": entry.ref, "changes": changes, "reason": WHY}
    return house.refused(NURSE, "entry.amend", session="s1", **fields).code


def test_that_the_old_value_stays_with_who_when_and_why(house):
    house.bring("s1", Phase.SCREENED)
    entry = house.chart(hr=72, pain=7)
    house.wait(3)
    amend(house, entry, pain=2)
    amend(house, entry, pain=3)
    (reading,) = house.session().readings
    assert reading.values == {"hr": Decimal(72), "pain": Decimal(3)}
    assert [(each.field, each.old, each.new) for each in reading.changes] == [
        ("pain", "7", "2"),
        ("pain", "2", "3"),
    ]
    assert {(each.by, each.at, each.reason) for each in reading.changes} == {
        (NURSE, house.clock.now(), WHY)
    }
    assert house.session().entry(entry.ref).event == entry.event


def test_that_a_value_may_be_added_or_taken_away_but_not_the_last_one(house):
    house.bring("s1", Phase.SCREENED)
    entry = house.chart(hr=72)
    amend(house, entry, spo2=97)
    amend(house, entry, hr=None)
    assert house.session().readings[0].values == {"spo2": Decimal(97)}
    assert refused(house, entry, spo2=None) == "vitals.empty"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"hr": 7}, "vitals.implausible"),
        ({"sbp": 82}, "vitals.implausible"),
        ({"hr": "7x"}, "input.invalid"),
        ({"colour": "pale"}, "input.invalid"),
        ({}, "input.invalid"),
        ({"observed_at": "2026-03-03T23:00:00-08:00"}, "time.in-future"),
        ({"observed_at": "2026-03-03T07:00:00-08:00"}, "time.before-session"),
    ],
)
def test_that_the_new_value_passes_the_same_checks(house, changes, code):
    house.bring("s1", Phase.SCREENED)
    entry = house.chart(**CALM)
    assert refused(house, entry, **changes) == code


def test_that_end_tidal_co2_cannot_be_amended_away_at_high_respiratory_risk(house):
    house.bring("s1", Phase.SCREENED, patient="p.mbeki")
    entry = house.chart(**CALM, etco2=38)
    assert refused(house, entry, etco2=None) == "vitals.etco2-required"


def test_that_an_amended_time_fills_another_slot(house):
    house.bring("s1", Phase.INFUSING)
    house.wait(12)
    entry = house.chart()
    settings = house.clinic.books.settings_at(house.session().opened_at)

    def filled() -> list[object]:
        found = monitoring.slots(house.session(), settings, house.clock.now())
        return [
            slot.due for slot in found if slot.observation and slot.observation.ref == entry.ref
        ]

    assert filled() == [clock_time("09:05")]
    amend(house, entry, observed_at=clock_time("09:00").isoformat())
    assert filled() == [clock_time("09:00")]


def test_that_an_amended_score_counts_at_the_gate(house):
    house.bring("s1", Phase.RECOVERING)
    house.wait(30)
    house.chart()
    entry = house.done(NURSE, "score.chart", session="s1", scale="Aldrete", items=[2] * 5)
    settings = house.clinic.books.settings_at(house.session().opened_at)

    def score_unmet() -> bool:
        found = gates.release_unmet(house.session(), house.clock.now(), settings)
        return "score" in [each.key for each in found]

    assert not score_unmet()
    amend(house, entry, items=[1, 1, 2, 2, 2])
    assert score_unmet()
    (score,) = [each for each in house.session().scores if each.scale == "Aldrete"]
    assert (score.total, score.changes[0].old) == (8, "2 2 2 2 2")
    assert refused(house, entry, items=[3, 2, 2, 2, 2]) == "scale.bad-items"


def test_that_a_drug_made_a_rescue_restarts_the_plan(house):
    house.bring("s1", Phase.INFUSING)
    house.wait(31)
    drug = {"drug": "ondansetron", "dose": "4", "unit": "mg", "route": "IV"}
    entry = house.done(NURSE, "medication.give", session="s1", **drug, indication="nausea")
    settings = house.clinic.books.settings_at(house.session().opened_at)
    before = len(monitoring.anchors(house.session(), settings))
    amend(house, entry, rescue=True, dose="8")
    assert len(monitoring.anchors(house.session(), settings)) == before + 1
    (given,) = house.session().medications
    assert given.given.dose == 8
    assert {each.field: each.old for each in given.changes} == {"rescue": "False", "dose": "4"}


def test_that_what_the_ledger_stands_on_is_not_amended(house):
    house.bring("s1", Phase.INFUSING)
    dose = {"drug": "midazolam", "dose": "2", "unit": "mg", "route": "IV", "indication": "fright"}
    source = {"vial": "M1-1", "ml_drawn": "2.00", "witness": SECOND}
    given = house.done(NURSE, "medication.give", session="s1", **dose, **source)
    assert refused(house, given, dose="1") == "input.invalid"
    amend(house, given, indication="distressing hallucination")
    prepared = next(entry for entry in house.session().log if hasattr(entry.event, "draws"))
    assert refused(house, prepared, bag_ml="50") == "input.invalid"


def test_that_an_amended_weight_is_the_weight_of_the_dose(house):
    house.bring("s1", Phase.ORDERED)
    taken_in = next(entry for entry in house.session().log if hasattr(entry.event, "intake"))
    assert house.session().dose_plan.peak_mg_kg_h == Decimal("0.5")
    amend(house, taken_in, weight_kg="100", escort_phone="310-555-0199")
    assert house.session().dose_plan.peak_mg_kg_h * 10 == 4
    assert house.session().escort.phone == "310-555-0199"
    assert refused(house, taken_in, weight_kg="10") == "input.invalid"
    assert refused(house, taken_in, consent_signed=False) == "intake.incomplete"


def test_that_a_note_keeps_its_first_words_in_the_log(house):
    house.bring("s1", Phase.SCREENED)
    entry = house.done(NURSE, "note.add", session="s1", text="left arm")
    amend(house, entry, text="right arm")
    (remark,) = house.session().remarks
    assert (remark.event.text, remark.changes[0].old) == ("right arm", "left arm")


def test_that_an_amendment_cannot_be_amended(house):
    house.bring("s1", Phase.SCREENED)
    entry = house.chart()
    amend(house, entry, hr=80)
    last = house.session().log[-1]
    assert refused(house, last, hr=81) == "input.invalid"


def test_that_what_is_heard_after_the_release_is_charted_until_the_nurse_signs(house):
    house.bring("s1", Phase.INFUSING)
    drug = {"drug": "ondansetron", "dose": "4", "unit": "mg", "route": "IV"}
    given = house.done(NURSE, "medication.give", session="s1", **drug, indication="nausea")
    house.bring_on("s1", Phase.RELEASED)
    house.wait(20)
    fall = {"kind": "fall", "severity": "mild", "action": "escort told to return"}
    house.done(NURSE, "adverse.record", session="s1", **fall)
    house.done(NURSE, "medication.response", session="s1", of=given.ref, effect="none left")
    entry = house.done(NURSE, "score.chart", session="s1", scale="PHQ-9", items=[0] * 9)
    amend(house, entry, observed_at=house.clock.now().isoformat())


def test_that_no_vitals_and_no_drug_are_moved_behind_the_release(house):
    house.bring("s1", Phase.INFUSING)
    drug = {"drug": "ondansetron", "dose": "4", "unit": "mg", "route": "IV"}
    given = house.done(NURSE, "medication.give", session="s1", **drug, indication="nausea")
    house.bring_on("s1", Phase.RELEASED)
    house.wait(20)
    now = house.clock.now().isoformat()
    reading = next(e for e in house.session().log if hasattr(e.event, "values"))
    for entry in (given, reading):
        assert refused(house, entry, observed_at=now) == "time.after-release"
