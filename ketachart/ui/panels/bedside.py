"""At the chair beside readings and doses: effects, marks, an extra reading, another interval."""

from functools import partial

from PySide6.QtGui import QKeyEvent

from ketachart.domain.acts import Act, ChartExtra, MarkEffect, MarkEvent, SetInterval
from ketachart.domain.bedside import EFFECTS, MARKERS, ONSET, RESOLVED
from ketachart.domain.session import IN_CHAIR, RUNNING, Phase, Session
from ketachart.ui.desk import Desk
from ketachart.ui.panels.menu import MenuPanel
from ketachart.ui.presenters.bedside import effect_words
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import FieldRow, NumberField, TextField, UsualWords, sentence
from ketachart.ui.widgets.panel import Panel
from ketachart.ui.widgets.segmented import Segment, Segmented

_EXTRAS = ("Glucose", "Blood glucose after sugar", "Peak flow", "Sedation score")
_UNITS = ("mg/dL", "mmol/L", "L/min")
_INTERVALS = ("5", "10", "15", "30")
_WHY_INTERVAL = ("steady", "rate changed", "drowsy", "pressure to be watched", "physician's wish")


class EventsPanel(MenuPanel):
    """What else can be put on the record; a digit each."""

    title = "Event, effect or note"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        found = self.session
        phase = found.phase if found is not None else Phase.CANCELLED
        self.offer("Note", "note")
        if phase is not Phase.CANCELLED:
            self.offer("Adverse event", "event")
            self.offer("Effect begins or is over", "effect")
            self.offer("Mark what happens now", "marker")
            self.offer("A reading without a row", "extra")
        if phase in RUNNING or phase is Phase.RECOVERING:
            self.offer("Vitals at another interval", "interval")
        if phase in IN_CHAIR:
            self.offer("Escort and their code", "escort")
            self.offer("Sheets to take home", "instructions")
            self.offer("The next hour on paper", "paper")
        if found is not None and found.paper_pages:
            self.offer("What was written on paper", "back_entry")
        self.offer("Allergy that comes up now", "allergy")


class EffectPanel(Panel):
    """One key marks that an effect began, or that it is over."""

    title = "Effect begins or is over"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self.submit_button.hide()
        self._buttons: list[ActionButton] = []
        for number, effect in enumerate(EFFECTS, start=1):
            button = ActionButton("", f"effect_{effect}", key=str(number))
            button.clicked.connect(partial(self._mark, effect))
            self._buttons.append(button)
            self.add(button)
        self._observed = self.add_observed()
        if (found := self.session) is not None:
            self.show_session(found)

    def show_session(self, session: Session) -> None:
        zone = self.desk.world.site.zone
        for effect, button in zip(EFFECTS, self._buttons, strict=True):
            button.setText(effect_words(session, effect, zone))

    def _mark(self, effect: str) -> None:
        session = self.session
        is_open = session is not None and effect in {each.effect for each in session.open_effects}
        act = MarkEffect(
            session=self.session_id,
            effect=effect,
            state=RESOLVED if is_open else ONSET,
            observed_at=self.observed(self._observed),
        )
        self.submit(act)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = event.text()
        if typed in {str(number) for number in range(1, len(self._buttons) + 1)}:
            self._buttons[int(typed) - 1].click()
        else:
            super().keyPressEvent(event)


class MarkerPanel(Panel):
    """What happens in every session, each a button; or other words."""

    title = "Mark what happens now"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._kind = TextField("kind", "What happened", hint="in a few words")
        self._detail = TextField("detail", "More about it", hint="may stay empty")
        self._observed = self.add_observed()
        usual = UsualWords("usual_kind", MARKERS)
        usual.chosen.connect(self._place)
        self.add(usual)
        self.add_field("Something else", self._kind)
        self.add_field("More about it", self._detail)

    def _place(self, kind: str) -> None:
        """A usual mark is recorded by one press."""
        self._kind.setText(kind)
        self.submit_typed()

    def act(self) -> Act:
        return MarkEvent(
            session=self.session_id,
            kind=self._kind.typed,
            detail=self._detail.typed,
            observed_at=self.observed(self._observed),
        )


class ExtraPanel(Panel):
    """A reading that the grid has no row for gets one."""

    title = "A reading without a row"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._name = TextField("name", "What was read")
        self._value = TextField("value", "Value")
        self._unit = TextField("unit", "Unit", hint="may stay empty")
        self.add_field("What was read", self._name)
        self.add(self._filling("usual_name", _EXTRAS, self._name))
        self.add_field("Value", self._value)
        self.add_field("Unit", self._unit)
        self.add(self._filling("usual_unit", _UNITS, self._unit))
        self._observed = self.add_observed()

    @staticmethod
    def _filling(name: str, words: tuple[str, ...], field: TextField) -> UsualWords:
        usual = UsualWords(name, words)
        usual.chosen.connect(field.setText)
        return usual

    def act(self) -> Act:
        return ChartExtra(
            session=self.session_id,
            name=self._name.typed,
            value=self._value.typed,
            unit=self._unit.typed,
            observed_at=self.observed(self._observed),
        )


class IntervalPanel(Panel):
    """Vitals more or less often from now on."""

    title = "Vitals at another interval"
    verb = "Set the interval"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self.add(
            sentence(
                "It holds from now until something restarts the clinic's plan: a rate increase, "
                "a bolus, a rescue drug, a resumed infusion or the stop."
            )
        )
        self._every = NumberField("every", "Every so many minutes")
        choices = Segmented([Segment(value=each, text=each) for each in _INTERVALS], "Minutes")
        choices.setObjectName("usual_every")
        choices.chosen.connect(self._every.setText)
        self.add_field("Every", self._every, unit="minutes")
        self.add(FieldRow("Usual", choices))
        self._reason = self.add_reason("Reason", _WHY_INTERVAL)

    def act(self) -> Act:
        return SetInterval(
            session=self.session_id, every=self._every.typed, reason=self._reason.typed
        )
