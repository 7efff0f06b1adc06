"""Inventories and the rules of the place, by hand."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from ketachart.bootstrap import log_files
from ketachart.domain.profiles import FEDERAL, CountMethod
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.ledger import stocks_of
from ketachart.ui.windows.ledger_window import LedgerWindow
from tests.paper.reading import printed
from tests.ui.chair_day import NURSE, pin_of

ADMINISTRATOR = "ad.lindqvist"


@pytest.fixture
def ledger(qtbot, day_at):
    day = day_at("16:20:00", ADMINISTRATOR)
    day.sign_in(NURSE)
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


def count_everything(panel, desk):
    for stock in stocks_of(desk.world):
        product = stock.product.id
        for prefix in ("", "second_"):
            typed(panel, **{f"{prefix}sealed_{product}": str(stock.sealed)})
            typed(panel, **{f"{prefix}open_ml_{product}": str(stock.open_ml)})
    typed(panel, own_secret=pin_of(ADMINISTRATOR))
    panel.second.choose(NURSE)
    typed(panel, second_secret=pin_of(NURSE))


def test_that_an_inventory_is_taken_listed_and_printed_with_its_end_of_the_day(ledger, tmp_path):
    window, desk = ledger
    window.show_page("inventories")
    page = window.page("inventories")
    assert "No initial inventory" in page.findChild(QWidget, "next_inventory").text()
    page.begin_inventory()
    panel = page.side.panel
    count_everything(panel, desk)
    assert not panel.submit_typed()
    panel._moment.choose("opening")
    assert panel.submit_typed()
    assert "2028-03-03" in page.findChild(QWidget, "next_inventory").text()
    assert page.on_hand.lines.rowCount() == len(desk.world.products())
    page._folder.show_folder(tmp_path)
    page.save_chosen()
    (file,) = tmp_path.glob("inventory-*.pdf")
    page_words = " ".join(printed(file.read_bytes()))
    for words in ("opening of business", "initial", "50 mg/mL, 10 mL vial", "FH1234563"):
        assert words in page_words


def test_that_an_inventory_without_opening_or_close_is_refused_and_what_was_typed_stays(ledger):
    window, desk = ledger
    window.show_page("inventories")
    page = window.page("inventories")
    page.begin_inventory()
    panel = page.side.panel
    count_everything(panel, desk)
    panel.submit_typed()
    assert not panel.submit_typed()
    assert "opening or at the close" in panel.bar.sentence
    stock = stocks_of(desk.world)[0]
    field = panel.findChild(QWidget, f"sealed_{stock.product.id}")
    assert field.text() == str(stock.sealed)
    assert not desk.clinic.inventories()


def test_that_a_shipped_profile_is_picked_edited_and_adopted(ledger):
    window, desk = ledger
    window.show_page("rules")
    page = window.page("rules")
    page.begin_change()
    panel = page.side.panel
    panel._shipped.setCurrentIndex(panel._shipped.findData("iowa"))
    panel.findChild(QWidget, "discard_days").clear()
    typed(panel, discard_days="14")
    assert panel.submit_typed()
    profile = desk.world.profile
    assert (profile.id, profile.inventory_months, profile.discard_days) == ("iowa", 12, 14)
    assert CountMethod.ESTIMATED not in profile.count_methods
    assert "Iowa" in page.findChild(QWidget, "profile").text()


def test_that_a_rule_laxer_than_federal_law_is_refused_at_its_field(ledger):
    window, desk = ledger
    window.show_page("rules")
    page = window.page("rules")
    page.begin_change()
    panel = page.side.panel
    panel.findChild(QWidget, "form_days").clear()
    typed(panel, form_days="60")
    assert not panel.submit_typed()
    assert "1 to 45" in panel.bar.sentence
    assert desk.world.profile == FEDERAL
