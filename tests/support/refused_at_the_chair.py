"""Refusals of the order, the bag, the pump, the stock and the gates."""

from support.builders import (
    ADMIN,
    CHECKLIST,
    DAY,
    DOCTOR,
    ESCORT,
    NO_TO_ALL,
    NURSE,
    SECOND,
    House,
)
from support.provoking import attempt, bag, count_all, provokes

from ketachart.domain.gates import DISCHARGE_ITEMS
from ketachart.domain.refusals import Code
from ketachart.domain.session import Phase

# --- the order, the bag and the pump -----------------------------------------------------------


@provokes(Code.NOT_OUTPATIENT)
def an_order_for_a_ketamine_coma(house):
    house.bring("s1", Phase.TAKEN_IN, protocol="coma")
    dose = {"kind": "mg", "amount": "40", "minutes": 60}
    return attempt(house, DOCTOR, "session.order", session="s1", dose=dose)


@provokes(Code.CONTRAINDICATED)
def an_order_against_a_contraindication(house):
    house.bring("s1", Phase.TAKEN_IN, yes_to="delirium")
    dose = {"kind": "mg", "amount": "40", "minutes": 60}
    return attempt(house, DOCTOR, "session.order", session="s1", dose=dose)


@provokes(Code.INTAKE_INCOMPLETE)
def a_screening_without_answers(house):
    house.bring("s1", Phase.OPENED)
    return attempt(house, NURSE, "session.screen", session="s1")


@provokes(Code.INTAKE_INCOMPLETE)
def a_screen_with_one_item_unanswered(house):
    house.bring("s1", Phase.OPENED)
    answers = {item: answer for item, answer in NO_TO_ALL.items() if item != "delirium"}
    return attempt(house, NURSE, "session.screen", session="s1", answers=answers)


@provokes(Code.INTAKE_INCOMPLETE)
def an_intake_without_consent(house):
    house.bring("s1", Phase.SCREENED)
    checklist = {**CHECKLIST, "consent_signed": False}
    escort = {"name": "Ruth Greer"}
    intake = {"checklist": checklist, "escort": escort}
    return attempt(house, NURSE, "session.intake", session="s1", **intake)


@provokes(Code.HARD_LIMIT)
def an_order_above_the_hard_limit(house):
    house.bring("s1", Phase.TAKEN_IN)
    dose = {"kind": "mg/kg/h", "amount": "3.01", "minutes": 60}
    order = {"dose": dose, "limit_reason": "whatever"}
    return attempt(house, DOCTOR, "session.order", session="s1", **order)


@provokes(Code.SOFT_LIMIT)
def an_order_above_the_soft_limit(house):
    house.bring("s1", Phase.TAKEN_IN)
    dose = {"kind": "mg/kg/h", "amount": "2.01", "minutes": 60}
    return attempt(house, DOCTOR, "session.order", session="s1", dose=dose)


@provokes(Code.BAG_EXCEEDED)
def a_pump_that_gave_more_than_the_bag_held(house):
    house.bring("s1", Phase.INFUSING)
    house.wait(60)
    stop = {"pump_ml": "40.01", "reason": "complete"}
    return attempt(house, NURSE, "infusion.stop", session="s1", **stop)


@provokes(Code.PUMP_VARIANCE)
def a_pump_reading_far_from_rate_times_time(house):
    house.bring("s1", Phase.INFUSING)
    house.wait(30)
    stop = {"pump_ml": "22.01", "reason": "complete"}
    return attempt(house, NURSE, "infusion.stop", session="s1", **stop)


@provokes(Code.MIXED_PRODUCTS)
def two_strengths_in_one_bag(house):
    house.bring("s1", Phase.ORDERED)
    draws = [{"vial": "K1-1", "ml": "0.40"}, {"vial": "H1-1", "ml": "0.20"}]
    made = {"draws": draws, "bag_ml": "40", "verified_by": SECOND}
    return attempt(house, NURSE, "session.prepare", session="s1", **made)


@provokes(Code.VIAL_EXPIRED)
def a_vial_that_expired_yesterday(house):
    house.bring("s1", Phase.ORDERED)
    return attempt(house, NURSE, "session.prepare", session="s1", **bag("OLD-1", "0.80"))


@provokes(Code.VIAL_OVERDRAWN)
def more_than_the_vial_holds(house):
    house.bring("s1", Phase.ORDERED)
    return attempt(house, NURSE, "session.prepare", session="s1", **bag("K1-1", "10.01"))


@provokes(Code.VIAL_OVERDRAWN)
def a_dose_larger_than_was_drawn(house):
    house.bring("s1", Phase.INFUSING)
    dose = {
        "drug": "midazolam",
        "dose": "1.5",
        "unit": "mg",
        "route": "IV",
        "indication": "fright",
        "vial": "M1-1",
        "ml_drawn": "1.00",
        "witness": SECOND,
    }
    return attempt(house, NURSE, "medication.give", session="s1", **dose)


@provokes(Code.WASTE_EXCEEDS)
def more_waste_than_is_left_of_the_bag(house):
    house.bring("s1", Phase.RECOVERING, pump_ml="20")
    waste = {"ml": "0.41", "witness": SECOND, "reason": "residual", "method": "cartridge"}
    return attempt(house, NURSE, "stock.waste", from_={"session": "s1"}, **waste)


@provokes(Code.WASTE_EXCEEDS)
def more_waste_than_is_in_the_vial(house):
    waste = {"ml": "2.01", "witness": SECOND, "reason": "cracked", "method": "cartridge"}
    return attempt(house, NURSE, "stock.waste", from_={"vial": "M1-1"}, **waste)


# --- gates -------------------------------------------------------------------------------------


@provokes(Code.CRITERIA_UNMET)
def a_release_right_after_the_stop(house):
    house.bring("s1", Phase.RECOVERING)
    return attempt(house, NURSE, "discharge.release", session="s1", escort=ESCORT)


@provokes(Code.WRONG_CODE)
def a_release_to_someone_with_another_code(house):
    house.bring("s1", Phase.RECOVERING)
    house.done(NURSE, "session.escort", session="s1", escort={"name": "Ruth Greer"}, code="482713")
    house.make_ready("s1")
    release = {"session": "s1", "escort": ESCORT, "escort_code": "482731"}
    return attempt(house, NURSE, "discharge.release", **release)


@provokes(Code.NO_ESCORT)
def a_release_with_nobody_to_go_with(house):
    house.bring("s1", Phase.RECOVERING)
    for minutes in (15, 16):
        house.wait(minutes)
        house.chart()
    house.done(NURSE, "score.chart", session="s1", scale="PADSS", items=[2, 2, 2, 2, 1])
    house.done(NURSE, "score.chart", session="s1", scale="CADSS-6", items=[2, 0, 0, 0, 0, 0])
    house.done(NURSE, "discharge.check", session="s1", items=dict.fromkeys(DISCHARGE_ITEMS, True))
    house.done(DOCTOR, "discharge.order", session="s1")
    escort = {**ESCORT, "accepts_responsibility": False}
    return attempt(house, NURSE, "discharge.release", session="s1", escort=escort)


@provokes(Code.SLOTS_UNEXPLAINED)
def a_signature_over_a_missed_set(house):
    house.bring("s1", Phase.INFUSING)
    house.wait(60)
    house.done(NURSE, "infusion.stop", session="s1", pump_ml="40", reason="complete")
    released(house)
    return attempt(house, NURSE, "session.sign", session="s1")


def released(house: House) -> None:
    """From the stop to the door, with every set charted."""
    for minutes in (15, 15):
        house.wait(minutes)
        house.chart()
    house.done(NURSE, "score.chart", session="s1", scale="Aldrete", items=[2] * 5)
    house.done(NURSE, "score.chart", session="s1", scale="CADSS-6", items=[0] * 6)
    house.done(NURSE, "discharge.check", session="s1", items=dict.fromkeys(DISCHARGE_ITEMS, True))
    house.done(DOCTOR, "discharge.order", session="s1")
    house.done(NURSE, "discharge.release", session="s1", escort=ESCORT)


@provokes(Code.WASTE_UNRECONCILED)
def a_signature_over_an_unwasted_rest(house):
    house.bring("s1", Phase.RELEASED, pump_ml="20")
    return attempt(house, NURSE, "session.sign", session="s1")


@provokes(Code.DAY_UNRECONCILED)
def the_close_of_a_day_nobody_counted(house):
    return attempt(house, ADMIN, "day.close", date=DAY.isoformat(), witness=NURSE)


@provokes(Code.DAY_UNRECONCILED)
def the_close_over_a_vial_that_is_missing(house):
    count_all(house)
    house.count("mid-1-2", 3)
    return attempt(house, ADMIN, "day.close", date=DAY.isoformat(), witness=NURSE)


@provokes(Code.DAY_UNRECONCILED)
def the_close_over_a_bag_that_hangs(house):
    house.bring("s1", Phase.PREPARED)
    house.count("ket-50-10", 7, "9.20")
    for product, sealed in (("ket-100-5", 3), ("mid-1-2", 4)):
        house.count(product, sealed)
    return attempt(house, ADMIN, "day.close", date=DAY.isoformat(), witness=NURSE)
