"""What comes from other workstations shows by itself, disturbs nobody, and conflicts are found."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from support.builders import ADMIN, NURSE
from support.houses import house, template
from support.rooms import carry

from ketachart.domain.acts import NameWorkstation
from ketachart.domain.session import Phase
from tests.ui.exchanges import HUB, Came
from tests.ui.exchanging_boards import (
    AWAY,
    THERE,
    both,
    hand,
    line,
    settle,
    shown,
)
from tests.ui.test_every_control import faults
from tests.ui.test_nothing_flashes import windows

__all__ = ["both", "hand", "house", "shown", "template", "windows"]


def test_that_a_chair_charted_elsewhere_shows_by_itself(qtbot, both, shown):
    board = shown(NURSE)
    settle(qtbot, board)
    assert board.windows["board"].tile("Chair 1").isVisible()
    both.there.bring("s1", Phase.INFUSING)
    carry(both.there, both.here)
    board.connections.synchroniser.exchange()
    qtbot.waitUntil(lambda: board.desk.world.in_chair().get("Chair 1") == "s1")
    settle(qtbot, board)
    board.open_chair("Chair 1")
    window = board.windows["chair:Chair 1"]
    readings = len(window.session.readings)
    both.there.wait(5)
    both.there.chart("s1")
    carry(both.there, both.here)
    board.connections.synchroniser.exchange()
    qtbot.waitUntil(lambda: len(window.session.readings) == readings + 1)


def test_that_what_is_typed_stays_where_a_chair_is_taken_elsewhere(qtbot, both, shown):
    board = shown(NURSE)
    settle(qtbot, board)
    board.open_chair("Chair 1")
    window = board.windows["opening:Chair 1"]
    both.there.bring("s1", Phase.OPENED)
    carry(both.there, both.here)
    board.connections.synchroniser.exchange()
    qtbot.waitUntil(lambda: "another workstation" in window.panel.bar.sentence)
    assert board.windows["opening:Chair 1"] is window
    assert "chair:Chair 1" not in board.windows


def test_that_a_conflict_is_counted_found_by_key_and_settled_in_words(qtbot, both, shown):
    both.here.bring("s1", Phase.OPENED)
    both.there.bring("s2", Phase.OPENED, patient="p.castellanos")
    board = shown(NURSE)
    settle(qtbot, board)
    carry(both.there, both.here)
    board.connections.synchroniser.exchange()
    button = line(board).findChild(QWidget, "strip_conflicts")
    qtbot.waitUntil(lambda: button.text() == "1 conflict for you")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    window = board.windows["conflicts"]
    page = window.page("conflicts")
    assert page.said.lines.rowCount() == 2
    page.settle()
    panel = page.side.panel
    QTest.keyClicks(panel.findChild(QWidget, "words"), "")
    assert not panel.submit_typed()
    panel.findChild(QWidget, "words").setPlainText("s2 sits in chair 2")
    assert panel.submit_typed()
    assert page.side.panel is None
    qtbot.waitUntil(lambda: not button.isVisible())
    (settled,) = board.desk.clinic.conflicts()
    assert settled.settled.words == "s2 sits in chair 2"


def test_that_a_conflict_of_another_role_is_shown_and_not_settled_here(qtbot, both, shown):
    both.here.bring("s1", Phase.OPENED)
    both.there.bring("s2", Phase.OPENED, patient="p.castellanos")
    both.meet()
    board = shown(ADMIN)
    button = line(board).findChild(QWidget, "strip_conflicts")
    qtbot.waitUntil(lambda: button.text() == "1 conflict for a nurse")
    board.open_conflicts()
    page = board.windows["conflicts"].page("conflicts")
    assert not page.findChild(QWidget, "conflict_settle").isEnabled()


def test_that_a_conflict_names_people_and_rooms_as_the_clinic_does(qtbot, both, shown):
    for room, name in ((both.here, "Room 1"), (both.there, "Room 2")):
        device = room.clinic.vault.log.device
        both.here.perform(ADMIN, NameWorkstation(device=device, name=name))
    both.here.bring("s1", Phase.OPENED)
    both.there.bring("s2", Phase.OPENED, patient="p.castellanos")
    both.meet()
    board = shown(NURSE)
    board.open_conflicts()
    page = board.windows["conflicts"].page("conflicts")
    words = page.findChild(QWidget, "conflict_words").text()
    assert "Rn Okafor at Room 1" in words
    assert "Rn Okafor at Room 2" in words
    said = page.said.lines
    rooms = {said.index(row, 1).data() for row in range(said.rowCount())}
    assert rooms == {"Room 1", "Room 2"}


def test_that_reading_what_was_said_is_recorded_once(qtbot, both, shown):
    both.here.bring("s1", Phase.OPENED)
    both.there.bring("s2", Phase.OPENED, patient="p.castellanos")
    both.meet()
    board = shown(NURSE)
    settle(qtbot, board)
    log = board.desk.clinic.vault.log
    before = log.head.seq
    board.open_conflicts()
    board.windows["conflicts"].page("conflicts").refresh()
    kinds = [stored.kind for stored in log.since(log.device, before)]
    assert len([kind for kind in kinds if kind.startswith("record.read")]) == 2


def test_that_the_hub_is_named_on_the_page_and_its_password_is_not(qtbot, shown):
    board = shown(ADMIN)
    board.open_page("admin:workstations")
    page = board.windows["admin"].page("workstations")
    said = page.findChild(QWidget, "said_Hub").text()
    assert said == "hub.clinic.example:5432/keta, as r1"
    assert HUB.password not in said


def test_that_what_is_typed_into_a_set_stays_while_another_is_charted_elsewhere(qtbot, both, shown):
    both.here.bring("s1", Phase.INFUSING)
    both.meet()
    board = shown(NURSE)
    settle(qtbot, board)
    board.open_chair("Chair 1")
    window = board.windows["chair:Chair 1"]
    both.here.wait(15)
    board.desk.beat()
    qtbot.waitUntil(window.isActiveWindow)
    window.area.focus_due()
    for key in ("9", "3", Qt.Key.Key_Return, "1", "3", "7", "/", "9"):
        QTest.keyClick(window.windowHandle(), key)
    typed = _typed(window)
    assert typed
    both.there.clock.set(both.here.clock.now())
    both.there.done(NURSE, "note.add", session="s1", text="asleep")
    carry(both.there, both.here)
    board.connections.synchroniser.exchange()
    qtbot.waitUntil(lambda: "asleep" in str(window.session.log[-1].event))
    settle(qtbot, board)
    assert _typed(window) == typed
    QTest.keyClick(window.windowHandle(), "1")
    assert _typed(window) != typed


def _typed(window):
    """What stands half typed in the column that is due."""
    entry = window.area.grid.grid_model.entry
    return dict(entry.draft()) if entry is not None else {}


# ── Hands, keys and dark rooms ───────────────────────────────────────────────────────────────────

_TASKS = ("hub_set", "invite", "stick_write", "stick_read", "retire")


def test_that_every_control_fits_a_glove_and_is_named(qtbot, both, shown, hand):
    both.here.bring("s1", Phase.OPENED)
    both.there.bring("s2", Phase.OPENED, patient="p.castellanos")
    both.meet()
    hand.answer = Came(behind=("ws-own",))
    board = shown(ADMIN)
    qtbot.waitUntil(lambda: "has lost entries" in line(board).words)
    assert faults(board.windows["board"]) == []
    board.open_page("admin:workstations")
    window = board.windows["admin"]
    page = window.page("workstations")
    page.table.choose(THERE.device)
    assert faults(window) == []
    for task in _TASKS:
        page.open_task(task)
        assert faults(window) == [], task
    board.desk.hand_over(both.here.turns[NURSE])
    board.open_conflicts()
    window = board.windows["conflicts"]
    window.page("conflicts").settle()
    assert faults(window) == []


def test_that_nothing_of_the_exchange_flashes_as_a_window(qtbot, both, shown, hand, windows):
    both.here.bring("s1", Phase.OPENED)
    both.there.bring("s2", Phase.OPENED, patient="p.castellanos")
    both.meet()
    board = shown(ADMIN)
    settle(qtbot, board)
    board.open_page("admin:workstations")
    page = board.windows["admin"].page("workstations")
    page.table.choose(THERE.device)
    windows.shown.clear()
    for answer in (AWAY, Came(behind=("ws-own",)), Came()):
        hand.answer = answer
        board.connections.synchroniser.exchange()
        settle(qtbot, board)
    board.connections.show()
    for task in _TASKS:
        page.open_task(task)
        page.side.panel.submit_typed()
        page.side.close_panel()
    board.windows["admin"].show_page("conflicts")
    assert windows.shown == []


def test_that_the_conflicts_open_by_key_and_esc_leaves_their_form(qtbot, both, shown):
    both.here.bring("s1", Phase.OPENED)
    both.there.bring("s2", Phase.OPENED, patient="p.castellanos")
    both.meet()
    board = shown(NURSE)
    settle(qtbot, board)
    window = board.windows["board"]
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    window = board.windows["conflicts"]
    qtbot.waitUntil(window.isActiveWindow)
    page = window.page("conflicts")
    page.settle()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Escape)
    assert page.side.panel is None
