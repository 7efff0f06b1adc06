"""What waits away from the chairs, under the board; each opens the window where it is done."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ketachart.ui import shortcuts
from ketachart.ui.presenters.board import Strip
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import mute, sentence

_SIDE = 16


class BoardStrip(QWidget):
    """A button for each kind of thing that waits; a sentence where nothing does."""

    cosign_asked = Signal()
    ledger_asked = Signal()
    page_asked = Signal(str)
    """A window's key and a page's, such as `ledger:differences`."""
    admin_asked = Signal()
    call_asked = Signal(str)
    drug_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._strip = Strip()
        self._calls = ActionButton("", "strip_calls", key=shortcuts.WITNESS)
        self._drugs = ActionButton("", "strip_drugs")
        self._cosign = ActionButton("", "strip_cosign", key=shortcuts.COSIGN)
        self._counts = ActionButton("", "strip_counts", key=shortcuts.LEDGER)
        self._losses = ActionButton("", "strip_losses")
        self._open_days = ActionButton("", "strip_open_days")
        self._setting_up = ActionButton("", "strip_setting_up", key=shortcuts.ADMIN)
        self._told = sentence(name="strip_told")
        self._nothing = sentence(
            "Nothing waits for a signature, a witness or a waste, and no count differs."
        )
        self._nothing.setObjectName("strip_nothing")
        mute(self._nothing)
        row = QHBoxLayout(self)
        row.setContentsMargins(_SIDE, 8, _SIDE, 10)
        row.setSpacing(10)
        buttons = (
            self._calls,
            self._drugs,
            self._losses,
            self._cosign,
            self._counts,
            self._open_days,
            self._setting_up,
        )
        for button in buttons:
            button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            row.addWidget(button)
        row.addWidget(self._told, stretch=1)
        row.addWidget(self._nothing, stretch=1)
        row.addStretch(0)
        self._calls.clicked.connect(lambda: self.call_asked.emit(self._strip.oldest_call))
        self._drugs.clicked.connect(lambda: self.drug_asked.emit(self._strip.drugs_at))
        self._cosign.clicked.connect(self.cosign_asked)
        self._counts.clicked.connect(self.ledger_asked)
        self._losses.clicked.connect(lambda: self.page_asked.emit("ledger:differences"))
        self._open_days.clicked.connect(lambda: self.page_asked.emit("ledger:day"))
        self._setting_up.clicked.connect(self.admin_asked)

    def show_strip(self, strip: Strip, *, locked: bool) -> None:
        """Show what waits, or that nothing does."""
        self._strip = strip
        for button, words in (
            (self._calls, strip.calls),
            (self._drugs, strip.drugs),
            (self._cosign, strip.cosign),
            (self._counts, strip.counts),
            (self._losses, strip.losses),
            (self._open_days, strip.open_days),
            (self._setting_up, strip.setting_up),
        ):
            _set(button.text(), words, button.setText)
            button.setVisible(bool(words))
            button.setEnabled(not locked)
        told = " · ".join(words for words in (strip.waste, strip.unsigned) if words)
        _set(self._told.text(), told, self._told.setText)
        self._told.setVisible(bool(told))
        self._nothing.setVisible(strip.is_empty)


def _set(shown: str, words: str, put: Callable[[str], None]) -> None:
    """Only words that changed are painted anew."""
    if words != shown:
        put(words)
