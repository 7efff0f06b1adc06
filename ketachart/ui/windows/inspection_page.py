"""The ledger's page for an inspection: what is asked for, where it is, and the packet."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ketachart.app.packet import Wish
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
from ketachart.ui.widgets.folder_work import FolderWork
from ketachart.ui.widgets.form import FieldRow, TextField, heading, sentence
from ketachart.ui.widgets.path_field import FolderField
from ketachart.ui.widgets.refusal_bar import RefusalBar
from ketachart.ui.widgets.text_table import TextTable
from ketachart.ui.widgets.theme import side_width
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
        self.bar = RefusalBar()
        self._asked = TextTable("asked_for", "What an inspector asks for", ASKED_COLUMNS)
        self._asked.show_lines(asked_lines())
        today = desk.today
        self._first = TextField("packet_from", "First day", text=str(today - TWO_YEARS))
        self._last = TextField("packet_to", "Last day", text=str(today))
        self._folder = FolderField("packet_folder", "Folder for the packet")
        self._begin = ActionButton("Write the packet", "write_packet")
        self.work = FolderWork("packet", "the packet")
        self._lay_out()
        self._begin.clicked.connect(self.begin_packet)
        self.work.busy_changed.connect(self._show_busy)
        self.work.failed.connect(self._explain)
        desk.turn_changed.connect(self.refresh)
        self.refresh()

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(self.bar)
        left.addWidget(heading("What an inspector asks for, and where it is"))
        left.addWidget(self._asked, stretch=1)
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
            self.work,
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
        return self.work.is_busy

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
        steps = self._make(self._desk.clinic, wish, self._desk.turn)
        self.work.begin(steps, wish.out, f"{wish.first} to {wish.last} …")

    def stop(self) -> None:
        """Give up what is being written; nothing is left of it."""
        self.work.stop()

    def _explain(self, words: str) -> None:
        self.bar.explain(words, "Choose another folder.", "file.not-written")

    def _show_busy(self) -> None:
        self._begin.setEnabled(not self.is_busy)
        if not self.is_busy:
            self._begin.setFocus()
