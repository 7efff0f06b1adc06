"""The page of the administration on the audit: who read, changed, printed, failed to sign in."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ketachart.app.audit import Group, Wish
from ketachart.app.outcomes import Trouble
from ketachart.domain.refusals import Code
from ketachart.domain.times import read_day
from ketachart.ui.audit_reader import AuditReader, Saved, Shown
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.audit import AUDIT_COLUMNS, GROUPS
from ketachart.ui.presenters.ledger import TableLine
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import ChoiceField, FieldRow, TextField, sentence
from ketachart.ui.widgets.path_field import FolderField
from ketachart.ui.widgets.refusal_bar import RefusalBar
from ketachart.ui.widgets.text_table import TextTable
from ketachart.ui.windows.paged_window import Page
from ketachart.ui.wording import said_of

_RIGHT = "audit.read"


class AuditPage(Page):
    """What is looked for above, the newest entries below; older ones are fetched when asked for."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._wish = Wish()
        self._before: dict[str, int] = {}
        self._found: tuple[TableLine, ...] = ()
        self.reader = AuditReader(desk)
        self.bar = RefusalBar()
        self._group = ChoiceField("audit_group", "What", GROUPS, value=Group.ALL.value)
        self._person = ChoiceField("audit_person", "Who", prompt="Everyone")
        self._patient = TextField("audit_patient", "Patient", hint="name or MRN")
        self._first = TextField("audit_first", "From day", hint="the first")
        self._last = TextField("audit_last", "To day", hint="the last")
        self._show = ActionButton("Show", "show_audit")
        self._older = ActionButton("Older entries", "older_audit")
        self._stop = ActionButton("Stop", "stop_audit")
        self._folder = FolderField("audit_folder", "Folder for the file")
        self._save = ActionButton("Save as CSV", "save_audit")
        self._said = sentence("Choose what to look for, then Show. Each look is recorded.", "said")
        self.table = TextTable("audit", "Audit", AUDIT_COLUMNS)
        self._lay_out()
        self._connect()
        self.refresh()

    def _lay_out(self) -> None:
        wish = QHBoxLayout()
        wish.setSpacing(8)
        for label, field, share in (
            ("What", self._group, 3),
            ("Who", self._person, 3),
            ("Patient", self._patient, 3),
            ("From day", self._first, 2),
            ("To day", self._last, 2),
        ):
            wish.addWidget(FieldRow(label, field), stretch=share)
        below = QHBoxLayout()
        below.setSpacing(8)
        for button in (self._show, self._older, self._stop):
            below.addWidget(button)
        below.addWidget(self._said, stretch=1)
        saving = QHBoxLayout()
        saving.setSpacing(8)
        saving.addWidget(FieldRow("Folder for the file", self._folder), stretch=1)
        saving.addWidget(self._save, alignment=Qt.AlignmentFlag.AlignBottom)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 4, 0, 16)
        rows.setSpacing(10)
        rows.addWidget(self.bar)
        rows.addLayout(wish)
        rows.addLayout(below)
        rows.addWidget(self.table, stretch=1)
        rows.addLayout(saving)

    def _connect(self) -> None:
        self._show.clicked.connect(self.look)
        self._older.clicked.connect(self.look_further)
        self._stop.clicked.connect(self._give_up)
        self._save.clicked.connect(self.save)
        for field in (self._patient, self._first, self._last):
            field.returnPressed.connect(self.look)
        self.reader.busy_changed.connect(self._show_state)
        self.reader.ended.connect(self._take_in)
        self._desk.turn_changed.connect(self._forget)
        self._desk.locked_changed.connect(self._forget)

    def refresh(self, _changed: object = None) -> None:
        people = [(person.id, person.titled) for person in self._desk.clinic.people()]
        self._person.offer(people, value=self._person.value)
        self._show_state()

    def look(self) -> None:
        """Show the newest entries that are looked for; that somebody looked is recorded."""
        wish = self._wished()
        if wish is None:
            return
        self._wish, self._before, self._found = wish, {}, ()
        self._desk.clinic.record_reading(f"entries, {_words(wish)}", self._desk.turn)
        self.reader.show(wish, {})

    def look_further(self) -> None:
        """Show older ones below."""
        self.reader.show(self._wish, self._before)

    def save(self) -> None:
        """Write all that is looked for into a file."""
        folder, wish = self._folder.folder, self._wished()
        if wish is None:
            return
        if folder is None or not folder.is_dir():
            self.bar.explain("There is no such folder.", "Plug the drive in, or choose another.")
            return
        moment = self._desk.now().astimezone(self._desk.world.site.zone)
        file = Path(folder) / f"audit-{moment:%Y-%m-%d-%H%M%S}.csv"
        self._desk.clinic.record_reading(f"audit, {_words(wish)}, saved", self._desk.turn)
        self.reader.save(wish, file)

    def _wished(self) -> Wish | None:
        refusal = self._desk.clinic.may_read(self._desk.turn, _RIGHT)
        if refusal is not None:
            said = said_of(refusal)
            self.bar.explain(said.sentence, said.remedy, said.code)
            return None
        days: list[date | None] = []
        for field in (self._first, self._last):
            day = read_day(field.typed)
            if field.typed and day is None:
                self._refuse(field, "The date is not one.", "Write it as 2026-03-03.")
                return None
            days.append(day)
        patient = self._one_patient() if self._patient.typed else ""
        if patient is None:
            return None
        self.bar.clear()
        return Wish(
            group=Group(self._group.value or Group.ALL),
            person=self._person.value,
            patient=patient,
            first=days[0],
            last=days[1],
        )

    def _one_patient(self) -> str | None:
        clinic = self._desk.clinic
        found, _ = clinic.found_patients(self._patient.typed)
        clinic.record_search(self._patient.typed, self._desk.turn)
        if len(found) == 1:
            return found[0].id
        sentence = f"{len(found)} patients fit." if found else "No patient fits."
        self._refuse(self._patient, sentence, "Enter the whole name, or the MRN.")
        return None

    def _refuse(self, field: TextField, sentence: str, remedy: str) -> None:
        self.bar.explain(sentence, remedy, Code.INPUT_INVALID)
        field.setFocus()
        field.selectAll()

    def _take_in(self, came: object) -> None:
        match came:
            case Shown(lines=lines, before=before, is_last=is_last):
                self._found += lines
                self._before = dict(before)
                self.table.show_lines(self._found)
                count = f"{len(self._found)} shown, the newest first"
                self._said.setText(f"{count}: that is all." if is_last else f"{count}.")
                self._older.setEnabled(not is_last)
            case Saved(file=file, count=count):
                day = self._desk.today
                self._said.setText(f"{count} entries saved on {day} as {file.name}.")
            case Trouble(sentence=sentence):
                self.bar.explain(sentence)
            case _:
                raise TypeError(type(came).__name__)

    def _give_up(self) -> None:
        self.reader.stop()
        self._said.setText("Stopped.")
        self._show_state()

    def _forget(self) -> None:
        """What one person may see, the next may not."""
        self.reader.stop()
        self._found, self._before = (), {}
        self.table.show_lines(())
        self._show_state()

    def _show_state(self) -> None:
        busy = self.reader.is_busy
        self._stop.setEnabled(busy)
        self._older.setEnabled(not busy and bool(self._before))
        for button in (self._show, self._save):
            button.setEnabled(not busy)
        if busy:
            self._said.setText("Looking …")

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.DeferredDelete:
            self.reader.stop()
        return super().event(event)


def _words(wish: Wish) -> str:
    parts = [
        str(wish.group),
        wish.person,
        wish.patient,
        str(wish.first or ""),
        str(wish.last or ""),
    ]
    return " ".join(part for part in parts if part)
