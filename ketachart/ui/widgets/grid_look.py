"""Fonts, colours and sizes of the charting grid, worked out once for a font and a palette."""

from dataclasses import dataclass

from PySide6.QtGui import QColor, QFont, QFontMetrics, QPen
from PySide6.QtWidgets import QWidget

from ketachart.ui.presenters.grid_view import GridView
from ketachart.ui.widgets.theme import TOUCH, Colours, colours_of, scaled


@dataclass(frozen=True, kw_only=True)
class GridLook:
    """What header and cell painters share, so that nothing is made anew while painting."""

    colours: Colours
    value: QFont
    large: QFont
    strong: QFont
    small: QFont
    small_strong: QFont
    tag: QFont
    fine: QFont
    row_height: int
    column_width: int
    lane_width: int
    header_height: int
    unit: int
    line: QPen

    @classmethod
    def of(cls, widget: QWidget) -> "GridLook":
        """The look for a widget's present font and palette."""
        font = widget.font()
        value, strong = scaled(font, 1.12), scaled(font, 1.12, bold=True)
        small, small_strong = scaled(font, 0.84), scaled(font, 0.84, bold=True)
        colours = colours_of(widget.palette())
        line = QPen(QColor(colours.line))
        line.setWidth(0)
        big, little = QFontMetrics(strong), QFontMetrics(small_strong)
        unit = max(2, round(big.height() / 9))
        return cls(
            colours=colours,
            value=value,
            large=scaled(font, 1.35, bold=True),
            strong=strong,
            small=small,
            small_strong=small_strong,
            tag=scaled(font, 0.72, bold=True),
            fine=scaled(font, 0.72),
            row_height=max(TOUCH, big.height() + little.height() + 3 * unit),
            column_width=max(2 * TOUCH, big.horizontalAdvance("188/118") + 10 * unit),
            lane_width=little.horizontalAdvance("12 min ago · +18 %") + 2 * unit,
            header_height=big.height() + 2 * little.height() + 4 * unit,
            unit=unit,
            line=line,
        )

    def row_header_width(self, view: GridView) -> int:
        """The width of the frozen column: the longest label, or unit with limits."""
        big, little = QFontMetrics(self.strong), QFontMetrics(self.small)
        widths = [big.horizontalAdvance("Hallucination")]
        for row in view.rows:
            second = f"{row.unit}   {row.limits_text}"
            widths += [big.horizontalAdvance(row.label), little.horizontalAdvance(second)]
        return max(widths) + self.lane_width + 8 * self.unit

    @property
    def scroll_bar(self) -> str:
        """A flat scroll bar: the style's own gradients take longer to paint than the cells do."""
        return (
            f"QScrollBar {{ background: {self.colours.header}; }}"
            f"QScrollBar:horizontal {{ height: {7 * self.unit}px; }}"
            f"QScrollBar:vertical {{ width: {7 * self.unit}px; }}"
            f"QScrollBar::handle {{ background: {self.colours.strong_line};"
            f" margin: {self.unit // 2}px; min-width: {TOUCH}px; min-height: {TOUCH}px; }}"
            "QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }"
        )

    def pen(self, colour: str, width: float = 1.0) -> QPen:
        """A plain pen."""
        return QPen(QColor(colour), width)
