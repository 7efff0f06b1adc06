"""The page of the administration on monitors: which there are, when each was last heard."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from ketachart.app.clinic import Done, Refused
from ketachart.app.offering import LASTS_S
from ketachart.domain.monitors import Monitor, Wire
from ketachart.domain.people import may
from ketachart.ui.desk import Desk
from ketachart.ui.panels.monitors import (
    NetworkMonitorPanel,
    RemoveMonitorPanel,
    SerialMonitorPanel,
    switched,
)
from ketachart.ui.presenters.offering import MONITOR_COLUMNS, monitor_line
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import heading, sentence
from ketachart.ui.widgets.panel import Panel
from ketachart.ui.widgets.refusal_bar import RefusalBar
from ketachart.ui.widgets.task_side import TaskSide
from ketachart.ui.widgets.text_table import TextTable
from ketachart.ui.windows.paged_window import Page
from ketachart.ui.windows.two_columns import two_columns

_RIGHT = "monitor.set"
_WHAT = (
    "What a monitor sends is offered in the due column of its chair, for"
    f" {LASTS_S} seconds; it is recorded only when somebody takes it (D, or + for one value) and"
    " saves the set, and is then marked as from the device. KetaChart needs no monitor, and is"
    " none: it raises no alarm from what a monitor sends. Each workstation has its own monitors;"
    " after a backup was restored they are set up anew."
)


class MonitorsPage(Page):
    """The monitors of this workstation at the left; what can be done at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.bar = RefusalBar()
        self.table = TextTable("monitors", "Monitors", MONITOR_COLUMNS)
        self._add = {
            "add_network": self._button("Add one on the network", "add_network"),
            "add_serial": self._button("Add one on a serial line", "add_serial"),
        }
        self._of_one = {
            "change_monitor": self._button("Change the monitor", "change_monitor"),
            "remove_monitor": self._button("Remove the monitor", "remove_monitor"),
        }
        self._switch = ActionButton("Switch on", "switch_monitor")
        self._fault = sentence(name="monitor_fault")
        buttons = (*self._add.values(), self._switch, *self._of_one.values())
        self.side = TaskSide(list(buttons))
        self._lay_out()
        self._switch.clicked.connect(self.switch)
        self.side.closed.connect(self._back)
        self.table.line_chosen.connect(self._show_tasks)
        desk.changed.connect(self.refresh)
        desk.tick.connect(self._beat)
        desk.turn_changed.connect(self.side.close_panel)
        self.refresh()

    def _button(self, words: str, key: str) -> ActionButton:
        button = ActionButton(words, key)
        button.clicked.connect(lambda: self.open_task(key))
        return button

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(self.bar)
        left.addWidget(heading("Monitors that this workstation listens to"))
        left.addWidget(self.table, stretch=1)
        left.addWidget(self._fault)
        left.addWidget(sentence(_WHAT))
        two_columns(self, left, self.side)

    def _beat(self) -> None:
        if self.isVisible():
            self._show_lines()

    def refresh(self, _changed: object = None) -> None:
        self._show_lines()
        self._show_tasks()

    def _show_lines(self) -> None:
        offers, chairs = self._desk.offers, self._desk.world.site.chairs
        self.table.show_lines(
            [monitor_line(each, offers.state(each), chairs) for each in self._known]
        )
        self._show_fault()

    def _show_fault(self) -> None:
        """Say in full what a column has no room for."""
        chosen = self._chosen
        trouble = self._desk.offers.state(chosen).trouble if chosen is not None else ""
        words = f"{chosen.name}: {trouble}" if chosen is not None and trouble else ""
        if words != self._fault.text():
            self._fault.setText(words)
        self._fault.setVisible(bool(words))

    @property
    def _known(self) -> tuple[Monitor, ...]:
        """The monitors as they are recorded."""
        return tuple(self._desk.world.monitors(self._desk.clinic.vault.log.device))

    @property
    def _chosen(self) -> Monitor | None:
        return next((each for each in self._known if each.id == self.table.chosen), None)

    def _show_tasks(self, _chosen: str = "") -> None:
        is_allowed, chosen = may(self._desk.turn.person, _RIGHT), self._chosen
        self._show_fault()
        for button in self._add.values():
            button.setEnabled(is_allowed)
        for button in (*self._of_one.values(), self._switch):
            button.setEnabled(is_allowed and chosen is not None)
        self._switch.setText("Switch off" if chosen is not None and chosen.on else "Switch on")

    def open_task(self, key: str) -> None:
        """Begin a task."""
        panel = self._panel(key)
        if panel is not None:
            self.bar.clear()
            self.side.open(panel)

    def _panel(self, key: str) -> Panel | None:
        chosen = self._chosen
        if key == "add_network":
            return NetworkMonitorPanel(self._desk)
        if key == "add_serial":
            return SerialMonitorPanel(self._desk)
        if chosen is None:
            return None
        if key == "remove_monitor":
            return RemoveMonitorPanel(self._desk, chosen)
        is_network = chosen.wire is Wire.NETWORK
        return (NetworkMonitorPanel if is_network else SerialMonitorPanel)(self._desk, chosen)

    def switch(self) -> None:
        """Listen to the monitor that is chosen, or no more."""
        if self._chosen is None:
            return
        outcome = self._desk.perform(switched(self._desk, self._chosen))
        if isinstance(outcome, Done):
            self.bar.clear()
        elif isinstance(outcome, Refused):
            self.bar.explain(outcome.refusal.sentence, outcome.refusal.remedy)
        else:
            self.bar.explain(outcome.sentence)

    def _back(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
