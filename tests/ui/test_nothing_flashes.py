"""In a dim room nothing shows but what was asked for: no other window, not for a moment."""

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from ketachart.ui.panels.table import PANELS
from tests.ui.chair_day import DOCTOR, NURSE

OF_A_CALL = {"witness"}
"""Opened for a witness call only."""


class Windows(QObject):
    """Notes every window that shows."""

    def __init__(self):
        super().__init__()
        self.shown = []

    def eventFilter(self, watched, event):  # noqa: N802 - a name that Qt calls
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False


@pytest.fixture
def windows(qapp):
    noted = Windows()
    qapp.installEventFilter(noted)
    yield noted
    qapp.removeEventFilter(noted)


def subject_of(name, session):
    given = session.medications[0].ref
    return {"amend": session.readings[0].ref, "response": given, "acknowledge_drug": given}.get(
        name, ""
    )


@pytest.mark.parametrize("person", [NURSE, DOCTOR])
def test_that_no_panel_shows_a_window_of_its_own(chair_at, windows, person):
    chair = chair_at("09:12:30", "s2", person)
    windows.shown.clear()
    for name in sorted(PANELS.keys() - OF_A_CALL):
        chair.window.open_panel(name, subject_of(name, chair.window.session))
        chair.tick(seconds=1)
        chair.window.close_panel()
        assert windows.shown == [], name


def test_that_what_stands_in_the_way_of_a_signature_flashes_nowhere(chair_at, windows):
    chair = chair_at("09:12:30", "s2")
    chair.tick(minutes=45)
    windows.shown.clear()
    chair.window.open_panel("sign")
    assert chair.window.panel.findChild(QWidget, "obstacle_0").isVisible()
    assert windows.shown == []


def test_that_a_tick_and_a_commit_show_no_window(chair_at, windows):
    chair = chair_at("09:07:20", "s2")
    windows.shown.clear()
    chair.window.area.toggle_rows()
    chair.window.area.open_extra()
    chair.tick(minutes=20)
    chair.desk.lock()
    assert windows.shown == []
