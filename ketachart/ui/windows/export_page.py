"""The page of the administration on taking everything out, to be read without the program."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ketachart.app.whole_export import RIGHT, ExportWish
from ketachart.ui.desk import Desk
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.folder_work import FolderWork
from ketachart.ui.widgets.form import FieldRow, heading, sentence
from ketachart.ui.widgets.path_field import FolderField
from ketachart.ui.widgets.refusal_bar import RefusalBar
from ketachart.ui.widgets.segmented import Segment, Segmented
from ketachart.ui.widgets.theme import side_width
from ketachart.ui.windows.paged_window import Page
from ketachart.ui.wording import said_of

_WHAT = (
    "One new folder that any computer reads without KetaChart: tables as CSV, the whole log as"
    " lines of JSON, each chart as PDF, a text that says what every column is, and a page that"
    " checks in any browser that nothing was changed."
)
_CARE = (
    "Nothing in it is encrypted: it holds the names and charts of all patients. Write it onto a"
    " drive that is locked away, and delete it when it is no longer needed. That it was made is put"
    " on record. What PINs and passphrases are proved with is left out."
)
_PLACE = "A backup is something else: it is sealed, and made to be restored."
_WITH = "with"
_CHARTS = (
    Segment(value=_WITH, text="With each chart"),
    Segment(value="without", text="Without charts"),
)


class ExportPage(Page):
    """Where to, with the charts or without, how far it is."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.bar = RefusalBar()
        self._folder = FolderField("export_folder", "Folder for the export")
        self._charts = Segmented(_CHARTS, "Charts as PDF")
        self._charts.setObjectName("export_charts")
        self._charts.set_value(_WITH)
        self._begin = ActionButton("Write everything", "write_export")
        self.work = FolderWork("export", "the export")
        self._lay_out()
        self._begin.clicked.connect(self.begin_export)
        self.work.busy_changed.connect(self.refresh)
        self.work.failed.connect(self._explain)
        desk.turn_changed.connect(self.refresh)
        self.refresh()

    def _lay_out(self) -> None:
        narrow = QWidget()
        column = QVBoxLayout(narrow)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        narrow.setMaximumWidth(2 * side_width(self.font()))
        parts: tuple[QWidget, ...] = (
            heading("Everything, to be read without KetaChart"),
            sentence(_WHAT),
            sentence(_CARE),
            sentence(_PLACE),
            FieldRow("Into the folder", self._folder),
            FieldRow("The charts as PDF", self._charts, hint="They take longest."),
            self._begin,
            self.work,
        )
        for part in parts:
            column.addWidget(part)
        column.addStretch(1)
        beside = QHBoxLayout()
        beside.addWidget(narrow, stretch=2)
        beside.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 4, 0, 16)
        rows.setSpacing(12)
        rows.addWidget(self.bar)
        rows.addLayout(beside, stretch=1)

    def refresh(self, _changed: object = None) -> None:
        """Offer it to whoever may take it; anyone else stops one that is being made."""
        refusal = self._desk.clinic.may_read(self._desk.turn, RIGHT)
        self._begin.setEnabled(refusal is None and not self.work.is_busy)
        if refusal is not None:
            self.work.stop()
            said = said_of(refusal)
            self.bar.explain(said.sentence, said.remedy, said.code)

    def begin_export(self) -> None:
        """Begin to write everything into a folder of its own."""
        from ketachart.paper.exporting import export_steps

        folder = self._folder.folder
        if folder is None:
            self.bar.explain("No folder is named.", "Type or choose one.")
            return
        self.bar.clear()
        moment = self._desk.now().astimezone(self._desk.world.site.zone)
        out = folder / f"ketachart-export-{moment:%Y-%m-%d-%H%M%S}"
        wish = ExportWish(out=out, charts=self._charts.value == _WITH)
        self.work.begin(export_steps(self._desk.clinic, wish, self._desk.turn), out, "Beginning …")

    def _explain(self, words: str) -> None:
        self.bar.explain(words, "Choose another folder.", "file.not-written")
