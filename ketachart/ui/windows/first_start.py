"""The very first window: set up a clinic, or open the training clinic."""

from pathlib import Path

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from ketachart.app.files import NotWritten
from ketachart.app.outcomes import Trouble
from ketachart.app.vaults import Founded
from ketachart.domain.refusals import Refusal
from ketachart.ui.entry_parts import Beginning
from ketachart.ui.presenters.founding import founding_of
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import sentence
from ketachart.ui.widgets.theme import TOUCH, scaled, window_size
from ketachart.ui.windows.founding_pages import (
    ClinicPage,
    FoundingPage,
    PeoplePage,
    ProductsPage,
)
from ketachart.ui.windows.founding_sheets import ProofPage, SheetsPage
from ketachart.ui.wording import PROGRAM, RECORD_NOT_MONITOR, title_of

_PAINT_FIRST_MS = 20
_WELCOME = (
    "An encrypted chart for ketamine infusions, kept on this computer. Nothing leaves it unless"
    " you connect it with the clinic's other workstations, and then only sealed. Set up your"
    " clinic, join one that is set up, or look around first in a training clinic whose patients"
    " are made up. F1 opens the help."
)


class FirstStart(QMainWindow):
    """Welcome, clinic, people, products, recovery sheets, their proof; then the first sign-in."""

    training_asked = Signal()
    restore_asked = Signal()
    join_asked = Signal()
    founded = Signal()

    def __init__(self, beginning: Beginning, folder: Path) -> None:
        super().__init__()
        self.setObjectName("first_start")
        self.setWindowTitle(title_of("First start"))
        self._beginning = beginning
        self._made: Founded | None = None
        self.clinic_page, self.people_page = ClinicPage(), PeoplePage()
        self.products_page, self.sheets_page = ProductsPage(), SheetsPage(folder)
        self.proof_page = ProofPage()
        self._steps: tuple[FoundingPage, ...] = (
            self.clinic_page,
            self.people_page,
            self.products_page,
            self.sheets_page,
            self.proof_page,
        )
        self._stack = QStackedWidget()
        self._back = ActionButton("Back", "back")
        self._next = ActionButton("Next", "next")
        self._skip = ActionButton("Prove them later", "skip")
        self._step = sentence(name="step")
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PAINT_FIRST_MS)
        self._later.timeout.connect(self._found)
        self._lay_out()
        self.show_step(0)

    def _lay_out(self) -> None:
        self._stack.addWidget(self._welcome())
        for page in self._steps:
            self._stack.addWidget(page)
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._step, stretch=1)
        for button in (self._back, self._skip, self._next):
            row.addWidget(button)
            button.setMinimumWidth(3 * TOUCH)
        self._next.show_primary(primary=True)
        self._back.clicked.connect(self.go_back)
        self._next.clicked.connect(self.go_on)
        self._skip.clicked.connect(self.finish)
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(28, 20, 28, 20)
        rows.setSpacing(12)
        rows.addWidget(self._stack, stretch=1)
        rows.addWidget(self._buttons)
        self.setCentralWidget(whole)
        # From the last field a Tab leads on, not back.
        QWidget.setTabOrder(self._next, self._skip)
        QWidget.setTabOrder(self._skip, self._back)

    def _welcome(self) -> QWidget:
        title = QLabel(PROGRAM)
        title.setFont(scaled(title.font(), 2.1, bold=True))
        notice = sentence(RECORD_NOT_MONITOR)
        notice.setFont(scaled(notice.font(), 1.0, bold=True))
        begin = ActionButton("Set up a clinic", "set_up")
        begin.show_primary(primary=True)
        begin.clicked.connect(lambda: self.show_step(1))
        restore = ActionButton("Restore from a backup", "restore")
        restore.clicked.connect(self.restore_asked)
        join = ActionButton("Join a clinic", "join")
        join.clicked.connect(self.join_asked)
        training = ActionButton("Open the training clinic", "training")
        training.clicked.connect(self.training_asked)
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.setSpacing(16)
        rows.addStretch(1)
        rows.addWidget(title)
        rows.addWidget(sentence(_WELCOME))
        rows.addWidget(notice)
        rows.addSpacing(12)
        for button in (begin, join, restore, training):
            rows.addWidget(button)
        rows.addStretch(2)
        return page

    # ── Going through the pages ──────────────────────────────────────────────────────────────

    def show_step(self, page: int) -> None:
        """Show a step; 0 is the welcome."""
        self._stack.setCurrentIndex(page)
        self._buttons.setVisible(page > 0)
        if page:
            self._step.setText(f"Step {page} of {len(self._steps)}")
            step = self._steps[page - 1]
            is_proof = step is self.proof_page
            said = {self.sheets_page: "Set up the clinic", self.proof_page: "Finish"}
            self._next.setText(said.get(step, "Next"))
            self._next.updateGeometry()
            self._back.setVisible(not is_proof)  # the clinic is set up by then
            self._skip.setVisible(is_proof)
            step.begin()

    def go_back(self) -> None:
        """Go to the page before; what was typed stays."""
        self.show_step(self._stack.currentIndex() - 1)

    def go_on(self) -> None:
        """Go to the next page once this one is complete; at the sheets, set the clinic up."""
        at = self._stack.currentIndex()
        step = self._steps[at - 1]
        if not step.is_ready():
            return
        if step is self.proof_page:
            self._prove()
            return
        if step is not self.sheets_page:
            self.show_step(at + 1)
            return
        self._next.setEnabled(False)
        self._back.setEnabled(False)
        self._step.setText("Setting up: keys and recovery sheets are made …")
        self._later.start()

    def _found(self) -> None:
        """Found the clinic once; if only its sheets could not be saved, save them again."""
        clinic = self.clinic_page.clinic
        if clinic is None:
            return
        if self._made is None:
            people, products = self.people_page.people, self.products_page.products
            made = self._beginning.found(founding_of(clinic, people, products))
            if isinstance(made, Trouble):
                self._stay(made.sentence, "")
                return
            self._made = made
        folder = self.sheets_page.chosen
        try:
            self._beginning.save_sheets(folder, clinic.name, self._made.sheets)
        except NotWritten as error:
            self._stay(str(error), "The clinic is set up. Choose another folder for the sheets.")
            self._back.setEnabled(False)
            return
        self._next.setEnabled(True)
        self.proof_page.tell(folder)
        self.show_step(self._stack.currentIndex() + 1)

    def _prove(self) -> None:
        """Open the keyring with the two sheets that were typed; then this start is over."""
        sheets = self.proof_page.sheets
        if self._made is None or sheets is None:
            return
        wrong = self._made.clinic.prove_sheets(sheets)
        if wrong is None:
            self.finish()
        else:
            remedy = wrong.remedy if isinstance(wrong, Refusal) else ""
            self.proof_page.bar.explain(wrong.sentence, remedy)

    def finish(self) -> None:
        """Let go of the vault: the first person signs in."""
        self._let_go()
        self.founded.emit()

    def _let_go(self) -> None:
        self.proof_page.clear()
        if self._made is not None:
            self._made.clinic.close()
            self._made = None

    def _stay(self, words: str, remedy: str) -> None:
        self._next.setEnabled(True)
        self._back.setEnabled(True)
        self._step.setText("")
        self.sheets_page.bar.explain(words, remedy)

    def sizeHint(self) -> QSize:
        return window_size(self, 820, 840)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._let_go()
        super().closeEvent(event)
