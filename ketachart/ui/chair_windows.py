"""Chairs by key and by window, also after one was added, renamed or disabled."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMainWindow

from ketachart.app.clinic import Changed
from ketachart.domain.acts.premises_acts import MOST_CHAIRS
from ketachart.ui import shortcuts
from ketachart.ui.desk import Desk
from ketachart.ui.windows.board_window import BoardWindow
from ketachart.ui.windows.opening_window import OpeningWindow

if TYPE_CHECKING:
    from ketachart.ui.navigation import Navigation


def chair_keys(desk: Desk, open_chair: Callable[[str], None]) -> dict[str, Callable[[], None]]:
    """The keys of chairs by their numbers; a chair that comes later has its key at once."""

    def open_numbered(number: int) -> None:
        chairs = desk.world.site.chairs
        if number <= len(chairs):
            open_chair(chairs[number - 1])

    numbers = (number for number in range(1, MOST_CHAIRS + 1) if shortcuts.chair_key(number))
    return {shortcuts.chair_key(number): partial(open_numbered, number) for number in numbers}


def open_expected(to: "Navigation", patient: str) -> None:
    """Open what seats somebody who is expected, at the chair that was planned or one that is free.

    They and their protocol are filled in; the session is opened by whoever compared them.
    """
    desk, board = to.desk, to.windows.get("board")
    planned = (each for each in desk.clinic.expected(desk.today, "") if each.patient == patient)
    visit = next(planned, None)
    if visit is None:
        return
    free = [each for each in desk.world.site.chairs if each not in desk.world.in_chair()]
    if not free:
        if isinstance(board, BoardWindow):
            board.bar.tell("No chair is free.")
        return
    chair = visit.chair if visit.chair in free else free[0]
    to.open_chair(chair)
    window = to.windows.get(f"opening:{chair}")
    if isinstance(window, OpeningWindow):
        window.panel.lead_to(visit)
        if visit.chair not in ("", chair):
            window.panel.bar.tell(f"{visit.chair} was planned and is not free; this is {chair}.")


def close_chairs_gone(changed: Changed, desk: Desk, windows: Mapping[str, QMainWindow]) -> None:
    """Close what shows the chairs as they were before, if that is what changed."""
    if not changed.clinic:
        return
    for key in tuple(windows):
        kind, _, chair = key.partition(":")
        is_gone = kind == "opening" and chair not in desk.world.site.chairs
        if is_gone or key == "chairs":
            windows[key].close()


def chairs_opened(
    changed: Changed, desk: Desk, windows: Mapping[str, QMainWindow]
) -> tuple[str, ...]:
    """Chairs at which a session was opened here, whose chart takes the place of what opened it.

    Where another workstation opened one meanwhile, what is typed here stays, and that is said.
    """
    held, found = desk.world.in_chair(), []
    for key, window in windows.items():
        kind, _, chair = key.partition(":")
        session = desk.world.session(held.get(chair, "")) if kind == "opening" else None
        if session is None or session.id not in changed.sessions:
            continue
        if session.log[0].device == desk.clinic.vault.log.device:
            found.append(chair)
        elif isinstance(window, OpeningWindow):
            window.tell_taken(desk.person_name(session.log[0].author))
    return tuple(found)
