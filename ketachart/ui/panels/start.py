"""Starting the pump: the rate as set, in every unit, checked by a second person."""

from ketachart.app.readiness import Readiness, read_readiness
from ketachart.domain.acts import Act, StartInfusion
from ketachart.domain.arithmetic import Disagreement
from ketachart.domain.quantities import written
from ketachart.domain.refusals import Code, Refusal
from ketachart.domain.session import Session
from ketachart.ui.desk import Desk
from ketachart.ui.panels.guarded import GuardedPanel
from ketachart.ui.presenters.chair import ordered_words
from ketachart.ui.presenters.ordering import acknowledgements
from ketachart.ui.presenters.rate import ordered_rate, rate_words, typed_rate
from ketachart.ui.presenters.sums import start_sums
from ketachart.ui.widgets.caution import Caution
from ketachart.ui.widgets.form import FieldRow, NumberField, TextField, UsualWords, sentence

DEVICE = "What is done about it"
_BESIDE_MIN = 30
"""Minutes of a session beside infusion and stay: checks, discharge, signatures."""


class StartPanel(GuardedPanel):
    """The rate on the pump, and who checked it."""

    title = "Start the infusion"
    verb = "Start"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._device = Caution("device", "This computer may not last the session")
        self._device_check = TextField("device_check", DEVICE, hint="in a few words")
        self._device.add(FieldRow(DEVICE, self._device_check))
        self._battery = sentence("Battery of this computer: not known.", "battery")
        self._battery.hide()
        self._order = sentence(name="ordered")
        self._rate = NumberField("ml_per_h", "Rate set on the pump, mL/h")
        self._words = sentence(name="rate_words")
        self._reason = TextField("limit_reason", "Why this rate", hint="in a few words")
        self.add(self._order)
        self.add(self._device)
        self.add(self._battery)
        self.add_field("Rate set on the pump", self._rate, unit="mL/h")
        self._offer_ordered()
        self.add(self._words)
        self.add_sums()
        self._reason_row = self.add_hidden("Why this rate", self._reason)
        self.ask_second("Checked the pump")
        self._rate.textChanged.connect(self._follow)

    def begin(self) -> None:
        """Look at the computer once, before anything is typed."""
        self.check_device(read_readiness(self.desk.clinic.vault.files.folder))
        super().begin()

    def check_device(self, found: Readiness) -> None:
        """Ask what is done about a short battery or disk; nothing is asked if none is short."""
        session = self.session
        plan = session.dose_plan if session is not None else None
        minutes = (plan.minutes if plan else 0) + self.settings.minimum_stay_min + _BESIDE_MIN
        self._device.show_lines(found.shortages(minutes))
        self._battery.setVisible(found.batteries is None)

    def submit_typed(self) -> bool:
        if self._device.words and not self._device_check.typed:
            refusal = Refusal(
                code=Code.REASON_REQUIRED,
                sentence="This computer may not last the session.",
                remedy="Say what is done about it: plugged in, another one at hand, paper ready.",
                about="device_check",
            )
            self.explain(refusal)
            return False
        return super().submit_typed()

    def _offer_ordered(self) -> None:
        session = self.session
        rate = ordered_rate(session) if session else None
        if rate is not None:
            offered = UsualWords("ordered_rate", [f"As ordered: {written(rate, 'mL/h')}"])
            offered.chosen.connect(lambda _words: self._rate.setText(written(rate)))
            self.add(offered)

    def show_session(self, session: Session) -> None:
        order = session.order
        ordered = f"Ordered: {ordered_words(order.dose)}\n" if order is not None else ""
        self._order.setText(f"{ordered}{acknowledgements(session)}".strip())
        self._follow()

    def _follow(self) -> None:
        session, rate = self.session, typed_rate(self._rate.typed)
        if session is None or rate is None:
            self._words.setText("")
        else:
            words = rate_words(session, self.settings, rate, starting=True)
            self._words.setText(f"= {words.words}\n{words.warning}".strip())
            self._reason_row.ask(needed=words.needs_reason)
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
            device_check=self._device_said() or None,
        )

    def _device_said(self) -> str:
        """What was short and what was done about it; empty if nothing was short."""
        short = "; ".join(self._device.words.splitlines())
        return f"{short}: {self._device_check.typed}" if short else ""
