"""The anesthesiologist's order, in the unit it is thought in and shown in all."""

from datetime import datetime

from PySide6.QtWidgets import QSizePolicy

from ketachart.domain.acts import Act, Order
from ketachart.domain.arithmetic import Disagreement
from ketachart.domain.infusion import DOSE_KINDS
from ketachart.domain.session import Session
from ketachart.ui.desk import Desk
from ketachart.ui.panels.guarded import GuardedPanel
from ketachart.ui.presenters.opening import protocol_details
from ketachart.ui.presenters.ordering import (
    RATE_UNIT,
    acknowledgements,
    contraindications,
    preview,
)
from ketachart.ui.presenters.sums import order_sums
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import FieldRow, NumberField, TextField, heading, sentence
from ketachart.ui.widgets.segmented import Segment, Segmented
from ketachart.ui.widgets.theme import TOUCH

_MOST_STEPS = 3


class OrderPanel(GuardedPanel):
    """Dose, time and ramp, with what they come to while they are typed."""

    title = "Order"
    verb = "Order"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._protocol = sentence(name="protocol_details")
        self._course = sentence(name="course")
        self._against = sentence(name="contraindications")
        self._known = sentence(name="acknowledgements")
        segments = [Segment(value=kind, text=kind) for kind in DOSE_KINDS]
        self._kind = Segmented(segments, "Dose in")
        self._kind.setObjectName("kind")
        self._kind.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._kind.setMinimumWidth(4 * TOUCH)
        self._amount = NumberField("amount", "Dose")
        self._minutes = NumberField("minutes", "Over how many minutes")
        self._comes_to = sentence(name="preview")
        self._ramp: list[tuple[NumberField, NumberField, FieldRow]] = []
        for part in (self._protocol, self._course, self._against, self._known):
            self.add(part)
        self.add_field("Dose in", self._kind)
        self._amount_row = self.add_field("Dose", self._amount)
        self.add_field("Over", self._minutes, unit="min", hint="Ramp included.")
        self.add(self._comes_to)
        self.add_sums()
        self._override = TextField("override_reason", "Why it is given all the same")
        self._override_row = self.add_hidden("Why it is given all the same", self._override)
        self._limit = TextField("limit_reason", "Why this dose")
        self._limit_row = self.add_hidden("Why this dose", self._limit)
        self._more = ActionButton("Add a step before the final rate", "add_ramp")
        self._more.clicked.connect(self._add_step)
        self._ramp_head = heading("Ramp")
        self._ramp_head.hide()
        self.add(self._ramp_head)
        self.add(self._more)
        self._kind.chosen.connect(self._show_units)
        self._amount.textChanged.connect(self._follow)
        self._minutes.textChanged.connect(self._follow)

    def _add_step(self) -> None:
        number = len(self._ramp) + 1
        minutes = NumberField(f"ramp_minutes_{number}", f"Step {number}, minutes")
        rate = NumberField(f"ramp_amount_{number}", f"Step {number}, rate")
        self.add_field(f"Step {number}", minutes, unit="min")
        row = self.add_field(f"Step {number} at", rate)
        self._ramp.append((minutes, rate, row))
        self._ramp_head.show()
        self._more.setVisible(number < _MOST_STEPS)
        minutes.textChanged.connect(self._follow)
        rate.textChanged.connect(self._follow)
        self._show_units()
        minutes.setFocus()

    def _show_units(self, _kind: str = "") -> None:
        """Units follow the kind of dose, also under what was typed before it was chosen."""
        kind = self._kind.value or ""
        self._amount_row.hint(kind)
        for _, _, row in self._ramp:
            row.hint(RATE_UNIT.get(kind, ""))
        self._follow()

    def show_session(self, session: Session) -> None:
        protocol = self.desk.world.protocol(session.protocol)
        self._protocol.setText(f"{protocol.name}. {protocol_details(protocol)}" if protocol else "")
        self._course.setText("\n".join(self.desk.clinic.course(session)))
        self._course.setVisible(bool(self._course.text()))
        against = contraindications(session)
        self._against.setText(f"⚠ {against}" if against else "")
        self._against.setVisible(bool(against))
        self._known.setText(acknowledgements(session))
        self._known.setVisible(bool(self._known.text()))
        self._override_row.ask(needed=bool(against))
        self._follow()

    def tick(self, now: datetime) -> None:
        del now
        if self._comes_to.text():
            self._follow()

    def _follow(self, *_: object) -> None:
        session = self.session
        if session is None:
            return
        protocol = self.desk.world.protocol(session.protocol)
        now, zone = self.desk.now(), self.desk.world.site.zone
        seen = preview(self._dose(), session, self.settings, protocol, now, zone)
        words = "\n".join([seen.words, *(f"⚠ {each}" for each in seen.warnings)]).strip()
        self._comes_to.setText(words)
        self._comes_to.setVisible(bool(words))
        self._limit_row.ask(needed=seen.needs_limit_reason)
        self.show_sums()

    def disagreements(self) -> tuple[Disagreement, ...]:
        session = self.session
        return order_sums(self._dose(), session, self.desk.world) if session is not None else ()

    def _dose(self) -> dict[str, object]:
        dose: dict[str, object] = {
            "kind": self._kind.value,
            "amount": self._amount.typed,
            "minutes": self._minutes.typed,
        }
        steps = [
            {"minutes": minutes.typed, "amount": rate.typed}
            for minutes, rate, _ in self._ramp
            if minutes.typed or rate.typed
        ]
        return {**dose, "ramp": steps} if steps else dose

    def act(self) -> Act:
        return Order(
            session=self.session_id,
            dose=self._dose(),
            override_reason=self._override.typed or None,
            limit_reason=self._limit.typed or None,
        )
