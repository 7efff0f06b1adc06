"""Two sums that disagree, at the panels where figures are typed: shown, asked, never refused."""

import pytest
from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from ketachart.app.readiness import Readiness
from ketachart.domain.events import InfusionStarted
from ketachart.domain.session import Phase
from ketachart.ui.panels import guarded
from tests.ui.chair_day import DOCTOR, OTHER_NURSE, pin_of


@pytest.fixture
def panel_at(chair_at):
    def opened(time, name, person=None):
        chair = chair_at(time, "s2", *([person] if person else []))
        chair.day.sign_in(OTHER_NURSE)
        chair.window.open_panel(name)
        return chair, chair.window.panel

    return opened


def _fill(panel, **texts):
    for name, text in texts.items():
        field = panel.findChild(QWidget, name)
        if hasattr(field, "choose"):
            field.choose(text)
        elif hasattr(field, "set_value"):
            field.set_value(text)
            field.chosen.emit(text)
        else:
            field.setText(text)


def _sums(panel):
    return panel.findChild(QLabel, "sums_lines").text().splitlines()


def _confirm(panel):
    button = panel.findChild(QPushButton, "record_as_typed")
    assert button.isVisibleTo(panel)
    button.click()


def test_that_a_ten_fold_draw_is_shown_as_two_sums_and_recorded_once_both_were_read(panel_at):
    chair, panel = panel_at("08:06:00", "prepare")
    _fill(panel, vial="K5301-1", ml="6", bag_ml="30", second_person=OTHER_NURSE)
    _fill(panel, second_secret=pin_of(OTHER_NURSE))
    assert not panel.submit_typed()
    assert _sums(panel) == [
        "6 mL × 50 mg/mL = 300 mg",
        "ordered 0.5 mg/kg × 59.5 kg = 29.8 mg",
        "That is 10 times more: is the point in the right place?",
    ]
    assert chair.day.session("s2").phase is Phase.ORDERED
    assert panel.second.person == OTHER_NURSE
    _confirm(panel)
    assert chair.day.session("s2").phase is Phase.PREPARED


def test_that_a_corrected_figure_needs_no_confirmation(panel_at):
    chair, panel = panel_at("08:06:00", "prepare")
    _fill(panel, vial="K5301-1", ml="6", bag_ml="30", second_person=OTHER_NURSE)
    assert not panel.submit_typed()
    _fill(panel, ml="0.6", second_secret=pin_of(OTHER_NURSE))
    assert _sums(panel) == []
    assert panel.submit_typed()
    assert chair.day.session("s2").phase is Phase.PREPARED


def test_that_a_ten_fold_rate_at_the_start_is_asked_about_before_the_second_signs(panel_at):
    chair, panel = panel_at("08:27:00", "start")
    _fill(panel, ml_per_h="4.5", second_person=OTHER_NURSE, second_secret=pin_of(OTHER_NURSE))
    assert not panel.submit_typed()
    assert _sums(panel)[-1] == "That is 10 times less: is the point in the right place?"
    assert panel.findChild(QWidget, "second_secret").text() == pin_of(OTHER_NURSE)
    assert chair.day.session("s2").phase is Phase.PREPARED


def test_that_a_ten_fold_change_of_rate_is_confirmed_once_for_what_is_typed(panel_at):
    chair, panel = panel_at("08:50:00", "rate")
    _fill(panel, ml_per_h="4.5", reason="nausea")
    assert not panel.submit_typed()
    assert _sums(panel)[:2] == ["new rate 4.5 mL/h", "rate until now 45 mL/h"]
    _confirm(panel)
    assert chair.day.session("s2").rate_ml_per_h == 4.5


def test_that_another_slip_after_a_confirmation_is_asked_about_anew(panel_at):
    chair, panel = panel_at("08:50:00", "rate")
    _fill(panel, ml_per_h="4.5")
    _confirm(panel)
    _fill(panel, ml_per_h="0.45", reason="nausea")
    assert not panel.submit_typed()
    assert chair.day.session("s2").rate_ml_per_h == 45


def test_that_a_slip_in_the_pumps_reading_is_told_from_an_ordinary_difference(panel_at):
    _, panel = panel_at("09:06:10", "stop")
    _fill(panel, pump_ml="20")
    assert _sums(panel)[0] == "the pump shows 20 mL"
    assert not panel.findChild(QPushButton, "record_as_typed").isVisibleTo(panel)
    _fill(panel, pump_ml="2.71", reason="complete", variance_reason="read twice")
    assert not panel.submit_typed()
    _confirm(panel)


def test_that_a_dose_beyond_the_protocol_is_shown_and_a_slip_of_it_is_asked_about(panel_at):
    chair, panel = panel_at("07:46:00", "order", DOCTOR)
    _fill(panel, kind="mg", amount="40", minutes="40")
    assert _sums(panel) == [
        "ordered 40 mg over 40 min",
        "protocol 0.5 mg/kg × 59.5 kg = 29.8 mg",
    ]
    _fill(panel, amount="3")
    assert not panel.submit_typed()
    _confirm(panel)
    assert chair.day.session("s2").order.dose.amount == 3


def test_that_a_short_battery_is_asked_about_before_the_dose_and_stands_on_the_chart(panel_at):
    chair, panel = panel_at("08:27:00", "start")
    assert panel.findChild(QLabel, "device_lines").text() == ""
    panel.check_device(Readiness(batteries=(), free_mb=120))
    _fill(panel, ml_per_h="44.6", second_person=OTHER_NURSE, second_secret=pin_of(OTHER_NURSE))
    assert not panel.submit_typed()
    assert panel.findChild(QWidget, "device_check").hasFocus()
    _fill(panel, device_check="old logs moved away")
    assert panel.submit_typed()
    (said,) = (
        entry.event.device_check
        for entry in chair.day.session("s2").log
        if isinstance(entry.event, InfusionStarted)
    )
    assert said == "Disk: 120 MB free of the 500 MB that are wanted: old logs moved away"


def test_that_no_enter_typed_ahead_or_held_down_confirms_sums_that_nobody_read(
    qtbot, panel_at, monkeypatch
):
    chair, panel = panel_at("08:50:00", "rate")
    _fill(panel, ml_per_h="4.5", reason="nausea")
    panel.findChild(QWidget, "reason").setFocus()
    for _ in range(5):
        QTest.keyClick(chair.window.focusWidget(), Qt.Key.Key_Return)
    assert chair.window.focusWidget().objectName() == "record_as_typed"
    assert chair.day.session("s2").rate_ml_per_h == 45
    monkeypatch.setattr(guarded, "READ_MS", 0)
    asked = QElapsedTimer()
    asked.start()
    qtbot.waitUntil(lambda: asked.hasExpired(1))
    held = QKeyEvent(
        QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", autorep=True
    )
    QCoreApplication.sendEvent(chair.window.focusWidget(), held)
    assert chair.day.session("s2").rate_ml_per_h == 45
    QTest.keyClick(chair.window.focusWidget(), Qt.Key.Key_Return)
    assert chair.day.session("s2").rate_ml_per_h == 4.5
