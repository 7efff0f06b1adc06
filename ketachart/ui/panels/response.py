"""After a drug: what it did, and an anesthesiologist who stands behind one given first."""

from ketachart.domain.acts import AcknowledgeMedication, Act, ChartResponse
from ketachart.domain.reassessment import EFFECTS
from ketachart.domain.session import Medication, Session
from ketachart.domain.times import clock_text
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.chart_grid import dose_words
from ketachart.ui.widgets.form import ChoiceField, sentence
from ketachart.ui.widgets.panel import Panel


class ResponsePanel(Panel):
    """What a drug did."""

    title = "Response"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._of = ChoiceField("of", "Of which drug")
        self._look = sentence(name="look_at")
        self.add_field("Of which drug", self._of)
        self.add(self._look)
        self._effect = self.add_reason("Effect", EFFECTS, name="effect")
        self._observed = self.add_observed()
        self._of.currentIndexChanged.connect(self._follow)

    def show_session(self, session: Session) -> None:
        given = [(each.ref, _line(self.desk, each)) for each in session.medications]
        self._of.offer(given, value=self._of.value or (given[0][0] if len(given) == 1 else ""))
        self._follow()

    def be_about(self, subject: str) -> None:
        """Be about one drug given."""
        self._of.choose(subject)
        self._follow()

    def _follow(self, *_: object) -> None:
        """Say what the formulary looks at after this drug."""
        medications = self.session.medications if self.session is not None else ()
        chosen = next((each for each in medications if each.ref == self._of.value), None)
        drug = self.desk.world.drug(chosen.given.drug) if chosen is not None else None
        words = drug.reassess_words if drug is not None else ""
        self._look.setText(f"Look: {words}." if words else "")
        self._look.setVisible(bool(words))

    def act(self) -> Act:
        return ChartResponse(
            session=self.session_id,
            of=self._of.value,
            effect=self._effect.typed,
            observed_at=self.observed(self._observed),
        )


class AcknowledgeDrugPanel(Panel):
    """Drugs given before they were ordered; an anesthesiologist stands behind each."""

    title = "Given first, order to follow"
    verb = "Acknowledge"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._of = ChoiceField("entry", "Which drug")
        self._said = sentence(name="given_first_words")
        self.add_field("Which drug", self._of)
        self.add(self._said)
        self._of.currentIndexChanged.connect(self._follow)

    def show_session(self, session: Session) -> None:
        given = [(each.ref, _line(self.desk, each)) for each in session.unacknowledged]
        self._of.offer(given, value=self._of.value or (given[0][0] if len(given) == 1 else ""))
        self._follow()

    def be_about(self, subject: str) -> None:
        """Be about one drug given."""
        self._of.choose(subject)
        self._follow()

    def _follow(self, *_: object) -> None:
        waiting = self.session.unacknowledged if self.session is not None else ()
        chosen = next((each for each in waiting if each.ref == self._of.value), None)
        if chosen is None:
            self._said.setText("" if waiting else "Nothing waits to be acknowledged.")
            return
        by, given = self.desk.person_name(chosen.by), chosen.given
        against = [f"{words}: {why}" for words, why in given.overrides.items()]
        self._said.setText("\n".join([f"By {by} for {given.indication}.", *against]))

    def act(self) -> Act:
        return AcknowledgeMedication(session=self.session_id, entry=self._of.value)


def _line(desk: Desk, given: Medication) -> str:
    time = clock_text(given.observed_at, desk.world.site.zone)
    return f"{time} {dose_words(given.given)}"
