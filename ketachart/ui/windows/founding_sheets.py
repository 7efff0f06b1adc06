"""The last pages of the first start: where the recovery sheets go, and the proof that they open."""

from pathlib import Path

from ketachart.ui.widgets.form import FieldRow, sentence
from ketachart.ui.widgets.path_field import FolderField
from ketachart.ui.widgets.sheets_proof import SheetsProof
from ketachart.ui.windows.founding_pages import FoundingPage


class SheetsPage(FoundingPage):
    """Where the three recovery sheets go."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            "The recovery sheets",
            "Three sheets of words are written as PDF. Any two of them open the vault if every"
            " passphrase is lost; without them nobody can, not even the makers of this program.",
        )
        self._folder = FolderField("sheets", "Folder for the recovery sheets", folder)
        self.rows.addWidget(FieldRow("Write them into the folder", self._folder))
        self.rows.addWidget(
            sentence(
                "Print them, give them to three people who lock them away in different places, and"
                " delete the files. A stick that is kept in a safe will do as well."
            )
        )
        self.rows.addStretch(1)

    @property
    def chosen(self) -> Path:
        """The folder chosen."""
        return self._folder.folder or Path()

    def is_ready(self) -> bool:
        if self._folder.folder is None:
            self.bar.explain("No folder is named.", "Type or choose one.")
            return False
        self.bar.clear()
        return True


class ProofPage(FoundingPage):
    """Two of the sheets, typed in again from paper."""

    def __init__(self) -> None:
        super().__init__(
            "Prove the recovery sheets",
            "Print the three sheets now, and type the words of two of them from the paper. A sheet"
            " that was never tried may be found unreadable on the day it is needed.",
        )
        self._where = sentence(name="where")
        self._proof = SheetsProof()
        self.rows.addWidget(self._where)
        self.rows.addWidget(self._proof)
        self.rows.addStretch(1)

    def tell(self, folder: Path) -> None:
        """Say where the sheets are."""
        self._where.setText(f"The clinic is set up. The sheets are in {folder}.")

    @property
    def sheets(self) -> tuple[str, str] | None:
        """The sheets as printed, once both are whole."""
        return self._proof.sheets

    def begin(self) -> None:
        self._proof.begin()

    def clear(self) -> None:
        """Forget the words."""
        self._proof.clear()

    def is_ready(self) -> bool:
        if self.sheets is None:
            self.bar.explain("Two whole sheets are needed.", "Or prove them later, on the board.")
            return False
        self.bar.clear()
        return True
