"""A chair in the view of all chairs: who, where in the session, the latest values, the drugs."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ketachart.ui import shortcuts
from ketachart.ui.presenters.all_chairs import ChairLine
from ketachart.ui.presenters.grid_view import Priority
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.badge import Badge
from ketachart.ui.widgets.chair_band import ChairBand
from ketachart.ui.widgets.countdown import Countdown
from ketachart.ui.widgets.elided_label import ElidedLabel
from ketachart.ui.widgets.flow import FlowLayout
from ketachart.ui.widgets.form import mute, sentence
from ketachart.ui.widgets.lane_cell import LaneCell
from ketachart.ui.widgets.theme import scaled

_BAND_SIGNS = 20


class ChairRow(QFrame):
    """Read only; its button opens the chair's own window."""

    opened = Signal(str)
    drug_asked = Signal(str)

    def __init__(self, chair: str, number: int) -> None:
        super().__init__()
        self.setObjectName(f"row_{chair}")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._shown: ChairLine | None = None
        self._band = ChairBand()
        self._band.show_chair(chair)
        self._band.setMaximumWidth(self._band.fontMetrics().averageCharWidth() * _BAND_SIGNS)
        self._who, self._phase = ElidedLabel("row_who", least=14), QLabel()
        self._who.setFont(scaled(self.font(), 1.2, bold=True))
        self._phase.setFont(scaled(self.font(), 1.0, bold=True))
        self._allergies, self._alert = Badge("row_allergies"), Badge("row_alert")
        self._due = Countdown()
        self._due.setFont(scaled(self.font(), 1.15))
        self._open = ActionButton("Open", f"open_{chair}", key=shortcuts.chair_key(number))
        self._open.setAccessibleName(f"Open {chair}")
        self._drug = ActionButton("", f"acknowledge_{chair}")
        for button in (self._open, self._drug):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._pump, self._drugs = sentence(name="row_pump"), sentence(name="row_drugs")
        self._none = sentence("No values yet")
        mute(self._none)
        self._cells: list[LaneCell] = []
        self._values = QWidget()
        self._flow = FlowLayout(self._values, spacing=10)
        self._lay_out()
        self.hide()
        self._open.clicked.connect(lambda: self.opened.emit(chair))
        self._drug.clicked.connect(lambda: self.drug_asked.emit(chair))

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(12)
        for part in (self._band, self._who, self._allergies):
            first.addWidget(part)
        first.addStretch(1)
        for late in (self._alert, self._due, self._open):
            first.addWidget(late)
        second = QHBoxLayout()
        second.setSpacing(12)
        second.addWidget(self._phase)
        second.addWidget(self._pump, stretch=1)
        third = QHBoxLayout()
        third.setSpacing(12)
        third.addWidget(self._drugs, stretch=1)
        third.addWidget(self._drug)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(8, 6, 8, 6)
        rows.setSpacing(4)
        rows.addLayout(first)
        rows.addWidget(self._values)
        rows.addWidget(self._none)
        rows.addLayout(second)
        rows.addLayout(third)

    def show_line(self, line: ChairLine | None) -> None:
        """Show how the chair stands; away while nobody sits there."""
        if line == self._shown:
            return
        self._shown = line
        self.setVisible(line is not None)
        if line is None:
            return
        tile = line.tile
        said = [tile.phase, tile.clock, tile.owner]
        for label, words in (
            (self._who, tile.who),
            (self._phase, " · ".join(part for part in said if part)),
            (self._pump, " · ".join(part for part in (tile.pump, tile.waits) if part)),
            (self._drugs, line.drugs),
        ):
            if words != label.text():
                label.setText(words)
        self._drugs.setVisible(bool(line.drugs))
        warning = Priority.MEDIUM if line.is_warning else Priority.NONE
        self._allergies.show_ways(line.allergies, warning)
        alert = tile.alert
        self._alert.show_words(
            alert.text if alert else "", alert.priority if alert else Priority.NONE
        )
        self._due.setVisible(tile.due is not None)
        if tile.due is not None:
            self._due.show_due(tile.due)
        if line.to_acknowledge != self._drug.text():
            self._drug.setText(line.to_acknowledge)
            self._drug.updateGeometry()
        self._drug.setVisible(bool(line.to_acknowledge))
        self._show_lanes(line)

    def _show_lanes(self, line: ChairLine) -> None:
        self._none.setVisible(not line.lanes)
        self._values.setVisible(bool(line.lanes))
        while len(self._cells) < len(line.lanes):
            self._cells.append(LaneCell())
            self._flow.addWidget(self._cells[-1])
        for number, cell in enumerate(self._cells):
            cell.setVisible(number < len(line.lanes))
            if number < len(line.lanes):
                cell.show_lane(*line.lanes[number])

    @property
    def words(self) -> str:
        """All that the row says."""
        said = [self._band.text, self._who.text(), self._phase.text(), self._alert.text()]
        said += [self._due.text, *(" ".join(cell.words) for cell in self._cells)]
        said += [self._pump.text(), self._drugs.text()]
        return "\n".join(part for part in said if part)
