"""Giving a drug at the chair: what speaks against it, its total, and how few keys it takes."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget

from ketachart.domain.acts import ChartResponse, GiveMedication
from ketachart.ui.presenters.chair_actions import actions
from tests.ui.chair_day import DOCTOR


class Keys:
    """Counts every key that is really pressed, wherever the focus is."""

    def __init__(self, window):
        self.window = window
        self.count = 0

    def press(self, *keys):
        for key in keys:
            # As the window system delivers them, so that shortcuts are keys like any other.
            if isinstance(key, str):
                QTest.keyClicks(self.window.windowHandle().focusObject() or self.window, key)
                self.count += len(key)
            else:
                QTest.keyClick(self.window.windowHandle(), key)
                self.count += 1


@pytest.fixture
def hands(chair_at):
    chair = chair_at("09:06:10", "s2")
    return chair, Keys(chair.window)


def _part(chair, name, kind=QWidget):
    part = chair.window.panel.findChild(kind, name)
    assert part is not None, name
    return part


def _given(chair):
    return chair.day.session("s2").medications[-1].given


@pytest.mark.parametrize(
    ("letters", "dose", "drug"), [("on", "4", "ondansetron"), ("la", "10", "labetalol")]
)
def test_that_a_rescue_drug_takes_at_most_eight_keys(hands, letters, dose, drug):
    chair, keys = hands
    keys.press(Qt.Key.Key_M, letters, Qt.Key.Key_Return, dose, Qt.Key.Key_Return)
    assert chair.window.panel is None
    given = _given(chair)
    assert (given.drug, str(given.dose), given.unit, given.route) == (drug, dose, "mg", "IV")
    assert given.rescue
    assert keys.count <= 8


def test_that_a_stop_takes_at_most_ten_keys(hands):
    chair, keys = hands
    keys.press(Qt.Key.Key_R, Qt.Key.Key_4, "27.1", Qt.Key.Key_Tab, Qt.Key.Key_Tab)
    keys.press(Qt.Key.Key_Space, Qt.Key.Key_Return)
    stop = chair.day.session("s2").stop
    assert (str(stop.pump_ml), stop.reason) == ("27.1", "complete")
    assert keys.count <= 10


def test_that_enter_held_down_gives_nothing(hands):
    chair, keys = hands
    before = len(chair.day.session("s2").medications)
    keys.press(Qt.Key.Key_M, "on", *[Qt.Key.Key_Return] * 5)
    assert len(chair.day.session("s2").medications) == before
    assert _part(chair, "dose").text() == ""


def test_that_the_unit_of_a_listed_drug_is_no_choice(hands):
    chair, _ = hands
    chair.window.open_panel("medication", "ondansetron")
    assert chair.window.panel.findChild(QComboBox, "unit") is None
    assert chair.window.panel.act().unit == "mg"


def test_that_the_first_dose_opens_empty_and_a_later_one_offers_the_last(hands):
    chair, _ = hands
    chair.window.open_panel("medication", "ondansetron")
    words = [each.text() for each in chair.window.panel.findChildren(QPushButton)]
    assert not any(each.startswith("as last") for each in words)
    chair.window.open_panel("medication", "midazolam")
    assert _part(chair, "dose").text() == ""
    button = next(
        each
        for each in chair.window.panel.findChildren(QPushButton)
        if each.text() == "as last: 0.5 mg IV"
    )
    button.click()
    assert _part(chair, "dose").text() == "0.5"


def test_that_a_set_offers_its_drugs_with_empty_doses_and_its_indication(hands):
    chair, _ = hands
    chair.window.open_panel("medication")
    next(
        each
        for each in chair.window.panel.findChildren(QPushButton)
        if each.text() == "hypertension"
    ).click()
    shown = [
        each.objectName()
        for each in chair.window.panel.findChildren(QPushButton)
        if each.objectName().startswith("drug_") and each.isVisible()
    ]
    assert shown[:3] == ["drug_labetalol", "drug_hydralazine", "drug_esmolol"]
    _part(chair, "drug_labetalol", QPushButton).click()
    assert _part(chair, "dose").text() == ""
    assert _part(chair, "indication").text() == "blood pressure"


def test_that_what_speaks_against_a_drug_needs_a_reason_that_stands_beside_it(hands):
    chair, _ = hands
    chair.tick(minutes=30)
    chair.window.open_panel("medication", "haloperidol")
    said = _part(chair, "against_lines", QLabel).text().splitlines()
    assert any(line.startswith("SpO2 was last read") for line in said)
    for name, text in {"dose": "0.5", "indication": "agitation"}.items():
        _part(chair, name).setText(text)
    chair.window.panel.findChild(QWidget, "route").choose("IV")
    assert not chair.window.panel.submit_typed()
    assert _part(chair, "overrides").hasFocus()
    _part(chair, "overrides").setText("monitor shows 98")
    assert chair.window.panel.submit_typed()
    given = _given(chair)
    assert list(given.overrides) == said
    assert set(given.overrides.values()) == {"monitor shows 98"}


def test_that_the_total_is_told_with_the_dose_that_is_typed(hands):
    chair, _ = hands
    chair.window.open_panel("medication", "midazolam")
    total = _part(chair, "total", QLabel)
    assert total.text() == "midazolam 0.5 mg so far of 5 mg"
    _part(chair, "dose").setText("2.5")
    assert total.text() == (
        "▲ midazolam 0.5 mg so far of 5 mg; with this dose 3 mg: 60 % of the usual most"
    )


def _labels(chair, person):
    day = chair.day
    session = day.session("s2")
    found = actions(
        session,
        day.clinic.world.person(person),
        day.clinic.world.settings_at(session.opened_at),
        day.clinic.formulary(),
        day.clock.now(),
    )
    return {view.label: view.panel for view in found}


def test_that_a_drug_given_first_waits_for_an_anesthesiologist(hands):
    chair, _ = hands
    chair.window.open_panel("medication", "ondansetron")
    _part(chair, "dose").setText("4")
    assert _part(chair, "given_first").answer is False
    _part(chair, "given_first").answer_with(answer=True)
    assert chair.window.panel.submit_typed()
    label = "Acknowledge ondansetron 4 mg, given first"
    assert label not in _labels(chair, chair.day.turn.person.id)
    assert _labels(chair, DOCTOR)[label] == "acknowledge_drug"
    turn = chair.day.sign_in(DOCTOR)
    chair.desk.hand_over(turn)
    chair.window.open_panel("acknowledge_drug")
    assert chair.window.panel.submit_typed()
    session = chair.day.session("s2")
    assert session.medications[-1].acknowledged_by == DOCTOR
    assert session.unacknowledged == ()


def test_that_a_drug_that_did_not_help_is_offered_again_when_its_waiting_time_is_over(hands):
    chair, _ = hands
    midazolam = chair.day.session("s2").medications[0]
    label = "midazolam 0.5 mg unchanged: repeat it?"
    assert label not in _labels(chair, chair.day.turn.person.id)
    chair.desk.perform(
        ChartResponse(session="s2", of=midazolam.ref, effect="unchanged", observed_at=None)
    )
    assert _labels(chair, chair.day.turn.person.id)[label] == "medication"


def test_that_an_order_can_be_replaced_until_the_bag_is_prepared(chair_at):
    chair = chair_at("08:06:00", "s2", DOCTOR)
    assert _labels(chair, DOCTOR)["Replace the order"] == "order"
    assert "Replace the order" not in _labels(chair, "rn.okafor")


def test_that_a_usual_dose_beyond_what_is_left_is_no_button(hands):
    chair, _ = hands
    chair.desk.perform(
        GiveMedication(
            session="s2", drug="ondansetron", dose="6", unit="mg", route="IV", indication="nausea"
        )
    )
    chair.window.open_panel("medication", "ondansetron")
    words = [each.text() for each in chair.window.panel.findChildren(QPushButton)]
    assert "as last: 6 mg IV" in words
    assert "4 mg IV" not in words


def test_that_a_reading_grows_old_while_the_panel_is_open(hands):
    chair, _ = hands
    chair.window.open_panel("medication", "haloperidol")
    said = _part(chair, "against_lines", QLabel)
    assert "SpO2" not in said.text()
    chair.tick(minutes=6)
    assert "SpO2 was last read" in said.text()


def test_that_a_ten_fold_draw_of_a_controlled_dose_is_asked_about_also_before_a_call(hands):
    chair, _ = hands
    chair.tick(minutes=1)
    chair.window.open_panel("medication", "midazolam")
    for name, text in {"dose": "0.2", "indication": "dysphoria", "ml_drawn": "2"}.items():
        _part(chair, name).setText(text)
    vial = _part(chair, "vial", QComboBox)
    vial.setCurrentIndex(1)
    panel = chair.window.panel
    assert not panel.call_witness()
    assert not panel.submit_typed()
    assert _part(chair, "sums_lines", QLabel).text().splitlines() == [
        "drawn 2 mL × 1 mg/mL = 2 mg",
        "dose 0.2 mg ÷ 1 mg/mL = 0.2 mL",
        "That is 10 times more: is the point in the right place?",
    ]
    assert chair.day.clinic.calls() == ()


def test_that_a_witness_is_asked_for_only_once_all_else_holds(hands):
    chair, _ = hands
    chair.window.open_panel("medication", "midazolam")
    panel = chair.window.panel
    _part(chair, "dose").setText("0.5")
    assert not panel.submit_typed()
    assert "indication" in panel.bar.sentence
    _part(chair, "indication").setText("dysphoria")
    _part(chair, "vial", QComboBox).setCurrentIndex(1)
    _part(chair, "ml_drawn").setText("0.5")
    assert not panel.submit_typed()
    assert "second person" in panel.bar.sentence
