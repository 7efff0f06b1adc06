"""What was drawn for a session and not given is wasted before a witness."""

from ketachart.domain.acts import Act, WasteStock
from ketachart.domain.quantities import written
from ketachart.domain.session import Session
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.medication import METHODS
from ketachart.ui.widgets.form import NumberField, UsualWords, sentence
from ketachart.ui.widgets.panel import Panel


class WastePanel(Panel):
    """How much, why, how it was destroyed, and who watched."""

    title = "Waste the rest"
    verb = "Record the waste"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._left = sentence(name="left")
        self._ml = NumberField("ml", "Volume wasted, mL of the product")
        self.add(self._left)
        self.add_field("Volume wasted", self._ml, unit="mL of the product")
        self._offer_all()
        self._reason = self.add_reason("Reason", self._usual_reasons())
        self._method = self.add_reason("How it was destroyed", METHODS, name="method")
        self.ask_second("Witness", may_wait=True)

    def _offer_all(self) -> None:
        session = self.session
        if session is not None and session.unaccounted_ml > 0:
            left = session.unaccounted_ml
            everything = UsualWords("all_of_it", [f"All of it: {written(left, 'mL')}"])
            everything.chosen.connect(lambda _words: self._ml.setText(written(left)))
            self.add(everything)

    def _usual_reasons(self) -> tuple[str, ...]:
        session = self.session
        was_given = session is not None and session.administered_ml > 0
        return ("residual",) if was_given else ("residual", "cancelled before the start")

    def show_session(self, session: Session) -> None:
        drawn, given = written(session.drawn_ml), written(session.administered_ml)
        said = f"Drawn {drawn} − given {given}"
        if session.wasted_ml:
            said += f" − wasted {written(session.wasted_ml)}"
        self._left.setText(f"{said} = {written(session.unaccounted_ml, 'mL')} left to waste.")

    def act(self) -> Act:
        return WasteStock(
            source={"session": self.session_id},
            ml=self._ml.typed,
            witness=self.second.person if self.second else "",
            reason=self._reason.typed,
            method=self._method.typed,
        )
