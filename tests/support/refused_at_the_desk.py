"""Refusals of who may, what is known, where a session stands, and what was typed."""

from datetime import timedelta

from support.builders import (
    ABSENT,
    ADMIN,
    CALM,
    DAY,
    DOCTOR,
    INSPECTOR,
    NURSE,
    REGISTRANT,
    SECOND,
    SECRETS,
    SUPPLIER,
    clock_time,
)
from support.provoking import attempt, bag, count_all, provokes

from ketachart.domain.refusals import Code
from ketachart.domain.session import Phase

# --- who and what ------------------------------------------------------------------------------


@provokes(Code.ROLE)
def a_nurse_orders(house):
    house.bring("s1", Phase.TAKEN_IN)
    dose = {"kind": "mg", "amount": "40", "minutes": 60}
    return attempt(house, NURSE, "session.order", session="s1", dose=dose)


@provokes(Code.ROLE)
def an_administrator_wastes_from_a_session(house):
    house.bring("s1", Phase.RECOVERING, pump_ml="20")
    waste = {"ml": "0.40", "witness": NURSE, "reason": "residual", "method": "cartridge"}
    return attempt(house, ADMIN, "stock.waste", from_={"session": "s1"}, **waste)


@provokes(Code.ROLE)
def an_inspector_is_the_witness(house):
    count = {"product": "mid-1-2", "sealed": 4, "open_ml": "0"}
    return attempt(house, ADMIN, "stock.count", **count, witness=INSPECTOR)


@provokes(Code.AUTH_FAILED)
def a_wrong_passphrase(house):
    return lambda: house.clinic.sign_in(ABSENT, "not what it is")


@provokes(Code.AUTH_FAILED)
def a_person_nobody_knows(house):
    return lambda: house.clinic.sign_in("rn.nobody", SECRETS[NURSE][0])


@provokes(Code.AUTH_FAILED)
def a_wrong_pin_at_taking_over(house):
    return lambda: house.clinic.take_over(SECOND, "000000")


@provokes(Code.AUTH_FAILED)
def a_wrong_pin_of_the_author(house):
    house.bring("s1", Phase.RELEASED)
    from ketachart.domain.acts import SignSession

    act = SignSession(session="s1")
    return lambda: house.clinic.perform(act, house.turns[NURSE], own_secret="000000")


@provokes(Code.AUTH_FAILED)
def no_pin_of_the_second_person(house):
    from ketachart.domain.acts import BreakContainer

    act = BreakContainer(vial="K1-1", circumstances="fell", witness=SECOND)
    return lambda: house.clinic.perform(act, house.turns[NURSE])


@provokes(Code.AUTH_LOCKED)
def a_pin_of_someone_who_is_not_here(house):
    broken = {"vial": "K1-1", "circumstances": "fell", "witness": ABSENT}
    return attempt(house, NURSE, "stock.break", **broken)


@provokes(Code.AUTH_LOCKED)
def a_fourth_try_at_once(house):
    for _ in range(3):
        house.clinic.sign_in(ABSENT, "not what it is")
    return lambda: house.clinic.sign_in(ABSENT, SECRETS[ABSENT][0])


@provokes(Code.AUTH_LOCKED)
def five_wrong_pins(house):
    for _ in range(4):
        house.clinic.take_over(SECOND, "000000")
    return lambda: house.clinic.take_over(SECOND, "000000")


@provokes(Code.SESSION_UNKNOWN)
def a_note_to_no_session(house):
    return attempt(house, NURSE, "note.add", session="s7", text="hello")


@provokes(Code.ENTRY_UNKNOWN)
def an_amendment_of_another_sessions_entry(house):
    house.bring("s1", Phase.SCREENED)
    house.bring("s2", Phase.SCREENED, patient="p.castellanos", chair="Chair 2")
    other = house.chart("s2").ref
    change = {"entry": other, "changes": {"hr": 60}, "reason": "typed wrongly"}
    return attempt(house, NURSE, "entry.amend", session="s1", **change)


@provokes(Code.ENTRY_UNKNOWN)
def a_response_to_no_medication(house):
    house.bring("s1", Phase.SCREENED)
    return attempt(house, NURSE, "medication.response", session="s1", of="ws:1", effect="better")


@provokes(Code.VIAL_UNKNOWN)
def a_vial_that_never_was(house):
    house.bring("s1", Phase.ORDERED)
    return attempt(house, NURSE, "session.prepare", session="s1", **bag("K1-99", "0.80"))


@provokes(Code.VIAL_UNKNOWN)
def a_vial_that_was_handed_over(house):
    house.done(ADMIN, "stock.transfer", **handing(["K1-1"]))
    return attempt(house, ADMIN, "stock.dispose", **handing(["K1-1"]))


def handing(vials: list[str]) -> dict[str, object]:
    return {"vials": vials, "to": REGISTRANT, "reference": "T-9", "witness": SECOND}


# --- where the session stands ------------------------------------------------------------------


@provokes(Code.LOCKED)
def vitals_after_the_nurse_signed(house):
    house.bring("s1", Phase.SIGNED)
    return attempt(house, NURSE, "vitals.chart", session="s1", **CALM)


@provokes(Code.LOCKED)
def a_return_after_the_co_signature(house):
    house.bring("s1", Phase.COSIGNED)
    return attempt(house, DOCTOR, "session.return", session="s1", reason="one more thing")


@provokes(Code.DAY_CLOSED)
def a_day_closed_twice(house):
    count_all(house)
    house.done(ADMIN, "day.close", date=DAY.isoformat(), witness=NURSE)
    return attempt(house, ADMIN, "day.close", date=DAY.isoformat(), witness=NURSE)


@provokes(Code.WRONG_PHASE)
def a_start_before_the_bag(house):
    house.bring("s1", Phase.ORDERED)
    start = {"ml_per_h": "40", "verified_by": SECOND}
    return attempt(house, NURSE, "infusion.start", session="s1", **start)


@provokes(Code.WRONG_PHASE)
def an_addendum_before_the_co_signature(house):
    house.bring("s1", Phase.SIGNED)
    return attempt(house, NURSE, "session.addendum", session="s1", text="rang: all well")


@provokes(Code.WRONG_PHASE)
def waste_while_the_pump_runs(house):
    house.bring("s1", Phase.INFUSING)
    waste = {"ml": "0.10", "witness": SECOND, "reason": "residual", "method": "cartridge"}
    return attempt(house, NURSE, "stock.waste", from_={"session": "s1"}, **waste)


@provokes(Code.CHAIR_OCCUPIED)
def two_patients_in_one_chair(house):
    house.bring("s1", Phase.OPENED)
    second = {"session": "s2", "patient": "p.mbeki", "chair": "Chair 1", "protocol": "custom"}
    return attempt(house, NURSE, "session.open", **second)


@provokes(Code.WITNESS_REQUIRED)
def a_start_alone(house):
    house.bring("s1", Phase.PREPARED)
    return attempt(house, NURSE, "infusion.start", session="s1", ml_per_h="40")


@provokes(Code.WITNESS_SAME)
def a_nurse_who_watches_herself(house):
    return attempt(house, NURSE, "stock.break", vial="K1-1", circumstances="fell", witness=NURSE)


# --- values, reasons, times --------------------------------------------------------------------


@provokes(Code.INPUT_INVALID)
def three_decimals_of_a_stock_volume(house):
    house.bring("s1", Phase.ORDERED)
    return attempt(house, NURSE, "session.prepare", session="s1", **bag("K1-1", "0.801"))


@provokes(Code.INPUT_INVALID)
def a_field_the_act_does_not_have(house):
    house.bring("s1", Phase.OPENED)
    return attempt(house, NURSE, "note.add", session="s1", text="hello", urgent=True)


@provokes(Code.REASON_REQUIRED)
def a_change_of_rate_without_a_word(house):
    house.bring("s1", Phase.INFUSING)
    return attempt(house, NURSE, "infusion.rate", session="s1", ml_per_h="44", reason=" ")


@provokes(Code.REASON_REQUIRED)
def a_start_far_off_the_order(house):
    house.bring("s1", Phase.PREPARED)
    start = {"ml_per_h": "44.01", "verified_by": SECOND}
    return attempt(house, NURSE, "infusion.start", session="s1", **start)


@provokes(Code.AMEND_NO_REASON)
def an_amendment_without_a_word(house):
    house.bring("s1", Phase.SCREENED)
    change = {"entry": house.chart("s1").ref, "changes": {"hr": 60}, "reason": ""}
    return attempt(house, NURSE, "entry.amend", session="s1", **change)


@provokes(Code.IMPLAUSIBLE)
def a_heart_rate_of_seven(house):
    house.bring("s1", Phase.OPENED)
    return attempt(house, NURSE, "vitals.chart", session="s1", hr=7)


@provokes(Code.IMPLAUSIBLE)
def pressures_the_wrong_way_round(house):
    house.bring("s1", Phase.OPENED)
    return attempt(house, NURSE, "vitals.chart", session="s1", sbp=80, dbp=80)


@provokes(Code.VITALS_EMPTY)
def a_column_with_nothing_in_it(house):
    house.bring("s1", Phase.OPENED)
    return attempt(house, NURSE, "vitals.chart", session="s1")


@provokes(Code.ETCO2_REQUIRED)
def no_end_tidal_co2_at_high_respiratory_risk(house):
    house.bring("s1", Phase.OPENED, patient="p.mbeki")
    return attempt(house, NURSE, "vitals.chart", session="s1", **CALM)


@provokes(Code.BAD_ITEMS)
def five_items_of_six(house):
    house.bring("s1", Phase.OPENED)
    score = {"scale": "CADSS-6", "items": [0, 0, 0, 0, 0]}
    return attempt(house, NURSE, "score.chart", session="s1", **score)


@provokes(Code.IN_FUTURE)
def vitals_of_in_a_minute(house):
    house.bring("s1", Phase.OPENED)
    later = (house.clock.now() + timedelta(minutes=1)).isoformat()
    return attempt(house, NURSE, "vitals.chart", session="s1", **CALM, observed_at=later)


@provokes(Code.IN_FUTURE)
def the_close_of_tomorrow(house):
    return attempt(house, ADMIN, "day.close", date="2026-03-04", witness=NURSE)


@provokes(Code.BEFORE_SESSION)
def vitals_of_yesterday(house):
    house.bring("s1", Phase.OPENED)
    before = clock_time("07:59").isoformat()
    return attempt(house, NURSE, "vitals.chart", session="s1", **CALM, observed_at=before)


@provokes(Code.AFTER_RELEASE)
def vitals_of_a_patient_who_left(house):
    house.bring("s1", Phase.RELEASED)
    house.wait(3)
    return attempt(house, NURSE, "vitals.chart", session="s1", **CALM)


@provokes(Code.BAD_COUNT)
def half_a_sealed_vial(house):
    count = {"product": "mid-1-2", "sealed": "3.5", "open_ml": "0", "witness": SECOND}
    return attempt(house, ADMIN, "stock.count", **count)


@provokes(Code.BAD_COUNT)
def a_count_finer_than_a_hundredth(house):
    count = {"product": "mid-1-2", "sealed": 4, "open_ml": "0.001", "witness": SECOND}
    return attempt(house, ADMIN, "stock.count", **count)


@provokes(Code.DEA_INVALID)
def a_supplier_with_a_wrong_check_digit(house):
    supplier = {**SUPPLIER, "dea_registration": "RT3004519"}
    delivery = {
        "product": "mid-1-2",
        "containers": 2,
        "lot": "M2",
        "expires": "2027-01-31",
        "invoice": "TW-1",
        "witness": SECOND,
    }
    return attempt(house, ADMIN, "stock.receive", **delivery, supplier=supplier)


@provokes(Code.NOTHING_TO_RESOLVE)
def a_difference_that_is_not_open(house):
    resolved = {"classification": "loss", "explanation": "gone", "witness": SECOND}
    return attempt(house, ADMIN, "stock.resolve", product="mid-1-2", **resolved)


@provokes(Code.WOULD_GO_NEGATIVE)
def what_left_before_it_was_there(house):
    left = {"to": REGISTRANT, "reference": "F222-1", "left_on": "2026-01-02", "witness": SECOND}
    return attempt(house, ADMIN, "stock.transfer", vials=["M1-1"], **left)
