"""After the release: signed, read by the anesthesiologist, sent back and answered."""

from pathlib import Path

import pytest
from journeys.keyboard import PASSPHRASES, Keyboard
from journeys.record import Record
from journeys.screen import Screen

pytestmark = pytest.mark.journey


def test_that_a_record_sent_back_is_signed_again_with_an_answer(
    screen: Screen, tmp_path: Path
) -> None:
    record = Record.of_the_day("first-infusion.json", "2026-03-02T12:07:59", tmp_path)
    hands = Keyboard(screen, record.vault, tmp_path / "pictures")
    hands.sits_down()
    hands.goes_to_chair(1)
    _signs(hands)
    _is_sent_back(hands)
    _answers(hands)
    hands.goes_home()
    record.verified()
    told = record.chart("s1")
    for said in ("read the pump again", "“pump read again"):
        assert said in told
    assert "VOID" in told


def _signs(hands: Keyboard) -> None:
    """The patient leaves with the spouse; the nurse signs what is on one page."""
    hands.presses("x", "7")
    hands.fills_in("Ann Greer", "", "yyy")
    hands.records("Return")
    hands.presses("x")
    hands.looks("what-is-signed")
    hands.types(PASSPHRASES["rn.okafor"])
    hands.records("Return")


def _is_sent_back(hands: Keyboard) -> None:
    """The anesthesiologist reads, and sends the record back with a reason."""
    hands.hands_over_to("Ines", PASSPHRASES["Ines"])
    with hands.recording():
        hands.goes_to("Co-signatures", "ctrl+k")
    hands.looks("the-queue")
    hands.presses("shift+Tab", "shift+Tab", "shift+Tab")
    hands.types("read the pump again")
    hands.looks("why-it-goes-back")
    hands.records("Return")


def _answers(hands: Keyboard) -> None:
    """The nurse signs anew, and says what was done about it."""
    hands.screen.to_front("Chair 1")
    hands.hands_over_to("Adaeze", PASSPHRASES["rn.okafor"])
    hands.presses("x")
    hands.fills_in("pump read again, 80 mL", PASSPHRASES["rn.okafor"])
    hands.looks("the-answer")
    hands.records("Return")
