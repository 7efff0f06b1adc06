"""The page of the administration that leads a new clinic to its first day."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ketachart.domain.refusals import Refusal
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.set_up import SetUpStep, set_up_steps
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import heading, mute, sentence
from ketachart.ui.widgets.refusal_bar import RefusalBar
from ketachart.ui.widgets.sheets_proof import SheetsProof
from ketachart.ui.windows.paged_window import Page


class SetUpPage(Page):
    """A line for each step, and the form of the one that is done here."""

    asked = Signal(str)
    """A window's key and a page's, such as `ledger:stock`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._shown: tuple[SetUpStep, ...] = ()
        self.bar = RefusalBar()
        self.proof = SheetsProof()
        self._prove = ActionButton("Prove these sheets", "prove")
        self._lines = QGridLayout()
        self._proving = QWidget()
        self._lay_out()
        self._prove.clicked.connect(self.prove)
        desk.changed.connect(self.refresh)
        self.refresh()

    def _lay_out(self) -> None:
        self._lines.setHorizontalSpacing(18)
        self._lines.setVerticalSpacing(10)
        self._lines.setColumnStretch(1, 1)
        proving = QVBoxLayout(self._proving)
        proving.setContentsMargins(0, 12, 0, 0)
        proving.setSpacing(10)
        proving.addWidget(heading("The recovery sheets"))
        proving.addWidget(self.proof)
        proving.addWidget(self._prove)
        body = QWidget()
        rows = QVBoxLayout(body)
        rows.setContentsMargins(0, 4, 8, 16)
        rows.setSpacing(12)
        rows.addWidget(sentence("What a clinic needs before its first patient, each done once."))
        rows.addLayout(self._lines)
        rows.addWidget(self._proving)
        rows.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(body)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.bar)
        whole.addWidget(scroll, stretch=1)

    def refresh(self, _changed: object = None) -> None:
        steps = set_up_steps(self._desk.clinic)
        if steps == self._shown:
            return
        self._shown = steps
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row, step in enumerate(steps):
            self._show_step(row, step)
        self._proving.setVisible(any(not step.done and step.key == "sheets" for step in steps))

    def _show_step(self, row: int, step: SetUpStep) -> None:
        mark = QLabel(f"✓ {row + 1}." if step.done else f"{row + 1}.")
        words = QWidget()
        lines = QVBoxLayout(words)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(2)
        lines.addWidget(heading(step.title))
        said = sentence(f"Done: {step.done}." if step.done else step.why, f"step_{step.key}")
        mute(said)
        lines.addWidget(said)
        self._lines.addWidget(mark, row, 0)
        self._lines.addWidget(words, row, 1)
        if step.leads_to and not step.done:
            button = ActionButton("Go there", f"go_{step.key}")
            button.setAccessibleName(f"Go there: {step.title}")
            button.clicked.connect(lambda _checked=False, to=step.leads_to: self.asked.emit(to))
            self._lines.addWidget(button, row, 2)

    def prove(self) -> None:
        """Open the keyring with the two sheets that were typed."""
        sheets = self.proof.sheets
        if sheets is None:
            self.bar.explain("Two whole sheets are needed.", "Each has 33 words.")
            self.proof.begin()
            return
        wrong = self._desk.clinic.prove_sheets(sheets, self._desk.turn.person.id)
        if wrong is not None:
            remedy = wrong.remedy if isinstance(wrong, Refusal) else ""
            self.bar.explain(wrong.sentence, remedy)
            return
        self.bar.clear()
        self.proof.clear()
