"""Looking back: dose, dissociation, pain and relief of one patient, or of all on some days."""

from collections.abc import Iterator
from datetime import timedelta

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QScrollArea, QVBoxLayout, QWidget

from ketachart.app.files import NotWritten
from ketachart.app.outcome_reading import Read, read_days, read_patient
from ketachart.domain.outcome_picture import clinic_picture, series_picture
from ketachart.domain.patients import Patient
from ketachart.domain.people import may
from ketachart.domain.refusals import Code, Refusal
from ketachart.ui.desk import Desk
from ketachart.ui.panels.outcome import OutcomePanel
from ketachart.ui.presenters.inspection import read_days as days_typed
from ketachart.ui.presenters.outcomes import (
    OUTCOME_COLUMNS,
    OUTCOME_NUMBERS,
    about_words,
    outcome_lines,
    to_be_noted,
    whose_words,
)
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import FieldRow, TextField, heading, sentence
from ketachart.ui.widgets.outcome_plot import OutcomePlot
from ketachart.ui.widgets.path_field import FolderField
from ketachart.ui.widgets.refusal_bar import RefusalBar
from ketachart.ui.widgets.task_side import TaskSide
from ketachart.ui.widgets.text_table import TextTable
from ketachart.ui.wording import said_of, title_of

_RECORD, _READ = "outcome.record", "chart.read"
_LEAST_LINES = 21
_MEASURED_LINES = 50
_A_QUARTER = timedelta(days=91)
_ALL = "All patients, {} to {}, without names"
_AGAIN = "Enter shows; Enter again: what came of it"
_NOTHING = Read(done=0, total=0)


class OutcomesWindow(QMainWindow):
    """The picture and the table at the left; whose, what came of it, and paper at the right."""

    take_over_asked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("outcomes")
        self.setWindowTitle(title_of("Outcomes"))
        self._desk = desk
        self._patient: Patient | None = None
        self._read = _NOTHING
        self._steps: Iterator[Read] | None = None
        self.bar = RefusalBar()
        self._whose = heading("")
        self._whose.setObjectName("whose")
        self._about = sentence(name="about")
        self.plot = OutcomePlot()
        self.table = TextTable("outcomes", "Outcomes", OUTCOME_COLUMNS, OUTCOME_NUMBERS)
        # Figures are no wider than their headings: measuring thousands would keep keys waiting.
        self.table.horizontalHeader().setResizeContentsPrecision(_MEASURED_LINES)
        today = desk.today
        self._name = TextField("outcomes_patient", "Patient", hint="name or MRN")
        self._show_patient = ActionButton("Show this patient", "show_patient")
        self._first = TextField("outcomes_from", "From day", text=str(today - _A_QUARTER))
        self._last = TextField("outcomes_to", "To day", text=str(today))
        self._show_all = ActionButton("Show all patients", "show_all")
        self._note = ActionButton("Note what came of it", "note_outcome")
        self._folder = FolderField("outcomes_folder", "Folder for the file")
        self._save = ActionButton("Save as PDF", "save_outcomes")
        self._said = sentence(name="said")
        # One session at a time, and between two whatever is typed.
        self._next = QTimer(self)
        self._next.setInterval(0)
        self._next.timeout.connect(self.step)
        self.side = TaskSide(self._resting())
        self._lay_out()
        self._connect()
        self._show()

    def _resting(self) -> tuple[QWidget, ...]:
        return (
            heading("One patient"),
            FieldRow("Patient", self._name, hint=_AGAIN),
            self._show_patient,
            heading("All patients"),
            FieldRow("From day", self._first),
            FieldRow("To day", self._last),
            self._show_all,
            heading("The session that is chosen"),
            self._note,
            heading("On paper"),
            FieldRow("Into the folder", self._folder),
            self._save,
            self._said,
        )

    def _lay_out(self) -> None:
        # On a low screen the picture keeps its height, and what is below is scrolled to.
        self.plot.setMinimumHeight(_LEAST_LINES * self.fontMetrics().height())
        inner = QWidget()
        left = QVBoxLayout(inner)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(8)
        for part in (self._whose, self._about):
            left.addWidget(part)
        left.addWidget(self.plot, stretch=1)
        left.addWidget(self.table)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        whole = QWidget()
        columns = QHBoxLayout()
        columns.setSpacing(12)
        columns.addWidget(scroll, stretch=1)
        columns.addWidget(self.side)
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(16, 12, 16, 16)
        rows.setSpacing(8)
        rows.addWidget(self.bar)
        rows.addLayout(columns, stretch=1)
        self.setCentralWidget(whole)

    def _connect(self) -> None:
        self._show_patient.clicked.connect(self._show_typed_patient)
        self._name.returnPressed.connect(self._show_typed_patient)
        self._show_all.clicked.connect(self._show_typed_days)
        for field in (self._first, self._last):
            field.returnPressed.connect(self._show_typed_days)
        self._note.clicked.connect(self.note_outcome)
        self._save.clicked.connect(self.save)
        self.table.activated.connect(lambda _line: self.note_outcome())
        self.side.closed.connect(self._back_to_the_list)
        self._desk.turn_changed.connect(self._read_again)

    # ── Whose ────────────────────────────────────────────────────────────────────────────────

    @property
    def is_busy(self) -> bool:
        """Whether sessions are being read."""
        return self._steps is not None

    def show_patient(self, patient: str) -> None:
        """Show the sessions of one patient."""
        found = self._desk.world.patient(patient)
        if found is None:
            return
        self._patient = found
        self._whose.setText(whose_words(found))
        self._begin(read_patient(self._desk.clinic, patient, self._desk.turn))

    def _show_typed_patient(self) -> None:
        clinic, typed = self._desk.clinic, self._name.typed
        found, count = clinic.found_patients(typed) if typed else ((), 0)
        is_shown = not typed or found == (self._patient,)
        if self._patient is not None and is_shown and self._note.isEnabled():
            self.note_outcome()
            return
        clinic.record_search(typed, self._desk.turn)
        if count == 1:
            self.show_patient(found[0].id)
            return
        words = f"{count} patients fit." if count else "No patient fits."
        self.bar.explain(words, "Enter the whole name, or the MRN.", Code.INPUT_INVALID)
        self._name.setFocus()
        self._name.selectAll()

    def _show_typed_days(self) -> None:
        days = days_typed(self._first.typed, self._last.typed)
        if isinstance(days, str):
            self.bar.explain(days, code=Code.INPUT_INVALID)
            self._first.setFocus()
            return
        self._patient = None
        self._whose.setText(_ALL.format(*days))
        self._begin(read_days(self._desk.clinic, *days, self._desk.turn))

    def _begin(self, steps: Iterator[Read] | Refusal) -> None:
        self._read, self._steps = _NOTHING, None
        if isinstance(steps, Refusal):
            said = said_of(steps)
            self._patient = None
            self._whose.setText("")
            self.side.close_panel()
            self.bar.explain(said.sentence, said.remedy, said.code)
            self._show()
            return
        self.bar.clear()
        self._said.setText("")
        self._steps = steps
        # Nothing of whom it showed before may stand, or be noted, under another name.
        self._show()
        self._next.start()

    def step(self) -> None:
        """Read the next session; after the last, show what was read."""
        read = next(self._steps, None) if self._steps is not None else None
        if read is None or read.is_whole:
            self._next.stop()
            self._steps = None
            self._read = read or _NOTHING
            self._show()
        else:
            self._about.setText(f"Reading session {read.done + 1} of {read.total} …")

    def _show(self) -> None:
        """Show what was read, in a picture, in figures and in words."""
        picture = series_picture if self._patient is not None else clinic_picture
        outcomes = self._read.outcomes
        self.plot.show_picture(picture(outcomes) if outcomes else None)
        self.table.show_lines(outcome_lines(outcomes))
        self.table.fit_rows(2, 5)
        self.table.choose(to_be_noted(outcomes))
        self._about.setText(self._words())
        if self.is_busy:
            return
        person, has_any = self._desk.turn.person, bool(outcomes)
        self.table.setVisible(has_any)
        # Among sessions without names nobody can say whose a phone call is about.
        is_of_one = self._patient is not None and bool(to_be_noted(outcomes))
        self._note.setEnabled(is_of_one and may(person, _RECORD))
        self._save.setEnabled(has_any and may(person, _READ))

    def _words(self) -> str:
        if not self._whose.text():
            return "Choose a patient, or the days of all."
        if self.is_busy:
            return "Reading …"
        return about_words(self._read.outcomes, self._patient, self._read.left_out)

    def _read_again(self) -> None:
        """Whoever takes over reads this; that is recorded."""
        if self.side.panel is not None:
            self.side.panel.turn_changed()
        self._show_again()

    def _show_again(self) -> None:
        if self._patient is not None:
            self.show_patient(self._patient.id)
        elif self._whose.text():
            self._show_typed_days()

    # ── What came of it, and paper ───────────────────────────────────────────────────────────

    def note_outcome(self) -> None:
        """Note what came of the session that is chosen."""
        if self.table.chosen and self._note.isEnabled():
            self.side.open(OutcomePanel(self._desk, self.table.chosen))

    def _back_to_the_list(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_again()

    def save(self) -> None:
        """Write what is shown as PDF."""
        from ketachart.paper.gathering import outcomes_on_paper
        from ketachart.paper.outcomes_pdf import write_outcomes

        clinic, turn, folder = self._desk.clinic, self._desk.turn, self._folder.folder
        if self.is_busy:
            return
        if folder is None:
            self.bar.explain("No folder is named.", "Type or choose one.")
            return
        paper = outcomes_on_paper(clinic, self._patient, self._read, turn.person)
        moment = self._desk.now().astimezone(self._desk.world.site.zone)
        whose = "one-patient" if self._patient else "all-patients"
        path = folder / f"outcomes-{whose}-{moment:%Y-%m-%d-%H%M%S}.pdf"
        try:
            write_outcomes(path, paper)
        except NotWritten as error:
            self.bar.explain(str(error), "Choose another folder.", "file.not-written")
            return
        patient = self._patient.id if self._patient else ""
        clinic.record_reading("outcomes as PDF, saved", turn, patient)
        self.bar.clear()
        self._said.setText(f"Saved: {path}")

    # ── What Qt calls ────────────────────────────────────────────────────────────────────────

    def sizeHint(self) -> QSize:
        return QSize(1280, 900)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._next.stop()
        self._desk.turn_changed.disconnect(self._read_again)
        super().closeEvent(event)
