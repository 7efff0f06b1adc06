"""The day a row of the ledger belongs to, and what closing it fixes for good."""

from datetime import date

from support.builders import (
    ADMIN,
    DAY,
    NURSE,
    SECOND,
    House,
    clock_time,
    product,
    reopened,
)

from ketachart.app.clinic import Done
from ketachart.app.summary import session_figures
from ketachart.domain.acts import ListProduct
from ketachart.domain.daylog import Row
from ketachart.domain.session import Phase

TOMORROW = date(2026, 3, 4)


def rows(house: House, day: date = DAY, movement: str = "", product: str = "50 mg/mL") -> list[Row]:
    return [
        row
        for row in house.clinic.day_log(day, "all")
        if row.finished_form.startswith(product) and movement in {"", row.movement}
    ]


def close(house: House, day: date = DAY) -> None:
    for kept in house.clinic.books.products():
        held = house.clinic.books.stock(kept)
        assert held is not None
        house.count(kept, held.sealed, str(held.open_ml))
    house.done(ADMIN, "day.close", date=day.isoformat(), witness=NURSE)


def test_that_a_day_is_closed_by_two_once_all_is_counted(house):
    close(house)
    closing = house.clinic.closing(DAY)
    assert (closing.closed_by, closing.witness) == (ADMIN, NURSE)
    assert house.clinic.closed_days() == (DAY,)


def test_that_a_product_that_moved_after_its_count_must_be_counted_again(house):
    for kept, sealed in (("ket-50-10", 8), ("ket-100-5", 3), ("mid-1-2", 4)):
        house.count(kept, sealed)
    house.done(NURSE, "stock.break", vial="M1-1", circumstances="fell", witness=SECOND)
    (block,) = house.clinic.day_blocks(DAY)
    assert block.startswith("Midazolam HCl 1 mg/mL")
    house.count("mid-1-2", 3)
    assert house.clinic.day_blocks(DAY) == ()


def test_that_an_adjustment_needs_no_further_count(house):
    for kept, sealed in (("ket-50-10", 7), ("ket-100-5", 3), ("mid-1-2", 4)):
        house.count(kept, sealed)
    house.done(
        ADMIN,
        "stock.resolve",
        product="ket-50-10",
        classification="loss",
        explanation="gone",
        vials=["K1-3"],
        witness=SECOND,
    )
    assert house.clinic.day_blocks(DAY) == ()


def test_that_a_movement_after_the_close_stands_on_the_next_open_day_with_its_own_date(house):
    close(house)
    before = rows(house)
    house.at("18:20")
    house.done(NURSE, "stock.break", vial="K1-4", circumstances="fell", witness=SECOND)
    assert rows(house) == before
    (row,) = rows(house, TOMORROW, "broken")
    assert (row.date, row.time) == ("2026-03-03", "18:20")
    assert [(r.movement, r.balance_ml) for r in rows(house, TOMORROW)] == [
        ("opening", "80.00"),
        ("broken", "70.00"),
        ("closing", "70.00"),
    ]


def test_that_a_movement_passes_over_every_closed_day(house):
    close(house)
    house.at("17:00", TOMORROW)
    house.arrive(*house.turns)
    house.done(ADMIN, "day.close", date=TOMORROW.isoformat(), witness=NURSE)
    house.done(NURSE, "stock.break", vial="K1-4", circumstances="fell", witness=SECOND)
    assert rows(house, TOMORROW, "broken") == []
    (row,) = rows(house, date(2026, 3, 5), "broken")
    assert row.date == "2026-03-04"


def test_that_days_may_be_closed_in_any_order(house):
    house.at("17:00", TOMORROW)
    house.arrive(*house.turns)
    house.done(ADMIN, "day.close", date=TOMORROW.isoformat(), witness=NURSE)
    assert house.clinic.closed_days() == (TOMORROW,)
    assert house.clinic.day_blocks(DAY) != ()


def test_that_a_late_dose_keeps_the_time_it_was_given_at(house):
    house.bring("s1", Phase.INFUSING)
    house.at("00:10", TOMORROW)
    house.arrive(*house.turns)
    dose = {"drug": "midazolam", "dose": "2", "unit": "mg", "route": "IV", "indication": "fright"}
    source = {"vial": "M1-1", "ml_drawn": "2.00", "witness": SECOND}
    when = clock_time("23:58").isoformat()
    house.done(NURSE, "medication.give", session="s1", **dose, **source, observed_at=when)
    assert rows(house, DAY, "administered", "1 mg/mL") == []
    (row,) = rows(house, TOMORROW, "administered", "1 mg/mL")
    assert (row.date, row.time) == ("2026-03-03", "23:58")


def test_that_an_open_day_changes_with_a_movement_and_a_closed_one_never(house):
    close(house)
    digests = house.clinic.books.log_digests(DAY)
    assert digests == house.clinic.closing(DAY).digests
    house.at("18:20")
    house.receive("ket-50-10", "K2", 2)
    assert house.clinic.books.log_digests(DAY) == digests
    assert house.clinic.books.log_digests(TOMORROW) != digests


def test_that_a_closed_day_keeps_its_bytes_when_a_product_is_added_later(house):
    close(house)
    before = house.clinic.day_log(DAY, "all")
    house.at("18:20")
    added = product("ket-10-20", "Ketamine HCl", "III", "10", "20")
    assert isinstance(house.perform(ADMIN, ListProduct(product=added)), Done)
    assert house.clinic.day_log(DAY, "all") == before
    assert len(house.clinic.day_log(TOMORROW, "all")) == len(house.clinic.books.products()) * 2
    house.clinic.close()
    again = reopened(house.folder, house.clock)
    assert again.clinic.day_log(DAY, "all") == before
    again.clinic.close()


def test_that_a_clock_set_back_puts_nothing_before_a_closed_day(house):
    close(house)
    before = rows(house)
    house.at("12:00", date(2026, 3, 2))
    house.done(NURSE, "stock.break", vial="K1-4", circumstances="fell", witness=SECOND)
    assert rows(house) == before
    (row,) = rows(house, TOMORROW, "broken")
    assert (row.date, row.balance_ml) == ("2026-03-02", "70.00")


def test_that_summary_and_row_round_the_same_milligrams_half_up(house):
    weak = product("ket-12-10", "Ketamine HCl", "III", "12.5", "10")
    assert isinstance(house.perform(ADMIN, ListProduct(product=weak)), Done)
    house.receive("ket-12-10", "W1", 1)
    # 0.01 mL of 12.5 mg/mL is 0.125 mg.
    house.bring("s1", Phase.RECOVERING, vial="W1-1", draw_ml="3.20", pump_ml="0.13")
    (row,) = rows(house, DAY, "administered", "12.5 mg/mL")
    figures = session_figures(house.session(), house.clinic.books, house.clock.now())
    assert (row.ml, row.mg) == ("0.01", "0.13")
    assert figures["administered_mg"] == "0.13"
