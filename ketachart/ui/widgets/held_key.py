"""Whether a key is held down: what the keyboard repeats was not pressed again."""

from PySide6.QtGui import QGuiApplication, QKeyEvent


class HeldKey:
    """Knows a repeated key, also under X, which says so only by the time of its release."""

    def __init__(self, platform: str = "") -> None:
        self._is_x = (platform or QGuiApplication.platformName()) == "xcb"
        self._let_go = (0, 0)

    def note_release(self, event: QKeyEvent) -> None:
        """Note which key was let go, and when."""
        self._let_go = (event.key(), event.timestamp())

    def repeats(self, event: QKeyEvent) -> bool:
        """Whether the keyboard repeats a key; X gives one time to its release and its press."""
        is_same = self._let_go == (event.key(), event.timestamp())
        return event.isAutoRepeat() or (is_same and self._is_x)
