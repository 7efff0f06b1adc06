"""Two chairs run and a third waits: one round, what could not be read, an alert, an effect."""

from pathlib import Path

import pytest
from journeys.keyboard import BOARD, Keyboard
from journeys.record import Record
from journeys.screen import Screen

pytestmark = pytest.mark.journey


def test_that_one_round_charts_every_due_chair_under_its_own_patient(
    screen: Screen, tmp_path: Path
) -> None:
    record = Record.of_the_day("clinic-day.json", "2026-03-03T08:57:59", tmp_path)
    hands = Keyboard(screen, record.vault, tmp_path / "pictures")
    hands.sits_down()
    hands.lets_time_pass(5)
    _goes_round(hands)
    _watches_the_one_who_dissociates(hands)
    hands.goes_home()

    record.verified()
    nurse, first = record.events("vitals.charted", "s1")[-1]
    assert (nurse, first["values"]["hr"], first["values"]["sbp"]) == ("rn.okafor", "92", "134")
    assert first["not_obtained"] == {"pain": "asleep, not woken"}
    _, second = record.events("vitals.charted", "s2")[-1]
    assert (second["values"]["hr"], second["values"]["sbp"]) == ("118", "172")
    ((nurse, alert),) = record.events("alert.acknowledged", "s2")
    assert (nurse, set(alert["fields"])) == ("rn.okafor", {"sbp", "dbp"})
    assert "09:02 dissociation: onset over 09:07, after 5 min" in record.chart("s2")


def _goes_round(hands: Keyboard) -> None:
    """F8 asks at each due chair whether it is the one; nothing is typed before the answer."""
    hands.goes_to(BOARD, "ctrl+b")
    hands.goes_to("Chair 1", "F8")
    hands.types("91")
    hands.looks("is-it-this-chair")
    hands.presses("Return")
    hands.goes_on("92", "134/86", "97", "14", "4", "-2", "8", "1")
    hands.looks("asleep-so-pain-is-not-obtained")
    hands.waits_for_another_front("Chair 2", lambda: hands.records("ctrl+Return"))
    hands.looks("the-next-chair")
    hands.presses("Return")
    hands.goes_on("118", "172/98", "95", "14", "4", "4", "5", "2")
    hands.waits_for_another_front(BOARD, lambda: hands.records("ctrl+Return"))
    hands.looks("the-round-is-over")


def _watches_the_one_who_dissociates(hands: Keyboard) -> None:
    """The alert is seen by somebody; dissociation begins, and is over five minutes later."""
    hands.goes_to_chair(2)
    hands.records("a")
    hands.looks("the-alert-was-seen")
    hands.presses("n", "3")
    hands.records("1")
    hands.lets_time_pass(5, at_chair=2)
    hands.presses("n", "3")
    hands.looks("dissociation-is-over")
    hands.records("1")
