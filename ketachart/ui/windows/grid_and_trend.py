"""The grid above its trend: both share the columns' places, and the room."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSplitter

from ketachart.ui.desk import Desk
from ketachart.ui.presenters.trend_view import TrendView
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
        self._desk = desk
        self._grid = grid
        self._trend: TrendPlot | None = None
        self._view: TrendView | None = None
        self.addWidget(grid)
        self.setChildrenCollapsible(False)

    def show_view(self, view: TrendView) -> None:
        """Show another trend, now or as soon as the plot is there."""
        self._view = view
        if self._trend is not None:
            self._trend.set_view(view)

    def toggle_trend(self) -> None:
        """Give all the room to the grid, or some of it back to the trend."""
        if self._trend is not None:
            self._trend.setVisible(not self._trend.isVisible())
            self._grid.reveal_due()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._trend is None:
            QTimer.singleShot(0, self, self._bring_trend)

    def _bring_trend(self) -> None:
        """Load the plot after the first paint: it takes longer than all the rest."""
        from ketachart.ui.widgets.trend_plot import TrendPlot

        if self._trend is not None:
            return
        queue = self._desk.findChild(DrawQueue) or DrawQueue(self._desk)
        trend = TrendPlot(queue)
        trend.setObjectName("trend")
        self.addWidget(trend)
        self.setStretchFactor(0, 1)
        self.handle(1).setToolTip("T hides the trend and shows it again")
        height, wanted = self.height(), self._grid.whole_set_height
        share = max(_LEAST_TREND, min(height * _TREND_PERCENT // 100, height - wanted))
        self.setSizes([height - share, share])
        self._trend = trend
        trend.attach(self._grid)
        if self._view is not None:
            trend.set_view(self._view)
