"""Where the trend will be: a plain place that brings the plot in after the first paint."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ketachart.ui.presenters.trend_view import TrendView
from ketachart.ui.widgets.draw_queue import DrawQueue
from ketachart.ui.widgets.grid_frame import GridFrame

if TYPE_CHECKING:
    from ketachart.ui.widgets.trend_plot import TrendPlot


class TrendPlace(QWidget):
    """Holds the trend's view until the plot, whose import takes a while, is there."""

    def __init__(self, queue: DrawQueue, grid: GridFrame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._queue = queue
        self._grid = grid
        self._view = TrendView()
        self._plot: TrendPlot | None = None
        self._is_asked = False
        # Without a height it would never be painted, and the plot never brought in.
        self.setMinimumHeight(8 * self.fontMetrics().height())
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    @property
    def plot(self) -> "TrendPlot | None":
        """The plot, once it is there."""
        return self._plot

    def set_view(self, view: TrendView) -> None:
        """Show other series, now or as soon as the plot is there."""
        self._view = view
        if self._plot is not None:
            self._plot.set_view(view)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_asked:
            self._is_asked = True
            QTimer.singleShot(0, self, self._bring_in)

    def _bring_in(self) -> None:
        # Imported here: it costs more than the whole window's first paint.
        from ketachart.ui.widgets.trend_plot import TrendPlot

        plot = TrendPlot(self._queue, self)
        self._layout.addWidget(plot)
        plot.attach(self._grid)
        self._plot = plot
        plot.set_view(self._view)
