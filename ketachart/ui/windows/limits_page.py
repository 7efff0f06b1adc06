"""The page of the administration on limits, plans, formulary and protocols."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from ketachart.domain.acts.proposing import subject_of
from ketachart.domain.people import may
from ketachart.domain.proposals import Kind, Proposal
from ketachart.ui.desk import Desk
from ketachart.ui.panels.proposing import ApprovePanel, IdleLockPanel, ProposePanel, RefusePanel
from ketachart.ui.presenters.proposals import (
    DRUG_COLUMNS,
    LIMIT_COLUMNS,
    PROPOSAL_COLUMNS,
    PROTOCOL_COLUMNS,
    drug_lines,
    limit_lines,
    proposal_lines,
    protocol_lines,
)
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import heading, sentence
from ketachart.ui.widgets.panel import Panel
from ketachart.ui.widgets.segmented import Segment, Segmented
from ketachart.ui.widgets.task_side import TaskSide
from ketachart.ui.widgets.text_table import TextTable
from ketachart.ui.windows.paged_window import Page

_KINDS = (
    Segment(value=Kind.SETTINGS.value, text="Limits and plans"),
    Segment(value=Kind.DRUG.value, text="Formulary"),
    Segment(value=Kind.PROTOCOL.value, text="Protocols"),
)


class LimitsPage(Page):
    """What is in force above what is proposed; one task at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._kind = Segmented(_KINDS, "What is shown")
        self._kind.setObjectName("limits_kind")
        self._shown = Kind.SETTINGS
        self._kind.set_value(self._shown.value)
        self.tables = {
            Kind.SETTINGS: TextTable("limits", "Limits and plans", LIMIT_COLUMNS),
            Kind.DRUG: TextTable("formulary", "Formulary", DRUG_COLUMNS),
            Kind.PROTOCOL: TextTable("protocols", "Protocols", PROTOCOL_COLUMNS),
        }
        self._stack = QStackedWidget()
        self.proposals = TextTable("proposals", "Proposals", PROPOSAL_COLUMNS)
        self._propose = ActionButton("Propose a change", "propose")
        self._approve = ActionButton("Approve the proposal", "approve")
        self._refuse = ActionButton("Refuse the proposal", "refuse")
        self._idle = ActionButton("Change the idle lock", "idle_lock")
        self._idle_said = sentence(name="idle_said")
        self.side = TaskSide(
            (self._propose, self._approve, self._refuse, self._idle_said, self._idle)
        )
        self._lay_out()
        self._connect()
        self.refresh()

    def _lay_out(self) -> None:
        for table in self.tables.values():
            self._stack.addWidget(table)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self._kind)
        left.addWidget(self._stack, stretch=3)
        left.addWidget(heading("Proposals"))
        left.addWidget(self.proposals, stretch=2)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 4, 0, 16)
        whole.setSpacing(12)
        whole.addLayout(left, stretch=1)
        whole.addWidget(self.side)

    def _connect(self) -> None:
        self._kind.chosen.connect(self.show_kind)
        self._propose.clicked.connect(self.propose)
        self._approve.clicked.connect(lambda: self._decide(ApprovePanel))
        self._refuse.clicked.connect(lambda: self._decide(RefusePanel))
        self._idle.clicked.connect(lambda: self.side.open(IdleLockPanel(self._desk)))
        for table in (*self.tables.values(), self.proposals):
            table.line_chosen.connect(self._show_tasks)
        self.side.closed.connect(self._back)
        self._desk.changed.connect(self.refresh)
        self._desk.turn_changed.connect(self.side.close_panel)
        self._desk.turn_changed.connect(self._show_tasks)

    @property
    def _table(self) -> TextTable:
        return self.tables[self._shown]

    def show_kind(self, kind: str) -> None:
        """Show limits and plans, the formulary or the protocols."""
        self.side.close_panel()
        self._shown = Kind(kind)
        self._kind.set_value(kind)
        self._stack.setCurrentWidget(self._table)
        self._show_tasks()

    def refresh(self, _changed: object = None) -> None:
        clinic = self._desk.clinic
        proposals, zone = clinic.proposals(), clinic.world.site.zone
        settings = subject_of(clinic.world, Kind.SETTINGS, "")
        if settings is not None:
            self.tables[Kind.SETTINGS].show_lines(limit_lines(settings, proposals))
        self.tables[Kind.DRUG].show_lines(drug_lines(clinic))
        self.tables[Kind.PROTOCOL].show_lines(protocol_lines(clinic))
        self.proposals.show_lines(proposal_lines(proposals, zone, self._desk.person_name))
        minutes = clinic.world.settings_at(self._desk.now()).idle_lock_min
        self._idle_said.setText(f"The screen locks by itself after {minutes} min.")
        self._show_tasks()

    def _show_tasks(self, _chosen: str = "") -> None:
        """Only what the person at the keyboard may do is there."""
        person, chosen = self._desk.turn.person, self._chosen_proposal
        decides = may(person, "settings.approve")
        is_open = chosen is not None and chosen.state == "open"
        self._propose.setVisible(may(person, "settings.propose"))
        self._propose.setEnabled(bool(self._table.chosen))
        for button in (self._approve, self._refuse):
            button.setVisible(decides)
            button.setEnabled(is_open)
        for part in (self._idle, self._idle_said):
            part.setVisible(may(person, "clinic.idle-lock"))

    @property
    def _chosen_proposal(self) -> Proposal | None:
        chosen = self.proposals.chosen
        return self._desk.world.proposal(chosen) if chosen else None

    def propose(self) -> None:
        """Begin a proposal about the line that is chosen."""
        about = self._table.chosen
        if about:
            self.side.open(ProposePanel(self._desk, self._shown, about))

    def _decide(self, made: Callable[[Desk, Proposal], Panel]) -> None:
        proposal = self._chosen_proposal
        if proposal is not None:
            self.side.open(made(self._desk, proposal))

    def _back(self) -> None:
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)
