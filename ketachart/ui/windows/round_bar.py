"""The question at each chair of a round: is this the one? Nothing is typed before the answer."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMainWindow, QVBoxLayout

from ketachart.ui.presenters.rounds import Stop
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.chair_band import ChairBand
from ketachart.ui.widgets.held_key import HeldKey
from ketachart.ui.widgets.theme import scaled
from ketachart.ui.windows.take_over import Overlay

_MARGIN = 16


class RoundBar(Overlay):
    """Names chair and patient over the head of the chair's window."""

    confirmed = Signal()
    passed = Signal()
    ended = Signal()

    def __init__(self, window: QMainWindow, stop: Stop, place: str) -> None:
        super().__init__(window)
        self._held = HeldKey()
        self.setObjectName("round_bar")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        band = ChairBand()
        band.show_chair(stop.chair)
        who, known_by = QLabel(stop.who), QLabel(f"{stop.known_by} · {stop.due}")
        who.setObjectName("round_who")
        who.setFont(scaled(self.font(), 1.6, bold=True))
        known_by.setFont(scaled(self.font(), 1.15))
        count = QLabel(place)
        chart = ActionButton("Yes, chart vitals", "round_confirm", key="Enter")
        chart.show_primary(primary=True)
        following = ActionButton("Next chair", "round_next", key="N")
        end = ActionButton("End the round", "round_end", key="Esc")
        chart.clicked.connect(self.confirmed)
        following.clicked.connect(self.passed)
        end.clicked.connect(self.ended)
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(who)
        names.addWidget(known_by)
        first, second = QHBoxLayout(), QHBoxLayout()
        first.setSpacing(_MARGIN)
        first.addWidget(band)
        first.addLayout(names, stretch=1)
        first.addWidget(count)
        for button in (chart, following, end):
            second.addWidget(button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(_MARGIN, 8, _MARGIN, 6)
        rows.addLayout(first)
        rows.addLayout(second)
        self.setAccessibleName(f"{stop.chair}, {stop.who}, {stop.known_by}: is this the chair?")
        self.fit()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def fit(self) -> None:
        """Lie over the window's head, as wide as the window."""
        width = self._window.width()
        self.setGeometry(0, 0, width, self.sizeHint().height())

    def leave(self) -> None:
        """Go away."""
        self._window.removeEventFilter(self)
        self.hide()
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._held.repeats(event):
            # Whoever holds a key down has not looked at this chair.
            event.accept()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.confirmed.emit()
        elif event.key() == Qt.Key.Key_N:
            self.passed.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.ended.emit()
        event.accept()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self._held.note_release(event)
        event.accept()
