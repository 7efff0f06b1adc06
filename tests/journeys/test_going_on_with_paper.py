"""The computer has to go for a while: the chair goes on with paper, and comes back."""

from pathlib import Path

import pytest
from journeys.keyboard import Keyboard
from journeys.record import Record
from journeys.screen import Screen

pytestmark = pytest.mark.journey


def test_that_what_was_read_on_paper_comes_back_with_its_own_times(
    screen: Screen, tmp_path: Path
) -> None:
    record = Record.of_the_day("clinic-day.json", "2026-03-03T08:57:59", tmp_path)
    stick = tmp_path / "stick"
    stick.mkdir()
    hands = Keyboard(screen, record.vault, tmp_path / "pictures")
    hands.sits_down()
    hands.goes_to_chair(2)
    _prints_the_next_hour(hands, stick)
    hands.lets_time_pass(5, at_chair=2)
    _enters_two_columns(hands)
    hands.goes_home()

    record.verified()
    assert [file.suffix for file in stick.iterdir()] == [".pdf"]
    ((nurse, printed),) = record.events("paper.printed", "s2")
    assert (nurse, printed["page"]) == ("rn.okafor", 1)
    (_, first), (_, second) = record.events("vitals.charted", "s2")[-2:]
    assert (first["values"]["hr"], first["values"]["dbp"]) == ("88", "82")
    assert set(first["sources"].values()) == {"paper 1"}
    assert second["not_obtained"] == {"sbp": "cuff failed", "dbp": "cuff failed"}
    assert "read from paper 1" in record.chart("s2")


def _prints_the_next_hour(hands: Keyboard, stick: Path) -> None:
    """N leads to everything beside readings and doses; the page goes onto a stick."""
    hands.presses("n")
    hands.looks("beside-readings-and-doses")
    hands.presses("9", "ctrl+a")
    hands.types(str(stick))
    hands.records("Return")
    hands.looks("the-page-is-made")
    hands.presses("Escape")


def _enters_two_columns(hands: Keyboard) -> None:
    """Column after column, in the order of the page; each with the time it was read."""
    hands.presses("n", "0", "Tab")
    _goes_down(hands, "08:59", "88", "128/82", "97", "14")
    hands.looks("a-column-from-paper")
    hands.records("ctrl+Return")
    _goes_down(hands, "09:01", "84", "NO cuff failed")
    hands.records("ctrl+Return")
    hands.looks("both-columns-are-in")
    hands.presses("Escape")


def _goes_down(hands: Keyboard, *written: str) -> None:
    for place, words in enumerate(written):
        if place:
            hands.presses("Return")
        hands.types(words)
