"""A file that was carried on a stick and opened from the desktop: the way to where it is read."""

from pathlib import Path

from ketachart.domain.people import may
from ketachart.ui.navigation import Navigation
from ketachart.ui.windows.board_window import BoardWindow
from ketachart.ui.windows.paged_window import PagedWindow
from ketachart.ui.windows.workstations_page import RIGHT, WorkstationsPage

_ALONE = "This is a training clinic on its own: nothing is read from a stick here."
_FOR_ADMINISTRATORS = (
    "What lies on this stick is read in by an administrator: Administration, Workstations, Read"
    " from a stick."
)


def lead_to_stick(navigation: Navigation, file: Path) -> None:
    """Open the page on workstations with reading begun; nothing is read before someone says so."""
    board = navigation.windows["board"]
    if navigation.connections is None or not may(navigation.desk.turn.person, RIGHT):
        if isinstance(board, BoardWindow):
            board.bar.tell(_ALONE if navigation.connections is None else _FOR_ADMINISTRATORS)
        return
    navigation.open_page("admin:workstations")
    window = navigation.windows.get("admin")
    page = window.page("workstations") if isinstance(window, PagedWindow) else None
    if isinstance(page, WorkstationsPage):
        page.read_stick(file.parent)
