"""What a monitor offers at a chair's window: shown, taken with one key, never in the way."""

import threading
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ketachart.app.clinic import Done
from ketachart.app.clock import SystemClock
from ketachart.app.offering import LASTS_S
from ketachart.devices.readings import Heard, Measured, Reading
from ketachart.devices.simulator import Bed, simulated
from ketachart.domain.acts import SetMonitor
from ketachart.domain.monitors import Wire
from ketachart.ui.desk import Desk
from ketachart.ui.monitors import Monitors
from ketachart.ui.presenters.board import tiles, with_strangers
from ketachart.ui.windows.monitors_page import MonitorsPage
from tests.ui.chair_day import ChairDay

ADMIN = "ad.lindqvist"
SET = {"hr": "88", "sbp": "126", "dbp": "79", "spo2": "97", "rr": "14"}


def set_up(day: ChairDay, desk: Desk, chair: str, **about: object) -> None:
    usual = {"name": "Bedside 1", "wire": Wire.NETWORK, "on": True}
    device = day.clinic.vault.log.device
    act = SetMonitor(workstation=device, monitor="m-1", chair=chair, **usual | about)
    assert isinstance(day.clinic.perform(act, day.sign_in(ADMIN)), Done)
    desk.offers.renew()


@pytest.fixture
def bedside(chair_at):
    """A chair with a monitor; `sends` lets a reading come at the next tick."""
    chair = chair_at("08:57:00", "s1")
    set_up(chair.day, chair.desk, chair.window.session.chair)
    chair.desk.offers.hear(())

    def sends(values: dict[str, str], **about: object) -> None:
        measured = {name: Measured(value=Decimal(text)) for name, text in values.items()}
        reading = Reading(values=measured, **about)
        at_s = SystemClock().monotonic()
        chair.desk.offers.hear([Heard(device="m-1", at_s=at_s, reading=reading)])
        chair.tick(seconds=1)

    chair.sends = sends
    chair.tick(seconds=1)
    return chair


def _words(chair) -> str:
    return chair.window.findChild(object, "offer_words").text()


def _reading(chair):
    return max(chair.day.session("s1").readings, key=lambda each: each.recorded_at)


def test_that_an_offer_is_seen_and_nothing_is_typed_by_it(bedside):
    grid, focused = bedside.window.area.grid, bedside.window.focusWidget()
    before = grid.open_row
    bedside.sends(SET)
    assert grid.entry.is_empty
    assert grid.entry.offer("bp") == "126/79"
    assert _words(bedside) == (
        "Bedside 1 offers 4 values, just now. ▲ Bedside 1 does not say whose values these are,"
        " nor when the pressure was taken: look at it first."
    )
    assert (bedside.window.focusWidget(), grid.open_row) == (focused, before)
    assert "offered 88" in grid.model().data(
        grid.currentIndex(), Qt.ItemDataRole.AccessibleTextRole
    )


def test_that_one_key_takes_all_and_the_set_says_where_it_comes_from(bedside):
    bedside.sends(SET)
    QTest.keyClick(bedside.window, Qt.Key.Key_D)
    grid = bedside.window.area.grid
    assert grid.open_row == "MOAA/S"
    QTest.keyClicks(grid, "4")
    QTest.keyClick(grid, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    reading = _reading(bedside)
    assert {name: str(value) for name, value in reading.values.items()} == SET | {"moaas": "4"}
    assert reading.sources == dict.fromkeys(SET, "device Bedside 1")


def test_that_plus_takes_one_value_and_goes_on_and_what_is_typed_stays(bedside):
    grid = bedside.window.area.grid
    grid.focus_due()
    QTest.keyClicks(grid, "9")
    bedside.sends(SET)
    assert grid.entry.text("hr") == "9"
    assert grid.entry.offer("hr") == ""
    QTest.keyClicks(grid, "0")
    QTest.keyClick(grid, Qt.Key.Key_Return)
    QTest.keyClicks(grid, "+")
    assert (grid.entry.text("bp"), grid.open_row) == ("126/79", "SpO₂")
    QTest.keyClick(bedside.window, Qt.Key.Key_D)
    assert grid.entry.text("hr") == "90"
    QTest.keyClick(grid, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "hr" not in _reading(bedside).sources
    assert _reading(bedside).sources["sbp"] == "device Bedside 1"


def test_that_a_taken_value_that_is_typed_over_is_typed(bedside):
    grid = bedside.window.area.grid
    bedside.sends(SET)
    QTest.keyClick(bedside.window, Qt.Key.Key_D)
    grid.focus_due()
    QTest.keyClick(grid, Qt.Key.Key_Up)
    assert grid.open_row == "RR"
    QTest.keyClick(grid, Qt.Key.Key_Backspace)
    QTest.keyClicks(grid, "6")
    assert grid.entry.text("rr") == "16"
    QTest.keyClick(grid, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "rr" not in _reading(bedside).sources


def test_that_a_value_far_from_the_last_is_asked_about_as_if_it_were_typed(bedside):
    grid = bedside.window.area.grid
    bedside.sends({"hr": "170"})
    grid.focus_due()
    QTest.keyClicks(grid, "+")
    assert grid.open_row == "HR"
    assert grid.entry.is_questioned("hr")
    QTest.keyClick(grid, Qt.Key.Key_Return)
    assert grid.open_row == "BP"


def test_that_plus_without_an_offer_says_so(bedside):
    grid = bedside.window.area.grid
    grid.focus_due()
    QTest.keyClicks(grid, "+")
    assert grid._note.sentence == "Nothing is offered for this value."
    assert grid.entry.is_empty


def test_that_what_was_taken_survives_a_crash_with_its_source(bedside):
    bedside.sends(SET)
    QTest.keyClick(bedside.window, Qt.Key.Key_D)
    bedside.window.area.grid.entry.clear_all()
    from ketachart.ui.windows.chair_window import ChairWindow

    again = ChairWindow(bedside.desk, bedside.day.session("s1"))
    try:
        assert again.area.grid.entry.source("hr") == "device Bedside 1"
        assert again.area.grid.entry.text("bp") == "126/79"
    finally:
        again.close()
        again.deleteLater()


def test_that_another_patients_values_are_shown_to_nobody(bedside):
    bedside.sends(SET, patients=frozenset({"99999"}))
    assert _words(bedside) == (
        "▲ Bedside 1 sends values of another patient: none of them is offered."
    )
    QTest.keyClick(bedside.window, Qt.Key.Key_D)
    assert bedside.window.area.grid.entry.is_empty
    found = tiles(bedside.desk.world, bedside.desk.now())
    (told,) = [
        each.chair
        for each in with_strangers(found, bedside.desk.offers.strangers())
        if "Monitor names another patient" in each.waits
    ]
    assert told == bedside.window.session.chair


def test_that_nothing_is_offered_for_a_set_whose_time_has_gone_by(bedside):
    area = bedside.window.area
    bedside.sends(SET)
    missed = next(
        (each.slot for each in area.chart.columns if each.slot and each.reading is None), None
    )
    assert missed is not None
    bedside.tick(minutes=45)
    bedside.sends(SET)
    assert area.grid.entry.offer("hr") == "88"
    area.open_missed(missed.due.isoformat())
    assert area.line.observed.text()
    assert not bedside.window.findChild(object, "take_offered").isVisible()
    bedside.sends(SET)
    for take in (lambda: QTest.keyClick(bedside.window, Qt.Key.Key_D), area.grid.take_offers):
        take()
        assert area.grid.entry.is_empty


def test_that_nothing_is_offered_for_a_set_whose_time_was_given(bedside):
    area = bedside.window.area
    area.open_extra()
    bedside.sends(SET)
    assert area.grid.entry.offer("hr") == "88"
    area.line.observed.setText("08:40")
    area.grid.focus_due()
    QTest.keyClicks(area.grid, "+")
    assert area.grid.entry.is_empty


def test_that_a_set_with_a_monitors_values_is_not_saved_as_of_an_earlier_time(bedside):
    area = bedside.window.area
    area.open_extra()
    bedside.sends(SET)
    QTest.keyClick(bedside.window, Qt.Key.Key_D)
    area.line.observed.setText("08:40")
    QTest.keyClick(area.grid, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert area.bar.sentence == "What was taken from Bedside 1 at 08:57 is not of 08:40."
    assert area.grid.entry.text("hr") == "88"
    area.line.observed.setText("08:56")
    QTest.keyClick(area.grid, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert _reading(bedside).sources["hr"] == "device Bedside 1"


def test_that_a_value_that_grew_old_between_two_ticks_is_not_taken(bedside, monkeypatch):
    bedside.sends(SET)
    offers = bedside.desk.offers
    later = offers._monotonic() + LASTS_S + 1
    monkeypatch.setattr(offers, "_monotonic", lambda: later)
    assert bedside.window.area.grid.entry.offer("hr") == "88"
    QTest.keyClick(bedside.window, Qt.Key.Key_D)
    assert bedside.window.area.grid.entry.is_empty


def test_that_a_chair_without_a_monitor_has_no_line_for_one(chair_at):
    chair = chair_at("08:57:00", "s1")
    assert not chair.window.findChild(object, "take_offered").isVisible()
    QTest.keyClick(chair.window, Qt.Key.Key_D)
    assert chair.window.area.grid.entry.is_empty


# ── From a line to the window ────────────────────────────────────────────────────────────────────


def test_that_a_monitor_on_the_network_is_offered_at_its_chair(chair_at, qtbot):
    chair = chair_at("08:57:00", "s1")
    monitors = Monitors(chair.desk)
    set_up(chair.day, chair.desk, chair.window.session.chair, port=free_port())
    page = MonitorsPage(chair.desk)
    qtbot.addWidget(page)
    ends = threading.Event()
    source = monitors.listening.network
    qtbot.waitUntil(lambda: bool(source.listening), timeout=20_000)
    address = next(iter(source.listening))
    mrn = chair.desk.world.patient(chair.window.session.patient).mrn
    try:
        chair.tick(seconds=1)
        for _bed, answer in simulated([Bed("BED1", mrn)], address, _now, 0.0, ends):
            assert answer == "AA"
            ends.set()
        # A window that was there before is told of a tick first; what came it shows at the next.
        chair.tick(seconds=1)
        chair.tick(seconds=1)
        assert chair.window.area.grid.entry.offer("hr")
        page.refresh()
        assert page.table.lines.index(0, 4).data() == "0 s ago"
    finally:
        monitors.stop()
    assert monitors.listening.network is None


def free_port() -> int:
    """A port that nothing listens at."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as door:
        return door.getsockname()[1]


def _now():
    return SystemClock().now().astimezone()
