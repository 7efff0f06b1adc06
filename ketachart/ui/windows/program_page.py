"""The page of the administration on the program itself: its release, updates, licences."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QTextBrowser, QVBoxLayout

from ketachart.app.outcomes import Trouble
from ketachart.app.resources import licences_file
from ketachart.app.updates import Update, installed
from ketachart.ui.update_reader import UpdateReader
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import FieldRow, heading, sentence
from ketachart.ui.widgets.path_field import FileField, FolderField, usual_folder
from ketachart.ui.widgets.refusal_bar import RefusalBar
from ketachart.ui.windows.paged_window import Page

RIGHT = "admin.open"
"""Who may do what this page offers."""
_KINDS = "Updates of KetaChart (*.ketaupdate)"
_WHAT = (
    "KetaChart never looks for updates by itself. A new release comes as a file, on a stick for"
    " example. Checking it reads all of it, and proves that it is whole and signed by the key of"
    " the releases. Saving its installer checks it too, and then says how it is installed: that"
    " needs the rights of whoever keeps this computer."
)
_ON_UPGRADE = (
    "The first sign-in after that seals the vault into a backup, proves it, brings the vault up to"
    " date, and says so on the board."
)


class ProgramPage(Page):
    """What runs here, an update from a stick, and the licences on request."""

    def __init__(self) -> None:
        super().__init__()
        self.bar = RefusalBar()
        self._reader = UpdateReader()
        downloads = QStandardPaths.StandardLocation.DownloadLocation
        self._file = FileField("update_file", "Update file", _KINDS)
        self._folder = FolderField(
            "update_folder",
            "Folder for the installer",
            usual_folder(downloads),
        )
        self._check = ActionButton("Check the update", "check_update")
        self._take = ActionButton("Check it and save its installer", "take_update")
        self._doing = sentence(name="update_doing")
        self._show = ActionButton("Show the licences of everything inside", "licences")
        self._licences = QTextBrowser()
        self._lay_out()
        self._check.clicked.connect(self.check_update)
        self._take.clicked.connect(self.take_installer)
        self._show.clicked.connect(self.show_licences)
        self._reader.busy_changed.connect(self._follow)
        self._reader.ended.connect(self._tell)
        self._reader.progressed.connect(self._tell_how_far)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._check)
        buttons.addWidget(self._take)
        buttons.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 4, 0, 16)
        rows.setSpacing(12)
        rows.addWidget(self.bar)
        rows.addWidget(heading(f"KetaChart {installed()}"))
        rows.addWidget(sentence(f"{_WHAT} {_ON_UPGRADE}"))
        rows.addWidget(FieldRow("Update file", self._file))
        rows.addWidget(FieldRow("Folder for the installer", self._folder))
        rows.addLayout(buttons)
        rows.addWidget(self._doing)
        rows.addWidget(heading("Licences"))
        rows.addWidget(sentence(_licence_words()))
        if licences_file() is not None:
            shown = QHBoxLayout()
            shown.addWidget(self._show)
            shown.addStretch(1)
            rows.addLayout(shown)
        self._licences.setAccessibleName("Licences")
        self._licences.setOpenLinks(False)
        self._licences.anchorClicked.connect(
            lambda link: self._licences.scrollToAnchor(link.fragment())
        )
        rows.addWidget(self._licences, stretch=4)
        self._licences.hide()
        rows.addStretch(1)

    def name_update(self, file: Path) -> None:
        """Name the update; whoever is here still has to have it checked."""
        self.bar.clear()
        self._file.show_path(file)
        self._check.setFocus()

    def check_update(self) -> None:
        """Say what the update is, or why it is refused."""
        file = self._file.file
        if file is None:
            self.bar.explain("No update is named.", "Choose the file on the stick.")
            return
        self.bar.clear()
        self._reader.check(file)

    def take_installer(self) -> None:
        """Save the installer of an update that is as it was signed."""
        file, folder = self._file.file, self._folder.folder
        if file is None or folder is None or not folder.is_dir():
            said = "No update is named." if file is None else "There is no such folder."
            self.bar.explain(said, "Choose the file, and a folder that is there.")
            return
        self.bar.clear()
        self._reader.take(file, folder)

    def show_licences(self) -> None:
        """Show the page that was made when the program was packaged."""
        file = licences_file()
        if file is not None:
            self._licences.setHtml(file.read_text(encoding="utf-8"))
            self._licences.show()
            self._licences.setFocus()
            self._show.hide()

    def _follow(self) -> None:
        # The buttons stay as they are, and keep the keys: pressed again, it is read anew.
        self._doing.setText("Reading the update …" if self._reader.is_busy else "")

    def _tell_how_far(self, percent: int) -> None:
        if self._reader.is_busy:
            self._doing.setText(f"Reading the update … {percent} %")

    def _tell(self, answer: Update | Trouble) -> None:
        if isinstance(answer, Trouble):
            self.bar.explain(answer.sentence, "", answer.code)
        else:
            self.bar.tell(answer.words)

    def hideEvent(self, event: QHideEvent) -> None:
        # Nobody waits any more; the next look begins anew.
        self._reader.stop()
        super().hideEvent(event)


def _licence_words() -> str:
    own = "KetaChart is free software under the Apache License 2.0."
    if licences_file() is None:
        return f"{own} It runs from its source here: each package it uses brings its own licence."
    return f"{own} What is inside beside it has licences of its own, all on one page."
