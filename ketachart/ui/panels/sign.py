"""Signing: all that is signed on one page, what stands in the way in red, then the PIN."""

from datetime import datetime
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ketachart.domain.acts import Act, SignSession
from ketachart.domain.refusals import Code, Refusal
from ketachart.domain.session import Session
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.grid_view import Priority
from ketachart.ui.presenters.signing import (
    Obstacle,
    notices,
    obstacles,
    sent_back_words,
    sign_sheet,
    waits_for,
)
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.badge import Badge
from ketachart.ui.widgets.fact_sheet import FactSheet
from ketachart.ui.widgets.form import FieldRow, SecretField, TextField, sentence
from ketachart.ui.widgets.panel import Panel

_PIN = "Your PIN or passphrase"
_ANSWER = "Your answer"
_UNANSWERED = Refusal(
    code=Code.REASON_REQUIRED,
    sentence="This session was sent back.",
    remedy="Say in a few words what was done about it.",
    about="answer",
)
_PAGES = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}


class ReadAndSign(Panel):
    """Something to read that scrolls, and the signature that stays in view under it.

    Whoever may not sign reads the same and is told who signs.
    """

    right: ClassVar[str]

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._waits = sentence(name="waits_for")
        self._foot = QWidget()
        self._foot_rows = QVBoxLayout(self._foot)
        self._foot_rows.setContentsMargins(0, 0, 0, 0)
        self._foot_rows.setSpacing(8)
        self.own = SecretField("own_secret", _PIN)
        self._foot_rows.addWidget(FieldRow(_PIN, self.own))
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        place = layout.indexOf(self.bar)
        layout.insertWidget(place, self._foot)
        layout.insertWidget(place, self._waits)

    def add_to_foot(self, part: QWidget) -> None:
        """Put something over the PIN that never scrolls away."""
        self._foot_rows.insertWidget(self._foot_rows.count() - 1, part)

    @property
    def may_sign(self) -> bool:
        """Whether the person at the keyboard may sign."""
        return not self._waits.text()

    def show_session(self, session: Session) -> None:
        del session
        self.show_right()

    def show_right(self) -> None:
        """Show the signature to whoever may give it; tell others who may."""
        self._waits.setText(waits_for(self.desk.turn.person, self.right))
        self._waits.setVisible(not self.may_sign)
        can_sign = self.may_sign and not self.is_locked
        self._foot.setVisible(can_sign)
        self.submit_button.setVisible(can_sign)

    def turn_changed(self) -> None:
        super().turn_changed()
        self.bar.clear()
        self.show_right()

    def begin(self) -> None:
        """Put the focus on the PIN."""
        if self.may_sign and not self.is_locked and self.own is not None:
            self.own.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().begin()

    def explain(self, refusal: Refusal) -> None:
        super().explain(refusal)
        field = self._foot.findChild(QWidget, refusal.about) if refusal.about else None
        if field is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = _PAGES.get(Qt.Key(event.key()))
        if way is None:
            super().keyPressEvent(event)
        else:
            bar = self._scroll.verticalScrollBar()
            bar.setValue(bar.value() + way * bar.pageStep())


class SignPanel(ReadAndSign):
    """The nurse signs what is read here; dead while something is unexplained or unaccounted for.

    A session that was sent back is signed again with an answer to why it was.
    """

    title = "Sign"
    verb = "Sign"
    right = "session.sign"

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._obstacles: tuple[Obstacle, ...] = ()
        self._in_the_way = QWidget()
        self._sheet = FactSheet("sheet")
        self._sent_back = sentence(name="sent_back")
        self._answer = TextField("answer", _ANSWER, hint="in a few words")
        self._to_answer = FieldRow(_ANSWER, self._answer)
        self.add(self._in_the_way)
        self.add(self._sheet)
        self.add_to_foot(self._sent_back)
        self.add_to_foot(self._to_answer)

    def show_session(self, session: Session) -> None:
        super().show_session(session)
        desk, settings, now = self.desk, self.settings, self.desk.now()
        zone, person = desk.world.site.zone, desk.turn.person
        name_of = desk.person_name
        found = (
            *obstacles(session, settings, now, zone),
            *notices(session, desk.clinic.calls(), person, name_of),
        )
        if found != self._obstacles:
            self._obstacles = found
            self._show_obstacles()
        self.submit_button.setEnabled(not any(each.blocks for each in found))
        self._sheet.show_sections(sign_sheet(session, settings, now, zone, name_of))
        words = sent_back_words(session, zone, name_of)
        self._sent_back.setText(words)
        for part in (self._sent_back, self._to_answer):
            part.setVisible(bool(words))

    def turn_changed(self) -> None:
        super().turn_changed()
        if self.session is not None:
            self.show_session(self.session)

    def tick(self, now: datetime) -> None:
        del now
        session = self.session
        if session is not None:
            self.show_session(session)

    def _show_obstacles(self) -> None:
        old, self._in_the_way = self._in_the_way, QWidget()
        rows = QVBoxLayout(self._in_the_way)
        rows.setContentsMargins(0, 0, 0, 0)
        for number, each in enumerate(self._obstacles):
            said = Badge(f"obstacle_{number}")
            said.show_words(each.words, Priority.HIGH if each.blocks else Priority.MEDIUM)
            rows.addWidget(said)
            if each.button:
                rows.addWidget(self._leads_on(each, number))
        self._form_rows.replaceWidget(old, self._in_the_way)
        old.hide()
        old.deleteLater()

    def _leads_on(self, obstacle: Obstacle, number: int) -> ActionButton:
        button = ActionButton(obstacle.button, f"do_{obstacle.panel}_{number}", leading=True)
        button.clicked.connect(lambda: self.asked.emit(obstacle.panel, obstacle.subject))
        return button

    def begin(self) -> None:
        """Put the focus on what stands in the way, else on the answer or the PIN."""
        first = self._in_the_way.findChild(ActionButton)
        if first is not None and not self.submit_button.isEnabled():
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.may_sign and not self._to_answer.isHidden():
            self._answer.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().begin()

    def submit_typed(self) -> bool:
        """Sign; the reason of a return is never passed over in silence."""
        if not self._to_answer.isHidden() and not self._answer.typed:
            self.explain(_UNANSWERED)
            return False
        return super().submit_typed()

    def act(self) -> Act:
        return SignSession(session=self.session_id, answer=self._answer.typed)
