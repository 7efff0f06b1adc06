"""The grid above its trend: both share the columns' places, and the room."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QSplitter

from ketachart.domain.session import Session
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.chart_columns import Chart
from ketachart.ui.presenters.trend import trend_view
from ketachart.ui.widgets.chart_grid import ChartGrid
from ketachart.ui.widgets.draw_queue import DrawQueue
from ketachart.ui.widgets.theme import TOUCH

if TYPE_CHECKING:
    from ketachart.ui.widgets.trend_plot import TrendPlot

_TREND_PERCENT = 32
_LEAST_TREND = 11 * TOUCH // 4


class GridAndTrend(QSplitter):
    """The grid gets the room for a whole set first; what is left shows the trend."""

    def __init__(self, desk: Desk, grid: ChartGrid) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._grid = grid
        self._trend: TrendPlot | None = None
        self._chart: Chart | None = None
        self._desk = desk
        self._earlier: tuple[Session, ...] | None = None
        self._shows_earlier = True
        self._queue = desk.findChild(DrawQueue) or DrawQueue(desk, desk.keys)
        self.addWidget(grid)
        self.setChildrenCollapsible(False)

    def show_chart(self, chart: Chart) -> None:
        """Show the trend of a chart, once the grid has been painted and the plot is there."""
        self._chart = chart
        if self._trend is not None:
            self._queue.add(self)

    def draw_now(self) -> None:
        """Work the trend out anew."""
        if self._trend is not None and self._chart is not None:
            self._trend.set_view(trend_view(self._chart, self._shown_earlier()))

    def toggle_earlier(self) -> None:
        """Show the patient's earlier sessions behind today's, or leave them out."""
        self._shows_earlier = not self._shows_earlier
        self.draw_now()

    def _shown_earlier(self) -> tuple[Session, ...]:
        """The earlier sessions, looked up once: they change no more."""
        if self._chart is None or not self._shows_earlier:
            return ()
        if self._earlier is None:
            session = self._chart.session
            clinic = self._desk.clinic
            self._earlier = clinic.earlier_sessions(session.patient, session.opened_at)
        return self._earlier

    def toggle_trend(self) -> None:
        """Give all the room to the grid, or some of it back to the trend."""
        if self._trend is not None:
            self._trend.setVisible(not self._trend.isVisible())
            self._grid.reveal_due()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._queue.drop(self)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._trend is None:
            QTimer.singleShot(0, self, self._bring_trend)

    def _bring_trend(self) -> None:
        """Load the plot after the first paint: it takes longer than all the rest."""
        from ketachart.ui.widgets.trend_plot import TrendPlot

        if self._trend is not None:
            return
        trend = TrendPlot(self._queue)
        trend.setObjectName("trend")
        self.addWidget(trend)
        self.setStretchFactor(0, 1)
        self.handle(1).setToolTip("T hides the trend and shows it again")
        height, wanted = self.height(), self._grid.whole_set_height
        left = height - wanted - self.handleWidth()
        share = max(_LEAST_TREND, min(height * _TREND_PERCENT // 100, left))
        self.setSizes([height - share, share])
        self._trend = trend
        trend.attach(self._grid)
        self.draw_now()
        trend.draw_now()  # at once: an empty plot would be seen for a moment
