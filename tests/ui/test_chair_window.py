"""The chair's window on a real vault: typing, keys, lock, drafts, what is told and what is kept."""

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from ketachart.app.clinic import Done
from ketachart.domain.acts import ChangeRate, PauseInfusion, StartInfusion
from ketachart.domain.session import Phase
from ketachart.domain.times import MINUTE
from ketachart.ui.panels.table import PANELS
from ketachart.ui.presenters.lanes import lanes
from ketachart.ui.windows.chair_window import ChairWindow
from tests.ui.chair_day import OTHER_NURSE, at, pin_of

NINE = "84\r12882\r97\r14\r5\r4\r3\r1\r0"
"""HR, BP, SpO2, RR, MOAA/S, pain, dissociation, hallucination, nausea; saved with one more key."""


def _type(chair, keys):
    """Type into whatever has the focus, as a keyboard does."""
    for key in keys:
        target = chair.window.windowHandle()
        if key == "\r":
            QTest.keyClick(target, Qt.Key.Key_Return)
        else:
            QTest.keyClick(target, key)


def _key(chair, key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(chair.window.windowHandle(), key, modifier)


def _find(chair, name, kind=QWidget):
    found = chair.window.findChild(kind, name)
    assert found is not None, name
    return found


def _save(chair):
    _key(chair, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


class _Pressed(QObject):
    """Counts the keys that reach the program."""

    def __init__(self):
        super().__init__()
        self.count = 0

    def eventFilter(self, watched, event):  # noqa: N802 - a name that Qt calls
        if event.type() is QEvent.Type.KeyPress and isinstance(watched, QWindow):
            self.count += 1
        return False


def test_that_a_full_set_takes_no_more_than_thirty_keys_and_is_charted_now(chair_at, qapp):
    chair = chair_at("09:07:20", "s2")
    keys = _Pressed()
    qapp.installEventFilter(keys)
    _key(chair, Qt.Key.Key_Space)
    _type(chair, NINE)
    _save(chair)
    qapp.removeEventFilter(keys)
    reading = chair.day.session("s2").readings[-1]
    assert {name: int(value) for name, value in reading.values.items()} == {
        "hr": 84,
        "sbp": 128,
        "dbp": 82,
        "spo2": 97,
        "rr": 14,
        "moaas": 5,
        "pain": 4,
        "dissociation": 3,
        "hallucination": 1,
        "nausea": 0,
    }
    assert keys.count <= 30
    assert reading.observed_at == at("09:07:20")
    model = chair.window.area.grid.grid_model
    assert model.column(model.due).time_text == "09:22"
    assert model.entry.is_empty


def test_that_what_was_not_obtained_is_charted_with_its_reason(chair_at):
    chair = chair_at("09:07:20", "s2")
    chair.window.area.focus_due()
    _type(chair, "84\r-3\r97\r")
    _save(chair)
    reading = chair.day.session("s2").readings[-1]
    assert set(reading.values) == {"hr", "spo2"}
    assert dict(reading.not_obtained) == dict.fromkeys(["sbp", "dbp"], "cuff or probe failed")
    grid = chair.window.area.grid.grid_model
    column = grid.column_of(grid.column(grid.due - 1).key)
    assert grid.cell(grid.row_of("bp"), column).text == "NO cuff or probe failed"


def test_that_a_finger_says_why_a_value_was_not_obtained_and_never_replaces_one(chair_at):
    chair = chair_at("09:07:20", "s2")
    chair.window.area.focus_due()
    _type(chair, "84")
    _find(chair, "not_obtained", QPushButton).click()
    _find(chair, "not_obtained_3", QPushButton).click()
    assert chair.window.area.grid.note.startswith("Delete what is typed first")
    _type(chair, "\r")
    _find(chair, "not_obtained", QPushButton).click()
    assert _find(chair, "not_obtained_words", QLabel).text() == "BP was not obtained, because:"
    _find(chair, "not_obtained_3", QPushButton).click()
    assert chair.window.area.grid.open_row == "SpO₂"
    _find(chair, "save_set", QPushButton).click()
    reading = chair.day.session("s2").readings[-1]
    assert {name: int(value) for name, value in reading.values.items()} == {"hr": 84}
    assert dict(reading.not_obtained) == dict.fromkeys(["sbp", "dbp"], "cuff or probe failed")


def test_that_escape_leaves_the_question_why_and_clears_a_value_as_before(chair_at):
    chair = chair_at("09:07:20", "s2")
    chair.window.area.focus_due()
    _find(chair, "not_obtained", QPushButton).click()
    bar = _find(chair, "not_obtained_bar")
    assert bar.isVisible()
    _key(chair, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    _type(chair, "84")
    _key(chair, Qt.Key.Key_Escape)
    assert chair.window.area.grid.grid_model.entry.is_empty


def test_that_a_reading_older_than_five_minutes_is_not_shown_as_current(chair_at):
    chair = chair_at("09:07:20", "s2")
    session, settings = chair.window.session, chair.window.area.chart.settings
    newest = max(each.observed_at for each in session.readings)
    after = {span: lanes(session, settings, newest + span) for span in (MINUTE * 5, MINUTE * 6)}
    assert [lane["bp"].is_current for lane in after.values()] == [True, False]
    assert "last" in after[MINUTE * 6]["bp"].spoken
    assert "6 min ago" in after[MINUTE * 6]["bp"].spoken


def test_that_rare_rows_come_when_asked_for_and_keep_what_is_typed(chair_at):
    chair = chair_at("09:07:20", "s2")
    rows = chair.window.area.grid.grid_model
    assert rows.row_of("temp_c") == -1
    chair.window.area.focus_due()
    _type(chair, "84\r")
    chair.window.area.toggle_rows()
    assert rows.row_of("temp_c") >= 0
    assert rows.entry.text("hr") == "84"
    rows.entry.type("temp_c", "3")
    chair.window.area.toggle_rows()
    assert rows.row_of("temp_c") >= 0


def test_that_space_goes_to_the_due_column_and_digits_go_in(chair_at):
    chair = chair_at("09:06:10", "s2")
    chair.window.resting.log.setFocus()
    _type(chair, " 84")
    assert chair.window.area.grid.grid_model.entry.text("hr") == "84"


def test_that_a_refused_set_says_why_beside_the_grid_and_keeps_what_was_typed(chair_at):
    chair = chair_at("09:32:00", "s3", OTHER_NURSE)
    chair.window.area.focus_due()
    _type(chair, "84\r128/82\r")
    _save(chair)
    assert "end-tidal CO2 is missing" in chair.window.area.bar.sentence
    assert chair.window.area.grid.grid_model.entry.text("bp") == "128/82"
    assert len(chair.day.session("s3").readings) == 4


def test_that_an_unfinished_set_survives_the_window(chair_at, qtbot):
    chair = chair_at("09:06:10", "s2")
    chair.window.area.focus_due()
    _type(chair, "84\r128/8")
    reopened = ChairWindow(chair.desk, chair.day.session("s2"))
    qtbot.addWidget(reopened)
    entry = reopened.area.grid.grid_model.entry
    assert (entry.text("hr"), entry.text("bp")) == ("84", "128/8")
    words = reopened.findChild(QLabel, "entry_words").text()
    assert words == (
        "Not recorded: typed at 09:06 by Adaeze Okafor for the set of 09:07, last BP: "
        "when was it observed?"
    )
    reopened.close()


def test_that_a_set_typed_for_a_slot_gone_by_is_not_saved_without_its_time(chair_at):
    chair = chair_at("09:06:10", "s2")
    chair.window.area.focus_due()
    _type(chair, "84\r")
    assert _find(chair, "entry_words", QLabel).text() == "Set of 09:07"
    chair.tick(minutes=25)
    asked = "Typed at 09:06 for the set of 09:07: when was it observed?"
    assert _find(chair, "entry_words", QLabel).text() == asked
    assert _find(chair, "observed_at").placeholderText() == "when?"
    before = chair.day.session("s2").readings
    _save(chair)
    assert chair.day.session("s2").readings == before
    assert chair.window.area.bar.sentence == asked
    assert chair.window.area.grid.grid_model.entry.text("hr") == "84"
    _type(chair, "0906")
    assert _find(chair, "entry_words", QLabel).text() != asked
    _save(chair)
    reading = chair.day.session("s2").readings[-1]
    assert (reading.observed_at, reading.recorded_at) == (at("09:06:00"), at("09:31:10"))
    assert _find(chair, "observed_at").placeholderText() == "now"


def test_that_clearing_a_set_typed_for_a_slot_gone_by_lets_new_values_be_observed_now(chair_at):
    chair = chair_at("09:06:10", "s2")
    chair.window.area.focus_due()
    _type(chair, "84")
    chair.tick(minutes=25)
    chair.window.area.focus_due()
    _key(chair, Qt.Key.Key_Up)
    _key(chair, Qt.Key.Key_Backspace)
    _key(chair, Qt.Key.Key_Backspace)
    assert not _find(chair, "entry_words", QLabel).text().startswith("Typed")
    _type(chair, "90")
    _save(chair)
    assert chair.day.session("s2").readings[-1].observed_at == at("09:31:10")


def test_that_a_restored_set_is_not_saved_without_its_time_even_within_its_slot(chair_at, qtbot):
    chair = chair_at("09:06:10", "s2")
    chair.window.area.focus_due()
    _type(chair, "84\r")
    chair.window.close()
    chair.tick(seconds=30)
    reopened = ChairWindow(chair.desk, chair.day.session("s2"))
    qtbot.addWidget(reopened)
    before = chair.day.session("s2").readings
    reopened.area.grid.commit()
    assert chair.day.session("s2").readings == before
    reopened.area.line.observed.setText("09:06")
    reopened.area.grid.commit()
    assert chair.day.session("s2").readings[-1].observed_at == at("09:06:00")
    reopened.close()


def test_that_a_restored_set_keeps_the_time_that_was_given(chair_at, qtbot):
    chair = chair_at("09:06:10", "s2")
    chair.window.area.focus_due()
    _type(chair, "84\r")
    _find(chair, "observed_at").setFocus()
    _type(chair, "0905")
    reopened = ChairWindow(chair.desk, chair.day.session("s2"))
    qtbot.addWidget(reopened)
    assert reopened.area.line.observed.text() == "0905"
    assert reopened.findChild(QLabel, "entry_words").text() == "Set of 09:07"
    reopened.close()


def test_that_values_typed_for_a_missed_set_are_not_saved_as_observed_now(chair_at):
    chair = chair_at("10:01:00", "s1")
    area = chair.window.area
    missed = next(c for c in area.chart.columns if c.at == at("09:45:00"))
    area.open_missed(missed.slot.due.isoformat())
    area.grid.focus_due()
    _type(chair, "84\r")
    area.open_due()
    asked = "Typed at 10:01 for the set of 09:45: when was it observed?"
    assert _find(chair, "entry_words", QLabel).text() == asked


def test_that_an_extra_set_typed_long_ago_is_not_saved_without_its_time(chair_at):
    chair = chair_at("09:12:00", "s2")
    chair.window.area.open_extra()
    _type(chair, "84\r")
    chair.tick(seconds=20)
    assert _find(chair, "entry_words", QLabel).text() == "Extra set"
    chair.tick(minutes=12)
    asked = "Typed at 09:12 as an extra set: when was it observed?"
    assert _find(chair, "entry_words", QLabel).text() == asked


def test_that_a_due_set_saved_as_extra_by_hand_needs_no_time(chair_at):
    chair = chair_at("09:12:00", "s2")
    chair.window.area.focus_due()
    _type(chair, "84\r")
    chair.window.area.open_extra()
    assert _find(chair, "entry_words", QLabel).text() == "Extra set"


def test_that_a_set_typed_before_the_start_is_not_saved_as_observed_after_it(chair_at):
    chair = chair_at("08:27:00", "s2")
    area = chair.window.area
    area.focus_due()
    _type(chair, "84\r")
    chair.tick(minutes=1)
    chair.day.sign_in(OTHER_NURSE)
    start = StartInfusion(session="s2", ml_per_h="45.0", verified_by=OTHER_NURSE)
    assert isinstance(chair.desk.perform(start, second_secret=pin_of(OTHER_NURSE)), Done)
    asked = "Typed at 08:27, before the start: when was it observed?"
    assert _find(chair, "entry_words", QLabel).text() == asked


def test_that_a_saved_set_leaves_no_draft(chair_at):
    chair = chair_at("09:06:10", "s2")
    chair.window.area.focus_due()
    _type(chair, "84\r")
    assert chair.day.clinic.load_draft("vitals:s2") is not None
    _save(chair)
    assert chair.day.clinic.load_draft("vitals:s2") is None


def test_that_clearing_what_was_typed_clears_the_draft(chair_at):
    chair = chair_at("09:06:10", "s2")
    chair.window.area.focus_due()
    _type(chair, "8")
    _key(chair, Qt.Key.Key_Backspace)
    assert chair.day.clinic.load_draft("vitals:s2") is None


def test_that_a_set_before_its_time_is_extra_and_says_so(chair_at):
    chair = chair_at("09:12:00", "s2")
    chair.window.area.focus_due()
    _type(chair, "84\r")
    _save(chair)
    words = _find(chair, "entry_words", QLabel).text()
    assert words == "Saved as an extra set; the set of 09:25 is still due"


def test_that_an_extra_set_is_typed_with_e_and_left_with_escape(chair_at):
    chair = chair_at("09:06:10", "s2")
    chair.window.area.grid.setFocus()
    _type(chair, "e")
    assert _find(chair, "entry_words", QLabel).text() == "Extra set"
    _find(chair, "observed_at").setFocus()
    _key(chair, Qt.Key.Key_Escape)
    assert _find(chair, "entry_words", QLabel).text() == "Set of 09:07"


def test_that_escape_in_an_empty_cell_leaves_the_extra_set(chair_at):
    chair = chair_at("09:06:10", "s2")
    chair.window.area.open_extra()
    _key(chair, Qt.Key.Key_Escape)
    assert _find(chair, "entry_words", QLabel).text() == "Set of 09:07"


def test_that_a_missed_set_asks_when_it_was_observed(chair_at):
    chair = chair_at("10:01:00", "s1")
    area = chair.window.area
    missed = next(c for c in area.chart.columns if c.at == at("09:45:00"))
    area.grid.header_activated.emit(missed.key)
    assert isinstance(chair.window.panel, PANELS["explain"])
    _find(chair, "chart_late", QPushButton).click()
    assert chair.window.panel is None
    assert _find(chair, "observed_at").text() == "09:45"
    area.grid.focus_due()
    _type(chair, "84\r")
    _save(chair)
    reading = chair.day.session("s1").readings[-1]
    assert reading.observed_at == at("09:45:00")
    assert reading.recorded_at == at("10:01:00")


def test_that_a_time_to_come_is_refused_at_its_field(chair_at):
    chair = chair_at("09:06:10", "s2")
    _find(chair, "observed_at").setText("09:30")
    chair.window.area.focus_due()
    _type(chair, "84\r")
    _save(chair)
    assert "still to come" in chair.window.area.bar.sentence
    assert chair.window.area.grid.grid_model.entry.text("hr") == "84"


# ── Keys ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("key", "panel"),
    [("m", "medication"), ("r", "pump"), ("s", "scales"), ("n", "events"), ("x", "stop")],
)
def test_that_letters_open_the_panels_even_from_the_grid(chair_at, key, panel):
    chair = chair_at("09:06:10", "s2")
    chair.window.area.focus_due()
    _type(chair, key)
    assert isinstance(chair.window.panel, PANELS[panel])


def test_that_letters_are_typed_while_a_panel_is_open(chair_at):
    chair = chair_at("09:06:10", "s2")
    chair.window.open_panel("note")
    _type(chair, "mrsn x")
    assert isinstance(chair.window.panel, PANELS["note"])
    assert _find(chair, "text").toPlainText() == "mrsn x"


def test_that_escape_goes_back_to_the_grid(chair_at):
    chair = chair_at("09:06:10", "s2")
    chair.window.open_panel("pause")
    _key(chair, Qt.Key.Key_Escape)
    assert chair.window.panel is None
    assert chair.window.area.grid.hasFocus()


def test_that_no_key_acts_while_the_desk_is_locked(chair_at):
    chair = chair_at("09:06:10", "s2")
    chair.window.resting.setFocus()
    chair.desk.lock()
    _type(chair, "mrsnxet ")
    assert chair.window.panel is None
    chair.desk.hand_over(chair.desk.turn)
    _type(chair, "m")
    assert isinstance(chair.window.panel, PANELS["medication"])


def test_that_a_letter_without_a_button_does_nothing(chair_at):
    chair = chair_at("08:27:00", "s2")
    chair.window.area.grid.setFocus()
    _type(chair, "rw")
    assert chair.window.panel is None


def test_that_locking_forgets_a_typed_pin(chair_at):
    chair = chair_at("08:27:00", "s2")
    chair.window.open_panel("start")
    _find(chair, "second_secret").setText("118264")
    chair.desk.lock()
    assert _find(chair, "second_secret").text() == ""


def test_that_f6_moves_between_the_grid_and_what_stands_beside_it(chair_at):
    chair = chair_at("09:06:10", "s2")
    chair.window.area.focus_due()
    _key(chair, Qt.Key.Key_F6)
    assert chair.window.resting.isAncestorOf(chair.window.focusWidget())
    _key(chair, Qt.Key.Key_F6)
    assert chair.window.area.grid.hasFocus()


def test_that_t_gives_the_grid_the_room_of_the_trend(chair_at, qtbot):
    chair = chair_at("09:06:10", "s2")
    qtbot.waitUntil(lambda: chair.window.findChild(QWidget, "trend") is not None)
    chair.window.area.grid.setFocus()
    before = chair.window.area.grid.height()
    _type(chair, "t")
    qtbot.waitUntil(lambda: chair.window.area.grid.height() > before)


# ── Following ────────────────────────────────────────────────────────────────────────────────────


def test_that_a_change_from_elsewhere_is_shown(chair_at):
    chair = chair_at("09:06:10", "s2")
    other = chair.day.sign_in(OTHER_NURSE)
    act = ChangeRate(session="s2", ml_per_h="30", reason="titrated to effect")
    assert isinstance(chair.day.clinic.perform(act, other), Done)
    chair.tick(seconds=1)
    assert "30 mL/h" in _find(chair, "dose_line", QLabel).text()


def test_that_what_is_typed_stays_while_the_session_changes(chair_at):
    chair = chair_at("09:06:10", "s2")
    chair.window.area.focus_due()
    _type(chair, "84\r12")
    other = chair.day.sign_in(OTHER_NURSE)
    chair.day.clinic.perform(PauseInfusion(session="s2", reason="patient to restroom"), other)
    assert chair.day.session("s2").phase is Phase.PAUSED
    entry = chair.window.area.grid.grid_model.entry
    assert (entry.text("hr"), entry.text("bp")) == ("84", "12")


def test_that_a_second_changes_no_cell_of_the_grid(chair_at):
    chair = chair_at("09:06:10", "s2")
    chair.tick(seconds=1)
    model = chair.window.area.grid.grid_model
    announced = []
    model.dataChanged.connect(lambda *_: announced.append(1))
    chair.tick(seconds=1)
    assert announced == []


def test_that_the_countdown_turns_overdue_by_the_clock_alone(chair_at):
    chair = chair_at("09:06:10", "s2")
    chair.tick(minutes=4)
    model = chair.window.area.grid.grid_model
    assert model.column(model.due).state.value == "overdue"
    assert chair.window.area.grid.horizontalHeader().countdown == "−3:10"


def test_that_the_window_names_no_patient_in_its_title(chair_at):
    chair = chair_at("09:06:10", "s2")
    assert chair.window.windowTitle() == "Chair 2 · KetaChart"


def test_that_an_administrator_reads_the_chart_but_types_nothing(chair_at):
    chair = chair_at("09:06:10", "s2", "ad.lindqvist")
    chair.window.area.grid.setFocus()
    _type(chair, "84")
    assert chair.window.area.grid.grid_model.entry is None
    assert not _find(chair, "save_set").isVisible()


def test_that_everything_that_is_touched_is_large_enough(chair_at):
    chair = chair_at("09:06:10", "s2")
    for button in chair.window.findChildren(QPushButton):
        if button.isVisible():
            assert button.height() >= 44, button.objectName()
            assert button.objectName() or button.accessibleName()


def test_that_the_sign_panel_comes_back_after_the_explanation_it_asked_for(chair_at):
    chair = chair_at("13:16:00", "s1")
    chair.window.open_panel("sign")
    chair.window.panel.findChild(QPushButton, "do_explain_0").click()
    panel = chair.window.panel
    panel.findChild(QLineEdit, "reason").setText("patient moved to restroom")
    panel.submit_typed()
    assert type(chair.window.panel).__name__ == "SignPanel"


def test_that_a_panel_opened_from_a_waiting_one_by_hand_does_not_bring_it_back(chair_at):
    chair = chair_at("13:16:00", "s1")
    chair.window.open_panel("sign")
    chair.window.open_panel("note")
    chair.window.close_panel()
    assert chair.window.panel is None


def test_that_a_says_that_the_alert_was_seen_and_by_whom(chair_at):
    chair = chair_at("08:48:00", "s1")
    assert _find(chair, "acknowledge").text() == "Seen"
    chair.window.area.grid.setFocus()
    _key(chair, Qt.Key.Key_A)
    (seen,) = chair.day.session("s1").acknowledged
    assert (seen.by, seen.fields) == (chair.desk.turn.person.id, ("dissociation",))
    assert not _find(chair, "acknowledge").isVisible()
    assert _find(chair, "worst_alert", QLabel).text().startswith("✓ seen")


def test_that_a_says_that_an_overdue_set_was_seen_until_the_next_is_due(chair_at):
    chair = chair_at("08:48:00", "s1")
    chair.window.area.grid.setFocus()
    _key(chair, Qt.Key.Key_A)
    chair.tick(minutes=20)
    assert _find(chair, "acknowledge").text() == "Overdue: seen"
    _key(chair, Qt.Key.Key_A)
    assert chair.day.session("s1").acknowledged[-1].of.startswith("due:")
    assert not _find(chair, "acknowledge").isVisible()
