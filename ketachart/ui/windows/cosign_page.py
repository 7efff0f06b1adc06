"""A signed session on one page, read-only: exceptions first, doses, then grid and trend."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ketachart.domain.session import Session
from ketachart.domain.times import local_day
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.chair import head_line
from ketachart.ui.presenters.chart_columns import Chart, lay_out
from ketachart.ui.presenters.chart_grid import grid_view
from ketachart.ui.presenters.grid_view import Priority
from ketachart.ui.presenters.history import entry_at, history
from ketachart.ui.presenters.signing import cosign_sheet
from ketachart.ui.presenters.trend import trend_view
from ketachart.ui.widgets.badge import Badge
from ketachart.ui.widgets.chart_grid import ChartGrid
from ketachart.ui.widgets.draw_queue import DrawQueue
from ketachart.ui.widgets.fact_sheet import FactSheet
from ketachart.ui.widgets.form import heading, sentence
from ketachart.ui.widgets.theme import TOUCH, scaled
from ketachart.ui.widgets.trend_place import TrendPlace

_TREND_HEIGHT = 7 * TOUCH
_PROMPT = "Click a value, or press Enter in it, for its history."


class CosignPage(QScrollArea):
    """Scrolls as one page; a value of the grid tells its history."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._chart: Chart | None = None
        self._patient, self._particulars = QLabel(), sentence(name="particulars")
        self._allergies, self._risk = Badge("allergies"), Badge("risk")
        self._sheet = FactSheet("sheet")
        self.grid = ChartGrid()
        self._history = sentence(_PROMPT, name="history")
        self._below = QWidget()
        queue = desk.findChild(DrawQueue) or DrawQueue(desk, desk.keys)
        self._trend = TrendPlace(queue, self.grid)
        self._set_up()
        self.grid.geometry_changed.connect(self._fit_grid)
        self.grid.cell_activated.connect(self._tell_history)
        self.grid.header_activated.connect(self._tell_set)

    def _set_up(self) -> None:
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setObjectName("cosign_page")
        self.setAccessibleName("The session to co-sign")
        self._patient.setObjectName("patient")
        self._patient.setTextFormat(Qt.TextFormat.PlainText)
        self._patient.setFont(scaled(self._patient.font(), 1.25, bold=True))
        self.grid.setObjectName("grid")
        self._trend.setObjectName("trend")
        self._trend.setFixedHeight(_TREND_HEIGHT)
        badges = QHBoxLayout()
        badges.setSpacing(10)
        for badge in (self._allergies, self._risk):
            badges.addWidget(badge)
        badges.addStretch(1)
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(14, 8, 14, 14)
        rows.setSpacing(6)
        rows.addWidget(self._patient)
        rows.addWidget(self._particulars)
        rows.addLayout(badges)
        rows.addWidget(self._sheet)
        rows.addWidget(self._below)
        rows.addStretch(1)
        chart = QVBoxLayout(self._below)
        chart.setContentsMargins(0, 0, 0, 0)
        chart.setSpacing(6)
        for part in (heading("Chart"), self._history, self.grid, self._trend):
            chart.addWidget(part)
        self.setWidget(whole)

    def show_session(self, session: Session, now: datetime) -> None:
        """Show another session, or the same as it counts now."""
        desk, zone = self._desk, self._desk.world.site.zone
        settings = desk.world.settings_at(session.opened_at)
        line = head_line(session, desk.world.patient(session.patient), local_day(now, zone))
        protocol = desk.world.protocol(session.protocol)
        day = local_day(session.opened_at, zone).isoformat()
        said = [line.particulars, protocol.name if protocol else session.protocol, day]
        self._patient.setText(f"{line.chair} · {line.patient}")
        self._particulars.setText(" · ".join(part for part in said if part))
        self._allergies.show_ways(
            line.allergies, Priority.MEDIUM if line.has_allergies else Priority.NONE
        )
        self._risk.show_words(line.risk, Priority.MEDIUM)
        name_of, reader = desk.person_name, desk.turn.person.id
        self._sheet.show_sections(cosign_sheet(session, settings, now, zone, name_of, reader))
        self._chart = lay_out(session, settings, zone, now)
        self._below.setVisible(bool(self._chart.columns))
        self.grid.set_view(grid_view(self._chart))
        self._fit_grid()
        self._trend.set_view(trend_view(self._chart))
        self._history.setText(_PROMPT)

    def to_top(self) -> None:
        """Begin to read from the top."""
        self.verticalScrollBar().setValue(0)

    def _fit_grid(self) -> None:
        """Give the grid all its rows, so that the page alone scrolls down."""
        rows = self.grid.verticalHeader().length()
        header = self.grid.horizontalHeader().minimumHeight()
        bar = self.grid.horizontalScrollBar().sizeHint().height()
        self.grid.setFixedHeight(rows + header + bar + 2 * self.grid.frameWidth())

    def _tell_history(self, column: str, row: str) -> None:
        if self._chart is None:
            return
        entry = entry_at(self._chart, column, row)
        if entry is None:
            self._history.setText(_PROMPT)
            return
        name_of = self._desk.person_name
        told = history(self._chart.session, entry, self._chart.zone, name_of, row)
        if told is not None:
            changes = told.changes or ("never amended",)
            self._history.setText("\n".join((f"{told.title}. {told.recorded}.", *changes)))

    def _tell_set(self, column: str) -> None:
        self._tell_history(column, "")
