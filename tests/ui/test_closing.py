"""The five-minute close: count blind in place, sign twice, and the files lie in their folder."""

from datetime import date

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from ketachart.bootstrap import log_files
from ketachart.domain.acts import CountStock
from ketachart.exports.daylog_csv import day_log_csv
from ketachart.ui.desk import Desk
from ketachart.ui.pictures import settle
from ketachart.ui.presenters.closing import close_state
from ketachart.ui.widgets.blind_counts import KeptApart
from ketachart.ui.widgets.form import NumberField
from ketachart.ui.windows.ledger_window import LedgerWindow
from tests.ui.chair_day import DOCTOR, NURSE, pin_of
from tests.ui.test_every_control import faults

ADMINISTRATOR = "ad.lindqvist"
KETAMINE = "ket-50-10"


class Evening:
    """The page on which the day is closed."""

    def __init__(self, desk, window, folder):
        self.desk, self.page, self.folder = desk, window.page("close"), folder
        window.show_page("close")
        self.page._folder.show_folder(folder)

    @property
    def today(self):
        return self.page._desk.today

    @property
    def panel(self):
        return self.page.side.panel

    def count(self, **wrong):
        """Type what lies on the shelf for both, but for the products named."""
        for product in self.panel._to_count:
            stock = self.desk.world.stock(product)
            sealed = wrong.get(product.replace("-", "_"), stock.sealed)
            for prefix in ("", "second_"):
                self.type(f"{prefix}sealed_{product}", str(sealed))
                self.type(f"{prefix}open_ml_{product}", str(stock.open_ml))

    def type(self, name, text):
        field = self.panel.findChild(QWidget, name)
        field.clear()
        QTest.keyClicks(field, text)

    def sign(self, second_pin=None):
        self.type("own_secret", pin_of(ADMINISTRATOR))
        self.panel.second.choose(NURSE)
        self.type("second_secret", second_pin or pin_of(NURSE))


@pytest.fixture
def evening(qtbot, day_at, tmp_path):
    day = day_at("16:20:00", ADMINISTRATOR)
    for other in (NURSE, DOCTOR):
        day.sign_in(other)
    desk = Desk(day.clinic, day.turn)
    window = LedgerWindow(desk, log_files())
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    folder = tmp_path / "files"
    folder.mkdir()
    yield Evening(desk, window, folder)
    window.close()
    desk.close()


def test_that_counts_that_agree_and_two_signatures_close_the_day_and_write_its_files(evening):
    evening.page.begin_closing()
    evening.count()
    evening.sign()
    assert evening.panel.submit_typed()
    clinic, day = evening.desk.clinic, evening.today
    assert clinic.closing(day).witness == NURSE
    csv = evening.folder / f"day-log-{day}-III.csv"
    assert csv.read_bytes() == day_log_csv(clinic.day_log(day, "III"))
    endings = {path.suffix for path in evening.folder.iterdir()}
    assert endings == {".csv", ".pdf", ".xlsx"}


def test_that_a_count_that_differs_is_told_before_it_is_recorded_and_holds_the_day(evening):
    evening.page.begin_closing()
    evening.count(ket_50_10=evening.desk.world.stock(KETAMINE).sealed - 1)
    evening.sign()
    assert not evening.panel.submit_typed()
    assert evening.desk.world.stock(KETAMINE).unresolved is None
    assert "differs: -1 sealed" in evening.panel.findChild(QWidget, "compared").text()
    assert evening.panel.submit_button.text() == "Record the counts"
    assert not evening.panel.submit_typed()
    assert evening.desk.world.stock(KETAMINE).unresolved.sealed == -1
    assert evening.panel.findChild(QWidget, "compared").text() == "The counts are recorded."
    assert evening.panel.submit_button.text() == "Close the day"
    assert evening.desk.clinic.closing(evening.today) is None
    assert close_state(evening.desk.clinic, evening.today).is_held
    assert not list(evening.folder.iterdir())


@pytest.mark.parametrize("wrong", ["own_secret", "second_secret"])
def test_that_the_pin_that_does_not_fit_is_the_one_to_type_again(evening, wrong):
    evening.page.begin_closing()
    evening.count()
    evening.sign()
    evening.type(wrong, "313131")
    assert not evening.panel.submit_typed()
    assert evening.panel.bar.sentence == "Name and passphrase or PIN do not fit."
    assert evening.panel.focusWidget().objectName() == wrong
    assert evening.desk.clinic.closing(evening.today) is None


def test_that_two_counts_that_are_not_alike_record_nothing_and_tell_no_figure(evening):
    evening.page.begin_closing()
    evening.count()
    evening.type(f"second_sealed_{KETAMINE}", "99")
    evening.sign()
    before = len(evening.desk.clinic.rows_since_agreement(KETAMINE))
    assert not evening.panel.submit_typed()
    said = evening.panel.findChild(QWidget, "compared").text()
    assert "The two counts differ" in said
    assert "expects" not in said
    assert len(evening.desk.clinic.rows_since_agreement(KETAMINE)) == before


def test_that_a_wrong_pin_of_the_second_person_leaves_the_day_open(evening):
    evening.page.begin_closing()
    evening.count()
    evening.sign(second_pin="000000")
    assert not evening.panel.submit_typed()
    assert evening.desk.clinic.closing(evening.today) is None
    assert evening.panel.bar.sentence


def test_that_a_folder_that_is_not_there_leaves_no_half_file_and_the_day_closed(evening):
    evening.page._folder.show_folder(evening.folder / "gone")
    evening.page.begin_closing()
    evening.count()
    evening.sign()
    assert evening.panel.submit_typed()
    assert evening.desk.clinic.closing(evening.today) is not None
    assert evening.page._bar.sentence
    evening.page._folder.show_folder(evening.folder)
    evening.page.write_files()
    assert len(list(evening.folder.iterdir())) == 6


def test_that_an_earlier_day_that_nobody_closed_is_shown_and_holds_nothing(evening):
    state = close_state(evening.desk.clinic, evening.today)
    said = [line.words for section in state.sections for line in section.lines]
    earlier = list(evening.desk.clinic.open_days(date(2026, 1, 1), evening.today))
    assert evening.today in earlier
    for day in earlier[:-1]:
        assert any(words.startswith(day.isoformat()) for words in said)
    assert len(earlier) > 1
    assert state.may_close


def test_that_an_inventory_that_was_never_taken_is_said_at_the_close(evening):
    sections = close_state(evening.desk.clinic, evening.today).sections
    said = [line.words for section in sections for line in section.lines]
    assert any("No initial inventory" in words for words in said)


def test_that_whoever_may_read_no_chart_sees_no_patient_of_whom_something_is_owed(evening):
    clinic, day = evening.desk.clinic, evening.today
    titles = [section.title for section in close_state(clinic, day, sees_charts=False).sections]
    assert titles == ["Holds the day"]


def test_that_a_product_counted_meanwhile_is_not_asked_for(evening):
    stock = evening.desk.world.stock(KETAMINE)
    act = CountStock(
        product=KETAMINE, sealed=stock.sealed, open_ml=str(stock.open_ml), witness=NURSE
    )
    evening.desk.perform(act, second_secret=pin_of(NURSE))
    evening.page.begin_closing()
    assert KETAMINE not in evening.panel._to_count


def test_that_one_persons_figures_are_hidden_while_the_other_types(qtbot):
    owner = QWidget()
    qtbot.addWidget(owner)
    first, second = NumberField("one", "One"), NumberField("two", "Two")
    apart = KeptApart(owner, [first], [second])
    QApplication.sendEvent(second, QFocusEvent(QEvent.Type.FocusIn))
    modes = QLineEdit.EchoMode
    assert (first.echoMode(), second.echoMode()) == (modes.Password, modes.Normal)
    apart.show_all()
    assert first.echoMode() is modes.Normal
    first.deleteLater()
    second.deleteLater()


@pytest.mark.parametrize("page", ["close", "differences", "inventories", "rules", "containers"])
def test_that_every_control_of_a_page_is_large_enough_and_named(evening, page):
    window = evening.page.window()
    window.show_page(page)
    if page == "close":
        evening.page.begin_closing()
    elif page == "inventories":
        window.page(page).begin_inventory()
    elif page == "rules":
        window.page(page).begin_change()
    settle()
    assert faults(window) == []
