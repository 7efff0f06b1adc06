"""Bringing a window to the front, with what is typed for it while it is on its way.

Between the key that opens a window and the moment the desktop gives it the keyboard, keys still
arrive in the window before it. There they would press its buttons; so they are held, and handed
over in their order once the window they were typed for has the keyboard.
"""

from collections import deque
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QWindow
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from shiboken6 import isValid

from ketachart.ui.desk import Desk

LOOKS = 10
"""A window that has not got the keyboard after so many looks is not waited for."""

LOOK_MS = 500
"""Looks, not one span: while the program itself is busy the desktop can't tell it anything."""

_KEYS = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease})
_POINTING = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin})


@dataclass(frozen=True, slots=True)
class _Key:
    """A key that was pressed or let go; an event lives no longer than its handling."""

    kind: QEvent.Type
    key: int
    modifiers: Qt.KeyboardModifier
    text: str
    repeats: bool
    at: int

    @classmethod
    def of(cls, event: QKeyEvent) -> "_Key":
        text, repeats, at = event.text(), event.isAutoRepeat(), event.timestamp()
        return cls(event.type(), event.key(), event.modifiers(), text, repeats, at)

    def sent(self, to: QObject, kind: QEvent.Type) -> bool:
        """Send it; whether it was taken."""
        event = QKeyEvent(kind, self.key, self.modifiers, self.text, self.repeats)
        event.setTimestamp(self.at)
        event.setAccepted(kind is not QEvent.Type.ShortcutOverride)
        QCoreApplication.sendEvent(to, event)
        return event.isAccepted()

    @property
    def sequence(self) -> QKeySequence:
        """It as a shortcut is written; those of the number pad are like the others."""
        plain = self.modifiers & ~Qt.KeyboardModifier.KeypadModifier
        return QKeySequence(self.key | plain.value)


def show_behind(window: QMainWindow) -> None:
    """Show a window that is not to have the keyboard."""
    window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    window.show()
    window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, on=False)


class ToFront(QObject):
    """Brings windows to the front; what is typed meanwhile is for the one brought last."""

    dropped = Signal(str)
    """Keys were not taken, in words: the window they were for never got the keyboard."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._awaited: QMainWindow | None = None
        self._keys: deque[_Key] = deque()
        self._looks = 0
        self._patience = QTimer(self, interval=LOOK_MS)
        self._patience.timeout.connect(self._look)
        # Once the window has the keyboard, Qt still has to say which of its fields has it.
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._hand_over)
        desk.locked_changed.connect(self.drop)

    @property
    def awaited(self) -> QMainWindow | None:
        """The window that is on its way, if one is."""
        return self._awaited

    def bring(self, window: QMainWindow) -> None:
        """Show a window, raise it and ask for the keyboard, unless it has that already."""
        if window.isMinimized():
            window.showNormal()
        else:
            window.show()
        window.raise_()
        if window.isActiveWindow() and self._awaited is None:
            # Asked for nothing, a busy desktop would do it later, when another has the keyboard.
            return
        if window is not self._awaited:
            window.activateWindow()
        if self._awaited is None:
            self._listen()
        self._awaited = window
        self._looks = 0
        self._patience.start()
        if window.isActiveWindow():
            self._turn.start()

    def _listen(self) -> None:
        application = QCoreApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def drop(self) -> None:
        """Wait no longer; what was typed until now goes nowhere, and that is said."""
        window, lost = self._awaited, any(each.kind is QEvent.Type.KeyPress for each in self._keys)
        self._end()
        if window is not None and lost:
            name = window.windowTitle() if isValid(window) else "the window"
            self.dropped.emit(f"What was typed before {name} was in front was not taken.")

    def _look(self) -> None:
        self._looks += 1
        if self._looks >= LOOKS:
            self.drop()
        elif self._awaited is not None and isValid(self._awaited):
            self._awaited.activateWindow()

    def _end(self) -> None:
        application = QCoreApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self._awaited = None
        self._keys.clear()
        self._patience.stop()
        self._turn.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hold what arrives in any window; what is handed over goes to fields, not to windows."""
        kind = event.type()
        if isinstance(watched, QWindow) and isinstance(event, QKeyEvent):
            if self._came(watched):
                return False
            if kind in _KEYS:
                self._keys.append(_Key.of(event))
            # Of a shortcut it is asked first; taken here, it comes again as a key.
            event.accept()
            return True
        if kind is QEvent.Type.WindowActivate and watched is self._awaited:
            self._turn.start()
        elif kind is QEvent.Type.Close and watched is self._awaited:
            self.drop()
        elif kind in _POINTING and isinstance(watched, QWindow):
            # Whoever points somewhere else has seen where the keys go.
            self.drop()
        return False

    def _came(self, watched: QWindow) -> bool:
        """Whether a key came to the window it is for; what was typed before it is there then."""
        window = self._awaited
        if window is not None and window.isActiveWindow() and watched is window.windowHandle():
            self._hand_over()
        return self._awaited is None

    def _hand_over(self) -> None:
        window = self._awaited
        while self._keys and window is self._awaited and window is not None:
            if not isValid(window) or not window.isVisible():
                self.drop()
            elif window.isActiveWindow():
                _type(self._keys.popleft(), window)
            else:
                return
        if window is self._awaited:
            self._end()


def _type(key: _Key, window: QMainWindow) -> None:
    """What Qt does with a key: a field may claim it, else a shortcut, else the field has it."""
    front: QWidget = QApplication.activePopupWidget() or window
    focused: QWidget | None = front.focusWidget()
    field = front if focused is None else focused
    if key.kind is QEvent.Type.KeyPress and not key.sent(field, QEvent.Type.ShortcutOverride):
        wanted = key.sequence
        for shortcut in window.findChildren(QShortcut):
            if shortcut.isEnabled() and shortcut.key() == wanted and _reaches(shortcut, field):
                shortcut.activated.emit()
                return
    key.sent(field, key.kind)


def _reaches(shortcut: QShortcut, field: QWidget) -> bool:
    """Whether a shortcut acts now: its part is seen, and has the keys if only then it acts."""
    part = shortcut.parent()
    if not isinstance(part, QWidget) or not (part.isVisible() and part.isEnabled()):
        return False
    return shortcut.context() is not Qt.ShortcutContext.WidgetShortcut or part is field
