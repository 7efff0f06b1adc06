"""The page of the administration on workstations: the hub, who exchanged when, sticks."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QVBoxLayout

from ketachart.app.workstations import WorkstationStatus
from ketachart.domain.people import may
from ketachart.ui.desk import Desk
from ketachart.ui.panels.workstations import (
    HubPanel,
    InvitePanel,
    NamePanel,
    ReadStickPanel,
    RetirePanel,
    WriteStickPanel,
)
from ketachart.ui.presenters.exchanging import (
    FIGURES,
    WORKSTATION_COLUMNS,
    exchange_words,
    moment_words,
    workstation_lines,
)
from ketachart.ui.presenters.hub_address import plain_url
from ketachart.ui.synchroniser import Synchroniser
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import heading, named_sentences, sentence
from ketachart.ui.widgets.panel import Panel
from ketachart.ui.widgets.refusal_bar import RefusalBar
from ketachart.ui.widgets.task_side import TaskSide
from ketachart.ui.widgets.text_table import TextTable
from ketachart.ui.windows.paged_window import Page
from ketachart.ui.windows.two_columns import two_columns

RIGHT = "workstation.retire"
"""Who may do what this page offers."""
_NO_HUB = "None: entries travel by stick alone"
_LABELS = ("Hub", "Last exchange", "State")


class WorkstationsPage(Page):
    """The hub and every workstation at the left; what can be done at the right."""

    def __init__(self, desk: Desk, synchroniser: Synchroniser) -> None:
        super().__init__()
        self._desk = desk
        self._synchroniser = synchroniser
        self.bar = RefusalBar()
        self._said = {label: sentence(name=f"said_{label}") for label in _LABELS}
        self._progress = QProgressBar()
        self.table = TextTable("workstations", "Workstations", WORKSTATION_COLUMNS, FIGURES)
        self._exchange = ActionButton("Exchange now", "exchange_now")
        self._tasks: dict[str, tuple[ActionButton, Callable[[], Panel | None]]] = {
            "invite": (self._button("Invite a workstation", "invite"), self._invite),
            "stick_write": (self._button("Write to a stick", "stick_write"), self._write),
            "stick_read": (self._button("Read from a stick", "stick_read"), self._read),
            "hub_set": (self._button("Set a hub up", "hub_set"), self._set_hub),
            "name": (self._button("Name the workstation", "name"), self._name),
            "retire": (self._button("Retire the workstation", "retire"), self._retire),
        }
        self.side = TaskSide([self._exchange, *(button for button, _ in self._tasks.values())])
        self._lay_out()
        self._exchange.clicked.connect(self.exchange_now)
        self.side.closed.connect(self._back)
        self.table.line_chosen.connect(self._show_tasks)
        synchroniser.changed.connect(self.refresh)
        synchroniser.told.connect(self._tell)
        synchroniser.progressed.connect(self._progress.setValue)
        desk.turn_changed.connect(self.side.close_panel)
        desk.changed.connect(self.refresh)
        self.refresh()
        self.table.choose(desk.clinic.vault.log.device)

    def _button(self, words: str, key: str) -> ActionButton:
        button = ActionButton(words, key)
        button.clicked.connect(lambda: self.open_task(key))
        return button

    def _lay_out(self) -> None:
        self._progress.setAccessibleName("How far the exchange is")
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(8)
        policy = self._progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._progress.setSizePolicy(policy)
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(self.bar)
        left.addLayout(named_sentences(self._said))
        left.addWidget(self._progress)
        left.addWidget(heading("Workstations of this clinic"))
        left.addWidget(self.table, stretch=1)
        left.addWidget(
            sentence(
                "Each workstation charts on its own, with or without the others. Entries travel"
                " sealed: neither the hub nor a stick shows a name or a value."
            )
        )
        two_columns(self, left, self.side)

    def refresh(self, _changed: object = None) -> None:
        state, now = self._synchroniser.state, self._desk.now()
        zone = self._desk.world.site.zone
        hub = self._synchroniser.exchanges.hub()
        said = (
            f"{plain_url(hub.url)}, as {hub.role}" if hub is not None else _NO_HUB,
            moment_words(state.last, now, zone) if hub is not None else "–",
            exchange_words(state, now, zone).words or "No other workstation is known yet.",
        )
        for label, words in zip(_LABELS, said, strict=True):
            self._said[label].setText(words)
        if not state.is_busy:
            self._progress.setValue(0)
        self._progress.setVisible(state.is_busy)
        self.table.show_lines(workstation_lines(state, now, zone))
        self._exchange.setEnabled(hub is not None and not state.is_busy)
        self._show_tasks()

    def _show_tasks(self, _chosen: str = "") -> None:
        """Only what can be done now, by who is here."""
        is_allowed = may(self._desk.turn.person, RIGHT)
        is_free = not self._synchroniser.state.is_busy
        for key, (button, _) in self._tasks.items():
            needs_place = key in {"stick_write", "stick_read", "hub_set"}
            button.setEnabled(is_allowed and (is_free or not needs_place))
        known = self._synchroniser.exchanges.hub()
        self._tasks["hub_set"][0].setText("Set a hub up" if known is None else "Another hub")
        self._tasks["retire"][0].setEnabled(is_allowed and self._is_another())

    def _is_another(self) -> bool:
        """Whether a workstation in use is chosen that is not this one."""
        return any(each.device == self.table.chosen for each in self._synchroniser.state.others)

    def exchange_now(self) -> None:
        """Exchange at once, also where the last try failed."""
        self.bar.clear()
        self._synchroniser.exchange()

    def open_task(self, key: str) -> None:
        """Begin a task."""
        panel = self._tasks[key][1]()
        if panel is not None:
            self.bar.clear()
            self.side.open(panel)

    def read_stick(self, folder: Path) -> None:
        """Begin to read from a folder; whoever is here still has to say so."""
        self.bar.clear()
        self.side.open(ReadStickPanel(self._desk, self._synchroniser, folder))

    def _invite(self) -> Panel:
        return InvitePanel(self._desk, self._synchroniser)

    def _write(self) -> Panel:
        return WriteStickPanel(self._desk, self._synchroniser)

    def _read(self) -> Panel:
        return ReadStickPanel(self._desk, self._synchroniser)

    def _set_hub(self) -> Panel:
        return HubPanel(self._desk, self._synchroniser)

    def _name(self) -> Panel | None:
        return self._of_chosen(NamePanel, self._synchroniser.state.workstations)

    def _retire(self) -> Panel | None:
        return self._of_chosen(RetirePanel, self._synchroniser.state.others)

    def _of_chosen(
        self,
        panel: Callable[[Desk, WorkstationStatus], Panel],
        among: Sequence[WorkstationStatus],
    ) -> Panel | None:
        """A panel about the workstation that is chosen, if it is one of these."""
        status = next((each for each in among if each.device == self.table.chosen), None)
        return panel(self._desk, status) if status is not None else None

    def _tell(self, words: str, remedy: str) -> None:
        if remedy:
            self.bar.explain(words, remedy)
        else:
            self.bar.tell(words)

    def _back(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
