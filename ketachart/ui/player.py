"""Plays a sound with whatever the computer has for it."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from shutil import which

from PySide6.QtCore import QObject, QProcess, Signal
from PySide6.QtWidgets import QApplication

from ketachart.app.resources import resource_folder
from ketachart.ui.presenters.alarms import Sound

PLAYERS = (("pw-play",), ("paplay",), ("aplay", "-q"), ("afplay",))
"""Programs that systems bring along, the likeliest to be heard first."""

NO_SOUND = "NO SOUND on this computer: watch the countdowns"


class Player(QObject):
    """Plays a file with whatever the computer has for it, and says if it has nothing.

    A system without a player rings its bell, which many desktops keep silent; that counts as no
    sound at all.
    """

    availability_changed = Signal()

    def __init__(
        self,
        folder: Path | None = None,
        players: Sequence[tuple[str, ...]] = PLAYERS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._folder = folder or resource_folder() / "sounds"
        self._found = [(path, rest) for name, *rest in players if (path := which(name))]
        self._playing: Sound | None = None
        self._process = QProcess(self)
        self._process.setStandardOutputFile(QProcess.nullDevice())
        self._process.setStandardErrorFile(QProcess.nullDevice())
        self._process.finished.connect(self._ended)
        self._process.errorOccurred.connect(self._failed)

    @property
    def is_available(self) -> bool:
        """Whether there is anything left that plays sounds."""
        return sys.platform == "win32" or bool(self._found)

    def play(self, sound: Sound) -> None:
        """Begin to play; nothing waits for the end, and no sound falls into another."""
        file = os.fspath(self._folder / sound.file)
        if sys.platform == "win32":
            import winsound

            how = winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT
            winsound.PlaySound(file, how)
        elif not self._found:
            QApplication.beep()
        elif self._process.state() is QProcess.ProcessState.NotRunning:
            self._playing = sound
            program, options = self._found[0]
            self._process.start(program, [*options, file])

    def _ended(self, code: int, status: QProcess.ExitStatus) -> None:
        if code or status is QProcess.ExitStatus.CrashExit:
            self._try_the_next()

    def _failed(self, error: QProcess.ProcessError) -> None:
        # A crash is told by `finished` as well, and once is enough.
        if error is QProcess.ProcessError.FailedToStart:
            self._try_the_next()

    def _try_the_next(self) -> None:
        self._found = self._found[1:]
        self.availability_changed.emit()
        sound, self._playing = self._playing, None
        if sound is not None:
            self.play(sound)

    def close(self) -> None:
        """End what is under way."""
        self._process.blockSignals(True)
        self._process.kill()
        self._process.waitForFinished(1000)
