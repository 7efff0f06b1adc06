"""Chairs by key and by window, also after one was added, renamed or disabled."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtWidgets import QMainWindow

from ketachart.app.clinic import Changed
from ketachart.domain.acts.premises_acts import MOST_CHAIRS
from ketachart.ui import shortcuts
from ketachart.ui.desk import Desk
from ketachart.ui.windows.opening_window import OpeningWindow


def chair_keys(desk: Desk, open_chair: Callable[[str], None]) -> dict[str, Callable[[], None]]:
    """The keys of chairs by their numbers; a chair that comes later has its key at once."""

    def open_numbered(number: int) -> None:
        chairs = desk.world.site.chairs
        if number <= len(chairs):
            open_chair(chairs[number - 1])

    numbers = (number for number in range(1, MOST_CHAIRS + 1) if shortcuts.chair_key(number))
    return {shortcuts.chair_key(number): partial(open_numbered, number) for number in numbers}


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
