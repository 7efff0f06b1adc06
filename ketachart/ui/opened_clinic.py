"""An open vault's windows, and all that stands behind them from sign-in to the end."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QWidget

from ketachart.app.clinic import Clinic, Turn
from ketachart.app.clock import TrainingClock
from ketachart.app.vaults import Unlocked
from ketachart.ui.copied import Copied
from ketachart.ui.desk import Desk
from ketachart.ui.entry_parts import Parts, Practice
from ketachart.ui.idle_lock import IdleLock
from ketachart.ui.monitors import Monitors
from ketachart.ui.navigation import Navigation
from ketachart.ui.presenters.board import by_urgency, tiles
from ketachart.ui.tidying import Tidying
from ketachart.ui.windows.board_window import BoardWindow
from ketachart.ui.windows.demo_bar import DemoBar
from ketachart.ui.windows.training_bar import TrainingBar

if TYPE_CHECKING:
    from ketachart.ui.connections import Connections


class OpenedClinic:
    """A desk with its windows, which are there once it is made."""

    def __init__(self, parts: Parts, folder: Path, clinic: Clinic, turn: Turn) -> None:
        self.desk = desk = Desk(clinic, turn)
        # Before any window: each follows the clock after what came was taken.
        self._monitors = Monitors(desk)
        connections = _connections(parts, desk)
        self.navigation = Navigation(desk, folder, parts.files, parts.pages, connections)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            IdleLock(desk, app)
        self._copied = Copied(desk)
        Tidying(desk)
        self._carried: Path | None = None
        desk.locked_changed.connect(self._lead_on)
        self.navigation.begin()

    def receive(self, unlocked: Unlocked, carried: Path | None) -> None:
        """Say what an upgrade did, and lead to a file that came on a stick."""
        clock = self.desk.clinic.clock.source
        if isinstance(clock, TrainingClock):
            self._put_above(TrainingBar(self.desk, clock))
        board = self.navigation.windows["board"]
        if unlocked.upgraded is not None and isinstance(board, BoardWindow):
            board.bar.tell(unlocked.upgraded.words)
        self._carried = carried
        self._lead_on()

    def come_forward(self, carried: Path | None) -> None:
        """Bring the board to the front, and lead to a file on a stick: if locked, once it isn't."""
        self.navigation.open_board()
        self._carried = carried or self._carried
        self._lead_on()

    def _lead_on(self) -> None:
        if self._carried is None or self.desk.locked:
            return
        from ketachart.ui.carried import lead_to

        file, self._carried = self._carried, None
        lead_to(self.navigation, file)

    def practise(self, practice: Practice) -> None:
        """Play the training day on, with the chair open that is most pressing."""
        self._put_above(DemoBar(self.desk, practice.training, practice.pins))
        pressing = by_urgency(tiles(self.desk.world, self.desk.now()))
        if pressing and not pressing[0].is_free:
            self.navigation.open_chair(pressing[0].chair)

    def _put_above(self, bar: QWidget) -> None:
        board = self.navigation.windows["board"]
        if isinstance(board, BoardWindow):
            board.column.insertWidget(0, bar)

    def close(self) -> None:
        """Close every window and the vault."""
        self._copied.forget()
        self.navigation.end()
        self._monitors.stop()
        self.desk.close()
        self.desk.clinic.close()


def _connections(parts: Parts, desk: Desk) -> "Connections | None":
    """What has to do with other workstations; in a training clinic once it has a hub."""
    if parts.exchanges is None:
        return None
    exchanges = parts.exchanges(desk.clinic)
    if desk.world.site.training and exchanges.hub() is None:
        return None
    from ketachart.ui.connections import Connections

    return Connections(desk, exchanges, desk.clinic.take_in)
