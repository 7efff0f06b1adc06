"""Looking back: whose, what came of it, noted in seconds, on paper; each reading recorded."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from support.builders import ADMIN, CALM, DOCTOR, INSPECTOR, NURSE, SECOND, House
from support.houses import house, template

from ketachart.app import outcome_reading
from ketachart.app.audit import Group, Wish, trail_of
from ketachart.domain import events as ev
from ketachart.domain.outcome_picture import series_picture
from ketachart.domain.outcomes import SessionOutcome
from ketachart.domain.session import Phase
from ketachart.store.codec import entry_from
from ketachart.ui.desk import Desk
from ketachart.ui.panels.outcome import OutcomePanel
from ketachart.ui.presenters.outcomes import about_words, outcome_lines, to_be_noted
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import NumberField, TextField
from ketachart.ui.widgets.outcome_plot import OutcomePlot
from ketachart.ui.windows.outcomes_window import OutcomesWindow

__all__ = ["house", "template"]


@pytest.fixture
def given(house: House) -> House:
    """A clinic a day after one session."""
    house.bring("s1", Phase.INFUSING)
    house.wait(10)
    house.chart("s1", **CALM, dissociation=6, pain=5)
    house.wait(50)
    house.done(NURSE, "infusion.stop", session="s1", pump_ml="40", reason="complete")
    house.chart("s1", **CALM, pain=3)
    house.bring_on("s1", Phase.RELEASED)
    house.clock.set(house.clock.now() + timedelta(days=1))
    house.arrive(NURSE, ADMIN, INSPECTOR)
    return house


@pytest.fixture
def window(qtbot: QtBot, given: House):
    desk = Desk(given.clinic, given.turns[NURSE])
    window = OutcomesWindow(desk)
    qtbot.addWidget(window)
    window.resize(1280, 860)
    with qtbot.waitExposed(window):
        window.show()
    yield window
    window.close()
    desk.close()


def read(qtbot: QtBot, window: OutcomesWindow) -> None:
    qtbot.waitUntil(lambda: not window.is_busy)


def about(window: OutcomesWindow) -> str:
    return window._about.text()


def readings(house: House) -> list[tuple[str, str, str]]:
    log = house.clinic.vault.log
    kept = (*log.stream("clinic"), *log.stream("patient:p.greer"))
    entries = [entry_from(stored) for stored in sorted(kept, key=lambda stored: stored.seq)]
    return [
        (entry.author, entry.event.what, entry.event.patient)
        for entry in entries
        if isinstance(entry.event, ev.RecordRead) and "outcomes" in entry.event.what
    ]


def test_that_a_patients_sessions_are_shown_and_that_is_recorded(qtbot, window, given):
    qtbot.keyClicks(window._name, "greer")
    qtbot.keyClick(window._name, "\r")
    read(qtbot, window)
    line = window.table.lines.line(0)
    assert line is not None
    assert line.cells[1:] == ("40", "0.5", "6", "0", "7", "3", "–", "–")
    assert "One session is no series yet" in about(window)
    assert readings(given) == [(NURSE, "outcomes", "p.greer")]


def test_that_the_audit_of_the_patient_says_who_looked(qtbot, window, given):
    window.show_patient("p.greer")
    read(qtbot, window)
    trail = trail_of(given.clinic)
    said = trail.newest(Wish(patient="p.greer", group=Group.READ), {}, 100).lines
    assert "outcomes" in {json.loads(line.details)["what"] for line in said}
    assert {line.author for line in said} == {NURSE}


def test_that_a_call_is_noted_with_the_keyboard_alone(qtbot, window, given):
    window.show_patient("p.greer")
    read(qtbot, window)
    window.note_outcome()
    panel = window.side.panel
    assert isinstance(panel, OutcomePanel)
    for name, typed in (("relief_percent", "60"), ("weeks", "2.5"), ("note", "by phone")):
        field = panel.findChild(TextField, name) or panel.findChild(NumberField, name)
        assert field is not None
        field.setFocus()
        qtbot.keyClicks(field, typed)
    qtbot.keyClick(panel, "\r")
    read(qtbot, window)
    relief = given.clinic.relief("s1")
    assert relief is not None
    assert (relief.percent, str(relief.weeks), relief.note) == (60, "2.5", "by phone")
    line = window.table.lines.line(0)
    assert line is not None
    assert line.cells[-2:] == ("60 %", "2.5")


def test_that_a_second_enter_notes_what_came_of_it(qtbot, window, given):
    qtbot.keyClicks(window._name, "greer")
    qtbot.keyClick(window._name, "\r")
    read(qtbot, window)
    qtbot.keyClick(window._name, "\r")
    assert isinstance(window.side.panel, OutcomePanel)
    assert [what for _, what, _ in readings(given)] == ["outcomes"]
    for field, typed in (("relief_percent", "60\t"), ("weeks", "1\r")):
        keyed = window.side.panel.findChild(NumberField, field)
        assert keyed is not None
        assert window.focusWidget() is keyed
        qtbot.keyClicks(keyed, typed)
    relief = given.clinic.relief("s1")
    assert relief is not None
    assert relief.words == "60 % relief for 1 week"
    assert window.focusWidget() is window.table


def test_that_enter_notes_what_came_of_a_patient_shown_from_the_chair(qtbot, window):
    window.show_patient("p.greer")
    read(qtbot, window)
    qtbot.keyClick(window._name, "\r")
    assert isinstance(window.side.panel, OutcomePanel)


def test_that_nobodys_session_stands_or_is_noted_under_another_name(qtbot, window):
    window.show_patient("p.greer")
    read(qtbot, window)
    window.show_patient("p.mbeki")
    assert window.is_busy
    assert window._whose.text().startswith("James Mbeki")
    assert window.table.lines.rowCount() == 0
    window.note_outcome()
    assert window.side.panel is None


def test_that_what_is_noted_names_the_patient(qtbot, window):
    window.show_patient("p.greer")
    read(qtbot, window)
    window.note_outcome()
    assert window.side.panel is not None
    said = [label.text() for label in window.side.panel.findChildren(QLabel)]
    assert "Tobias Greer: what came of the session of 2026-03-03" in said


def test_that_of_too_many_sessions_the_latest_are_read_and_that_is_said(
    qtbot, window, given, monkeypatch
):
    given.arrive(NURSE, SECOND, DOCTOR)
    given.bring("s2", Phase.INFUSING)
    monkeypatch.setattr(outcome_reading, "MOST_SESSIONS", 1)
    window._last.setText("2026-03-05")
    window._show_typed_days()
    read(qtbot, window)
    assert "NOT among them: 1 earlier session" in about(window)
    assert window.table.lines.rowCount() == 1


def test_that_a_refusal_keeps_what_was_typed(qtbot, window):
    window.show_patient("p.greer")
    read(qtbot, window)
    window.note_outcome()
    panel = window.side.panel
    assert panel is not None
    field = panel.findChild(NumberField, "relief_percent")
    assert field is not None
    field.setText("140")
    assert not panel.submit_typed()
    assert field.typed == "140"
    assert panel.bar.isVisible()


def test_that_nobody_and_several_are_said_in_words(qtbot, window):
    for typed, words in (("zzz", "No patient fits."), ("", "No patient fits."), ("a", "patients")):
        window._name.setText(typed)
        window._show_typed_patient()
        assert window.bar.isVisible()
        assert words in window.bar.sentence
        assert not window.is_busy
    window.show_patient("p.mbeki")
    read(qtbot, window)
    assert about(window) == "No session was given to James Mbeki yet."
    assert not window.findChild(ActionButton, "note_outcome").isEnabled()


def test_that_all_patients_stand_there_without_a_name(qtbot, window, given):
    window._show_typed_days()
    read(qtbot, window)
    assert "1 session of 1 patient" in about(window)
    line = window.table.lines.line(0)
    assert line is not None
    assert not [cell for cell in line.cells if "Greer" in cell]
    assert readings(given)[-1][1].startswith("outcomes of all patients, ")
    assert not window.findChild(ActionButton, "note_outcome").isEnabled()
    window._first.setText("yesterday")
    window._show_typed_days()
    assert window.bar.isVisible()


def test_that_whoever_takes_over_reads_it_and_an_inspector_may_not(qtbot, window, given):
    window.show_patient("p.greer")
    read(qtbot, window)
    window._desk.hand_over(given.turns[ADMIN])
    read(qtbot, window)
    assert [author for author, _, _ in readings(given)] == [NURSE, ADMIN]
    assert not window.findChild(ActionButton, "note_outcome").isEnabled()
    window._desk.hand_over(given.turns[NURSE])
    read(qtbot, window)
    window.note_outcome()
    window._desk.hand_over(given.turns[INSPECTOR])
    read(qtbot, window)
    assert window.side.panel is None
    assert window.table.lines.rowCount() == 0
    assert "Greer" not in window._whose.text()
    assert len(readings(given)) == 3


def test_that_the_picture_is_saved_as_a_file_and_that_is_recorded(qtbot, window, given, tmp_path):
    window.show_patient("p.greer")
    read(qtbot, window)
    window._folder.show_folder(tmp_path)
    window.save()
    (file,) = tmp_path.glob("*.pdf")
    assert file.name.startswith("outcomes-one-patient-2026-03-04-")
    assert file.read_bytes().startswith(b"%PDF")
    assert readings(given)[-1] == (NURSE, "outcomes as PDF, saved", "p.greer")
    window._folder.show_folder(tmp_path / "gone" / "away")
    window.save()
    assert window.bar.isVisible()


def test_that_the_words_above_a_value_find_room_whenever_it_is_shown(qtbot):
    point = SessionOutcome(
        session="s1",
        patient="p.greer",
        day=date(2026, 3, 3),
        mg=Decimal(80),
        weight_kg=Decimal(80),
        dissociation=10,
        cadss=None,
        pain_before=None,
        pain_after=None,
        relief=None,
    )
    plot = OutcomePlot()
    qtbot.addWidget(plot)
    plot.resize(600, 900)
    plot.show_picture(series_picture([point]))
    for height in (420, 700, 380):
        plot.resize(600, height)
        with qtbot.waitExposed(plot):
            plot.show()
        for shown, band in plot._plots:
            if any(mark.words for mark in band.marks):
                low, high = shown.vb.viewRange()[1]
                room = (high - band.high) / (high - low) * shown.vb.height()
                assert room >= plot.fontMetrics().height()


def test_that_words_are_there_where_there_is_nothing_to_show():
    assert about_words((), None) == "No session was given on these days."
    assert outcome_lines(()) == ()
    assert not to_be_noted(())
