"""The page of the workstations, and joining at the first start, as people use them."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from support.builders import ADMIN, SECRETS
from support.houses import house, template
from support.rooms import rooms

from ketachart.app.outcomes import Trouble
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.hub_address import address_fault, owner_url, plain_url
from ketachart.ui.synchroniser import Synchroniser
from ketachart.ui.windows.join_page import JoinPage
from ketachart.ui.windows.way_back import WayBackWindow
from ketachart.ui.windows.workstations_page import WorkstationsPage
from tests.ui.exchanges import OWN, Came, InHand
from tests.ui.exchanging_boards import THERE

__all__ = ["house", "template"]


@pytest.fixture
def hand():
    return InHand(known=(OWN, THERE, replace(THERE, device="ws-9", name="Old", retired=True)))


@pytest.fixture
def desk(qapp, house):
    house.arrive(ADMIN)
    desk = Desk(house.clinic, house.turns[ADMIN])
    yield desk
    desk.close()


@pytest.fixture
def exchange(qtbot, desk, hand):
    made = Synchroniser(desk, hand, desk.clinic.take_in)
    made.start()
    qtbot.waitUntil(lambda: not made.is_busy)
    yield made
    hand.gate.set()
    made.stop()


@pytest.fixture
def page(qtbot, desk, exchange):
    made = WorkstationsPage(desk, exchange)
    qtbot.addWidget(made)
    made.resize(1280, 760)
    with qtbot.waitExposed(made):
        made.show()
    return made


def control(page, name):
    found = page.findChild(QWidget, name)
    assert found is not None, name
    return found


def press(page, name):
    QTest.mouseClick(control(page, name), Qt.MouseButton.LeftButton)


def said(page):
    return page.bar.sentence


def test_that_every_workstation_has_a_line_this_one_first_and_retired_ones_last(page):
    lines = [page.table.lines.line(row) for row in range(page.table.lines.rowCount())]
    assert [line.cells[0] for line in lines] == ["Front desk (this one)", "Recovery", "Old"]
    assert lines[2].cells[-1] == "✗ retired"


def test_that_exchange_now_exchanges_and_is_dead_meanwhile(qtbot, page, exchange, hand):
    hand.gate.clear()
    press(page, "exchange_now")
    qtbot.waitUntil(lambda: not control(page, "exchange_now").isEnabled())
    hand.gate.set()
    qtbot.waitUntil(lambda: control(page, "exchange_now").isEnabled())
    assert hand.asked == ["hub", "hub"]


@pytest.mark.parametrize("what", ["write", "read"])
def test_that_a_stick_is_written_and_read_and_what_came_of_it_is_told(
    qtbot, page, hand, tmp_path, what
):
    hand.answer = Came(place="stick KETA", sent=12, received=3)
    press(page, f"stick_{what}")
    panel = page.side.panel
    control(panel, "stick_folder").setText(str(tmp_path / "no stick"))
    assert not panel.submit_typed()
    control(panel, "stick_folder").setText(str(tmp_path))
    assert panel.submit_typed()
    qtbot.waitUntil(lambda: said(page) == "stick KETA: 12 entries sent, 3 received.")
    assert hand.asked[1] == f"{what} {tmp_path.name}"


def test_that_a_stick_that_fails_is_told_and_everything_can_be_tried_again(
    qtbot, page, hand, tmp_path
):
    hand.answer = Trouble(sentence="The stick is full.")
    press(page, "stick_write")
    control(page.side.panel, "stick_folder").setText(str(tmp_path))
    page.side.panel.submit_typed()
    qtbot.waitUntil(lambda: said(page) == "The stick is full.")
    assert control(page, "stick_write").isEnabled()


def test_that_a_database_becomes_the_hub_and_its_owner_is_not_kept(qtbot, page, hand):
    hand.address = None
    page.refresh()
    assert control(page, "hub_set").text() == "Set a hub up"
    press(page, "hub_set")
    panel = page.side.panel
    control(panel, "hub_url").setText("hub.clinic.example/keta")
    control(panel, "hub_role").setText("owner")
    assert not panel.submit_typed()
    assert panel.bar.sentence == "The password is missing."
    control(panel, "hub_password").setText("a b/c")
    assert panel.submit_typed()
    qtbot.waitUntil(lambda: said(page).startswith("The hub answers"))
    assert hand.asked[1] == "set up postgresql://owner:a%20b%2Fc@hub.clinic.example/keta"
    qtbot.waitUntil(lambda: hand.asked[-1] == "hub")


def test_that_a_role_that_was_made_is_tried_and_kept(qtbot, page, hand):
    hand.hub_answer = Trouble(sentence="The hub refuses this role.")
    press(page, "hub_set")
    panel = page.side.panel
    control(panel, "hub_password").setText("quiet")
    assert panel.submit_typed()
    qtbot.waitUntil(lambda: said(page) == "The hub refuses this role.")
    assert hand.asked[1] == "use postgresql://hub.clinic.example:5432/keta r1"


def test_that_an_invitation_is_written_beside_those_that_are_there(qtbot, page, hand, tmp_path):
    for number in (1, 2):
        press(page, "invite")
        control(page.side.panel, "invitation_folder").setText(str(tmp_path))
        assert page.side.panel.submit_typed()
        assert f"ketachart-{number}.ketainvitation. Now write to the same stick" in said(page)
    assert len(list(tmp_path.glob("*.ketainvitation"))) == 2
    assert hand.asked[1] == f"invite {ADMIN} ketachart-1.ketainvitation"


def ask_for_a_role(page, folder):
    press(page, "invite")
    panel = page.side.panel
    control(panel, "invitation_folder").setText(str(folder))
    control(panel, "owner_role").setText("owner")
    control(panel, "owner_password").setText("x")
    assert panel.submit_typed()
    return panel


def test_that_an_owner_gives_the_invited_workstation_a_role_and_nobody_waits(
    qtbot, page, hand, tmp_path
):
    hand.gate.clear()
    panel = ask_for_a_role(page, tmp_path)
    qtbot.waitUntil(lambda: len(hand.asked) == 2)
    assert hand.asked[1] == "role postgresql://owner:x@hub.clinic.example:5432/keta"
    assert panel.bar.sentence == "The hub is asked for a role …"
    assert not panel.submit_button.isEnabled()
    assert not panel.submit_typed(), "asked for once"
    hand.gate.set()
    qtbot.waitUntil(lambda: said(page).endswith("ketachart-1.ketainvitation"))
    assert hand.asked[2] == f"invite {ADMIN} ketachart-1.ketainvitation as ws-new"
    assert len(hand.asked) == 3


def test_that_a_hub_that_gives_no_role_is_told_and_can_be_asked_again(qtbot, page, hand, tmp_path):
    hand.hub_answer = Trouble(sentence="The hub does not know this owner.")
    panel = ask_for_a_role(page, tmp_path)
    qtbot.waitUntil(lambda: said(page) == "The hub does not know this owner.")
    assert panel.submit_button.isEnabled()
    assert panel.bar.sentence == ""
    assert list(tmp_path.glob("*.ketainvitation")) == []


def test_that_a_role_that_comes_after_the_panel_was_left_writes_nothing(
    qtbot, page, hand, tmp_path
):
    hand.gate.clear()
    ask_for_a_role(page, tmp_path)
    page.side.close_panel()
    hand.gate.set()
    qtbot.waitUntil(lambda: not page._synchroniser.is_busy)
    assert list(tmp_path.glob("*.ketainvitation")) == []


def test_that_this_workstation_and_a_retired_one_cannot_be_retired_here(page):
    for device, can in (("ws-own", False), ("ws-2", True), ("ws-9", False)):
        page.table.choose(device)
        assert control(page, "retire").isEnabled() is can


def test_that_a_workstation_is_retired_for_a_reason(qtbot, house, tmp_path):
    folder = tmp_path / "rooms"
    folder.mkdir()
    both = rooms(house, folder)
    house.arrive(ADMIN)
    device = both.there.clinic.vault.log.device
    hand = InHand(known=(OWN, replace(THERE, device=device)))
    desk = Desk(house.clinic, house.turns[ADMIN])
    exchange = Synchroniser(desk, hand, house.clinic.take_in)
    exchange.start()
    page = WorkstationsPage(desk, exchange)
    qtbot.addWidget(page)
    page.table.choose(device)
    page.open_task("retire")
    panel = page.side.panel
    assert not panel.submit_typed()
    control(panel, "reason").setText("Stolen")
    assert panel.submit_typed(), panel.bar.sentence
    exchange.stop()
    desk.close()
    both.there.clinic.close()


def test_that_any_workstation_is_given_a_name(qtbot, house, page):
    page.table.choose("ws-2")
    page.open_task("name")
    panel = page.side.panel
    assert not panel.submit_typed()
    QTest.keyClicks(control(panel, "workstation_name"), "Room 2")
    assert panel.submit_typed(), panel.bar.sentence
    assert house.clinic.world.workstation_names() == {"ws-2": "Room 2"}


def test_that_every_button_is_reached_by_the_tab_key(qtbot, page):
    page.activateWindow()
    page.table.choose("ws-2")
    page.table.setFocus()
    reached = set()
    for _ in range(20):
        focused = page.focusWidget()
        if focused is not None:
            reached.add(focused.objectName())
        page.focusNextChild()
    wanted = {"exchange_now", "invite", "stick_write", "stick_read", "hub_set", "name", "retire"}
    assert wanted <= reached


# ── Addresses ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("hub.clinic.example/keta", "postgresql://hub.clinic.example/keta"),
        ("postgresql://a:b@hub:6000/keta", "postgresql://hub:6000/keta"),
        ("postgres://hub/keta", "postgresql://hub/keta"),
    ],
)
def test_that_an_address_is_kept_without_who_typed_it(typed, kept):
    assert owner_url(typed) == kept
    assert plain_url(kept) == kept.removeprefix("postgresql://")


@pytest.mark.parametrize("typed", ["", "hub", "/keta", "hub/", "hub:port/keta", "hub:99999/keta"])
def test_that_half_an_address_is_told_at_its_field(typed):
    fault = address_fault(typed, "r", "p")
    assert fault is not None
    assert fault.about == "hub_url"


# ── Joining ──────────────────────────────────────────────────────────────────────────────────────


def test_that_joining_says_what_is_missing_and_what_went_wrong(qtbot, tmp_path):
    answers = [Trouble(sentence="There is no such invitation."), 12]
    page = JoinPage(lambda _file, _opening: answers.pop(0))
    window = WayBackWindow(page, "Join", "Join", "Joining …")
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.submit()
    qtbot.waitUntil(lambda: page.bar.sentence == "No invitation is named.")
    control(page, "invitation").setText(str(tmp_path / "x.ketainvitation"))
    QTest.keyClicks(control(page, "join_user"), ADMIN)
    QTest.keyClicks(control(page, "join_passphrase"), SECRETS[ADMIN][0])
    window.submit()
    qtbot.waitUntil(lambda: page.bar.sentence == "There is no such invitation.")
    assert control(page, "join_passphrase").text()
    with qtbot.waitSignal(window.done):
        window.submit()
    assert not control(page, "join_passphrase").text()
