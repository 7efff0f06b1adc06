"""Monitors as an administrator sets them up, switches them off and removes them."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from ketachart.app.clock import SystemClock
from ketachart.devices.readings import Heard
from ketachart.ui.desk import Desk
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import ChoiceField
from ketachart.ui.windows.monitors_page import MonitorsPage
from tests.ui.chair_day import NURSE

ADMIN = "ad.lindqvist"


@pytest.fixture
def at_page(day_at, qtbot):
    day = day_at("08:57:00")
    desk = Desk(day.clinic, day.sign_in(ADMIN))
    page = MonitorsPage(desk)
    qtbot.addWidget(page)
    page.show()
    yield day, desk, page
    desk.close()


def typed(page, name: str, text: str) -> None:
    field = page.side.panel.findChild(QLineEdit, name)
    field.clear()
    QTest.keyClicks(field, text)


def pressed(page, name: str) -> None:
    page.findChild(ActionButton, name).click()


def line(page, row: int = 0) -> list[str]:
    return [page.table.lines.index(row, column).data() for column in range(6)]


def add(page, task: str, **about: str) -> None:
    page.open_task(task)
    for name, text in about.items():
        typed(page, name, text)
    page.side.panel.findChild(ChoiceField, "chair").choose("Chair 1")


def test_that_a_monitor_is_added_switched_off_changed_and_removed(at_page):
    day, desk, page = at_page
    add(page, "add_network", monitor_name="Bedside 1", sender="BED1")
    assert page.side.panel.submit_typed()
    assert line(page) == [
        "Bedside 1",
        "Chair 1",
        "yes",
        "HL7 at port 2575, this computer only, calls itself BED1",
        "not since the start",
        "none",
    ]
    (known,) = desk.world.monitors(day.clinic.vault.log.device)
    page.table.choose(known.id)
    pressed(page, "switch_monitor")
    assert line(page)[2] == "no"
    assert page.findChild(ActionButton, "switch_monitor").text() == "Switch on"
    page.open_task("change_monitor")
    typed(page, "host", "0.0.0.0")  # noqa: S104
    assert page.side.panel.submit_typed()
    assert line(page)[3] == "HL7 at port 2575, 0.0.0.0, calls itself BED1"
    page.open_task("remove_monitor")
    assert page.side.panel.submit_typed()
    assert desk.world.monitors(day.clinic.vault.log.device) == ()
    assert not page.findChild(ActionButton, "remove_monitor").isEnabled()


def test_that_what_is_wrong_is_said_and_what_was_typed_is_kept(at_page):
    day, desk, page = at_page
    add(page, "add_serial", monitor_name="Oximeter", line="COM3", pattern="HR SPO2")
    assert not page.side.panel.submit_typed()
    assert "names no value" in page.side.panel.bar.sentence
    assert page.side.panel.findChild(QLineEdit, "line").text() == "COM3"
    typed(page, "pattern", "PULSE:{hr} SAT:{spo2}")
    assert page.side.panel.submit_typed()
    assert line(page)[3] == "serial line COM3, 9600 bits/s"
    assert desk.world.monitors(day.clinic.vault.log.device)[0].pattern.startswith("PULSE")


def test_that_the_fault_of_the_chosen_monitor_is_said_in_full(at_page):
    _, desk, page = at_page
    add(page, "add_network", monitor_name="Bedside 1")
    assert page.side.panel.submit_typed()
    assert not page._fault.isVisible()
    desk.offers.renew()
    (known,) = desk.offers.monitors
    trouble = "The message has no header (MSH)."
    desk.offers.hear([Heard(device=known.id, at_s=SystemClock().monotonic(), trouble=trouble)])
    page.refresh()
    assert line(page)[5] == f"0 s ago: {trouble}"
    page.table.choose(known.id)
    assert (page._fault.isVisible(), page._fault.text()) == (True, f"Bedside 1: {trouble}")


def test_that_nobody_else_sets_monitors_up(at_page):
    day, desk, page = at_page
    desk.hand_over(day.sign_in(NURSE))
    page.refresh()
    assert not page.findChild(ActionButton, "add_network").isEnabled()
    assert not page.findChild(ActionButton, "add_serial").isEnabled()
