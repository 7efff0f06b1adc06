"""Chairs by key and by window, also after one was added, renamed or disabled."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtWidgets import QMainWindow

from ketachart.app.clinic import Changed
from ketachart.domain.acts.premises_acts import MOST_CHAIRS
from ketachart.ui import shortcuts
from ketachart.ui.desk import Desk


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
