"""The page of the administration on people: who may sign in, and as what."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ketachart.domain.people import may
from ketachart.ui.desk import Desk
from ketachart.ui.panels.staff import (
    AddPersonPanel,
    AttestPanel,
    ChangePersonPanel,
    DisablePanel,
    EnablePanel,
    PersonPanel,
    RenewPanel,
)
from ketachart.ui.presenters.administration import PEOPLE_COLUMNS, people_lines
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import heading, sentence
from ketachart.ui.widgets.task_side import TaskSide
from ketachart.ui.widgets.text_table import TextTable
from ketachart.ui.windows.paged_window import Page

_TASKS: Mapping[str, tuple[str, str, type[PersonPanel]]] = {
    "add_person": ("Add a person", "person.add", AddPersonPanel),
    "change_person": ("Change name or roles", "person.change", ChangePersonPanel),
    "attest_handler": ("Attest as authorised handler", "person.attest", AttestPanel),
    "renew_access": ("New passphrase and PIN", "person.renew-access", RenewPanel),
    "disable_person": ("Disable", "person.disable", DisablePanel),
    "enable_person": ("Enable", "person.enable", EnablePanel),
}


class PeoplePage(Page):
    """Everyone at the left, one task at a time at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.table = TextTable("people", "People", PEOPLE_COLUMNS)
        self._chosen = heading("")
        self._buttons = {key: ActionButton(words, key) for key, (words, _, _) in _TASKS.items()}
        self.side = TaskSide([self._chosen, *self._buttons.values()])
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(
            sentence(
                "Nobody is ever deleted: who left is disabled, and what they did stays theirs."
            )
        )
        left.addWidget(self.table, stretch=1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 4, 0, 16)
        whole.setSpacing(12)
        whole.addLayout(left, stretch=1)
        whole.addWidget(self.side)
        for key, button in self._buttons.items():
            button.clicked.connect(lambda _checked=False, name=key: self.open_task(name))
        self.side.closed.connect(self._back)
        self.table.line_chosen.connect(self._show_tasks)
        desk.changed.connect(self.refresh)
        desk.turn_changed.connect(self.side.close_panel)
        self.refresh()
        self.table.choose(desk.turn.person.id)

    def refresh(self, _changed: object = None) -> None:
        clinic = self._desk.clinic
        today = self._desk.today
        self.table.show_lines(people_lines(clinic.people(), clinic.handlers(), today))
        self._show_tasks()

    def _show_tasks(self, _chosen: str = "") -> None:
        """Only what can be done with the person who is chosen."""
        person = self._desk.world.person(self.table.chosen)
        self._chosen.setText(person.titled if person is not None else "Nobody is chosen")
        by = self._desk.turn.person
        is_own = person is not None and person.id == by.id
        is_gone = person is not None and person.disabled
        for key, (_, right, _) in _TASKS.items():
            self._buttons[key].setEnabled(
                may(by, right) and (key == "add_person" or person is not None)
            )
        self._buttons["enable_person"].setVisible(is_gone)
        for key in ("disable_person", "renew_access"):
            self._buttons[key].setVisible(not is_gone and not is_own)
        self._buttons["attest_handler"].setVisible(not is_gone)

    def open_task(self, key: str) -> None:
        """Begin a task about the person who is chosen."""
        person = self._desk.world.person(self.table.chosen)
        self.side.open(_TASKS[key][2](self._desk, None if key == "add_person" else person))

    def _back(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
