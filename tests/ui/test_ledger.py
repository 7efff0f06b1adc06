"""The ledger by hand: counting blind, receiving, the day's log, closing it, saving it."""

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from ketachart.bootstrap import log_files
from ketachart.domain.products import Product
from ketachart.domain.stock import Stock
from ketachart.exports.daylog_csv import day_log_csv
from ketachart.ui.desk import Desk
from ketachart.ui.models.text_table import TextTableModel
from ketachart.ui.presenters.ledger import (
    LOG_COLUMNS,
    compare_counts,
    day_state,
    log_lines,
    stock_lines,
)
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import ChoiceField, NumberField, SecretField, TextField
from ketachart.ui.windows.ledger_window import LedgerWindow
from tests.ui.chair_day import DOCTOR, NURSE, pin_of

ADMINISTRATOR = "ad.lindqvist"
EVENING = "16:50:00"
DAY = date(2026, 3, 3)
KETAMINE = "ket-50-10"


class AtTheLedger:
    """The ledger's window at the end of the day."""

    def __init__(self, day, desk, window):
        self.day, self.desk, self.window = day, desk, window

    @property
    def stock(self):
        return self.desk.world.stock(KETAMINE)

    def open(self, task):
        self.window.stock_page.products.choose(KETAMINE)
        self.window.stock_page.open_panel(task)
        return self.window.stock_page.panel


@pytest.fixture
def ledger_at(qtbot, day_at):
    opened = []

    def at_time(time=EVENING, person=ADMINISTRATOR):
        day = day_at(time, person)
        for other in {NURSE, DOCTOR} - {person}:
            day.sign_in(other)
        desk = Desk(day.clinic, day.turn)
        window = LedgerWindow(desk, log_files())
        qtbot.addWidget(window)
        with qtbot.waitExposed(window):
            window.show()
        opened.append(AtTheLedger(day, desk, window))
        return opened[-1]

    yield at_time
    for each in opened:
        each.window.close()
        each.desk.close()


def fill(panel, **typed):
    for name, words in typed.items():
        field = panel.findChild(QWidget, name)
        if isinstance(field, ChoiceField):
            field.choose(words)
        else:
            QTest.keyClicks(field, words)


def count(panel, sealed, open_ml, again=None):
    fill(panel, sealed=sealed, open_ml=open_ml)
    second = again or (sealed, open_ml)
    fill(panel, second_sealed=second[0], second_open_ml=second[1])
    fill(panel, second_person=NURSE, second_secret=pin_of(NURSE))


def result_of(panel):
    return panel.findChild(QWidget, "compared").text()


# ── Counting ─────────────────────────────────────────────────────────────────────────────────────

PRODUCT = Product(
    id="k",
    substance="Ketamine HCl",
    schedule="III",
    dea_code="7285",
    ndc="00409-2053-10",
    mg_per_ml=Decimal(50),
    container_ml=Decimal(10),
)


@pytest.mark.parametrize(
    ("first", "second", "words", "may_record"),
    [
        (("0", "0"), ("", ""), "each on their own", False),
        (("0", "0"), ("1", "0"), "The two counts differ", False),
        (("0", "0"), ("0", "0.00"), "agrees", True),
        (("2", "1.5"), ("2", "1.5"), "differs: +2 sealed, +1.50 mL open", True),
        (("1.5", "0"), ("1.5", "0"), "whole", False),
        (("1", "0.125"), ("1", "0.125"), "two decimals", False),
        (("-1", "0"), ("-1", "0"), "each on their own", False),
    ],
)
def test_that_two_blind_counts_are_compared(first, second, words, may_record):
    compared = compare_counts(Stock(product=PRODUCT), first, second)
    assert words in compared.words
    assert compared.may_record is may_record


def test_that_the_expected_figure_is_told_only_once_both_counts_agree():
    stock = Stock(product=PRODUCT)
    assert "expects" not in compare_counts(stock, ("1", "0"), ("2", "0")).words
    assert "expects 0 sealed" in compare_counts(stock, ("1", "0"), ("1", "0")).words


def test_that_no_figure_of_the_ledger_is_in_sight_while_somebody_counts(ledger_at):
    there = ledger_at()
    there.open("count")
    page = there.window.stock_page
    shown = [page.products.lines.line(row).cells[2:7] for row in range(3)]
    assert shown == [("–",) * 5] * 3
    assert page.containers.isHidden()


def test_that_the_figures_come_back_when_the_count_is_left(ledger_at):
    there = ledger_at()
    there.open("count")
    there.window.stock_page.close_panel()
    page = there.window.stock_page
    assert page.products.lines.line(0).cells[2] == str(there.stock.sealed)
    assert not page.containers.isHidden()


def test_that_a_figure_can_not_be_changed_once_the_expected_one_is_known(ledger_at):
    there = ledger_at()
    panel = there.open("count")
    count(panel, "9", "6")
    panel.submit_typed()
    fields = [panel.findChild(NumberField, name) for name in ("sealed", "second_open_ml")]
    assert all(field.isReadOnly() for field in fields)
    assert "expects" in result_of(panel)


def test_that_comparing_records_nothing(ledger_at):
    there = ledger_at()
    before = there.stock
    panel = there.open("count")
    count(panel, "9", "6")
    panel.submit_typed()
    assert there.stock == before


def test_that_a_count_that_differs_leaves_the_product_unresolved(ledger_at):
    there = ledger_at()
    panel = there.open("count")
    count(panel, str(there.stock.sealed - 1), str(there.stock.open_ml))
    panel.submit_typed()
    assert panel.submit_typed()
    assert there.stock.unresolved is not None
    assert there.window.stock_page._buttons["resolve"].isEnabled()


def test_that_a_count_without_the_second_persons_pin_is_refused_and_kept(ledger_at):
    there = ledger_at()
    panel = there.open("count")
    count(panel, str(there.stock.sealed), str(there.stock.open_ml))
    panel.findChild(SecretField, "second_secret").clear()
    panel.submit_typed()
    assert not panel.submit_typed()
    assert panel.findChild(NumberField, "sealed").text() == str(there.stock.sealed)


# ── Stock ────────────────────────────────────────────────────────────────────────────────────────


def test_that_a_delivery_is_taken_into_stock(ledger_at):
    there = ledger_at()
    before = there.stock.sealed
    panel = there.open("receive")
    fill(panel, containers="4", lot="Z900", expires="2027-12-31", invoice="INV-9")
    fill(panel, name="Pacific Supply", dea_registration="FH1234563")
    fill(panel, second_person=NURSE, second_secret=pin_of(NURSE))
    assert panel.submit_typed()
    assert there.stock.sealed == before + 4


def test_that_a_wrong_dea_number_is_refused_at_its_field_and_what_was_typed_stays(ledger_at):
    there = ledger_at()
    panel = there.open("receive")
    fill(panel, containers="4", lot="Z900", expires="2027-12-31", invoice="INV-9")
    fill(panel, name="Pacific Supply", dea_registration="FH1234564")
    fill(panel, second_person=NURSE, second_secret=pin_of(NURSE))
    assert not panel.submit_typed()
    assert "DEA" in panel.bar.sentence
    assert panel.findChild(TextField, "lot").text() == "Z900"


def test_that_waste_from_a_vial_lowers_the_balance(ledger_at):
    there = ledger_at()
    before = there.stock.balance_ml
    vial = next(each for each in there.day.clinic.containers(KETAMINE) if each.state == "open")
    panel = there.open("waste")
    fill(panel, vial=vial.id, ml="0.5", reason="expired in use", method="binding cartridge")
    fill(panel, second_person=NURSE, second_secret=pin_of(NURSE))
    assert panel.submit_typed()
    assert there.stock.balance_ml == before - Decimal("0.5")


def test_that_a_transfer_takes_the_ticked_containers_out(ledger_at):
    there = ledger_at()
    vial = next(each for each in there.day.clinic.containers(KETAMINE) if each.state == "sealed")
    panel = there.open("transfer")
    panel.findChild(QWidget, "vials").tick(vial.id)
    fill(panel, name="Other Clinic", dea_registration="FH1234563", reference="222-1")
    fill(panel, second_person=NURSE, second_secret=pin_of(NURSE))
    assert panel.submit_typed()
    assert vial.id not in there.stock.containers


def test_that_a_loss_shows_its_deadlines_before_it_is_recorded(ledger_at):
    there = ledger_at()
    panel = there.open("count")
    count(panel, str(there.stock.sealed - 1), str(there.stock.open_ml))
    panel.submit_typed()
    panel.submit_typed()
    panel = there.open("resolve")
    deadlines = panel.findChild(QWidget, "deadlines")
    assert deadlines.isHidden()
    panel.findChild(ChoiceField, "classification").choose("loss")
    assert not deadlines.isHidden()
    assert "45 days" in deadlines.text()


def test_that_a_nurse_is_offered_only_what_is_a_nurses(ledger_at):
    there = ledger_at(person=NURSE)
    buttons = there.window.stock_page._buttons
    assert [key for key, button in buttons.items() if not button.isHidden()] == ["waste", "break"]


def test_that_another_product_puts_the_open_task_away(ledger_at):
    there = ledger_at()
    there.open("receive")
    there.window.stock_page.products.choose("mid-1-2")
    assert there.window.stock_page.panel is None


# ── The day ──────────────────────────────────────────────────────────────────────────────────────


def test_that_the_log_has_a_section_for_each_product(day_at):
    rows = day_at(EVENING, ADMINISTRATOR).clinic.day_log(DAY, "III")
    lines = log_lines(rows)
    assert sum(line.is_section for line in lines) == 2
    assert len(lines) == len(rows) + 2
    assert {len(line.cells) for line in lines} == {len(LOG_COLUMNS)}


def test_that_what_keeps_the_day_open_is_named_and_no_closing_is_offered(ledger_at):
    there = ledger_at()
    there.window.show_day(DAY)
    state = day_state(there.day.clinic, DAY)
    assert state.blocks
    shown = there.window.day_page.findChild(QWidget, "day_blocks").text()
    assert all(words in shown for words in state.blocks)
    assert there.window.day_page.findChild(ActionButton, "close_day").isHidden()


def test_that_a_day_is_closed_with_two_signatures_and_then_says_so(ledger_at):
    there = ledger_at()
    quiet = date(2026, 2, 20)
    there.window.show_day(quiet)
    page = there.window.day_page
    page.open_closing()
    fill(page.panel, own_secret=pin_of(ADMINISTRATOR))
    fill(page.panel, second_person=NURSE, second_secret=pin_of(NURSE))
    assert page.panel.submit_typed()
    closing = there.day.clinic.closing(quiet)
    assert (closing.closed_by, closing.witness) == (ADMINISTRATOR, NURSE)
    said = page.findChild(QWidget, "day_state").text()
    assert "Per Lindqvist and Adaeze Okafor, RN" in said


def test_that_a_day_to_come_offers_no_closing(ledger_at):
    there = ledger_at()
    there.window.show_day(date(2026, 3, 4))
    assert "still to come" in there.window.day_page.findChild(QWidget, "day_state").text()
    assert there.window.day_page.findChild(ActionButton, "close_day").isHidden()


def test_that_a_nurse_reads_no_log(ledger_at):
    there = ledger_at(person=NURSE)
    there.window.show_day(DAY)
    page = there.window.day_page
    assert page._table.lines.rowCount() == 0
    assert page._bar.sentence != ""


def test_that_looking_at_a_log_is_recorded_once(ledger_at):
    there = ledger_at()
    there.window.show_day(DAY)
    count_after = there.day.clinic.vault.log.count()
    there.window.show_day(DAY)
    assert there.day.clinic.vault.log.count() == count_after


def test_that_the_saved_csv_is_the_file_of_record(ledger_at, tmp_path):
    there = ledger_at()
    there.window.show_day(DAY)
    page = there.window.day_page
    page._folder._field.setText(str(tmp_path))
    page.findChild(ActionButton, "save_csv").click()
    saved = (tmp_path / "day-log-2026-03-03-III.csv").read_bytes()
    assert saved == day_log_csv(there.day.clinic.day_log(DAY, "III"))


def test_that_the_log_is_saved_as_pdf(ledger_at, tmp_path):
    there = ledger_at()
    there.window.show_day(DAY)
    page = there.window.day_page
    page._folder._field.setText(str(tmp_path))
    page.findChild(ActionButton, "save_pdf").click()
    assert (tmp_path / "day-log-2026-03-03-III.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("button", ["save_csv", "save_pdf", "save_xlsx"])
def test_that_a_folder_that_is_not_there_is_told(ledger_at, tmp_path, button):
    there = ledger_at()
    there.window.show_day(DAY)
    page = there.window.day_page
    page._folder._field.setText(str(tmp_path / "nowhere"))
    page.findChild(ActionButton, button).click()
    assert "can't be written" in page._bar.sentence


def test_that_the_table_keeps_qts_rules(qtmodeltester, day_at):
    model = TextTableModel(LOG_COLUMNS, ("mL",))
    clinic = day_at(EVENING, ADMINISTRATOR).clinic
    qtmodeltester.check(model, force_py=True)
    model.show_lines(log_lines(clinic.day_log(DAY, "III")))
    qtmodeltester.check(model, force_py=True)


def test_that_a_stock_line_names_an_open_difference(ledger_at):
    there = ledger_at()
    panel = there.open("count")
    count(panel, str(there.stock.sealed + 1), str(there.stock.open_ml))
    panel.submit_typed()
    panel.submit_typed()
    line = next(each for each in stock_lines(there.desk.world) if each.key == KETAMINE)
    assert line.cells[-1] == "! differs: +1 sealed, +0.00 mL open"


def test_that_another_product_is_kept_and_can_be_received(ledger_at):
    there = ledger_at()
    page = there.window.stock_page
    page.findChild(ActionButton, "list_product").click()
    known = there.stock.product.ndc
    fill(page.panel, ndc=known, mg_per_ml="10", container_ml="20")
    assert page.panel.submit_typed() is False
    assert "this NDC is in the list already" in page.panel.bar.sentence
    page.panel.findChild(TextField, "ndc").clear()
    fill(page.panel, ndc="42023-0115-10")
    assert page.panel.submit_typed()
    (new,) = (each for each in there.desk.world.products() if each.endswith("42023-0115-10"))
    product = there.desk.world.stock(new).product
    assert (product.mg_per_ml, product.container_ml) == (Decimal(10), Decimal(20))
    page.products.choose(new)
    page.open_panel("receive")
    assert page.panel.product == new


def test_that_nobody_but_the_administrator_is_offered_another_product(ledger_at):
    page = ledger_at(person=NURSE).window.stock_page
    assert page.findChild(ActionButton, "list_product").isHidden()
