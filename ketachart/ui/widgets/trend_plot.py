"""The trend under the grid, on the grid's own columns; pyqtgraph is here and in its series."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ketachart.ui.presenters.trend_view import TrendView, label_levels
from ketachart.ui.widgets.draw_queue import DrawQueue
from ketachart.ui.widgets.grid_frame import GridFrame
from ketachart.ui.widgets.theme import colours_of, scaled
from ketachart.ui.widgets.trend_legend import TrendLegend
from ketachart.ui.widgets.trend_points import marker_colour
from ketachart.ui.widgets.trend_readout import TrendReadout
from ketachart.ui.widgets.trend_series import Series, StripItems
from ketachart.ui.widgets.trend_strips import STRETCH, Strip, scale_of

_AXIS_NUMBERS = 40


class TrendPlot(QWidget):
    """Pressure, heart rate, SpO₂, scores, rate and medications over the grid's columns."""

    def __init__(self, queue: DrawQueue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._queue = queue
        self._view = TrendView()
        self._is_dirty = True
        self._grid: GridFrame | None = None
        self._read: int | None = None
        self._labels: list[tuple[Any, Any]] = []
        self._canvas = pg.GraphicsLayoutWidget()
        self._strips = {strip: self._build_strip(strip) for strip in Strip}
        self._items = {strip: StripItems(plot) for strip, plot in self._strips.items()}
        self._series = Series(self._strips)
        self._legend = TrendLegend(self)
        self._words = TrendReadout(self)
        self._set_up()
        self._recolour()

    def _build_strip(self, strip: Strip) -> Any:  # noqa: ANN401
        plot = self._canvas.addPlot(row=strip.value - 1, col=0)
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setMouseEnabled(x=False, y=False)
        plot.hideAxis("bottom")
        plot.layout.setContentsMargins(0, 0, 0, 0)
        plot.vb.setDefaultPadding(0)
        self._canvas.ci.layout.setRowStretchFactor(strip.value - 1, STRETCH[strip])
        # Every plot would ask for the same, and leave pressure no room in a low trend.
        plot.setPreferredHeight(STRETCH[strip])
        return plot

    def _set_up(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._canvas)
        self._canvas.ci.layout.setContentsMargins(0, 0, 0, 0)
        self._canvas.ci.layout.setSpacing(0)
        self._canvas.setFrameShape(pg.QtWidgets.QFrame.Shape.NoFrame)
        self._canvas.setAntialiasing(True)
        self._canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._canvas.scene().sigMouseMoved.connect(self._hover)
        self.setAccessibleName("Trend")

    # ── What the window calls ────────────────────────────────────────────────────────────────

    @property
    def reading(self) -> str:
        """What is read out under the mouse now."""
        return self._words.text()

    def set_view(self, view: TrendView) -> None:
        """Show other series; drawn when the queue comes round, and only while in view."""
        if view != self._view:
            self._view = view
            self._is_dirty = True
            if self.isVisible():
                self._queue.add(self)

    def attach(self, grid: GridFrame) -> None:
        """Keep every column of the plot under the same column of a grid."""
        self._grid = grid
        grid.geometry_changed.connect(self._moved)
        self.align()

    def _moved(self) -> None:
        """The columns moved: follow them once the grid has been painted."""
        if self.isVisible():
            self._queue.add(self)

    def align(self) -> None:
        """Put the plot's columns exactly under the grid's."""
        grid = self._grid
        if grid is None or not self.isVisible() or not grid.isVisible():
            return
        here = self._canvas.viewport().mapToGlobal(QPoint(0, 0)).x()
        there = grid.viewport().mapToGlobal(QPoint(0, 0)).x()
        wanted = max(_AXIS_NUMBERS, there - here)
        for plot in self._strips.values():
            if plot.getAxis("left").width() != wanted:
                plot.getAxis("left").setWidth(wanted)
        self._canvas.ci.layout.activate()
        for plot in self._strips.values():
            plot.layout.activate()
        width, offset = grid.column_width, grid.horizontalHeader().offset()
        for plot in self._strips.values():
            box = plot.vb.sceneBoundingRect()
            lead = here + self._canvas.mapFromScene(box.topLeft()).x() - there
            left = (offset + lead) / width
            plot.vb.setXRange(left, left + box.width() / width, padding=0)
        self._place_legend()

    def x_on_screen(self, place: Fraction) -> int:
        """The global x of a place along the columns."""
        vb = self._strips[Strip.PRESSURE].vb
        scene = vb.mapViewToScene(QPointF(float(place), 0))
        return int(self._canvas.viewport().mapToGlobal(self._canvas.mapFromScene(scene)).x())

    def read_column(self, column: int | None) -> None:
        """Read out one column, as if the mouse were over it; None ends it."""
        lines = self._view.words_at(column) if column is not None else ()
        self._read = column if lines else None
        place = Fraction(column or 0)
        left, right = self._x_here(place), self._x_here(place + 1)
        self._words.show_lines(lines, left, right, self.width())
        for items in self._items.values():
            items.show_cursor(self._read)

    def draw_now(self) -> None:
        """Bring the picture up to date."""
        if not self.isVisible():
            return
        if not self._is_dirty:
            self.align()
            return
        self._is_dirty = False
        self._series.show(self._view)
        self.align()
        self._fit()
        self.read_column(self._read)

    # ── Inner workings ───────────────────────────────────────────────────────────────────────

    def _fit(self) -> None:
        """Give each strip its range, its ruled values and its words for the present height."""
        view, line = self._view, self.fontMetrics().height()
        levels = self._label_levels()
        above = dict.fromkeys(Strip, line // 3)
        above[Strip.PRESSURE] = (max(levels, default=0) + 1) * line + line // 2
        below = dict.fromkeys(Strip, line // 3) | {Strip.PRESSURE: line}
        for strip, plot in self._strips.items():
            scale, height = scale_of(strip, view), int(plot.vb.sceneBoundingRect().height())
            # In a low strip the words lie over the curves rather than squeeze them.
            above[strip] = min(above[strip], height // 4)
            low, high = scale.fitted(height, above[strip], below[strip])
            plot.vb.setYRange(low, high, padding=0)
            ruled = scale.thinned(height - above[strip] - below[strip], line - 3)
            plot.getAxis("left").setTicks([[(value, str(value)) for value in ruled]])
            self._items[strip].rule(ruled, len(view.columns), view.due)
        self._write_labels(levels)

    def _label_levels(self) -> tuple[int, ...]:
        metrics, markers = self.fontMetrics(), self._view.markers
        width = self._grid.column_width if self._grid is not None else 80
        longest = max((metrics.horizontalAdvance(one.label) for one in markers), default=0)
        return label_levels([one.x for one in markers], Fraction(longest + 12, width))

    def _write_labels(self, levels: Sequence[int]) -> None:
        for plot, label in self._labels:
            plot.removeItem(label)
        self._labels.clear()
        plot, colours = self._strips[Strip.PRESSURE], colours_of(self.palette())
        (_, _), (low, high) = plot.vb.viewRange()
        for_each = (high - low) / max(1, plot.vb.sceneBoundingRect().height())
        line = self.fontMetrics().height() * for_each
        for marker, level in zip(self._view.markers, levels, strict=True):
            at = (float(marker.x) + 0.05, high - level * line)
            self._write(Strip.PRESSURE, marker.label, at, marker_colour(marker, colours))
        for span in self._view.rate:
            if span.end - span.start >= Fraction(2, 3):
                words = f"{span.ml_per_h}" if span.ml_per_h else "paused"
                self._write(Strip.RATE, words, (float(span.start) + 0.05, 0), colours.text, 1)
        tops = [high - (level + 1) * line for level in levels]
        foot = low + 7 * for_each
        self._series.show_markers(self._view.markers, foot, tops, colours)

    def _write(
        self, strip: Strip, words: str, at: tuple[float, float], colour: str, foot: int = 0
    ) -> None:
        """Write words to the right of a place: under it, or standing on it where foot is 1."""
        label = pg.TextItem(words, color=colour, anchor=(0, foot))
        label.setFont(scaled(self.font(), 0.86))
        label.setPos(*at)
        plot = self._strips[strip]
        plot.addItem(label, ignoreBounds=True)
        self._labels.append((plot, label))

    def _x_here(self, place: Fraction) -> int:
        return self.mapFromGlobal(QPoint(self.x_on_screen(place), 0)).x()

    def _hover(self, position: QPointF) -> None:
        box = self._strips[Strip.PRESSURE].vb
        inside = box.sceneBoundingRect()
        if not inside.left() <= position.x() <= inside.right():
            self.read_column(None)
            return
        column = int(box.mapSceneToView(position).x() // 1)
        if column != self._read:
            self.read_column(column)

    def _place_legend(self) -> None:
        boxes = {
            strip: plot.vb.sceneBoundingRect().toRect() for strip, plot in self._strips.items()
        }
        axis = int(self._strips[Strip.RATE].getAxis("left").width())
        self._legend.setGeometry(0, 0, max(0, axis - _AXIS_NUMBERS), self.height())
        self._legend.name(boxes, earlier=bool(self._view.earlier))
        self._legend.raise_()

    def _recolour(self) -> None:
        colours = colours_of(self.palette())
        self._canvas.setBackground(colours.base)
        for strip, plot in self._strips.items():
            axis = plot.getAxis("left")
            axis.setPen(pg.mkPen(colours.strong_line))
            axis.setTextPen(pg.mkPen(colours.muted))
            axis.setStyle(tickFont=scaled(self.font(), 0.8), tickLength=-4)
            self._items[strip].recolour(colours)
        self._series.recolour(colours, self.fontMetrics().height())
        self._words.recolour(self)
        self._is_dirty = True
        if self.isVisible():
            self._queue.add(self)

    # ── What Qt calls ────────────────────────────────────────────────────────────────────────

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._queue.drop(self)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._queue.add(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.align()
        if not self._is_dirty:
            self._fit()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.read_column(None)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        kinds = (QEvent.Type.PaletteChange, QEvent.Type.FontChange)
        # Qt sends change events while it still builds the widget.
        if event.type() in kinds and self.layout() is not None:
            self._recolour()
