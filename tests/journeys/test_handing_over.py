"""A nurse is called away half-way through a set: lock, relief, a power cut, and back."""

from pathlib import Path

import pytest
from journeys.keyboard import PASSPHRASES, Keyboard
from journeys.record import Record
from journeys.screen import Screen, wait_until

pytestmark = pytest.mark.journey


def test_that_what_was_half_typed_and_who_was_responsible_outlive_lock_and_power_cut(
    screen: Screen, tmp_path: Path
) -> None:
    record = Record.of_the_day("clinic-day.json", "2026-03-03T08:57:59", tmp_path)
    hands = Keyboard(screen, record.vault, tmp_path / "pictures")
    hands.sits_down()
    hands.goes_to_chair(1)
    hands.lets_time_pass(5, at_chair=2)
    _is_called_away(hands)
    _is_relieved(hands)
    _comes_back_after_a_power_cut(hands)
    hands.goes_home()

    record.verified()
    nurse, charted = record.events("vitals.charted", "s2")[-1]
    values = [charted["values"][field] for field in ("hr", "sbp", "dbp", "spo2", "rr")]
    assert (nurse, values) == ("rn.okafor", ["97", "141", "88", "96", "14"])
    told = record.chart("s2")
    for interval in (
        "Adaeze Okafor, RN 07:35 09:02 opened the session",
        "Marta Silva, RN, CCRN 09:02 09:02 in relief",
        "Adaeze Okafor, RN 09:02 still responsible back from relief",
    ):
        assert interval in told


def _is_called_away(hands: Keyboard) -> None:
    """Two values are typed when she locks; nothing shows, and nothing typed then goes anywhere."""
    hands.types_set("97", "141/88")
    hands.presses("ctrl+l", "6", "6", "ctrl+2")
    hands.looks("locked")
    hands.presses("BackSpace", "BackSpace")


def _is_relieved(hands: Keyboard) -> None:
    """The second nurse unlocks, and relieves her at this chair."""
    hands.presses("shift+Tab")
    hands.fills_in("Marta", PASSPHRASES["Marta"])
    hands.records("Return")
    hands.presses("h")
    hands.looks("not-recorded-and-by-whom")
    hands.records("2")


def _comes_back_after_a_power_cut(hands: Keyboard) -> None:
    """Both chairs are back where they were, with what was typed; she takes her chair back."""
    hands.is_killed()
    hands.sits_down()
    wait_until(
        lambda: all(hands.screen.windows(f"Chair {number}") for number in (1, 2)),
        "both chairs back",
    )
    hands.goes_to_chair(2)
    hands.presses("h")
    hands.looks("after-the-power-cut")
    hands.records("1")
    hands.presses("Return", "Return")
    hands.goes_on("96", "14")
    hands.presses("ctrl+Return")
    hands.types("09:02")
    hands.records("ctrl+Return")
    hands.looks("the-set-is-whole")
