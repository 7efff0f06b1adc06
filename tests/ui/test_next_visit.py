"""The next visit of a series: what came of the session before is asked once, and shown."""

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from ketachart.domain.acts.reading import act_from_fields
from ketachart.domain.session import Phase
from ketachart.ui.desk import Desk
from ketachart.ui.windows.chair_window import ChairWindow
from tests.support.builders import NO_TO_ALL
from tests.ui.chair_day import NURSE

AFTER_S2 = "17:30:00"


@pytest.fixture
def next_visit(day_at, qtbot):
    """The second session of a patient whose first one was released the same day."""
    day = day_at(AFTER_S2, NURSE)
    clinic, first = day.clinic, day.session("s2")
    assert first.released_at is not None
    free = next(each for each in clinic.world.site.chairs if each not in clinic.world.in_chair())
    fields = {"session": "s9", "patient": first.patient, "chair": free, "protocol": first.protocol}
    opened = act_from_fields("session.open", {**fields, "series": {"number": 2, "of": 10}})
    clinic.perform(opened, day.turn)
    screened = act_from_fields("session.screen", {"session": "s9", "answers": NO_TO_ALL})
    clinic.perform(screened, day.turn)
    desk = Desk(clinic, day.turn)
    window = ChairWindow(desk, day.session("s9"))
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.open_panel("intake")
    yield day, window.panel
    window.close()
    desk.close()


def field(panel, name):
    return panel.findChild(QWidget, name)


def test_that_the_intake_asks_what_came_of_the_session_before(next_visit):
    _, panel = next_visit
    assert field(panel, "relief_percent").isVisible()
    assert "Session 2 of 10" in panel.findChild(QLabel, "course").text()


def test_that_what_was_told_is_recorded_once_though_the_intake_is_still_refused(next_visit):
    day, panel = next_visit
    field(panel, "relief_percent").setText("40")
    field(panel, "relief_weeks").setText("2.5")
    assert not panel.submit_typed()
    assert day.clinic.books.relief("s2").words == "40 % relief for 2.5 weeks"
    assert day.session("s9").phase is Phase.SCREENED
    panel.show_session(day.session("s9"))
    assert not field(panel, "relief_percent").isVisible()
    assert "40 % relief for 2.5 weeks" in panel.findChild(QLabel, "course").text()
    count = day.clinic.vault.log.count()
    panel.submit_typed()
    assert [
        each.kind for each in day.clinic.vault.log.since(day.clinic.vault.log.device, count)
    ] == ["act.refused/1"]


def test_that_a_relief_of_more_than_all_is_refused_and_stays_typed(next_visit):
    day, panel = next_visit
    field(panel, "relief_percent").setText("140")
    field(panel, "relief_weeks").setText("2")
    assert not panel.submit_typed()
    assert "from 0 to 100" in panel.bar.sentence
    assert field(panel, "relief_percent").text() == "140"
    assert day.clinic.books.relief("s2") is None
