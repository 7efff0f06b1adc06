"""The day log on paper says what the CSV says, and how the day stands."""

from datetime import date

import pytest

from ketachart.domain.daylog import COLUMNS
from ketachart.exports.daylog_csv import day_log_csv, digest_of
from ketachart.paper.daylog_pdf import day_log_document
from ketachart.paper.gathering import day_log_on_paper
from ketachart.paper.page import rendered
from tests.paper import reading

FIRST, SECOND = date(2026, 11, 1), date(2026, 11, 2)


def log_of(clinic, *days, schedule="III"):
    by = clinic.world.person("ad.lindqvist")
    return day_log_on_paper(clinic, days, schedule, by)


def pages_of(log):
    return reading.printed(rendered(day_log_document(log)))


@pytest.mark.parametrize("schedule", ["III", "IV", "all"])
def test_that_every_cell_of_every_row_is_printed(odd_day, schedule):
    log = log_of(odd_day, FIRST, schedule=schedule)
    close = reading.closed_up(" ".join(pages_of(log)))
    # A cell may run over two lines, and the other cells of its row are read in between.
    words = set(" ".join(pages_of(log)).split())
    for row in log.rows:
        for column, text in zip(COLUMNS, row.cells, strict=True):
            for word in text.replace("+", "+ ").split():
                assert word in words or reading.closed_up(word) in close, (column, word)


def test_that_all_rows_of_the_day_are_there(odd_day):
    log = log_of(odd_day, FIRST)
    text = reading.laid_out(rendered(day_log_document(log)))
    movements = [row.movement for row in log.rows]
    for movement in set(movements):
        lines = [line for line in text.splitlines() if f" {movement} " in line]
        assert len(lines) >= movements.count(movement)


def test_that_each_product_has_a_section_with_opening_and_closing_balance(odd_day):
    log = log_of(odd_day, FIRST)
    text = " ".join(pages_of(log))
    for row in log.rows:
        if row.movement in {"opening", "closing"}:
            assert f"{row.substance} {row.finished_form}" in text
            assert f"{row.balance_ml} mL · {row.balance_sealed} sealed" in text


def test_that_every_page_names_clinic_registration_date_and_schedule(odd_day):
    pages = pages_of(log_of(odd_day, FIRST))
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        for words in ("Lakeside Infusion", "40 Canal St, Suite 3", "DEA registration FH1234563"):
            assert words in page
        assert "2026-11-01 · Schedule III · CLOSED" in page
        assert f"page {number} of {len(pages)}" in page


def test_that_discrepancies_stand_apart_with_their_explanation(odd_day):
    text = " ".join(pages_of(log_of(odd_day, FIRST)))
    told = text.partition(" Discrepancies ")[2]
    assert "counted: differs: +0 sealed, -0.10 mL open" in told
    assert "adjusted: documentation-error: waste of C30-1 was 15.40 mL" in told


def test_that_a_day_without_discrepancies_says_so(clinic_day):
    text = " ".join(pages_of(log_of(clinic_day, date(2026, 3, 3), schedule="IV")))
    assert "Discrepancies None recorded." in text


def test_that_a_closed_day_shows_both_who_closed_it_with_time_meaning_and_digests(odd_day):
    log = log_of(odd_day, FIRST)
    text = " ".join(pages_of(log))
    assert "2026-11-01 is closed" in text
    for name in ("Per Lindqvist", "Adaeze Okafor, RN"):
        assert f"closed {name} 2026-11-01 18:00:00 -0600" in text
    assert log.csv_digest == digest_of(day_log_csv(log.rows))
    assert text.count(log.csv_digest) == 2


def test_that_an_open_day_says_so_and_what_holds_it(odd_day):
    pages = pages_of(log_of(odd_day, SECOND))
    assert all("2026-11-02 · Schedule III · STILL OPEN" in page for page in pages)
    text = " ".join(pages)
    assert "2026-11-02 is still open" in text
    assert "Ketamine HCl 50 mg/mL, 10 mL vial not counted since it moved" in text


def test_that_a_range_has_one_section_a_product_and_each_days_edges(odd_day):
    log = log_of(odd_day, FIRST, SECOND)
    text = " ".join(pages_of(log))
    assert "2026-11-01 to 2026-11-02 · Schedule III · 1 of 2 days STILL OPEN" in text
    products = {(row.substance, row.finished_form, row.ndc) for row in log.rows}
    assert text.count("Opening balance") == len(products)
    assert text.count(" opening ") == 2 * len(products)


def test_that_a_late_movement_keeps_its_true_date_on_the_next_open_day(odd_day):
    text = reading.laid_out(rendered(day_log_document(log_of(odd_day, SECOND))))
    assert [line for line in text.splitlines() if "2026-11-01" in line and "broken" in line]


def test_that_a_schedule_without_products_says_so(odd_day):
    text = " ".join(pages_of(log_of(odd_day, FIRST, schedule="V")))
    assert "No product of Schedule V is kept here." in text


def test_that_a_training_log_cannot_be_taken_for_a_real_one(odd_day):
    assert all("TRAINING" in page for page in pages_of(log_of(odd_day, FIRST)))
