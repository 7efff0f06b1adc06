"""Help before anybody has signed in, and the visible way to it afterwards."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from ketachart.app.resources import help_texts
from ketachart.bootstrap import log_files, parts_of
from ketachart.ui.desk import Desk
from ketachart.ui.entry_hall import EntryHall
from ketachart.ui.navigation import Navigation
from ketachart.ui.windows.help_window import HelpWindow


@pytest.fixture
def hall(qtbot, tmp_path):
    made = EntryHall(parts_of(tmp_path / "vault"))
    made.open()
    yield made
    made.close()


def shown_help():
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, HelpWindow)]


def test_that_f1_helps_at_the_first_start_and_goes_with_it(qtbot, hall):
    door = hall._door
    with qtbot.waitActive(door):
        door.activateWindow()
    QTest.keyClick(door, Qt.Key.Key_F1)
    (window,) = [each for each in shown_help() if each.isVisible()]
    assert window.page == "start"
    hall._stand(hall.way_to_restore())
    assert not window.isVisible()
    assert hall._help_window is None


def test_that_the_board_has_a_button_for_the_help(qtbot, day_at, tmp_path):
    day = day_at("09:12:30")
    desk = Desk(day.clinic, day.turn)
    windows = Navigation(desk, tmp_path, log_files(), help_texts())
    windows.begin()
    button = windows.windows["board"].findChild(QPushButton, "help")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert windows.windows["help"].page == "board"
    windows.end()
    desk.close()
