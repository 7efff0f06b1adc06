"""The training clinic: its bar plays the scenario on, and the round takes every picture."""

import pytest
from support.source import ROOT

from ketachart.bootstrap import parts_of, play_demo
from ketachart.ui.entry_hall import EntryHall
from ketachart.ui.widgets.segmented import Segmented
from ketachart.ui.windows.chair_window import ChairWindow
from ketachart.ui.windows.demo_bar import DemoBar
from ketachart.ui.windows.first_start import FirstStart


@pytest.fixture
def hall(qtbot, tmp_path):
    hall = EntryHall(parts_of(tmp_path / "no-vault"))
    yield hall
    hall.close()


@pytest.fixture
def bar(hall):
    hall.open_training(0)
    return hall.navigation.windows["board"].findChild(DemoBar)


def test_that_where_no_vault_stands_the_first_start_opens(hall):
    hall.open()
    assert isinstance(hall._door, FirstStart)


def test_that_the_training_clinic_opens_from_the_first_start(hall):
    hall.open()
    hall._door.training_asked.emit()
    assert hall._door is None
    assert hall.desk.world.site.training


def test_that_the_most_pressing_chair_is_open_from_the_beginning(hall, bar):
    charts = [each for each in hall.navigation.windows.values() if isinstance(each, ChairWindow)]
    assert len(charts) == 1


def test_that_every_window_of_a_training_clinic_says_so_in_its_title(hall, bar):
    titles = [window.windowTitle() for window in hall.navigation.windows.values()]
    assert all(title.startswith("TRAINING") for title in titles)


def test_that_the_pin_of_everybody_on_the_bar_will_do(hall, bar):
    clinic = hall.desk.clinic
    people = [each for each in clinic.people() if each.titled in hall.practice.pins]
    assert len(people) >= 4
    assert {each.id for each in people} <= {each.id for each in clinic.present()}


def test_that_a_tick_plays_what_is_due_and_says_what_it_was(hall, bar):
    training = hall.practice.training
    step = training.following
    training.clock.skip_to(step.at)
    hall.desk.beat()
    assert hall.desk.person_name(step.by) in bar.words
    assert training.following is not step


def test_that_the_chosen_speed_is_the_clocks(hall, bar):
    bar.findChild(Segmented, "speed").chosen.emit("60")
    assert hall.practice.training.clock.speed == 60


def test_that_the_training_vault_is_cleared_away_at_the_end(hall, bar):
    folder = hall.practice.folder
    assert folder.exists()
    hall.close()
    assert not folder.exists()


@pytest.mark.slow
def test_that_the_demo_without_a_screen_writes_all_it_names(qtbot, tmp_path, monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    folder = tmp_path / "demo"
    told = [line.strip() for line in play_demo(folder)][1:]
    written = {file.name for file in folder.iterdir()}
    assert set(told) == written
    assert {"board.png", "chair-1.png", "co-sign.png", "ledger.png", "day-log.png"} <= written
    assert {"day-log-2026-03-03-III.pdf", "chart-s1.pdf"} <= written
    expected = ROOT / "tests" / "scenarios" / "clinic-day.2026-03-03.III.csv"
    assert (folder / "day-log-2026-03-03-III.csv").read_bytes() == expected.read_bytes()
