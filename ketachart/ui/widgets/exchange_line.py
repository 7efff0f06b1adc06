"""The board's line about the other workstations: quiet, warning, or loud on red."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ketachart.ui.presenters.exchanging import ExchangeWords, Loudness
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.announcing import announce
from ketachart.ui.widgets.form import sentence
from ketachart.ui.widgets.theme import colours_of, scaled

_SIDE = 16
_RECOLOURING = frozenset({QEvent.Type.ApplicationPaletteChange, QEvent.Type.PaletteChange})


class ExchangeLine(QWidget):
    """Not there where there is nobody to exchange with."""

    workstations_asked = Signal()
    conflicts_asked = Signal()
    seen = Signal()
    """Somebody has read the loud line."""

    def __init__(self, conflicts_key: str) -> None:
        super().__init__()
        self.setObjectName("exchange_line")
        self._said = ExchangeWords()
        self._words = sentence(name="exchange_words")
        self._conflicts = ActionButton("", "strip_conflicts", key=conflicts_key)
        self._more = ActionButton("Workstations", "strip_workstations")
        self._seen = ActionButton("I have read this", "strip_seen")
        row = QHBoxLayout(self)
        row.setContentsMargins(_SIDE, 4, _SIDE, 6)
        row.setSpacing(10)
        row.addWidget(self._words, stretch=1)
        for button in (self._seen, self._conflicts, self._more):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            button.hide()
            row.addWidget(button)
        self._conflicts.clicked.connect(self.conflicts_asked)
        self._more.clicked.connect(self.workstations_asked)
        self._seen.clicked.connect(self.seen)
        self._recolour()
        self.hide()

    @property
    def words(self) -> str:
        """What the line says; empty while it is not there."""
        return "" if self.isHidden() else self._words.text()

    def show_said(
        self, said: ExchangeWords, conflicts: str, *, administers: bool, locked: bool
    ) -> None:
        """Say how the exchange stands, and that conflicts wait."""
        self._conflicts.setText(conflicts)
        self._conflicts.setAccessibleName(conflicts)
        self._conflicts.updateGeometry()
        self._conflicts.setVisible(bool(conflicts))
        self._more.setVisible(administers)
        is_loud = said.loudness is Loudness.ALARMS
        self._seen.setVisible(administers and is_loud)
        for button in (self._conflicts, self._more, self._seen):
            button.setEnabled(not locked)
        self.setVisible(bool(said.words or conflicts))
        if said == self._said:
            return
        was_louder = said.loudness > self._said.loudness
        self._said = said
        sign = "▲ " if said.loudness is Loudness.WARNS else "✗ " if is_loud else ""
        self._words.setText(f"{sign}{said.words}")
        is_quiet = said.loudness is Loudness.QUIET
        self._words.setFont(scaled(self.font(), 0.92 if is_quiet else 1.0, bold=not is_quiet))
        self._recolour()
        self.update()
        if was_louder:
            announce(self, said.words)

    def _recolour(self) -> None:
        colours = colours_of(self.palette())
        ink = {
            Loudness.QUIET: colours.muted,
            Loudness.WARNS: colours.text,
            Loudness.ALARMS: colours.high_text,
        }[self._said.loudness]
        palette = self._words.palette()
        if palette.color(QPalette.ColorRole.WindowText) != QColor(ink):
            palette.setColor(QPalette.ColorRole.WindowText, QColor(ink))
            self._words.setPalette(palette)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _RECOLOURING:
            self._recolour()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self._said.loudness is Loudness.ALARMS:
            painter = QPainter(self)
            painter.fillRect(self.rect(), QColor(colours_of(self.palette()).high_alert))
            painter.end()
