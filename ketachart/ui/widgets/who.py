"""Who is at the keyboard: name, and PIN or passphrase."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ketachart.app.entrance import prove
from ketachart.app.outcomes import Turn
from ketachart.ui.desk import Desk
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import FieldRow, PersonPicker, SecretField
from ketachart.ui.widgets.refusal_bar import RefusalBar
from ketachart.ui.wording import said_of

_PROOF = "PIN or passphrase"
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Who(QWidget):
    """Proves who someone is, and hands the turn over; a refusal stays in words below."""

    proved = Signal()
    given_up = Signal()

    def __init__(
        self, desk: Desk, verb: str, *, question: str = "Name", flat: bool = False
    ) -> None:
        super().__init__()
        self._desk = desk
        self.person = PersonPicker("person", "Name", ())
        self.secret = SecretField("secret", _PROOF)
        self.submit = ActionButton(verb, "submit", key="Enter")
        self.submit.show_primary(primary=True)
        self.submit.clicked.connect(self.try_now)
        self.bar = RefusalBar()
        fields = self._fields = QHBoxLayout()
        fields.setSpacing(10)
        # On one level also where a question takes two lines: Tab goes from left to right.
        bottom = self._bottom = Qt.AlignmentFlag.AlignBottom if flat else Qt.AlignmentFlag(0)
        fields.addWidget(FieldRow(question, self.person), 3, bottom)
        fields.addWidget(FieldRow(_PROOF, self.secret), 3, bottom)
        self.secret.setMinimumWidth(self.fontMetrics().horizontalAdvance(_PROOF) + 16)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._buttons.addWidget(self.submit, 1, bottom)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        rows.addLayout(fields)
        # In one line, it hides no more than a window's head.
        (fields if flat else rows).addLayout(self._buttons)
        rows.addWidget(self.bar)

    def add_field(self, label: str, field: QWidget) -> None:
        """Ask for something more, after the secret."""
        self._fields.insertWidget(2, FieldRow(label, field), 3, self._bottom)
        self.setTabOrder(self.secret, field)
        self.setTabOrder(field, self.submit)

    def add_button(self, button: QWidget) -> None:
        """Put another button beside the one that proves."""
        self._buttons.addWidget(button, alignment=Qt.AlignmentFlag.AlignBottom)

    def begin(self, person: str = "") -> None:
        """Ask anew, with a person chosen beforehand if one is likely."""
        people = [each for each in self._desk.clinic.people() if not each.disabled]
        self.person.offer([(each.id, each.titled) for each in people], value=person)
        self.secret.clear()
        self.bar.clear()
        first = self.secret if person else self.person
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def try_now(self) -> None:
        """Prove who it is with what was typed."""
        answer = prove(self._desk.clinic, self.person.value, self.secret.taken())
        if isinstance(answer, Turn):
            self.bar.clear()
            self._desk.hand_over(answer)
            self.proved.emit()
            return
        said = said_of(answer)
        self.bar.explain(said.sentence, said.remedy, said.code)
        self.secret.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self.try_now()
        elif event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)
