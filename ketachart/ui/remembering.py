"""Remembers which windows are open, where they are and how they look, a moment after it changed."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QTimer
from PySide6.QtWidgets import QMainWindow

from ketachart.ui import places

_SAVE_AFTER_MS = 300


class Remembering(QObject):
    """Places that are written by themselves; a window that is dragged is written once."""

    def __init__(self, folder: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._places = places.Places(folder / places.FILE)
        self._saving = QTimer(self)
        self._saving.setSingleShot(True)
        self._saving.setInterval(_SAVE_AFTER_MS)
        self._saving.timeout.connect(self._places.save)

    @property
    def open(self) -> tuple[str, ...]:
        """The windows that were open, in the order opened."""
        return self._places.open

    @property
    def look(self) -> Mapping[str, str]:
        """How the board is sorted, how it names patients, which light was chosen."""
        return self._places.look

    @property
    def is_behind(self) -> bool:
        """Whether something changed that is not written yet."""
        return self._saving.isActive()

    def wear(self, look: Mapping[str, str]) -> None:
        """Remember another look."""
        self._places.look = {**self._places.look, **look}
        self._saving.start()

    def fit(self, key: str, window: QMainWindow, *, is_chart: bool) -> None:
        """Put a window where it was; one that is new gets a size that fits the screen."""
        geometry = self._places.geometry(key)
        if geometry:
            window.restoreGeometry(QByteArray.fromBase64(geometry.encode()))
        elif not window.sizeHint().isEmpty():
            window.resize(places.first_size(window, is_chart=is_chart))

    def opened(self, key: str) -> None:
        """A window is open."""
        self._places.opened(key)
        self._saving.start()

    def closed(self, key: str) -> None:
        """A window is open no more; its place is kept."""
        self._places.closed(key)
        self._saving.start()

    def moved(self, key: str, window: QMainWindow) -> None:
        """A window was moved or sized."""
        geometry = window.saveGeometry().toBase64().data()
        self._places.place(key, bytes(geometry).decode("ascii"))
        self._saving.start()

    def end(self) -> None:
        """Write at once what is not written yet."""
        self._saving.stop()
        self._places.save()
