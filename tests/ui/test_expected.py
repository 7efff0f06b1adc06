"""Who is expected today, on the board: seen, hidden, and led to a chair with the keys alone."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from ketachart.app.clinic import Done
from ketachart.app.resources import help_texts
from ketachart.bootstrap import log_files
from ketachart.domain.acts import (
    AddChair,
    CancelSession,
    ImportPatients,
    OpenSession,
    PlanDays,
    SignSession,
)
from ketachart.domain.schedule import Visit
from ketachart.ui.desk import Desk
from ketachart.ui.navigation import Navigation
from ketachart.ui.presenters.opening import MOST_LISTED
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.segmented import Segmented
from tests.ui.chair_day import NURSE, pin_of

ADMIN = "ad.lindqvist"


class Morning:
    """A day with its windows, on which chair 4 is free."""

    def __init__(self, day, folder) -> None:
        self.day = day
        self.desk = Desk(day.clinic, day.turn)
        self.navigation = Navigation(self.desk, folder, log_files(), help_texts())
        self.navigation.begin()
        seated = {each.patient for each in day.clinic.sessions_open()}
        self.waiting = [each for each in day.clinic.patients() if each.id not in seated]
        self.seated = seated

    @property
    def board(self):
        return self.navigation.windows["board"]

    def plan(self, *visits: Visit) -> None:
        act = PlanDays(days={self.desk.today: visits})
        assert isinstance(self.day.clinic.perform(act, self.day.sign_in(ADMIN)), Done)

    @property
    def buttons(self) -> list[ActionButton]:
        found = self.board.findChildren(ActionButton)
        return [each for each in found if each.objectName().startswith("expected_")]

    @property
    def labels(self) -> list[str]:
        found = self.board.findChild(object, "expected").findChildren(QLabel)
        return [each.text() for each in found if each.isVisible()]

    @property
    def lines(self) -> list[str]:
        return [each.text() for each in self.buttons if each.isVisible()]


@pytest.fixture
def morning(qtbot, day_at, tmp_path):
    folder = tmp_path / "places"
    folder.mkdir()
    there = Morning(day_at("09:12:30"), folder)
    yield there
    there.navigation.end()
    there.desk.close()


def test_that_nobody_is_listed_where_no_day_was_planned(morning):
    assert not morning.board.findChild(object, "expected").isVisible()


def test_that_those_who_do_not_sit_yet_are_listed_by_time(morning):
    first, second = morning.waiting[:2]
    morning.plan(
        Visit(patient=second.id, time="10:30"),
        Visit(patient=first.id, time="09:30", chair="Chair 4", protocol="half-mg-kg-40min"),
        *(Visit(patient=each, time="08:00") for each in sorted(morning.seated)),
    )
    (early,) = morning.lines  # one chair is free
    assert early.startswith("09:30  ")
    assert early.endswith(" · Chair 4 · P1")
    assert first.name.split()[-1].upper() in early
    assert "Expected today: 2" in morning.labels


def test_that_whoever_did_not_stay_is_expected_again_also_once_that_is_signed(morning):
    clinic, session = morning.day.clinic, morning.day.session("s1")
    morning.plan(Visit(patient=session.patient, time="08:00"))
    assert morning.lines == []
    act = OpenSession(
        session="s9", patient=morning.waiting[0].id, chair="Chair 4", protocol="half-mg-kg-40min"
    )
    assert isinstance(clinic.perform(act, morning.day.turn), Done)
    morning.plan(
        Visit(patient=session.patient, time="08:00"),
        Visit(patient=morning.waiting[0].id, time="09:00"),
    )
    assert morning.lines == []
    cancelled = clinic.perform(CancelSession(session="s9", reason="unwell"), morning.day.turn)
    assert isinstance(cancelled, Done)
    assert [line[:5] for line in morning.lines] == ["09:00"]
    signed = clinic.perform(SignSession(session="s9"), morning.day.turn, own_secret=pin_of(NURSE))
    assert isinstance(signed, Done), signed
    assert [line[:5] for line in morning.lines] == ["09:00"]


def test_that_a_lock_hides_them_and_initials_stand_for_their_names(morning):
    patient = morning.waiting[0]
    morning.plan(Visit(patient=patient.id, time="09:30"))
    morning.board.findChild(Segmented, "names").set_value("initials")
    morning.board.refresh()
    assert morning.lines == [f"09:30  {patient.initials}"]
    morning.desk.lock()
    assert morning.lines == []
    morning.desk.hand_over(morning.desk.turn)
    assert morning.lines == [f"09:30  {patient.initials}"]


def test_that_enter_leads_to_the_chair_with_all_filled_in_and_opens_nothing(morning, qtbot):
    patient = morning.waiting[0]
    morning.plan(
        Visit(patient=patient.id, time="09:30", chair="Chair 4", protocol="half-mg-kg-40min")
    )
    opened = len(morning.day.clinic.sessions_open())
    QTest.keyClick(morning.buttons[0], Qt.Key.Key_Return)
    panel = morning.navigation.windows["opening:Chair 4"].panel
    assert panel._patient.value == patient.id
    assert panel._protocol.value == "half-mg-kg-40min"
    focused = panel.window().focusWidget()
    assert patient.birth_date.isoformat() in focused.text()
    QTest.keyClick(focused, Qt.Key.Key_Return)
    assert len(morning.day.clinic.sessions_open()) == opened
    assert panel.submit_typed()
    assert morning.desk.world.in_chair()["Chair 4"]
    assert morning.lines == []


def test_that_a_chair_that_is_taken_is_said_and_a_free_one_opened(morning):
    patient = morning.waiting[0]
    morning.plan(Visit(patient=patient.id, time="09:30", chair="Chair 1"))
    QTest.keyClick(morning.buttons[0], Qt.Key.Key_Return)
    panel = morning.navigation.windows["opening:Chair 4"].panel
    assert panel.bar.sentence == "Chair 1 was planned and is not free; this is Chair 4."


def test_that_as_many_of_this_day_are_listed_as_chairs_are_free_and_a_few_at_most(morning):
    known = morning.waiting[0]
    more = [replace(known, id=f"p.{number}", mrn=f"9000{number}") for number in range(5)]
    act = ImportPatients(patients=tuple(more))
    assert isinstance(morning.day.clinic.perform(act, morning.day.sign_in(ADMIN)), Done)
    morning.plan(*(Visit(patient=each.id, time=f"1{at}:00") for at, each in enumerate(more)))
    assert [line[:5] for line in morning.lines] == ["10:00"]
    for number in range(5):
        act = AddChair(chair_name=f"Bed {number}")
        assert isinstance(morning.day.clinic.perform(act, morning.day.sign_in(ADMIN)), Done)
    morning.board.resize(1800, 900)
    assert [line[:5] for line in morning.lines] == ["10:00", "11:00", "12:00", "13:00"]
    assert len(morning.lines) == MOST_LISTED
    assert "Expected today: 5" in morning.labels
    morning.board.resize(700, 600)
    assert [line[:5] for line in morning.lines] == ["10:00", "11:00"]
    morning.day.pass_time(days=1)
    morning.desk.tick.emit(morning.desk.now())
    assert morning.lines == []
