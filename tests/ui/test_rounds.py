"""A round leads through the chairs that are due, each named before anything is typed."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from ketachart.app.resources import help_texts
from ketachart.bootstrap import log_files
from ketachart.domain.acts import ChartVitals
from ketachart.ui.desk import Desk
from ketachart.ui.navigation import Navigation
from ketachart.ui.presenters.board import tiles
from ketachart.ui.presenters.rounds import ended_words, stops
from ketachart.ui.widgets.held_key import HeldKey
from ketachart.ui.windows.round_bar import RoundBar


class OnTheRound:
    """A day with all windows, at a time when two chairs are due."""

    def __init__(self, day, folder):
        self.day = day
        self.desk = Desk(day.clinic, day.turn)
        self.navigation = Navigation(self.desk, folder, log_files(), help_texts())
        self.navigation.begin()

    def bar(self):
        bars = [
            bar
            for window in self.navigation.windows.values()
            for bar in window.findChildren(RoundBar)
            if not bar.isHidden()
        ]
        assert len(bars) <= 1
        return bars[0] if bars else None

    def who(self):
        bar = self.bar()
        return bar.findChild(QLabel, "round_who").text() if bar else ""

    def press(self, key):
        bar = self.bar()
        QTest.keyClick(bar, key)

    def chart(self, session):
        values = {"hr": 80, "sbp": 120, "dbp": 80, "spo2": 98, "rr": 14}
        self.desk.perform(ChartVitals(session=session, values=values))


@pytest.fixture
def on_round(qtbot, day_at, tmp_path):
    there = OnTheRound(day_at("09:07:20"), tmp_path)
    there.day.pass_time(minutes=24)
    there.desk.beat()
    yield there
    there.navigation.end()
    there.desk.close()


def due_now(there):
    now = there.desk.now()
    return stops(tiles(there.day.clinic.world, now))


def test_that_a_round_goes_to_the_chairs_that_are_due_in_the_order_of_the_chairs(on_round):
    due = due_now(on_round)
    assert len(due) >= 2
    assert list(due) == sorted(due)


def test_that_each_chair_is_named_and_takes_no_digit_before_it_is_confirmed(on_round):
    first = due_now(on_round)[0]
    on_round.navigation.begin_round()
    window = on_round.navigation.windows[f"chair:{first}"]
    patient = on_round.day.clinic.world.patient(window.session.patient)
    assert patient.name.split()[0] in on_round.who()
    on_round.press(Qt.Key.Key_8)
    assert window.area.grid.grid_model.entry.is_empty
    on_round.press(Qt.Key.Key_Return)
    assert on_round.bar() is None
    assert window.area.grid.currentIndex().column() == window.area.grid.grid_model.due


def test_that_the_next_chair_comes_by_itself_once_the_set_is_recorded(on_round):
    first, second = due_now(on_round)[:2]
    on_round.navigation.begin_round()
    on_round.press(Qt.Key.Key_Return)
    window = on_round.navigation.windows[f"chair:{first}"]
    on_round.chart(window.session.id)
    assert on_round.bar().window() is on_round.navigation.windows[f"chair:{second}"]


def test_that_a_set_recorded_elsewhere_doesnt_lead_on(on_round):
    second = due_now(on_round)[1]
    on_round.navigation.begin_round()
    on_round.press(Qt.Key.Key_Return)
    other = on_round.day.clinic.world.in_chair()[second]
    on_round.chart(other)
    assert on_round.bar() is None


def test_that_chairs_passed_by_are_still_due_at_the_end(on_round):
    due = due_now(on_round)
    on_round.navigation.begin_round()
    for _ in due:
        on_round.press(Qt.Key.Key_N)
    assert on_round.bar() is None
    said = on_round.navigation.windows["board"].bar.findChildren(QLabel)
    assert any(all(chair in label.text() for chair in due) for label in said)


def test_that_locking_ends_a_round(on_round):
    on_round.navigation.begin_round()
    on_round.desk.lock()
    assert on_round.bar() is None


def test_that_a_round_with_nothing_due_says_so():
    assert ended_words((), ()) == "No chair is due now."


def test_that_enter_held_down_confirms_no_chair(on_round):
    on_round.navigation.begin_round()
    first = on_round.who()
    held = QKeyEvent(
        QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", autorep=True
    )
    QCoreApplication.sendEvent(on_round.bar(), held)
    assert on_round.who() == first != ""


def test_that_a_release_and_a_press_of_one_moment_are_a_key_held_down_under_x():
    none, key = Qt.KeyboardModifier.NoModifier, Qt.Key.Key_Return
    keyboard = HeldKey("xcb")
    release = QKeyEvent(QEvent.Type.KeyRelease, key, none)
    release.setTimestamp(40)
    press, later = (QKeyEvent(QEvent.Type.KeyPress, key, none) for _ in range(2))
    press.setTimestamp(40)
    later.setTimestamp(41)
    keyboard.note_release(release)
    assert keyboard.repeats(press)
    assert not keyboard.repeats(later)
