"""Two workstations opened a session at one chair unaware: neither is lost sight of."""

from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from support.builders import ADMIN, NURSE
from support.houses import house, template

from ketachart.app.clinic import Done
from ketachart.app.offering import Offers
from ketachart.devices.readings import Heard, Measured, Reading
from ketachart.domain.acts import SetMonitor
from ketachart.domain.monitors import Wire
from ketachart.domain.session import Phase
from ketachart.ui.player import Player
from ketachart.ui.presenters.alarms import Sound
from ketachart.ui.presenters.board import behind_tiles, tiles
from ketachart.ui.sound_owner import SoundOwner
from tests.ui.exchanging_boards import both, hand, shown

__all__ = ["both", "hand", "house", "shown", "template"]


@pytest.fixture
def quarrel(both):
    """An infusion runs here; at the same chair another runs that came from there."""
    both.there.bring("s2", Phase.INFUSING, patient="p.castellanos")
    both.here.wait(1)
    both.here.bring("s1", Phase.INFUSING)
    both.meet()
    both.here.clock.set(max(both.here.clock.now(), both.there.clock.now()))
    return both


def behind(world):
    return behind_tiles(world, world.sessions_open())


def test_that_the_tile_says_how_many_are_open_and_the_other_is_listed(quarrel):
    world, now = quarrel.here.clinic.world, quarrel.here.clock.now()
    tile = tiles(world, now)[0]
    assert tile.waits.startswith("▲ 2 sessions are open here")
    assert "2 sessions are open here" in tile.spoken
    (other,) = behind(world)
    assert {tile.session, other.session} == {"s1", "s2"}
    assert (other.chair, other.words) == ("Chair 1", "▶ INFUSING")


def test_that_only_a_monitor_that_names_its_patient_is_offered_to_one_of_them(quarrel):
    clinic = quarrel.here.clinic
    device = clinic.vault.log.device
    fields = {"name": "Bedside 1", "wire": Wire.NETWORK, "chair": "Chair 1", "on": True}
    act = SetMonitor(workstation=device, monitor="m-1", **fields)
    assert isinstance(clinic.perform(act, quarrel.here.turns[ADMIN]), Done)
    offers = Offers(clinic.world, device, lambda: 1000.0)
    offers.hear(())
    session = clinic.world.session(clinic.world.in_chair()["Chair 1"])
    mrn = clinic.world.patient(session.patient).mrn
    for patients, offered in ((frozenset(), set()), (frozenset({mrn}), {"hr"})):
        values = {"hr": Measured(value=Decimal(82))}
        reading = Reading(values=values, patients=patients)
        offers.hear([Heard(device="m-1", at_s=1000.0, reading=reading)])
        found = offers.at_chair(session, clinic.world.settings_at(session.opened_at))
        assert found.values.keys() == offered
        assert offered or "of which session here" in found.said[0]


def test_that_one_session_at_a_chair_is_behind_no_tile(both):
    both.here.bring("s1", Phase.INFUSING)
    world = both.here.clinic.world
    assert behind(world) == ()
    assert "open here" not in tiles(world, both.here.clock.now())[0].waits


def test_that_one_key_on_the_board_leads_to_the_session_behind_a_tile(qtbot, quarrel, shown):
    navigation = shown(NURSE)
    board = navigation.windows["board"]
    (other,) = behind(navigation.desk.world)
    button = board.findChild(QPushButton, f"waiting_{other.session}")
    assert button.isVisible()
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert navigation.windows[f"session:{other.session}"].session.id == other.session


def test_that_what_falls_due_in_either_session_is_heard(quarrel, shown, tmp_path):
    desk = shown(NURSE).desk
    sounds = SoundOwner(desk, Player(tmp_path, players=()))
    now = quarrel.here.clock.now() + timedelta(minutes=9)
    found = sounds._found(now)
    due = {each.key.split()[0] for each in found if each.sound in {Sound.DUE, Sound.OVERDUE}}
    assert due == {"s1", "s2"}


def test_that_no_name_behind_a_tile_is_shown_while_locked(quarrel, shown):
    navigation = shown(NURSE)
    board = navigation.windows["board"]
    (other,) = behind(navigation.desk.world)
    assert board.findChild(QPushButton, f"waiting_{other.session}") is not None
    navigation.desk.lock()
    assert not board._untiled.isVisible()


def test_that_a_commit_elsewhere_leaves_the_keys_on_the_session_behind_a_tile(quarrel, shown):
    navigation = shown(NURSE)
    board = navigation.windows["board"]
    (other,) = behind(navigation.desk.world)
    board.findChild(QPushButton, f"waiting_{other.session}").setFocus()
    third = quarrel.here
    third.bring("s3", Phase.OPENED, patient="p.mbeki", chair="Chair 2")
    third.done(NURSE, "session.cancel", session="s3", reason="feels unwell")
    assert board.findChild(QPushButton, "waiting_s3").isVisible()
    assert board.focusWidget().objectName() == f"waiting_{other.session}"
