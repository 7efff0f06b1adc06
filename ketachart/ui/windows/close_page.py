"""The five-minute close: what holds the day, blind counts, two signatures, then the files."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ketachart.app.files import NotWritten
from ketachart.domain.daylog import SCHEDULES
from ketachart.domain.people import may
from ketachart.ui.desk import Desk
from ketachart.ui.log_files import LogFiles, WriteLog
from ketachart.ui.panels.closing import CountAndClosePanel
from ketachart.ui.presenters.closing import close_state
from ketachart.ui.presenters.ledger import stocks_of
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.fact_sheet import FactSheet
from ketachart.ui.widgets.form import FieldRow, heading, sentence
from ketachart.ui.widgets.path_field import FolderField
from ketachart.ui.widgets.refusal_bar import RefusalBar
from ketachart.ui.widgets.task_side import TaskSide
from ketachart.ui.windows.paged_window import Page


class ClosePage(Page):
    """Today, from the last patient to the files in their folder."""

    def __init__(self, desk: Desk, files: LogFiles) -> None:
        super().__init__()
        self._desk = desk
        self._writers: Sequence[tuple[str, WriteLog]] = (
            ("csv", files.write_csv),
            ("pdf", files.write_pdf),
            ("xlsx", files.write_xlsx),
        )
        self._state = heading("")
        self._state.setObjectName("close_state")
        self._sheet = FactSheet("close_sheet")
        self._bar = RefusalBar()
        self._begin = ActionButton("Count and close", "count_and_close")
        self._begin.show_primary(primary=True)
        self._folder = FolderField("close_folder", "Folder for the files")
        self._write = ActionButton("Write the files again", "write_files")
        self._saved = sentence(name="written")
        self.side = TaskSide(
            (
                self._begin,
                FieldRow("The files are written into", self._folder),
                self._write,
                self._saved,
            )
        )
        self._lay_out()
        self._begin.clicked.connect(self.begin_closing)
        self._write.clicked.connect(self.write_files)
        self.side.closed.connect(self._panel_closed)
        desk.changed.connect(self._follow)
        desk.turn_changed.connect(self._follow)

    def _lay_out(self) -> None:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self._sheet)
        rows.addStretch(1)
        scroll.setWidget(page)
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(self._state)
        left.addWidget(self._bar)
        left.addWidget(scroll, stretch=1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(16, 4, 16, 16)
        whole.setSpacing(12)
        whole.addLayout(left, stretch=1)
        whole.addWidget(self.side)

    def refresh(self, _changed: object = None) -> None:
        """Show how the day stands now."""
        day, clinic = self._desk.today, self._desk.clinic
        person = self._desk.turn.person
        state = close_state(clinic, day, sees_charts=may(person, "chart.read"))
        is_allowed = may(person, "day.close")
        self._state.setText(f"{day}. {state.words}")
        self._sheet.show_sections(state.sections)
        self._begin.setVisible(state.may_close and is_allowed)
        self._write.setVisible(clinic.closing(day) is not None and is_allowed)
        if self.side.panel is None and self._begin.isVisibleTo(self):
            self._begin.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self, _changed: object = None) -> None:
        if self.isVisible():
            self.refresh()

    def begin_closing(self) -> None:
        """Ask for the counts that are missing and for both signatures."""
        self._bar.clear()
        self._saved.setText("")
        to_count = close_state(self._desk.clinic, self._desk.today).to_count
        self.side.open(CountAndClosePanel(self._desk, self._desk.today, to_count))

    def _panel_closed(self) -> None:
        self.refresh()
        if self._desk.clinic.closing(self._desk.today) is not None and not self._saved.text():
            self.write_files()

    def write_files(self) -> None:
        """Write the day's log for each schedule; a file is there whole or not at all."""
        day, clinic, turn = self._desk.today, self._desk.clinic, self._desk.turn
        folder = self._folder.folder
        if folder is None:
            self._bar.explain("No folder is named.", "Type or choose one, then write the files.")
            return
        kept = {stock.product.schedule for stock in stocks_of(self._desk.world)}
        written = []
        try:
            for schedule in (each for each in SCHEDULES if each in kept):
                for ending, write in self._writers:
                    path = folder / f"day-log-{day}-{schedule}.{ending}"
                    write(clinic, [day], schedule, path, turn.person)
                    written.append(path.name)
        except NotWritten as error:
            self._bar.explain(
                str(error), "Choose another folder, then write the files.", "file.not-written"
            )
        else:
            self._bar.clear()
        if written:
            clinic.record_reading(f"log {day}, all schedules, saved", turn)
            self._saved.setText(f"Written into {folder}: {', '.join(written)}")
