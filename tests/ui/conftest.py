"""Chairs of the shared clinic day, for the tests of windows and panels."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ketachart.ui.desk import Desk
from ketachart.ui.windows.chair_window import ChairWindow
from tests.ui.chair_day import NURSE, ChairDay, open_day


@pytest.fixture(scope="session")
def day_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the vaults that days are copied from."""
    return tmp_path_factory.mktemp("chair-day")


@pytest.fixture
def day_at(day_template: Path, tmp_path: Path) -> Iterator[Callable[..., ChairDay]]:
    """Opens the clinic day at a time."""
    days: list[ChairDay] = []

    def opened(time: str, person: str = NURSE) -> ChairDay:
        days.append(open_day(day_template, tmp_path / f"vault-{len(days)}", time, person))
        return days[-1]

    yield opened
    for day in days:
        day.clinic.close()


class AtTheChair:
    """A chair's window on a day, with its desk."""

    def __init__(self, day: ChairDay, desk: Desk, window: ChairWindow) -> None:
        self.day = day
        self.desk = desk
        self.window = window

    def tick(self, **span: int) -> None:
        """Let time go by and say so to every window."""
        self.desk.tick.emit(self.day.pass_time(**span))


@pytest.fixture
def chair_at(qtbot: QtBot, day_at: Callable[..., ChairDay]) -> Iterator[Callable[..., AtTheChair]]:
    """Opens a session's window at a time of the day."""
    open_ones: list[AtTheChair] = []

    def opened(time: str, session: str, person: str = NURSE) -> AtTheChair:
        day = day_at(time, person)
        desk = Desk(day.clinic, day.turn)
        window = ChairWindow(desk, day.session(session))
        qtbot.addWidget(window)
        window.resize(1366, 768)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        open_ones.append(AtTheChair(day, desk, window))
        return open_ones[-1]

    yield opened
    for one in open_ones:
        one.window.close()
        one.desk.close()
