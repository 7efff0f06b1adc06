"""The page of the administration on the clinic itself and its chairs."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ketachart.domain.people import may
from ketachart.ui.desk import Desk
from ketachart.ui.panels.premises import (
    AddChairPanel,
    ClinicPanel,
    DisableChairPanel,
    PremisesPanel,
    RenameChairPanel,
)
from ketachart.ui.presenters.administration import CHAIR_COLUMNS, chair_lines
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import heading, named_sentences, sentence
from ketachart.ui.widgets.task_side import TaskSide
from ketachart.ui.widgets.text_table import TextTable
from ketachart.ui.windows.paged_window import Page

_TASKS: Mapping[str, tuple[str, str, type[PremisesPanel]]] = {
    "change_clinic": ("Change clinic data", "clinic.change", ClinicPanel),
    "add_chair": ("Add a chair", "chair.add", AddChairPanel),
    "rename_chair": ("Rename the chair", "chair.rename", RenameChairPanel),
    "disable_chair": ("Disable the chair", "chair.disable", DisableChairPanel),
}
_OF_A_CHAIR = ("rename_chair", "disable_chair")
_LABELS = ("Name", "Address", "Telephone", "DEA registration", "Time zone", "Kind")


class ClinicPage(Page):
    """What the papers are headed with, above the chairs; one task at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._said = {label: sentence(name=f"said_{label}") for label in _LABELS}
        self.table = TextTable("chairs", "Chairs", CHAIR_COLUMNS)
        self._buttons = {key: ActionButton(words, key) for key, (words, _, _) in _TASKS.items()}
        self.side = TaskSide(list(self._buttons.values()))
        self._lay_out()
        for key, button in self._buttons.items():
            button.clicked.connect(lambda _checked=False, name=key: self.open_task(name))
        self.side.closed.connect(self._back)
        self.table.line_chosen.connect(self._show_tasks)
        desk.changed.connect(self.refresh)
        desk.turn_changed.connect(self.side.close_panel)
        self.refresh()
        self.table.choose(next(iter(desk.world.site.chairs), ""))

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(heading("The clinic, as its papers are headed"))
        left.addLayout(named_sentences(self._said))
        left.addWidget(heading("Chairs"))
        left.addWidget(self.table, stretch=1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 4, 0, 16)
        whole.setSpacing(12)
        whole.addLayout(left, stretch=1)
        whole.addWidget(self.side)

    def refresh(self, _changed: object = None) -> None:
        site = self._desk.world.site
        kind = "Training: no real patients" if site.training else "Real patients"
        words = (
            site.name,
            site.address,
            site.phone or "–",
            site.dea_registration,
            str(site.zone),
            f"{kind}; this never changes",
        )
        for label, each in zip(_LABELS, words, strict=True):
            self._said[label].setText(each)
        self.table.show_lines(chair_lines(self._desk.world))
        self._show_tasks()

    def _show_tasks(self, _chosen: str = "") -> None:
        chair, by = self.table.chosen, self._desk.turn.person
        for key, (_, right, _) in _TASKS.items():
            can = may(by, right) and (key not in _OF_A_CHAIR or bool(chair))
            self._buttons[key].setEnabled(can)

    def open_task(self, key: str) -> None:
        """Begin a task, about the chair that is chosen where it is about one."""
        self.side.open(_TASKS[key][2](self._desk, self.table.chosen))

    def _back(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
