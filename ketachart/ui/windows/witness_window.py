"""The window in which a witness signs what waits anywhere: one call after the other."""

from datetime import datetime

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow

from ketachart.app.clinic import Changed
from ketachart.ui.desk import Desk
from ketachart.ui.panels.witness import WitnessQueue
from ketachart.ui.widgets.theme import window_size
from ketachart.ui.wording import title_of


class WitnessWindow(QMainWindow):
    """Shows one open call; what was signed or withdrawn makes room for the next."""

    take_over_asked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("witness")
        self.setWindowTitle(title_of("Witness calls"))
        self._desk = desk
        self.panel = WitnessQueue(desk, "")
        self.panel.be_about("")
        self.panel.finished.connect(self.close)
        self.setCentralWidget(self.panel)
        desk.tick.connect(self._tick)
        desk.changed.connect(self._changed)
        desk.turn_changed.connect(self.panel.turn_changed)
        desk.locked_changed.connect(self._locked_changed)

    def show_call(self, call: str) -> None:
        """Show one call; the oldest if it isn't open any more."""
        self.panel.be_about(call)
        # The window may have stood open with no call: what comes next is typed at who signs.
        self.panel.begin()

    def _tick(self, now: datetime) -> None:
        self.panel.tick(now)

    def _changed(self, changed: Changed) -> None:
        # Signed or withdrawn elsewhere: say so rather than ask for a PIN that does nothing.
        if changed.calls or changed.sessions or changed.products:
            self.panel.look()

    def _locked_changed(self, locked: bool) -> None:
        if locked:
            self.panel.forget_secrets()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.panel.begin()

    def sizeHint(self) -> QSize:
        return window_size(self, 560, 560)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._desk.tick.disconnect(self._tick)
        self._desk.changed.disconnect(self._changed)
        self._desk.turn_changed.disconnect(self.panel.turn_changed)
        self._desk.locked_changed.disconnect(self._locked_changed)
        super().closeEvent(event)
