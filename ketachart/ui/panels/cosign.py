"""Co-signing: the attestation and the PIN, or back to the nurse with a reason."""

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ketachart.domain import attesting
from ketachart.domain.acts import Act, CosignSession, ReturnSession
from ketachart.domain.refusals import Refusal
from ketachart.domain.session import Phase, Session
from ketachart.ui.desk import Desk
from ketachart.ui.panels.sign import ReadAndSign
from ketachart.ui.presenters.signing import USUAL_ATTESTATION, cosign_sheet
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.fact_sheet import FactSheet
from ketachart.ui.widgets.form import FieldRow, LongTextField, TextField, UsualWords

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_REASON = "Why it goes back"


class CosignForm(ReadAndSign):
    """Attestation and PIN always in view; the way back to the nurse stands above them."""

    title = "Co-sign or send back"
    verb = "Co-sign"
    right = "session.cosign"
    locked_in = frozenset({Phase.COSIGNED})
    has_sheet: ClassVar[bool] = False

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._sheet = FactSheet("sheet")
        self._attestation = LongTextField("attestation", "Attestation", lines=2)
        self._attestation.setFixedHeight(self._attestation.minimumHeight())
        usual = UsualWords("usual_attestation", [USUAL_ATTESTATION])
        usual.chosen.connect(self._attest)
        self._reason = TextField("return_reason", _REASON, hint="in a few words")
        send_back = ActionButton("Send back", "send_back")
        send_back.clicked.connect(self.send_back)
        self._return = QWidget()
        row = QHBoxLayout(self._return)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(FieldRow(_REASON, self._reason), stretch=2)
        row.addWidget(send_back, stretch=1, alignment=Qt.AlignmentFlag.AlignBottom)
        self.add(self._sheet)
        self.add(self._return)
        self._attest_first = ActionButton("", "do_attest", leading=True)
        self._attest_first.clicked.connect(lambda: self.asked.emit("attest", ""))
        self.add(self._attest_first)
        self.add_to_foot(FieldRow("Attestation", self._attestation))
        self.add_to_foot(usual)
        self._sheet.setVisible(self.has_sheet)

    def show_right(self) -> None:
        super().show_right()
        self._return.setVisible(self.may_sign)
        open_ones = attesting.open_for(self.session) if self.session is not None else ()
        kinds = dict.fromkeys(attesting.ATTESTABLE[each.kind] for each in open_ones)
        self._attest_first.setText(f"Attest {' · '.join(kinds)}")
        self._attest_first.setVisible(self.may_sign and bool(kinds))

    def show_session(self, session: Session) -> None:
        super().show_session(session)
        if self.has_sheet:
            now, zone = self.desk.now(), self.desk.world.site.zone
            name_of, reader = self.desk.person_name, self.desk.turn.person.id
            sheet = cosign_sheet(session, self.settings, now, zone, name_of, reader)
            self._sheet.show_sections(sheet)

    def _attest(self, words: str) -> None:
        self._attestation.setPlainText(words)
        if self.own is not None:
            self.own.setFocus(Qt.FocusReason.OtherFocusReason)

    def send_back(self) -> bool:
        """Return the session to the nurse; whether it was."""
        return self.submit(ReturnSession(session=self.session_id, reason=self._reason.typed))

    def act(self) -> Act:
        return CosignSession(session=self.session_id, attestation=self._attestation.typed)

    def explain(self, refusal: Refusal) -> None:
        super().explain(refusal)
        if refusal.about == "reason":
            self._reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def begin(self) -> None:
        """Put the focus into the attestation."""
        if self.may_sign:
            self._attestation.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().begin()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and self._reason.hasFocus():
            self.send_back()
        else:
            super().keyPressEvent(event)


class CosignPanel(CosignForm):
    """Beside the grid: the exceptions and doses to read, then the signature."""

    has_sheet = True
