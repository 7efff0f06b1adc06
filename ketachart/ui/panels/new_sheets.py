"""New recovery sheets for a clinic that is at work: written, proven from paper, signed for."""

from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ketachart.app.clinic import Trouble
from ketachart.app.files import NotWritten
from ketachart.app.new_sheets import Renewal, make_sheets
from ketachart.domain.refusals import Refusal
from ketachart.domain.times import clock_text, local_day
from ketachart.ui.desk import Desk
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import FieldRow, SecretField, sentence
from ketachart.ui.widgets.opened_file import open_file
from ketachart.ui.widgets.panel import Panel
from ketachart.ui.widgets.path_field import FolderField
from ketachart.ui.widgets.sheets_proof import SheetsProof

_WHAT = (
    "Three new sheets are written as PDF. Once the words of two of them have been typed in again"
    " from paper and you have signed, the old sheets open nothing here any more; backups made"
    " before still open with the old ones."
)
_PRINT = (
    "Open and print all three, then type two of them from the paper. Until you have signed, the old"
    " ones stay in force; if you leave this page or somebody takes over, the new ones are void. A"
    " locked screen forgets what was typed, no more."
)
_SIGN = "Two of the new sheets are proven. Sign, and they are in force; the old ones open nothing."
_OWN = "Your PIN or passphrase"


class NewSheetsPanel(Panel):
    """One step after the other; given up at any of them, the sheets before stay in force."""

    title: ClassVar[str] = "New recovery sheets"
    verb: ClassVar[str] = "Write the sheets"
    key: ClassVar[str] = "Ctrl+Enter"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "")
        self._renewal: Renewal | None = None
        self._files: tuple[Path, ...] = ()
        self._said = sentence(_WHAT, "step_said")
        self._folder = FolderField("sheets_folder", "Folder for the new sheets")
        self._proof = SheetsProof(narrow=True)
        self._proof.changed.connect(lambda: self.scroll_to(self._proof.said))
        self.own = SecretField("own_secret", _OWN)
        self.add(self._said)
        self._writing = self.add_field("Write them into the folder", self._folder)
        self._proving = self._proving_part()
        self._proving.hide()
        self.add(self._proving)
        self._signing: FieldRow = self.add_hidden(_OWN, self.own)

    def _proving_part(self) -> QWidget:
        part = QWidget()
        rows = QVBoxLayout(part)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(10)
        opening = QHBoxLayout()
        opening.setSpacing(8)
        for number in range(3):
            button = ActionButton(f"Sheet {number + 1}", f"open_sheet_{number + 1}")
            button.setToolTip(f"Open sheet {number + 1}, to print")
            button.setAccessibleName(button.toolTip())
            button.clicked.connect(partial(self._open, number))
            opening.addWidget(button)
        rows.addLayout(opening)
        rows.addWidget(self._proof)
        return part

    def _open(self, number: int) -> None:
        open_file(self._files[number], self.bar)

    @property
    def void(self) -> tuple[str, str]:
        """What is said of sheets that were written and are given up; empty if there are none."""
        if self._renewal is None or self._renewal.is_recorded:
            return "", ""
        return (
            f"The new sheets in {self._files[0].parent} are void. Those before stay in force.",
            "Delete the three files, and destroy what was printed of them.",
        )

    def submit_typed(self) -> bool:
        """Take the next step; whether it was the last one."""
        self.bar.clear()
        if self._renewal is None:
            self._write()
            return False
        if not self._renewal.is_proven:
            self._prove(self._renewal)
            return False
        return self._sign(self._renewal)

    def _write(self) -> None:
        from ketachart.paper.recovery_sheets import written_anew

        folder = self._folder.folder
        if folder is None:
            self.bar.explain("No folder is named.", "Type or choose one.")
            return
        renewal = make_sheets(self.desk.clinic, self.desk.turn)
        if isinstance(renewal, Refusal):
            self.explain(renewal)
            return
        if isinstance(renewal, Trouble):
            self.bar.explain(renewal.sentence, "Nothing was changed.")
            return
        now, site = self.desk.now(), self.desk.world.site
        made = f"{local_day(now, site.zone)} {clock_text(now, site.zone)}"
        try:
            self._files = written_anew(folder, site.name, renewal.words, made)
        except NotWritten as error:
            self.bar.explain(str(error), "Choose another folder.", "file.not-written")
            return
        self._renewal = renewal
        self._said.setText(f"The sheets are in {folder}. {_PRINT}")
        self._show(self._proving, "Prove these sheets")
        self._proof.begin()
        self._writing.hide()

    def _prove(self, renewal: Renewal) -> None:
        sheets = self._proof.sheets
        if sheets is None:
            self.bar.explain("Two whole sheets are needed.", "Each has 33 words.")
            self._proof.begin()
            return
        refusal = renewal.prove(sheets)
        if refusal is not None:
            self.explain(refusal)
            return
        self._proof.clear()
        self._said.setText(_SIGN)
        self._show(self._signing, "Put them in force")
        self._signing.field.setFocus()
        self._proving.hide()

    def _show(self, part: QWidget, verb: str) -> None:
        part.show()
        self.submit_button.setText(verb)
        self.submit_button.setToolTip(f"{verb} ({self.key})")

    def _sign(self, renewal: Renewal) -> bool:
        secret = self.own.taken() if self.own is not None else ""
        outcome = renewal.put_in_force(self.desk.turn, secret)
        if not renewal.is_recorded:
            return self.show_outcome(outcome)
        if isinstance(outcome, Trouble):
            self.told.emit(outcome.sentence)
        else:
            self.told.emit(
                "The new recovery sheets are in force; those before open nothing here any more."
                f" Delete the files in {self._files[0].parent}, and destroy the old sheets."
            )
        self.done()
        return True

    def forget_secrets(self) -> None:
        super().forget_secrets()
        self._proof.clear()
