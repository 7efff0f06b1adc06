"""The computer is gone in the middle of a day: another one goes on from the drive in the drawer."""

import shutil
from pathlib import Path

import pytest
from journeys.keyboard import BOARD, PASSPHRASES, Keyboard
from journeys.record import Record
from journeys.screen import Screen, wait_until

pytestmark = pytest.mark.journey
NURSE = "rn.okafor"


def test_that_a_new_computer_goes_on_where_the_backup_was_made(
    screen: Screen, tmp_path: Path
) -> None:
    record = Record.of_the_day("first-infusion.json", "2026-03-02T12:07:59", tmp_path)
    drive = tmp_path / "drive.ketabackup"
    record.asked("backup", str(drive))
    before = _without_when_printed(record.chart("s1"))
    shutil.rmtree(record.vault)

    hands = Keyboard(screen, record.vault, tmp_path / "pictures")
    _begins_from(hands, drive)
    _signs_in(hands)
    hands.goes_to_chair(1)
    hands.looks("the-chair-again")
    hands.goes_home()

    record.verified()
    assert _without_when_printed(record.chart("s1")) == before


def _begins_from(hands: Keyboard, drive: Path) -> None:
    """Nothing is on this computer yet: the first start offers to restore."""
    hands.program = hands.screen.start("--vault", str(hands.vault))
    hands.screen.to_front("KetaChart")
    hands.looks("first-start")
    hands.presses("Tab", "Tab", "Return")
    hands.screen.to_front("Restore")
    hands.types(str(drive))
    hands.presses("Tab", "Tab", "Tab")
    hands.fills_in(NURSE, PASSPHRASES[NURSE])
    hands.looks("restore-from-a-backup")
    hands.presses("Return")
    wait_until((hands.vault / "workstation.json").exists, "the restored vault")


def _signs_in(hands: Keyboard) -> None:
    """The restored vault asks who it is, as any other does."""
    hands.screen.to_front("Sign in")
    hands.fills_in(NURSE, PASSPHRASES[NURSE])
    hands.presses("Return")
    hands.screen.to_front(BOARD)
    hands.looks("the-board-again")


def _without_when_printed(chart: str) -> list[str]:
    told = ("Printed ", "Not yet signed: this is how the record stood at ")
    return [line for line in chart.splitlines() if not line.startswith(told)]
