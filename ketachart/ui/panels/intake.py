"""What is checked before the order, and who will take the patient home."""

from ketachart.domain.acts import Act, TakeIn
from ketachart.domain.acts.session_acts import PREGNANCY_ANSWERS
from ketachart.domain.session import Session
from ketachart.ui.desk import Desk
from ketachart.ui.widgets.form import (
    ChoiceField,
    NumberField,
    QuestionRow,
    TextField,
    UsualWords,
    YesNo,
    heading,
)
from ketachart.ui.widgets.panel import Panel

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
        self.add_field("Weight, measured today", self._weight, unit="kg")
        self.add_field("Pain now", self._pain, unit="0 to 10")
        self._pregnancy_row = self.add_field("Pregnancy test", self._pregnancy)
        self.add(heading("Escort: the adult who takes the patient home"))
        self._name = TextField("escort", "Escort's name")
        self._relationship = TextField("relationship", "Relationship")
        self._phone = TextField("phone", "Escort's phone")
        self.add_field("Name", self._name)
        self.add_field("Relationship", self._relationship)
        self.add_field("Phone, reachable today", self._phone)

    def show_session(self, session: Session) -> None:
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
        }
        escort = {
            "name": self._name.typed,
            "relationship": self._relationship.typed,
            "phone": self._phone.typed,
        }
        return TakeIn(session=self.session_id, checklist=checklist, escort=escort)
