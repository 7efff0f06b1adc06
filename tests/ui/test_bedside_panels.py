"""Effects, marks, extra readings, intervals, the escort's code: typed at the chair."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from ketachart.ui.panels.discharge import ReleasePanel
from ketachart.ui.presenters.bedside import spaced_code
from ketachart.ui.presenters.opening import kilograms
from tests.ui.chair_day import OTHER_NURSE, pin_of


def _type(chair, keys):
    for key in keys:
        sign = {"\r": Qt.Key.Key_Return, "\t": Qt.Key.Key_Tab}.get(key, key)
        QTest.keyClick(chair.window.windowHandle(), sign)


def _find(chair, name, kind=QWidget):
    found = chair.window.panel.findChild(kind, name)
    assert found is not None, name
    return found


def test_that_three_keys_mark_dissociation_and_three_more_that_it_is_over(chair_at):
    chair = chair_at("09:00:30", "s2")
    _type(chair, "n31")
    assert [each.effect for each in chair.day.session("s2").open_effects] == ["dissociation"]
    assert chair.window.panel is None
    chair.tick(minutes=12)
    _type(chair, "n3")
    assert "is over" in _find(chair, "effect_dissociation").text()
    _type(chair, "1")
    effect = chair.day.session("s2").effects[0]
    assert (effect.resolved - effect.onset).seconds == 12 * 60


def test_that_a_usual_mark_is_on_record_with_one_press_and_can_be_amended(chair_at):
    chair = chair_at("09:00:30", "s2")
    chair.window.open_panel("marker")
    usual = [each for each in chair.window.panel.findChildren(QPushButton) if "IV" in each.text()]
    QTest.mouseClick(usual[0], Qt.MouseButton.LeftButton)
    marker = chair.day.session("s2").markers[0]
    assert marker.kind.startswith("IV site checked")
    chair.window.open_panel("amend", marker.ref)
    assert _find(chair, "detail") is not None


def test_that_a_reading_without_a_row_gets_one(chair_at):
    chair = chair_at("09:00:30", "s2")
    chair.window.open_panel("extra")
    for name, text in {"name": "Glucose", "value": "98", "unit": "mg/dL"}.items():
        _find(chair, name).setText(text)
    _find(chair, "unit").setFocus()
    _type(chair, "\r")
    model = chair.window.area.grid.grid_model
    row = next(n for n in range(model.rowCount()) if model.row(n).label == "Glucose")
    assert "98" in [model.cell(row, n).text for n in range(model.columnCount())]


def test_that_another_interval_moves_the_due_column(chair_at):
    chair = chair_at("09:03:30", "s2")
    chair.window.open_panel("interval")
    _find(chair, "every").setText("10")
    _find(chair, "reason").setText("drowsy")
    _type(chair, "\r")
    due = [
        column.time_text
        for column in (
            chair.window.area.grid.grid_model.column(n)
            for n in range(chair.window.area.grid.grid_model.columnCount())
        )
    ]
    assert "09:13" in due


def _release(chair):
    page = chair.window.panel.page
    assert isinstance(page, ReleasePanel)
    return page


def _with_code(chair):
    chair.window.open_panel("escort")
    shown = _find(chair, "escort_code", QLabel).text()
    _type(chair, "\r")
    code = chair.day.session("s2").escort_code
    assert shown == spaced_code(code)
    chair.window.open_panel("recovery")
    chair.window.panel.be_about("escort")
    return code


def test_that_the_release_waits_for_the_code_once_one_was_given(chair_at):
    chair = chair_at("09:38:30", "s2")
    code = _with_code(chair)
    page = _release(chair)
    missing = page.findChild(QLabel, "missing")
    assert "the escort's code" in missing.text()
    page.findChild(QWidget, "escort_code").setText(code)
    assert "the escort's code" not in missing.text()
    assert page.act().escort_code == code


def test_that_without_the_code_a_second_person_is_asked(chair_at):
    chair = chair_at("09:38:30", "s2")
    chair.day.sign_in(OTHER_NURSE)
    _with_code(chair)
    page = _release(chair)
    QTest.mouseClick(page.findChild(QPushButton, "without_code"), Qt.MouseButton.LeftButton)
    page.findChild(QWidget, "override_reason").setText("slip lost, known by sight")
    page.second.choose(OTHER_NURSE)
    act = page.act()
    assert (act.escort_code, act.witness) == (None, OTHER_NURSE)
    assert pin_of(OTHER_NURSE)


def test_that_pounds_become_kilograms_with_one_decimal():
    assert [kilograms(typed) for typed in ("165", "131.2", "", "x", "-5")] == [
        "74.8",
        "59.5",
        "",
        "",
        "",
    ]


def test_that_another_escort_is_told_with_the_reason_at_the_release(chair_at):
    chair = chair_at("09:38:30", "s2")
    chair.window.open_panel("escort")
    first = _find(chair, "escort").text()
    for name, text in {"escort": "Nora Vance", "reason": "cannot come"}.items():
        _find(chair, name).setText(text)
    _type(chair, "\r")
    chair.window.open_panel("recovery")
    chair.window.panel.be_about("escort")
    told = _find(chair, "escort_history", QLabel)
    assert told.isVisible()
    assert first in told.text()
    assert told.text().endswith(": cannot come")


def test_that_an_escort_keeps_the_code_and_somebody_else_gets_another(chair_at):
    chair = chair_at("09:38:30", "s2")
    code = _with_code(chair)
    chair.window.open_panel("escort")
    _find(chair, "phone").setText("310-555-0199")
    shown = _find(chair, "escort_code", QLabel)
    assert shown.text() == spaced_code(code)
    _find(chair, "escort").setText("Nora Vance")
    another = shown.text()
    assert another != spaced_code(code)
    _find(chair, "reason").setText("cannot come")
    _type(chair, "\r")
    assert spaced_code(chair.day.session("s2").escort_code) == another


def test_that_an_allergy_put_on_file_stands_at_the_head_at_once(chair_at):
    chair = chair_at("09:00:30", "s2")
    _type(chair, "n0")
    assert _find(chair, "on_file", QLabel).text() == "On file: latex, morphine: vomiting."
    _find(chair, "allergy").setText("ondansetron: rash")
    _find(chair, "allergy").setFocus()
    _type(chair, "\r")
    assert chair.window.panel is None
    head = chair.window.findChild(QLabel, "allergies")
    assert head.text() == "ALLERGIES latex, morphine: vomiting, ondansetron: rash"
    chair.window.open_panel("medication", "ondansetron")
    said = _find(chair, "against_lines", QLabel).text()
    assert "Allergy on file: ondansetron: rash" in said.splitlines()
