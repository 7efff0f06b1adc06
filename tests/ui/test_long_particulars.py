"""A long name and a dozen allergies: the chair's window stays on the screen, and tells it all."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from ketachart.domain.acts import RegisterPatient
from ketachart.ui.presenters.allergies import allergy_words
from ketachart.ui.widgets.badge import Badge
from ketachart.ui.windows.all_chairs_window import AllChairsWindow
from ketachart.ui.windows.chair_window import ChairWindow

NAME = "María Guadalupe Concepción Fernández-Villanueva y Rodríguez de la Torre"
ALLERGIES = (
    *("latex", "morphine: vomiting", "ondansetron: rash", "sulfonamides: hives on both arms"),
    *("iodine", "codeine", "tramadol: seizure", "gabapentin (swelling)", "NSAIDs: ulcer"),
    *("penicillin: anaphylaxis", "cephalosporins", "contrast medium", "adhesive tape: blisters"),
    "x" * 300,
)


@pytest.fixture
def chair(chair_at):
    chair = chair_at("09:06:10", "s2")
    patient = chair.day.clinic.world.patient(chair.day.session("s2").patient)
    told = replace(patient, name=NAME, allergies=ALLERGIES, high_respiratory_risk=True)
    chair.day.clinic.perform(RegisterPatient(patient=told), chair.day.turn)
    return chair


def test_that_the_window_is_no_wider_for_them(chair):
    assert chair.window.width() == 1366
    assert chair.window.minimumSizeHint().width() <= 1366


def test_that_the_birth_date_is_not_cut(chair):
    particulars = chair.window.findChild(QLabel, "particulars")
    whole = particulars.fontMetrics().horizontalAdvance("born 1990-11-27")
    assert particulars.width() >= whole


def test_that_what_has_no_room_is_counted_and_a_press_leads_to_all_of_it(chair):
    badge = chair.window.findChild(Badge, "allergies")
    assert badge.text().startswith("ALLERGIES latex")
    assert badge.text().endswith(" more")
    assert badge.toolTip() == f"ALLERGIES {', '.join(ALLERGIES)}"
    QTest.mouseClick(badge, Qt.MouseButton.LeftButton)
    said = chair.window.panel.findChild(QLabel, "on_file").text()
    assert said == f"On file: {', '.join(ALLERGIES)}."


def test_that_a_press_on_them_leaves_what_is_being_typed(chair):
    chair.window.open_panel("note")
    panel = chair.window.panel
    QTest.mouseClick(chair.window.findChild(Badge, "allergies"), Qt.MouseButton.LeftButton)
    assert chair.window.panel is panel


def test_that_all_chairs_are_no_wider_for_them_either(chair, qtbot):
    window = AllChairsWindow(chair.desk)
    qtbot.addWidget(window)
    window.resize(1366, 728)
    window.show()
    assert window.row("Chair 2").minimumSizeHint().width() < 1366
    assert window.row("Chair 2").findChild(Badge, "row_allergies").text().endswith(" more")
    window.close()


@pytest.mark.parametrize(
    ("allergies", "ways"),
    [
        ((), ["no allergies on file"]),
        (("latex",), ["ALLERGIES latex"]),
        (
            ("morphine: vomiting", "latex", "NSAIDs (ulcer)"),
            [
                "ALLERGIES morphine: vomiting, latex, NSAIDs (ulcer)",
                "ALLERGIES morphine…, latex, NSAIDs…",
                "ALLERGIES morphine…, latex and 1 more",
                "ALLERGIES morphine… and 2 more",
            ],
        ),
        ((": odd",), ["ALLERGIES : odd"]),
        (
            ("penicillin: rash; sulfa",),
            [
                "ALLERGIES penicillin: rash; sulfa",
                "ALLERGIES penicillin…, sulfa",
                "ALLERGIES penicillin… and 1 more",
            ],
        ),
    ],
)
def test_that_they_are_said_ever_shorter(allergies, ways):
    assert [*allergy_words(allergies)] == ways


def test_that_a_chair_opens_on_a_screen_of_960_points(chair_at, qtbot):
    chair = chair_at("09:06:10", "s2")
    window = ChairWindow(chair.desk, chair.window.session)
    qtbot.addWidget(window)
    window.resize(960, 500)
    with qtbot.waitExposed(window):
        window.show()
    assert window.width() == 960
    window.close()
