"""The first window of every day: who signs in, with the passphrase."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QMainWindow, QScrollArea, QVBoxLayout, QWidget

from ketachart.app.outcomes import Outdated, Trouble
from ketachart.domain.refusals import Refusal
from ketachart.ui.player import NO_SOUND, Player
from ketachart.ui.presenters.alarms import Sound
from ketachart.ui.side_work import SideWork
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import FieldRow, SecretField, TextField, mute, sentence
from ketachart.ui.widgets.refusal_bar import RefusalBar
from ketachart.ui.widgets.theme import scaled
from ketachart.ui.wording import PROGRAM, RECORD_NOT_MONITOR, said_of, title_of

if TYPE_CHECKING:
    from ketachart.app.vaults import Unlocked

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PAINT_FIRST_MS = 20
_WIDTH, _HEIGHT, _CHARACTERS = 520, 640, 62
# What a window manager puts around a window.
_FRAME = QSize(8, 40)

_UPDATING = (
    "Another version used this vault last. A backup is made and proven, then the vault is brought"
    " up to date. That may take some minutes; closing this window loses nothing."
)

Unlock = Callable[[str, str], "Unlocked | Outdated | Refusal | Trouble"]
"""Tries a name and a passphrase."""


class _Updating(SideWork):
    """Brings a vault up to date that another release used last."""

    progressed = Signal(str, int)

    def __init__(self, parent: QObject) -> None:
        super().__init__("upgrade", parent)
        self._told = ("", -1)

    def bring(self, outdated: Outdated) -> None:
        """Do it; ends with the `Trouble` that came of it, or None."""
        self.begin(lambda: outdated.bring_up_to_date(self._tell))

    def _tell(self, what: str, percent: int) -> None:
        self.go_on()
        if (what, percent) != self._told:
            self._told = (what, percent)
            self.progressed.emit(what, percent)


class SignInWindow(QMainWindow):
    """Opens the vault, or says in a sentence why not; it never makes or mends one."""

    signed_in = Signal(object)
    recover_asked = Signal()

    def __init__(self, unlock: Unlock, player: Player) -> None:
        super().__init__()
        self.setObjectName("signin")
        self.setWindowTitle(title_of("Sign in"))
        self._unlock = unlock
        self._typed = ("", "")
        self._user = TextField("user", "Name to sign in with", hint="rn.okafor")
        self._passphrase = SecretField("passphrase", "Passphrase")
        self._button = ActionButton("Sign in", "submit", key="Enter")
        self._button.show_primary(primary=True)
        self._lost = ActionButton("Lost passphrase", "lost")
        self._lost.clicked.connect(self.recover_asked)
        self._bar = RefusalBar()
        self._player = player
        self._sound = ActionButton("Test the sound", "test_sound")
        self._heard = sentence("" if player.is_available else NO_SOUND, name="sound_words")
        # The words "Checking …" must be on the screen before the keys are worked out.
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PAINT_FIRST_MS)
        self._later.timeout.connect(self._try)
        self._updating = _Updating(self)
        self._updating.busy_changed.connect(self._follow_update)
        self._updating.progressed.connect(self._tell_how_far)
        self._updating.ended.connect(self._go_on)
        self._button.clicked.connect(self.submit)
        self._sound.clicked.connect(self.test_sound)
        player.availability_changed.connect(self._tell_of_sound)
        self._scroll, self._whole = QScrollArea(), QWidget()
        self._lay_out()

    def _lay_out(self) -> None:
        title = QLabel(PROGRAM)
        title.setFont(scaled(title.font(), 1.9, bold=True))
        notice = sentence(f"{RECORD_NOT_MONITOR} F1 opens the help.")
        mute(notice)
        rows = QVBoxLayout(self._whole)
        rows.setContentsMargins(40, 32, 40, 28)
        rows.setSpacing(14)
        rows.addWidget(title)
        rows.addStretch(1)
        rows.addWidget(FieldRow("Name to sign in with", self._user))
        rows.addWidget(FieldRow("Passphrase", self._passphrase))
        rows.addWidget(self._bar)
        rows.addWidget(self._button)
        rows.addWidget(self._lost)
        rows.addStretch(2)
        rows.addWidget(self._sound)
        rows.addWidget(self._heard)
        rows.addWidget(notice)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._whole)
        self.setCentralWidget(self._scroll)
        self._user.setFocus()

    @property
    def words(self) -> str:
        """Why the last try was refused; empty if it was not."""
        return self._bar.sentence

    def submit(self) -> None:
        """Try what was typed; the passphrase leaves the field at once."""
        if not self._button.isEnabled():
            return
        self._typed = (self._user.typed, self._passphrase.taken())
        self._bar.clear()
        self._button.setEnabled(False)
        self._button.setText("Checking …")
        self._later.start()

    def test_sound(self) -> None:
        """Play what an overdue set sounds like, and ask whether it was heard."""
        self._player.play(Sound.OVERDUE)
        self._tell_of_sound()

    def _tell_of_sound(self) -> None:
        question = "Did you hear two notes? If not, see to the loudspeaker first."
        self._heard.setText(question if self._player.is_available else NO_SOUND)

    def _try(self) -> None:
        answer = self._unlock(*self._typed)
        if isinstance(answer, Outdated):
            self._bar.tell(_UPDATING)
            self._updating.bring(answer)
            return
        self._typed = ("", "")
        self._rest()
        if isinstance(answer, Refusal | Trouble):
            self._explain(answer)
        else:
            self.signed_in.emit(answer)

    def _rest(self) -> None:
        self._button.setEnabled(True)
        self._button.setText("Sign in")

    def _explain(self, answer: Refusal | Trouble) -> None:
        said = said_of(answer)
        remedy = said.remedy if isinstance(answer, Refusal) else ""
        self._bar.explain(said.sentence, remedy, said.code)
        self._passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow_update(self) -> None:
        for control in (self._user, self._passphrase, self._lost):
            control.setEnabled(not self._updating.is_busy)
        if not self._updating.is_busy:
            self._rest()

    def _tell_how_far(self, what: str, percent: int) -> None:
        if self._updating.is_busy:
            self._button.setText(f"Updating the vault: {what.lower()} … {percent} %")

    def _go_on(self, trouble: Trouble | None) -> None:
        """The vault is up to date, and opens by what was typed; or it was left as it was."""
        if trouble is None:
            self._bar.clear()
            self._button.setEnabled(False)
            self._button.setText("Checking …")
            self._later.start()
        else:
            self._typed = ("", "")
            self._explain(trouble)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self.submit()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._updating.stop()
        # The trial of the sound ends with the window that offered it.
        self._player.close()
        super().closeEvent(event)

    def sizeHint(self) -> QSize:
        """As large as its words want in their size, and scrolling on a screen that is smaller."""
        width = max(_WIDTH, self.fontMetrics().averageCharWidth() * _CHARACTERS)
        # As if the scroll bar stood there: else it comes, narrows the words, and has to stay.
        words = width - self._scroll.verticalScrollBar().sizeHint().width()
        wished = QSize(width, max(_HEIGHT, self._whole.heightForWidth(words)))
        return wished.boundedTo(self.screen().availableSize() - _FRAME)
