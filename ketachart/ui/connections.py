"""What the windows have to do with the other workstations: the exchange, and what it says."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QBoxLayout

from ketachart.domain.people import may
from ketachart.ui import shortcuts
from ketachart.ui.desk import Desk
from ketachart.ui.exchanges import Exchanges
from ketachart.ui.presenters.conflicts import conflict_words
from ketachart.ui.presenters.exchanging import ExchangeWords, exchange_words
from ketachart.ui.synchroniser import Synchroniser
from ketachart.ui.widgets.draw_queue import AFTER_PAINT_MS
from ketachart.ui.widgets.exchange_line import ExchangeLine

_ADMINISTERS, _READS_CHARTS = "workstation.retire", "chart.read"


class Connections(QObject):
    """Keeps the exchange going, and the board's line about it."""

    workstations_asked = Signal()
    conflicts_asked = Signal()

    def __init__(self, desk: Desk, exchanges: Exchanges, take_in: Callable[[int], int]) -> None:
        super().__init__(desk)
        self._desk = desk
        self._line: ExchangeLine | None = None
        self.synchroniser = Synchroniser(desk, exchanges, take_in)
        # What was recorded is painted before conflicts are looked for.
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(AFTER_PAINT_MS)
        self._later.timeout.connect(self.show)
        self.synchroniser.changed.connect(self._later.start)
        desk.changed.connect(lambda _changed: self._later.start())
        desk.turn_changed.connect(self.show)
        desk.locked_changed.connect(lambda _locked: self.show())

    def join(self, column: QBoxLayout) -> None:
        """Put the line at the foot of the board."""
        line = ExchangeLine(shortcuts.CONFLICTS)
        column.addWidget(line)
        line.workstations_asked.connect(self.workstations_asked)
        line.conflicts_asked.connect(self.conflicts_asked)
        line.seen.connect(self.synchroniser.loss_seen)
        line.destroyed.connect(self._gone)
        self._line = line
        self.show()

    def begin(self) -> None:
        """Exchange for the first time."""
        self.synchroniser.start()

    def stop(self) -> None:
        """Stop exchanging: the vault is about to be closed."""
        self._later.stop()
        self._line = None
        self.synchroniser.stop()

    def show(self) -> None:
        """Say how the exchange stands now; nothing to who may know nothing of charts."""
        if self._line is None:
            return
        person, zone = self._desk.turn.person, self._desk.world.site.zone
        sees = may(person, _READS_CHARTS)
        conflicts = conflict_words(self._desk.clinic.conflicts(), person) if sees else ""
        state = self.synchroniser.state
        self._line.show_said(
            exchange_words(state, self._desk.now(), zone) if sees else ExchangeWords(),
            conflicts,
            administers=may(person, _ADMINISTERS),
            locked=self._desk.locked,
        )

    def _gone(self) -> None:
        self._line = None
