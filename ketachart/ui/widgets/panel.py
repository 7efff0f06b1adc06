"""The base of everything a nurse fills in at a chair: a panel beside the grid, never a box over it.

A panel adds its fields with `add`, overrides `act` (what the fields ask for) and, if the session
matters while it is open, `show_session`. `submit` performs the act, has it signed with the PINs
that it needs, and shows a refusal at its field while everything typed stays.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ketachart.app.calls import Witnessed
from ketachart.app.clinic import Done, Outcome, Refused, Trouble
from ketachart.domain.acts import Act
from ketachart.domain.people import Person, may
from ketachart.domain.refusals import Code, Refusal
from ketachart.domain.session import Phase, Session
from ketachart.domain.settings import Settings
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.grid_view import Priority
from ketachart.ui.presenters.locking import locked_words, way_out
from ketachart.ui.presenters.observed_time import observed_at
from ketachart.ui.presenters.witness import call_words
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.badge import Badge
from ketachart.ui.widgets.form import (
    FieldRow,
    SecondPerson,
    SecretField,
    TextField,
    UsualWords,
    sentence,
)
from ketachart.ui.widgets.refusal_bar import RefusalBar
from ketachart.ui.widgets.theme import scaled
from ketachart.ui.widgets.typed_here import keeps_letters, step_within

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_SECOND_PERSON = frozenset({"witness", "verified_by"})
_KEPT = "Nothing was recorded. What you typed is kept."


class Panel(QWidget):
    """A titled form with its refusals and its two buttons; Enter submits, Esc cancels."""

    finished = Signal()
    asked = Signal(str, str)
    """Another panel is asked for, by name, about an entry or a due time."""
    told = Signal(str)
    """What was recorded, in words, where nothing else on the page would show it."""

    title: ClassVar[str] = ""
    verb: ClassVar[str] = "Record"
    key: ClassVar[str] = "Enter"
    """What its button says submits it; where Enter begins a new line, Ctrl+Enter does."""
    locked_in: ClassVar[frozenset[Phase]] = frozenset({Phase.SIGNED, Phase.COSIGNED})
    """Where nothing can be filled in: what was signed stays as it is."""

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__()
        self.desk = desk
        self.session_id = session
        self.second: SecondPerson | None = None
        self.own: SecretField | None = None
        self.bar = RefusalBar(self)
        self.submit_button = ActionButton(self.verb, "submit", key=self.key)
        self.submit_button.show_primary(primary=True)
        self.cancel_button = ActionButton("Back", "cancel", key="Esc")
        self._body = QWidget()
        self._form_rows = QVBoxLayout(self._body)
        self._scroll = QScrollArea()
        self._lock = Badge("locked")
        self._way_out = sentence(name="way_out")
        self._hid_submit = False
        self._set_up()
        self.submit_button.clicked.connect(self.submit_typed)
        self.cancel_button.clicked.connect(self.finished)

    def _set_up(self) -> None:
        self._title = QLabel(self.title)
        self._title.setFont(scaled(self._title.font(), 1.25, bold=True))
        self._title.setWordWrap(True)
        self._form_rows.setContentsMargins(0, 0, 8, 8)
        self._form_rows.setSpacing(10)
        self._form_rows.addStretch(1)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._body)
        self._way_out.hide()
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.submit_button, stretch=2)
        buttons.addWidget(self.cancel_button, stretch=1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(12, 10, 12, 10)
        rows.setSpacing(8)
        rows.addWidget(self._title)
        rows.addWidget(self._lock)
        rows.addWidget(self._way_out)
        rows.addWidget(self._scroll, stretch=1)
        rows.addWidget(self.bar)
        rows.addLayout(buttons)

    # ── What a panel builds with ─────────────────────────────────────────────────────────────

    def show_title(self, words: str) -> None:
        """Say more than the class can in its title."""
        self._title.setText(words)

    def scroll_to(self, part: QWidget) -> None:
        """Bring a field into view."""
        self._scroll.ensureWidgetVisible(part)

    def add(self, part: QWidget) -> None:
        """Put a row, heading or sentence below the others."""
        is_kept_hidden = part.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
        self._form_rows.insertWidget(self._form_rows.count() - 1, part)
        if self._body.isVisible() and not (part.isHidden() and is_kept_hidden):
            # Its layout would show it after the next keys, and those pass by what is not seen.
            part.show()

    def add_field(self, label: str, field: QWidget, *, unit: str = "", hint: str = "") -> FieldRow:
        """Put a labelled field below the others."""
        row = FieldRow(label, field, unit=unit, hint=hint)
        self.add(row)
        return row

    def add_hidden(self, label: str, field: QWidget, *, hint: str = "") -> FieldRow:
        """Put a field below the others that shows only once a refusal is about it."""
        row = self.add_field(label, field, hint=hint)
        row.hide()
        return row

    def ask_second(self, what: str, *, may_wait: bool = False) -> SecondPerson:
        """Ask for a second person, who signs with the PIN: here, or if it may wait elsewhere."""
        self.second = SecondPerson(what, self.others(), may_wait=may_wait)
        self.second.call_asked.connect(self.call_witness)
        self.add(self.second)
        return self.second

    def ask_own(self, what: str = "Your PIN or passphrase") -> SecretField:
        """Ask the person at the keyboard to sign."""
        self.own = SecretField("own_secret", what)
        self.add_field(what, self.own)
        return self.own

    def add_reason(
        self, label: str, usual: Sequence[str] = (), *, name: str = "reason"
    ) -> TextField:
        """Ask why, with the usual answers as buttons that fill the field in."""
        field = TextField(name, label, hint="in a few words")
        self.add_field(label, field)
        if usual:
            words = UsualWords(f"usual_{name}", usual)
            words.chosen.connect(field.setText)
            self.add(words)
        return field

    def add_observed(self) -> TextField:
        """Ask when it was observed; left empty it was now."""
        field = TextField("observed_at", "Observed at", hint="now")
        self.add_field("Observed at", field, hint="Hours and minutes, such as 09:07; empty is now.")
        return field

    def observed(self, field: TextField) -> str | None:
        """What an act is told about when it was observed."""
        return observed_at(field.typed, self.desk.now(), self.desk.world.site.zone)

    def others(self) -> tuple[Person, ...]:
        """Who may be the second person: everyone at work here but the one at the keyboard."""
        own = self.desk.turn.person.id
        return tuple(
            person
            for person in self.desk.clinic.people()
            if person.id != own and may(person, "witness")
        )

    # ── What a panel overrides ───────────────────────────────────────────────────────────────

    def act(self) -> Act:
        """What the fields ask for, exactly as typed; a menu, without Record button, has none."""
        raise TypeError(type(self).__name__)

    def be_about(self, subject: str) -> None:
        """Be about one entry or due time; most panels are about the whole session."""

    def show_session(self, session: Session) -> None:
        """Follow a change of the session; nothing typed may be lost."""

    def tick(self, now: datetime) -> None:
        """Follow the clock; called once a second while the panel is shown."""

    def done(self) -> None:
        """After the act was recorded: go back to the resting panel."""
        self.finished.emit()

    # ── What the window calls ────────────────────────────────────────────────────────────────

    @property
    def session(self) -> Session | None:
        """The session as it counts now."""
        return self.desk.world.session(self.session_id)

    @property
    def settings(self) -> Settings:
        """The limits in force at the session's opening."""
        session = self.session
        moment = session.opened_at if session else self.desk.now()
        return self.desk.world.settings_at(moment)

    @property
    def is_locked(self) -> bool:
        """Whether a signature keeps everything here as it is."""
        return bool(self._lock.text())

    def follow(self, session: Session) -> None:
        """Show the session as it counts now; once it is signed, what is typed here stays still."""
        was_locked = self.is_locked
        words = locked_words(session, self.desk.world.site.zone, self.desk.person_name)
        self._lock.show_words(words if session.phase in self.locked_in else "", Priority.MEDIUM)
        if self.is_locked and not was_locked:
            self._hid_submit = self.submit_button.isHidden()
            self.submit_button.hide()
        elif was_locked and not self.is_locked:
            self.submit_button.setHidden(self._hid_submit)
        self._body.setEnabled(not self.is_locked)
        self._way_out.setText(way_out(session))
        self._way_out.setVisible(self.is_locked)
        self.show_session(session)

    def turn_changed(self) -> None:
        """Someone else is at the keyboard: other people may be the second person."""
        self.forget_secrets()
        if self.second is not None:
            self.second.offer(self.others())

    def forget_secrets(self) -> None:
        """Empty the fields for PINs."""
        if self.own is not None:
            self.own.clear()
        if self.second is not None:
            self.second.taken()

    def begin(self) -> None:
        """Put the focus into the first field."""
        first = self._first_field()
        can_submit = self.submit_button.isVisibleTo(self) and self.submit_button.isEnabled()
        button = self.submit_button if can_submit else self.cancel_button
        (first or button).setFocus(Qt.FocusReason.OtherFocusReason)

    def submit_typed(self) -> bool:
        """Submit what the fields ask for."""
        return self.submit(self.act())

    def submit(self, act: Act) -> bool:
        """Perform an act with the secrets typed; whether it was recorded."""
        outcome = self.desk.perform(
            act,
            own_secret=self.own.taken() if self.own is not None else "",
            second_secret=self.second.taken() if self.second is not None else "",
        )
        if isinstance(outcome, Refused) and outcome.refusal.code is Code.WITNESS_REQUIRED:
            return self._ask_for_witness(act, outcome.refusal)
        return self.show_outcome(outcome)

    def _ask_for_witness(self, act: Act, refusal: Refusal) -> bool:
        """Ask for whoever witnesses only once all else holds, so that they type their PIN once."""
        clinic, turn = self.desk.clinic, self.desk.turn
        other = clinic.would_refuse(act, turn) if isinstance(act, Witnessed) else None
        self.explain(other or refusal)
        return False

    def show_outcome(self, outcome: Outcome) -> bool:
        """Close after it was recorded, or say why it was not."""
        if isinstance(outcome, Done):
            self.bar.clear()
            self.done()
            return True
        if isinstance(outcome, Refused):
            self.explain(outcome.refusal)
        else:
            self.bar.explain(outcome.sentence, _KEPT)
        return False

    def call_witness(self) -> bool:
        """Leave what the fields ask for to a witness at another window; whether it waits there."""
        act, clinic = self.act(), self.desk.clinic
        if not isinstance(act, Witnessed):
            raise TypeError(type(act).__name__)
        call = clinic.call_witness(act, self.desk.turn, call_words(act, self.desk.world))
        if isinstance(call, Refusal):
            self.explain(call)
        elif isinstance(call, Trouble):
            self.bar.explain(call.sentence, _KEPT)
        else:
            self.bar.clear()
            self.forget_secrets()
            self.done()
            return True
        return False

    def explain(self, refusal: Refusal) -> None:
        """Say why something was refused, at the field it is about."""
        self.bar.explain(refusal.sentence, refusal.remedy, refusal.code)
        about = "second_person" if refusal.about in _SECOND_PERSON else refusal.about
        field = self._body.findChild(QWidget, about) if about else None
        if field is None:
            return
        self._reveal(field)
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(field, QLineEdit):
            field.selectAll()
        self.scroll_to(field)

    def _reveal(self, field: QWidget) -> None:
        """Show a field that waited for a refusal about it."""
        part: QWidget | None = field
        while part is not None and part is not self._body:
            if isinstance(part, FieldRow) and part.isHidden():
                part.show()
            part = part.parentWidget()
        self._body.adjustSize()

    def _first_field(self) -> QWidget | None:
        fields = self._body.findChildren(QWidget)
        return next(
            (
                field
                for field in fields
                if field.focusPolicy() & Qt.FocusPolicy.TabFocus
                and field.isVisibleTo(self._body)
                and field.isEnabled()
            ),
            None,
        )

    # ── What Qt calls ────────────────────────────────────────────────────────────────────────

    def event(self, event: QEvent) -> bool:
        return keeps_letters(event) or super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        held: QWidget | None = self.window().focusWidget()
        is_here = held is not None and self.isAncestorOf(held)
        if held is not None and is_here and not (held.isVisibleTo(self) and held.isEnabled()):
            # No Tab: the field is being taken away. What was typed for it is for no other.
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return step_within(self, forward=forward, first=self._body)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.finished.emit()
        elif event.key() in _ENTER:
            if self.submit_button.isEnabled() and self.submit_button.isVisibleTo(self):
                self.submit_button.click()
        else:
            super().keyPressEvent(event)
