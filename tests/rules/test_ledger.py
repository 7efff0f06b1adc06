"""The drug ledger: movements, counts and what they were, and the day a row belongs to."""

from datetime import date
from decimal import Decimal

import pytest
from support.builders import (
    ADMIN,
    DAY,
    NURSE,
    REGISTRANT,
    SECOND,
    House,
    clock_time,
)

from ketachart.domain.daylog import Row
from ketachart.domain.products import dea_number_holds
from ketachart.domain.session import Phase
from ketachart.domain.stock import Stock

WASTE = {"witness": SECOND, "reason": "residual", "method": "binding cartridge C-17"}


def stock(house: House, product: str = "ket-50-10") -> Stock:
    found = house.clinic.books.stock(product)
    assert found is not None
    return found


def rows(house: House, day: date = DAY, movement: str = "", product: str = "50 mg/mL") -> list[Row]:
    return [
        row
        for row in house.clinic.day_log(day, "all")
        if row.finished_form.startswith(product) and movement in {"", row.movement}
    ]


def balances(house: House, product: str = "ket-50-10") -> tuple[str, int, str]:
    held = stock(house, product)
    return str(held.balance_ml), held.sealed, str(held.open_ml)


# --- DEA registration numbers -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "holds"),
    [
        ("RT3004518", True),  # (3+0+5) + 2 (0+4+1) = 18
        ("FR4827133", True),
        ("FH1234563", True),
        ("RT3004517", False),
        ("RT3004581", False),
        ("R93004518", True),  # a business name may begin with a digit: 9
        ("RT300451", False),
        ("RT30045180", False),
        ("rt3004518", False),
        ("9T3004518", False),
        ("RT３004518", False),
        ("", False),
    ],
)
def test_that_a_dea_number_stands_on_its_check_digit(number, holds):
    assert dea_number_holds(number) == holds


# --- movements ----------------------------------------------------------------------------------


def test_that_a_lot_received_again_is_numbered_on(house):
    house.receive("ket-50-10", "K1", 2)
    names = [each.id for each in house.clinic.containers("ket-50-10") if each.lot == "K1"]
    assert names == [f"K1-{number}" for number in range(1, 9)]


def test_that_one_lot_of_two_products_never_gives_one_name_to_two_vials(house):
    house.receive("ket-100-5", "K1", 1)
    assert house.clinic.books.container("K1-7").product == "ket-100-5"


def test_that_drawing_opens_a_vial_and_leaves_the_balance(house):
    assert balances(house) == ("80.00", 8, "0.00")
    house.bring("s1", Phase.PREPARED)
    assert balances(house) == ("80.00", 7, "9.20")
    (drawn,) = rows(house, movement="drawn")
    assert (drawn.ml, drawn.mg, drawn.containers, drawn.balance_ml) == (
        "0.80",
        "40.00",
        "1",
        "80.00",
    )


def test_that_the_pumps_reading_is_administered_and_the_rest_is_wasted(house):
    house.bring("s1", Phase.RECOVERING, pump_ml="25")
    (given,) = rows(house, movement="administered")
    assert (given.ml, given.mg, given.witness, given.containers) == ("0.50", "25.00", "", "")
    assert (given.patient_name, given.session, given.prescriber_dea) == (
        "Tobias Greer",
        "s1",
        "FR4827133",
    )
    assert house.session().unaccounted_ml == Decimal("0.30")
    house.done(NURSE, "stock.waste", from_={"session": "s1"}, ml="0.30", **WASTE)
    (wasted,) = rows(house, movement="wasted")
    assert (wasted.ml, wasted.reason) == ("0.30", "residual; binding cartridge C-17")
    assert house.session().unaccounted_ml == 0
    assert balances(house) == ("79.20", 7, "9.20")


def test_that_what_was_drawn_for_a_cancelled_session_is_wasted(house):
    house.bring("s1", Phase.PREPARED)
    house.done(NURSE, "session.cancel", session="s1", reason="182/104 before the start")
    assert house.refused(NURSE, "session.sign", session="s1").code == "waste.unreconciled"
    house.done(NURSE, "stock.waste", from_={"session": "s1"}, ml="0.80", **WASTE)
    house.done(NURSE, "session.sign", session="s1")


def test_that_a_pump_that_gave_nothing_leaves_a_row_that_says_so(house):
    house.bring("s1", Phase.INFUSING)
    house.done(NURSE, "infusion.stop", session="s1", pump_ml="0", reason="vein lost")
    (given,) = rows(house, movement="administered")
    assert (given.ml, given.mg, given.balance_ml, given.reason) == (
        "0.00",
        "0.00",
        "80.00",
        "vein lost",
    )
    assert house.session().unaccounted_ml == Decimal("0.80")


def test_that_a_single_dose_is_drawn_given_and_its_rest_wasted_in_three_rows_of_one_time(house):
    house.bring("s1", Phase.INFUSING)
    house.wait(20)
    dose = {"drug": "midazolam", "dose": "0.755", "unit": "mg", "route": "IV"}
    source = {"vial": "M1-1", "ml_drawn": "2.00", "witness": SECOND, "method": "cartridge"}
    when = clock_time("09:04").isoformat()
    house.done(
        NURSE,
        "medication.give",
        session="s1",
        **dose,
        **source,
        indication="fright",
        observed_at=when,
    )
    found = [
        (row.movement, row.ml, row.time, row.balance_ml)
        for row in rows(house, product="1 mg/mL")
        if row.time == "09:04"
    ]
    # 0.755 mL half up is 0.76.
    assert found == [
        ("drawn", "2.00", "09:04", "8.00"),
        ("administered", "0.76", "09:04", "7.24"),
        ("wasted", "1.24", "09:04", "6.00"),
    ]


def test_that_a_dose_given_in_full_wastes_nothing_and_needs_no_method(house):
    house.bring("s1", Phase.INFUSING)
    dose = {"drug": "midazolam", "dose": "2", "unit": "mg", "route": "IV", "indication": "fright"}
    source = {"vial": "M1-1", "ml_drawn": "2.00", "witness": SECOND}
    house.done(NURSE, "medication.give", session="s1", **dose, **source)
    assert rows(house, movement="wasted", product="1 mg/mL") == []


def test_that_a_vial_may_be_used_through_the_day_it_expires(house):
    house.bring("s1", Phase.ORDERED)
    bag = {"bag_ml": "40", "verified_by": SECOND}
    today = [{"vial": "TODAY-1", "ml": "0.40"}]
    tomorrow = date(2026, 3, 4)
    house.at("00:00", tomorrow)
    house.arrive(*house.turns)
    refusal = house.refused(NURSE, "session.prepare", session="s1", draws=today, **bag)
    assert refusal.code == "vial.expired"
    house.at("23:59:59")
    house.arrive(*house.turns)
    house.done(NURSE, "session.prepare", session="s1", draws=today, **bag)


def test_that_an_emptied_vial_is_no_longer_there_to_be_drawn_from_or_broken(house):
    house.done(NURSE, "stock.waste", from_={"vial": "M1-1"}, ml="2.00", **WASTE)
    broken = {"vial": "M1-1", "circumstances": "fell", "witness": SECOND}
    assert house.refused(NURSE, "stock.break", **broken).code == "vial.unknown"
    again = {"from_": {"vial": "M1-1"}, "ml": "0.01", **WASTE}
    assert house.refused(NURSE, "stock.waste", **again).code == "waste.exceeds-remaining"


def test_that_breaking_loses_all_that_was_in_the_vial(house):
    house.bring("s1", Phase.PREPARED)
    for vial in ("K1-1", "K1-2"):
        house.done(NURSE, "stock.break", vial=vial, circumstances="fell", witness=SECOND)
    found = [(row.ml, row.containers, row.reason) for row in rows(house, movement="broken")]
    assert found == [("9.20", "0", "fell"), ("10.00", "1", "fell")]
    assert balances(house) == ("60.80", 6, "0.00")


def test_that_vials_handed_over_leave_the_balance_sealed_and_open(house):
    house.bring("s1", Phase.PREPARED)
    leaving = {"vials": ["K1-1", "K1-2"], "to": REGISTRANT, "reference": "T-9", "witness": SECOND}
    house.done(ADMIN, "stock.dispose", **leaving)
    (row,) = rows(house, movement="disposed")
    assert (row.ml, row.containers, row.vial, row.lot, row.reference) == (
        "19.20",
        "1",
        "K1-1+K1-2",
        "K1",
        "T-9",
    )


@pytest.mark.parametrize("vials", [["K1-1", "H1-1"], ["K1-1", "K1-1"], [], "K1-1"])
def test_that_vials_of_one_product_leave_each_once(house, vials):
    leaving = {"vials": vials, "to": REGISTRANT, "reference": "T-9", "witness": SECOND}
    assert house.refused(ADMIN, "stock.dispose", **leaving).code == "input.invalid"


# --- counts, and what a difference was ----------------------------------------------------------


def resolve(house: House, classification: str, **fields: object) -> dict[str, object]:
    usual = {"product": "ket-50-10", "explanation": "looked for everywhere", "witness": SECOND}
    return {**usual, "classification": classification, **fields}


def test_that_a_count_that_agrees_is_shown_and_changes_nothing(house):
    house.bring("s1", Phase.PREPARED)
    house.count("ket-50-10", 7, "9.20")
    (row,) = rows(house, movement="counted")
    assert (row.reason, row.ml, row.containers, row.lot) == ("agrees", "9.20", "7", "")
    assert stock(house).unresolved is None


@pytest.mark.parametrize("what", ["loss", "theft", "documentation-error"])
def test_that_a_missing_vial_leaves_the_stock_once_it_is_named(house, what):
    house.count("ket-50-10", 7)
    assert stock(house).unresolved.words == "differs: -1 sealed, +0.00 mL open"
    unnamed = house.refused(ADMIN, "stock.resolve", **resolve(house, what))
    assert unnamed.code == "input.invalid"
    house.done(ADMIN, "stock.resolve", **resolve(house, what, vials=["K1-3"], reference="F-106"))
    (row,) = rows(house, movement="adjusted")
    assert (row.ml, row.mg, row.containers) == ("-10.00", "-500.00", "-1")
    assert (row.reason, row.reference) == (f"{what}: looked for everywhere", "F-106")
    assert balances(house) == ("70.00", 7, "0.00")
    assert stock(house).unresolved is None
    gone = {"vial": "K1-3", "circumstances": "fell", "witness": SECOND}
    assert house.refused(NURSE, "stock.break", **gone).code == "vial.unknown"


def test_that_a_volume_that_is_missing_is_taken_from_the_open_vial(house):
    house.bring("s1", Phase.PREPARED)
    house.count("ket-50-10", 7, "9.10")
    house.done(ADMIN, "stock.resolve", **resolve(house, "documentation-error"))
    (row,) = rows(house, movement="adjusted")
    assert (row.ml, row.containers) == ("-0.10", "0")
    assert balances(house) == ("79.90", 7, "9.10")


def test_that_a_volume_found_is_put_back_into_the_open_vial(house):
    house.bring("s1", Phase.PREPARED)
    house.count("ket-50-10", 7, "9.35")
    house.done(ADMIN, "stock.resolve", **resolve(house, "documentation-error"))
    assert balances(house) == ("80.15", 7, "9.35")


def test_that_a_vial_thought_broken_and_found_stands_on_the_shelf_again(house):
    house.done(NURSE, "stock.break", vial="K1-2", circumstances="fell", witness=SECOND)
    house.count("ket-50-10", 8)
    found = resolve(house, "documentation-error", vials=["K1-2"])
    house.done(ADMIN, "stock.resolve", **found)
    assert balances(house) == ("80.00", 8, "0.00")
    again = {"from_": {"vial": "K1-2"}, "ml": "10.00", **WASTE}
    house.done(NURSE, "stock.waste", **again)


def test_that_a_vial_written_as_open_and_found_sealed_is_put_right(house):
    house.bring("s1", Phase.PREPARED)
    house.count("ket-50-10", 8, "0.00")
    house.done(ADMIN, "stock.resolve", **resolve(house, "documentation-error", vials=["K1-1"]))
    assert balances(house) == ("80.80", 8, "0.00")
    (row,) = rows(house, movement="adjusted")
    assert (row.ml, row.containers) == ("0.80", "1")


def test_that_a_counting_error_changes_nothing_and_asks_for_another_count(house):
    house.count("ket-50-10", 9)
    house.done(ADMIN, "stock.resolve", **resolve(house, "counting-error"))
    assert rows(house, movement="adjusted") == []
    assert stock(house).unresolved is not None
    assert house.refused(ADMIN, "day.close", date=DAY.isoformat(), witness=NURSE).code == (
        "day.unreconciled"
    )
    house.count("ket-50-10", 8)
    assert stock(house).unresolved is None


@pytest.mark.parametrize("vials", [["K1-3", "K1-3"], ["K1-3", "K1-4", "K1-5"]])
def test_that_each_missing_vial_is_named_once_and_no_other(house, vials):
    house.count("ket-50-10", 6)
    refusal = house.refused(ADMIN, "stock.resolve", **resolve(house, "loss", vials=vials))
    assert refusal.code == "input.invalid"
    assert balances(house) == ("80.00", 8, "0.00")


@pytest.mark.parametrize("vials", [["K9-9"], ["H1-1"]])
def test_that_only_vials_of_the_product_explain_its_difference(house, vials):
    house.count("ket-50-10", 7)
    refusal = house.refused(ADMIN, "stock.resolve", **resolve(house, "loss", vials=vials))
    assert refusal.code == "vial.unknown"


def test_that_more_open_volume_than_any_vial_holds_is_not_written_off(house):
    house.count("ket-50-10", 8, "1.00")
    refusal = house.refused(ADMIN, "stock.resolve", **resolve(house, "documentation-error"))
    assert refusal.code == "input.invalid"
