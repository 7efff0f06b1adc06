"""What was copied out of a window goes with the lock and with the program."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QClipboard, QGuiApplication

from ketachart.ui.desk import Desk


class Copied(QObject):
    """Empties the clipboard of what these windows put there; what others put there stays.

    Some systems keep a clipboard after the program that filled it has ended.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._clipboard = QGuiApplication.clipboard()
        self._ours: set[QClipboard.Mode] = set()
        self._clipboard.changed.connect(self._note)
        desk.locked_changed.connect(self._forget)

    def forget(self) -> None:
        """Empty it now."""
        for mode in tuple(self._ours):
            self._clipboard.clear(mode)
        self._ours.clear()

    def _forget(self, locked: bool) -> None:
        if locked:
            self.forget()

    def _note(self, mode: QClipboard.Mode) -> None:
        # Nobody copies in another program's window while one of ours has the keyboard.
        if QGuiApplication.focusWindow() is not None and self._clipboard.text(mode):
            self._ours.add(mode)
        else:
            self._ours.discard(mode)
