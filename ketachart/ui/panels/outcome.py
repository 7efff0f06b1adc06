"""Noting what came of a session, as the patient tells on the phone or at a visit."""

from typing import ClassVar

from ketachart.domain.acts import Act, RecordOutcome
from ketachart.domain.session import Phase
from ketachart.domain.times import local_day
from ketachart.ui.desk import Desk
from ketachart.ui.widgets.form import NumberField, TextField, UsualWords, sentence
from ketachart.ui.widgets.panel import Panel

_HOW = ("by phone", "at a visit", "by message", "it still lasts")


class OutcomePanel(Panel):
    """How much of the pain was relieved, for how long, and how it was told."""

    title: ClassVar[str] = "What came of it"
    locked_in: ClassVar[frozenset[Phase]] = frozenset()

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        found = self.session
        if found is not None:
            day = local_day(found.opened_at, desk.world.site.zone)
            patient = desk.world.patient(found.patient)
            whose = f"{patient.name}: what" if patient is not None else "What"
            self.show_title(f"{whose} came of the session of {day}")
        told = desk.clinic.relief(session)
        words = (
            f"Told before: {told.words}. What is told now counts; both are kept." if told else ""
        )
        self.add(sentence(words or "Ask the patient how much of the pain went, and how long."))
        self._relief = NumberField("relief_percent", "Pain relieved")
        self._weeks = NumberField("weeks", "For how many weeks")
        self._note = TextField("note", "How it was told", hint="may stay empty")
        usual = UsualWords("usual_note", _HOW)
        usual.chosen.connect(self._note.setText)
        self.add_field("Pain relieved", self._relief, unit="percent", hint="0 none, 100 all of it")
        self.add_field("For how long", self._weeks, unit="weeks", hint="So far, if it still lasts")
        self.add_field("How it was told", self._note)
        self.add(usual)

    def act(self) -> Act:
        return RecordOutcome(
            session=self.session_id,
            relief_percent=self._relief.typed,
            weeks=self._weeks.typed,
            note=self._note.typed,
        )
