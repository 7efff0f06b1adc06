"""What goes wrong at a keyboard: nothing is lost, nothing is invented, and a sentence says why."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from ketachart.app.clinic import Done, Trouble
from ketachart.app.resources import help_texts
from ketachart.bootstrap import log_files
from ketachart.domain.acts import AddNote, ChartVitals
from ketachart.ui.desk import Desk
from ketachart.ui.navigation import Navigation
from ketachart.ui.presenters.lanes import lanes
from ketachart.ui.windows.chair_window import ChairWindow
from tests.ui.chair_day import NURSE, OTHER_NURSE, at

_CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def due(chair_at):
    """Chair 2 as its set of 09:07 is due, with the focus in the first empty cell."""
    chair = chair_at("09:06:10", "s2")
    chair.window.area.focus_due()
    return chair


def _press_in(window, keys):
    for key in keys:
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_Return if key == "\r" else key)


def _press(chair, keys):
    _press_in(chair.window, keys)


def _send(chair, text, key=Qt.Key.Key_unknown, *, held=False):
    """A key as a layout of another script sends it, or a keyboard that repeats it."""
    none = Qt.KeyboardModifier.NoModifier
    event = QKeyEvent(QEvent.Type.KeyPress, key, none, text, held)
    QApplication.sendEvent(chair.window.area.grid, event)


def _typed(chair):
    return chair.window.area.grid.grid_model.entry.draft()


def _save(chair):
    QTest.keyClick(chair.window.windowHandle(), Qt.Key.Key_Return, _CONTROL)


def _charted(chair):
    return len(chair.day.session("s2").readings)


@pytest.mark.parametrize(
    ("keys", "typed", "said"),
    [
        ("\r128/", {"bp": "128/"}, "Diastolic is missing."),
        ("\r82/128", {"bp": "82/128"}, "Systolic must be above diastolic."),
        ("\r-", {"bp": "-"}, "Not obtained, because"),
        ("8", {"hr": "8"}, "possible is 20 to 300"),
        ("310", {"hr": "310"}, "possible is 20 to 300"),
        ("18", {"hr": "18"}, "possible is 20 to 300"),
        ("\r\r79", {"spo2": "79"}, "SpO₂ 79, last 96. Is that right?"),
        ("\r12882\r97\r140", {"bp": "128/82", "spo2": "97", "rr": "14"}, "too many"),
    ],
)
def test_that_a_bad_value_is_held_back_with_a_sentence_and_kept(due, keys, typed, said):
    before = _charted(due)
    _press(due, keys)
    if "too many" not in said:
        _save(due)
    assert said in due.window.area.grid.note
    assert _typed(due) == typed
    assert _charted(due) == before


@pytest.mark.parametrize("sign", [*"٣८３²Ⅷx", "12", "128/82"])
def test_that_signs_of_another_script_and_words_at_once_are_refused_aloud(due, sign):
    _send(due, sign)
    assert due.window.area.grid.note
    assert _typed(due) == {}


def test_that_a_key_held_down_types_once(due):
    _press(due, "8")
    for _ in range(20):
        _send(due, "8", Qt.Key.Key_8, held=True)
    assert _typed(due) == {"hr": "8"}


def test_that_enter_held_down_neither_answers_a_question_nor_saves(due):
    before = _charted(due)
    _press(due, "141\r")
    assert "Is that right?" in due.window.area.grid.note
    for _ in range(20):
        _send(due, "\r", Qt.Key.Key_Return, held=True)
    assert "Is that right?" in due.window.area.grid.note
    assert _charted(due) == before


def test_that_pasting_types_nothing_and_says_so(due):
    QApplication.clipboard().setText("128/82")
    QTest.keyClick(due.window.windowHandle(), Qt.Key.Key_V, _CONTROL)
    assert due.window.area.grid.note == "Values are typed, not pasted."
    assert _typed(due) == {}


def test_that_a_window_behind_takes_no_digits(due, qtbot):
    other = ChairWindow(due.desk, due.day.session("s3"))
    qtbot.addWidget(other)
    with qtbot.waitActive(other):
        other.show()
        other.activateWindow()
    _press(due, "84\r")
    assert _typed(due) == {}


def test_that_escape_half_way_empties_one_cell_and_no_other(due):
    _press(due, "84\r128/")
    QTest.keyClick(due.window.windowHandle(), Qt.Key.Key_Escape)
    assert _typed(due) == {"hr": "84"}


def test_that_what_is_half_typed_is_there_after_the_lock(qtbot, day_at, tmp_path):
    day = day_at("09:06:10")
    desk = Desk(day.clinic, day.turn)
    navigation = Navigation(desk, tmp_path, log_files(), help_texts())
    navigation.begin()
    navigation.open_chair("Chair 2")
    window = navigation.windows["chair:Chair 2"]
    with qtbot.waitActive(window):
        window.activateWindow()
    window.area.focus_due()
    _press_in(window, "84\r128/")
    desk.lock()
    _press_in(window, "82")
    desk.hand_over(day.turn)
    assert window.area.grid.grid_model.entry.draft() == {"hr": "84", "bp": "128/"}
    navigation.end()
    desk.close()


def test_that_two_people_at_once_lose_nothing(due):
    _press(due, "84\r")
    turn = due.day.sign_in(OTHER_NURSE)
    theirs = ChartVitals(session="s2", values={"hr": "91"})
    assert isinstance(due.day.clinic.perform(theirs, turn), Done)
    due.tick(seconds=1)
    assert _typed(due) == {"hr": "84"}
    _save(due)
    assert "09:07" in due.window.area.bar.sentence
    due.window.area.line.observed.setText("09:06")
    _save(due)
    charted = {(each.by, int(each.values["hr"])) for each in due.day.session("s2").readings}
    assert {(OTHER_NURSE, 91), (NURSE, 84)} <= charted


def test_that_after_the_clock_was_put_back_no_reading_to_come_is_called_current(due):
    _press(due, "84\r")
    _save(due)
    due.day.clock.set(at("08:20:00"))
    due.desk.tick.emit(due.day.clock.now())
    session, settings = due.window.session, due.window.area.chart.settings
    lane = lanes(session, settings, due.day.clock.now())["hr"]
    assert not lane.is_current
    assert lane.age == "after the clock"


def test_that_a_full_disk_blocks_the_set_in_plain_words_and_keeps_it(due):
    _press(due, "84\r12882\r")
    before = _charted(due)
    connection = due.day.clinic.vault.db.conn
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}").fetchall()
    for size in (9000, 500, 1):
        filling = None
        while not isinstance(filling, Trouble):
            note = AddNote(session="s2", text="z" * size)
            filling = due.day.clinic.perform(note, due.desk.turn)
    _save(due)
    assert "full" in due.window.area.bar.sentence
    assert _typed(due) == {"hr": "84", "bp": "128/82"}
    assert _charted(due) == before
    connection.execute("PRAGMA max_page_count = 1000000").fetchall()
    _save(due)
    assert _charted(due) == before + 1
    assert due.window.area.bar.sentence == ""


def test_that_who_takes_over_half_way_is_told_whose_values_these_are_and_asked_when(due):
    before = _charted(due)
    _press(due, "84\r128/")
    due.desk.hand_over(due.day.sign_in(OTHER_NURSE))
    due.window.area.grid.setFocus()
    _press(due, "82")
    _save(due)
    assert "typed at 09:06 by Adaeze Okafor" in due.window.area.bar.sentence
    assert _charted(due) == before
    assert _typed(due) == {"hr": "84", "bp": "128/82"}


def test_that_letters_of_a_reason_open_no_panel(due):
    _press(due, "-")
    assert "or type why" in due.window.area.grid.note
    for sign in "mask on":
        QTest.keyClick(due.window.windowHandle(), sign)
    assert due.window.panel is None
    _press(due, "\r84/")
    assert _typed(due) == {"hr": "-mask on", "bp": "84/"}
    QTest.keyClick(due.window.windowHandle(), "m")
    assert due.window.panel is not None


def test_that_what_was_not_obtained_becomes_a_value_by_an_amendment(due):
    _press(due, "-1\r")
    _save(due)
    reading = due.day.session("s2").readings[-1]
    due.window.open_panel("amend", f"{reading.ref}|hr")
    due.window.panel.findChild(QLineEdit, "hr").setText("88")
    due.window.panel.findChild(QLineEdit, "reason").setText("read from the monitor")
    due.window.panel.submit_button.click()
    reading = due.day.session("s2").readings[-1]
    assert (int(reading.values["hr"]), dict(reading.not_obtained)) == (88, {})
    assert [change.old for change in reading.changes] == ["not obtained: refused"]
