"""The keys that do the same in every window, dead while the desk is locked."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from ketachart.ui.desk import Desk

HELP = "F1"
BOARD = "Ctrl+B"
COSIGN = "Ctrl+K"
LEDGER = "Ctrl+D"
ADMIN = "Ctrl+J"
CONFLICTS = "Ctrl+G"
OUTCOMES = "Ctrl+O"
TAKE_OVER = "Ctrl+U"
LOCK = "Ctrl+L"
ALL_CHAIRS = "F7"
ROUND = "F8"
WITNESS = "F9"
MUTE = "F10"
LIGHT = "Ctrl+T"
HELP_BACK = "Alt+Left"
HELP_FIND = "Ctrl+F"
MOST_CHAIRS_BY_KEY = 9


def chair_key(number: int) -> str:
    """The key that opens a chair, by its number; empty beyond the ninth."""
    return f"Ctrl+{number}" if number <= MOST_CHAIRS_BY_KEY else ""


class WindowKeys(QObject):
    """A window's share of these keys; it ends with the window."""

    def __init__(
        self, window: QWidget, desk: "Desk", actions: Mapping[str, Callable[[], None]]
    ) -> None:
        super().__init__(window)
        self._shortcuts = [self._made(window, key, action) for key, action in actions.items()]
        desk.locked_changed.connect(self._silence)
        self._silence(desk.locked)

    @staticmethod
    def _made(window: QWidget, key: str, action: Callable[[], None]) -> QShortcut:
        shortcut = QShortcut(QKeySequence(key), window)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(action)
        return shortcut

    def _silence(self, locked: bool) -> None:
        for shortcut in self._shortcuts:
            shortcut.setEnabled(not locked)
