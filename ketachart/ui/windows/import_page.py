"""The page of the administration that brings patients and the schedule in from a file."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ketachart.app.clinic import Done, Refused
from ketachart.app.csv_file import NotReadable, read_bytes
from ketachart.app.import_preview import Kind, preview
from ketachart.app.importing import Preview
from ketachart.domain.people import may
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.importing import COLUMNS, HINTS, KINDS, preview_lines
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import ChoiceField, FieldRow, heading, sentence
from ketachart.ui.widgets.path_field import FileField
from ketachart.ui.widgets.refusal_bar import RefusalBar
from ketachart.ui.widgets.text_table import TextTable
from ketachart.ui.windows.paged_window import Page
from ketachart.ui.wording import NOTHING_RECORDED

_WHAT = (
    "A CSV file from another program: separated by commas, semicolons or tabs, in UTF-8, UTF-16 or"
    " Windows-1252. All of it is imported, or nothing."
)


_CHANGED = "What the clinic has on file changed meanwhile. Look at the list again, then import."


class ImportPage(Page):
    """Choose a file, look at what it would make, import it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._read: tuple[Path, bytes, Preview] | None = None
        self.bar = RefusalBar()
        self._kind = ChoiceField("import_kind", "What the file holds", KINDS, value=KINDS[0][0])
        self.file = FileField("import_file", "CSV file", "CSV (*.csv *.txt);;All files (*)")
        self._look = ActionButton("Look at it", "import_look")
        self._import = ActionButton("Import", "import_all")
        self._hint = sentence(name="import_hint")
        self._said = sentence(name="import_said")
        self.table = TextTable("preview", "What the file would make", COLUMNS)
        self._lay_out()
        self._kind.currentIndexChanged.connect(self._show_kind)
        self._look.clicked.connect(self.look)
        self._import.clicked.connect(self.bring_in)
        desk.turn_changed.connect(self._show_kind)
        self._show_kind()

    def _lay_out(self) -> None:
        choice = QHBoxLayout()
        choice.setSpacing(8)
        choice.addWidget(FieldRow("What the file holds", self._kind), stretch=1)
        choice.addWidget(FieldRow("CSV file", self.file), stretch=3)
        choice.addWidget(self._look, alignment=Qt.AlignmentFlag.AlignBottom)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self._said, stretch=1)
        foot.addWidget(self._import)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 4, 0, 16)
        rows.setSpacing(10)
        rows.addWidget(self.bar)
        rows.addWidget(sentence(_WHAT))
        rows.addLayout(choice)
        rows.addWidget(self._hint)
        rows.addWidget(heading("What it would make"))
        rows.addWidget(self.table, stretch=1)
        rows.addLayout(foot)

    def _show_kind(self, _index: int = 0) -> None:
        """Say what such a file holds; what was looked at before is another file."""
        self._hint.setText(HINTS[Kind(self._kind.value)])
        self._forget()

    def _forget(self, said: str = "Nothing has been looked at yet.") -> None:
        self._read = None
        self.table.show_lines(())
        self._said.setText(said)
        self._import.setEnabled(False)
        self._look.setEnabled(may(self._desk.turn.person, Kind.PATIENTS.value))

    def look(self) -> None:
        """Read the file and show what it would make; nothing is recorded."""
        self.bar.clear()
        self._forget()
        path, kind = self.file.file, Kind(self._kind.value)
        if path is None:
            self.bar.explain("No file is chosen.", "Choose one, then look at it.")
            return
        try:
            content = read_bytes(path)
            self._show(path, content, preview(self._desk.clinic, kind, content))
        except NotReadable as error:
            self.bar.explain(str(error), NOTHING_RECORDED)

    def _show(self, path: Path, content: bytes, found: Preview) -> None:
        self._read = (path, content, found)
        self.table.show_lines(preview_lines(found))
        self._said.setText(f"{path.name}: {found.words}")
        self._import.setEnabled(found.act is not None)

    def bring_in(self) -> None:
        """Record all that was shown, unless what is registered changed meanwhile."""
        if self._read is None:
            return
        path, content, shown = self._read
        found = preview(self._desk.clinic, Kind(self._kind.value), content)
        if (found.made, found.problems) != (shown.made, shown.problems) or found.act is None:
            self._show(path, content, found)
            self.bar.explain(_CHANGED, NOTHING_RECORDED)
            return
        outcome = self._desk.perform(found.act)
        if isinstance(outcome, Done):
            self._forget(f"Imported from {path.name}: {found.words}")
        elif isinstance(outcome, Refused):
            self.bar.explain(outcome.refusal.sentence, outcome.refusal.remedy)
        else:
            self.bar.explain(outcome.sentence, NOTHING_RECORDED)
