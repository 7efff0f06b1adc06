"""Every chair on one page: live, read only, and recorded once as read."""

import pytest
from PySide6.QtWidgets import QPushButton

from ketachart.domain.acts import ChartVitals, GiveMedication
from ketachart.domain.entries import CLINIC
from ketachart.store import codec
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.all_chairs import chair_lines
from ketachart.ui.windows.all_chairs_window import READ, AllChairsWindow
from tests.ui.chair_day import OTHER_NURSE, at


@pytest.fixture
def chairs_at(qtbot, day_at):
    desks = []

    def opened(time):
        day = day_at(time)
        desk = Desk(day.clinic, day.turn)
        desks.append(desk)
        window = AllChairsWindow(desk)
        qtbot.addWidget(window)
        window.resize(1366, 728)
        with qtbot.waitExposed(window):
            window.show()
        return day, desk, window

    yield opened
    for desk in desks:
        desk.close()


def readings(day):
    entries = map(codec.entry_from, day.clinic.vault.log.stream(CLINIC))
    return [entry for entry in entries if getattr(entry.event, "what", "") == READ]


def test_that_each_chair_in_use_has_a_row_and_a_free_one_none(chairs_at):
    day, _desk, window = chairs_at("09:12:30")
    used = day.clinic.world.in_chair()
    shown = {c for c in day.clinic.world.site.chairs if window.row(c).isVisible()}
    assert shown == set(used)


def test_that_a_value_charted_elsewhere_is_shown_at_once(chairs_at):
    day, _desk, window = chairs_at("09:12:30")
    values = {"hr": 81, "sbp": 127, "dbp": 77, "spo2": 96, "rr": 13}
    day.clinic.perform(ChartVitals(session="s1", values=values), day.turn)
    assert "BP 127/77 just now" in window.row("Chair 1").words


def test_that_a_high_risk_for_the_breathing_stands_before_the_allergies(day_at):
    world = day_at("09:14:00").clinic.world
    said = {each.tile.chair: each.allergies for each in chair_lines(world, at("09:14:00"))}
    assert said["Chair 3"] == ("HIGH RESPIRATORY RISK · no allergies on file",)
    assert not any(words.startswith("HIGH") for words in said["Chair 1"])


def test_that_a_value_older_than_five_minutes_is_said_to_be_the_last(day_at):
    day = day_at("09:12:30")
    lanes = dict(chair_lines(day.clinic.world, at("10:30:00"))[0].lanes)
    assert not any(lane.is_current for lane in lanes.values())


def test_that_minutes_of_looking_are_recorded_as_one_reading(chairs_at):
    day, desk, _window = chairs_at("09:12:30")
    for _ in range(5):
        desk.tick.emit(day.pass_time(minutes=1))
    assert len(readings(day)) == 1


def test_that_whoever_takes_over_is_recorded_as_reading_too(chairs_at):
    day, desk, _window = chairs_at("09:12:30")
    desk.hand_over(day.sign_in(OTHER_NURSE))
    assert [entry.author for entry in readings(day)][-1] == OTHER_NURSE


def test_that_a_drug_given_first_offers_its_acknowledgement_at_its_chair(qtbot, chairs_at):
    day, _desk, window = chairs_at("09:12:30")
    gave = GiveMedication(
        session="s1",
        drug="ondansetron",
        dose="4",
        unit="mg",
        route="IV",
        indication="nausea",
        given_first=True,
    )
    day.clinic.perform(gave, day.turn)
    button = window.findChild(QPushButton, "acknowledge_Chair 1")
    assert button.text() == "Acknowledge ondansetron 4 mg"
    with qtbot.waitSignal(window.drug_asked) as asked:
        button.click()
    assert asked.args == ["Chair 1"]


def test_that_a_low_value_is_marked_without_an_arrow_that_points_up(chairs_at):
    day, _desk, window = chairs_at("09:12:30")
    values = {"hr": 81, "sbp": 127, "dbp": 77, "spo2": 86, "rr": 13}
    day.clinic.perform(ChartVitals(session="s1", values=values), day.turn)
    assert "SpO₂ ! 86 just now" in window.row("Chair 1").words
