"""Tab stays where one types: a passphrase must never end up in the chart below."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMainWindow, QWidget

from ketachart.ui.windows.take_over import TakeOverBar


@pytest.fixture
def bar_over_a_chair(chair_at):
    chair = chair_at("09:06:00", "s2")
    return chair, TakeOverBar(chair.desk, chair.window)


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab])
def test_that_tab_goes_round_within_the_bar_to_take_over(bar_over_a_chair, key):
    chair, bar = bar_over_a_chair
    for _ in range(12):
        QTest.keyClick(chair.window.windowHandle(), key)
        assert bar.isAncestorOf(chair.window.focusWidget())


def test_that_tab_goes_from_the_person_to_the_secret(bar_over_a_chair):
    chair, _ = bar_over_a_chair
    QTest.keyClick(chair.window.windowHandle(), Qt.Key.Key_Tab)
    focused = chair.window.focusWidget()
    assert isinstance(focused, QLineEdit)
    assert focused.echoMode() is QLineEdit.EchoMode.Password


@pytest.mark.parametrize("width", [460, 500, 560, 640, 760])
@pytest.mark.parametrize("points", [7, 10, 13, 17])
def test_that_tab_goes_from_the_person_to_the_secret_in_a_narrow_window_too(
    chair_at, qtbot, width, points
):
    chair = chair_at("09:06:00", "s2")
    narrow = QMainWindow()
    qtbot.addWidget(narrow)
    font = narrow.font()
    font.setPointSizeF(points)
    narrow.setFont(font)
    narrow.setCentralWidget(QWidget())
    narrow.resize(width, 500)
    with qtbot.waitActive(narrow):
        narrow.show()
        narrow.activateWindow()
    bar = TakeOverBar(chair.desk, narrow)
    qtbot.waitUntil(lambda: narrow.focusWidget() is bar.who.person)
    QTest.keyClick(narrow.windowHandle(), Qt.Key.Key_Tab)
    assert narrow.focusWidget() is bar.who.secret


def test_that_the_secret_has_room_for_what_it_asks_in_a_narrow_window_too(chair_at, qtbot):
    chair = chair_at("09:06:00", "s2")
    chair.window.resize(560, 500)
    bar = TakeOverBar(chair.desk, chair.window)
    bar.resize(560, 200)
    bar.layout().activate()
    words = bar.who.secret.fontMetrics().horizontalAdvance("PIN or passphrase")
    assert bar.who.secret.width() > words


def test_that_tab_goes_round_within_a_panel(chair_at):
    chair = chair_at("09:06:00", "s2")
    chair.window.open_panel("rate")
    for _ in range(20):
        QTest.keyClick(chair.window.windowHandle(), Qt.Key.Key_Tab)
        assert chair.window.panel.isAncestorOf(chair.window.focusWidget())


def test_that_letters_typed_while_choosing_a_person_open_nothing_below(bar_over_a_chair):
    chair, bar = bar_over_a_chair
    for letter in (Qt.Key.Key_I, Qt.Key.Key_N, Qt.Key.Key_E, Qt.Key.Key_S):
        QTest.keyClick(chair.window.windowHandle(), letter)
    assert chair.window.panel is None
    assert bar.who.person.value == "md.reyes"


def test_that_tab_leads_from_the_attestation_to_the_pin_and_not_to_sending_back(chair_at):
    chair = chair_at("10:26:00", "s2", "md.reyes")
    chair.window.open_panel("cosign")
    attestation = chair.window.panel.findChild(QWidget, "attestation")
    attestation.setFocus()
    seen = []
    for _ in range(2):
        QTest.keyClick(chair.window.windowHandle(), Qt.Key.Key_Tab)
        seen.append(chair.window.focusWidget().objectName())
    assert seen == ["usual_attestation_0", "own_secret"]
