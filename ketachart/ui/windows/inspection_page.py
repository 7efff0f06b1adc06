"""The ledger's page for an inspection: what is asked for, where it is, and the packet."""

from collections.abc import Generator
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from ketachart.app.files import NotWritten
from ketachart.app.packet import Progress, Wish
from ketachart.domain.times import local_day
from ketachart.ui.desk import Desk
from ketachart.ui.log_files import PacketSteps
from ketachart.ui.presenters.inspection import (
    ASKED_COLUMNS,
    TWO_YEARS,
    asked_lines,
    packet_name,
    read_days,
)
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import FieldRow, TextField, heading, sentence
from ketachart.ui.widgets.path_field import FolderField
from ketachart.ui.widgets.refusal_bar import RefusalBar
from ketachart.ui.widgets.text_table import TextTable
from ketachart.ui.widgets.theme import TOUCH, side_width
from ketachart.ui.windows.paged_window import Page
from ketachart.ui.wording import said_of

_WHAT = (
    "One folder with every record of controlled substances of these days: tables, each day's log,"
    " the sum of each product, and a page that checks in any browser that nothing was changed."
    " Nothing of the charts beyond the log, and no prices."
)
_RIGHT = "packet.export"


class InspectionPage(Page):
    """What is asked for at the left, the packet at the right."""

    def __init__(self, desk: Desk, make: PacketSteps) -> None:
        super().__init__()
        self._desk = desk
        self._make = make
        self._steps: Generator[Progress, None, None] | None = None
        self._out = Path()
        self.bar = RefusalBar()
        self._asked = TextTable("asked_for", "What an inspector asks for", ASKED_COLUMNS)
        self._asked.show_lines(asked_lines())
        today = local_day(desk.now(), desk.world.site.zone)
        self._first = TextField("packet_from", "First day", text=str(today - TWO_YEARS))
        self._last = TextField("packet_to", "Last day", text=str(today))
        self._folder = FolderField("packet_folder", "Folder for the packet")
        self._begin = ActionButton("Write the packet", "write_packet")
        self._stop = ActionButton("Stop", "stop_packet")
        self._progress = QProgressBar()
        self._doing = sentence(name="packet_doing")
        self._said = sentence(name="packet_said")
        # One day at a time, and between two days whatever is typed.
        self._next = QTimer(self)
        self._next.setInterval(0)
        self._next.timeout.connect(self._step)
        self._lay_out()
        self._begin.clicked.connect(self.begin_packet)
        self._stop.clicked.connect(self.stop)
        desk.turn_changed.connect(self.refresh)
        self.refresh()

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(self.bar)
        left.addWidget(heading("What an inspector asks for, and where it is"))
        left.addWidget(self._asked, stretch=1)
        self._working = QWidget()
        working = QVBoxLayout(self._working)
        working.setContentsMargins(0, 0, 0, 0)
        self._progress.setAccessibleName("How far the packet is")
        self._progress.setMinimumHeight(TOUCH // 2)
        for part in (self._doing, self._progress, self._stop):
            working.addWidget(part)
        self._working.hide()
        self._side = QWidget()
        rows = QVBoxLayout(self._side)
        rows.setContentsMargins(12, 0, 0, 0)
        rows.setSpacing(10)
        shown: tuple[QWidget, ...] = (
            heading("The packet"),
            sentence(_WHAT),
            FieldRow("First day", self._first),
            FieldRow("Last day", self._last),
            FieldRow("Into the folder", self._folder),
            self._begin,
            self._working,
            self._said,
        )
        for each in shown:
            rows.addWidget(each)
        rows.addStretch(1)
        self._side.setFixedWidth(side_width(self.font()))
        whole = QHBoxLayout(self)
        whole.setContentsMargins(16, 4, 16, 16)
        whole.setSpacing(12)
        whole.addLayout(left, stretch=1)
        whole.addWidget(self._side)

    # ── Whether it may be ────────────────────────────────────────────────────────────────────

    @property
    def is_busy(self) -> bool:
        """Whether a packet is being written."""
        return self._steps is not None

    def refresh(self, _changed: object = None) -> None:
        """Offer the packet to whoever may take it; anyone else stops one that is being made."""
        refusal = self._desk.clinic.may_read(self._desk.turn, _RIGHT)
        self._side.setEnabled(refusal is None)
        if refusal is not None:
            self.stop()
            said = said_of(refusal)
            self.bar.explain(said.sentence, said.remedy, said.code)
        elif not self.is_busy:
            self.bar.clear()

    # ── Writing ──────────────────────────────────────────────────────────────────────────────

    def begin_packet(self) -> None:
        """Begin to write what is asked for."""
        days, folder = read_days(self._first.typed, self._last.typed), self._folder.folder
        if isinstance(days, str):
            self.bar.explain(days)
        elif folder is None:
            self.bar.explain("No folder is named.", "Type or choose one.")
        else:
            out = folder / packet_name(*days)
            self._begin_with(Wish(first=days[0], last=days[1], out=out))

    def _begin_with(self, wish: Wish) -> None:
        self.bar.clear()
        self._said.setText("")
        self._doing.setText(f"{wish.first} to {wish.last} …")
        self._progress.setRange(0, 0)
        self._steps = self._make(self._desk.clinic, wish, self._desk.turn)
        self._out = wish.out
        self._show_busy()
        self._stop.setFocus()
        self._next.start()

    def _step(self) -> None:
        if self._steps is None:
            self._next.stop()
            return
        try:
            progress = next(self._steps, None)
        except NotWritten as error:
            self._end()
            self.bar.explain(str(error), "Choose another folder.", "file.not-written")
            return
        if progress is None:
            self._end()
            return
        self._progress.setRange(0, progress.total)
        self._progress.setValue(progress.done)
        self._doing.setText(progress.words)
        if progress.done == progress.total:
            digest = (
                f"SHA-256 of its manifest begins {progress.digest[:16]}; the log holds it whole."
            )
            self._said.setText(f"Written: {self._out.name}\n{progress.words}\n{digest}")

    def stop(self) -> None:
        """Give up what is being written; nothing is left of it."""
        if self._steps is not None:
            self._steps.close()
            self._end()
            self._said.setText("Stopped. Nothing was written.")

    def _end(self) -> None:
        self._next.stop()
        self._steps = None
        self._show_busy()
        self._begin.setFocus()

    def _show_busy(self) -> None:
        self._working.setVisible(self.is_busy)
        self._begin.setEnabled(not self.is_busy)
