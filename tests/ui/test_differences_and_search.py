"""The ledger's pages beyond the stock: what does not agree, and what became of a lot or vial."""

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from ketachart.bootstrap import log_files
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.board import Strip, with_clocks
from ketachart.ui.presenters.differences import due_words, running_clocks
from ketachart.ui.windows.ledger_window import LedgerWindow
from tests.ui.chair_day import DOCTOR, NURSE, pin_of

ADMINISTRATOR = "ad.lindqvist"
KETAMINE = "ket-50-10"


@pytest.fixture
def ledger(qtbot, day_at):
    day = day_at("16:50:00", ADMINISTRATOR)
    for other in (NURSE, DOCTOR):
        day.sign_in(other)
    desk = Desk(day.clinic, day.turn)
    window = LedgerWindow(desk, log_files())
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    yield window, desk
    window.close()
    desk.close()


def typed(panel, **words):
    for name, text in words.items():
        QTest.keyClicks(panel.findChild(QWidget, name), text)


def count(window, desk, sealed, open_ml):
    window.stock_page.products.choose(KETAMINE)
    window.stock_page.open_panel("count")
    panel = window.stock_page.panel
    typed(panel, sealed=str(sealed), open_ml=str(open_ml))
    typed(panel, second_sealed=str(sealed), second_open_ml=str(open_ml))
    panel.second.choose(NURSE)
    typed(panel, second_secret=pin_of(NURSE))
    panel.submit_typed()
    assert panel.submit_typed()


def words_of(table):
    return [table.lines.line(row).cells for row in range(table.lines.rowCount())]


def test_that_a_draw_done_twice_is_among_the_explanations_of_what_is_missing(ledger):
    window, desk = ledger
    rows = [row for row in desk.clinic.rows_since_agreement(KETAMINE) if row.movement == "drawn"]
    stock = desk.world.stock(KETAMINE)
    missing = Decimal(rows[-1].ml)
    count(window, desk, stock.sealed, stock.open_ml - missing)
    window.show_page("differences")
    page = window.page("differences")
    assert page.cases.lines.line(0).cells[3] == "! open"
    said = [cells for cells in words_of(page.explanations) if cells[2] == rows[-1].vial]
    assert any("done twice" in cells[4] for cells in said)


def test_that_a_volume_typed_in_mg_is_asked_about_before_the_ledger_is_told(ledger):
    window, desk = ledger
    stock = desk.world.stock(KETAMINE)
    window.stock_page.products.choose(KETAMINE)
    window.stock_page.open_panel("count")
    panel = window.stock_page.panel
    for prefix in ("", "second_"):
        typed(panel, **{f"{prefix}sealed": str(stock.sealed), f"{prefix}open_ml": "440"})
    panel.submit_typed()
    said = panel.findChild(QWidget, "compared").text()
    assert "in mg" in said
    assert "expects" not in said
    panel.submit_typed()
    assert "expects" in panel.findChild(QWidget, "compared").text()


def test_that_a_counting_error_is_told_to_stand_until_a_count_agrees(ledger):
    window, desk = ledger
    stock = desk.world.stock(KETAMINE)
    count(window, desk, stock.sealed - 1, stock.open_ml)
    window.show_page("differences")
    page = window.page("differences")
    page.cases.choose(KETAMINE)
    page.findChild(QWidget, "case_resolve").click()
    panel = page.side.panel
    panel.findChild(QWidget, "classification").choose("counting-error")
    typed(panel, explanation="one vial lay behind the box")
    panel.second.choose(NURSE)
    typed(panel, second_secret=pin_of(NURSE))
    assert panel.submit_typed()
    assert "until a count agrees" in page.side.bar.sentence
    assert desk.world.stock(KETAMINE).unresolved is not None
    count(window, desk, stock.sealed, stock.open_ml)
    assert desk.world.stock(KETAMINE).unresolved is None


def search(qtbot, window, text):
    window.show_page("containers")
    page = window.page("containers")
    page.findChild(QWidget, "search").setText(text)
    page.begin_search()
    qtbot.waitUntil(lambda: page._search is None)
    return page


def test_that_one_vials_life_begins_with_its_own_delivery(qtbot, ledger):
    window, desk = ledger
    vial = next(row.vial for row in desk.clinic.rows_since_agreement(KETAMINE) if row.vial)
    page = search(qtbot, window, vial)
    found = words_of(page.table)
    assert found[0][2] == "received"
    assert " received · drawn " in page.findChild(QWidget, "found").text()
    assert {cells[4] for cells in found[1:]} <= {c[4] for c in found if vial in c[4].split("+")}


def test_that_a_search_that_shows_patients_is_recorded_and_gone_with_the_turn(qtbot, ledger):
    window, desk = ledger
    vial = next(row.vial for row in desk.clinic.rows_since_agreement(KETAMINE) if row.vial)
    before = _read(desk)
    page = search(qtbot, window, vial)
    assert _read(desk) == before + 1
    search(qtbot, window, "no such lot")
    assert _read(desk) == before + 1
    assert "Nothing" in page.findChild(QWidget, "found").text()
    search(qtbot, window, vial)
    desk.hand_over(desk.turn)
    assert not words_of(page.table)


def _read(desk):
    entries = desk.clinic.vault.log.stream("clinic")
    return sum(entry.kind == "record.read/1" and b"search" in entry.body for entry in entries)


@pytest.mark.parametrize(
    ("last", "words"),
    [
        ("2026-03-03", "by 2026-03-03 (today)"),
        ("2026-03-04", "by 2026-03-04 (tomorrow)"),
        ("2026-04-17", "by 2026-04-17 (45 days)"),
        ("2026-03-02", "! overdue since 2026-03-02"),
    ],
)
def test_that_a_clock_says_how_long_it_runs(last, words):
    assert due_words(date.fromisoformat(last), date(2026, 3, 3)) == words


def test_that_both_clocks_of_a_loss_are_told_until_the_references_are_entered(ledger):
    window, desk = ledger
    stock = desk.world.stock(KETAMINE)
    count(window, desk, stock.sealed - 1, stock.open_ml)
    window.show_page("differences")
    page = window.page("differences")
    page._open("resolve")
    panel = page.side.panel
    panel._kind.choose("loss")
    typed(panel, explanation="not found anywhere")
    panel._vials.tick(next(v.id for v in desk.clinic.containers(KETAMINE) if v.state == "sealed"))
    panel.second.choose(NURSE)
    typed(panel, second_secret=pin_of(NURSE))
    assert panel.submit_typed()
    told = running_clocks(desk.world, desk.clinic.losses(), desk.now())
    assert len(told) == 2
    (loss,) = desk.clinic.losses()
    page.cases.choose(f"loss {loss.id}")
    page._open("report")
    typed(page.side.panel, form_reference="106-1")
    assert not page.side.panel.submit_typed()
    assert "a number and a day" in page.side.panel.bar.sentence
    page.side.panel.findChild(QWidget, "form_reference").clear()
    typed(page.side.panel, notice_reference="FD-12", notice_on="2026-03-03")
    assert page.side.panel.submit_typed()
    assert len(running_clocks(desk.world, desk.clinic.losses(), desk.now())) == 1


def test_that_the_clock_that_runs_out_first_stands_on_the_board():
    assert not with_clocks(Strip(), ()).losses
    words = ("Loss: notice to the DEA by 2026-03-04 (tomorrow)", "Loss: Form 106 by 2026-04-17")
    shown = with_clocks(Strip(), words)
    assert shown.losses == f"{words[0]} · 1 more"
    assert not shown.is_empty
