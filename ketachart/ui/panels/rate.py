"""The pump while it runs: another rate, a pause, going on, a bolus."""

from datetime import datetime

from ketachart.domain.acts import Act, ChangeRate, GiveBolus, PauseInfusion, ResumeInfusion
from ketachart.domain.arithmetic import Disagreement
from ketachart.domain.session import Phase, Session
from ketachart.ui.desk import Desk
from ketachart.ui.panels.guarded import GuardedPanel
from ketachart.ui.panels.menu import MenuPanel
from ketachart.ui.presenters.rate import (
    bolus_words,
    change_words,
    rate_words,
    running_rate,
    typed_rate,
)
from ketachart.ui.presenters.sums import rate_sums
from ketachart.ui.widgets.form import NumberField, TextField, sentence
from ketachart.ui.widgets.panel import Panel

RATE_REASONS = ("titrated to effect", "blood pressure above limit", "too dissociated", "nausea")
PAUSE_REASONS = ("patient to restroom", "too dissociated", "blood pressure above limit", "IV site")


class PumpPanel(MenuPanel):
    """What can be done at the pump now."""

    title = "Pump"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._phase: Phase | None = None

    def show_session(self, session: Session) -> None:
        if self._phase is not None:
            if session.phase is not self._phase:
                self.finished.emit()  # the pump was set from elsewhere
            return
        self._phase = session.phase
        if session.phase is Phase.INFUSING:
            self.offer("Change the rate", "rate")
            self.offer("Pause", "pause")
            self.offer("Bolus", "bolus")
        else:
            self.offer("Resume", "resume")
        self.offer("Stop", "stop")


class _NewRate(GuardedPanel):
    """A rate with its doses in every unit, and the reason that a limit asks for."""

    _before = "Now"
    _compares = True

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._old = sentence(name="old_rate")
        self._rate = NumberField("ml_per_h", "New rate, mL/h")
        self._words = sentence(name="new_rate")
        self._limit_reason = TextField("limit_reason", "Why so fast", hint="in a few words")
        self.add(self._old)
        self.add_field("New rate", self._rate, unit="mL/h")
        self.add(self._words)
        self.add_sums()
        self._limit_row = self.add_hidden("Why so fast", self._limit_reason)
        self._rate.textChanged.connect(self._follow)

    def show_session(self, session: Session) -> None:
        words = rate_words(session, self.settings, running_rate(session))
        self._old.setText(f"{self._before}:\n{words.words}")
        self._follow()

    def _follow(self) -> None:
        session, rate = self.session, typed_rate(self._rate.typed)
        self.show_sums()
        if session is None or rate is None:
            self._words.setText("")
            return
        words = rate_words(session, self.settings, rate)
        change = change_words(running_rate(session), rate) if self._compares else ""
        said = "\n".join(part for part in (words.words, words.warning, change) if part)
        self._words.setText(f"New:\n{said}")
        self._limit_row.ask(needed=words.needs_reason)

    def disagreements(self) -> tuple[Disagreement, ...]:
        session = self.session
        if session is None:
            return ()
        return rate_sums(session, self._rate.typed, self.desk.now())


class RatePanel(_NewRate):
    """Another rate, with the reason that it always carries."""

    title = "Change the rate"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._reason = self.add_reason("Reason", RATE_REASONS)

    def act(self) -> Act:
        return ChangeRate(
            session=self.session_id,
            ml_per_h=self._rate.typed,
            reason=self._reason.typed,
            limit_reason=self._limit_reason.typed or None,
        )


class ResumePanel(_NewRate):
    """Going on after a pause, as before or at another rate."""

    title = "Resume the infusion"
    verb = "Resume"
    _before = "Before the pause"
    _compares = False  # a pause ends in an anchor whatever the rate

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._rate.setPlaceholderText("as before")

    def act(self) -> Act:
        return ResumeInfusion(
            session=self.session_id,
            ml_per_h=self._rate.typed,
            limit_reason=self._limit_reason.typed or None,
        )


class PausePanel(Panel):
    """The pump stands still for a while."""

    title = "Pause the infusion"
    verb = "Pause"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._reason = self.add_reason("Reason", PAUSE_REASONS)

    def act(self) -> Act:
        return PauseInfusion(session=self.session_id, reason=self._reason.typed)


class BolusPanel(Panel):
    """A bolus from the bag."""

    title = "Bolus from the bag"
    verb = "Give"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._ml = NumberField("ml", "Bolus, mL")
        self._words = sentence(name="bolus_words")
        self.add_field("Bolus", self._ml, unit="mL")
        self.add(self._words)
        self._ml.textChanged.connect(self._follow)

    def show_session(self, session: Session) -> None:
        del session
        self._follow()

    def tick(self, now: datetime) -> None:
        del now
        self._follow()

    def _follow(self) -> None:
        session = self.session
        if session is None or session.bag is None:
            return
        words = bolus_words(session.bag, session, self._ml.typed or "", self.desk.now())
        if words != self._words.text():
            self._words.setText(words)

    def act(self) -> Act:
        return GiveBolus(session=self.session_id, ml=self._ml.typed)
