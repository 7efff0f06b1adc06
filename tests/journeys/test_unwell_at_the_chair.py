"""A patient is agitated and low on oxygen: a drug before its order, against what the chart says."""

from pathlib import Path

import pytest
from journeys.keyboard import BOARD, PASSPHRASES, Keyboard
from journeys.record import Record
from journeys.screen import Screen

pytestmark = pytest.mark.journey


def test_that_a_drug_given_first_keeps_why_who_saw_it_and_who_stands_behind_it(
    screen: Screen, tmp_path: Path
) -> None:
    record = Record.of_the_day("clinic-day.json", "2026-03-03T08:57:59", tmp_path)
    hands = Keyboard(screen, record.vault, tmp_path / "pictures")
    hands.sits_down()
    hands.lets_time_pass(5)
    hands.types_set("118", "148/90", "92", "12", "4", "4", "7", "5")
    hands.records("ctrl+Return")
    _gives_midazolam(hands)
    _signs_as_witness(hands)
    _looks_what_it_did(hands)
    _stands_behind_it(hands)
    hands.goes_home()

    record.verified()
    ((nurse, given),) = record.events("medication.given", "s1")
    assert (nurse, given["dose"], given["rescue"]) == ("rn.okafor", "1", True)
    assert given["overrides"] == {"SpO2 92 is below 94": "on oxygen, physician beside me"}
    assert (given["witness"], given["vial"], given["ml_drawn"]) == ("rn.silva", "M1107-2", "2.00")
    ((nurse, response),) = record.events("medication.response-charted", "s1")
    assert (nurse, response["effect"]) == ("rn.okafor", "calmer")
    ((physician, _),) = record.events("medication.acknowledged", "s1")
    assert physician == "md.reyes"
    assert "M1107-2" in record.chart("s1")


def _gives_midazolam(hands: Keyboard) -> None:
    """The reason stands against the low SpO2; the order follows; a witness is called."""
    hands.presses("m")
    hands.types("mida")
    hands.presses("Return")
    hands.looks("what-speaks-against-it")
    hands.presses("shift+Tab", "shift+Tab", "shift+Tab")
    hands.fills_in("on oxygen, physician beside me", "", "")
    hands.presses("space", "Tab")
    hands.fills_in("", "agitation", *[""] * 7)
    hands.types("y")
    hands.fills_in("", "M1107-1", "2.00", "binding cartridge", "", "", "", "", "")
    hands.looks("a-witness-is-called")
    hands.presses("space")
    hands.looks("called")


def _signs_as_witness(hands: Keyboard) -> None:
    """The second nurse reads at another window what is asked, and signs it there."""
    hands.goes_to(BOARD, "ctrl+b")
    hands.looks("the-call-on-the-board")
    hands.goes_to("Witness calls", "F9")
    hands.fills_in("Marta", PASSPHRASES["Marta"])
    hands.looks("what-the-witness-signs")
    hands.waits_until_gone("Witness calls", lambda: hands.records("Return"))


def _looks_what_it_did(hands: Keyboard) -> None:
    """Five minutes later the next set is due, and with it what the drug did."""
    hands.goes_to_chair(1)
    hands.lets_time_pass(5)
    hands.types_set("104", "136/84", "96", "13", "4", "3", "4", "2")
    hands.records("ctrl+Return")
    hands.presses_button_beside(6)
    hands.fills_in("", "calmer")
    hands.looks("what-it-did")
    hands.records("Return")


def _stands_behind_it(hands: Keyboard) -> None:
    """The anesthesiologist acknowledges what was given before it was ordered."""
    hands.hands_over_to("Ines", PASSPHRASES["Ines"])
    hands.presses_button_beside(7)
    hands.looks("given-first-order-to-follow")
    hands.records("Return")
