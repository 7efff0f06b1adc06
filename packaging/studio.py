"""A training clinic whose windows are brought into a state and painted."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from ketachart.app.resources import help_texts, resource_folder
from ketachart.app.scenario import read_scenario
from ketachart.app.training import Training, begin_training
from ketachart.bootstrap import TRAINING_DAY, log_files
from ketachart.crypto.passphrases import SMALLEST_COST
from ketachart.domain.acts import AmendEntry
from ketachart.domain.times import local_day
from ketachart.ui.desk import Desk
from ketachart.ui.navigation import Navigation
from ketachart.ui.pictures import settle
from ketachart.ui.widgets import theme
from ketachart.ui.widgets.path_field import FolderField
from ketachart.ui.windows.chair_window import ChairWindow
from ketachart.ui.windows.ledger_window import LedgerWindow

NURSE, OTHER_NURSE, DOCTOR, ADMINISTRATOR = "rn.okafor", "rn.silva", "md.reyes", "ad.lindqvist"
SCREEN = QSize(1366, 768)
STICK = Path("/media/clinic")
ROOM = {"width": 4096, "height": 2304}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How the windows are dressed."""

    scheme: theme.Scheme = theme.Scheme.LIGHT
    percent: int = 100

    @property
    def name(self) -> str:
        """Such as `dark-200`."""
        return f"{self.scheme.name.lower()}-{self.percent}"

    def wear(self) -> None:
        """Dress the application, open windows included."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, self.scheme, percent=self.percent)


LIGHT, DARK = Look(), Look(scheme=theme.Scheme.DARK)


class Studio:
    """A training clinic whose day goes on from one picture to the next."""

    def __init__(self, training: Training, folder: Path, look: Look = LIGHT) -> None:
        self._training = training
        self._folder = folder
        self._look = look
        turn = training.turn_of(NURSE)
        if turn is None:
            raise LookupError(NURSE)
        self.desk = Desk(training.clinic, turn)
        self.windows = Navigation(self.desk, folder, log_files(), help_texts())

    def close(self) -> None:
        """Close every window and the vault."""
        self.windows.end()
        self.desk.close()
        self.desk.clinic.close()

    def go_to(self, time: str, person: str = NURSE) -> None:
        """Play the day up to a time such as `09:06:40`; someone sits down at the keyboard."""
        moment = datetime.fromisoformat(f"2026-03-03T{time}-08:00")
        while (step := self._training.following) is not None and step.at <= moment:
            self._training.clock.skip_to(step.at)
            self._training.advance()
        self._training.clock.skip_to(moment)
        turn = self._training.turn_of(person)
        if turn is None:
            raise LookupError(person)
        self.desk.hand_over(turn)

    def shown(self, key: str) -> QMainWindow:
        """An open window, as large as a small screen."""
        window = self.windows.windows[key]
        window.resize(SCREEN * self._look.percent / 100)
        return window

    def chair(self, session: str, panel: str = "", subject: str = "") -> ChairWindow:
        """The window of a session, with one of its panels."""
        self.windows.open_session(session)
        found = next(
            key
            for key, each in self.windows.windows.items()
            if isinstance(each, ChairWindow) and each.session.id == session
        )
        window = self.shown(found)
        assert isinstance(window, ChairWindow)
        if panel:
            window.open_panel(panel, subject)
        settle()
        window.area.grid.reveal_due()
        return window

    def type_vitals(self, window: ChairWindow, keys: str) -> None:
        """Type into the column that is due."""
        window.area.focus_due()
        for key in keys:
            if key == "\r":
                QTest.keyClick(window.area.grid, Qt.Key.Key_Return)
            else:
                QTest.keyClick(window.area.grid, key)

    def amend_the_second_set(self, session: str) -> None:
        """Correct a pressure, so that the grid shows a correction."""
        found = self.desk.world.session(session)
        if found is not None:
            changes = {"sbp": 134, "dbp": 82}
            ref, reason = found.readings[1].ref, "read the other chair's cuff"
            self.desk.perform(
                AmendEntry(session=session, entry=ref, changes=changes, reason=reason)
            )

    def ledger(self, page: str) -> QMainWindow:
        """One page of the ledger."""
        self.windows.open_ledger()
        window = self.shown("ledger")
        name_the_stick(window)
        if isinstance(window, LedgerWindow):
            window.show_page(page)
            if page == "day":
                window.show_day(local_day(self.desk.now(), self.desk.world.site.zone))
        return window


def name_the_stick(window: QWidget) -> None:
    """Have every field for a folder name a stick, and nothing of the machine that draws."""
    for field in window.findChildren(FolderField):
        field.show_folder(STICK)


@contextmanager
def studio(look: Look = LIGHT) -> Iterator[Studio]:
    """A training clinic at the moment when the third patient is to be ordered for."""
    look.wear()
    with tempfile.TemporaryDirectory() as drawer:
        vault = Path(drawer) / "vault"
        scenario = read_scenario(resource_folder() / "scenarios" / TRAINING_DAY)
        until = datetime.fromisoformat("2026-03-03T08:22:00-08:00")
        training = begin_training(scenario, vault, until=until, speed=0, cost=SMALLEST_COST)
        made = Studio(training, vault, look)
        try:
            yield made
        finally:
            made.close()
