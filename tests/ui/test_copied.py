"""What is copied out of a window is gone when nobody sits there any more."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from ketachart.bootstrap import parts_of
from ketachart.ui.copied import Copied
from ketachart.ui.desk import Desk
from ketachart.ui.entry_hall import EntryHall

NAME = "O'NEIL-ÞÓRSDÓTTIR, Siobhan"


@pytest.fixture
def clipboard(qapp):
    clipboard = QApplication.clipboard()
    clipboard.clear()
    yield clipboard
    clipboard.clear()


@pytest.fixture
def desk(day_at):
    day = day_at("09:12:30")
    desk = Desk(day.clinic, day.turn)
    yield desk
    desk.close()


def copy_a_name(qtbot):
    field = QLineEdit(NAME)
    qtbot.addWidget(field)
    with qtbot.waitActive(field):
        field.show()
        field.activateWindow()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    field.close()


def test_that_it_goes_with_the_lock(qtbot, desk, clipboard):
    copied = Copied(desk)
    copy_a_name(qtbot)
    assert clipboard.text() == NAME
    desk.lock()
    assert clipboard.text() == ""
    copied.forget()


def test_that_what_another_program_copied_since_stays(qtbot, desk, clipboard):
    copied = Copied(desk)
    copy_a_name(qtbot)
    qtbot.waitUntil(lambda: QApplication.focusWindow() is None)
    clipboard.setText("a web address")
    desk.lock()
    copied.forget()
    assert clipboard.text() == "a web address"


def test_that_it_goes_with_the_program(qtbot, tmp_path, clipboard):
    hall = EntryHall(parts_of(tmp_path / "no-vault"))
    hall.open_training(1)
    copy_a_name(qtbot)
    assert clipboard.text() == NAME
    hall.close()
    assert clipboard.text() == ""
