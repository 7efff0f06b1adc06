"""The ledger's second page: a day's log as it prints, what keeps it open, closing, exports."""

from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ketachart.app.files import NotWritten
from ketachart.domain.daylog import SCHEDULES
from ketachart.domain.people import may
from ketachart.domain.times import read_day
from ketachart.ui.desk import Desk
from ketachart.ui.log_files import LogFiles, WriteLog
from ketachart.ui.panels.close_day import CloseDayPanel
from ketachart.ui.presenters.ledger import LOG_COLUMNS, day_state, log_lines
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import FieldRow, TextField, heading, sentence
from ketachart.ui.widgets.path_field import FolderField
from ketachart.ui.widgets.refusal_bar import RefusalBar
from ketachart.ui.widgets.segmented import Segment, Segmented
from ketachart.ui.widgets.text_table import TextTable
from ketachart.ui.widgets.theme import TOUCH, side_width
from ketachart.ui.windows.paged_window import Page
from ketachart.ui.wording import said_of

_NUMBERS = ("mL", "mg", "Cont.", "Balance mL", "Sealed")
_ONE_DAY = timedelta(days=1)


class DayPage(Page):
    """One day and schedule at a time."""

    def __init__(self, desk: Desk, files: LogFiles) -> None:
        super().__init__()
        self._desk = desk
        self._files = files
        self._day = self._desk.today
        self._seen: set[tuple[str, date, str]] = set()
        self.panel: CloseDayPanel | None = None
        self._table = TextTable("day_log", "Log of the day", LOG_COLUMNS, _NUMBERS)
        self._typed = TextField("day", "Day")
        self._schedule = Segmented(self._schedules(), "Schedule")
        self._schedule.setObjectName("schedule")
        self._schedule.set_value(self._schedules()[0].value)
        self._state = heading("")
        self._state.setObjectName("day_state")
        self._blocks = sentence(name="day_blocks")
        self._close = ActionButton("Close the day", "close_day")
        self._folder = FolderField("folder", "Folder for the files")
        self._csv, self._pdf = ActionButton("CSV", "save_csv"), ActionButton("PDF", "save_pdf")
        self._sheet = ActionButton("Spreadsheet", "save_xlsx")
        self._saved = sentence(name="saved")
        self._saving = QWidget()
        self._bar = RefusalBar()
        self._side = QStackedWidget()
        self._resting = QWidget()
        self._lay_out()
        self._connect()

    def _schedules(self) -> tuple[Segment, ...]:
        world = self._desk.world
        kept = {stock.product.schedule for each in world.products() if (stock := world.stock(each))}
        found = [
            Segment(value=each, text=f"C-{each}", meaning=f"Schedule {each}")
            for each in SCHEDULES
            if each in kept
        ]
        return (*found, Segment(value="all", text="All"))

    def _lay_out(self) -> None:
        days = QHBoxLayout()
        days.setSpacing(8)
        self._back, self._on = ActionButton("◀", "day_before"), ActionButton("▶", "day_after")
        self._back.setAccessibleName("The day before")
        self._on.setAccessibleName("The day after")
        self._typed.setMaximumWidth(4 * TOUCH)
        for control in (self._back, self._typed, self._on, self._schedule):
            days.addWidget(control)
        days.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addLayout(days)
        left.addWidget(self._bar)
        left.addWidget(self._table, stretch=1)
        files = QHBoxLayout()
        files.setSpacing(8)
        files.addWidget(self._csv)
        files.addWidget(self._pdf)
        files.addWidget(self._sheet)
        rows = QVBoxLayout(self._resting)
        rows.setContentsMargins(12, 0, 0, 0)
        rows.setSpacing(10)
        for part in (self._state, self._blocks, self._close):
            rows.addWidget(part)
        rows.addWidget(self._saving)
        saving = QVBoxLayout(self._saving)
        saving.setContentsMargins(0, 0, 0, 0)
        saving.setSpacing(10)
        saving.addWidget(heading("Save this log"))
        saving.addWidget(FieldRow("Into the folder", self._folder))
        saving.addLayout(files)
        saving.addWidget(self._saved)
        rows.addStretch(1)
        self._side.addWidget(self._resting)
        self._side.setFixedWidth(side_width(self.font()))
        whole = QHBoxLayout(self)
        whole.setContentsMargins(16, 4, 16, 16)
        whole.setSpacing(12)
        whole.addLayout(left, stretch=1)
        whole.addWidget(self._side)

    def _connect(self) -> None:
        self._back.clicked.connect(lambda: self.show_day(self._day - _ONE_DAY))
        self._on.clicked.connect(lambda: self.show_day(self._day + _ONE_DAY))
        self._typed.editingFinished.connect(self._day_typed)
        self._schedule.chosen.connect(self.refresh)
        self._close.clicked.connect(self.open_closing)
        self._csv.clicked.connect(lambda: self._save("csv", self._files.write_csv))
        self._pdf.clicked.connect(lambda: self._save("pdf", self._files.write_pdf))
        self._sheet.clicked.connect(lambda: self._save("xlsx", self._files.write_xlsx))
        self._desk.changed.connect(self._follow)
        self._desk.turn_changed.connect(self._follow)

    # ── The day ──────────────────────────────────────────────────────────────────────────────

    @property
    def day(self) -> date:
        """The day shown."""
        return self._day

    @property
    def schedule(self) -> str:
        """The schedule shown, or `all`."""
        return self._schedule.value or "all"

    def show_day(self, day: date) -> None:
        """Show another day."""
        self._day = day
        self.close_panel()
        self._saved.setText("")
        self.refresh()

    def _day_typed(self) -> None:
        day = read_day(self._typed.typed)
        if day is None:
            self._bar.explain("This is not a day.", "Write it as 2026-03-03.")
        elif day != self._day:
            self.show_day(day)

    def _follow(self, _changed: object = None) -> None:
        if self.isVisible():
            self.refresh()

    def refresh(self, _changed: object = None) -> None:
        """Show the day as it stands now, to whoever may read it."""
        clinic, person = self._desk.clinic, self._desk.turn.person
        refusal = clinic.may_read(self._desk.turn, "ledger.read")
        self._typed.setText(self._day.isoformat())
        saves = refusal is None and clinic.may_read(self._desk.turn, "log.export") is None
        self._saving.setVisible(saves)
        if refusal is not None:
            said = said_of(refusal)
            self._bar.explain(said.sentence, said.remedy, said.code)
            self._table.show_lines(())
            return
        self._bar.clear()
        seen = (person.id, self._day, self.schedule)
        if seen not in self._seen:
            self._seen.add(seen)
            clinic.record_reading(f"log {self._day}, schedule {self.schedule}", self._desk.turn)
        self._table.show_lines(log_lines(clinic.day_log(self._day, self.schedule)))
        state = day_state(clinic, self._day)
        self._state.setText(state.words)
        self._blocks.setText("\n".join(f"– {words}" for words in state.blocks))
        self._blocks.setVisible(bool(state.blocks))
        self._close.setVisible(state.may_close and may(person, "day.close"))

    # ── Closing and saving ───────────────────────────────────────────────────────────────────

    def open_closing(self) -> None:
        """Ask for the two signatures."""
        self.close_panel()
        self.panel = CloseDayPanel(self._desk, self._day)
        self.panel.finished.connect(self.close_panel)
        self._side.addWidget(self.panel)
        self._side.setCurrentWidget(self.panel)
        self.panel.begin()

    def close_panel(self) -> None:
        """Go back to how the day stands."""
        if self.panel is not None:
            self._side.removeWidget(self.panel)
            self.panel.deleteLater()
            self.panel = None
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._side.setCurrentWidget(self._resting)

    def _save(self, ending: str, write: WriteLog) -> None:
        folder = self._folder.folder
        if folder is None:
            self._bar.explain("No folder is named.", "Type or choose one.")
            return
        path = folder / f"day-log-{self._day}-{self.schedule}.{ending}"
        clinic, turn = self._desk.clinic, self._desk.turn
        try:
            write(clinic, [self._day], self.schedule, path, turn.person)
        except NotWritten as error:
            self._bar.explain(str(error), "Choose another folder.", "file.not-written")
            return
        clinic.record_reading(f"log {self._day}, schedule {self.schedule}, saved", turn)
        self._bar.clear()
        self._saved.setText(f"Saved: {path}")
