"""What workstations said differently: which conflicts there are, and settling them in words."""

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHeaderView, QLabel, QVBoxLayout

from ketachart.app.said import Said, said_in
from ketachart.domain.acts import SettleConflict
from ketachart.domain.meeting import Conflict
from ketachart.domain.people import may
from ketachart.domain.refusals import Refusal
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.conflicts import (
    CONFLICT_COLUMNS,
    SAID_COLUMNS,
    conflict_lines,
    in_names,
    is_task_of,
    said_lines,
    settled_words,
)
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import LongTextField, heading, sentence
from ketachart.ui.widgets.panel import Panel
from ketachart.ui.widgets.task_side import TaskSide
from ketachart.ui.widgets.text_table import TextTable
from ketachart.ui.windows.paged_window import Page, PagedWindow, PageEntry
from ketachart.ui.windows.two_columns import two_columns

_READS_CHARTS = "chart.read"
_NONE = "No workstation said anything that another contradicts."
_BOTH_STAND = (
    "Both stay in the record as they were recorded. Say what you looked at and what was done."
)


class SettlePanel(Panel):
    """What was done about a conflict."""

    title: ClassVar[str] = "Settle the conflict"
    verb: ClassVar[str] = "Settle"
    key: ClassVar[str] = "Ctrl+Enter"

    def __init__(self, desk: Desk, conflict: Conflict) -> None:
        super().__init__(desk, "")
        self._conflict = conflict
        self._words = LongTextField("words", "What was done")
        self.add(sentence(conflict.words, "about_conflict"))
        self.add(sentence(conflict.task, "conflict_task"))
        self.add_field("What was done", self._words)
        self.add(sentence(_BOTH_STAND))

    def act(self) -> SettleConflict:
        return SettleConflict(conflict=self._conflict.id, words=self._words.typed)


class ConflictsPage(Page):
    """The conflicts above, what each workstation said below, what to do at the right."""

    session_asked = Signal(str)
    """The chart that a conflict is about is asked for."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._found: tuple[Conflict, ...] = ()
        self._read: set[tuple[str, str]] = set()
        self.table = TextTable("conflicts", "Conflicts", CONFLICT_COLUMNS)
        self.said = TextTable("conflict_said", "What each workstation said", SAID_COLUMNS)
        self._about = sentence(name="conflict_words")
        self._task = sentence(name="conflict_task")
        self._settled = sentence(name="conflict_settled")
        self._heading = heading("What each workstation said")
        self._settle = ActionButton("Settle the conflict", "conflict_settle")
        self._chart = ActionButton("Open the chart", "conflict_chart")
        self.side = TaskSide([self._settle, self._chart])
        self._lay_out()
        self._settle.clicked.connect(self.settle)
        self._chart.clicked.connect(self._ask_chart)
        self.table.line_chosen.connect(self._show_chosen)
        self.side.closed.connect(self._back)
        desk.changed.connect(self._follow)
        desk.turn_changed.connect(self.side.close_panel)
        desk.turn_changed.connect(self._follow)
        self.refresh()

    def _lay_out(self) -> None:
        for table in (self.table, self.said):
            # What does not fit stands below in full, or in the chart.
            header = table.horizontalHeader()
            header.setSectionResizeMode(header.count() - 1, QHeaderView.ResizeMode.Stretch)
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(self.table, stretch=2)
        for part in (self._about, self._task, self._settled, self._heading):
            left.addWidget(part)
        left.addWidget(self.said, stretch=1)
        two_columns(self, left, self.side)

    def refresh(self, _changed: object = None) -> None:
        desk = self._desk
        sees = may(desk.turn.person, _READS_CHARTS)
        names = desk.world.workstation_names()
        found = desk.clinic.conflicts() if sees else ()
        self._found = tuple(in_names(each, names, desk.person_name) for each in found)
        zone = desk.world.site.zone
        lines = conflict_lines(self._found, desk.turn.person, desk.now(), zone)
        self.table.show_lines(lines)
        if lines and not self.table.chosen:
            self.table.choose(lines[0].key)
        self._show_chosen()

    def _follow(self, _changed: object = None) -> None:
        if self.isVisible():
            self.refresh()

    @property
    def chosen(self) -> Conflict | None:
        """The conflict that is chosen."""
        key = self.table.chosen
        return next((each for each in self._found if each.id == key), None)

    def _show_chosen(self, _key: str = "") -> None:
        found, desk = self.chosen, self._desk
        name_of, zone = desk.person_name, desk.world.site.zone
        self._about.setText(found.words if found is not None else _NONE)
        is_open = found is not None and found.settled is None
        self._put(self._task, f"To do: {found.task}" if found is not None and is_open else "")
        settled = settled_words(found, name_of, desk.now(), zone) if found is not None else ""
        self._put(self._settled, settled)
        said = self._said_of(found)
        self.said.show_lines(said_lines(said, desk.world, name_of))
        for part in (self._heading, self.said):
            part.setVisible(bool(said))
        can = found is not None and is_open and is_task_of(found, desk.turn.person)
        self._settle.setEnabled(can)
        self._chart.setEnabled(any(each.session for each in said))

    def _said_of(self, conflict: Conflict | None) -> tuple[Said, ...]:
        """What each workstation said; seeing it is reading those charts, and that is recorded."""
        if conflict is None or not self.isVisible():
            return ()
        said = said_in(self._desk.clinic, conflict)
        by = self._desk.turn.person.id
        for session in dict.fromkeys(each.session for each in said if each.session):
            if (by, session) in self._read:
                continue
            self._read.add((by, session))
            if isinstance(self._desk.clinic.read_chart(session, self._desk.turn), Refusal):
                self._read.discard((by, session))
                return ()
        return said

    @staticmethod
    def _put(label: QLabel, words: str) -> None:
        label.setText(words)
        label.setVisible(bool(words))

    def settle(self) -> None:
        """Say what was done about the conflict that is chosen."""
        if self.chosen is not None:
            self.side.open(SettlePanel(self._desk, self.chosen))

    def _ask_chart(self) -> None:
        if self.chosen is not None:
            self.session_asked.emit(self.chosen.about)

    def _back(self) -> None:
        self.refresh()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)


class ConflictsWindow(PagedWindow):
    """The page by itself, for whoever has a task and no administration to open."""

    def __init__(self, desk: Desk, open_session: Callable[[str], None]) -> None:
        page = ConflictsPage(desk)
        page.session_asked.connect(open_session)
        entry = PageEntry(key="conflicts", title="Conflicts", page=page)
        super().__init__("conflicts", "Conflicts", desk.world.site.name, (entry,))
        self._which.hide()
        self._page = page

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._page.refresh()
        self._page.begin()
