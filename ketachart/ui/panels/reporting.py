"""Entering what was told of a loss or theft."""

from typing import ClassVar

from ketachart.domain.acts import Act, ReportLoss
from ketachart.domain.losses import Loss
from ketachart.ui.desk import Desk
from ketachart.ui.widgets.form import ChoiceField, TextField, heading, sentence
from ketachart.ui.widgets.panel import Panel

_DAY = "Year, month, day: 2026-03-03"
_STATES = (("draft", "Draft: no clock stops"), ("submitted", "Submitted"))


class ReportLossPanel(Panel):
    """The references of the notice and of Form 106, each when it is there."""

    title: ClassVar[str] = "Enter notice or form"
    verb: ClassVar[str] = "Record"

    def __init__(self, desk: Desk, loss: Loss) -> None:
        super().__init__(desk, "")
        self._loss = loss
        self._notice = TextField("notice_reference", "Reference of the notice")
        self._notice_on = TextField("notice_on", "Notice given on")
        self._form = TextField("form_reference", "Number of Form 106", text=loss.form_reference)
        self._form_on = TextField("form_on", "Form of")
        self._state = ChoiceField("form_state", "State of the form", _STATES)
        self.add(sentence(f"{loss.classification.capitalize()}: {loss.explanation}", "loss"))
        self.add(heading("Written notice to the DEA field office"))
        if loss.is_noticed:
            self.add(sentence(f"Entered: {loss.notice_reference}, {loss.notice_on}."))
        self.add_field("Reference", self._notice)
        self.add_field("Given on", self._notice_on, hint=_DAY)
        self.add(heading("DEA Form 106"))
        self.add_field("Number", self._form)
        self.add_field("Dated", self._form_on, hint=_DAY)
        self.add_field("State", self._state)

    def act(self) -> Act:
        # A draft's number stands there already; by itself it says nothing new.
        is_as_before = self._form.typed == self._loss.form_reference and not self._form_on.typed
        return ReportLoss(
            loss=self._loss.id,
            notice_reference=self._notice.typed or None,
            notice_on=self._notice_on.typed or None,
            form_reference=None if is_as_before else (self._form.typed or None),
            form_on=self._form_on.typed or None,
            form_state=self._state.value or None,
        )
