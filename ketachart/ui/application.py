"""The application around the windows: its dress, its faults, its signals."""

import faulthandler
import logging
import os
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import (
    QObject,
    QSocketNotifier,
    Qt,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QWidget

from ketachart.ui.widgets import theme
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import sentence
from ketachart.ui.wording import PROGRAM, title_of

log = logging.getLogger(__name__)

_CALLS_TRIED = 100
_MOST_LOST = 50
_MOST_FAULTS_LOGGED = 20
_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_SWITCH_S = 0.0005
"""How long a thread beside the windows may keep them from going on; Python's own is ten times it,
and a key that is kept on the disk hands over a dozen times."""


class WrongQt(RuntimeError):
    """This build of the Qt bindings would abort the program after a while."""

    def __init__(self) -> None:
        super().__init__(
            "These Qt bindings lose references and would end the program while it charts; "
            "install the releases that the lock file names."
        )


def make_application(fonts: Iterable[Path]) -> QApplication:
    """The one application object, dressed as the desktop asks.

    Raises:
        WrongQt: the bindings installed are not fit for use.
    """
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication([PROGRAM])
    app.setApplicationName(PROGRAM)
    app.setDesktopFileName(PROGRAM.lower())
    app.setQuitOnLastWindowClosed(True)
    family = theme.load_fonts(fonts)
    theme.apply(app, theme.scheme_of(app), family=family)
    hints = app.styleHints()
    hints.colorSchemeChanged.connect(lambda _: theme.wear(app, theme.scheme_of(app)))
    check_reference_counts()
    sys.setswitchinterval(_SWITCH_S)
    if getattr(sys, "frozen", False):
        # Qt has read it; a reader of PDFs that the program starts has plugins of its own.
        os.environ.pop("QT_PLUGIN_PATH", None)
    return app


def wear_icon(app: QApplication, drawing: Path) -> None:
    """Have every window show the program's icon."""
    app.setWindowIcon(QIcon(str(drawing)))


def hush_the_missing_screen() -> None:
    """Pass on what Qt says, save that a screen that isn't there can't do what screens do."""

    def pass_on(_kind: QtMsgType, _context: object, message: str) -> None:
        if not message.startswith("This plugin does not support"):
            sys.stderr.write(f"{message}\n")

    qInstallMessageHandler(pass_on)


def check_reference_counts() -> None:
    """Stop at once where each call of Qt loses a reference to None (PySide6 6.12.0, Python 3.11).

    Raises:
        WrongQt: they are lost.
    """
    label = QLabel()
    before = sys.getrefcount(None)
    for _ in range(_CALLS_TRIED):
        label.setText("")
    lost = before - sys.getrefcount(None)
    label.deleteLater()
    if lost > _MOST_LOST:
        raise WrongQt


# ── Faults ───────────────────────────────────────────────────────────────────────────────────────


class Faults(QObject):
    """Whatever nobody caught: logged without values, told once in a calm window."""

    happened = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.count = 0
        self.notice: FaultNotice | None = None
        self.happened.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def watch(self) -> None:
        """Be told of every error of every thread from now on."""
        sys.excepthook = self.met
        threading.excepthook = lambda args: self.met(
            args.exc_type, args.exc_value, args.exc_traceback
        )
        sys.unraisablehook = lambda args: self.met(
            args.exc_type, args.exc_value, args.exc_traceback
        )
        if sys.stderr is not None:
            faulthandler.enable()

    def met(
        self,
        kind: type[BaseException],
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Log an error by its kind and place; its words may hold a patient's values."""
        del error
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        self.count += 1
        if self.count <= _MOST_FAULTS_LOGGED:
            log.error("%s at %s", kind.__name__, " < ".join(places_of(trace)))
        self.happened.emit()

    def _tell(self) -> None:
        if self.notice is None and isinstance(QApplication.instance(), QApplication):
            self.notice = FaultNotice()
            self.notice.destroyed.connect(self._told)
            self.notice.show()

    def _told(self) -> None:
        self.notice = None


def places_of(trace: TracebackType | None) -> list[str]:
    """The places an error came through, the innermost first: file, line and function only."""
    frames = traceback.extract_tb(trace)
    return [f"{Path(each.filename).name}:{each.lineno} {each.name}" for each in reversed(frames)]


class FaultNotice(QWidget):
    """One calm window that says what an error of the program means for whoever charts."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("fault_notice")
        self.setWindowTitle(title_of("A fault"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        words = sentence(
            "The program made a mistake. Everything that was recorded is safe; what was just being"
            " done may not be. Look at the chart's log to see whether it is there, and enter it"
            " again if it is not."
        )
        words.setMinimumWidth(420)
        closing = ActionButton("Go on", "dismiss")
        closing.clicked.connect(self.close)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 16, 18, 16)
        row.setSpacing(16)
        row.addWidget(words, stretch=1)
        row.addWidget(closing)


# ── Signals ──────────────────────────────────────────────────────────────────────────────────────


class QuitOnSignal(QObject):
    """Ends the program in order when the system or a terminal asks it to."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._ours, self._theirs = socket.socketpair()
        self._ours.setblocking(False)
        self._theirs.setblocking(False)
        self._notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._asked)
        # A signal without a Python handler would end the process before a byte is written.
        self._before = {each: signal.signal(each, lambda *_: None) for each in _SIGNALS}
        self._wakeup = signal.set_wakeup_fd(self._theirs.fileno())

    def _asked(self) -> None:
        if set(self._ours.recv(64)) & set(_SIGNALS):
            QApplication.quit()

    def stop(self) -> None:
        """Give the signals back to whoever had them."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._wakeup)
        for each, handler in self._before.items():
            signal.signal(each, handler)
        self._ours.close()
        self._theirs.close()


def log_to(stream_level: int = logging.WARNING) -> None:
    """Log to standard error, identifiers and places only."""
    logging.basicConfig(level=stream_level, format="%(levelname)s %(name)s: %(message)s")
