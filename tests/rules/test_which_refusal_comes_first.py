"""Where two things are wrong, the published order says which one is told."""

import pytest
from support.builders import (
    ADMIN,
    CALM,
    DAY,
    DOCTOR,
    ESCORT,
    INSPECTOR,
    NURSE,
    REGISTRANT,
    SECOND,
)

from ketachart.domain.session import Phase

WASTE = {"ml": "99", "witness": SECOND, "reason": "residual", "method": "cartridge"}
DOSE = {
    "drug": "midazolam",
    "dose": "1",
    "unit": "mg",
    "route": "IV",
    "indication": "fright",
    "vial": "M1-1",
    "ml_drawn": "2.00",
    "witness": SECOND,
    "method": "cartridge",
}


def a_draw(vial: str = "K1-1", ml: str = "0.80") -> list[dict[str, str]]:
    return [{"vial": vial, "ml": ml}]


# What is wrong twice: phase, by, do, fields -> the code that is told.
FIRST = {
    "role before an unknown session": (
        Phase.OPENED, ADMIN, "note.add", {"session": "s7"}, "role.not-permitted",
    ),
    "role before a field that is none": (
        Phase.OPENED, INSPECTOR, "note.add", {"session": "s1", "x": 1}, "role.not-permitted",
    ),
    "unknown session before an empty text": (
        Phase.OPENED, NURSE, "note.add", {"session": "s7", "text": ""}, "session.unknown",
    ),
    "unknown session before a field that is none": (
        Phase.OPENED, NURSE, "note.add", {"session": "s7", "x": 1}, "session.unknown",
    ),
    "unknown entry before locked": (
        Phase.SIGNED, NURSE, "entry.amend", {"session": "s1", "entry": "x"}, "entry.unknown",
    ),
    "unknown vial before a wrong phase": (
        Phase.OPENED, NURSE, "session.prepare",
        {"session": "s1", "draws": a_draw("K9-9")}, "vial.unknown",
    ),
    "an unknown verifier before locked": (
        Phase.SIGNED, NURSE, "session.prepare",
        {"session": "s1", "draws": a_draw(), "verified_by": "rn.nobody"}, "input.invalid",
    ),
    "an unknown witness of a dose before a wrong phase": (
        Phase.OPENED, NURSE, "medication.give",
        {"session": "s1", **DOSE, "witness": "rn.nobody"}, "input.invalid",
    ),
    "an unknown witness of waste before a wrong phase": (
        Phase.PREPARED, NURSE, "stock.waste",
        {"from_": {"session": "s1"}, **WASTE, "witness": "rn.nobody"}, "input.invalid",
    ),
    "an unknown vial before an unknown verifier": (
        Phase.ORDERED, NURSE, "session.prepare",
        {"session": "s1", "draws": a_draw("K9-9"), "verified_by": "rn.nobody"}, "vial.unknown",
    ),
    "locked before a wrong phase": (
        Phase.SIGNED, NURSE, "infusion.start", {"session": "s1"}, "session.locked",
    ),
    "locked before bad values": (
        Phase.SIGNED, NURSE, "vitals.chart", {"session": "s1", "hr": 7}, "session.locked",
    ),
    "locked before a vial that is not named": (
        Phase.SIGNED, NURSE, "medication.give",
        {"session": "s1", **DOSE, "vial": None}, "session.locked",
    ),
    "locked before draws that can't be read": (
        Phase.SIGNED, NURSE, "session.prepare", {"session": "s1", "draws": 7}, "session.locked",
    ),
    "a wrong phase before a missing second person": (
        Phase.OPENED, NURSE, "infusion.start", {"session": "s1"}, "session.wrong-phase",
    ),
    "a wrong phase before a missing vial": (
        Phase.RELEASED, NURSE, "medication.give",
        {"session": "s1", **DOSE, "vial": None}, "session.wrong-phase",
    ),
    "a wrong phase before draws that can't be read": (
        Phase.OPENED, NURSE, "session.prepare", {"session": "s1"}, "session.wrong-phase",
    ),
    "a wrong phase before a missing reason": (
        Phase.OPENED, NURSE, "infusion.pause", {"session": "s1"}, "session.wrong-phase",
    ),
    "an occupied chair before a bad series": (
        Phase.OPENED, NURSE, "session.open",
        {"session": "s2", "patient": "p.castellanos", "chair": "Chair 1", "protocol": "custom",
         "series": {"number": 2, "of": 1}},
        "chair.occupied",
    ),
    "the second person before the values": (
        Phase.PREPARED, NURSE, "infusion.start",
        {"session": "s1", "ml_per_h": "x", "verified_by": NURSE}, "witness.same-person",
    ),
    "a missing second person before the dose": (
        Phase.INFUSING, NURSE, "medication.give",
        {"session": "s1", **DOSE, "witness": "", "dose": "x"}, "witness.required",
    ),
    "values before the limits": (
        Phase.TAKEN_IN, DOCTOR, "session.order",
        {"session": "s1", "dose": {"kind": "mg/kg/h", "amount": "99", "minutes": 0}},
        "input.invalid",
    ),
    "an unknown second person before a wrong phase": (
        Phase.OPENED, NURSE, "infusion.start",
        {"session": "s1", "ml_per_h": "40", "verified_by": "nobody"}, "input.invalid",
    ),
    "the hard limit before the soft one": (
        Phase.PREPARED, NURSE, "infusion.start",
        {"session": "s1", "ml_per_h": "300", "verified_by": SECOND}, "dose.above-hard-limit",
    ),
    "the soft limit before the order's rate": (
        Phase.PREPARED, NURSE, "infusion.start",
        {"session": "s1", "ml_per_h": "200", "verified_by": SECOND},
        "dose.soft-limit-needs-reason",
    ),
    "a missing reason before the bag": (
        Phase.INFUSING, NURSE, "infusion.stop", {"session": "s1", "pump_ml": "41"},
        "reason.required",
    ),
    "the bag before the pump's variance": (
        Phase.INFUSING, NURSE, "infusion.stop",
        {"session": "s1", "pump_ml": "41", "reason": "complete"}, "bag.exceeded",
    ),
    "two products before an expired vial": (
        Phase.ORDERED, NURSE, "session.prepare",
        {"session": "s1", "draws": [*a_draw("OLD-1"), *a_draw("H1-1")], "bag_ml": "40",
         "verified_by": SECOND},
        "preparation.mixed-products",
    ),
    "an expired vial before one that is too small": (
        Phase.ORDERED, NURSE, "session.prepare",
        {"session": "s1", "draws": a_draw("OLD-1", "11"), "bag_ml": "40", "verified_by": SECOND},
        "vial.expired",
    ),
    "a bag too small before an expired vial": (
        Phase.ORDERED, NURSE, "session.prepare",
        {"session": "s1", "draws": a_draw("OLD-1", "2"), "bag_ml": "1", "verified_by": SECOND},
        "input.invalid",
    ),
    "a wrong phase before too much waste": (
        Phase.PREPARED, NURSE, "stock.waste", {"from_": {"session": "s1"}, **WASTE},
        "session.wrong-phase",
    ),
    "a missing reason before too much waste": (
        Phase.RECOVERING, NURSE, "stock.waste",
        {"from_": {"session": "s1"}, **WASTE, "reason": ""}, "reason.required",
    ),
    "the criteria before the escort": (
        Phase.RECOVERING, NURSE, "discharge.release",
        {"session": "s1", "escort": {**ESCORT, "name": ""}}, "discharge.criteria-unmet",
    ),
    "possible values before the time": (
        Phase.OPENED, NURSE, "vitals.chart",
        {"session": "s1", **CALM, "hr": 7, "observed_at": "2030-01-01T00:00:00Z"},
        "vitals.implausible",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FIRST)
def test_that_the_first_of_two_reasons_is_told(house, name):
    phase, by, do, fields, code = FIRST[name]
    house.bring("s1", phase)
    assert house.refused(by, do, **fields).code == code


def test_that_a_protocol_is_told_before_a_contraindication_and_that_before_a_limit(house):
    order = {"session": "s1", "dose": {"kind": "mg/kg/h", "amount": "9", "minutes": 60}}
    house.bring("s1", Phase.TAKEN_IN, protocol="coma", yes_to="psychosis")
    assert house.refused(DOCTOR, "session.order", **order).code == "protocol.not-outpatient"
    chair = {"patient": "p.castellanos", "chair": "Chair 2", "yes_to": "psychosis"}
    house.bring("s2", Phase.TAKEN_IN, **chair)
    order["session"] = "s2"
    assert house.refused(DOCTOR, "session.order", **order).code == "screen.contraindicated"
    order["override_reason"] = "ordered with the psychiatrist"
    assert house.refused(DOCTOR, "session.order", **order).code == "dose.above-hard-limit"


def test_that_a_missed_set_is_told_before_an_unwasted_rest(house):
    house.bring("s1", Phase.RELEASED, pump_ml="20")
    late = {"session": "s1", "entry": house.session().readings[-1].ref, "reason": "wrong column"}
    before = house.session().readings[-2].observed_at.isoformat()
    house.done(NURSE, "entry.amend", **late, changes={"observed_at": before})
    assert house.refused(NURSE, "session.sign", session="s1").code == "slots.unexplained"


def test_that_a_closed_day_is_told_before_a_missing_witness(house):
    for product, sealed in (("ket-50-10", 8), ("ket-100-5", 3), ("mid-1-2", 4)):
        house.count(product, sealed)
    house.done(ADMIN, "day.close", date=DAY.isoformat(), witness=NURSE)
    assert house.refused(ADMIN, "day.close", date=DAY.isoformat()).code == "day.closed"
    nobody = {"date": DAY.isoformat(), "witness": "rn.nobody"}
    assert house.refused(ADMIN, "day.close", **nobody).code == "input.invalid"


def test_that_a_second_person_is_told_before_a_wrong_dea_number(house):
    to = {**REGISTRANT, "dea_registration": "FB3309173"}
    leaving = {"vials": ["K1-1"], "to": to, "reference": "T-9"}
    assert house.refused(ADMIN, "stock.transfer", **leaving).code == "witness.required"
    leaving["witness"] = SECOND
    assert house.refused(ADMIN, "stock.transfer", **leaving).code == "dea.invalid"
