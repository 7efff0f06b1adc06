"""Pictures of the training clinic.

    python packaging/pictures.py              those that the README shows
    python packaging/pictures.py --all DIR    every window, light, dark and dim, at 100 and 200 %

A training day is played from one moment to the next; each window is brought into the state that
shows most, painted into memory and written as a PNG. Pages of the day's papers need poppler.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shutil import which

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QPushButton

from ketachart.app.resources import resource_folder
from ketachart.app.scenario import read_scenario
from ketachart.app.training import Training, begin_training
from ketachart.bootstrap import (
    TRAINING_DAY,
    help_pages,
    log_files,
    make_screenless_application,
    parts_of,
    write_chart_pdf,
    write_log_pdf,
)
from ketachart.crypto.passphrases import SMALLEST_COST
from ketachart.domain.acts import AmendEntry
from ketachart.domain.times import local_day
from ketachart.ui.desk import Desk
from ketachart.ui.navigation import Navigation
from ketachart.ui.pictures import settle, take_picture
from ketachart.ui.sound_owner import Player
from ketachart.ui.widgets import theme
from ketachart.ui.widgets.folder_field import FolderField
from ketachart.ui.widgets.segmented import Segmented
from ketachart.ui.windows.chair_window import ChairWindow
from ketachart.ui.windows.first_start import FirstStart
from ketachart.ui.windows.ledger_window import LedgerWindow
from ketachart.ui.windows.signin_window import SignInWindow

NURSE, OTHER_NURSE, DOCTOR, ADMINISTRATOR = "rn.okafor", "rn.silva", "md.reyes", "ad.lindqvist"
SCREEN = QSize(1366, 768)
PAGE_WIDTH = 1000
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
        self.windows = Navigation(self.desk, folder, log_files(), help_pages())

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


# ── The README's ─────────────────────────────────────────────────────────────────────────────────


def draw_readme(folder: Path) -> None:
    """Draw the pictures that the README shows."""
    folder.mkdir(parents=True, exist_ok=True)
    with studio() as made:
        for name, window in _readme_windows(made):
            take_picture(window, folder / f"{name}-light.png")
            if name == "chair":
                DARK.wear()
                take_picture(window, folder / f"{name}-dark.png")
                LIGHT.wear()
            window.close()
        draw_papers(made, folder)


def _readme_windows(made: Studio) -> Iterator[tuple[str, QMainWindow]]:
    made.go_to("08:44:30", DOCTOR)
    yield "order", _order(made)
    made.go_to("09:06:40")
    made.amend_the_second_set("s2")
    window = made.chair("s2")
    made.type_vitals(window, "92\r137/9")
    yield "chair", window
    made.go_to("10:09:00")
    yield "recovery", made.chair("s2", "recovery")
    made.go_to("10:47:00")
    made.windows.open_board()
    yield "board", made.shown("board")
    made.go_to("10:49:30", DOCTOR)
    made.windows.open_cosign()
    yield "cosign", made.shown("cosign")
    made.go_to("18:19:00", ADMINISTRATOR)
    yield "ledger", _ledger(made, "day")


def _order(made: Studio) -> ChairWindow:
    window = made.chair("s3", "order")
    if window.panel is not None:
        kind, amount, minutes = (
            window.panel.findChild(kind, name)
            for kind, name in ((Segmented, "kind"), (QLineEdit, "amount"), (QLineEdit, "minutes"))
        )
        if isinstance(kind, Segmented):
            kind.set_value("mg")
            kind.chosen.emit("mg")
        for field, text in ((amount, "80"), (minutes, "300")):
            if isinstance(field, QLineEdit):
                field.setText(text)
    return window


def _ledger(made: Studio, page: str) -> QMainWindow:
    made.windows.open_ledger()
    window = made.shown("ledger")
    for field in window.findChildren(FolderField):
        field.show_folder(Path("/media/clinic"))  # not of the machine that draws
    if isinstance(window, LedgerWindow):
        window.show_page(page)
        if page == "day":
            window.show_day(local_day(made.desk.now(), made.desk.world.site.zone))
    return window


def draw_papers(made: Studio, folder: Path) -> None:
    """Draw the first page of the day's log and of a chart."""
    if which("pdftoppm") is None:
        print("No pictures of papers: pdftoppm (poppler) is missing.", file=sys.stderr)
        return
    clinic = made.desk.clinic
    day, session = local_day(made.desk.now(), clinic.world.site.zone), clinic.world.session("s2")
    with tempfile.TemporaryDirectory() as drawer:
        paper = Path(drawer) / "paper.pdf"
        write_log_pdf(clinic, [day], "III", paper, made.desk.turn.person)
        _draw_first_page(paper, folder / "day-log-page.png")
        if session is not None:
            write_chart_pdf(clinic, session, paper, made.desk.turn.person)
            _draw_first_page(paper, folder / "chart-page.png")


def _draw_first_page(paper: Path, file: Path) -> None:
    size = ("-scale-to-x", str(PAGE_WIDTH), "-scale-to-y", "-1")
    command = ["pdftoppm", "-png", "-singlefile", *size, str(paper), str(file.with_suffix(""))]
    subprocess.run(command, check=True)  # noqa: S603 (fixed words, and paths made here)


# ── All of them ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelScene:
    """A panel at the moment when it is of use."""

    time: str
    session: str
    panel: str
    subject: str = ""
    person: str = NURSE


PANELS = (
    PanelScene(time="08:23:00", session="s3", panel="screening", person=OTHER_NURSE),
    PanelScene(time="08:28:00", session="s3", panel="intake", person=OTHER_NURSE),
    PanelScene(time="08:44:30", session="s3", panel="order", person=DOCTOR),
    PanelScene(time="08:50:00", session="s3", panel="prepare", person=OTHER_NURSE),
    PanelScene(time="08:50:30", session="s3", panel="cancel", person=OTHER_NURSE),
    PanelScene(time="08:53:00", session="s2", panel="response"),
    PanelScene(time="09:06:40", session="s2", panel="medication"),
    PanelScene(time="09:06:41", session="s2", panel="medication", subject="midazolam"),
    PanelScene(time="09:06:42", session="s2", panel="pump"),
    PanelScene(time="09:06:43", session="s2", panel="rate"),
    PanelScene(time="09:06:44", session="s2", panel="bolus"),
    PanelScene(time="09:06:45", session="s2", panel="pause"),
    PanelScene(time="09:06:46", session="s2", panel="stop"),
    PanelScene(time="09:06:47", session="s2", panel="scales"),
    PanelScene(time="09:06:48", session="s2", panel="score", subject="CADSS-6"),
    PanelScene(time="09:06:49", session="s2", panel="events"),
    PanelScene(time="09:06:50", session="s2", panel="effect"),
    PanelScene(time="09:06:51", session="s2", panel="marker"),
    PanelScene(time="09:06:52", session="s2", panel="extra"),
    PanelScene(time="09:06:53", session="s2", panel="interval"),
    PanelScene(time="09:06:54", session="s2", panel="note"),
    PanelScene(time="09:06:55", session="s2", panel="event"),
    PanelScene(time="09:06:56", session="s2", panel="take"),
    PanelScene(time="09:06:57", session="s2", panel="escort"),
    PanelScene(time="09:06:58", session="s2", panel="attest", person=DOCTOR),
    PanelScene(time="09:12:00", session="s3", panel="start", person=OTHER_NURSE),
    PanelScene(time="10:00:30", session="s1", panel="amend", subject="second"),
    PanelScene(time="10:00:40", session="s1", panel="explain", subject="missed"),
    PanelScene(time="10:09:00", session="s2", panel="recovery"),
    PanelScene(time="10:09:10", session="s2", panel="recovery", subject="checklist"),
    PanelScene(time="10:09:20", session="s2", panel="recovery", subject="escort"),
    PanelScene(time="10:12:00", session="s1", panel="resume"),
    PanelScene(time="10:24:00", session="s2", panel="sign"),
    PanelScene(time="10:24:30", session="s2", panel="sign_part", person=OTHER_NURSE),
    PanelScene(time="10:48:00", session="s2", panel="cosign", person=DOCTOR),
    PanelScene(time="11:05:00", session="s2", panel="addendum"),
    PanelScene(time="12:45:00", session="s3", panel="waste", person=OTHER_NURSE),
    PanelScene(time="13:16:00", session="s1", panel="sign"),
)


def draw_all(folder: Path) -> None:
    """Draw every window and panel in each look."""
    for scheme in theme.Scheme:
        for percent in (100, 200):
            look = Look(scheme=scheme, percent=percent)
            place = folder / look.name
            place.mkdir(parents=True, exist_ok=True)
            look.wear()
            _draw_entrances(place, look)
            with studio(look) as made:
                _draw_day(made, place)
            print(place)


def _draw_entrances(folder: Path, look: Look) -> None:
    parts = parts_of(folder / "no-vault")
    for name, window in (
        ("first-start", FirstStart(parts.beginning, folder)),
        ("sign-in", SignInWindow(parts.unlock, Player())),
    ):
        window.resize(window.sizeHint().boundedTo(SCREEN * look.percent / 100))
        _draw(window, folder / f"{name}.png")
        window.deleteLater()


def _draw_day(made: Studio, folder: Path) -> None:
    for number, scene in enumerate(PANELS, start=1):
        made.go_to(scene.time, scene.person)
        window = made.chair(scene.session, scene.panel, _subject(made, scene))
        part = scene.subject.replace(" ", "-").lower()
        name = f"{number:02d}-{scene.panel}-{part}".removesuffix("-")
        _draw(window, folder / f"{name}.png")
        if scene.panel == "rate":
            _draw_states(made, folder)
        if scene.panel == "sign" and scene.session == "s2":
            _draw_cosign(made, folder)
    made.go_to("18:04:00", ADMINISTRATOR)
    for page in ("stock", "day"):
        _draw(_ledger(made, page), folder / f"ledger-{page}.png")
    _draw_stock_panels(made, folder)


def _subject(made: Studio, scene: PanelScene) -> str:
    """What a panel is about, where that is known only once the day is played."""
    session = made.desk.world.session(scene.session)
    if scene.subject == "second" and session is not None:
        return f"{session.readings[1].ref}|bp"
    if scene.subject == "missed" and session is not None:
        columns = made.chair(scene.session).area.chart.columns
        missed = [each.slot.due for each in columns if each.slot and not each.reading]
        return missed[0].isoformat()
    return scene.subject


def _draw_states(made: Studio, folder: Path) -> None:
    window = made.chair("s2")
    made.type_vitals(window, "141\r")
    _draw(window, folder / "chair-question.png")
    window = made.chair("s2")
    made.type_vitals(window, "5\r9\r")
    window.area.grid.commit()
    _draw(window, folder / "chair-unfinished.png")
    board = made.windows
    board.open_board()
    board.take_over("board")
    _draw(made.shown("board"), folder / "board-take-over.png", close=False)
    made.desk.lock()
    _draw(made.shown("board"), folder / "board-locked.png", close=False)
    made.desk.hand_over(made.desk.turn)
    _draw(made.shown("board"), folder / "board.png", close=False)
    board.room.sounds.toggle_mute()
    _draw(made.shown("board"), folder / "board-sound-off.png", close=False)
    board.room.sounds.toggle_mute()
    board.open_all_chairs()
    _draw(made.shown("chairs"), folder / "all-chairs.png")
    board.open_call("")
    _draw(made.shown("witness"), folder / "witness.png")
    board.open_chair("Chair 4")
    _draw(made.shown("opening:Chair 4"), folder / "opening.png")
    for page in ("board", "chair"):
        board.open_help(page)
        _draw(board.windows["help"], folder / f"help-{page}.png")


def _draw_cosign(made: Studio, folder: Path) -> None:
    made.go_to("10:47:00", DOCTOR)
    made.windows.open_cosign()
    _draw(made.shown("cosign"), folder / "cosign.png")


def _draw_stock_panels(made: Studio, folder: Path) -> None:
    window = _ledger(made, "stock")
    names = [each.objectName() for each in window.findChildren(QPushButton) if each.isVisible()]
    for name in filter(None, names):
        button = window.findChild(QPushButton, name)
        if isinstance(button, QPushButton) and button.isEnabled():
            button.click()
            _draw(window, folder / f"ledger-{name}.png")
            window = _ledger(made, "stock")


def _draw(window: QMainWindow, file: Path, *, close: bool = True) -> None:
    take_picture(window, file)
    if close:
        window.close()


def main(arguments: Iterable[str]) -> None:
    """Draw what was asked for."""
    asked = argparse.ArgumentParser(description="Draws pictures of the training clinic.")
    asked.add_argument("--all", type=Path, metavar="DIR", help="draw every window into a folder")
    folder = asked.parse_args(list(arguments)).all
    make_screenless_application(**ROOM)
    if folder is None:
        draw_readme(resource_folder() / "pictures")
    else:
        draw_all(folder)


if __name__ == "__main__":
    main(sys.argv[1:])
