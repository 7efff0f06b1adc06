"""Choosing a drug: the formulary as buttons, narrowed by a few letters, or any other by name."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ketachart.domain.formulary import DrugSet
from ketachart.ui.presenters.medication import DrugOffer
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import FieldRow, TextField, UsualWords, sentence
from ketachart.ui.widgets.theme import TOUCH

_GAP = 6
_ROOM_FOR_TWO = 6 * TOUCH + _GAP
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class DrugChoice(QWidget):
    """Type a few letters of a drug or of what it is for; Enter takes the first that is left.

    A set, such as hypertension, leaves the drugs against one thing; no dose comes with it.
    """

    chosen = Signal(str, str)
    """A drug, and the indication of the set it was taken from."""

    def __init__(self, sets: Sequence[DrugSet]) -> None:
        super().__init__()
        self._across = 2
        self._offers: tuple[DrugOffer, ...] = ()
        self._sets = {each.name: each for each in sets}
        self._buttons: dict[str, ActionButton] = {}
        self._letters = TextField("drug", "Drug or indication", hint="a few letters")
        self._other = ActionButton("", "other_drug")
        self._advice = sentence(name="set_advice")
        self._grid = QGridLayout()
        self._grid.setSpacing(_GAP)
        usual_sets = UsualWords("against_set", list(self._sets))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(10)
        rows.addWidget(FieldRow("Drug or indication", self._letters))
        self._against = FieldRow("Against", usual_sets)
        rows.addWidget(self._against)
        rows.addWidget(self._advice)
        rows.addLayout(self._grid)
        rows.addWidget(self._other)
        self._other.hide()
        usual_sets.chosen.connect(self._take_set)
        self._letters.textChanged.connect(self._narrow)
        self._letters.returnPressed.connect(self._take_first)
        self._other.clicked.connect(lambda: self.chosen.emit(self._letters.typed, ""))

    def offer(self, offers: Sequence[DrugOffer]) -> None:
        """Offer the formulary."""
        if self._buttons:
            return
        self._offers = tuple(offers)
        for offer in offers:
            words = f"{offer.name} · vial" if offer.controlled else offer.name
            button = ActionButton(words, f"drug_{offer.key.replace(' ', '_')}")
            button.setToolTip(", ".join(offer.indications))
            button.clicked.connect(lambda _checked=False, key=offer.key: self._take(key))
            self._buttons[offer.key] = button
        self._narrow()

    def minimumSizeHint(self) -> QSize:
        # One beside the other asks for a width that a small window has not.
        return QSize(_ROOM_FOR_TWO // 2, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        across = 2 if self.width() >= _ROOM_FOR_TWO else 1
        if across != self._across:
            self._across = across
            self._narrow()

    def _take_set(self, name: str) -> None:
        self._letters.setText(name)
        self._letters.setFocus()

    def _take(self, key: str) -> None:
        """Take a drug, for the indication of the set whose whole name is typed."""
        chosen = self._sets.get(self._letters.typed)
        is_of = chosen is not None and key in chosen.drugs
        self.chosen.emit(key, chosen.indication if chosen is not None and is_of else "")

    def _narrow(self) -> None:
        matching = self._matching()
        for button in self._buttons.values():
            self._grid.removeWidget(button)
            button.hide()
        for number, offer in enumerate(matching):
            self._grid.addWidget(self._buttons[offer.key], *divmod(number, self._across))
            self._buttons[offer.key].show()
        typed = self._letters.typed
        self._against.setVisible(not typed)
        named = self._sets_named(typed.casefold())
        self._advice.setText(named[0].advice if len(named) == 1 else "")
        self._advice.setVisible(bool(self._advice.text()))
        self._other.setText(f"Other drug: {typed}")
        self._other.setVisible(bool(typed) and not matching)

    def _matching(self) -> list[DrugOffer]:
        """By the beginning of the name, then the drugs of a set, then by any of its words."""
        letters = self._letters.typed.casefold()
        offered = {each.key: each for each in self._offers}
        ranked = [each for each in self._offers if each.name.casefold().startswith(letters)]
        for each in self._sets_named(letters):
            ranked += [offered[key] for key in each.drugs]
        ranked += [
            each
            for each in self._offers
            if any(letters in words.casefold() for words in (each.name, *each.indications))
        ]
        return list({each.key: each for each in ranked}.values())

    def _sets_named(self, letters: str) -> list[DrugSet]:
        return [
            each
            for each in self._sets.values()
            if letters and each.name.casefold().startswith(letters)
        ]

    def _take_first(self) -> None:
        matching = self._matching()
        if matching and self._letters.typed:
            self._take(matching[0].key)
        elif self._letters.typed:
            self.chosen.emit(self._letters.typed, "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter chose the drug; it must not go on to record the form that opens with it.
        if event.key() not in _ENTER:
            super().keyPressEvent(event)
