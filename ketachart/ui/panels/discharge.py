"""The last steps before the door: the discharge checklist, and the release with the escort."""

from datetime import datetime

from PySide6.QtWidgets import QVBoxLayout

from ketachart.domain.acts import Act, CheckDischarge, Release
from ketachart.domain.acts.discharge_acts import MAY_HAVE_REASON
from ketachart.domain.gates import DISCHARGE_ITEMS
from ketachart.domain.patients import EscortAtRelease
from ketachart.domain.session import Session
from ketachart.domain.stay import minimum_stay_until
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.bedside import early_words, escort_changes, open_effects_words
from ketachart.ui.presenters.recovery import missing_words, newly_checked
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import (
    FieldRow,
    QuestionRow,
    TextField,
    UsualWords,
    YesNo,
    sentence,
)
from ketachart.ui.widgets.panel import Panel
from ketachart.ui.widgets.segmented import Segment, Segmented

_NOT_APPLICABLE = "na"
_WALKS = (
    Segment(value="y", text="Yes"),
    Segment(value="n", text="No"),
    Segment(value=_NOT_APPLICABLE, text="N/A", meaning="not applicable"),
)
_WHY_NOT = ("uses a wheelchair", "walks with a frame as before")
_TRAVEL = ("taxi", "ride service", "public transport", "on foot")


class ChecklistPanel(Panel):
    """Every item of the checklist as yes or no; how the patient walks may not apply, and why."""

    title = "Discharge checklist"
    verb = "Record the answers"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._answers: dict[str, YesNo] = {}
        self._walks = Segmented(_WALKS, DISCHARGE_ITEMS[MAY_HAVE_REASON].capitalize())
        self._walks.setObjectName(MAY_HAVE_REASON)
        self._why = TextField("walks_reason", "Not applicable because", hint="in a few words")
        self._why_row = FieldRow("Not applicable because", self._why)
        self._usual = UsualWords("usual_walks_reason", _WHY_NOT)
        for item, words in DISCHARGE_ITEMS.items():
            if item == MAY_HAVE_REASON:
                self._add_walks(words)
            else:
                answer = self._answers[item] = YesNo(item, _spelled(words))
                self.add(QuestionRow(_spelled(words), answer))
        sheets = ActionButton("Make the sheets to take home", "do_instructions")
        sheets.clicked.connect(lambda: self.asked.emit("instructions", ""))
        # Below the buttons: after the last answer Enter records, and opens nothing else.
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.addWidget(sheets)
        self._recall()

    def _add_walks(self, words: str) -> None:
        self.add(FieldRow(_spelled(words), self._walks))
        self.add(self._why_row)
        self.add(self._usual)
        self._walks.chosen.connect(self._answered_walks)
        self._usual.chosen.connect(self._why.setText)

    def _recall(self) -> None:
        """Show what was answered before, so that the rest is seen to be missing."""
        session = self.session
        for item, answer in session.checks.items() if session else ():
            if item == MAY_HAVE_REASON:
                is_reason = isinstance(answer, str)
                given = "y" if answer is True else "n"
                self._walks.set_value(_NOT_APPLICABLE if is_reason else given)
                self._why.setText(str(answer) if is_reason else "")
            else:
                self._answers[item].answer_with(answer is True)
        self._ask_why()

    def _answered_walks(self, _chosen: str) -> None:
        """Go on to the next question, as the other answers do, or to the reason."""
        self._ask_why()
        self.focusNextChild()

    def _ask_why(self) -> None:
        applies = self._walks.value != _NOT_APPLICABLE
        self._why_row.setHidden(applies)
        self._usual.setHidden(applies)

    def act(self) -> Act:
        answers: dict[str, bool | str | None] = {
            item: answer.answer for item, answer in self._answers.items()
        }
        walks = self._walks.value
        answers[MAY_HAVE_REASON] = (
            self._why.typed if walks == _NOT_APPLICABLE else None if walks is None else walks == "y"
        )
        session = self.session
        before = session.checks if session else {}
        return CheckDischarge(session=self.session_id, items=newly_checked(before, answers))


class ReleasePanel(Panel):
    """Who takes the patient home; the release is dead until nothing is missing."""

    title = "Escort and release"
    verb = "Release the patient"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self.submit_button.setObjectName("release")
        self._name = TextField("escort_name", "Name of the escort")
        self._identity = YesNo("identity_checked", "Identity checked")
        self._accepts = YesNo("accepts_responsibility", "Accepts responsibility")
        self._drives = YesNo("drives", "Drives the patient home")
        self._travels = TextField("travels_by", "How they travel", hint="in a few words")
        self._travels_row = FieldRow("How they travel", self._travels)
        self._usual = UsualWords("usual_travels_by", _TRAVEL)
        self._code = TextField("escort_code", "The escort's code", hint="six digits")
        self._override = TextField("override_reason", "Without the code, because")
        self._early = TextField("early_reason", "Leaves earlier, because")
        self._ready = TextField("ready_at", "Would have been ready at", hint="may stay empty")
        self._effects = sentence(name="open_effects")
        self._history = sentence(name="escort_history")
        self._stay = sentence(name="advised_stay")
        self._missing = sentence(name="missing")
        self._build()
        # Under the fields and never scrolled away: it says why the button below it is dead.
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(layout.indexOf(self.bar), self._missing)
        self._follow()

    def _build(self) -> None:
        self.add_field("Name of the escort", self._name)
        self._offer_intake()
        self.add(self._history)
        self.add(QuestionRow("Identity checked", self._identity))
        self.add(QuestionRow("Accepts responsibility", self._accepts))
        self.add(QuestionRow("Drives the patient home", self._drives))
        self.add(self._travels_row)
        self.add(self._usual)
        self._usual.chosen.connect(self._travels.setText)
        self._add_code()
        self.add(self._effects)
        self.add(self._stay)
        self._early_row = self.add_field("Leaves earlier, because", self._early)
        self.add_field("Would have been ready at", self._ready, hint="Hours and minutes.")
        for line in (self._name, self._travels, self._code, self._override, self._early):
            line.textChanged.connect(self._follow)
        for answer in (self._identity, self._accepts, self._drives):
            answer.chosen.connect(self._follow)

    def _add_code(self) -> None:
        """Ask for the code that the escort was given; without it two persons let them go."""
        session = self.session
        self._asks_code = session is not None and bool(session.escort_code)
        if not self._asks_code:
            return
        self.add_field("The escort's code", self._code)
        without = ActionButton("They don't have the code", "without_code")
        without.clicked.connect(self._leave_code_out)
        self.add(without)
        self._override_row = self.add_field("Without the code, because", self._override)
        self.ask_second("Agrees to a release without the code").hide()
        self._override_row.hide()

    def _leave_code_out(self) -> None:
        self._override_row.show()
        if self.second is not None:
            self.second.show()
        self._override.setFocus()

    @property
    def _is_overridden(self) -> bool:
        return self._asks_code and self._override.typed != ""

    def _offer_intake(self) -> None:
        """The escort who was named last is offered, never assumed."""
        session = self.session
        named = session.escort if session is not None else None
        if named is None or not named.name:
            return
        told = ", ".join(part for part in (named.relationship, named.phone) if part)
        words = f"{named.name} ({told})" if told else named.name
        offered = UsualWords("escort_of_intake", [words])
        offered.chosen.connect(lambda _words: self._name.setText(named.name))
        self.add(FieldRow("Expected", offered))

    @property
    def escort(self) -> EscortAtRelease:
        """The card as far as it is filled in."""
        return EscortAtRelease(
            name=self._name.typed,
            identity_checked=self._identity.answer is True,
            accepts_responsibility=self._accepts.answer is True,
            drives=self._drives.answer is True,
            travels_by=self._travels.typed if self._drives.answer is False else "",
        )

    def show_session(self, session: Session) -> None:
        del session
        self._follow()

    def tick(self, now: datetime) -> None:
        del now
        self._follow()

    def _follow(self, _typed: str = "") -> None:
        session = self.session
        if session is None:
            return
        self._travels_row.setVisible(self._drives.answer is False)
        self._usual.setVisible(self._drives.answer is False)
        now, zone = self.desk.now(), self.desk.world.site.zone
        stay = minimum_stay_until(session, self.settings, self.desk.clinic.formulary())
        early = early_words(stay, now, zone)
        for line, words in (
            (self._stay, early),
            (self._effects, open_effects_words(session, zone)),
            (self._history, "\n".join(escort_changes(session, zone, self.desk.person_name))),
        ):
            line.setText(words)
            line.setVisible(bool(words))
        self._early_row.setVisible(bool(early))
        missing = [*missing_words(session, self.settings, now, self.escort)]
        if self._asks_code and not self._code.typed and not self._is_overridden:
            missing.append("the escort's code")
        if early and not self._early.typed:
            missing.append("why the patient leaves before the advised time")
        words = f"Still missing: {'; '.join(missing)}."
        if words != self._missing.text():
            self._missing.setText(words)
        self._missing.setVisible(bool(missing))
        self.submit_button.setEnabled(not missing)

    def act(self) -> Act:
        escort = self.escort
        return Release(
            session=self.session_id,
            escort={
                "name": escort.name,
                "identity_checked": escort.identity_checked,
                "accepts_responsibility": escort.accepts_responsibility,
                "drives": escort.drives,
                "travels_by": escort.travels_by,
            },
            escort_code=self._code.typed if self._asks_code and not self._is_overridden else None,
            override_reason=self._override.typed if self._is_overridden else None,
            witness=self.second.person if self._is_overridden and self.second else None,
            ready_at=self.observed(self._ready),
            early_reason=self._early.typed,
        )


def _spelled(words: str) -> str:
    """An item with its first letter large, the rest as it is: `IV removed`."""
    return f"{words[:1].upper()}{words[1:]}"
