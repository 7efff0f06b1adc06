"""Everyone who charted signs their own part, before the nurse signs the whole."""

from ketachart.domain.acts import Act, SignPart
from ketachart.domain.session import Session
from ketachart.ui.desk import Desk
from ketachart.ui.panels.sign import ReadAndSign
from ketachart.ui.presenters.parts import own_part
from ketachart.ui.widgets.fact_sheet import FactSheet


class SignPartPanel(ReadAndSign):
    """Shows what the person at the keyboard charted, and nothing of anyone else."""

    title = "Sign your own part"
    verb = "Sign my part"
    right = "session.sign-part"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._sheet = FactSheet("sheet")
        self.add(self._sheet)

    def show_session(self, session: Session) -> None:
        super().show_session(session)
        zone, person = self.desk.world.site.zone, self.desk.turn.person.id
        self._sheet.show_sections(own_part(session, person, zone, self.desk.person_name))

    def turn_changed(self) -> None:
        super().turn_changed()
        if self.session is not None:
            self.show_session(self.session)

    def act(self) -> Act:
        return SignPart(session=self.session_id)
