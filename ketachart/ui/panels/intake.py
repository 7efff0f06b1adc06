"""What is checked before the order, and who will take the patient home."""

from PySide6.QtCore import Qt

from ketachart.app.clinic import Done, Refused
from ketachart.domain.acts import Act, RecordOutcome, TakeIn
from ketachart.domain.acts.session_acts import PREGNANCY_ANSWERS
from ketachart.domain.session import Session
from ketachart.domain.times import local_day
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.opening import kilograms
from ketachart.ui.widgets.form import (
    ChoiceField,
    NumberField,
    QuestionRow,
    TextField,
    UsualWords,
    YesNo,
    heading,
    sentence,
)
from ketachart.ui.widgets.panel import Panel
from ketachart.ui.wording import NOTHING_RECORDED

_CONCOMITANT = (
    "benzodiazepine",
    "opioid",
    "MAO inhibitor",
    "stimulant",
    "clonidine",
    "alcohol today",
)
_QUESTIONS = {
    "referral_on_file": "Referral and diagnosis on file",
    "consent_signed": "Consent signed",
    "risks_discussed": "Risks discussed",
}


class IntakePanel(Panel):
    """The intake checklist, top to bottom."""

    title = "Intake"
    verb = "Record the intake"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._shown = ""
        self._before: Session | None = None
        self._ask_what_came_of_it()
        self._asked = {name: YesNo(name, words) for name, words in _QUESTIONS.items()}
        for field, words in zip(self._asked.values(), _QUESTIONS.values(), strict=True):
            self.add(QuestionRow(words, field))
        self._fasting = NumberField("fasting_hours", "Fasting")
        self._iv = TextField("iv_access", "IV access", hint="gauge and site")
        self._weight = NumberField("weight_kg", "Weight today")
        self._pain = NumberField("baseline_pain", "Pain now")
        self._pregnancy = ChoiceField(
            "pregnancy_test", "Pregnancy test", [(each, each) for each in PREGNANCY_ANSWERS]
        )
        self.add_field("Fasting", self._fasting, unit="hours")
        self.add_field("IV access", self._iv)
        sites = UsualWords("usual_iv", ("22 G left forearm", "22 G right forearm"))
        sites.chosen.connect(self._iv.setText)
        self.add(sites)
        self._pounds = NumberField("weight_lb", "Weight today in pounds")
        self._in_kg = sentence(name="weight_in_kg")
        self.add_field("Weight, measured today", self._weight, unit="kg")
        self.add_field("or in &pounds (Alt+P)", self._pounds, unit="lb")
        # Not on the way of Tab: what is meant for the next field must never become a weight.
        self._pounds.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.add(self._in_kg)
        self._in_kg.hide()
        self._pounds.textEdited.connect(self._show_kg)
        self._weight.textEdited.connect(self._drop_pounds)
        self.add_field("Pain now", self._pain, unit="0 to 10")
        self._pregnancy_row = self.add_field("Pregnancy test", self._pregnancy)
        self.add(heading("Escort: the adult who takes the patient home"))
        self._name = TextField("escort", "Escort's name")
        self._relationship = TextField("relationship", "Relationship")
        self._phone = TextField("phone", "Escort's phone")
        self.add_field("Name", self._name)
        self.add_field("Relationship", self._relationship)
        self.add_field("Phone, reachable today", self._phone)
        self._ask_drugs_and_ride()

    def _ask_drugs_and_ride(self) -> None:
        """Ask what else the patient takes, and how they get home, before the dose."""
        self.add(heading("The way home"))
        self._has_ride = YesNo("ride_confirmed", "Ride home confirmed")
        self.add(QuestionRow("Ride home confirmed", self._has_ride))
        self._ride = TextField("ride", "Why it goes on without", hint="in a few words")
        self._ride_row = self.add_field("No ride yet: why it goes on", self._ride)
        self._ride_row.hide()
        self._has_ride.chosen.connect(
            lambda _answer: self._ride_row.setVisible(self._has_ride.answer is False)
        )
        self.add(heading("What else the patient takes"))
        self._concomitant = TextField("concomitant", "Other drugs", hint="none")
        self.add_field(
            "Sedatives, opioids, stimulants, MAO inhibitors",
            self._concomitant,
            hint="Semicolons between them; empty is none.",
        )
        others = UsualWords("usual_concomitant", _CONCOMITANT)
        others.chosen.connect(self._add_drug)
        self.add(others)

    def _show_kg(self, typed: str) -> None:
        """Pounds become kilograms, to be compared with what the scales or the file say."""
        kg = kilograms(typed)
        self._weight.setText(kg)
        self._in_kg.setText(f"{typed} lb = {kg} kg. Is that right?" if kg else "")
        self._in_kg.setVisible(bool(kg))

    def _drop_pounds(self) -> None:
        self._pounds.clear()
        self._in_kg.hide()

    def _add_drug(self, words: str) -> None:
        before = self._concomitant.typed
        self._concomitant.setText(f"{before}; {words}" if before else words)

    @property
    def _ride_words(self) -> str:
        if self._has_ride.answer is None:
            return ""
        return "confirmed" if self._has_ride.answer else f"not confirmed: {self._ride.typed}"

    def submit_typed(self) -> bool:
        """No ride home needs a reason before the dose."""
        if self._has_ride.answer is False and not self._ride.typed:
            self.bar.explain("No ride home is confirmed.", "Say why it goes on, or arrange one.")
            self._ride.setFocus()
            return False
        return self._record_what_came_of_it() and super().submit_typed()

    def _ask_what_came_of_it(self) -> None:
        """Ask about the session before, once; and tell how far the series is."""
        self._course = sentence(name="course")
        self._before_head = heading("Since the session before")
        self._relief = NumberField("relief_percent", "Pain relieved")
        self._weeks = NumberField("relief_weeks", "For how many weeks")
        self.add(self._course)
        self.add(self._before_head)
        self._asked_before = (
            self._before_head,
            self.add_field("Pain relieved", self._relief, unit="percent"),
            self.add_field(
                "For how long", self._weeks, unit="weeks", hint="Both empty: not asked."
            ),
        )

    def _record_what_came_of_it(self) -> bool:
        """Record what was told of the session before, if anything was."""
        if self._before is None or not (self._relief.typed or self._weeks.typed):
            return True
        act = RecordOutcome(
            session=self._before.id, relief_percent=self._relief.typed, weeks=self._weeks.typed
        )
        outcome = self.desk.perform(act)
        if isinstance(outcome, Refused):
            self.explain(outcome.refusal)
        elif not isinstance(outcome, Done):
            self.bar.explain(outcome.sentence, NOTHING_RECORDED)
        else:
            self._relief.clear()
            self._weeks.clear()
            return True
        return False

    def _show_course(self, session: Session) -> None:
        clinic = self.desk.clinic
        self._before = clinic.to_be_asked(session)
        self._course.setText("\n".join(clinic.course(session)))
        self._course.setVisible(bool(self._course.text()))
        if self._before is not None:
            day = local_day(self._before.opened_at, self.desk.world.site.zone)
            self._before_head.setText(f"Since the session of {day}")
        for row in self._asked_before:
            row.setVisible(self._before is not None)

    def show_session(self, session: Session) -> None:
        if self._shown != session.id or self._before is not None:
            self._shown = session.id
            self._show_course(session)
        patient = self.desk.world.patient(session.patient)
        self._pregnancy_row.setHidden(patient is not None and patient.sex == "male")

    def act(self) -> Act:
        checklist: dict[str, object] = {name: field.answer for name, field in self._asked.items()}
        checklist |= {
            "fasting_hours": self._fasting.typed,
            "iv_access": self._iv.typed,
            "weight_kg": self._weight.typed,
            "baseline_pain": self._pain.typed,
            "pregnancy_test": self._pregnancy.value,
            "concomitant": self._concomitant.typed,
            "ride": self._ride_words,
        }
        escort = {
            "name": self._name.typed,
            "relationship": self._relationship.typed,
            "phone": self._phone.typed,
        }
        return TakeIn(session=self.session_id, checklist=checklist, escort=escort)
