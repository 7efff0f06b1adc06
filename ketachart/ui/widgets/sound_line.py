"""The line at a window's bottom that says why nothing is heard, and the button that ends it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QStatusBar, QWidget

from ketachart.ui.widgets.action_button import ActionButton


class SoundLine(QStatusBar):
    """Not there while all is heard: a chart's rows are worth more than a line that says so."""

    unmute_asked = Signal()

    def __init__(self, key: str) -> None:
        super().__init__()
        self.setObjectName("sound_line")
        self.setSizeGripEnabled(False)
        self._words = QLabel()
        self._words.setObjectName("sound_words")
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._button = ActionButton("Sound on", "sound_on", key=key)
        self._button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._button.clicked.connect(self.unmute_asked)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(12, 0, 4, 0)
        row.addWidget(self._words, stretch=1)
        row.addWidget(self._button)
        self.addWidget(whole, 1)
        self.hide()

    @property
    def words(self) -> str:
        """What it says; empty while it is not there."""
        return "" if self.isHidden() else self._words.text()

    def show_words(self, words: str, *, is_muted: bool) -> None:
        """Say why nothing is heard; the button is there where it can be ended."""
        self._words.setText(f"⊘ {words}")
        self._words.setAccessibleName(words)
        self._words.setToolTip(words)
        self._button.setVisible(is_muted)
        self.setVisible(bool(words))
