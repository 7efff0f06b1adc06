"""The patient goes home: with whom, by which code, and who agreed to a release without it."""

from pathlib import Path

import pytest
from journeys.keyboard import PASSPHRASES, Keyboard
from journeys.record import Record
from journeys.screen import Screen

pytestmark = pytest.mark.journey


def test_that_a_wrong_code_keeps_the_patient_and_two_persons_let_them_go(
    screen: Screen, tmp_path: Path
) -> None:
    record = Record.of_the_day("first-infusion.json", "2026-03-02T12:07:59", tmp_path)
    hands = Keyboard(screen, record.vault, tmp_path / "pictures")
    hands.sits_down()
    hands.goes_to_chair(1)
    _names_another_escort(hands)
    _is_shown_a_wrong_code(hands)
    _is_let_go_by_two(hands)
    hands.goes_home()

    record.verified()
    ((nurse, named),) = record.events("escort.expected", "s1")
    assert (nurse, named["escort"]["name"]) == ("rn.okafor", "Ann Greer")
    assert (len(named["code"]), named["reason"]) == (6, "cannot come")
    ((nurse, released),) = record.events("patient.released", "s1")
    assert (nurse, released["code"], released["witness"]) == ("rn.okafor", "overridden", "md.reyes")
    told = record.chart("s1")
    for said in ("Ann Greer", "phone left at home"):
        assert said in told
    assert named["code"] not in told


def _names_another_escort(hands: Keyboard) -> None:
    """The sister comes instead of the one named at intake, and is given a code."""
    hands.presses("n", "7")
    hands.presses("ctrl+a")
    hands.fills_in("Ann Greer", "sister", "310-555-0177", "cannot come")
    hands.looks("the-code-for-the-escort")
    hands.records("Return")


def _is_shown_a_wrong_code(hands: Keyboard) -> None:
    """Whoever stands at the door reads out a code that is not the one given."""
    hands.presses("x", "7")
    hands.fills_in("Ann Greer", "", "yyy000000")
    hands.presses("Return")
    hands.looks("that-is-not-the-code")


def _is_let_go_by_two(hands: Keyboard) -> None:
    """The nurse says why, and the anesthesiologist agrees with her own passphrase."""
    hands.presses("Tab", "Return")
    hands.fills_in("phone left at home", "Ines", PASSPHRASES["Ines"])
    hands.looks("without-the-code")
    hands.records("Return")
    hands.looks("released")
