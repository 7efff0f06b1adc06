"""Twenty thousand keys and clicks that mean nothing, over all windows of a busy clinic."""

import random

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from ketachart.app.resources import help_texts
from ketachart.app.verification import verify
from ketachart.bootstrap import log_files
from ketachart.ui.desk import Desk
from ketachart.ui.navigation import Navigation
from ketachart.ui.tidying import Tidying
from tests.ui.chair_day import DOCTOR, NURSE, OTHER_NURSE

PRESSES = 20_000
SEEDS = range(4)
PEOPLE = (NURSE, NURSE, OTHER_NURSE, DOCTOR)
LETTERS = "mrsnwexthaboidcfgjklpquvyz"
TYPED = "0123456789/.,- 128/74" + LETTERS
PLAIN = [
    *[Qt.Key.Key_Return] * 6,
    *[Qt.Key.Key_Tab] * 6,
    *[Qt.Key.Key_Escape] * 4,
    *[Qt.Key.Key_Space] * 3,
    Qt.Key.Key_Backtab,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Backspace,
    Qt.Key.Key_Delete,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    *[getattr(Qt.Key, f"Key_F{number}") for number in range(1, 13) if number != 4],
]
WITH_CONTROL = "123456789BKDULARTMPVCXZQ"


class Monkey:
    """Presses and clicks at random, now and then someone signs in behind a lock."""

    def __init__(self, seed, day, folder):
        self.chance = random.Random(seed)  # noqa: S311 - a monkey, no secret
        self.day = day
        self.desk = Desk(day.clinic, day.turn)
        Tidying(self.desk)
        self.navigation = Navigation(self.desk, folder, log_files(), help_texts())
        self.navigation.begin()
        for chair in day.clinic.world.site.chairs:
            self.navigation.open_chair(chair)
        self.navigation.open_cosign()
        self.navigation.open_ledger()

    def play(self, presses):
        for count in range(presses):
            if count % 40 == 0:
                self.day.pass_time(seconds=self.chance.randrange(1, 30))
                self.desk.beat()
            if count % 100 == 0:
                self.come_back()
            self.act()

    def come_back(self):
        """Someone signs in, so that most presses don't fall on a locked clinic."""
        if self.desk.locked:
            self.day.pass_time(hours=1)  # so many wrong secrets are slowed down
            self.desk.hand_over(self.day.sign_in(self.chance.choice(PEOPLE)))
        self.navigation.open_board()

    def act(self):
        window = self.chance.choice(list(self.navigation.windows.values()))
        if QApplication.activePopupWidget() is not None:
            window = QApplication.activePopupWidget()
        handle = window.windowHandle()
        match self.chance.randrange(10):
            case 0 | 1:
                target = self.aimed(window)
                button = Qt.MouseButton.LeftButton
                if self.chance.random() < 0.1:
                    button = Qt.MouseButton.RightButton
                QTest.mouseClick(target, button, pos=self.inside(target))
            case 2:
                control = Qt.KeyboardModifier.ControlModifier
                QTest.keyClick(handle, self.chance.choice(WITH_CONTROL), control)
            case 3 | 4 | 5:
                QTest.keyClick(handle, self.chance.choice(PLAIN))
            case _:
                QTest.keyClick(handle, self.chance.choice(TYPED))
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, QFileDialog):
                dialog.reject()

    def aimed(self, window):
        """Anything that lies in the window."""
        parts = [part for part in window.findChildren(QWidget) if part.isVisible()]
        return self.chance.choice(parts) if parts else window

    def inside(self, part):
        return QPoint(
            self.chance.randrange(max(part.width(), 1)),
            self.chance.randrange(max(part.height(), 1)),
        )

    def leave(self):
        self.navigation.end()
        self.desk.close()


@pytest.mark.parametrize("seed", SEEDS)
def test_that_random_keys_and_clicks_break_nothing(qtbot, day_at, tmp_path, seed):
    day = day_at("09:12:30")
    monkey = Monkey(seed, day, tmp_path)
    try:
        monkey.play(PRESSES // len(SEEDS))
        assert QApplication.activeModalWidget() is None
        monkey.come_back()  # what is locked may show a choice of who unlocks
        monkey.desk.lock()
        assert QApplication.activePopupWidget() is None
        monkey.come_back()
        monkey.navigation.open_chair("Chair 1")
        assert monkey.navigation.windows["chair:Chair 1"].isVisible()
        assert list(verify(day.clinic)) == []
    finally:
        monkey.leave()
