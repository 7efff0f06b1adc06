"""The ledger's search: who got a lot, and one container's life from the invoice to empty."""

from collections.abc import Iterator

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ketachart.domain.daylog import Row
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.tracing import FOUND_COLUMNS, found_lines, found_words
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import FieldRow, TextField, heading
from ketachart.ui.widgets.refusal_bar import RefusalBar
from ketachart.ui.widgets.text_table import TextTable
from ketachart.ui.windows.paged_window import Page
from ketachart.ui.wording import said_of

_LEAST_LETTERS = 2
_HINT = "A lot, a container such as K5301-1, a patient, a person, or an invoice; then Enter."


class ContainersPage(Page):
    """One search at a time; it goes on in short steps and can be left at any time."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._rows: list[Row] = []
        self._looked_at = 0
        self._wanted = ""
        self._search: Iterator[tuple[int, tuple[Row, ...]]] | None = None
        self._field = TextField("search", "Search the ledger")
        self._begin = ActionButton("Search", "begin_search", key="Enter")
        self._stop = ActionButton("Stop", "stop_search", key="Esc")
        self._said = heading("")
        self._said.setObjectName("found")
        self._bar = RefusalBar()
        self.table = TextTable("movements", "What was found", FOUND_COLUMNS, ("mL", "mg"))
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._step)
        self._lay_out()
        self._begin.clicked.connect(self.begin_search)
        self._stop.clicked.connect(self.stop_search)
        desk.turn_changed.connect(self._forget)

    def _lay_out(self) -> None:
        self._stop.hide()
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(FieldRow("Search the ledger", self._field, hint=_HINT), stretch=1)
        line.addWidget(self._begin, alignment=Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self._stop, alignment=Qt.AlignmentFlag.AlignVCenter)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 4, 16, 16)
        rows.setSpacing(10)
        rows.addLayout(line)
        rows.addWidget(self._bar)
        rows.addWidget(self._said)
        rows.addWidget(self.table, stretch=1)

    def refresh(self, _changed: object = None) -> None:
        """Be ready to be typed into; what was found stays."""
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def begin_search(self) -> None:
        """Look through the whole ledger for what was typed."""
        self.stop_search()
        refusal = self._desk.clinic.may_read(self._desk.turn, "ledger.read")
        if refusal is not None:
            said = said_of(refusal)
            self._bar.explain(said.sentence, said.remedy, said.code)
            return
        self._wanted = self._field.typed
        if len(self._wanted) < _LEAST_LETTERS:
            self._bar.explain("That is too short to look for.", "Type two letters or more.")
            return
        self._bar.clear()
        self._rows, self._looked_at = [], 0
        self._search = self._desk.clinic.trace(self._wanted)
        self._stop.show()
        self._timer.start()

    def stop_search(self) -> None:
        """Show what was found so far."""
        if self._search is not None:
            self._search = None
            self._end(f"Stopped after {self._looked_at} entries. ")

    def _step(self) -> None:
        batch = next(self._search, None) if self._search is not None else None
        if batch is None:
            self._search = None
            self._end("")
            return
        looked_at, rows = batch
        self._looked_at += looked_at
        self._rows.extend(rows)
        self._said.setText(f"Searching … {self._looked_at} entries looked at")

    def _end(self, before: str) -> None:
        self._timer.stop()
        self._stop.hide()
        if any(row.patient_name for row in self._rows):
            self._desk.clinic.record_reading(f"ledger, search “{self._wanted}”", self._desk.turn)
        self.table.show_lines(found_lines(self._rows))
        self._said.setText(f"{before}{found_words(self._rows)}")

    def _forget(self) -> None:
        """What one person may see is not left to the next."""
        self._search = None
        self._timer.stop()
        self._stop.hide()
        self._rows = []
        self.table.show_lines(())
        self._said.setText("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.begin_search()
        elif event.key() == Qt.Key.Key_Escape:
            self.stop_search()
        else:
            super().keyPressEvent(event)
