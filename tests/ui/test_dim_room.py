"""In a dim room nothing lights up: no window, panel, tooltip, cover or first window of the day."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QToolTip

from ketachart.app.entrance import enter
from ketachart.app.resources import help_texts
from ketachart.bootstrap import log_files
from ketachart.ui.application import FaultNotice
from ketachart.ui.desk import Desk
from ketachart.ui.navigation import Navigation
from ketachart.ui.panels.table import PANELS
from ketachart.ui.pictures import settle
from ketachart.ui.player import Player
from ketachart.ui.widgets import theme
from ketachart.ui.windows.signin_window import SignInWindow
from tests.ui.chair_day import DOCTOR, NURSE

BRIGHTEST = 0.42
"""No pixel is brighter: the relative luminance of a sheet of paper is 0.9."""

ALL_BUT_A_CARET = 0.9999
"""Qt inverts what lies under the caret, one pixel wide."""

ON_AVERAGE = 0.08
"""A window as a whole is darker still."""


def luminance(image):
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    shares = rows[:, : image.width(), 2::-1] / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def is_dim(widget):
    seen = luminance(widget.grab().toImage())
    return np.quantile(seen, ALL_BUT_A_CARET) <= BRIGHTEST and seen.mean() <= ON_AVERAGE


@pytest.fixture
def dim(qapp):
    style, palette, font = qapp.style().objectName(), qapp.palette(), qapp.font()
    theme.apply(qapp, theme.Scheme.DIM)
    yield qapp
    qapp.setStyle(style)
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.fixture
def navigation(dim, day_at, tmp_path):
    day = day_at("09:12:30")
    desk = Desk(day.clinic, day.turn)
    found = Navigation(desk, tmp_path, log_files(), help_texts())
    found.begin()
    yield found
    found.end()
    desk.close()


def test_that_no_window_is_bright_locked_or_not(navigation):
    for chair in ("Chair 1", "Chair 2", "Chair 4"):
        navigation.open_chair(chair)
    navigation.open_cosign()
    navigation.open_ledger()
    navigation.open_call("")
    navigation.open_help("board")
    settle()
    assert [key for key, each in navigation.windows.items() if not is_dim(each)] == []
    navigation.covering.take_over("board")
    assert is_dim(navigation.windows["board"])
    navigation.desk.lock()
    settle(0)
    assert [key for key, each in navigation.windows.items() if not is_dim(each)] == []


@pytest.mark.parametrize("person", [NURSE, DOCTOR])
def test_that_no_panel_is_bright(dim, chair_at, person):
    chair = chair_at("09:12:30", "s2", person)
    given = chair.window.session.medications[0].ref
    subjects = {"amend": chair.window.session.readings[0].ref, "response": given}
    bright = []
    for name in sorted(PANELS):
        chair.window.open_panel(name, subjects.get(name, ""))
        settle(0)
        if not is_dim(chair.window):
            bright.append(name)
        chair.window.close_panel()
    assert bright == []


def test_that_the_first_windows_of_the_day_are_dim(qtbot, dim, tmp_path):
    doors = (
        SignInWindow(lambda user, secret, _: enter(tmp_path, user, secret), Player()),
        FaultNotice(),
    )
    for door in doors:
        qtbot.addWidget(door)
        door.show()
        assert is_dim(door)


def test_that_a_tooltip_is_dim(qtbot, navigation):
    QToolTip.showText(QPoint(10, 10), "Someone else takes over", navigation.windows["board"])
    qtbot.waitUntil(QToolTip.isVisible)
    tip = next(
        each
        for each in QApplication.topLevelWidgets()
        if "QTipLabel" in each.metaObject().className()
    )
    assert is_dim(tip)
    QToolTip.hideText()
