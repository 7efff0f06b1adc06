"""The line about the chair's monitor: what it offers, and the one key that takes it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import mute, sentence


class OfferBar(QWidget):
    """Stands wherever a chair has a monitor; nothing moves when that sends or falls silent."""

    taken = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._words = sentence(name="offer_words")
        mute(self._words)
        self._take = ActionButton("Take offered", "take_offered", key="D")
        self._take.setToolTip(
            "Type what the monitor offers into the empty values (D); + takes the value in the focus"
        )
        self._take.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._take.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._take.clicked.connect(self.taken)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 8, 4)
        row.setSpacing(8)
        row.addWidget(self._words, stretch=1)
        row.addWidget(self._take)
        self.hide()

    def show_words(self, words: str, *, can_take: bool, warns: bool) -> None:
        """Say what is offered; the button is dead while there is nothing to take.

        Args:
            words: what is offered, and what is not.
            can_take: whether there is something to take.
            warns: whether the words are to be read before.
        """
        role = QPalette.ColorRole.WindowText if warns else QPalette.ColorRole.PlaceholderText
        if role is not self._words.foregroundRole():
            self._words.setForegroundRole(role)
        if words != self._words.text():
            self._words.setText(words)
        if can_take != self._take.isEnabled():
            self._take.setEnabled(can_take)
