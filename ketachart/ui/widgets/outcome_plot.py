"""Outcomes as a plot: bands over one axis, as `domain.outcome_picture` lays them out."""

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ketachart.domain.outcome_picture import Band, Mark, Picture, Shape
from ketachart.ui.widgets.theme import colours_of, scaled

_BAR = 0.5
_SIDE = 44


class OutcomePlot(QWidget):
    """Draws a picture anew whenever it is another one, or the colours are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: Picture | None = None
        self._plots: list[tuple[Any, Band]] = []
        self._canvas = pg.GraphicsLayoutWidget()
        self._canvas.setFrameShape(pg.QtWidgets.QFrame.Shape.NoFrame)
        self._canvas.setAntialiasing(True)
        self._canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._canvas)
        self._canvas.ci.layout.setContentsMargins(4, 4, 4, 2)
        self._canvas.ci.layout.setSpacing(0)
        self.setAccessibleName("Outcomes as a plot; the table says the same in words")
        # Not when this widget is resized: the canvas may have its own size only later.
        self._canvas.sigDeviceRangeChanged.connect(lambda _canvas, _range: self._fit())
        self._draw()

    def show_picture(self, picture: Picture | None) -> None:
        """Show another picture; none is an empty place."""
        if picture != self._picture:
            self._picture = picture
            self._draw()

    def _draw(self) -> None:
        colours = colours_of(self.palette())
        self._canvas.setBackground(colours.base)
        self._canvas.clear()
        self._plots.clear()
        picture = self._picture
        if picture is None:
            return
        last = len(picture.bands) - 1
        for number, band in enumerate(picture.bands):
            plot = self._band(picture, band, number)
            if number == last:
                axis = plot.getAxis("bottom")
                axis.setStyle(tickLength=0)
                axis.setTicks([[(float(x), words) for x, words in picture.places]])
                size = f"{self.font().pointSizeF() * 0.86:.1f}pt"
                plot.setLabel("bottom", picture.axis, color=colours.muted, **{"font-size": size})
            else:
                plot.hideAxis("bottom")
            self._plots.append((plot, band))
        self._fit()

    def _fit(self) -> None:
        """Leave each band room for its words or half a sign above its values, and below."""
        line = self.fontMetrics().height()
        below = 0.45 * line
        self._canvas.ci.layout.activate()
        for plot, band in self._plots:
            plot.layout.activate()
            above = 1.1 * line if any(mark.words for mark in band.marks) else below
            height = max(plot.vb.sceneBoundingRect().height(), 3 * line)
            share = (band.high - band.low) / (height - above - below)
            plot.vb.setYRange(band.low - below * share, band.high + above * share, padding=0)

    def _band(self, picture: Picture, band: Band, number: int) -> Any:  # noqa: ANN401
        colours = colours_of(self.palette())
        plot = self._canvas.addPlot(row=number, col=0)
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setMouseEnabled(x=False, y=False)
        size = f"{self.font().pointSizeF() * 0.95:.1f}pt"
        plot.setTitle(band.title, color=colours.text, size=size, justify="left")
        plot.titleLabel.setMaximumHeight(1.4 * self.fontMetrics().height())
        plot.layout.setRowFixedHeight(0, 1.4 * self.fontMetrics().height())
        plot.layout.setContentsMargins(0, 0, 6, 6)
        plot.vb.setXRange(float(picture.left), float(picture.right), padding=0)
        for side in ("left", "bottom"):
            axis = plot.getAxis(side)
            axis.setPen(pg.mkPen(colours.strong_line))
            axis.setTextPen(pg.mkPen(colours.muted))
            axis.setStyle(tickFont=scaled(self.font(), 0.86))
        left = plot.getAxis("left")
        left.setWidth(_SIDE)
        left.setTicks([[(value, str(value)) for value in band.ruled]])
        for value in band.ruled:
            rule = pg.InfiniteLine(pos=value, angle=0, pen=pg.mkPen(colours.line))
            rule.setZValue(-10)
            plot.addItem(rule, ignoreBounds=True)
        self._fill(plot, band)
        return plot

    def _fill(self, plot: Any, band: Band) -> None:  # noqa: ANN401
        colours = colours_of(self.palette())
        bars = [mark for mark in band.marks if mark.shape is Shape.BAR]
        if bars:
            plot.addItem(
                pg.BarGraphItem(
                    x=[float(mark.x) for mark in bars],
                    height=[float(mark.y) for mark in bars],
                    width=_BAR,
                    brush=colours.rate_fill,
                    pen=pg.mkPen(colours.rate_line, width=1.4),
                )
            )
        for stem in band.stems:
            ends = [float(stem.low), float(stem.high)]
            plot.addItem(
                pg.PlotCurveItem(
                    [float(stem.x)] * 2, ends, pen=pg.mkPen(colours.strong_line, width=1.6)
                )
            )
        # A ring is wider than a dot, so that both are seen where they stand at the same value.
        for shape, brush, size in (
            (Shape.RING, colours.base, 0.72),
            (Shape.DOT, colours.accent, 0.4),
        ):
            self._scatter(plot, [each for each in band.marks if each.shape is shape], brush, size)
        for mark in (each for each in band.marks if each.words):
            label = pg.TextItem(mark.words, color=colours.text, anchor=(0.5, 1))
            label.setFont(scaled(self.font(), 0.86))
            label.setPos(float(mark.x), float(mark.y))
            plot.addItem(label, ignoreBounds=True)

    def _scatter(self, plot: Any, marks: list[Mark], brush: str, size: float) -> None:  # noqa: ANN401
        if marks:
            plot.addItem(
                pg.ScatterPlotItem(
                    x=[float(mark.x) for mark in marks],
                    y=[float(mark.y) for mark in marks],
                    size=self.fontMetrics().height() * size,
                    brush=brush,
                    pen=pg.mkPen(colours_of(self.palette()).accent, width=1.8),
                )
            )

    def sizeHint(self) -> QSize:
        """No higher than it must be: what surrounds it gives it more where there is more."""
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        kinds = (QEvent.Type.PaletteChange, QEvent.Type.FontChange)
        # Qt sends change events while it still builds the widget.
        if event.type() in kinds and self.layout() is not None:
            self._draw()
