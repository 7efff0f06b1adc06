"""What all windows share with the room they stand in: its sound and its light."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QMainWindow

from ketachart.ui import shortcuts
from ketachart.ui.desk import Desk
from ketachart.ui.player import Player
from ketachart.ui.sound_owner import SoundOwner
from ketachart.ui.widgets import theme
from ketachart.ui.widgets.sound_line import SoundLine


class Room(QObject):
    """Has every window say why nothing is heard, and changes the light of all at once."""

    light_chosen = Signal(str)

    def __init__(self, desk: Desk, windows: Mapping[str, QMainWindow]) -> None:
        super().__init__(desk)
        self._windows = windows
        self.sounds = SoundOwner(desk, Player(parent=self))
        self.sounds.state_changed.connect(self._tell)

    def take_in(self, key: str, window: QMainWindow) -> None:
        """Give a window its line about the sound."""
        line = SoundLine(shortcuts.MUTE)
        line.unmute_asked.connect(self.sounds.toggle_mute)
        window.setStatusBar(line)
        self._say(key, window)

    def _tell(self) -> None:
        for key, window in self._windows.items():
            self._say(key, window)

    def _say(self, key: str, window: QMainWindow) -> None:
        """Why nothing is heard, in every window; that nothing ever is, on the board alone."""
        line = window.statusBar()
        if isinstance(line, SoundLine):
            is_said = key == "board" or self.sounds.is_available or self.sounds.is_muted
            words = self.sounds.words if is_said else ""
            line.show_words(words, is_muted=self.sounds.is_muted)

    def change_light(self) -> None:
        """From light to dark, to dim for a dark room, to light."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            chosen = theme.next_scheme(theme.scheme_of(app)).name
            theme.choose(app, chosen)
            self.light_chosen.emit(chosen)
