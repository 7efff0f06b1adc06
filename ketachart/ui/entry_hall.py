"""The way from the program's start to the board: first start, sign-in, or training."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow

from ketachart.app.clinic import Clinic, Turn
from ketachart.app.clock import TrainingClock
from ketachart.app.training import Training
from ketachart.app.vaults import Unlocked, stands_in
from ketachart.ui import places
from ketachart.ui.application import IdleLock
from ketachart.ui.copied import Copied
from ketachart.ui.desk import Desk
from ketachart.ui.log_files import LogFiles
from ketachart.ui.monitors import Monitors
from ketachart.ui.navigation import Navigation
from ketachart.ui.presenters.board import by_urgency, tiles
from ketachart.ui.presenters.help_topics import CONTENTS
from ketachart.ui.room import LIGHT_CHOSEN
from ketachart.ui.shortcuts import HELP
from ketachart.ui.sound_owner import Player
from ketachart.ui.tidying import Tidying
from ketachart.ui.widgets import theme
from ketachart.ui.windows.board_window import BoardWindow
from ketachart.ui.windows.demo_bar import DemoBar
from ketachart.ui.windows.first_start import Beginning, FirstStart
from ketachart.ui.windows.signin_window import SignInWindow, Unlock
from ketachart.ui.windows.training_bar import TrainingBar

if TYPE_CHECKING:
    from ketachart.ui.connections import Connections
    from ketachart.ui.exchanges import Exchanges
    from ketachart.ui.windows.help_window import HelpWindow
    from ketachart.ui.windows.join_page import Join
    from ketachart.ui.windows.recover_page import Recover, RecoverPage
    from ketachart.ui.windows.restore_page import Restore
    from ketachart.ui.windows.way_back import WayBackWindow

USUAL_SPEED = 10
_HELP_PAGES = {"signin": "signin", "first_start": "start", "way_back": "start"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """A training clinic that is under way, who is at its keyboard, and the PINs to try."""

    training: Training
    turn: Turn
    folder: Path
    pins: str
    clear_away: Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The real parts behind the windows."""

    folder: Path
    unlock: Unlock
    beginning: Beginning
    restore: "Restore"
    recover: "Recover"
    practise: Callable[[float], Practice]
    files: LogFiles
    pages: Mapping[str, str]
    join: "Join | None" = None
    exchanges: "Callable[[Clinic], Exchanges] | None" = None


class EntryHall(QObject):
    """Shows one way in at a time, and then gives way to the board."""

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self._parts = parts
        self._door: QMainWindow | None = None
        self._help_window: HelpWindow | None = None
        self.practice: Practice | None = None
        self.desk: Desk | None = None
        self.navigation: Navigation | None = None
        self._copied: Copied | None = None
        self._carried: Path | None = None
        self._monitors: Monitors | None = None

    def open(self, carried: Path | None = None) -> None:
        """Ask for the passphrase; where there is no vault yet, how to begin.

        Args:
            carried: a file on a stick that whoever signs in is led to.
        """
        self._carried = carried
        app = QApplication.instance()
        if isinstance(app, QApplication):
            # Before the first window, or it would flash in a dark room.
            kept = places.Places(self._parts.folder / places.FILE)
            theme.choose(app, kept.look.get(LIGHT_CHOSEN, ""))
        if stands_in(self._parts.folder):
            self._ask()
            return
        start = FirstStart(self._parts.beginning, self._parts.folder.parent)
        start.training_asked.connect(lambda: self.open_training(USUAL_SPEED))
        start.restore_asked.connect(lambda: self._stand(self.way_to_restore()))
        start.join_asked.connect(lambda: self._stand(self.way_to_join()))
        start.founded.connect(self._ask)
        self._stand(start)

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

    def _let_in(self, unlocked: Unlocked) -> None:
        desk, navigation = self._begin(unlocked.clinic, unlocked.turn, self._parts.folder)
        clock, board = desk.clinic.clock.source, navigation.windows["board"]
        if isinstance(clock, TrainingClock) and isinstance(board, BoardWindow):
            board.column.insertWidget(0, TrainingBar(desk, clock))
        if unlocked.upgraded is not None and isinstance(board, BoardWindow):
            board.bar.tell(unlocked.upgraded.words)
        if self._carried is not None:
            from ketachart.ui.carried import lead_to_stick

            lead_to_stick(navigation, self._carried)

    def open_training(self, speed: float) -> None:
        """Open the training clinic part-way through its day."""
        self.practice = practice = self._parts.practise(speed)
        desk, navigation = self._begin(practice.training.clinic, practice.turn, practice.folder)
        board = navigation.windows["board"]
        if isinstance(board, BoardWindow):
            board.column.insertWidget(0, DemoBar(desk, practice.training, practice.pins))
        pressing = by_urgency(tiles(desk.world, desk.now()))
        if pressing and not pressing[0].is_free:
            navigation.open_chair(pressing[0].chair)

    def _begin(self, clinic: Clinic, turn: Turn, folder: Path) -> tuple[Desk, Navigation]:
        desk = Desk(clinic, turn)
        # Before any window: each follows the clock after what came was taken.
        self._monitors = Monitors(desk)
        connections = self._connections(desk)
        navigation = Navigation(desk, folder, self._parts.files, self._parts.pages, connections)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            IdleLock(desk, app)
        self._copied = Copied(desk)
        Tidying(desk)
        navigation.begin()
        self.desk, self.navigation = desk, navigation
        self._stand(None)
        return desk, navigation

    def _connections(self, desk: Desk) -> "Connections | None":
        """What has to do with other workstations; in a training clinic once it has a hub."""
        if self._parts.exchanges is None:
            return None
        exchanges = self._parts.exchanges(desk.clinic)
        if desk.world.site.training and exchanges.hub() is None:
            return None
        from ketachart.ui.connections import Connections

        return Connections(desk, exchanges, desk.clinic.take_in)

    def close(self) -> None:
        """Close every window and the vault; a training vault is cleared away."""
        self._stand(None)
        if self._copied is not None:
            self._copied.forget()
        if self.navigation is not None:
            self.navigation.end()
        if self._monitors is not None:
            self._monitors.stop()
        if self.desk is not None:
            self.desk.close()
            self.desk.clinic.close()
        if self.practice is not None:
            self.practice.clear_away()
        self.navigation = self.desk = self.practice = self._copied = self._monitors = None
