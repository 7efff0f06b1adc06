"""The way from the program's start to the board: first start, sign-in, or training."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow

from ketachart.app.vault_folder import stands_in
from ketachart.ui import places
from ketachart.ui.entry_parts import Parts, Practice
from ketachart.ui.player import Player
from ketachart.ui.presenters.help_topics import CONTENTS
from ketachart.ui.reading_ahead import ReadingAhead
from ketachart.ui.shortcuts import HELP
from ketachart.ui.widgets import theme
from ketachart.ui.windows.signin_window import SignInWindow

if TYPE_CHECKING:
    from ketachart.app.clinic import Clinic, Turn
    from ketachart.app.vaults import Unlocked
    from ketachart.ui.desk import Desk
    from ketachart.ui.navigation import Navigation
    from ketachart.ui.opened_clinic import OpenedClinic
    from ketachart.ui.windows.first_start import FirstStart
    from ketachart.ui.windows.help_window import HelpWindow
    from ketachart.ui.windows.recover_page import RecoverPage
    from ketachart.ui.windows.way_back import WayBackWindow

USUAL_SPEED = 10
_HELP_PAGES = {"signin": "signin", "first_start": "start", "way_back": "start"}


class EntryHall(QObject):
    """Shows one way in at a time, and then gives way to the board."""

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self._parts = parts
        self._door: QMainWindow | None = None
        self._help_window: HelpWindow | None = None
        self.practice: Practice | None = None
        self._opened: OpenedClinic | None = None
        self._carried: Path | None = None

    @property
    def desk(self) -> "Desk | None":
        """The desk of the open vault, if one is."""
        return self._opened.desk if self._opened is not None else None

    @property
    def navigation(self) -> "Navigation | None":
        """The windows of the open vault, if one is."""
        return self._opened.navigation if self._opened is not None else None

    def open(self, carried: Path | None = None) -> None:
        """Ask for the passphrase; where there is no vault yet, how to begin.

        Args:
            carried: a file on a stick that whoever signs in is led to.
        """
        self._carried = carried or self._carried
        app = QApplication.instance()
        if isinstance(app, QApplication):
            # Before the first window, or it would flash in a dark room.
            kept = places.Places(self._parts.folder / places.FILE)
            theme.choose(app, kept.look.get(places.LIGHT_CHOSEN, ""))
        if stands_in(self._parts.folder):
            self._ask()
            return
        self._stand(self._first_start())

    def come_forward(self, carried: Path | None) -> None:
        """The program was started once more: show what is open, and lead to a file on a stick."""
        if self._opened is not None:
            self._opened.come_forward(carried)
        elif self._door is not None:
            self._carried = carried or self._carried
            self._door.setWindowState(self._door.windowState() & ~Qt.WindowState.WindowMinimized)
            self._door.raise_()
            self._door.activateWindow()

    def _first_start(self) -> "FirstStart":
        from ketachart.ui.windows.first_start import FirstStart

        start = FirstStart(self._parts.beginning, self._parts.folder.parent)
        start.training_asked.connect(lambda: self.open_training(USUAL_SPEED))
        start.restore_asked.connect(lambda: self._stand(self.way_to_restore()))
        start.join_asked.connect(lambda: self._stand(self.way_to_join()))
        start.founded.connect(self._ask)
        return start

    def way_to_restore(self) -> "WayBackWindow":
        """The window that makes a vault of a backup."""
        from ketachart.ui.windows.restore_page import RestorePage
        from ketachart.ui.windows.way_back import WayBackWindow

        page = RestorePage(self._parts.restore)
        window = WayBackWindow(page, "Restore", "Restore", "Restoring: the backup is opened …")
        window.done.connect(self._ask)
        window.given_up.connect(self.open)
        return window

    def way_to_join(self) -> "WayBackWindow | None":
        """The window that makes a vault for another workstation of a clinic."""
        from ketachart.ui.windows.join_page import JoinPage
        from ketachart.ui.windows.way_back import WayBackWindow

        if self._parts.join is None:
            return None
        page = JoinPage(self._parts.join)
        window = WayBackWindow(page, "Join", "Join", "Joining: what the clinic has is fetched …")
        window.done.connect(self._ask)
        window.given_up.connect(self.open)
        return window

    def way_to_recover(self) -> "WayBackWindow":
        """The window that gives an administrator a new passphrase."""
        from ketachart.ui.windows.recover_page import RecoverPage
        from ketachart.ui.windows.way_back import WayBackWindow

        page = RecoverPage(self._parts.recover)
        window = WayBackWindow(page, "Lost passphrase", "Give access", "Opening with the sheets …")
        window.done.connect(lambda: self._recovered(page))
        window.given_up.connect(self._ask)
        return window

    def _recovered(self, page: "RecoverPage") -> None:
        if page.unlocked is not None:
            self._let_in(page.unlocked)

    def _ask(self) -> None:
        door = SignInWindow(self._parts.unlock, Player(parent=self))
        door.signed_in.connect(self._let_in)
        door.recover_asked.connect(lambda: self._stand(self.way_to_recover()))
        ReadingAhead(door)
        self._stand(door)

    def _stand(self, door: QMainWindow | None) -> None:
        """Show another way in; the one before goes after it is there, so that one is always."""
        before, self._door = self._door, door
        self._close_help()
        if door is not None:
            QShortcut(QKeySequence(HELP), door).activated.connect(partial(self._help, door))
            door.resize(door.sizeHint())
            door.show()
        if before is not None:
            before.close()
            before.deleteLater()

    def _help(self, door: QMainWindow) -> None:
        """Help about a way in; it goes when the next one comes."""
        from ketachart.ui.windows.help_window import HelpWindow

        if self._help_window is None:
            self._help_window = HelpWindow(self._parts.pages)
            self._help_window.resize(self._help_window.sizeHint())
        self._help_window.show_page(_HELP_PAGES.get(door.objectName(), CONTENTS))
        self._help_window.show()
        self._help_window.raise_()
        self._help_window.activateWindow()

    def _close_help(self) -> None:
        if self._help_window is not None:
            self._help_window.close()
            self._help_window.deleteLater()
            self._help_window = None

    def _let_in(self, unlocked: "Unlocked") -> None:
        self._begin(self._parts.folder, unlocked.clinic, unlocked.turn).receive(
            unlocked, self._carried
        )

    def open_training(self, speed: float) -> None:
        """Open the training clinic part-way through its day."""
        self.practice = practice = self._parts.practise(speed)
        opened = self._begin(practice.folder, practice.training.clinic, practice.turn)
        opened.practise(practice)

    def _begin(self, folder: Path, clinic: "Clinic", turn: "Turn") -> "OpenedClinic":
        from ketachart.ui.opened_clinic import OpenedClinic

        self._opened = OpenedClinic(self._parts, folder, clinic, turn)
        self._stand(None)
        return self._opened

    def close(self) -> None:
        """Close every window and the vault; a training vault is cleared away."""
        self._stand(None)
        if self._opened is not None:
            self._opened.close()
        if self.practice is not None:
            self.practice.clear_away()
        self._opened = self.practice = None
