"""Every window, panel and state, painted in each look."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from conflict_scenes import draw_conflicts
from exchange_scenes import draw_exchange
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMainWindow, QPushButton, QWidget
from studio import (
    ADMINISTRATOR,
    DOCTOR,
    NURSE,
    OTHER_NURSE,
    SCREEN,
    Look,
    Studio,
    name_the_stick,
    studio,
)

from ketachart.bootstrap import (
    parts_of,
)
from ketachart.domain.acts import AddAddendum, GiveMedication, PrintPaper
from ketachart.ui.looking_back import open_outcomes
from ketachart.ui.pictures import take_picture
from ketachart.ui.player import Player
from ketachart.ui.widgets import theme
from ketachart.ui.windows.first_start import FirstStart
from ketachart.ui.windows.founding_pages import FoundingPage
from ketachart.ui.windows.paged_window import PagedWindow
from ketachart.ui.windows.signin_window import SignInWindow

_TRIED_MS = 500
_OF_RECORDS = ("people", "clinic", "limits", "audit", "backup")
_ADMINISTRATION = (*_OF_RECORDS, "export", "monitors", "import", "program")

Found = TypeVar("Found", bound=QWidget)


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
    PanelScene(time="08:51:00", session="s2", panel="paper"),
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
    PanelScene(time="09:07:00", session="s2", panel="back_entry"),
    PanelScene(time="09:12:00", session="s3", panel="start", person=OTHER_NURSE),
    PanelScene(time="10:00:30", session="s1", panel="amend", subject="second"),
    PanelScene(time="10:00:40", session="s1", panel="explain", subject="missed"),
    PanelScene(time="10:09:00", session="s2", panel="recovery"),
    PanelScene(time="10:09:10", session="s2", panel="recovery", subject="checklist"),
    PanelScene(time="10:09:20", session="s2", panel="recovery", subject="escort"),
    PanelScene(time="10:09:30", session="s2", panel="instructions"),
    PanelScene(time="10:12:00", session="s1", panel="resume"),
    PanelScene(time="10:24:00", session="s2", panel="sign"),
    PanelScene(time="10:24:30", session="s2", panel="sign_part", person=OTHER_NURSE),
    PanelScene(time="10:48:00", session="s2", panel="cosign", person=DOCTOR),
    PanelScene(time="11:05:00", session="s2", panel="addendum"),
    PanelScene(time="11:06:00", session="s2", panel="cosign_change", person=DOCTOR),
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
                draw_exchange(made, place, look)
                draw_conflicts(made, place, look)
            print(place)


def _draw_entrances(folder: Path, look: Look) -> None:
    parts = parts_of(folder / "no-vault")
    start, signin = FirstStart(parts.beginning, folder), SignInWindow(parts.unlock, Player())
    for window in (start, signin):
        window.resize(window.sizeHint().boundedTo(SCREEN * look.percent / 100))
        _draw(window, folder / f"{window.objectName()}.png", close=False)
    for number in range(1, len(start.findChildren(FoundingPage)) + 1):
        start.show_step(number)
        _draw(start, folder / f"first_start-{number}.png", close=False)
    signin.submit()
    QTest.qWait(_TRIED_MS)
    _draw(signin, folder / "signin-refused.png", close=False)
    for window in (start, signin):
        window.close()
        window.deleteLater()


def _draw_day(made: Studio, folder: Path) -> None:
    for number, scene in enumerate(PANELS, start=1):
        if scene.panel == "cosign":
            _draw_cosign(made, folder)
        made.go_to(scene.time, scene.person)
        window = made.chair(
            scene.session, scene.panel, subject_of(made, scene.session, scene.subject)
        )
        part = scene.subject.replace(" ", "-").lower()
        name = f"{number:02d}-{scene.panel}-{part}".removesuffix("-")
        _draw(window, folder / f"{name}.png")
        if scene.panel == "rate":
            _draw_states(made, folder)
        if scene.panel == "paper":
            _draw_round(made, folder)
            _print_page(made, scene.session)
        if scene.panel == "attest":
            _draw_given_first(made, folder, scene.session)
        if scene.panel == "waste":
            _draw_witness_call(made, folder, scene.session)
        if scene.panel == "order":
            _draw_refusals(made, folder)
        if scene.panel == "addendum":
            made.desk.perform(AddAddendum(session=scene.session, text="Seen again, well."))
    made.go_to("18:04:00", ADMINISTRATOR)
    for page in ("stock", "day", "close", "differences", "inventories", "rules", "containers"):
        _draw(made.ledger(page), folder / f"ledger-{page}.png")
    _draw_stock_panels(made, folder)
    _draw_administration(made, folder)


def _draw_administration(made: Studio, folder: Path) -> None:
    made.windows.open_admin()
    admin = made.shown("admin")
    name_the_stick(admin)
    if isinstance(admin, PagedWindow):
        for page in _ADMINISTRATION:
            admin.show_page(page)
            _draw(admin, folder / f"admin-{page}.png", close=False)
        admin.show_page("set_up")
    _draw(admin, folder / "administration.png")
    open_outcomes(made.windows)
    outcomes = made.shown("outcomes")
    name_the_stick(outcomes)
    _draw(outcomes, folder / "outcomes-none.png", close=False)
    child(outcomes, QPushButton, "show_all").click()
    _draw(outcomes, folder / "outcomes.png")


def subject_of(made: Studio, name: str, subject: str) -> str:
    """What a panel is about, where that is known only once the day is played."""
    session = made.desk.world.session(name)
    if subject == "second" and session is not None:
        return f"{session.readings[1].ref}|bp"
    if subject == "missed" and session is not None:
        columns = made.chair(name).area.chart.columns
        missed = [each.slot.due for each in columns if each.slot and not each.reading]
        return missed[0].isoformat()
    return subject


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
    board.covering.take_over("board")
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
    _draw(board.windows["witness"], folder / "witness.png")
    board.open_chair("Chair 4")
    _draw(board.windows["opening:Chair 4"], folder / "opening.png")
    for page in ("board", "chair"):
        board.open_help(page)
        _draw(board.windows["help"], folder / f"help-{page}.png")


def _draw_round(made: Studio, folder: Path) -> None:
    """The round names a chair that is due; then somebody takes over there, and it is locked."""
    made.windows.open_board()
    made.windows.begin_round()
    window = made.shown("chair:Chair 2")
    _draw(window, folder / "round.png", close=False)
    made.windows.covering.take_over("chair:Chair 2")
    _draw(window, folder / "chair-take-over.png", close=False)
    made.desk.lock()
    _draw(window, folder / "chair-locked.png", close=False)
    made.desk.hand_over(made.desk.turn)
    window.close()


def _print_page(made: Studio, session: str) -> None:
    begin = made.desk.now()
    until = begin + timedelta(hours=1)
    page = PrintPaper(session=session, page=1, begin=begin.isoformat(), until=until.isoformat())
    made.desk.perform(page)


def _draw_given_first(made: Studio, folder: Path, session: str) -> None:
    """A drug that was given before it was ordered, then acknowledged."""
    given = GiveMedication(
        session=session,
        drug="ondansetron",
        dose="4",
        unit="mg",
        route="IV",
        indication="nausea",
        given_first=True,
    )
    made.desk.perform(given)
    window = made.chair(session, "acknowledge_drug")
    take_picture(window, folder / "acknowledge_drug.png")
    if window.panel is not None:
        window.panel.submit_typed()
    window.close()


def _draw_witness_call(made: Studio, folder: Path, session: str) -> None:
    """A waste that waits for its witness, at the chair and in the window of the calls."""
    window = made.chair(session, "waste")
    if window.panel is not None:
        for name, words in (("ml", "0.51"), ("reason", "residual"), ("method", "cartridge")):
            child(window.panel, QLineEdit, name).setText(words)
        child(window.panel, QPushButton, "call_witness").click()
    _draw(window, folder / "chair-call.png")
    made.windows.open_call("")
    calls = made.windows.windows["witness"]
    take_picture(calls, folder / "witness-call.png")
    child(calls, QPushButton, "withdraw_call").click()
    calls.close()


def _draw_refusals(made: Studio, folder: Path) -> None:
    window = made.chair("s3", "order")
    if window.panel is not None:
        window.panel.submit_typed()
    _draw(window, folder / "order-refused.png")


def _draw_cosign(made: Studio, folder: Path) -> None:
    made.go_to("10:47:00", DOCTOR)
    made.windows.open_cosign()
    _draw(made.shown("cosign"), folder / "cosign.png")


def _draw_stock_panels(made: Studio, folder: Path) -> None:
    window = made.ledger("stock")
    names = [each.objectName() for each in window.findChildren(QPushButton) if each.isVisible()]
    for name in filter(None, names):
        button = window.findChild(QPushButton, name)
        if isinstance(button, QPushButton) and button.isEnabled():
            button.click()
            _draw(window, folder / f"ledger-{name}.png")
            window = made.ledger("stock")


def child(parent: QWidget, kind: type[Found], name: str) -> Found:
    """The part of a window with this name; raises LookupError."""
    found = parent.findChild(kind, name)
    if found is None:
        raise LookupError(name)
    return found


def _draw(window: QMainWindow, file: Path, *, close: bool = True) -> None:
    take_picture(window, file)
    if close:
        window.close()
