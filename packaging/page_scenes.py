"""The windows and panels that README and help show, each in the state that says most."""

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from shutil import copyfile
from time import monotonic

from conflict_scenes import draw_conflicts
from exchange_scenes import draw_exchange
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from scenes import child, subject_of
from studio import ADMINISTRATOR, DOCTOR, LIGHT, OTHER_NURSE, STICK, Studio, name_the_stick

from ketachart.bootstrap import parts_of
from ketachart.devices.readings import Heard, Measured, Reading
from ketachart.domain.acts import ProposeChange, SetMonitor
from ketachart.domain.monitors import Wire
from ketachart.ui.player import Player
from ketachart.ui.widgets.path_field import FolderField
from ketachart.ui.widgets.segmented import Segmented
from ketachart.ui.widgets.text_table import TextTable
from ketachart.ui.windows.backup_page import BackupPage
from ketachart.ui.windows.chair_window import ChairWindow
from ketachart.ui.windows.close_page import ClosePage
from ketachart.ui.windows.first_start import FirstStart
from ketachart.ui.windows.paged_window import PagedWindow
from ketachart.ui.windows.signin_window import SignInWindow

Shown = tuple[str, QWidget, QRect]
"""A picture's name, the window, and the part of it that is shown."""
_PEOPLE_STEP, _PEOPLE_SIZE = 2, QSize(820, 850)
_CHOSEN = {"people": "rn.silva"}
_MOST_WAITS, _WAIT_MS = 200, 50
_MONITOR = "m-1"
_SENT = {"hr": "93", "sbp": "136", "dbp": "88", "spo2": "97", "rr": "14"}
_PANELS = frozenset({"medication", "rate", "events", "amend", "release"})
"""Of these the panel alone is shown, large enough to be read."""


def entrances(folder: Path) -> Iterator[Shown]:
    """The first start and the sign-in."""
    parts = parts_of(folder / "no-vault")
    start, signin = FirstStart(parts.beginning, STICK), SignInWindow(parts.unlock, Player())
    start.show_step(_PEOPLE_STEP)
    start.resize(_PEOPLE_SIZE)
    signin.resize(signin.sizeHint())
    for name, window in (("start", start), ("signin", signin)):
        yield name, window, window.rect()
        window.close()
        window.deleteLater()


def the_day(made: Studio) -> Iterator[Shown]:
    """From the first order to the closed day."""
    for name, window in _windows(made):
        is_panel = name in _PANELS and isinstance(window, ChairWindow)
        yield name, window, _panel_rect(window) if is_panel else window.rect()
        if name == "witness":
            child(window, QPushButton, "withdraw_call").click()
        window.close()


def _windows(made: Studio) -> Iterator[tuple[str, QWidget]]:
    yield from _at_the_chairs(made)
    yield from _at_the_end(made)


def _at_the_chairs(made: Studio) -> Iterator[tuple[str, QWidget]]:
    made.go_to("08:44:30", DOCTOR)
    yield "order", _order(made)
    made.go_to("09:06:40")
    made.amend_the_second_set("s2")
    window = made.chair("s2")
    made.type_vitals(window, "92\r137/9")
    yield "chair", window
    made.windows.open_all_chairs()
    yield "all-chairs", made.shown("chairs")
    made.windows.open_chair("Chair 4")
    yield "opening", made.windows.windows["opening:Chair 4"]
    yield "medication", made.chair("s2", "medication", "midazolam")
    yield "rate", _rate(made)
    yield "events", made.chair("s2", "events")
    yield "offers", _offered(made)
    made.go_to("10:00:30")
    yield "amend", made.chair("s1", "amend", subject_of(made, "s1", "second"))
    made.go_to("10:09:00")
    yield "recovery", made.chair("s2", "recovery")
    yield "release", made.chair("s2", "recovery", "escort")
    made.go_to("10:24:00")
    yield "sign", made.chair("s2", "sign")
    made.go_to("10:47:00")
    made.windows.open_board()
    yield "board", made.shown("board")
    made.go_to("10:49:30", DOCTOR)
    made.windows.open_cosign()
    yield "cosign", made.shown("cosign")
    made.go_to("12:45:00", OTHER_NURSE)
    yield "witness", _witness_call(made)


def _at_the_end(made: Studio) -> Iterator[tuple[str, QWidget]]:
    made.go_to("17:58:00", ADMINISTRATOR)
    yield "close", _closing(made)
    made.go_to("18:04:00", ADMINISTRATOR)
    yield "count", _counting(made)
    yield "people", _administration(made, "people")
    sooner = {"kind": "settings", "values": {"grace_s": "90"}, "reason": "as said on Monday"}
    made.desk.perform(ProposeChange(proposal="sooner", **sooner))
    yield "limits", _administration(made, "limits")
    with tempfile.TemporaryDirectory() as drawer:
        yield "backup", _backed_up(made, Path(drawer))
    made.go_to("18:19:00", ADMINISTRATOR)
    yield "ledger", made.ledger("day")
    yield "inspection", made.ledger("inspection")


def _rate(made: Studio) -> ChairWindow:
    window = made.chair("s2", "rate")
    child(window, QLineEdit, "ml_per_h").setText("40")
    return window


def _offered(made: Studio) -> ChairWindow:
    """What a monitor at the first chair has just sent."""
    made.go_to("09:59:00", ADMINISTRATOR)
    desk = made.desk
    bedside = SetMonitor(
        workstation=desk.clinic.vault.log.device,
        monitor=_MONITOR,
        name="Bedside 1",
        wire=Wire.NETWORK,
        chair="Chair 1",
        on=True,
    )
    desk.perform(bedside)
    desk.offers.renew()
    made.go_to("09:59:30")
    now = timedelta(0)
    values = {name: Measured(value=Decimal(each), before=now) for name, each in _SENT.items()}
    window = made.chair("s1")
    desk.offers.hear(())  # who sits there is known from now on
    patient = desk.world.patient(window.session.patient)
    patients = frozenset({patient.mrn}) if patient is not None else frozenset[str]()
    sent = Reading(values=values, patients=patients)
    desk.offers.hear([Heard(device=_MONITOR, at_s=monotonic(), reading=sent)])
    desk.tick.emit(desk.now())
    return window


def _counting(made: Studio) -> QWidget:
    window = made.ledger("stock")
    child(window, QPushButton, "count").click()
    return window


def _witness_call(made: Studio) -> QWidget:
    """A waste that waits for its witness."""
    window = made.chair("s3", "waste")
    if window.panel is not None:
        for name, words in (("ml", "0.51"), ("reason", "residual"), ("method", "cartridge")):
            child(window.panel, QLineEdit, name).setText(words)
        child(window.panel, QPushButton, "call_witness").click()
    window.close()
    made.windows.open_call("")
    return made.windows.windows["witness"]


def _panel_rect(window: ChairWindow) -> QRect:
    """Where the panel stands, with a little around it."""
    panel = window.panel
    if panel is None:
        return window.rect()
    return QRect(panel.mapTo(window, QPoint(0, 0)), panel.size())


def _order(made: Studio) -> ChairWindow:
    window = made.chair("s3", "order")
    if window.panel is not None:
        kind = child(window.panel, Segmented, "kind")
        kind.set_value("mg")
        kind.chosen.emit("mg")
        for name, text in (("amount", "80"), ("minutes", "300")):
            child(window.panel, QLineEdit, name).setText(text)
    return window


def _closing(made: Studio) -> QWidget:
    window = made.ledger("close")
    page = window.page("close") if isinstance(window, PagedWindow) else None
    if isinstance(page, ClosePage):
        page.begin_closing()
    return window


def _administration(made: Studio, page: str) -> QWidget:
    made.windows.open_admin()
    admin = made.shown("admin")
    name_the_stick(admin)
    if isinstance(admin, PagedWindow):
        admin.show_page(page)
        table = admin.page(page).findChild(TextTable)
        if isinstance(table, TextTable) and page in _CHOSEN:
            table.choose(_CHOSEN[page])
    return admin


def _backed_up(made: Studio, drawer: Path) -> QWidget:
    """The page of the backups after the first one was made and proven."""
    admin = _administration(made, "backup")
    page = admin.page("backup") if isinstance(admin, PagedWindow) else None
    if isinstance(page, BackupPage):
        field, stop = child(page, FolderField, ""), child(page, QPushButton, "stop_backup")
        field.show_folder(drawer)
        page.use_folder()
        for _ in range(_MOST_WAITS):
            if not stop.isVisibleTo(page):
                break
            QTest.qWait(_WAIT_MS)
        field.show_folder(STICK)
    return admin


def draw_of_several(made: Studio, folder: Path) -> None:
    """What needs other workstations: their page, and a conflict."""
    with tempfile.TemporaryDirectory() as drawer:
        place = Path(drawer)
        draw_exchange(made, place, LIGHT)
        draw_conflicts(made, place, LIGHT)
        for drawn, name in (
            ("admin-workstations", "workstations"),
            ("conflict-session.said-twice", "conflict"),
        ):
            found = next(place.glob(f"{drawn}*.png"), None)
            if found is not None:
                copyfile(found, folder / f"{name}-light.png")
