"""Open calls for a witness as quiet cards: what is signed, who asks, since when."""

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ketachart.app.calls import Call
from ketachart.app.clinic import Changed
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.grid_view import Priority
from ketachart.ui.presenters.witness import CallLine, call_lines
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.badge import Badge
from ketachart.ui.widgets.form import mute, sentence

_SHOWN = 1


class CallCards(QWidget):
    """The oldest open call of the clinic, and how many more there are; away while there is none."""

    opened = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("calls")
        self._desk = desk
        self._calls: tuple[Call, ...] = ()
        self._lines: tuple[CallLine, ...] = ()
        self._cards = tuple(_Card(number) for number in range(_SHOWN))
        self._more = sentence(name="more_calls")
        self._more.hide()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        for card in self._cards:
            card.sign.clicked.connect(lambda _checked=False, one=card: self.opened.emit(one.call))
            rows.addWidget(card)
        rows.addWidget(self._more)
        desk.changed.connect(self._changed)
        desk.tick.connect(self._tick)
        self._look()

    def _changed(self, changed: Changed) -> None:
        # A call ends with the act that was waited for, which changes a session or the stock.
        if changed.calls or changed.sessions or changed.products:
            self._look()

    def _look(self) -> None:
        self._calls = self._desk.clinic.calls()
        self._tick(self._desk.now())

    def _tick(self, now: datetime) -> None:
        desk = self._desk
        lines = call_lines(self._calls, desk.world, now, desk.person_name)
        if lines != self._lines:
            self._lines = lines
            self._show()
        self.setVisible(bool(lines))

    def _show(self) -> None:
        """Fill the cards that are there; a card that stays keeps the focus of its button."""
        for number, card in enumerate(self._cards):
            card.show_line(self._lines[number] if number < len(self._lines) else None)
        more = len(self._lines) - _SHOWN
        self._more.setText(f"{more} more on the board.")
        self._more.setVisible(more > 0)


class _Card(QFrame):
    """One call, and the button that leads to the PIN."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.call = ""
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._asked = sentence(name=f"call_asked_{number}")
        mute(self._asked)
        self._age = Badge(f"call_age_{number}")
        self._words = sentence(name=f"call_words_{number}")
        self.sign = ActionButton("Sign as witness", f"answer_call_{number}")
        head = QHBoxLayout()
        head.addWidget(self._asked, stretch=1)
        head.addWidget(self._age)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(8, 6, 8, 6)
        rows.setSpacing(4)
        rows.addLayout(head)
        rows.addWidget(self._words)
        rows.addWidget(self.sign)
        self.hide()

    def show_line(self, line: CallLine | None) -> None:
        """Show a call, or be away."""
        self.setVisible(line is not None)
        if line is None:
            return
        self.call = line.id
        self._asked.setText(f"{line.about} · {line.asked}")
        self._age.show_words(line.age, Priority.MEDIUM if line.is_old else Priority.NONE)
        self._words.setText(line.words)
        self.sign.setAccessibleDescription(line.words)
