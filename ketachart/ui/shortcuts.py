"""The keys that do the same in every window, dead while the desk is locked."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ketachart.ui.desk import Desk

HELP = "F1"
BOARD = "Ctrl+B"
COSIGN = "Ctrl+K"
LEDGER = "Ctrl+D"
ADMIN = "Ctrl+J"
CONFLICTS = "Ctrl+G"
OUTCOMES = "Ctrl+O"
TAKE_OVER = "Ctrl+U"
LOCK = "Ctrl+L"
ALL_CHAIRS = "F7"
ROUND = "F8"
WITNESS = "F9"
MUTE = "F10"
LIGHT = "Ctrl+T"
HELP_BACK = "Alt+Left"
HELP_FIND = "Ctrl+F"
MOST_CHAIRS_BY_KEY = 9

KEYS_PAGE = "keys"
"""The help page that holds the table below."""

EVERYWHERE = (
    (HELP, "help about this window, or about the form that is open"),
    (BOARD, "the board"),
    ("Ctrl+1 … Ctrl+9", "open or raise that chair"),
    (ALL_CHAIRS, "every chair live on one page, to read only"),
    (ROUND, "a round through the chairs that are due; Enter charts, N passes by, Esc ends"),
    (WITNESS, "sign as a witness what waits"),
    (COSIGN, "the queue of co-signatures"),
    (LEDGER, "the ledger"),
    (ADMIN, "the administration"),
    (CONFLICTS, "what workstations said differently"),
    (OUTCOMES, "what came of sessions, of one patient or of all"),
    (TAKE_OVER, "someone else takes over"),
    (LOCK, "lock all windows"),
    (MUTE, "no sounds for ten minutes, or sound again"),
    (LIGHT, "light, dark, or dim for a dark room"),
    ("Tab, Shift+Tab", "the next control, the one before"),
    ("Enter", "press the button that has the focus; in a form, go on"),
    ("Esc", "go back without recording"),
)
AT_THE_CHAIR = (
    ("Space", "go to the due column"),
    ("Ctrl+Enter", "save the set"),
    ("A", "say that the alert, or what is overdue, was seen"),
    ("M", "give a medication"),
    ("R", "rate, pause, resume, bolus, stop"),
    ("S", "a scale"),
    ("N", "an event, an effect or a note"),
    ("W", "waste what was drawn"),
    ("H", "take the chair over, relieve somebody, come back"),
    ("X", "the next step of the session"),
    ("D", "take all that the chair's monitor offers; + takes the value in the focus"),
    ("E", "an extra column, now"),
    ("V", "the rare rows too, or the usual ones"),
    ("T", "the trend away, or back"),
    ("B", "the patient's earlier sessions in the trend, or without them"),
    ("F6", "go between the grid and the right-hand side"),
)
IN_THE_QUEUE = (
    ("Alt+Down", "the next session"),
    ("Alt+Up", "the session before"),
    ("Alt+W", "who owes which signature"),
)
ON_PAGES = (("Alt+1 … Alt+9, Alt+0", "that page, counted from the left; Alt+0 is the tenth"),)
IN_THE_HELP = (
    (HELP_BACK, "the page before"),
    (HELP_FIND, "find pages that say some words"),
    ("Esc", "close the help"),
)
IN_TRAINING = (("Ctrl+Right", "skip five minutes"),)
_TABLE = (
    ("In every window", EVERYWHERE),
    ("At the chair, while no form is open", AT_THE_CHAIR),
    ("In the queue of co-signatures", IN_THE_QUEUE),
    ("In the ledger and the administration", ON_PAGES),
    ("In the help", IN_THE_HELP),
    ("In training", IN_TRAINING),
)


def keys_page() -> str:
    """Every key of the program as one help page."""
    said = ["# Every key", ""]
    for title, keys in _TABLE:
        said += [f"## {title}", "", "| Key | Does |", "|---|---|"]
        said += [f"| {key} | {does} |" for key, does in keys]
        said.append("")
    return "\n".join(said)


def chair_key(number: int) -> str:
    """The key that opens a chair, by its number; empty beyond the ninth."""
    return f"Ctrl+{number}" if number <= MOST_CHAIRS_BY_KEY else ""


class WindowKeys(QObject):
    """A window's share of these keys; it ends with the window."""

    def __init__(
        self, window: QWidget, desk: Desk, actions: Mapping[str, Callable[[], None]]
    ) -> None:
        super().__init__(window)
        self._shortcuts = [self._made(window, key, action) for key, action in actions.items()]
        desk.locked_changed.connect(self._silence)
        self._silence(desk.locked)

    @staticmethod
    def _made(window: QWidget, key: str, action: Callable[[], None]) -> QShortcut:
        shortcut = QShortcut(QKeySequence(key), window)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(action)
        return shortcut

    def _silence(self, locked: bool) -> None:
        for shortcut in self._shortcuts:
            shortcut.setEnabled(not locked)
