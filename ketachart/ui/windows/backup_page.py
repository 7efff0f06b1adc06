"""The page of the administration on backups: where they go, which there are, and their proof."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from ketachart.app.backups import kept_in
from ketachart.app.clinic import Done, Refused
from ketachart.app.new_sheets import last_renewed
from ketachart.domain.acts import ChooseBackupPlace
from ketachart.domain.people import may
from ketachart.ui.desk import Desk
from ketachart.ui.panels.new_sheets import NewSheetsPanel
from ketachart.ui.presenters.safekeeping import BACKUP_COLUMNS, backup_lines, facts, sheets_words
from ketachart.ui.safekeeper import Safekeeper
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import FieldRow, heading, sentence
from ketachart.ui.widgets.path_field import FolderField
from ketachart.ui.widgets.refusal_bar import RefusalBar
from ketachart.ui.widgets.task_side import TaskSide
from ketachart.ui.widgets.text_table import TextTable
from ketachart.ui.widgets.theme import TOUCH
from ketachart.ui.windows.paged_window import Page
from ketachart.ui.windows.two_columns import two_columns

_LABELS = ("Last backup", "Last proven restore")
_WHAT = (
    "A backup is one sealed file. Any passphrase of that day opens it, or two recovery sheets. One"
    " is made each day into this folder, best on a drive that is not in this computer, and is"
    " opened again at once to prove that it can be restored. Those of the last seven days, five"
    " weeks and twelve months stay."
)
_RESTORE = (
    "To restore: install KetaChart on a new computer, plug the drive in, choose “Restore from a"
    " backup” at the first start, and sign in or type two recovery sheets. It goes on as a"
    " workstation of its own; a vault that is already there is never replaced."
)
_SHEETS = (
    "A sheet is lost, or its keeper has left? Make three new ones: the old ones then open nothing"
    " here any more. Backups made before still open with the old ones."
)


class BackupPage(Page):
    """Backups at the left: place, state, list; the recovery sheets at the right."""

    def __init__(self, desk: Desk, keeper: Safekeeper) -> None:
        super().__init__()
        self._desk = desk
        self._keeper = keeper
        self.bar = RefusalBar()
        self._folder = FolderField("backup_folder", "Folder for the backups", keeper.folder)
        self._use = ActionButton("Use this folder", "use_folder")
        self._make = ActionButton("Back up now", "backup_now")
        self._prove = ActionButton("Prove the newest again", "prove_now")
        self._stop = ActionButton("Stop", "stop_backup")
        self._doing = sentence(name="doing")
        self._progress = QProgressBar()
        self._said = {label: sentence(name=f"said_{label}") for label in _LABELS}
        self._table = TextTable("backups", "Backups in the folder", BACKUP_COLUMNS)
        self._sheets = sentence(name="said_sheets")
        self._renew = ActionButton("New recovery sheets", "renew_sheets")
        self.side = TaskSide(
            [heading("Recovery sheets"), sentence(_SHEETS), self._sheets, self._renew]
        )
        self._renewing: NewSheetsPanel | None = None
        self._renewed_by = ""
        self._lay_out()
        self._connect()
        self.refresh()

    def _lay_out(self) -> None:
        place = QHBoxLayout()
        place.setSpacing(8)
        place.addWidget(FieldRow("Folder for the backups", self._folder), stretch=1)
        place.addWidget(self._use, alignment=Qt.AlignmentFlag.AlignBottom)
        said = QGridLayout()
        said.setHorizontalSpacing(18)
        said.setColumnStretch(1, 1)
        for row, (label, words) in enumerate(self._said.items()):
            said.addWidget(sentence(label), row, 0)
            said.addWidget(words, row, 1)
        self._working = QWidget()
        working = QHBoxLayout(self._working)
        working.setContentsMargins(0, 0, 0, 0)
        working.setSpacing(10)
        self._progress.setAccessibleName("How far the backup is")
        self._progress.setMinimumHeight(TOUCH // 2)
        working.addWidget(self._doing)
        working.addWidget(self._progress, stretch=1)
        working.addWidget(self._stop)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._make)
        buttons.addWidget(self._prove)
        buttons.addStretch(1)
        rows = QVBoxLayout()
        rows.setSpacing(12)
        rows.addWidget(self.bar)
        rows.addWidget(sentence(_WHAT))
        rows.addLayout(place)
        rows.addLayout(said)
        rows.addLayout(buttons)
        rows.addWidget(self._working)
        rows.addWidget(heading("In the folder"))
        rows.addWidget(self._table, stretch=1)
        rows.addWidget(sentence(_RESTORE))
        two_columns(self, rows, self.side)
        self._working.hide()

    def _connect(self) -> None:
        self._use.clicked.connect(self.use_folder)
        self._make.clicked.connect(self._keeper.make)
        self._prove.clicked.connect(self._keeper.prove_newest)
        self._stop.clicked.connect(self._give_up)
        self._keeper.changed.connect(self.refresh)
        self._keeper.progressed.connect(self._show_progress)
        self._desk.changed.connect(self.refresh)
        self._renew.clicked.connect(self.renew_sheets)
        self.side.closed.connect(self._given_back)
        self._desk.turn_changed.connect(self._taken_over)
        self._desk.locked_changed.connect(self._locked)

    def use_folder(self) -> None:
        """Have the backups go where the field says, and make one there at once."""
        folder = self._folder.folder
        if folder is None or not folder.is_dir():
            self.bar.explain("There is no such folder.", "Plug the drive in, or choose another.")
            return
        outcome = self._desk.perform(ChooseBackupPlace(folder=str(folder)))
        if isinstance(outcome, Done):
            self.bar.clear()
            self._keeper.make()
        elif isinstance(outcome, Refused):
            self.bar.explain(outcome.refusal.sentence, outcome.refusal.remedy)
        else:
            self.bar.explain(outcome.sentence)

    def _give_up(self) -> None:
        self._doing.setText("Stopping …")
        self._keeper.give_up()

    def renew_sheets(self) -> None:
        """Begin to make new recovery sheets."""
        self._renewing = NewSheetsPanel(self._desk)
        self._renewed_by = self._desk.turn.person.id
        self.side.open(self._renewing)

    def _taken_over(self) -> None:
        """Sheets are for whoever began them alone; the printer may be a locked screen away."""
        if self._desk.turn.person.id != self._renewed_by:
            self.side.close_panel()

    def _locked(self) -> None:
        if self._renewing is not None:
            self._renewing.forget_secrets()

    def _given_back(self) -> None:
        """Forget what was typed, and say of sheets given up half-way what becomes of them."""
        if self._renewing is not None:
            self._renewing.forget_secrets()
            void, remedy = self._renewing.void
            if void:
                self.side.bar.explain(void, remedy)
        self._renewing = None
        if self.isVisible() and not self._desk.locked:
            self._renew.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever leaves the page gives new sheets up that are not in force yet."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.side.close_panel()

    def refresh(self, _changed: object = None) -> None:
        clinic, folder = self._desk.clinic, self._keeper.folder
        for label, words in facts(clinic.safekeeping, self._desk.now(), clinic.world.site.zone):
            self._said[label].setText(words)
        self._show_sheets()
        found = kept_in(folder, clinic.vault.log.device) if folder is not None else ()
        self._table.show_lines(backup_lines(found))
        is_busy = self._keeper.is_busy
        self._make.setEnabled(folder is not None and not is_busy)
        self._prove.setEnabled(bool(found) and not is_busy)
        self._working.setVisible(is_busy)
        if self._keeper.trouble:
            self.bar.explain(self._keeper.trouble, "Look at the drive, then back up again.")

    def _show_sheets(self) -> None:
        clinic, renewed = self._desk.clinic, last_renewed(self._desk.clinic)
        by = self._desk.person_name(renewed.by) if renewed is not None else ""
        zone = clinic.world.site.zone
        self._sheets.setText(sheets_words(renewed, by, clinic.sheets_proven, zone))
        self._renew.setEnabled(may(self._desk.turn.person, "sheets.renew"))

    def _show_progress(self, what: str, percent: int) -> None:
        self._doing.setText(f"{what} …")
        self._progress.setValue(percent)
