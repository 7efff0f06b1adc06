"""Starting the pump: the rate as set, in every unit, checked by a second person."""

from ketachart.domain.acts import Act, StartInfusion
from ketachart.domain.arithmetic import Disagreement
from ketachart.domain.quantities import written
from ketachart.domain.session import Session
from ketachart.ui.desk import Desk
from ketachart.ui.panels.guarded import GuardedPanel
from ketachart.ui.presenters.chair import ordered_words
from ketachart.ui.presenters.rate import ordered_rate, rate_words, typed_rate
from ketachart.ui.presenters.sums import start_sums
from ketachart.ui.widgets.form import NumberField, TextField, UsualWords, sentence


class StartPanel(GuardedPanel):
    """The rate on the pump, and who checked it."""

    title = "Start the infusion"
    verb = "Start"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._order = sentence(name="ordered")
        self._rate = NumberField("ml_per_h", "Rate set on the pump, mL/h")
        self._words = sentence(name="rate_words")
        self._reason = TextField("limit_reason", "Why this rate", hint="in a few words")
        self.add(self._order)
        self.add_field("Rate set on the pump", self._rate, unit="mL/h")
        self._offer_ordered()
        self.add(self._words)
        self.add_sums()
        self._reason_row = self.add_hidden("Why this rate", self._reason)
        self.ask_second("Checked the pump")
        self._rate.textChanged.connect(self._follow)

    def _offer_ordered(self) -> None:
        session = self.session
        rate = ordered_rate(session) if session else None
        if rate is not None:
            offered = UsualWords("ordered_rate", [f"As ordered: {written(rate, 'mL/h')}"])
            offered.chosen.connect(lambda _words: self._rate.setText(written(rate)))
            self.add(offered)

    def show_session(self, session: Session) -> None:
        if session.order is not None:
            self._order.setText(f"Ordered: {ordered_words(session.order.dose)}")
        self._follow()

    def _follow(self) -> None:
        session, rate = self.session, typed_rate(self._rate.typed)
        if session is None or rate is None:
            self._words.setText("")
        else:
            words = rate_words(session, self.settings, rate, starting=True)
            self._words.setText(f"= {words.words}\n{words.warning}".strip())
            self._reason_row.setVisible(words.needs_reason or bool(self._reason.typed))
        self.show_sums()

    def disagreements(self) -> tuple[Disagreement, ...]:
        session = self.session
        return start_sums(session, self._rate.typed) if session is not None else ()

    def act(self) -> Act:
        return StartInfusion(
            session=self.session_id,
            ml_per_h=self._rate.typed,
            verified_by=self.second.person if self.second else "",
            limit_reason=self._reason.typed or None,
        )
