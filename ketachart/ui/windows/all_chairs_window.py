"""Every chair live on one page, to be read only: for whoever covers all from another room."""

from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ketachart.domain.refusals import Refusal
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.all_chairs import chair_lines
from ketachart.ui.widgets.chair_row import ChairRow
from ketachart.ui.widgets.form import mute, sentence
from ketachart.ui.widgets.refusal_bar import RefusalBar
from ketachart.ui.widgets.theme import scaled
from ketachart.ui.wording import said_of, title_of

READ = "all chairs"
"""What the record says was read, once for each person and opening."""


class AllChairsWindow(QMainWindow):
    """Follows every session; what is charted is charted in the chair's own window."""

    chair_asked = Signal(str)
    drug_asked = Signal(str)
    take_over_asked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("chairs")
        self.setWindowTitle(title_of("All chairs"))
        self._desk = desk
        self._may_read = False
        self._rows = {
            chair: ChairRow(chair, number)
            for number, chair in enumerate(desk.world.site.chairs, start=1)
        }
        self.bar = RefusalBar()
        self._time = QLabel()
        self._time.setFont(scaled(self._time.font(), 1.25, bold=True))
        self._nobody = sentence("Nobody sits in a chair.", name="nobody")
        self._lay_out()
        for row in self._rows.values():
            row.opened.connect(self.chair_asked)
            row.drug_asked.connect(self.drug_asked)
        desk.tick.connect(self.tick)
        desk.changed.connect(self._changed)
        desk.turn_changed.connect(self.read)
        self.read()

    def _lay_out(self) -> None:
        title, only = QLabel("All chairs"), QLabel("to read only")
        title.setFont(scaled(title.font(), 1.25, bold=True))
        mute(only)
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 4)
        head.setSpacing(12)
        head.addWidget(title)
        head.addWidget(only)
        head.addStretch(1)
        head.addWidget(self._time)
        inner = QWidget()
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(12, 4, 12, 12)
        rows.setSpacing(8)
        for row in self._rows.values():
            rows.addWidget(row)
        rows.addWidget(self._nobody)
        rows.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.bar)
        column.addWidget(scroll, stretch=1)
        self.setCentralWidget(whole)

    def row(self, chair: str) -> ChairRow:
        """A chair's row."""
        return self._rows[chair]

    def read(self) -> None:
        """Record that whoever is at the keyboard reads this, if they may."""
        clinic, turn = self._desk.clinic, self._desk.turn
        refusal = clinic.may_read(turn, "chart.read")
        self._may_read = refusal is None
        if isinstance(refusal, Refusal):
            said = said_of(refusal)
            self.bar.explain(said.sentence, said.remedy, said.code)
        else:
            self.bar.clear()
            clinic.record_reading(READ, turn)
        self.tick(self._desk.now())

    def tick(self, now: datetime) -> None:
        """Follow the clock; only rows that changed are painted."""
        lines = chair_lines(self._desk.world, now) if self._may_read else ()
        found = {line.tile.chair: line for line in lines}
        for chair, row in self._rows.items():
            row.show_line(found.get(chair))
        self._nobody.setVisible(self._may_read and not found)
        words = self._desk.clock_text(now)
        if words != self._time.text():
            self._time.setText(words)

    def _changed(self, _changed: object) -> None:
        self.tick(self._desk.now())

    def sizeHint(self) -> QSize:
        return QSize(1280, 860)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._desk.tick.disconnect(self.tick)
        self._desk.changed.disconnect(self._changed)
        self._desk.turn_changed.disconnect(self.read)
        super().closeEvent(event)
