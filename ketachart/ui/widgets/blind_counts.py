"""Two people's counts side by side; each is hidden while the other is at the keys."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from ketachart.ui.widgets.form import ChoiceField, NumberField, heading, mute

_SEALED, _OPEN_ML = "sealed", "open_ml"


class KeptApart(QObject):
    """Hides what one person typed as soon as the other begins."""

    def __init__(self, owner: QObject, *groups: Sequence[QLineEdit]) -> None:
        super().__init__(owner)
        self._groups = groups
        for group in groups:
            for field in group:
                field.installEventFilter(self)

    def show_all(self) -> None:
        """Both are done: nothing is hidden any more."""
        for group in self._groups:
            for field in group:
                field.removeEventFilter(self)
                field.setEchoMode(QLineEdit.EchoMode.Normal)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusIn:
            for group in self._groups:
                is_theirs = watched in group
                for field in group:
                    modes = QLineEdit.EchoMode
                    field.setEchoMode(modes.Normal if is_theirs else modes.Password)
        return super().eventFilter(watched, event)


class BlindCounts(QWidget):
    """A row for each product and person: sealed containers and open mL."""

    def __init__(
        self,
        products: Sequence[tuple[str, str]],
        people: Sequence[str],
        methods: Sequence[tuple[str, str]],
    ) -> None:
        super().__init__()
        self._methods: dict[str, ChoiceField] = {}
        self._fields: dict[tuple[str, int], tuple[NumberField, NumberField]] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        for number, person in enumerate(people):
            grid.addWidget(heading(person), grid.rowCount(), 0, 1, 2)
            for product, words in products:
                self._add(grid, product, words, person, number)
        grid.addWidget(heading("How the open volume was found"), grid.rowCount(), 0, 1, 2)
        for product, words in products:
            self._add_method(grid, product, words, methods)
        groups = [
            [field for (_, who), pair in self._fields.items() if who == number for field in pair]
            for number in range(len(people))
        ]
        self._apart = KeptApart(self, *groups)

    def _add(self, grid: QGridLayout, product: str, words: str, person: str, number: int) -> None:
        about = QLabel(words)
        mute(about)
        about.setWordWrap(True)
        grid.addWidget(about, grid.rowCount(), 0, 1, 2)
        row, prefix = grid.rowCount(), "second_" if number else ""
        pair = (
            NumberField(f"{prefix}{_SEALED}_{product}", f"{person}: sealed, {words}"),
            NumberField(f"{prefix}{_OPEN_ML}_{product}", f"{person}: open mL, {words}"),
        )
        for column, (field, hint) in enumerate(zip(pair, ("sealed", "open mL"), strict=True)):
            field.setPlaceholderText(hint)
            grid.addWidget(field, row, column)
        self._fields[product, number] = pair

    def _add_method(
        self, grid: QGridLayout, product: str, words: str, methods: Sequence[tuple[str, str]]
    ) -> None:
        about = QLabel(words)
        mute(about)
        about.setWordWrap(True)
        grid.addWidget(about, grid.rowCount(), 0, 1, 2)
        first = next(iter(methods), ("", ""))[0]
        field = ChoiceField(
            f"method_{product}", f"How the open volume was found, {words}", methods, value=first
        )
        grid.addWidget(field, grid.rowCount(), 0, 1, 2)
        self._methods[product] = field

    def method(self, product: str) -> str:
        """How the open volume of a product was found."""
        return self._methods[product].value

    def typed(self, product: str, number: int) -> tuple[str, str]:
        """What a person typed for a product."""
        sealed, open_ml = self._fields[product, number]
        return sealed.typed or "", open_ml.typed or ""

    def focus(self, product: str) -> None:
        """Put the focus on a product's first figure."""
        self._fields[product, 0][0].setFocus(Qt.FocusReason.OtherFocusReason)

    def freeze(self) -> None:
        """What was counted stays as it is, in sight of both."""
        self._apart.show_all()
        for pair in self._fields.values():
            for field in pair:
                field.setReadOnly(True)
