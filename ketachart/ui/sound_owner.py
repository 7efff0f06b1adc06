"""The one object that makes sounds, for all windows; locked or not."""

import shutil
import sys
from datetime import datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QProcess, Signal
from PySide6.QtWidgets import QApplication

from ketachart.domain.session import IN_CHAIR
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.alarms import Arbiter, Condition, Cue, conditions

PLAYERS: Final = ("pw-play", "paplay", "aplay", "afplay")


class Player:
    """Plays a file with whatever the computer has for it, and says if it has nothing."""

    def __init__(self, folder: Path, players: tuple[str, ...] = PLAYERS) -> None:
        self._folder = folder
        found = (shutil.which(name) for name in players)
        self._program = next((name for name in found if name), "")

    @property
    def is_available(self) -> bool:
        """Whether there is anything that plays sounds."""
        return bool(self._program) or sys.platform == "win32"

    def play(self, cue: Cue) -> None:
        """Begin to play; nothing waits for the end."""
        file = self._folder / f"{cue.sound}.wav"
        if sys.platform == "win32":
            import winsound

            winsound.PlaySound(str(file), winsound.SND_FILENAME | winsound.SND_ASYNC)
        elif not self._program or not QProcess.startDetached(self._program, [str(file)])[0]:
            QApplication.beep()


class SoundOwner(QObject):
    """Looks at all chairs once a second and makes at most one sound."""

    state_changed = Signal()
    summed_up = Signal(str)
    """What a sleep left behind, in words."""

    def __init__(self, desk: Desk, player: Player, arbiter: Arbiter | None = None) -> None:
        super().__init__(desk)
        self._desk = desk
        self._player = player
        self._arbiter = arbiter or Arbiter()
        self._state = ""
        desk.tick.connect(self._look)

    @property
    def is_available(self) -> bool:
        """Whether sounds can be heard at all."""
        return self._player.is_available

    def test(self) -> None:
        """Play a sound now, to be heard by whoever signs in."""
        self._player.play(Cue.OVERDUE)

    def toggle_mute(self) -> None:
        """Turn the sounds off for a while, or on again."""
        now = self._desk.now()
        if self._arbiter.muted_until(now) is None:
            self._arbiter.mute(now)
        else:
            self._arbiter.unmute()
        self._show_state(now)

    @property
    def words(self) -> str:
        """How the sounds stand: muted until when, not available, or held back; else empty."""
        until = self._arbiter.muted_until(self._desk.now())
        if until is not None:
            return f"MUTED until {self._desk.clock_text(until)}"
        if not self._player.is_available:
            return "NO SOUND on this computer"
        return ""

    def _found(self) -> tuple[Condition, ...]:
        sessions = [each for each in self._desk.clinic.sessions_open() if each.phase in IN_CHAIR]
        world, formulary = self._desk.world, self._desk.clinic.formulary()
        return conditions(world, sessions, formulary, self._desk.now())

    def _look(self, now: datetime) -> None:
        said = self._arbiter.look(self._found(), now)
        if said.cue is not None:
            self._player.play(said.cue)
        if said.summary:
            self.summed_up.emit(said.summary)
        self._show_state(now)

    def _show_state(self, _now: datetime) -> None:
        words = self.words
        if words != self._state:
            self._state = words
            self.state_changed.emit()
