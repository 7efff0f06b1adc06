"""Which windows were open, where and how large; kept beside the vault, with no name in it."""

import json
import logging
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from ketachart.app.files import NotWritten, write_whole
from ketachart.domain.texts import is_whole

log = logging.getLogger(__name__)

FILE = "windows.json"
LIGHT_CHOSEN = "light"
"""By which of a workstation's habits its light is kept."""


# What a window manager puts around a window.
_FRAME = QSize(8, 40)
_CHART_SIZE = QSize(1366, 920)


class Places:
    """Remembers windows by keys such as `board` or `chair:Chair 1`; written when it changes."""

    def __init__(self, file: Path) -> None:
        self._file = file
        read = _read(file)
        self._geometry = _texts(read.get("geometry"))
        self.look = _texts(read.get("look"))
        self._open = _keys(read.get("open"))
        self._written = self._content()

    @property
    def open(self) -> tuple[str, ...]:
        """The windows that were open, in the order opened."""
        return tuple(self._open)

    def geometry(self, key: str) -> str:
        """Where a window was, as Qt wrote it; empty if that isn't known."""
        return self._geometry.get(key, "")

    def place(self, key: str, geometry: str) -> None:
        """Remember where a window is."""
        self._geometry[key] = geometry

    def opened(self, key: str) -> None:
        """Remember that a window is open."""
        if key not in self._open:
            self._open.append(key)

    def closed(self, key: str) -> None:
        """Remember that a window is open no more; its place is kept."""
        if key in self._open:
            self._open.remove(key)

    def save(self) -> None:
        """Write what changed; a disk that takes nothing costs the places, never a chart."""
        content = self._content()
        if content == self._written:
            return
        try:
            write_whole(self._file, content)
        except NotWritten:
            log.warning("the places of the windows could not be kept")
        else:
            self._written = content

    def _content(self) -> bytes:
        kept = {"open": self._open, "geometry": self._geometry, "look": self.look}
        return f"{json.dumps(kept, indent=1, sort_keys=True)}\n".encode()


def _keys(found: object) -> list[str]:
    return [key for key in found if _is_text(key)] if isinstance(found, list) else []


def _read(file: Path) -> dict[str, object]:
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _texts(found: object) -> dict[str, str]:
    if not isinstance(found, dict):
        return {}
    return {key: value for key, value in found.items() if _is_text(key) and _is_text(value)}


def _is_text(found: object) -> bool:
    return isinstance(found, str) and is_whole(found)


def first_size(window: QWidget, *, is_chart: bool) -> QSize:
    """A chart as large as is useful, any other window as it likes; none beyond the screen."""
    wished = window.sizeHint()
    if is_chart:
        wished = wished.expandedTo(_CHART_SIZE)
    return wished.boundedTo(window.screen().availableSize() - _FRAME)
