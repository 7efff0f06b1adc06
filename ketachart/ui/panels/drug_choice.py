"""Choosing a drug: the formulary as buttons, narrowed by a few letters, or any other by name."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ketachart.ui.presenters.medication import DrugOffer
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import FieldRow, TextField

_ACROSS = 2


class DrugChoice(QWidget):
    """Type a few letters of a drug or of what it is for; Enter takes the first that is left."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._offers: tuple[DrugOffer, ...] = ()
        self._buttons: dict[str, ActionButton] = {}
        self._letters = TextField("drug", "Drug or indication", hint="a few letters")
        self._other = ActionButton("", "other_drug")
        self._grid = QGridLayout()
        self._grid.setSpacing(6)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(10)
        rows.addWidget(FieldRow("Drug or indication", self._letters))
        rows.addLayout(self._grid)
        rows.addWidget(self._other)
        self._other.hide()
        self._letters.textChanged.connect(self._narrow)
        self._letters.returnPressed.connect(self._take_first)
        self._other.clicked.connect(lambda: self.chosen.emit(self._letters.typed))

    def offer(self, offers: Sequence[DrugOffer]) -> None:
        """Offer the formulary."""
        if self._buttons:
            return
        self._offers = tuple(offers)
        for offer in offers:
            words = f"{offer.name} · vial" if offer.controlled else offer.name
            button = ActionButton(words, f"drug_{offer.key.replace(' ', '_')}")
            button.setToolTip(", ".join(offer.indications))
            button.clicked.connect(lambda _checked=False, key=offer.key: self.chosen.emit(key))
            self._buttons[offer.key] = button
        self._narrow()

    def _narrow(self) -> None:
        matching = self._matching()
        for button in self._buttons.values():
            self._grid.removeWidget(button)
            button.hide()
        for number, offer in enumerate(matching):
            self._grid.addWidget(self._buttons[offer.key], number // _ACROSS, number % _ACROSS)
            self._buttons[offer.key].show()
        typed = self._letters.typed
        self._other.setText(f"Other drug: {typed}")
        self._other.setVisible(bool(typed) and not matching)

    def _matching(self) -> list[DrugOffer]:
        letters = self._letters.typed.casefold()
        by_name = [each for each in self._offers if each.name.casefold().startswith(letters)]
        by_words = [
            each
            for each in self._offers
            if each not in by_name
            and any(letters in words.casefold() for words in (each.name, *each.indications))
        ]
        return by_name + by_words

    def _take_first(self) -> None:
        matching = self._matching()
        if matching and self._letters.typed:
            self.chosen.emit(matching[0].key)
        elif self._letters.typed:
            self.chosen.emit(self._letters.typed)
