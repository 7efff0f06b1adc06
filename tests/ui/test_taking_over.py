"""Who holds the keyboard and who answers for a chair: two things, taken together or apart."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from ketachart.domain.acts import TakeChair
from ketachart.domain.bedside import BACK, RELIEF
from ketachart.domain.session import IN_CHAIR
from ketachart.ui.presenters.staff import staff, takings
from ketachart.ui.windows.take_over import TakeOverBar
from tests.ui.chair_day import DOCTOR, NURSE, OTHER_NURSE, pin_of


def _bar(chair, person, choose=""):
    """The bar over a chair's window, with the PIN of someone typed and Enter pressed."""
    bar = TakeOverBar(chair.desk, chair.window)
    bar.who.person.choose(person)
    bar.chairs.choose(choose)
    QTest.keyClicks(bar.who.secret, pin_of(person))
    QTest.keyClick(bar.who.secret, Qt.Key.Key_Return)
    return bar


@pytest.fixture
def chair(chair_at):
    """Chair 2 while it infuses, the other nurse signed in as well."""
    chair = chair_at("09:06:10", "s2")
    chair.day.sign_in(OTHER_NURSE)
    return chair


def _held_by(chair, person):
    held = chair.day.clinic.sessions_open()
    return {each.id for each in held if each.phase in IN_CHAIR and each.responsible == person}


def test_that_the_keyboard_alone_leaves_every_chair_where_it_is(chair):
    before = _held_by(chair, NURSE)
    _bar(chair, OTHER_NURSE)
    assert chair.desk.turn.person.id == OTHER_NURSE
    assert _held_by(chair, NURSE) == before


def test_that_this_chair_can_be_taken_with_the_keyboard_in_one_go(chair):
    chair.day.pass_time(minutes=1)
    _bar(chair, OTHER_NURSE, "take")
    session = chair.day.session("s2")
    assert session.responsible == OTHER_NURSE
    first, second = session.responsibility
    assert (first.person, first.end) == (NURSE, second.begin)
    lines = staff(session, chair.day.clinic.world.site.zone, chair.desk.person_name).lines
    assert [line.words for line in lines] == ["Adaeze Okafor", "Marta Silva (took over)"]
    assert lines[0].label.endswith("09:07")
    assert lines[1].label == "09:07–now"


def test_that_all_chairs_of_somebody_are_taken_at_once_and_no_other(chair):
    theirs = _held_by(chair, NURSE)
    assert len(theirs) > 1
    own = _held_by(chair, OTHER_NURSE)
    _bar(chair, OTHER_NURSE, f"relieve_all_{NURSE}")
    assert _held_by(chair, NURSE) == set()
    assert _held_by(chair, OTHER_NURSE) == theirs | own


def test_that_who_was_relieved_is_offered_to_come_back_and_then_holds_it_again(chair):
    other = chair.day.sign_in(OTHER_NURSE)
    chair.day.clinic.perform(TakeChair(session="s2", kind=RELIEF), other)
    button = chair.window.findChild(QPushButton, "do_take")
    assert button.text() == "Back from relief"
    chair.window.open_panel("take")
    chair.window.panel.findChild(QPushButton, "back").click()
    session = chair.day.session("s2")
    assert session.responsible == NURSE
    assert [each.kind for each in session.responsibility[1:]] == [RELIEF, BACK]


def test_that_a_wrong_pin_takes_neither_keyboard_nor_chair(chair):
    bar = TakeOverBar(chair.desk, chair.window)
    bar.who.person.choose(OTHER_NURSE)
    bar.chairs.choose("take")
    QTest.keyClicks(bar.who.secret, "000000")
    QTest.keyClick(bar.who.secret, Qt.Key.Key_Return)
    assert bar.who.bar.sentence
    assert chair.desk.turn.person.id == NURSE
    assert chair.day.session("s2").responsible == NURSE


def test_that_only_what_a_person_does_not_hold_is_offered(chair):
    world, held = chair.desk.world, chair.day.clinic.sessions_open()
    session = chair.day.session("s2")
    own = {key.key for key in takings(session, held, world.person(NURSE), str)}
    assert "take" not in own
    assert f"take_all_{NURSE}" not in own
    doctor = {each.key for each in takings(session, held, world.person(DOCTOR), str)}
    assert {"take", "relieve", f"take_all_{NURSE}"} <= doctor
    (admin,) = [each for each in chair.day.clinic.people() if "administrator" in each.roles]
    assert takings(session, held, admin, str) == ()


def test_that_the_digits_press_the_choices(chair):
    chair.desk.hand_over(chair.day.sign_in(OTHER_NURSE))
    QTest.keyClick(chair.window, Qt.Key.Key_H)
    panel = chair.window.panel
    assert isinstance(panel.findChild(QWidget, "take"), QPushButton)
    QTest.keyClick(panel, Qt.Key.Key_1)
    assert chair.day.session("s2").responsible == OTHER_NURSE
    assert chair.window.panel is None
