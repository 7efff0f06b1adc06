"""Witness calls in real windows: asked at one, signed at another, never twice."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from ketachart.app.calls import Call
from ketachart.domain.acts import BreakContainer, GiveMedication, WasteStock
from ketachart.ui.presenters.witness import call_lines, call_words
from ketachart.ui.windows.witness_window import WitnessWindow
from tests.ui.chair_day import NURSE, OTHER_NURSE, pin_of

WASTE = "12:01:00"
"""At this moment 0.16 mL of what was drawn for Chair 1 is left."""


@pytest.fixture
def asked(chair_at):
    """Chair 1 with a waste that waits for its witness."""
    chair = chair_at(WASTE, "s1")
    chair.day.sign_in(OTHER_NURSE)
    chair.window.open_panel("waste")
    panel = chair.window.panel
    for name, words in (("ml", "0.16"), ("reason", "residual"), ("method", "cartridge")):
        panel.findChild(QWidget, name).setText(words)
    panel.findChild(QPushButton, "call_witness").click()
    return chair


def _age(chair):
    found = chair.window.calls.findChildren(QLabel, "call_age_0")
    return [each.text() for each in found if each.isVisible()]


def _sign(panel, pin):
    panel.second.choose(OTHER_NURSE)
    secret = panel.findChild(QWidget, "second_secret")
    QTest.keyClicks(secret, pin)
    QTest.keyClick(secret, Qt.Key.Key_Return)


def test_that_a_call_leaves_the_panel_and_stands_as_a_card_with_the_exact_amount(asked):
    assert asked.window.panel is None
    words = asked.window.findChild(QLabel, "call_words_0").text()
    assert words.startswith("Waste 0.16 mL = 8 mg of Ketamine HCl 50 mg/mL")
    assert "Reason: residual. Destroyed: cartridge." in words
    assert asked.day.session("s1").unaccounted_ml


def test_that_the_card_grows_older_and_is_marked_after_ten_minutes(asked):
    assert _age(asked) == ["now"]
    asked.tick(minutes=12)
    assert _age(asked) == ["12 min"]


def test_that_the_witness_signs_it_from_the_card_and_the_card_goes(asked):
    asked.window.findChild(QPushButton, "answer_call_0").click()
    _sign(asked.window.panel, pin_of(OTHER_NURSE))
    assert asked.day.session("s1").unaccounted_ml == 0
    assert asked.window.panel is None
    assert not asked.window.calls.isVisible()


def test_that_a_wrong_pin_keeps_the_call_and_says_why(asked):
    asked.window.findChild(QPushButton, "answer_call_0").click()
    panel = asked.window.panel
    _sign(panel, "000000")
    assert panel.bar.sentence
    assert len(asked.day.clinic.calls()) == 1
    assert panel.findChild(QWidget, "second_secret").text() == ""


def test_that_who_asked_is_not_offered_as_the_witness(asked):
    asked.window.findChild(QPushButton, "answer_call_0").click()
    picker = asked.window.panel.findChild(QWidget, "second_person")
    offered = {picker.itemData(row) for row in range(picker.count())}
    assert NURSE not in offered
    assert OTHER_NURSE in offered


def test_that_a_witness_at_the_keyboard_only_types_the_pin(asked):
    asked.desk.hand_over(asked.day.sign_in(OTHER_NURSE))
    asked.window.findChild(QPushButton, "answer_call_0").click()
    secret = asked.window.panel.findChild(QWidget, "second_secret")
    assert asked.window.panel.second.person == OTHER_NURSE
    assert asked.window.focusWidget() is secret


def test_that_the_window_of_the_calls_goes_from_one_to_the_next_and_then_away(asked, qtbot):
    asked.day.pass_time(minutes=1)
    vial = next(
        each
        for product in asked.desk.world.products()
        for each in asked.day.clinic.containers(product)
    )
    act = BreakContainer(vial=vial.id, circumstances="fell off the tray")
    words = call_words(act, asked.desk.world)
    assert isinstance(asked.day.clinic.call_witness(act, asked.day.turn, words), Call)
    window = WitnessWindow(asked.desk)
    qtbot.addWidget(window)
    window.show()
    _sign(window.panel, pin_of(OTHER_NURSE))
    assert "is broken" in window.panel.findChild(QLabel, "call_words").text()
    assert window.isVisible()
    window.panel.findChild(QPushButton, "withdraw_call").click()
    assert asked.day.clinic.calls() == ()
    assert not window.isVisible()


def test_that_a_window_that_stood_open_without_a_call_asks_who_signs_the_one_that_came(
    chair_at, qtbot
):
    chair = chair_at(WASTE, "s1")
    window = WitnessWindow(chair.desk)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.panel.findChild(QPushButton, "cancel").setFocus()
    waste = WasteStock(source={"session": "s1"}, ml="0.16", reason="residual", method="cartridge")
    chair.day.clinic.call_witness(waste, chair.desk.turn, "a waste")
    window.show_call("")
    assert window.focusWidget() is window.panel.findChild(QWidget, "second_person")


def test_that_what_was_given_in_part_is_not_called_cancelled_before_the_start(chair_at):
    chair = chair_at(WASTE, "s1")
    chair.window.open_panel("waste")
    offered = [each.text() for each in chair.window.panel.findChildren(QPushButton)]
    assert "residual" in offered
    assert "cancelled before the start" not in offered


def test_that_a_call_signed_elsewhere_is_said_to_be_over(asked, qtbot):
    window = WitnessWindow(asked.desk)
    qtbot.addWidget(window)
    window.show()
    (call,) = asked.day.clinic.calls()
    asked.day.clinic.answer_call(call.id, OTHER_NURSE, pin_of(OTHER_NURSE))
    assert window.panel.findChild(QLabel, "call_about").text() == "No call is open."
    assert not window.panel.submit_button.isVisible()


def test_that_what_the_witness_signs_says_where_the_dose_comes_from_and_where_its_rest_goes(day_at):
    day = day_at("09:06:10")
    world = day.clinic.world
    vial = next(
        each
        for product in world.products()
        if "Midazolam" in world.stock(product).product.substance
        for each in day.clinic.containers(product)
    )
    act = GiveMedication(
        session="s2",
        drug="midazolam",
        dose="0.5",
        unit="mg",
        route="IV",
        indication="dysphoria",
        vial=vial.id,
        ml_drawn="1",
        method="cartridge",
    )
    strength = world.stock(vial.product).product.mg_per_ml
    assert strength == 1
    assert call_words(act, world) == (
        f"midazolam 0.5 mg IV at Chair 2. For: dysphoria. 1 mL drawn from vial {vial.id}. "
        "Rest wasted: 0.5 mL. Destroyed: cartridge."
    )


def test_that_a_number_that_is_none_is_shown_as_typed(day_at):
    world = day_at("09:06:10").clinic.world
    act = WasteStock(source={"vial": "?"}, ml="a lot", reason="", method="")
    assert call_words(act, world).startswith("Waste a lot of")
    assert call_lines((), world, day_at("09:06:10").clock.now(), str) == ()
