"""Reads an update from a stick beside the windows, and can be stopped."""

from pathlib import Path

from PySide6.QtCore import Signal

from ketachart.app.updates import check_update, release_key, take_installer
from ketachart.ui.side_work import SideWork


class UpdateReader(SideWork):
    """One look at an update at a time; ends with an `Update`, or a `Trouble`."""

    progressed = Signal(int)
    """How far it is, in percent."""

    def __init__(self) -> None:
        super().__init__("update")

    def check(self, file: Path) -> None:
        """Read all of it, and say what it is."""
        self.begin(lambda: check_update(file, release_key(), self._tell))

    def take(self, file: Path, folder: Path) -> None:
        """The same, and put its installer into a folder."""
        self.begin(lambda: take_installer(file, folder, release_key(), self._tell))

    def _tell(self, done: int, total: int) -> None:
        self.go_on()
        self.progressed.emit(done * 100 // max(total, 1))
