"""What is typed before a window or a form is there goes where it is meant, or nowhere."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QWidget

from ketachart.app.resources import help_texts
from ketachart.bootstrap import log_files
from ketachart.domain.acts import ChartVitals
from ketachart.ui.desk import Desk
from ketachart.ui.navigation import Navigation
from ketachart.ui.to_front import LOOKS

KEYS = {"\r": Qt.Key.Key_Return, "\t": Qt.Key.Key_Tab, "\x1b": Qt.Key.Key_Escape}
MIDAZOLAM = "mmida\r0.5\t\tdysphoria"
"""At the chair: open the panel, choose the drug, type the dose, pass by the route, say why."""
TYPED = {"drug": "mida", "dose": "0.5", "indication": "dysphoria"}
VALUES = {"hr": "84", "sbp": "150", "dbp": "90", "spo2": "98"}


@pytest.fixture
def navigation(qtbot, day_at, tmp_path):
    day = day_at("09:12:30")
    desk = Desk(day.clinic, day.turn)
    windows = Navigation(desk, tmp_path, log_files(), help_texts())
    windows.begin()
    came(qtbot, windows)
    yield windows
    windows.end()
    desk.close()


def came(qtbot, navigation):
    """Wait until the window that was brought last is there."""
    qtbot.waitUntil(lambda: navigation._front.awaited is None)


def typed_ahead(window, text, modifiers=Qt.KeyboardModifier.NoModifier):
    """Keys that the desktop still gives to a window, before anything else happens."""
    for sign in text:
        key = KEYS.get(sign) or Qt.Key(ord(sign.upper()))
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, modifiers, sign)
            QCoreApplication.sendEvent(window.windowHandle(), event)


def typed_at_once(window, text):
    """Keys that were all waiting when the program came to read them."""
    for sign in text:
        QTest.keyClick(window.focusWidget(), KEYS.get(sign, sign))


def filled(window):
    fields = window.panel.findChildren(QLineEdit)
    return {field.objectName(): field.text() for field in fields if field.text()}


def test_that_keys_wait_for_the_chair_that_was_asked_for(qtbot, navigation):
    board = navigation.windows["board"]
    navigation.open_chair("Chair 2")
    typed_ahead(board, MIDAZOLAM)
    came(qtbot, navigation)
    chair = navigation.windows["chair:Chair 2"]
    assert filled(chair) == TYPED
    assert QApplication.activeWindow() is chair
    assert not navigation.room.sounds.is_muted


def test_that_keys_follow_through_two_windows(qtbot, navigation):
    navigation.open_chair("Chair 2")
    came(qtbot, navigation)
    navigation.open_board()
    typed_ahead(navigation.windows["chair:Chair 2"], "2", Qt.KeyboardModifier.ControlModifier)
    typed_ahead(navigation.windows["chair:Chair 2"], MIDAZOLAM)
    came(qtbot, navigation)
    assert filled(navigation.windows["chair:Chair 2"]) == TYPED


def test_that_a_chair_already_open_takes_what_is_typed_before_it_is_raised(qtbot, navigation):
    navigation.open_chair("Chair 2")
    came(qtbot, navigation)
    navigation.windows["chair:Chair 2"].open_panel("medication")
    navigation.open_board()
    came(qtbot, navigation)
    navigation.open_chair("Chair 2")
    typed_ahead(navigation.windows["board"], MIDAZOLAM.removeprefix("m"))
    came(qtbot, navigation)
    assert filled(navigation.windows["chair:Chair 2"]) == TYPED


def test_that_keys_for_a_window_that_never_came_are_taken_nowhere_and_that_is_said(navigation):
    board = navigation.windows["board"]
    navigation.open_chair("Chair 2")
    typed_ahead(board, MIDAZOLAM)
    for _ in range(LOOKS):
        navigation._front._look()
    assert navigation._front.awaited is None
    assert "before TRAINING · Chair 2" in board.bar.sentence
    assert not navigation.room.sounds.is_muted


def test_that_nothing_waits_through_a_lock(qtbot, navigation):
    navigation.open_chair("Chair 2")
    typed_ahead(navigation.windows["board"], MIDAZOLAM)
    navigation.desk.lock()
    assert navigation._front.awaited is None
    assert navigation.windows["chair:Chair 2"].panel is None


def test_that_keys_for_a_window_that_they_closed_go_nowhere(qtbot, navigation):
    """Esc closes what opens a session; what was typed after it was for what lies below."""
    navigation.open_chair("Chair 4")
    assert "opening:Chair 4" in navigation.windows
    typed_ahead(navigation.windows["board"], "\x1b\r\r")
    came(qtbot, navigation)
    assert set(navigation.windows) == {"board"}


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


def test_that_a_window_that_closed_on_its_way_is_not_waited_for(navigation):
    navigation.open_chair("Chair 2")
    typed_ahead(navigation.windows["board"], MIDAZOLAM)
    navigation.windows["chair:Chair 2"].close()
    assert navigation._front.awaited is None


def test_that_who_points_elsewhere_is_not_waited_for(qtbot, navigation):
    board = navigation.windows["board"]
    navigation.open_chair("Chair 2")
    typed_ahead(board, "m")
    QTest.mousePress(board.windowHandle(), Qt.MouseButton.LeftButton)
    assert navigation.windows["chair:Chair 2"].panel is None


def test_that_a_key_that_came_to_its_window_waits_no_longer(qtbot, navigation):
    """The desktop may put another window in front a moment later; this one had the key."""
    navigation.open_chair("Chair 2")
    chair = navigation.windows["chair:Chair 2"]
    typed_ahead(navigation.windows["board"], MIDAZOLAM[:9])
    qtbot.waitUntil(chair.isActiveWindow)
    typed_ahead(chair, MIDAZOLAM[9:])
    assert navigation._front.awaited is None
    assert filled(chair) == TYPED


def test_that_only_the_board_asks_for_the_keyboard_at_the_start(
    qtbot, monkeypatch, day_at, tmp_path
):
    """What was open comes back behind it; a busy desktop would serve who asks too much later."""
    day = day_at("09:12:30")
    desk = Desk(day.clinic, day.turn)
    before = Navigation(desk, tmp_path, log_files(), help_texts())
    before.begin()
    before.open_chair("Chair 2")
    before.end()
    asked = []

    def asks(window):
        asked.append(window)

    monkeypatch.setattr(QMainWindow, "activateWindow", asks)
    again = Navigation(desk, tmp_path, log_files(), help_texts())
    again.begin()
    came_back = set(again.windows)
    asked_before_any_look = list(asked)
    monkeypatch.undo()
    came(qtbot, again)
    board = again.windows["board"]
    is_in_front = board.isActiveWindow()
    again.end()
    desk.close()
    assert came_back == {"board", "chair:Chair 2"}
    assert asked_before_any_look == [board]
    assert is_in_front


def test_that_who_comes_to_a_chair_finds_the_set_that_is_due_now(qtbot, navigation):
    """A window behind is drawn in the pauses of whoever types; the one in front is up to date."""
    navigation.open_chair("Chair 2")
    came(qtbot, navigation)
    navigation.open_board()
    came(qtbot, navigation)
    chair, desk = navigation.windows["chair:Chair 2"], navigation.desk
    grid = chair.area.grid.model()
    before = grid.column(grid.due).time_text
    desk.clinic.clock.source.set(desk.now() + timedelta(minutes=30))
    desk.keys.pressed()
    desk.tick.emit(desk.now())
    assert grid.column(grid.due).time_text == before
    navigation.open_chair("Chair 2")
    qtbot.waitUntil(chair.isActiveWindow)
    assert grid.column(grid.due).time_text > before


def test_that_a_key_typed_ahead_reaches_no_part_that_has_not_the_keys(qtbot, navigation):
    """What takes a value back in the grid must not take Esc from a form that is open beside it."""
    navigation.open_chair("Chair 2")
    came(qtbot, navigation)
    chair = navigation.windows["chair:Chair 2"]
    chair.open_panel("medication")
    pressed = []
    in_grid = QShortcut(QKeySequence(Qt.Key.Key_Escape), chair.area.grid)
    in_grid.setContext(Qt.ShortcutContext.WidgetShortcut)
    in_grid.activated.connect(lambda: pressed.append("in the grid"))
    hidden = QShortcut(QKeySequence(Qt.Key.Key_Escape), QWidget(chair))
    hidden.activated.connect(lambda: pressed.append("unseen"))
    navigation.open_board()
    came(qtbot, navigation)
    navigation.open_chair("Chair 2")
    typed_ahead(navigation.windows["board"], "\x1b")
    came(qtbot, navigation)
    assert pressed == []
    assert chair.panel is None
