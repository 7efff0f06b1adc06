"""An inspector at the keyboard: the ledger and nothing else, each page recorded."""

import pytest

from ketachart.app.clinic import Turn
from ketachart.app.resources import help_texts
from ketachart.bootstrap import log_files
from ketachart.domain import events as ev
from ketachart.domain.entries import person_stream
from ketachart.domain.people import Person, Role
from ketachart.store.codec import entry_from
from ketachart.ui.desk import Desk
from ketachart.ui.navigation import Navigation
from ketachart.ui.windows.ledger_window import LedgerWindow
from tests.ui.chair_day import NURSE

WHILE_INFUSING = "09:05:00"


@pytest.fixture
def at_the_keyboard(qtbot, day_at, tmp_path):
    """Navigation with an inspector at it, while patients sit in the chairs."""
    day = day_at(WHILE_INFUSING, NURSE)
    nurse = day.turn.person
    inspector = Person(
        id="in.whitlock", name="D. Whitlock", initials="DW", roles=frozenset({Role.INSPECTOR})
    )
    added = ev.PersonAdded(person=inspector)
    day.clinic._note(person_stream(inspector.id), nurse.id, added)
    desk = Desk(day.clinic, Turn(person=inspector))
    found = Navigation(desk, tmp_path, log_files(), help_texts())
    found.begin()
    yield found, Turn(person=nurse), Turn(person=inspector)
    found.end()
    desk.close()


def read_by(clinic):
    return [
        event.what
        for stored in clinic.vault.log.stream("clinic")
        if isinstance(event := entry_from(stored).event, ev.RecordRead)
    ]


def test_that_the_board_shows_no_chair_and_no_name(at_the_keyboard):
    navigation, _, _ = at_the_keyboard
    board = navigation.windows["board"]
    chairs = navigation.desk.world.site.chairs
    assert not any(board.tile(chair).isVisible() for chair in chairs)
    names = [each.name for each in navigation.desk.clinic.patients()]
    shown = " ".join(
        str(each.property("text")) for each in board.findChildren(object) if each.property("text")
    )
    assert not any(name in shown for name in names)


@pytest.mark.parametrize("way", ["chair", "session", "cosign", "chairs", "call", "admin"])
def test_that_every_window_but_the_ledger_is_refused_in_words(at_the_keyboard, way):
    navigation, _, _ = at_the_keyboard
    desk = navigation.desk
    chair, session = next(iter(desk.world.in_chair().items()))
    {
        "chair": lambda: navigation.open_chair(chair),
        "session": lambda: navigation.open_session(session),
        "cosign": navigation.open_cosign,
        "chairs": navigation.open_all_chairs,
        "call": lambda: navigation.open_call("call-1"),
        "admin": navigation.open_admin,
    }[way]()
    assert set(navigation.windows) == {"board"}
    assert "role" in navigation.windows["board"].bar.sentence


def test_that_a_free_chair_opens_nothing(at_the_keyboard):
    navigation, _, _ = at_the_keyboard
    world = navigation.desk.world
    free = next(each for each in world.site.chairs if each not in world.in_chair())
    navigation.open_chair(free)
    assert set(navigation.windows) == {"board"}


def test_that_each_page_of_the_ledger_is_recorded_once(at_the_keyboard, qtbot):
    navigation, _, _ = at_the_keyboard
    navigation.open_ledger()
    ledger = navigation.windows["ledger"]
    assert isinstance(ledger, LedgerWindow)
    for key in ("day", "inspection", "day", "stock"):
        ledger.show_page(key)
    pages = [what for what in read_by(navigation.desk.clinic) if what.startswith("ledger, page")]
    assert pages == ["ledger, page stock", "ledger, page day", "ledger, page inspection"]


def test_that_charts_close_when_an_inspector_takes_over_and_come_back_for_a_nurse(
    at_the_keyboard, qtbot
):
    navigation, nurse, inspector = at_the_keyboard
    navigation.desk.hand_over(nurse)
    chair = next(iter(navigation.desk.world.in_chair()))
    navigation.open_chair(chair)
    navigation.open_all_chairs()
    assert set(navigation.windows) == {"board", f"chair:{chair}", "chairs"}
    qtbot.waitUntil(navigation.windows["board"].tile(chair).isVisible)
    navigation.desk.hand_over(inspector)
    assert set(navigation.windows) == {"board"}
    assert not navigation.windows["board"].tile(chair).isVisible()
