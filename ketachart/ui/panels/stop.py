"""Stopping the pump: its own reading counts, and must agree with rate and time or say why not."""

from datetime import datetime

from PySide6.QtCore import Qt

from ketachart.domain.acts import Act, StopInfusion
from ketachart.domain.arithmetic import Disagreement
from ketachart.domain.session import Session
from ketachart.ui.desk import Desk
from ketachart.ui.panels.guarded import GuardedPanel
from ketachart.ui.presenters.rate import is_off, pump_reading_words
from ketachart.ui.presenters.sums import stop_sums
from ketachart.ui.widgets.form import NumberField, TextField, UsualWords, sentence

STOP_REASONS = ("complete", "patient's wish", "too dissociated", "blood pressure above limit")
VARIANCE = "Why the reading differs"


class StopPanel(GuardedPanel):
    """The pump's reading and the reason."""

    title = "Stop the infusion"
    verb = "Stop"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._reading = NumberField("pump_ml", "Volume the pump shows, mL")
        self._words = sentence(name="pump_words")
        self._variance = TextField("variance_reason", VARIANCE, hint="in a few words")
        self.add_field("Volume the pump shows", self._reading, unit="mL")
        self.add(self._words)
        self.add_sums()
        self._variance_row = self.add_hidden(VARIANCE, self._variance)
        self._reason = TextField("reason", "Reason for stopping", hint="in a few words")
        self.add_field("Reason for stopping", self._reason)
        usual = UsualWords("usual_reason", STOP_REASONS)
        usual.chosen.connect(self._take_reason)
        self.add(usual)
        self._reading.textChanged.connect(self._follow)

    def _take_reason(self, words: str) -> None:
        """Fill a usual reason in, and let the next Enter stop the infusion."""
        self._reason.setText(words)
        self._reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_session(self, session: Session) -> None:
        del session
        self._follow()

    def tick(self, now: datetime) -> None:
        del now
        self._follow()

    def _follow(self) -> None:
        session, typed, now = self.session, self._reading.typed or "", self.desk.now()
        if session is None:
            return
        words = pump_reading_words(session, self.settings, typed, now)
        if words != self._words.text():
            self._words.setText(words)
        off = is_off(session, self.settings, typed, now)
        self._variance_row.ask(needed=off)
        self.show_sums()

    def disagreements(self) -> tuple[Disagreement, ...]:
        session = self.session
        if session is None:
            return ()
        return stop_sums(session, self.settings, self._reading.typed, self.desk.now())

    def act(self) -> Act:
        return StopInfusion(
            session=self.session_id,
            pump_ml=self._reading.typed,
            reason=self._reason.typed,
            variance_reason=self._variance.typed or None,
        )
