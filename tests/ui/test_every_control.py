"""Every control of every window and panel: large enough for a glove, named to a screen reader."""

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from ketachart.app.resources import help_texts
from ketachart.bootstrap import log_files
from ketachart.ui.desk import Desk
from ketachart.ui.navigation import Navigation
from ketachart.ui.panels.table import PANELS
from ketachart.ui.pictures import settle
from ketachart.ui.player import Player
from ketachart.ui.widgets import theme
from ketachart.ui.widgets.segmented import Segmented
from ketachart.ui.widgets.theme import TOUCH
from ketachart.ui.windows.signin_window import SignInWindow
from tests.ui.chair_day import DOCTOR, NURSE

TOUCHED = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, Segmented)
NAMED = (*TOUCHED, QTextEdit, QAbstractItemView)


def controls(window, kinds):
    return [
        each
        for each in window.findChildren(QWidget)
        if isinstance(each, kinds) and each.isVisible() and not _is_part(each)
    ]


def _is_part(widget):
    """What belongs to another control, such as the heads of a table, which speaks for them."""
    return (
        isinstance(widget, QHeaderView)
        or widget.objectName().startswith("qt_")
        or type(widget) is QAbstractButton
    )


def called(widget):
    return f"{type(widget).__name__} {widget.objectName()!r} {widget.width()}x{widget.height()}"


def faults(window):
    small = [
        f"small: {called(each)}"
        for each in controls(window, TOUCHED)
        if min(each.width(), each.height()) < TOUCH
    ]
    nameless = [
        f"nameless: {called(each)}"
        for each in controls(window, NAMED)
        if not QAccessible.queryAccessibleInterface(each).text(QAccessible.Text.Name)
        or not each.objectName()
    ]
    return small + nameless


@pytest.fixture
def navigation(qapp, day_at, tmp_path):
    day = day_at("09:12:30")
    desk = Desk(day.clinic, day.turn)
    found = Navigation(desk, tmp_path, log_files(), help_texts())
    found.begin()
    yield found
    found.end()
    desk.close()


def test_that_every_window_can_be_touched_and_heard(navigation):
    for chair in ("Chair 1", "Chair 2", "Chair 4"):
        navigation.open_chair(chair)
    navigation.open_cosign()
    navigation.open_ledger()
    navigation.open_call("")
    navigation.open_help("board")
    navigation.room.sounds.toggle_mute()
    settle()
    assert {key: faults(each) for key, each in navigation.windows.items() if faults(each)} == {}
    navigation.covering.take_over("board")
    navigation.covering.take_over("chair:Chair 2")
    settle(0)
    assert faults(navigation.windows["board"]) == []
    navigation.desk.lock()
    settle(0)
    assert faults(navigation.windows["board"]) == []


@pytest.mark.parametrize("person", [NURSE, DOCTOR])
@pytest.mark.parametrize("time", ["09:06:40", "10:09:00"])
def test_that_every_panel_can_be_touched_and_heard(chair_at, person, time):
    chair = chair_at(time, "s2", person)
    given = chair.window.session.medications[0].ref
    subjects = {"amend": chair.window.session.readings[0].ref, "response": given}
    found = {}
    for name in sorted(PANELS):
        chair.window.open_panel(name, subjects.get(name, ""))
        settle(0)
        if wrong := faults(chair.window):
            found[name] = wrong
        chair.window.close_panel()
    assert found == {}


@pytest.mark.parametrize("percent", [100, 200])
def test_that_the_first_window_can_be_touched_and_heard_and_is_not_crushed(qtbot, qapp, percent):
    before = qapp.font()
    theme.apply(qapp, theme.Scheme.LIGHT, percent=percent)
    door = SignInWindow(lambda *_: None, Player())
    qtbot.addWidget(door)
    door.resize(door.sizeHint())
    door.show()
    assert faults(door) == []
    crushed = [
        called(each)
        for each in controls(door, TOUCHED)
        if each.height() < each.minimumSizeHint().height()
    ]
    assert crushed == []
    qapp.setFont(before)
