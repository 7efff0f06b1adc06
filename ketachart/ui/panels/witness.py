"""A witness signs here what was asked for at another window: the exact words, then the PIN."""

from datetime import datetime

from ketachart.app.clinic import Done, Refused
from ketachart.domain.people import Person, may
from ketachart.domain.refusals import Refusal
from ketachart.domain.session import Session
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.witness import CallLine, call_lines
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import heading, mute, sentence
from ketachart.ui.widgets.panel import Panel

_OVER, _NOBODY = "It was signed or withdrawn.", "Nobody waits for a witness."
_KEPT = "Nothing was recorded; the call stays open."


class WitnessPanel(Panel):
    """Reads what is signed, who asks and since when; a wrong PIN leaves the call open."""

    title = "Sign as witness"
    verb = "Sign as witness"
    locked_in = frozenset()

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self.call_id = ""
        self._about = heading("")
        self._about.setObjectName("call_about")
        self._words = heading("")
        self._words.setObjectName("call_words")
        self._asked = sentence(name="call_asked")
        mute(self._asked)
        for part in (self._about, self._words, self._asked):
            self.add(part)
        self.ask_second("Witness")
        self._withdraw = ActionButton("Withdraw this call", "withdraw_call")
        self._withdraw.clicked.connect(self.withdraw)
        self.add(self._withdraw)

    def be_about(self, subject: str) -> None:
        """Be about one call; the oldest if it names none."""
        open_ones = self.desk.clinic.calls()
        known = [call.id for call in open_ones]
        self.call_id = subject if subject in known else next(iter(known), "")
        self.bar.clear()
        self.forget_secrets()
        self._offer()
        self.look()

    def show_session(self, session: Session) -> None:
        del session
        self.look()

    def turn_changed(self) -> None:
        super().turn_changed()
        self._offer()
        self.look()

    def tick(self, now: datetime) -> None:
        del now
        self.look()

    def begin(self) -> None:
        """Put the focus on who signs; on the PIN if that is whoever is at the keyboard."""
        if self.second is not None and self.second.person:
            self.second.ask()
        else:
            super().begin()

    def _offer(self) -> None:
        """Whoever is at the keyboard and did not ask is most likely the witness."""
        if self.second is None:
            return
        others = self.others()
        self.second.offer(others)
        if not self.second.person and self.desk.turn.person.id in {each.id for each in others}:
            self.second.choose(self.desk.turn.person.id)

    def others(self) -> tuple[Person, ...]:
        """Anyone but who asked; it may well be the person at the keyboard."""
        call = self.desk.clinic.call(self.call_id)
        author = call.author if call else ""
        people = self.desk.clinic.people()
        return tuple(each for each in people if each.id != author and may(each, "witness"))

    def submit_typed(self) -> bool:
        """Have the call signed; whether it was."""
        witness = self.second.person if self.second else ""
        secret = self.second.taken() if self.second else ""
        outcome = self.desk.clinic.answer_call(self.call_id, witness, secret)
        match outcome:
            case Done():
                self.bar.clear()
                self.done()
                return True
            case Refused():
                self.explain(outcome.refusal)
            case _:
                self.bar.explain(outcome.sentence, _KEPT)
        return False

    def withdraw(self) -> None:
        """Give the call up; nothing is recorded."""
        trouble = self.desk.clinic.withdraw_call(self.call_id, self.desk.turn)
        if trouble is None:
            self.done()
        elif isinstance(trouble, Refusal):
            self.explain(trouble)
        else:
            self.bar.explain(trouble.sentence, _KEPT)

    def look(self) -> None:
        """Show the call as it stands; say so if it is over."""
        desk = self.desk
        call = desk.clinic.call(self.call_id)
        found = call_lines([call] if call else [], desk.world, desk.now(), desk.person_name)
        self._show_line(next(iter(found), None))

    def _show_line(self, line: CallLine | None) -> None:
        self._about.setText(line.about if line else "No call is open.")
        self._words.setText(line.words if line else _OVER if self.call_id else _NOBODY)
        self._asked.setText(f"{line.asked} · {line.age}" if line else "")
        for part in (self.second, self._withdraw, self.submit_button):
            if part is not None:
                part.setVisible(line is not None)


class WitnessQueue(WitnessPanel):
    """One call after the other, as they wait on the board."""

    def done(self) -> None:
        """After a call was signed or withdrawn: go on to the next, if there is one."""
        if self.desk.clinic.calls():
            self.be_about("")
            self.begin()
        else:
            super().done()
