"""The very first window: set up a clinic, or open the training clinic."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from ketachart.app.files import NotWritten
from ketachart.app.outcomes import Trouble
from ketachart.app.vaults import Founded, Founding
from ketachart.ui.presenters.founding import founding_of
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.folder_field import FolderField
from ketachart.ui.widgets.form import FieldRow, sentence
from ketachart.ui.widgets.theme import TOUCH, scaled
from ketachart.ui.windows.founding_pages import (
    ClinicPage,
    FoundingPage,
    PeoplePage,
    ProductsPage,
)
from ketachart.ui.wording import PROGRAM, RECORD_NOT_MONITOR, title_of

_PAINT_FIRST_MS = 20
_WELCOME = (
    "An encrypted chart for ketamine infusions, kept on this computer alone. Nothing is sent"
    " anywhere. Set up your clinic, or look around first in a training clinic whose patients are"
    " made up."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What the first start can do; each answers in words where the machine fails."""

    found: Callable[[Founding], Founded | Trouble]
    save_sheets: Callable[[Path, str, Sequence[str]], None]


class FirstStart(QMainWindow):
    """Welcome, clinic, people, products, recovery sheets; then the first sign-in."""

    training_asked = Signal()
    founded = Signal()

    def __init__(self, beginning: Beginning, folder: Path) -> None:
        super().__init__()
        self.setObjectName("first_start")
        self.setWindowTitle(title_of("First start"))
        self._beginning = beginning
        self._sheets: tuple[str, ...] = ()
        self.clinic_page, self.people_page = ClinicPage(), PeoplePage()
        self.products_page, self.sheets_page = ProductsPage(), SheetsPage(folder)
        self._steps: tuple[FoundingPage, ...] = (
            self.clinic_page,
            self.people_page,
            self.products_page,
            self.sheets_page,
        )
        self._stack = QStackedWidget()
        self._back = ActionButton("Back", "back")
        self._next = ActionButton("Next", "next")
        self._step = sentence(name="step")
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PAINT_FIRST_MS)
        self._later.timeout.connect(self._found)
        self._lay_out()
        self._show(0)

    def _lay_out(self) -> None:
        self._stack.addWidget(self._welcome())
        for page in self._steps:
            self._stack.addWidget(page)
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._step, stretch=1)
        row.addWidget(self._back)
        row.addWidget(self._next)
        self._next.show_primary(primary=True)
        for button in (self._back, self._next):
            button.setMinimumWidth(3 * TOUCH)
        self._back.clicked.connect(self.go_back)
        self._next.clicked.connect(self.go_on)
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(28, 20, 28, 20)
        rows.setSpacing(12)
        rows.addWidget(self._stack, stretch=1)
        rows.addWidget(self._buttons)
        self.setCentralWidget(whole)

    def _welcome(self) -> QWidget:
        title = QLabel(PROGRAM)
        title.setFont(scaled(title.font(), 2.1, bold=True))
        notice = sentence(RECORD_NOT_MONITOR)
        notice.setFont(scaled(notice.font(), 1.0, bold=True))
        begin = ActionButton("Set up a clinic", "set_up")
        begin.show_primary(primary=True)
        begin.clicked.connect(lambda: self._show(1))
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
        rows.addWidget(begin)
        rows.addWidget(training)
        rows.addStretch(2)
        return page

    # ── Going through the pages ──────────────────────────────────────────────────────────────

    def _show(self, page: int) -> None:
        self._stack.setCurrentIndex(page)
        self._buttons.setVisible(page > 0)
        if page:
            self._step.setText(f"Step {page} of {len(self._steps)}")
            is_last = page == len(self._steps)
            self._next.setText("Set up the clinic" if is_last else "Next")
            self._next.updateGeometry()
            self._steps[page - 1].setFocus(Qt.FocusReason.OtherFocusReason)

    def go_back(self) -> None:
        """Go to the page before; what was typed stays."""
        self._show(self._stack.currentIndex() - 1)

    def go_on(self) -> None:
        """Go to the next page once this one is complete; from the last, set the clinic up."""
        at = self._stack.currentIndex()
        if not self._steps[at - 1].is_ready():
            return
        if at < len(self._steps):
            self._show(at + 1)
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
        if not self._sheets:
            people, products = self.people_page.people, self.products_page.products
            made = self._beginning.found(founding_of(clinic, people, products))
            if isinstance(made, Trouble):
                self._stay(made.sentence, "")
                return
            self._sheets = made.sheets
            made.clinic.close()
        try:
            self._beginning.save_sheets(self.sheets_page.chosen, clinic.name, self._sheets)
        except NotWritten as error:
            self._stay(str(error), "The clinic is set up. Choose another folder for the sheets.")
            self._back.setEnabled(False)
            return
        self.founded.emit()

    def _stay(self, words: str, remedy: str) -> None:
        self._next.setEnabled(True)
        self._back.setEnabled(True)
        self._step.setText("")
        self.sheets_page.bar.explain(words, remedy)

    def sizeHint(self) -> QSize:
        return QSize(820, 760)


class SheetsPage(FoundingPage):
    """Where the three recovery sheets go."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            "The recovery sheets",
            "Three sheets of words are written as PDF. Any two of them open the vault if every"
            " passphrase is lost; without them nobody can, not even the makers of this program.",
        )
        self._folder = FolderField("sheets", "Folder for the recovery sheets", folder)
        self.rows.addWidget(FieldRow("Write them into the folder", self._folder))
        self.rows.addWidget(
            sentence(
                "Print them, give them to three people who lock them away in different places, and"
                " delete the files. A stick that is kept in a safe will do as well."
            )
        )
        self.rows.addStretch(1)

    @property
    def chosen(self) -> Path:
        """The folder chosen."""
        return self._folder.folder or Path()

    def is_ready(self) -> bool:
        if self._folder.folder is None:
            self.bar.explain("No folder is named.", "Type or choose one.")
            return False
        self.bar.clear()
        return True
