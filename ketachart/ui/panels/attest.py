"""Attestations of an anesthesiologist: open only after what they attest, and say how long after."""

from datetime import datetime

from PySide6.QtCore import Qt

from ketachart.domain import attesting
from ketachart.domain.acts import Act, Attest, CosignChange
from ketachart.domain.session import Phase, Session
from ketachart.domain.times import clock_text
from ketachart.ui.desk import Desk
from ketachart.ui.panels.sign import ReadAndSign
from ketachart.ui.presenters.signing import addenda
from ketachart.ui.presenters.staff import after_words, attestations
from ketachart.ui.widgets.fact_sheet import FactSheet
from ketachart.ui.widgets.form import ChoiceField, FieldRow, LongTextField, UsualWords

_WHAT = "What you attest"
_USUAL = {
    "start": "I was immediately available at the start.",
    "rescue": "I directed this rescue drug.",
    "release": "I agreed to the release.",
}
_USUAL_CHANGE = "I read the addendum and agree."


class AttestPanel(ReadAndSign):
    """One thing that happened, the words, the PIN; nothing is offered before it happened."""

    title = "Attest"
    verb = "Attest"
    right = "session.attest"
    locked_in = frozenset({Phase.COSIGNED})

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._sheet = FactSheet("sheet")
        self._kind = ChoiceField("kind", _WHAT)
        self._words = LongTextField("words", "In your words", lines=2)
        self._words.setFixedHeight(self._words.minimumHeight())
        self._usual = {kind: UsualWords(f"usual_{kind}", [said]) for kind, said in _USUAL.items()}
        self.add(self._sheet)
        self.add_to_foot(FieldRow(_WHAT, self._kind))
        self.add_to_foot(FieldRow("In your words", self._words))
        for usual in self._usual.values():
            usual.chosen.connect(self._take_usual)
            self.add_to_foot(usual)
        self._kind.currentIndexChanged.connect(self._follow)
        self._follow()

    def be_about(self, subject: str) -> None:
        """Be about one kind of thing."""
        self._kind.choose(subject)

    def show_session(self, session: Session) -> None:
        super().show_session(session)
        zone, now = self.desk.world.site.zone, self.desk.now()
        open_ones = attesting.open_for(session)
        offered: dict[str, str] = {}
        for each in open_ones:
            what, at = attesting.ATTESTABLE[each.kind], clock_text(each.event_at, zone)
            # Of several of one kind the earliest is attested first.
            offered.setdefault(each.kind, f"{what}, {at}, {after_words(each.event_at, now)}")
        only = next(iter(offered)) if len(offered) == 1 else ""
        self._kind.offer(list(offered.items()), value=self._kind.value or only)
        self._sheet.show_sections([attestations(session, zone, self.desk.person_name)])
        self.submit_button.setEnabled(bool(offered))
        self._follow()

    def tick(self, now: datetime) -> None:
        if now.second == 0 and self.session is not None:
            self.show_session(self.session)

    def _follow(self) -> None:
        for kind, usual in self._usual.items():
            usual.setVisible(kind == self._kind.value)

    def _take_usual(self, words: str) -> None:
        self._words.setPlainText(words)
        if self.own is not None:
            self.own.setFocus(Qt.FocusReason.OtherFocusReason)

    def begin(self) -> None:
        """Put the focus on what is attested, then on the words."""
        if not self.may_sign:
            super().begin()
        else:
            first = self._words if self._kind.value else self._kind
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def act(self) -> Act:
        return Attest(session=self.session_id, kind=self._kind.value, words=self._words.typed)


class CosignChangePanel(ReadAndSign):
    """What was added after the co-signature, read and co-signed."""

    title = "Co-sign the change"
    verb = "Co-sign the change"
    right = "session.cosign-change"
    locked_in = frozenset()

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._sheet = FactSheet("sheet")
        self._words = LongTextField("words", "Attestation", lines=2)
        self._words.setFixedHeight(self._words.minimumHeight())
        usual = UsualWords("usual_words", [_USUAL_CHANGE])
        usual.chosen.connect(self._take_usual)
        self.add(self._sheet)
        self.add_to_foot(FieldRow("Attestation", self._words))
        self.add_to_foot(usual)

    def show_session(self, session: Session) -> None:
        super().show_session(session)
        zone = self.desk.world.site.zone
        self._sheet.show_sections(addenda(session, zone, self.desk.person_name))
        self.submit_button.setEnabled(bool(session.changes_after_signature))

    def _take_usual(self, words: str) -> None:
        self._words.setPlainText(words)
        if self.own is not None:
            self.own.setFocus(Qt.FocusReason.OtherFocusReason)

    def begin(self) -> None:
        """Put the focus into the attestation."""
        if self.may_sign:
            self._words.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().begin()

    def act(self) -> Act:
        return CosignChange(session=self.session_id, words=self._words.typed)
