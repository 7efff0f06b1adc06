"""Who is responsible for the chair: take it over, relieve somebody, come back; and since when."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ketachart.app.clinic import Done, Refused, Trouble
from ketachart.domain.acts import TakeChair
from ketachart.domain.session import Session
from ketachart.ui.desk import Desk
from ketachart.ui.panels.menu import MenuPanel
from ketachart.ui.presenters.staff import Taking, staff, takings
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.fact_sheet import FactSheet
from ketachart.ui.widgets.form import sentence

_NOBODY = "Nothing to take: the chairs in use are yours, or your role doesn't take any."
PARTLY = "The board shows which chairs are yours now."


class TakePanel(MenuPanel):
    """One press takes a chair, or all chairs of somebody; names and times stand below."""

    title = "Responsibility"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._takings: tuple[Taking, ...] | None = None
        self._choices = QWidget()
        self._nobody = sentence(_NOBODY, "nothing_to_take")
        self._staff = FactSheet("staff")
        self.add(self._choices)
        self.add(self._nobody)
        self.add(self._staff)

    def show_session(self, session: Session) -> None:
        desk = self.desk
        held = desk.clinic.sessions_open()
        found = takings(session, held, desk.turn.person, desk.person_name)
        if found != self._takings:
            self._takings = found
            self._show_takings(found)
        zone = desk.world.site.zone
        self._staff.show_sections([staff(session, zone, desk.person_name)])

    def turn_changed(self) -> None:
        super().turn_changed()
        if self.session is not None:
            self.show_session(self.session)

    def _show_takings(self, found: tuple[Taking, ...]) -> None:
        old, self._choices = self._choices, QWidget()
        self._buttons = []
        rows = QVBoxLayout(self._choices)
        rows.setContentsMargins(0, 0, 0, 0)
        for number, taking in enumerate(found, start=1):
            button = ActionButton(taking.words, taking.key, key=str(number))
            button.clicked.connect(lambda _checked=False, one=taking: self.take(one))
            self._buttons.append(button)
            rows.addWidget(button)
        self._form_rows.replaceWidget(old, self._choices)
        old.hide()
        old.deleteLater()
        self._nobody.setVisible(not found)

    def take(self, taking: Taking) -> None:
        """Be responsible from now on."""
        failed = take_chairs(self.desk, taking)
        if failed is None:
            self.done()
        elif isinstance(failed, Refused):
            self.explain(failed.refusal)
        else:
            self.bar.explain(failed.sentence, PARTLY)


def take_chairs(desk: Desk, taking: Taking) -> Refused | Trouble | None:
    """Take each chair; where one is refused the others are taken, and the first refusal is told."""
    failed = None
    for session in taking.sessions:
        outcome = desk.perform(TakeChair(session=session, kind=taking.kind))
        if failed is None and not isinstance(outcome, Done):
            failed = outcome
    return failed
