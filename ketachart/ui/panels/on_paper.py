"""The chair on paper: the next hour to go on with, and what was written there, entered."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from ketachart.app.clinic import Done, Refused
from ketachart.app.files import NotWritten
from ketachart.domain.acts import Act, ChartVitals, PrintPaper
from ketachart.domain.session import Session
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.back_entry import INITIALS, ROWS, entered_words, pages, read_column
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import ChoiceField, TextField, sentence
from ketachart.ui.widgets.opened_file import open_file
from ketachart.ui.widgets.panel import Panel
from ketachart.ui.widgets.path_field import FolderField

if TYPE_CHECKING:
    from ketachart.paper.instructions_pdf import Handout

_TIME = "observed_at"
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FilePanel(Panel):
    """Writes a file into a folder, says where it is, and opens it to be printed."""

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self.folder = FolderField("folder", "Into the folder")
        self._saved = sentence(name="saved")
        self._open = ActionButton("Open it, to print", "open_file")
        self._file: Path | None = None
        self._open.clicked.connect(self._open_file)

    def add_file_parts(self) -> None:
        """Put the folder, and where the file went, below the others."""
        self.add_field("Into the folder", self.folder)
        self.add(self._saved)
        self.add(self._open)
        self._saved.hide()
        self._open.hide()

    def written(self, name: str, write: Callable[[Path], None]) -> bool:
        """Write a file of a name into the folder; whether it is there."""
        folder = self.folder.folder
        if folder is None:
            self.bar.explain("No folder is named.", "Type or choose one.")
            return False
        path = folder / name
        try:
            write(path)
        except NotWritten as error:
            self.bar.explain(str(error), "Choose another folder.", "file.not-written")
            return False
        self.bar.clear()
        self._file = path
        self._saved.setText(f"Saved: {path}")
        self._saved.show()
        self._open.show()
        return True

    def _open_file(self) -> None:
        if self._file is not None:
            open_file(self._file, self.bar)


class PaperPanel(FilePanel):
    """The next sixty minutes of this chair as a paper grid."""

    title = "The next hour on paper"
    verb = "Make the page"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self.add(
            sentence(
                "A grid with the planned times and all that is known now. It holds the patient's"
                " name: keep it at the chair. Once it was entered, file it: what is written on it"
                " is the first record of that hour."
            )
        )
        self.add_file_parts()

    def submit_typed(self) -> bool:
        """Write the page, then put on record that it was made."""
        from ketachart.paper.gathering import next_hour_on_paper
        from ketachart.paper.twin_pdf import write_twin

        session = self.session
        if session is None:
            return False
        twin = next_hour_on_paper(self.desk.clinic, session, self.desk.turn.person)
        act = PrintPaper(
            session=session.id,
            page=twin.page,
            begin=twin.begin.isoformat(),
            until=twin.until.isoformat(),
        )
        refusal = self.desk.clinic.check(act, self.desk.turn)
        if refusal is not None:
            self.explain(refusal)
            return False
        name = file_name(f"paper-{twin.page}", session, "pdf")
        if not self.written(name, lambda path: write_twin(path, twin)):
            return False
        return self.submit(act)

    def done(self) -> None:
        """Stay: where the page went is to be read."""


class InstructionsPanel(FilePanel):
    """The sheet that patient and escort take home, and the escort's slip with the code."""

    title = "Sheets to take home"
    verb = "Make the sheet"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self.add(
            sentence(
                "For patient and escort: no driving until tomorrow, what to expect, whom to call. "
                "The escort's slip holds the code alone, and goes to the escort alone."
            )
        )
        self._slip = ActionButton("Make the escort's slip", "make_slip")
        self._slip.clicked.connect(self._make_slip)
        self.add(self._slip)
        self.add_file_parts()
        found = self.session
        if found is None or not found.escort_code:
            self._slip.hide()

    def submit_typed(self) -> bool:
        """Write the sheet and put on record that it was made."""
        from ketachart.paper.instructions_pdf import write_instructions

        return self._make("going-home", write_instructions)

    def _make_slip(self) -> None:
        from ketachart.paper.instructions_pdf import write_code_slip

        self._make("escort-slip", write_code_slip)

    def _make(self, name: str, write: Callable[[Path, "Handout"], None]) -> bool:
        from ketachart.paper.gathering import handout_on_paper

        session = self.session
        if session is None:
            return False
        handout = handout_on_paper(self.desk.clinic, session)
        file = file_name(name, session, "pdf")
        if not self.written(file, lambda path: write(path, handout)):
            return False
        self.desk.clinic.record_reading(f"{name}, session {session.id}", self.desk.turn)
        return True


class BackEntryPanel(Panel):
    """One column after the other, in the order of the page; each is recorded with its own time."""

    title = "What was written on paper"
    verb = "Record this column"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        found = self.session
        self._page = ChoiceField("page", "Page", pages(found) if found else ())
        self._time = TextField(_TIME, "Time read", hint="09:07")
        rows = (*((name, label) for name, label, _ in ROWS), (INITIALS, "Initials on the page"))
        self._fields = {name: TextField(name, label) for name, label in rows}
        self._entered = sentence(name="entered")
        self.add_field("Page", self._page)
        self.add(self._entered)
        self.add_field("Time read", self._time)
        for name, label in rows:
            self.add_field(label, self._fields[name])
        self.add(
            sentence(
                "Enter goes down; in the last row it records the column, as Ctrl+Enter does "
                "anywhere. NO and why where nothing could be read, such as: NO cuff failed"
            )
        )
        drug = ActionButton("A drug from the page", "do_medication")
        drug.clicked.connect(lambda: self.asked.emit("medication", ""))
        self.add(drug)
        if found is not None and found.paper_pages:
            self._page.choose(pages(found)[0][0])
        self._take_up()
        for field in (self._time, *self._fields.values()):
            field.textEdited.connect(self._keep)
        self._page.currentIndexChanged.connect(self._say_entered)
        self._say_entered()

    @property
    def _place(self) -> str:
        return f"paper:{self.session_id}"

    @property
    def _typed(self) -> dict[str, str]:
        fields = {_TIME: self._time, **self._fields}
        return {name: field.typed for name, field in fields.items() if field.typed}

    def _take_up(self) -> None:
        """What was half typed when this was left last."""
        for name, text in (self.desk.clinic.load_draft(self._place) or {}).items():
            field = self._time if name == _TIME else self._fields.get(name)
            if field is not None:
                field.setText(text)

    def _keep(self, _text: str = "") -> None:
        typed, clinic = self._typed, self.desk.clinic
        author = self.desk.turn.person.id
        trouble = (
            clinic.save_draft(self._place, author, typed)
            if typed
            else clinic.delete_draft(self._place)
        )
        if trouble is not None:
            self.bar.explain(f"What you type is not safe: {trouble.sentence}")

    def _say_entered(self, _index: int = 0) -> None:
        session = self.session
        if session is not None:
            zone = self.desk.world.site.zone
            self._entered.setText(entered_words(session, self._page.value, zone))

    def show_session(self, session: Session) -> None:
        del session
        self._say_entered()

    def act(self) -> Act:
        written = read_column(self._typed, self._page.value)
        return ChartVitals(
            session=self.session_id,
            values=written.values,
            not_obtained=written.not_obtained,
            sources=written.sources,
            observed_at=self.observed(self._time) if self._time.typed else "",
        )

    def submit(self, act: Act) -> bool:
        """Record a column; its draft goes with it, and that of the chart's own grid stays."""
        clinic = self.desk.clinic
        outcome = clinic.perform(act, self.desk.turn, draft=self._place)
        if isinstance(outcome, Done):
            self.done()
            return True
        if isinstance(outcome, Refused):
            self.explain(outcome.refusal)
        else:
            self.bar.explain(outcome.sentence, "Nothing was recorded. What you typed is kept.")
        return False

    def done(self) -> None:
        """Go on with the next column."""
        self.bar.clear()
        for field in (self._time, *self._fields.values()):
            field.clear()
        self._say_entered()
        self._time.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter leads down the page, as in the grid."""
        fields = [self._time, *self._fields.values()]
        here = next((n for n, field in enumerate(fields) if field.hasFocus()), None)
        is_plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in _ENTER and is_plain and here is not None and here + 1 < len(fields):
            fields[here + 1].setFocus()
            self.scroll_to(fields[here + 1])
        else:
            super().keyPressEvent(event)


def file_name(kind: str, session: Session, ending: str) -> str:
    """What a file about a session is called: without a name in it, and fit for every disk."""
    chair, name = (
        re.sub(r"[^A-Za-z0-9]+", "-", words).strip("-").lower()
        for words in (session.chair, session.id)
    )
    return f"{kind}-{chair}-{name}.{ending}"
