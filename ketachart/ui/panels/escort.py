"""Who will take the patient home, and the code that this person brings back."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from ketachart.domain.acts import Act, ExpectEscort
from ketachart.domain.session import Session
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.bedside import escort_history, spaced_code
from ketachart.ui.widgets.form import TextField, sentence
from ketachart.ui.widgets.panel import Panel
from ketachart.ui.widgets.theme import scaled

_WHY = ("cannot come", "patient's wish", "another driver")


class EscortPanel(Panel):
    """Name, phone and a fresh code, to be written down or read out; asked for at the release."""

    title = "Escort and their code"
    verb = "Record the escort"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        found = self.session
        escort = found.escort if found is not None else None
        self._fresh = desk.clinic.new_code()
        self._name = TextField("escort", "Escort's name", text=escort.name if escort else "")
        self._relationship = TextField(
            "relationship", "Relationship", text=escort.relationship if escort else ""
        )
        self._phone = TextField("phone", "Escort's phone", text=escort.phone if escort else "")
        self.add_field("Name", self._name)
        self.add_field("Relationship", self._relationship)
        self.add_field("Phone, reachable today", self._phone)
        self._shown = shown = QLabel()
        shown.setObjectName("escort_code")
        shown.setFont(scaled(shown.font(), 2.0, bold=True))
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self._show_code()
        self._name.textChanged.connect(self._show_code)
        self.add(sentence("Give this code to the escort; it is asked for at the release:"))
        self.add(shown)
        self._reason_row = self.add_reason("Why somebody else", _WHY)
        self._history = sentence(name="escort_history")
        self.add(self._history)
        if found is not None:
            self.show_session(found)

    @property
    def _code(self) -> str:
        """An escort keeps the code, also when a phone is corrected; another gets their own."""
        session = self.session
        escort = session.escort if session is not None else None
        if session is None or escort is None or escort.name != self._name.typed:
            return self._fresh
        return session.escort_code or self._fresh

    def _show_code(self) -> None:
        self._shown.setText(spaced_code(self._code))

    def show_session(self, session: Session) -> None:
        zone, name_of = self.desk.world.site.zone, self.desk.person_name
        lines = escort_history(session, zone, name_of)
        self._history.setText("\n".join(lines))
        self._history.setVisible(bool(lines))
        self._show_code()

    def act(self) -> Act:
        escort = {
            "name": self._name.typed,
            "relationship": self._relationship.typed,
            "phone": self._phone.typed,
        }
        return ExpectEscort(
            session=self.session_id,
            escort=escort,
            code=self._code,
            reason=self._reason_row.typed,
        )
