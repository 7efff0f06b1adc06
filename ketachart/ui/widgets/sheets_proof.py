"""Two recovery sheets typed in again, to prove before they are locked away that they are good."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QLabel, QVBoxLayout, QWidget

from ketachart.app.entrance import WORDS_ON_A_SHEET, SheetTyped, read_sheet
from ketachart.ui.widgets.form import FieldRow, LongTextField, sentence

_HOW = "Type each word, or its first four letters, with blanks between. Numbers don't matter."


def sheet_words(typed: SheetTyped) -> str:
    """How far a sheet has been typed, or which word is on none."""
    count = len(typed.words)
    if typed.wrong:
        return f"✗ word {count + 1}, “{typed.wrong}”, is not on any sheet"
    if typed.is_whole:
        return f"✓ all {WORDS_ON_A_SHEET} words"
    if count > WORDS_ON_A_SHEET:
        return f"✗ {count} words; a sheet has {WORDS_ON_A_SHEET}"
    return f"{count} of {WORDS_ON_A_SHEET} words"


class SheetsProof(QWidget):
    """Two fields, and under each how far it is; below one another where the room is narrow."""

    changed = Signal()

    def __init__(self, *, narrow: bool = False) -> None:
        super().__init__()
        self._fields = [
            LongTextField(f"sheet_{each}", f"Words of the {each} sheet", lines=6 if narrow else 5)
            for each in ("first", "second")
        ]
        self._said = [sentence(name=f"{field.objectName()}_said") for field in self._fields]
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        both = QBoxLayout(way)
        both.setSpacing(16)
        for field, said, label in zip(
            self._fields, self._said, ("One sheet", "Another sheet"), strict=True
        ):
            column = QVBoxLayout()
            column.setSpacing(4)
            column.addWidget(FieldRow(label, field))
            column.addWidget(said)
            both.addLayout(column)
            if narrow:
                field.setFixedHeight(field.minimumHeight())
            field.textChanged.connect(self._follow)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(10)
        rows.addWidget(sentence(_HOW))
        rows.addLayout(both)
        self._follow()

    @property
    def sheets(self) -> tuple[str, str] | None:
        """The two sheets as printed; None while one of them isn't whole."""
        first, second = (read_sheet(field.toPlainText()) for field in self._fields)
        return (first.text, second.text) if first.is_whole and second.is_whole else None

    @property
    def said(self) -> QLabel:
        """How far the sheet is that has the keys, or else the first."""
        said = zip(self._fields, self._said, strict=True)
        return next((each for field, each in said if field.hasFocus()), self._said[0])

    def begin(self) -> None:
        """Put the focus into the first sheet."""
        self._fields[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        """Forget the words: they open the vault."""
        for field in self._fields:
            field.clear()

    def _follow(self) -> None:
        for field, said in zip(self._fields, self._said, strict=True):
            said.setText(sheet_words(read_sheet(field.toPlainText())))
        self.changed.emit()
