"""The head of a chair's window: patient, phase and clock, dose, worst alert, who is here."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSpacerItem,
    QVBoxLayout,
    QWidget,
)

from ketachart.ui.presenters.chair import AlertWords, HeadLine, PhaseMark
from ketachart.ui.presenters.grid_view import Priority
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.badge import Badge
from ketachart.ui.widgets.chair_band import ChairBand
from ketachart.ui.widgets.elided_label import ElidedLabel
from ketachart.ui.widgets.form import mute, sentence
from ketachart.ui.widgets.phase_strip import PhaseStrip
from ketachart.ui.widgets.theme import TOUCH, scaled

_NARROW = 1240
"""Below this width the head says less."""
_SIDE = _BETWEEN = 12


class ChairHead(QWidget):
    """Three lines that never scroll away; each label is set only when its words change."""

    take_over_asked = Signal()
    acknowledged = Signal()
    allergies_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._chair, self._patient = ChairBand(), ElidedLabel("patient", least=18)
        self._patient.setFont(scaled(self.font(), 1.2, bold=True))
        # The birth date is the second mark to know a patient by.
        self._particulars = ElidedLabel("particulars", keeps=" · ")
        self._particulars.setFont(scaled(self.font(), 1.05))
        self._allergies, self._risk = Badge("allergies"), Badge("risk")
        self._clock = _label("clock", 1.2)
        self._person = ActionButton("", "take_over", key="Ctrl+U")
        self._strip = PhaseStrip()
        self._elapsed = _label("infusion_clock", 1.2, bold=True)
        self._alert = Badge("worst_alert")
        self._seen = ActionButton("", "acknowledge", key="A")
        self._late = Badge("after_signature")
        self._dose = sentence(name="dose_line")
        self._clocks = ElidedLabel("case_clocks")
        self._clocks.setFont(scaled(self.font(), 1.0, bold=True))
        self._disk = _label("on_disk", 0.9)
        self._name = ""
        self._below: tuple[QHBoxLayout, ...] = ()
        self._set_up()
        self._person.clicked.connect(self.take_over_asked)
        self._seen.clicked.connect(self.acknowledged)
        self._allergies.pressed.connect(self.allergies_asked)

    def _set_up(self) -> None:
        self._seen.setToolTip("Say that you have seen it; that is recorded, with your name (A)")
        self._seen.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        mute(self._disk)
        self._disk.setToolTip(
            "The last entry of this session that is on the disk: its number and its check code"
        )
        mute(self._clock)
        self._clock.setFont(scaled(self.font(), 1.2))
        self._person.setToolTip("Someone else takes the keyboard over (Ctrl+U)")
        self._person.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        first = QHBoxLayout()
        first.setSpacing(_BETWEEN)
        for part in (self._chair, self._patient, self._particulars):
            first.addWidget(part)
        first.addWidget(self._allergies)
        first.addWidget(self._risk)
        first.addStretch(1)
        first.addWidget(self._person)
        first.addWidget(self._clock)
        second = QHBoxLayout()
        second.setSpacing(12)
        second.addWidget(self._strip)
        second.addWidget(self._elapsed)
        second.addStretch(1)
        second.addWidget(self._late)
        second.addWidget(self._alert)
        second.addWidget(self._seen)
        # The alert comes and goes; the grid under it must not move.
        second.addSpacerItem(_strut())
        third = QHBoxLayout()
        third.setSpacing(16)
        third.addWidget(self._dose, stretch=1)
        third.addWidget(self._clocks)
        third.addWidget(self._disk)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(_SIDE, 2, _SIDE, 2)
        rows.setSpacing(2)
        rows.addLayout(first)
        rows.addLayout(second)
        rows.addLayout(third)
        self._below = (second, third)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < _NARROW
        self._disk.setVisible(not is_narrow)
        self._strip.shorten(shorter=is_narrow)
        self._share_room()

    def minimumSizeHint(self) -> QSize:
        # What stands there now is as wide as this window lets it be, and would hold it so wide.
        below = max((row.minimumSize().width() for row in self._below), default=0)
        least = self.width() - self._room() + 2 * TOUCH + self._person.minimumSizeHint().width()
        return QSize(max(least, below + 2 * _SIDE), super().minimumSizeHint().height())

    def _room(self) -> int:
        """What the names of chair, patient and who is here have between them."""
        others = (self._particulars, self._allergies, self._risk, self._clock)
        shown = [part for part in others if not part.isHidden()]
        taken = sum(part.minimumSizeHint().width() for part in shown)
        return self.width() - taken - _BETWEEN * (len(shown) + 3) - 2 * _SIDE

    def _share_room(self) -> None:
        """Whole names where there is room; else who is here gives way, then chair and patient."""
        is_narrow = self.width() < _NARROW
        name = self._name.partition(",")[0] if is_narrow else self._name
        self._say_person(name)
        room, least = self._room(), self._person.minimumSizeHint().width() + TOUCH
        chair, patient, person = (
            part.sizeHint().width() for part in (self._chair, self._patient, self._person)
        )
        person = min(person, max(room - chair - patient, least))
        chair = min(chair, max(room - person - patient, room // 3, TOUCH))
        patient = max(0, min(patient, room - person - chair))
        self._chair.setMaximumWidth(chair)
        self._patient.setMinimumWidth(patient)
        self._person.setMinimumWidth(person)
        if person < self._person.sizeHint().width():
            self._say_person(self._person.elided(name, person))

    def _say_person(self, words: str) -> None:
        if words != self._person.text():
            self._person.setText(words)
            self._person.updateGeometry()

    def show_line(self, line: HeadLine) -> None:
        """Say who sits here."""
        self._chair.show_chair(line.chair)
        _say(self._patient, line.patient)
        _say(self._particulars, line.particulars)
        priority = Priority.MEDIUM if line.has_allergies else Priority.NONE
        self._allergies.show_ways(line.allergies, priority)
        self._risk.show_words(line.risk, Priority.MEDIUM)
        self._share_room()

    def show_phases(self, marks: Sequence[PhaseMark]) -> None:
        """Say where the session stands."""
        self._strip.show_marks(marks)

    def show_alert(self, alert: AlertWords | None) -> None:
        """Say the worst alert of the latest set."""
        words = alert.text if alert else ""
        self._alert.show_words(words, alert.priority if alert else Priority.NONE)

    def show_seen(self, words: str) -> None:
        """Offer to say that what calls for attention was seen; nothing does where it is empty."""
        if words != self._seen.text():
            self._seen.setText(words)
            self._seen.updateGeometry()
        self._seen.setVisible(bool(words))

    def show_late_change(self, words: str) -> None:
        """Say that something was added after a signature."""
        self._late.show_words(words, Priority.MEDIUM)

    def show_clocks(self, words: str) -> None:
        """Say how long ago the start, the last drug and the stop were."""
        _say(self._clocks, words)

    def show_disk(self, words: str) -> None:
        """Say which entry is the last on the disk."""
        _say(self._disk, words)

    def show_elapsed(self, words: str) -> None:
        """Say how long the infusion has run."""
        _say(self._elapsed, words)

    def show_dose(self, words: str) -> None:
        """Say the dose in every unit."""
        _say(self._dose, words)

    def show_person(self, name: str) -> None:
        """Say who is at the keyboard."""
        if name != self._name:
            self._name = name
            self._person.setAccessibleName(name)
            self._share_room()

    def show_clock(self, time: str) -> None:
        """Say what time it is in the clinic."""
        _say(self._clock, time)


def _strut() -> QSpacerItem:
    """As high as a button, of no width."""
    return QSpacerItem(0, TOUCH, QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


def _label(name: str, size: float, *, bold: bool = False) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(scaled(label.font(), size, bold=bold))
    return label


def _say(label: QLabel, words: str) -> None:
    if words != label.text():
        label.setText(words)
