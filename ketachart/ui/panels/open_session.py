"""A patient sits down: who, for which protocol, which session of a series."""

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from ketachart.app.clinic import Done, Refused
from ketachart.domain.acts import Act, OpenSession, RegisterPatient
from ketachart.domain.patients import Patient
from ketachart.domain.refusals import Refusal
from ketachart.domain.schedule import Visit
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.opening import (
    found_words,
    patient_words,
    protocol_details,
    protocol_words,
    read_change,
    read_registration,
    registration_of,
    visit_words,
)
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.action_rows import ActionRows
from ketachart.ui.widgets.form import (
    ChoiceField,
    FieldRow,
    NumberField,
    QuestionRow,
    TextField,
    YesNo,
    mute,
    sentence,
)
from ketachart.ui.widgets.panel import Panel
from ketachart.ui.wording import NOTHING_RECORDED

_SEXES = (("female", "Female"), ("male", "Male"), ("other", "Other"))
_ADDRESS = "Postal address, for the controlled-substance log"
_TYPED_OUT_MS = 800
_MOST_EXPECTED = 4
"""What a window has room for; others are found by their names."""
_WEIGHT = "Weight on file"
_RISK = "High respiratory risk: end-tidal CO₂ required"


class OpenSessionPanel(Panel):
    """Choose a registered patient or register one, and give them the chair."""

    title = "Open a session"
    verb = "Open the session"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._chair = ""
        self._expected = ActionRows("Expected today")
        self._visits: dict[str, ActionButton] = {}
        self._find = TextField("find_patient", "Find a patient", hint="name, MRN or birth date")
        self._found = sentence(name="found")
        self._patient = ChoiceField("patient", "Patient")
        self._register = ActionButton("Register a new patient", "register")
        self._change = ActionButton("Change what is on file", "change_patient")
        self._changing: Patient | None = None
        self._sex = ChoiceField("sex", "Sex", _SEXES)
        self._risk = YesNo("high_respiratory_risk", _RISK)
        self._lines = _registration_lines()
        self._new = self._registration_rows()
        self._relief = sentence(name="relief")
        self._protocol = ChoiceField("protocol", "Protocol")
        self._details = sentence(name="protocol_details")
        self._number = NumberField("series_number", "Session number of the series")
        self._of = NumberField("series_of", "Of how many")
        self._searched = QTimer(self)
        self._recorded = ""
        self._lay_out()
        self._register.clicked.connect(self._toggle_registering)
        self._change.clicked.connect(self.change_chosen)
        self._find.textChanged.connect(self._search)
        self._searched.setSingleShot(True)
        self._searched.setInterval(_TYPED_OUT_MS)
        self._searched.timeout.connect(self.record_search)
        self._find.editingFinished.connect(self.record_search)
        self._patient.currentIndexChanged.connect(self._follow_chosen)
        self._protocol.currentIndexChanged.connect(self._tell_protocol)
        self._offer_patients()
        self._offer_protocols()

    def _lay_out(self) -> None:
        self.add(self._expected)
        self._expected.hide()
        self._known: list[QWidget] = [self.add_field("Find a patient", self._find), self._found]
        self.add(self._found)
        self._known.append(self.add_field("Patient", self._patient))
        self.add(self._relief)
        self._relief.hide()
        mute(self._found)
        self._found.hide()
        self.add(self._register)
        for row in self._new:
            self.add(row)
            row.hide()
        self.add_field("Protocol", self._protocol)
        self.add(self._details)
        self._details.hide()
        self.add_field("Session number of the series", self._number, hint="Empty if no series.")
        self.add_field("Of how many", self._of)
        # The last one: three Tabs lead from the search to the protocol, for everybody every day.
        self.add(self._change)
        self._change.hide()

    def _registration_rows(self) -> list[QWidget]:
        """A row for each particular, those that identify the patient first."""
        rows: list[QWidget] = []
        for name, line in self._lines.items():
            unit = "kg" if name == "weight_kg" else ""
            rows.append(FieldRow(line.accessibleName(), line, unit=unit))
            if name == "birth_date":
                rows.append(FieldRow("Sex", self._sex))
        return [*rows, QuestionRow(_RISK, self._risk)]

    @property
    def _registering(self) -> bool:
        return not self._new[0].isHidden()

    def change_chosen(self) -> None:
        """Show what is on file of the chosen patient, to be corrected."""
        patient = self.desk.world.patient(self._patient.value)
        if patient is None:
            return
        self._changing = patient
        for name, words in registration_of(patient).items():
            self._lines[name].setText(words)
        self._sex.choose(patient.sex)
        self._risk.answer_with(patient.high_respiratory_risk)
        self._show_registration(shown=True)
        self._lines["name"].setFocus()

    def _offer_change(self) -> None:
        self._change.setVisible(bool(self._patient.value) and not self._registering)

    def _toggle_registering(self) -> None:
        self._show_registration(shown=not self._registering)
        name, sought = self._lines["name"], self._find.typed
        if self._registering and not name.text() and sought and not any(map(str.isdigit, sought)):
            name.setText(sought)  # whoever was looked for in vain need not be typed again
        (name if self._registering else self._find).setFocus()

    def _show_registration(self, *, shown: bool) -> None:
        for row in self._new:
            row.setVisible(shown)
        for known in self._known:
            known.setVisible(not shown)
        self._found.setVisible(not shown and bool(self._found.text()))
        self._register.setText("Choose a registered patient" if shown else "Register a new patient")
        if not shown and self._changing is not None:
            self._forget_typed()  # or the next one who is new would begin with what is theirs
        self._offer_change()

    def be_about(self, subject: str) -> None:
        self._chair = subject
        self._offer_expected()

    def begin(self) -> None:
        """Begin at the search: no key is to choose somebody who is only expected."""
        self._find.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer_expected(self) -> None:
        """Offer whoever is planned for today and did not sit down yet."""
        world = self.desk.world
        for visit in self.desk.clinic.expected(self.desk.today, self._chair)[:_MOST_EXPECTED]:
            patient = world.patient(visit.patient)
            if patient is not None:
                words = visit_words(visit, patient, world.protocol(visit.protocol))
                button = self._expected.offer(words, partial(self.seat, visit))
                self._visits[visit.patient] = button

    def seat(self, visit: Visit) -> None:
        """Fill in who was planned, and for what; the session opens only when that is said."""
        self._fill_in(visit)
        self.submit_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def lead_to(self, visit: Visit) -> None:
        """Fill in who was asked for, with the keys on the button that does so.

        Not on the one that opens the session: a key pressed twice would open it unseen.
        """
        self._fill_in(visit)
        self._visits.get(visit.patient, self._find).setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill_in(self, visit: Visit) -> None:
        self._choose(visit.patient)
        self._protocol.choose(visit.protocol)

    def _choose(self, patient: str) -> None:
        self._show_registration(shown=False)
        self._find.clear()
        self._offer_patients(patient)

    def _search(self) -> None:
        self._offer_patients(self._patient.value)
        self._searched.start()

    def record_search(self) -> None:
        """Record what was looked for, once it is typed out; not each letter of it."""
        self._searched.stop()
        sought = self._find.typed
        if sought and sought != self._recorded:
            self._recorded = sought
            self.desk.clinic.record_search(sought, self.desk.turn)

    def _offer_patients(self, chosen: str = "") -> None:
        """Offer who is found; a search that finds one patient only has chosen."""
        today = self.desk.today
        found, count = self.desk.clinic.found_patients(self._find.typed)
        kept = self.desk.world.patient(chosen)
        if kept is not None and kept not in found and not self._find.typed:
            found = (kept, *found)
        choices = [(patient.id, patient_words(patient, today)) for patient in found]
        only = choices[0][0] if len(choices) == 1 and self._find.typed else ""
        self._patient.offer(choices, value=only or chosen)
        self._found.setText(found_words(self._find.typed, count))
        self._found.setVisible(bool(self._found.text()) and not self._registering)
        self._follow_chosen()

    def _follow_chosen(self) -> None:
        self._tell_relief()
        self._offer_change()

    def _offer_protocols(self) -> None:
        library = self.desk.clinic.protocols()
        self._protocol.offer(
            [(each.id, protocol_words(each)) for each in library.protocols.values()]
        )

    def _tell_relief(self) -> None:
        """What came of the chosen patient's last sessions."""
        chosen, clinic = self._patient.value, self.desk.clinic
        told = clinic.reliefs(chosen, self.desk.now()) if chosen else ()
        self._relief.setText("\n".join(told))
        self._relief.setVisible(bool(self._relief.text()))

    def _tell_protocol(self) -> None:
        protocol = self.desk.world.protocol(self._protocol.value)
        self._details.setText(protocol_details(protocol) if protocol else "")
        self._details.setVisible(protocol is not None)

    def explain(self, refusal: Refusal) -> None:
        super().explain(refusal)
        if refusal.about == "series":
            self._number.setFocus()

    def submit_typed(self) -> bool:
        if self._registering and not self._register_patient():
            return False
        return super().submit_typed()

    def _register_patient(self) -> bool:
        """Register who was typed, or what was changed; from then on the patient is chosen."""
        clinic, before = self.desk.clinic, self._changing
        typed = {name: line.text().strip() for name, line in self._lines.items()}
        typed["sex"] = self._sex.value
        known, risk = clinic.patients(), self._risk.answer
        patient = (
            read_registration(clinic.new_id("p"), typed, known, high_respiratory_risk=risk)
            if before is None
            else read_change(before, typed, known, high_respiratory_risk=risk)
        )
        if isinstance(patient, Refusal):
            self.explain(patient)
            return False
        if patient != before and not self._recorded_as(patient):
            return False
        self._forget_typed()
        self._find.clear()
        self._show_registration(shown=False)
        self._offer_patients(patient.id)
        return True

    def _recorded_as(self, patient: Patient) -> bool:
        outcome = self.desk.perform(RegisterPatient(patient=patient))
        if isinstance(outcome, Refused):
            self.explain(outcome.refusal)
        elif not isinstance(outcome, Done):
            self.bar.explain(outcome.sentence, NOTHING_RECORDED)
        return isinstance(outcome, Done)

    def _forget_typed(self) -> None:
        self._changing = None
        for line in self._lines.values():
            line.clear()
        self._sex.choose("")
        self._risk.answer_with(None)

    def act(self) -> Act:
        number, of = self._number.typed, self._of.typed
        series = {"number": number, "of": of} if number or of else None
        return OpenSession(
            session=self.desk.clinic.new_id("s"),
            patient=self._patient.value,
            chair=self._chair,
            protocol=self._protocol.value,
            series=series,
        )


def _registration_lines() -> dict[str, TextField | NumberField]:
    """What is typed about a new patient, by name, in its order."""
    fields: tuple[TextField | NumberField, ...] = (
        TextField("name", "Full name", hint="given names, then surname"),
        TextField("birth_date", "Birth date", hint="YYYY-MM-DD"),
        TextField("mrn", "MRN"),
        TextField("address", _ADDRESS, hint="street, city, state, ZIP"),
        TextField("phone", "Phone"),
        NumberField("weight_kg", _WEIGHT),
        TextField("diagnosis", "Diagnosis"),
        TextField("referred_by", "Referred by"),
        TextField("allergies", "Allergies", hint="comma between; empty if none"),
    )
    return {field.objectName(): field for field in fields}
