"""Reads the program's own parts while somebody types a passphrase.

The sign-in window is on the screen before the rest of the program is read, and what it takes to
read the rest would be waited for after the passphrase. So it is read in between, a piece at a time
and no key waits for more than one.
"""

from collections.abc import Sequence
from importlib import import_module

from PySide6.QtCore import QObject, QTimer

BEHIND_THE_DOOR = (
    "ketachart.store.connection",
    "ketachart.domain.events",
    "ketachart.domain.session",
    "ketachart.domain.acts",
    "ketachart.store.vault",
    "ketachart.app.books",
    "ketachart.app.clinic",
    "ketachart.app.entrance",
    "ketachart.ui.desk",
    "ketachart.ui.presenters.chair",
    "ketachart.ui.panels.open_session",
    "ketachart.ui.windows.board_window",
    "ketachart.ui.navigation",
    "ketachart.ui.opened_clinic",
)
"""What signing in needs, those first that the others are built on."""

_PAINT_FIRST_MS = 50


class ReadingAhead(QObject):
    """Reads modules one after the other, with everything that waits served in between."""

    def __init__(self, parent: QObject, modules: Sequence[str] = BEHIND_THE_DOOR) -> None:
        super().__init__(parent)
        self._left = list(modules)
        self._next = QTimer(self)
        self._next.setInterval(_PAINT_FIRST_MS)
        self._next.timeout.connect(self._read)
        self._next.start()

    def _read(self) -> None:
        self._next.setInterval(0)
        if self._left:
            import_module(self._left.pop(0))
        else:
            self._next.stop()
