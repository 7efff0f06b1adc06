"""A page of the first start: join a clinic that is set up, as another workstation of it."""

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

Join = Callable[[Path, Opening], int | Refusal | Trouble]
"""The invitation, and what opens it; how many entries are here then."""

_PASSPHRASE, _SHEETS = "passphrase", "sheets"
_WAYS = (
    Segment(value=_PASSPHRASE, text="A passphrase"),
    Segment(value=_SHEETS, text="Two recovery sheets"),
)


class JoinPage(FoundingPage):
    """The invitation, and somebody of the clinic who opens it."""

    def __init__(self, join: Join) -> None:
        super().__init__(
            "Join a clinic",
            "An administrator writes an invitation at a workstation of the clinic: Administration,"
            " Workstations. What the clinic has recorded is fetched from its hub, or from a stick:"
            " then the file that was written to it lies beside the invitation.",
        )
        self._join = join
        self._file = FileField(
            "invitation", "Invitation", "Invitations (*.ketainvitation);;All files (*)"
        )
        self._way = Segmented(_WAYS, "What opens it")
        self._way.setObjectName("way")
        self._user = TextField("join_user", "Signs in as", hint="rn.okafor")
        self._passphrase = SecretField("join_passphrase", "Passphrase")
        self._proof = SheetsProof()
        self.rows.addWidget(FieldRow("Invitation", self._file))
        self.rows.addWidget(heading("What opens it"))
        self.rows.addWidget(self._way)
        self.place(
            Placed(label="Signs in as", field=self._user),
            Placed(label="Passphrase", field=self._passphrase),
        )
        self.rows.addWidget(self._proof)
        self.rows.addWidget(
            sentence("Whoever signs in next at this computer vouches for it; that is recorded.")
        )
        self.rows.addStretch(1)
        self._way.chosen.connect(self._show_way)
        self._way.set_value(_PASSPHRASE)
        self._proof.hide()

    def _show_way(self, way: str) -> None:
        self._proof.setVisible(way == _SHEETS)
        for field in (self._user, self._passphrase):
            row = field.parentWidget()
            if row is not None:
                row.setVisible(way == _PASSPHRASE)

    def begin(self) -> None:
        self._file.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_ready(self) -> bool:
        """Join by what was named, or say what is wrong with it."""
        file, opening = self._file.file, self._opening()
        if file is None:
            return self._stay("No invitation is named.", "Type or choose the file.")
        if opening is None:
            return self._stay("Two whole sheets are needed.", "Each has 33 words.")
        answer = self._join(file, opening)
        if isinstance(answer, Refusal):
            return self._stay(answer.sentence, answer.remedy, answer.code)
        if isinstance(answer, Trouble):
            return self._stay(answer.sentence, "Nothing was changed.", answer.code)
        self._passphrase.clear()
        self._proof.clear()
        return True

    def _opening(self) -> Opening | None:
        if self._way.value == _PASSPHRASE:
            return by_passphrase(self._user.typed, self._passphrase.text())
        sheets = self._proof.sheets
        return by_sheets(sheets) if sheets is not None else None

    def _stay(self, words: str, remedy: str, code: str = "") -> bool:
        self.bar.explain(words, remedy, code)
        return False
