"""Two computers of one clinic: what is charted in one room stands in the other; the hub fails."""

from pathlib import Path

import pytest
from journeys.keyboard import PASSPHRASES, Keyboard
from journeys.record import ADMINISTRATOR, Record, run
from journeys.screen import Screen, wait_until
from support.postgres import HubDatabase, hub, postgres

__all__ = ["hub", "postgres"]

pytestmark = pytest.mark.journey
PHYSICIAN = "md.reyes"
PRESSURES = "600x24+310+310"
"""Where the chart says the pressures of the last sets."""


def test_that_a_chair_charted_in_one_room_is_seen_in_the_other(
    screen: Screen, second_screen: Screen, hub: HubDatabase, tmp_path: Path
) -> None:
    here = Record.of_the_day("first-infusion.json", "2026-03-02T10:40:59", tmp_path)
    there = _joined(here, hub, tmp_path)
    nurse = Keyboard(screen, here.vault, tmp_path / "pictures-here")
    doctor = Keyboard(second_screen, there.vault, tmp_path / "pictures-there")
    nurse.sits_down()
    doctor.sits_down_as(PHYSICIAN, PASSPHRASES["Ines"])
    nurse.goes_to_chair(1)
    doctor.goes_to_chair(1)

    before, seen = _held(hub), second_screen.part_at_rest(PRESSURES)
    nurse.types_set("97", "138/84", "97", "14", "4", "3", "5", "2")
    nurse.records("ctrl+Return")
    wait_until(lambda: _held(hub) > before, "the set at the hub")

    wait_until(lambda: second_screen.part(PRESSURES) != seen, "the set in the other room")
    doctor.looks("seen-from-the-other-room")

    hub.crash()
    nurse.presses("e")
    nurse.goes_on("91", "133/82", "98", "14")
    nurse.records("ctrl+Return")
    nurse.looks("the-hub-is-away")
    hub.start()
    wait_until(lambda: _held(hub) > before + 1, "what waited, at the hub")
    nurse.goes_home()
    doctor.goes_home()

    for record in (here, there):
        record.asked("sync")
    for record in (here, there):
        record.asked("sync")
        record.verified()
    assert here.events("vitals.charted", "s1") == there.events("vitals.charted", "s1")
    assert there.events("vitals.charted", "s1")[-1][1]["values"]["hr"] == "91"


def _joined(here: Record, hub: HubDatabase, folder: Path) -> Record:
    """A second vault of the clinic, let in by an invitation that the administrator wrote."""
    here.asked("hub", "enrol", hub.owner_url)
    invitation = folder / "room-2.ketainvitation"
    here.asked("invite", "--hub", hub.owner_url, "--out", str(invitation))
    here.asked("sync")
    user, passphrase = ADMINISTRATOR
    there = Record(folder / "there" / "vault", folder / "there")
    signed = ("--user", user, "--passphrase-file", "-")
    to = ("--vault", str(there.vault), "--invitation", str(invitation))
    run("join", *to, *signed, passphrase=passphrase)
    return there


def _held(hub: HubDatabase) -> int:
    """How many entries lie at the hub."""
    ((held,),) = hub.rows("SELECT coalesce(sum(last_seq - first_seq + 1), 0) FROM keta.segment")
    return int(held)
