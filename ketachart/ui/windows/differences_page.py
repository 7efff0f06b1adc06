"""The ledger's page of what does not agree: differences, what would explain them, losses."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ketachart.domain.people import may
from ketachart.ui.desk import Desk
from ketachart.ui.panels.counting import CountPanel, ResolvePanel
from ketachart.ui.panels.reporting import ReportLossPanel
from ketachart.ui.presenters.differences import (
    CASE_COLUMNS,
    EXPLANATION_COLUMNS,
    case_lines,
    explaining_lines,
    loss_words,
)
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import heading, sentence
from ketachart.ui.widgets.task_side import TaskSide
from ketachart.ui.widgets.text_table import TextTable
from ketachart.ui.windows.paged_window import Page

_LOSS = "loss "


class DifferencesPage(Page):
    """Cases above, explanations of the one that is chosen below."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.cases = TextTable("cases", "Differences and losses", CASE_COLUMNS)
        self.explanations = TextTable(
            "explanations", "What would explain it", EXPLANATION_COLUMNS, ("Recorded",)
        )
        self._none = sentence(name="no_cases")
        self._said = heading("")
        self._said.setObjectName("explained")
        self._resolve = ActionButton("Resolve the difference", "case_resolve")
        self._count = ActionButton("Count again", "case_count")
        self._report = ActionButton("Enter notice or form", "case_report")
        self.side = TaskSide((self._resolve, self._count, self._report))
        self._lay_out()
        self._resolve.clicked.connect(lambda: self._open("resolve"))
        self._count.clicked.connect(lambda: self._open("count"))
        self._report.clicked.connect(lambda: self._open("report"))
        self.cases.line_chosen.connect(lambda _key: self._case_chosen())
        self.side.closed.connect(self.refresh)
        desk.changed.connect(self._follow)
        desk.turn_changed.connect(self._follow)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(10)
        for part in (self.cases, self._none, self._said):
            left.addWidget(part)
        left.addWidget(self.explanations)
        left.addStretch(1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(16, 4, 16, 16)
        whole.setSpacing(12)
        whole.addLayout(left, stretch=1)
        whole.addWidget(self.side)

    def refresh(self, _changed: object = None) -> None:
        """Show what stands open now; nothing while somebody counts."""
        clinic, is_counting = self._desk.clinic, isinstance(self.side.panel, CountPanel)
        lines = case_lines(self._desk.world, clinic.losses(), self._desk.now())
        self.cases.show_lines(() if is_counting else lines)
        self.cases.fit_rows(2, 7)
        self._none.setText(
            "The figures are hidden while somebody counts."
            if is_counting
            else ""
            if lines
            else "Every count agreed, and no loss is open."
        )
        self._none.setVisible(bool(self._none.text()))
        if lines and not is_counting and not self.cases.chosen:
            self.cases.choose(lines[0].key)
        self._show_explanations()

    def _follow(self, _changed: object = None) -> None:
        if self.isVisible():
            self.refresh()

    def _case_chosen(self) -> None:
        if self.side.panel is not None and not isinstance(self.side.panel, CountPanel):
            self.side.close_panel()
        self._show_explanations()

    def _show_explanations(self) -> None:
        chosen, person = self.cases.chosen, self._desk.turn.person
        stock = self._desk.world.stock(chosen)
        is_open = stock is not None and stock.unresolved is not None
        rows = self._desk.clinic.rows_since_agreement(chosen) if is_open else ()
        words, lines = explaining_lines(stock, rows) if stock and is_open else ("", ())
        loss = self._desk.world.loss(chosen.removeprefix(_LOSS))
        self._said.setText(loss_words(loss, self._desk.world, self._desk.now()) if loss else words)
        self.explanations.show_lines(lines)
        self.explanations.fit_rows(2, 9)
        self.explanations.setVisible(bool(lines))
        self._resolve.setVisible(may(person, "stock.resolve") and is_open)
        self._count.setVisible(may(person, "stock.count") and is_open)
        self._report.setVisible(may(person, "stock.report") and chosen.startswith(_LOSS))

    def _open(self, task: str) -> None:
        chosen = self.cases.chosen
        loss = self._desk.world.loss(chosen.removeprefix(_LOSS))
        if task == "report" and loss is not None:
            self.side.open(ReportLossPanel(self._desk, loss))
        elif self._desk.world.stock(chosen) is None:
            return
        elif task == "resolve":
            self.side.open(ResolvePanel(self._desk, chosen))
        elif task == "count":
            self.side.open(CountPanel(self._desk, chosen))
            self.refresh()
