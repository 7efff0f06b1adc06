"""The ledger's rules of the place: what the state adds to the federal rules."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ketachart.app.defaults import load_profiles
from ketachart.domain.people import may
from ketachart.domain.profiles import FEDERAL
from ketachart.ui.desk import Desk
from ketachart.ui.panels.place_rules import PlaceRulesPanel
from ketachart.ui.presenters.inventories import RULE_COLUMNS, rule_lines
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import heading, sentence
from ketachart.ui.widgets.task_side import TaskSide
from ketachart.ui.widgets.text_table import TextTable
from ketachart.ui.windows.paged_window import Page


class RulesPage(Page):
    """The rules in force beside the federal ones; choosing and editing them at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._name = heading("")
        self._name.setObjectName("profile")
        self._remarks = sentence(name="profile_remarks")
        self.table = TextTable("rules", "Rules of the place", RULE_COLUMNS)
        self._change = ActionButton("Choose or change", "change_rules")
        self.side = TaskSide((self._change,))
        left = QVBoxLayout()
        left.setSpacing(10)
        for part in (self._name, self.table, self._remarks):
            left.addWidget(part)
        left.addStretch(1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(16, 4, 16, 16)
        whole.setSpacing(12)
        whole.addLayout(left, stretch=1)
        whole.addWidget(self.side)
        self._change.clicked.connect(self.begin_change)
        self.side.closed.connect(self.refresh)
        desk.changed.connect(self._follow)
        desk.turn_changed.connect(self._follow)

    def refresh(self, _changed: object = None) -> None:
        """Show the rules in force."""
        profile = self._desk.world.profile
        self._name.setText(f"Rules of the place: {profile.name}")
        self._remarks.setText(profile.remarks)
        self.table.show_lines(rule_lines(profile, FEDERAL))
        self.table.fit_rows(4, 8)
        self._change.setVisible(may(self._desk.turn.person, "profile.adopt"))

    def _follow(self, _changed: object = None) -> None:
        if self.isVisible():
            self.refresh()

    def begin_change(self) -> None:
        """Choose a shipped profile, or change a figure of the one in force."""
        self.side.open(PlaceRulesPanel(self._desk, load_profiles()))
