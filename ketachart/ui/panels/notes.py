"""Words at the chair: a note, an allergy, an adverse event, why a set was missed, a calling off."""

from ketachart.domain.acts import (
    Act,
    AddAddendum,
    AddAllergy,
    AddNote,
    CancelSession,
    ExplainSlot,
    RecordAdverse,
)
from ketachart.domain.session import Phase, Session
from ketachart.domain.times import clock_text, read_moment
from ketachart.ui.desk import Desk
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import FieldRow, LongTextField, TextField, heading, sentence
from ketachart.ui.widgets.panel import Panel
from ketachart.ui.widgets.segmented import Segment, Segmented

EVENTS = (
    "nausea",
    "vomiting",
    "hypertension",
    "hypotension",
    "desaturation",
    "agitation",
    "dysphoria",
    "IV infiltration",
)
ACTIONS = ("observed", "rate reduced", "infusion paused", "oxygen given", "physician called")
MISSED = ("patient in restroom", "staff at an emergency", "patient declined", "monitor off")


class NotePanel(Panel):
    """A note in free text."""

    title = "Note"
    key = "Ctrl+Enter"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        event = ActionButton("Adverse event instead", "do_event")
        event.clicked.connect(lambda: self.asked.emit("event", ""))
        self._text = LongTextField("text", "Note", lines=8)
        self.add_field("Note", self._text)
        self.add(event)

    def act(self) -> Act:
        return AddNote(session=self.session_id, text=self._text.typed)


class AllergyPanel(Panel):
    """An allergy the patient tells of, or shows, at the chair."""

    title = "Allergy that comes up now"
    verb = "Put it on file"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._on_file = sentence(name="on_file")
        self._allergy = TextField("allergy", "Allergy", hint="drug or substance, and what it did")
        self.add(self._on_file)
        self.add_field("Allergic to", self._allergy, hint="Commas between several.")
        self.add(
            sentence(
                "From then on it stands at the head of the chart, and every drug is checked"
                " against it. A reaction that the patient has now is an adverse event as well."
            )
        )
        if (found := self.session) is not None:
            self.show_session(found)

    def show_session(self, session: Session) -> None:
        patient = self.desk.world.patient(session.patient)
        known = ", ".join(patient.allergies) if patient is not None else ""
        self._on_file.setText(f"On file: {known or 'none'}.")

    def act(self) -> Act:
        return AddAllergy(session=self.session_id, allergy=self._allergy.typed)


class AddendumPanel(Panel):
    """Text after the co-signature."""

    title = "Addendum"
    key = "Ctrl+Enter"
    locked_in = frozenset({Phase.SIGNED})

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._text = LongTextField("text", "Addendum", lines=8)
        self.add_field("Addendum, shown after the signatures", self._text)

    def act(self) -> Act:
        return AddAddendum(session=self.session_id, text=self._text.typed)


class EventPanel(Panel):
    """An adverse event: what, how bad, what was done."""

    title = "Adverse event"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._kind = self.add_reason("What happened", EVENTS, name="kind")
        levels = [Segment(value=word, text=word) for word in ("mild", "moderate", "severe")]
        self._severity = Segmented(levels, "Severity")
        self._severity.setObjectName("severity")
        self.add(FieldRow("How severe", self._severity))
        self._action = self.add_reason("What was done", ACTIONS, name="action")
        self._observed = self.add_observed()

    def act(self) -> Act:
        return RecordAdverse(
            session=self.session_id,
            kind=self._kind.typed,
            severity=self._severity.value,
            action=self._action.typed,
            observed_at=self.observed(self._observed),
        )


class ExplainPanel(Panel):
    """Why a set of vitals was missed; or the set is charted after all."""

    title = "Missed set"
    verb = "Explain"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._due = ""
        self._words = heading("")
        self._standing = sentence(name="explained")
        chart = ActionButton("It was taken: chart it now", "chart_late")
        chart.clicked.connect(lambda: self.asked.emit("late", self._due))
        self.add(self._words)
        self.add(self._standing)
        self._reason = self.add_reason("Why it was missed", MISSED)
        self.add(chart)

    def be_about(self, subject: str) -> None:
        """Be about the set due at a moment."""
        self._due = subject
        due, session = read_moment(subject), self.session
        if due is not None and session is not None:
            time = clock_text(due, self.desk.world.site.zone)
            self._words.setText(f"The set due at {time} was not charted.")
            said = session.explanations.get(due, "")
            self._standing.setText(f"Explained so far: {said}" if said else "")
            self._standing.setVisible(bool(said))

    def act(self) -> Act:
        return ExplainSlot(session=self.session_id, due=self._due, reason=self._reason.typed)


class CancelPanel(Panel):
    """The session is called off before it starts."""

    title = "Cancel the session"
    verb = "Cancel the session"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self.add(sentence("It takes only waste, notes and signatures from then on."))
        usual = ("blood pressure above limit", "patient's wish", "not fasting", "no escort")
        self._reason = self.add_reason("Reason", usual)

    def act(self) -> Act:
        return CancelSession(session=self.session_id, reason=self._reason.typed)
