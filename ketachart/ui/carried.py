"""A file that was carried on a stick and opened from the desktop: the way to where it is read."""

from pathlib import Path

from ketachart.app.updates import SUFFIX as UPDATE
from ketachart.domain.people import may
from ketachart.ui.navigation import Navigation
from ketachart.ui.windows.board_window import BoardWindow
from ketachart.ui.windows.paged_window import Page, PagedWindow
from ketachart.ui.windows.program_page import RIGHT as CHECKS_UPDATES
from ketachart.ui.windows.program_page import ProgramPage
from ketachart.ui.windows.workstations_page import RIGHT as READS_STICKS
from ketachart.ui.windows.workstations_page import WorkstationsPage

_ALONE = "This is a training clinic on its own: nothing is read from a stick here."
_READ_BY = (
    "What lies on this stick is read in by an administrator: Administration, Workstations, Read"
    " from a stick."
)
_CHECKED_BY = "An update is checked by an administrator: Administration, Program."


def lead_to(navigation: Navigation, file: Path) -> None:
    """Open the page on which a file is read, with the file named; whoever is here says the rest."""
    if file.suffix == UPDATE:
        _lead_to_update(navigation, file)
    else:
        _lead_to_stick(navigation, file.parent)


def _lead_to_update(navigation: Navigation, file: Path) -> None:
    if not may(navigation.desk.turn.person, CHECKS_UPDATES):
        _tell(navigation, _CHECKED_BY)
        return
    page = _opened_page(navigation, "program")
    if isinstance(page, ProgramPage):
        page.name_update(file)


def _lead_to_stick(navigation: Navigation, folder: Path) -> None:
    if navigation.connections is None:
        _tell(navigation, _ALONE)
        return
    if not may(navigation.desk.turn.person, READS_STICKS):
        _tell(navigation, _READ_BY)
        return
    page = _opened_page(navigation, "workstations")
    if isinstance(page, WorkstationsPage):
        page.read_stick(folder)


def _opened_page(navigation: Navigation, key: str) -> Page | None:
    navigation.open_page(f"admin:{key}")
    window = navigation.windows.get("admin")
    return window.page(key) if isinstance(window, PagedWindow) else None


def _tell(navigation: Navigation, words: str) -> None:
    board = navigation.windows["board"]
    if isinstance(board, BoardWindow):
        board.bar.tell(words)
