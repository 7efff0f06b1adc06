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

_SHOWN = 2


class CallCards(QWidget):
    """The oldest open calls of the clinic; not there while there is none."""

    opened = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("calls")
        self._desk = desk
        self._calls: tuple[Call, ...] = ()
        self._lines: tuple[CallLine, ...] = ()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(6)
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
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for number, line in enumerate(self._lines[:_SHOWN]):
            self._rows.addWidget(self._card(line, number))
        more = len(self._lines) - _SHOWN
        if more > 0:
            self._rows.addWidget(sentence(f"{more} more on the board.", "more_calls"))

    def _card(self, line: CallLine, number: int) -> QWidget:
        card = QFrame()
        card.setFrameShape(QFrame.Shape.StyledPanel)
        rows = QVBoxLayout(card)
        rows.setContentsMargins(8, 6, 8, 6)
        rows.setSpacing(4)
        asked = sentence(f"{line.about} · {line.asked}")
        mute(asked)
        age = Badge(f"call_age_{number}")
        age.show_words(line.age, Priority.MEDIUM if line.is_old else Priority.NONE)
        head = QHBoxLayout()
        head.addWidget(asked, stretch=1)
        head.addWidget(age)
        sign = ActionButton("Sign as witness", f"answer_call_{number}")
        sign.setAccessibleDescription(line.words)
        sign.clicked.connect(lambda _checked=False, call=line.id: self.opened.emit(call))
        rows.addLayout(head)
        rows.addWidget(sentence(line.words, f"call_words_{number}"))
        rows.addWidget(sign)
        return card
