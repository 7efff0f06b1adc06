"""Locks what is open when nobody is there."""

from PySide6.QtCore import QElapsedTimer, QEvent, QObject
from PySide6.QtWidgets import QApplication

from ketachart.ui.desk import Desk

_SIGNS_OF_LIFE = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
    }
)


class IdleLock(QObject):
    """Locks the desk when no key, mouse or finger moved for as long as the clinic set."""

    def __init__(self, desk: Desk, app: QApplication) -> None:
        super().__init__(desk)
        self._desk = desk
        # A training clock may run sixty times as fast; idleness is the computer's own time.
        self._idle = QElapsedTimer()
        self._idle.start()
        app.installEventFilter(self)
        desk.tick.connect(self._look)

    @property
    def limit_ms(self) -> int:
        """How long nothing may happen."""
        return self._desk.world.settings_at(self._desk.now()).idle_lock_min * 60_000

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        del watched
        kind = event.type()
        if kind in _SIGNS_OF_LIFE:
            self._idle.restart()
            if kind is QEvent.Type.KeyPress:
                self._desk.keys.pressed()
        return False

    def _look(self, _now: object) -> None:
        if self._idle.hasExpired(self.limit_ms):
            self._desk.lock()
