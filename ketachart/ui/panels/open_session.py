"""A patient sits down: who, for which protocol, which session of a series."""

from PySide6.QtWidgets import QWidget

from ketachart.app.clinic import Done, Refused
from ketachart.domain.acts import Act, OpenSession, RegisterPatient
from ketachart.domain.patients import Patient
from ketachart.domain.refusals import Code, Refusal
from ketachart.domain.times import local_day, read_day
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.opening import patient_words, protocol_details, protocol_words
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import (
    ChoiceField,
    FieldRow,
    NumberField,
    QuestionRow,
    TextField,
    YesNo,
    sentence,
)
from ketachart.ui.widgets.panel import Panel

_SEXES = (("female", "Female"), ("male", "Male"), ("other", "Other"))


class OpenSessionPanel(Panel):
    """Choose a registered patient or register one, and give them the chair."""

    title = "Open a session"
    verb = "Open the session"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._chair = ""
        self._registered = ""
        self._find = TextField("find_patient", "Find a patient", hint="name, MRN or birth date")
        self._patient = ChoiceField("patient", "Patient")
        self._protocol = ChoiceField("protocol", "Protocol")
        self._details = sentence(name="protocol_details")
        self._number = NumberField("series_number", "Session number")
        self._of = NumberField("series_of", "of how many")
        self._new: list[QWidget] = []
        self._known = [
            self.add_field("Find a patient", self._find, hint="Name, MRN or birth date."),
            self.add_field("Patient", self._patient),
        ]
        self._register = ActionButton("Register a new patient", "register")
        self._register.clicked.connect(self._toggle_registering)
        self.add(self._register)
        self._add_registration()
        self.add_field("Protocol", self._protocol)
        self.add(self._details)
        self.add_field("Session number of the series", self._number, hint="Empty if no series.")
        self.add_field("of how many", self._of)
        self._find.textChanged.connect(self._offer_patients)
        self._protocol.currentIndexChanged.connect(self._tell_protocol)
        self._details.hide()
        self._offer_patients()
        self._offer_protocols()

    def _add_registration(self) -> None:
        self._name = TextField("name", "Full name", hint="given names, then surname")
        self._born = TextField("birth_date", "Birth date", hint="YYYY-MM-DD")
        self._sex = ChoiceField("sex", "Sex", _SEXES)
        self._mrn = TextField("mrn", "MRN")
        self._address = TextField("address", "Postal address", hint="street, city, state, ZIP")
        self._phone = TextField("phone", "Phone")
        self._diagnosis = TextField("diagnosis", "Diagnosis")
        self._referred = TextField("referred_by", "Referred by")
        self._allergies = TextField("allergies", "Allergies", hint="comma between; empty if none")
        self._risk = YesNo("high_respiratory_risk", "High respiratory risk")
        rows: list[tuple[str, QWidget]] = [
            ("Full name", self._name),
            ("Birth date", self._born),
            ("Sex", self._sex),
            ("MRN", self._mrn),
            ("Postal address (for the controlled-substance log)", self._address),
            ("Phone", self._phone),
            ("Diagnosis", self._diagnosis),
            ("Referred by", self._referred),
            ("Allergies", self._allergies),
        ]
        self._new = [FieldRow(label, field) for label, field in rows]
        self._new.append(QuestionRow("High respiratory risk: end-tidal CO₂ required", self._risk))
        for row in self._new:
            self.add(row)
            row.hide()

    @property
    def _registering(self) -> bool:
        return not self._new[0].isHidden()

    def _toggle_registering(self) -> None:
        registering = not self._registering
        for row in self._new:
            row.setVisible(registering)
        for row in self._known:
            row.setVisible(not registering)
        words = "Choose a registered patient" if registering else "Register a new patient"
        self._register.setText(words)
        (self._name if registering else self._find).setFocus()

    def be_about(self, subject: str) -> None:
        self._chair = subject

    def _offer_patients(self) -> None:
        today = local_day(self.desk.now(), self.desk.world.site.zone)
        found = self.desk.clinic.patients(self._find.typed)
        choices = [(patient.id, patient_words(patient, today)) for patient in found]
        only = choices[0][0] if len(choices) == 1 and self._find.typed else ""
        self._patient.offer(choices, value=only or self._patient.value)

    def _offer_protocols(self) -> None:
        library = self.desk.clinic.protocols()
        self._protocol.offer(
            [(each.id, protocol_words(each)) for each in library.protocols.values()]
        )

    def _tell_protocol(self) -> None:
        protocol = self.desk.world.protocol(self._protocol.value)
        self._details.setText(protocol_details(protocol) if protocol else "")
        self._details.setVisible(protocol is not None)

    def submit_typed(self) -> bool:
        if self._registering and not self._register_patient():
            return False
        return super().submit_typed()

    def _register_patient(self) -> bool:
        """Register who was typed; once registered, a second try doesn't register twice."""
        if self._registered:
            return True
        born = read_day(self._born.typed)
        missing = not (self._mrn.typed and self._sex.value and self._risk.answer is not None)
        if born is None or missing:
            self.explain(_incomplete("birth_date" if born is None else "mrn"))
            return False
        patient = Patient(
            id=self.desk.clinic.new_id("p"),
            mrn=self._mrn.typed,
            name=self._name.typed,
            birth_date=born,
            sex=self._sex.value,
            address=self._address.typed,
            phone=self._phone.typed,
            diagnosis=self._diagnosis.typed,
            referred_by=self._referred.typed,
            allergies=tuple(
                part.strip() for part in self._allergies.typed.split(",") if part.strip()
            ),
            high_respiratory_risk=bool(self._risk.answer),
        )
        outcome = self.desk.perform(RegisterPatient(patient=patient))
        if isinstance(outcome, Done):
            self._registered = patient.id
            return True
        if isinstance(outcome, Refused):
            self.explain(outcome.refusal)
        else:
            self.bar.explain(outcome.sentence, "Nothing was recorded. What you typed is kept.")
        return False

    def act(self) -> Act:
        number, of = self._number.typed, self._of.typed
        series = {"number": number, "of": of} if number or of else None
        return OpenSession(
            session=self.desk.clinic.new_id("s"),
            patient=self._registered or self._patient.value,
            chair=self._chair,
            protocol=self._protocol.value,
            series=series,
        )


def _incomplete(about: str) -> Refusal:
    return Refusal(
        code=Code.INPUT_INVALID,
        sentence="Name, birth date, sex, MRN, address and respiratory risk are needed.",
        remedy="Fill them in; the birth date as 1971-09-14.",
        about=about,
    )
