"""Pictures of windows, for a machine without a screen and for the README."""

from pathlib import Path

from PySide6.QtCore import QEventLoop, QRect, QTimer
from PySide6.QtWidgets import QWidget

_PAINTED_AFTER_MS = 250
"""The trend is drawn some turns of the loop after its window."""


def settle(milliseconds: int = _PAINTED_AFTER_MS) -> None:
    """Let all that is queued be done and painted."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def take_picture(window: QWidget, file: Path, part: QRect | None = None) -> None:
    """Write what a window shows, or a part of it, into a PNG file.

    Raises:
        OSError: the file could not be written.
    """
    window.show()
    settle()
    shown = window.grab() if part is None else window.grab(part)
    if not shown.save(str(file)):
        raise OSError(file.name)
