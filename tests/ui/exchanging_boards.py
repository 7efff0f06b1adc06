"""A board that exchanges with what a test plays, and a second workstation that charts meanwhile."""

from dataclasses import replace

import pytest
from support.rooms import rooms

from ketachart.app.outcomes import Trouble
from ketachart.app.workstations import WorkstationStatus
from ketachart.bootstrap import log_files
from ketachart.ui.connections import Connections
from ketachart.ui.desk import Desk
from ketachart.ui.navigation import Navigation
from ketachart.ui.widgets.exchange_line import ExchangeLine
from tests.ui.chair_day import at
from tests.ui.exchanges import OWN, InHand

NOW = at("10:42:00")
ZONE = NOW.tzinfo
THERE = WorkstationStatus(device="ws-2", name="Recovery", last_seen=NOW, entries=9)
THIRD = replace(THERE, device="ws-3", name="Pharmacy")
AWAY = Trouble(sentence="The hub is not reachable.")


@pytest.fixture
def hand():
    return InHand(known=(OWN, THERE))


@pytest.fixture
def shown(qtbot, house, hand, tmp_path):
    """The board of a workstation that exchanges, for whoever is asked for."""
    open_ones = []

    def opened(person):
        desk = Desk(house.clinic, house.turns[person])
        connections = Connections(desk, hand, desk.clinic.take_in)
        navigation = Navigation(desk, tmp_path, log_files(), {"board": "# Board"}, connections)
        navigation.begin()
        open_ones.append((desk, navigation))
        return navigation

    yield opened
    hand.gate.set()
    for desk, navigation in open_ones:
        navigation.end()
        desk.close()


def line(navigation):
    found = navigation.windows["board"].findChild(ExchangeLine, "exchange_line")
    assert found is not None
    return found


def settle(qtbot, navigation):
    qtbot.waitUntil(lambda: not navigation.connections.synchroniser.is_busy)


@pytest.fixture
def both(house, tmp_path):
    folder = tmp_path / "rooms"
    folder.mkdir()
    both = rooms(house, folder)
    yield both
    both.there.clinic.close()
