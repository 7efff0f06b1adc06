"""A page of the first start: go on from a backup, on a computer that holds no vault."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt

from ketachart.app.backups import Opening, by_passphrase, by_sheets
from ketachart.app.outcomes import Trouble
from ketachart.domain.refusals import Refusal
from ketachart.ui.widgets.form import FieldRow, SecretField, TextField, heading, sentence
from ketachart.ui.widgets.path_field import FileField
from ketachart.ui.widgets.segmented import Segment, Segmented
from ketachart.ui.widgets.sheets_proof import SheetsProof
from ketachart.ui.windows.founding_pages import FoundingPage, Placed

Restore = Callable[[Path, Opening], int | Refusal | Trouble]

_WAYS = (
    Segment(value="passphrase", text="A passphrase"),
    Segment(value="sheets", text="Two recovery sheets"),
)


class RestorePage(FoundingPage):
    """The backup, and what opens it: anybody's passphrase of that day, or two sheets."""

    def __init__(self, restore: Restore) -> None:
        super().__init__(
            "Restore from a backup",
            "This computer goes on from the moment of the backup, as a workstation of its own. The"
            " backup itself is not changed.",
        )
        self._restore = restore
        self._file = FileField(
            "backup_file", "Backup file", "Backups (*.ketabackup);;All files (*)"
        )
        self._way = Segmented(_WAYS, "What opens it")
        self._way.setObjectName("way")
        self._user = TextField("restore_user", "Signs in as")
        self._passphrase = SecretField("restore_passphrase", "Passphrase")
        self._proof = SheetsProof()
        self._afterwards = sentence(
            "Afterwards an administrator chooses a new passphrase, by the same sheets: “Lost"
            " passphrase” in the sign-in window."
        )
        self._lay_out()
        self._way.chosen.connect(self._show_way)
        self._way.set_value("passphrase")
        self._proof.hide()
        self._afterwards.hide()

    def _lay_out(self) -> None:
        self.rows.addWidget(FieldRow("Backup file", self._file))
        self.rows.addWidget(heading("What opens it"))
        self.rows.addWidget(self._way)
        self.place(
            Placed(label="Signs in as", field=self._user),
            Placed(label="Passphrase", field=self._passphrase),
        )
        self.rows.addWidget(self._proof)
        self.rows.addWidget(self._afterwards)
        self.rows.addStretch(1)

    def _show_way(self, way: str) -> None:
        for part in (self._proof, self._afterwards):
            part.setVisible(way == "sheets")
        for field in (self._user, self._passphrase):
            row = field.parentWidget()
            if row is not None:
                row.setVisible(way == "passphrase")

    def begin(self) -> None:
        self._file.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_ready(self) -> bool:
        """Restore what was named, or say what is wrong with it."""
        file, opening = self._file.file, self._opening()
        if file is None:
            self.bar.explain("No backup is named.", "Type or choose the file.")
            return False
        if opening is None:
            self.bar.explain("Two whole sheets are needed.", "Each has 33 words.")
            return False
        answer = self._restore(file, opening)
        if isinstance(answer, Refusal):
            self.bar.explain(answer.sentence, answer.remedy, answer.code)
            return False
        if isinstance(answer, Trouble):
            self.bar.explain(answer.sentence, "Nothing was changed.", answer.code)
            return False
        self._passphrase.clear()
        self._proof.clear()
        return True

    def _opening(self) -> Opening | None:
        if self._way.value == "passphrase":
            return by_passphrase(self._user.typed, self._passphrase.text())
        sheets = self._proof.sheets
        return by_sheets(sheets) if sheets is not None else None
