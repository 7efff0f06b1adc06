"""A second start of the program: the one that runs does what it asks for, and it ends.

The running program listens on a socket in a folder that nobody but its user may enter. All that is
ever passed is the path of a file that was opened, and a zero byte behind it; without a path, only
the window is wanted. Where Python has no such sockets, as on Windows, a second start goes its own
way, and whoever signs in there is told that the vault is open already.
"""

import os
import socket
import stat
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import gettempdir

from PySide6.QtCore import QObject, QSocketNotifier, Signal

_PATIENCE_S = 3.0
"""How long a second start waits for one that is busy, before it goes its own way."""
_AT_ONCE_S = 0.2
"""How long the windows may stand still for a second start; what it asks comes with its call."""
_LONGEST = 8192
_END, _TAKEN = b"\0", b"+"


def meeting_place(vault: Path, runtime: Path | None = None) -> Path | None:
    """Where two starts for one vault on one screen meet; None if the system has no safe place.

    Args:
        vault: the vault's folder.
        runtime: a folder for what lives no longer than the user's sitting, made if need be; the
            system's if none is named.
    """
    if not hasattr(socket, "AF_UNIX"):
        return None
    runtime = runtime or _runtime_folder()
    try:
        runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = runtime.lstat()
    except OSError:
        return None
    is_private = stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077
    if not is_private or found.st_uid != os.geteuid():
        return None
    screen = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY", "")
    return runtime / sha256(os.fsencode(vault.resolve()) + os.fsencode(screen)).hexdigest()[:16]


def _runtime_folder() -> Path:
    given = os.environ.get("XDG_RUNTIME_DIR", "")
    return Path(given, "ketachart") if given else Path(gettempdir(), f"ketachart-{os.getuid()}")


def ask_running(place: Path | None, carried: Path | None) -> bool:
    """Ask the program that runs to come to the front, and whether it does.

    Args:
        place: where it would listen.
        carried: a file on a stick that it is to lead to.
    """
    if place is None:
        return False
    asked = os.fsencode(carried.absolute()) if carried is not None else b""
    with suppress(OSError), socket.socket(socket.AF_UNIX) as running:
        running.settimeout(_PATIENCE_S)
        running.connect(str(place))
        running.sendall(asked + _END)
        return running.recv(1) == _TAKEN
    return False


class SecondStarts(QObject):
    """Listens for further starts of the program, as long as this one runs."""

    came = Signal(object)
    """The path of a file that was opened, or None: only the window is wanted."""

    def __init__(self, place: Path | None) -> None:
        """Listen at a place, unless somebody does already; nowhere if there is none."""
        super().__init__()
        self._place = place
        self._listening = _listener(place) if place is not None else None
        if self._listening is not None:
            readable = QSocketNotifier.Type.Read
            self._notifier = QSocketNotifier(self._listening.fileno(), readable, self)
            self._notifier.activated.connect(self._answer)

    def close(self) -> None:
        """Listen no more; safe to repeat."""
        if self._listening is None or self._place is None:
            return
        self._notifier.setEnabled(False)
        self._listening.close()
        self._listening = None
        with suppress(OSError):
            self._place.unlink()

    def _answer(self) -> None:
        if self._listening is None:
            return
        with suppress(OSError):
            caller, _ = self._listening.accept()
            with caller:
                caller.settimeout(_AT_ONCE_S)
                asked = _asked_by(caller)
                caller.sendall(_TAKEN)
            self.came.emit(asked)


def _asked_by(caller: socket.socket) -> Path | None:
    """The file whose path stands before the zero byte, if any does.

    Raises:
        OSError: the call does not end, or names no file.
    """
    asked = b""
    while not asked.endswith(_END):
        piece = caller.recv(_LONGEST)
        asked += piece
        if not piece or len(asked) > _LONGEST:
            raise ConnectionError
    path = os.fsdecode(asked[: -len(_END)])
    if not path:
        return None
    if "\0" in path or not Path(path).is_absolute() or not Path(path).is_file():
        raise FileNotFoundError(path)
    return Path(path)


def _listener(place: Path) -> socket.socket | None:
    with socket.socket(socket.AF_UNIX) as other:
        other.settimeout(_AT_ONCE_S)
        try:
            other.connect(str(place))
        except (FileNotFoundError, ConnectionRefusedError):
            pass
        except OSError:
            return None
        else:
            return None
    listening = socket.socket(socket.AF_UNIX)
    try:
        # What one that was killed left behind.
        place.unlink(missing_ok=True)
        listening.bind(str(place))
        listening.listen()
        listening.setblocking(False)
    except OSError:
        listening.close()
        return None
    return listening
