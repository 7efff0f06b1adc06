"""More than one person behind a record: relief, own parts, attestation, addendum."""

from pathlib import Path

import pytest
from journeys.keyboard import PASSPHRASES, WITNESS_PIN, Keyboard
from journeys.record import Record
from journeys.screen import Screen

pytestmark = pytest.mark.journey

ATTESTED = "I was in the next room at the start."
ADDED = "The spouse called: slept well."


def test_that_everyone_behind_a_record_stands_for_their_own_part_of_it(
    screen: Screen, tmp_path: Path
) -> None:
    record = Record.of_the_day("first-infusion.json", "2026-03-02T12:07:59", tmp_path)
    hands = Keyboard(screen, record.vault, tmp_path / "pictures")
    hands.sits_down()
    hands.goes_to_chair(1)
    _relieves(hands)
    _signs_her_part(hands)
    _attests(hands)
    _releases_and_signs(hands)
    _cosigns(hands)
    _adds(hands)
    _cosigns_what_was_added(hands)
    hands.goes_home()

    record.verified()
    assert [who for who, _ in record.events("session.part-signed", "s1")] == ["rn.silva"]
    told = record.chart("s1")
    for said in (
        "Marta Silva, RN, CCRN 12:07 12:07 in relief",
        "back from relief",
        ATTESTED,
        ADDED,
        "“I read the addendum",
    ):
        assert said in told


def _relieves(hands: Keyboard) -> None:
    """The second nurse takes keyboard and chair at once, charts, and gives both back."""
    hands.takes_over("Marta", PASSPHRASES["Marta"], choice=2)
    hands.types_set("80", "128/82", "98", "14")
    hands.records("ctrl+Return")
    hands.takes_over("Adaeze", PASSPHRASES["rn.okafor"], choice=1)
    hands.looks("back-from-relief")


def _signs_her_part(hands: Keyboard) -> None:
    """The second nurse signs what she charted and nothing else, out of a form with a line begun."""
    hands.presses("m")
    hands.types("ond")
    hands.hands_over_to("Marta", PASSPHRASES["Marta"])
    hands.presses("Escape")
    hands.presses_button_beside(7)
    hands.types(WITNESS_PIN)
    hands.looks("her-own-part")
    hands.records("Return")


def _attests(hands: Keyboard) -> None:
    """The anesthesiologist says in words where she was when the infusion began."""
    hands.hands_over_to("Ines", PASSPHRASES["Ines"])
    hands.presses_button_beside(7)
    hands.presses("Down", "Tab")
    hands.types(ATTESTED)
    hands.presses("Tab", "Tab")
    hands.types(PASSPHRASES["Ines"])
    hands.looks("what-is-attested")
    hands.records("Return")


def _releases_and_signs(hands: Keyboard) -> None:
    hands.hands_over_to("Adaeze", PASSPHRASES["rn.okafor"])
    hands.presses("space", "x", "7")
    hands.fills_in("Ann Greer", "", "yyy")
    hands.records("Return")
    hands.presses("x")
    hands.types(PASSPHRASES["rn.okafor"])
    hands.records("Return")


def _cosigns(hands: Keyboard) -> None:
    hands.hands_over_to("Ines", PASSPHRASES["Ines"])
    hands.goes_to("Co-signatures", "ctrl+k")
    hands.presses("Tab", "space")
    hands.types(PASSPHRASES["Ines"])
    hands.records("Return")


def _adds(hands: Keyboard) -> None:
    """Next morning's news, shown after the signatures."""
    hands.screen.to_front("Chair 1")
    hands.hands_over_to("Adaeze", PASSPHRASES["rn.okafor"])
    hands.presses("space", "x")
    hands.types(ADDED)
    hands.records("ctrl+Return")
    hands.looks("changed-after-the-signature")


def _cosigns_what_was_added(hands: Keyboard) -> None:
    hands.hands_over_to("Ines", PASSPHRASES["Ines"])
    hands.presses_button_beside(2)
    hands.presses("Tab", "Return")
    hands.types(PASSPHRASES["Ines"])
    hands.looks("what-was-added")
    hands.records("Return")
