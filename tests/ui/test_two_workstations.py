"""Two workstations of one clinic, each with its own windows, that exchange by stick and by hub."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from support.builders import ADMIN, DOCTOR, NURSE, SECRETS, House
from support.houses import house, template
from support.postgres import hub, postgres

from ketachart.app.clock import SetClock
from ketachart.app.joining import join
from ketachart.app.resources import help_texts
from ketachart.app.syncing import Syncing
from ketachart.app.vaults import Unlocked, unlock
from ketachart.bootstrap import log_files
from ketachart.domain.session import Phase
from ketachart.ui.connections import Connections
from ketachart.ui.desk import Desk
from ketachart.ui.navigation import Navigation
from ketachart.ui.widgets.exchange_line import ExchangeLine
from ketachart.ui.windows.join_page import JoinPage
from ketachart.ui.windows.way_back import WayBackWindow

__all__ = ["house", "hub", "postgres", "template"]

LONG_MS = 20_000


class Seat:
    """A workstation with its windows open."""

    def __init__(self, house, person, folder):
        self.house = house
        self.desk = Desk(house.clinic, house.turns[person])
        syncing = Syncing(house.clinic)
        self.others = Connections(self.desk, syncing, house.clinic.take_in)
        pages = help_texts()
        self.windows = Navigation(self.desk, folder, log_files(), pages, self.others)
        self.windows.begin()

    @property
    def exchange(self):
        return self.others.synchroniser

    @property
    def said(self):
        board = self.windows.windows["board"]
        return board.findChild(ExchangeLine, "exchange_line").words

    def page(self, name="workstations"):
        self.windows.open_page(f"admin:{name}")
        return self.windows.windows["admin"].page(name)

    def leave(self):
        self.windows.end()
        self.desk.close()


@pytest.fixture
def seat(qtbot, house, tmp_path):
    """Opens the windows of a workstation for someone."""
    seats = []

    def opened(person, at=None):
        folder = tmp_path / f"places-{len(seats)}"
        folder.mkdir()
        seats.append(Seat(at or house, person, folder))
        return seats[-1]

    yield opened
    for each in seats:
        each.leave()


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def field(part, name):
    found = part.findChild(QWidget, name)
    assert found is not None, name
    return found


def fill(page, task, **texts):
    page.open_task(task)
    panel = page.side.panel
    for name, text in texts.items():
        field(panel, name).setText(str(text))
    assert panel.submit_typed(), panel.bar.sentence


def carried(qtbot, seat, task, stick):
    """Write to the stick or read from it, at the page; what was told of it."""
    page = seat.page()
    page.bar.clear()
    fill(page, task, stick_folder=stick)
    qtbot.waitUntil(lambda: page.bar.sentence != "", timeout=LONG_MS)
    qtbot.waitUntil(lambda: not seat.exchange.is_busy, timeout=LONG_MS)
    return page.bar.sentence


@pytest.fixture
def joined(qtbot, house, tmp_path):
    """Has another computer join by what lies in a folder, through its window; its clinic."""
    made = []

    def joining(folder):
        (file,) = folder.glob("*.ketainvitation")
        place = tmp_path / "other-computer"
        clock = SetClock(house.clock.now())
        page = JoinPage(lambda invitation, by: join(place, invitation, by, clock))
        window = WayBackWindow(page, "Join", "Join", "Joining …")
        qtbot.addWidget(window)
        with qtbot.waitExposed(window):
            window.show()
        field(page, "invitation").setText(str(file))
        QTest.keyClicks(field(page, "join_user"), NURSE)
        QTest.keyClicks(field(page, "join_passphrase"), SECRETS[NURSE][0])
        window.submit()
        qtbot.waitUntil(lambda: page.bar.sentence != "" or place.exists(), timeout=LONG_MS)
        assert page.bar.sentence == ""
        entered = unlock(place, NURSE, SECRETS[NURSE][0], clock)
        assert isinstance(entered, Unlocked)
        there = House(clinic=entered.clinic, clock=clock, folder=place)
        there.arrive(NURSE, DOCTOR, ADMIN)
        made.append(there)
        return there

    yield joining
    for each in made:
        each.clinic.close()


def test_that_a_second_workstation_joins_and_is_told_of_by_stick_alone(
    qtbot, house, seat, stick, joined
):
    house.bring("s1", Phase.SCREENED)
    here = seat(ADMIN)
    fill(here.page(), "invite", invitation_folder=stick)
    carried(qtbot, here, "stick_write", stick)
    there = joined(stick)
    assert there.session().phase is Phase.SCREENED
    there.clock.set(house.clock.now() + timedelta(minutes=1))
    there.bring_on("s1", Phase.TAKEN_IN)
    other = seat(ADMIN, there)
    carried(qtbot, other, "stick_write", stick)
    assert "received" in carried(qtbot, here, "stick_read", stick)
    qtbot.waitUntil(lambda: house.session().phase is Phase.TAKEN_IN, timeout=LONG_MS)
    assert len(here.exchange.state.workstations) == 2
    page = here.page()
    assert page.table.lines.rowCount() == 2


@pytest.fixture
def on_the_hub(qtbot, house, seat, stick, joined, hub):
    """Two workstations with one hub, their boards open: a nurse's and an anesthesiologist's."""
    here = seat(ADMIN)
    owner = hub.owner_url.partition("://")[2]
    who, _, place = owner.rpartition("@")
    role, _, password = who.partition(":")
    page = here.page()
    page.open_task("hub_set")
    panel = page.side.panel
    way = field(panel, "hub_way")
    way.set_value("owner")
    for name, text in (("hub_url", place), ("hub_role", role), ("hub_password", password)):
        field(panel, name).setText(text)
    assert panel.submit_typed(), panel.bar.sentence
    qtbot.waitUntil(lambda: page.bar.sentence.startswith("The hub answers"), timeout=LONG_MS)
    qtbot.waitUntil(lambda: here.exchange.state.last is not None, timeout=LONG_MS)
    qtbot.waitUntil(lambda: not here.exchange.is_busy, timeout=LONG_MS)
    fill(page, "invite", invitation_folder=stick, owner_role=role, owner_password=password)
    qtbot.waitUntil(lambda: page.bar.sentence.startswith("The invitation"), timeout=LONG_MS)
    there = joined(stick)
    other = seat(DOCTOR, there)
    qtbot.waitUntil(lambda: other.exchange.state.last is not None, timeout=LONG_MS)
    for each in (here, other):
        qtbot.waitUntil(lambda each=each: not each.exchange.is_busy, timeout=LONG_MS)
    return here, other


def test_that_a_chair_charted_here_stands_on_the_board_there_by_itself(qtbot, house, on_the_hub):
    here, there = on_the_hub
    house.bring("s1", Phase.OPENED)
    qtbot.waitUntil(lambda: there.desk.world.in_chair().get("Chair 1") == "s1", timeout=LONG_MS)
    tile = there.windows.windows["board"].tile("Chair 1")
    qtbot.waitUntil(lambda: "Opened" in tile.accessibleName(), timeout=LONG_MS)
    qtbot.waitUntil(lambda: "workstations up to date" in here.said, timeout=LONG_MS)


def test_that_a_hub_that_stops_is_told_and_charting_goes_on(qtbot, house, on_the_hub, hub):
    here, _ = on_the_hub
    hub.stop()
    house.bring("s1", Phase.OPENED)
    here.exchange.exchange()
    qtbot.waitUntil(lambda: "wait since" in here.said, timeout=LONG_MS)
    house.bring_on("s1", Phase.SCREENED)
    hub.start()
    here.exchange.exchange()
    qtbot.waitUntil(lambda: here.exchange.state.trouble == "", timeout=LONG_MS)


def test_that_the_administrator_sees_the_other_and_can_retire_it(qtbot, on_the_hub):
    here, there = on_the_hub
    page = here.page()
    device = there.desk.clinic.vault.log.device
    here.exchange.exchange()
    qtbot.waitUntil(
        lambda: device in {each.device for each in here.exchange.state.others}, timeout=LONG_MS
    )
    page.table.choose(device)
    QTest.mouseClick(field(page, "retire"), Qt.MouseButton.LeftButton)
    panel = page.side.panel
    field(panel, "reason").setText("Replaced")
    assert panel.submit_typed(), panel.bar.sentence
    qtbot.waitUntil(
        lambda: any(each.retired for each in here.exchange.state.workstations), timeout=LONG_MS
    )
