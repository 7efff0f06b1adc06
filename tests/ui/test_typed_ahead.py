"""What is typed before a form is drawn goes into the field it is meant for, or nowhere."""

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from ketachart.domain.acts import ChartVitals

KEYS = {"\r": Qt.Key.Key_Return, "\t": Qt.Key.Key_Tab}
MIDAZOLAM = "mmida\r0.5\t\tdysphoria"
"""At the chair: open the panel, choose the drug, type the dose, pass by the route, say why."""
TYPED = {"drug": "mida", "dose": "0.5", "indication": "dysphoria"}
VALUES = {"hr": "84", "sbp": "150", "dbp": "90", "spo2": "98"}


def typed_at_once(window, text):
    """Keys that were all waiting when the program came to read them."""
    for sign in text:
        QTest.keyClick(window.focusWidget(), KEYS.get(sign, sign))


def filled(window):
    fields = window.panel.findChildren(QLineEdit)
    return {field.objectName(): field.text() for field in fields if field.text()}


def test_that_a_form_takes_keys_in_its_order_however_fast_they_come(chair_at):
    window = chair_at("09:12:30", "s2").window
    typed_at_once(window, MIDAZOLAM)
    assert filled(window) == TYPED


@pytest.mark.parametrize("drug", ["mida", "keto", "ond", "labe", "something"])
def test_that_shift_tab_leads_back_to_what_is_read_before_however_fast(chair_at, drug):
    places = []
    for pause in (False, True):
        window = chair_at("09:12:30", "s2").window
        typed_at_once(window, f"m{drug}\r")
        if pause:
            QCoreApplication.sendPostedEvents()
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Backtab)
        places.append(window.focusWidget().objectName())
    assert places[0] == places[1]


@pytest.mark.parametrize("begun", ["", "on oxy"])
def test_that_a_reason_goes_on_in_its_field_when_it_is_needed_no_longer(chair_at, begun):
    chair = chair_at("09:06:10", "s2")
    chair.tick(minutes=30)
    chair.window.open_panel("medication", "labetalol")
    why = chair.window.panel.findChild(QLineEdit, "overrides")
    why.setFocus()
    typed_at_once(chair.window, begun)
    chair.desk.perform(ChartVitals(session="s2", values=VALUES))
    assert chair.window.panel._blockers() == ()
    typed_at_once(chair.window, "gen 2")
    typed = filled(chair.window)
    assert typed["overrides"] == f"{begun}gen 2"
    assert "dose" not in typed


def test_that_a_reason_that_is_needed_no_longer_goes_once_it_is_left(chair_at):
    chair = chair_at("09:06:10", "s2")
    chair.tick(minutes=30)
    chair.window.open_panel("medication", "labetalol")
    why = chair.window.panel.findChild(QLineEdit, "overrides")
    why.setFocus()
    chair.desk.perform(ChartVitals(session="s2", values=VALUES))
    assert chair.window.panel._blockers() == ()
    assert why.isVisible()
    typed_at_once(chair.window, "\t")
    chair.tick(seconds=1)
    assert not why.isVisible()


def test_that_what_is_typed_for_a_field_that_was_taken_away_goes_into_no_other(chair_at):
    window = chair_at("09:12:30", "s2").window
    window.open_panel("medication", "midazolam")
    fields = {each.objectName(): each for each in window.panel.findChildren(QLineEdit)}
    fields["dose"].setFocus()
    fields["dose"].parentWidget().hide()
    typed_at_once(window, "0.5")
    assert filled(window) == {}
    typed_at_once(window, "\t")
    assert window.focusWidget() is not window.panel
