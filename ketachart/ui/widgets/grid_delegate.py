"""Paints the cells of the charting grid: values, marks, and what is being typed."""

import re

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ketachart.ui.models.chart_grid_model import ChartGridModel
from ketachart.ui.presenters.grid_view import (
    CellView,
    ColumnState,
    ColumnView,
    Direction,
    Priority,
)
from ketachart.ui.presenters.vitals_entry import OpenColumn
from ketachart.ui.widgets.grid_headers import ColumnHeader
from ketachart.ui.widgets.grid_look import GridLook

_MIDDLE = Qt.AlignmentFlag.AlignCenter
_WRAPPED = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
_LOW_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
_LOW_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
_HIGH_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_HIGH_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop


class GridDelegate(QStyledItemDelegate):
    """Paints from the model's own values: asking Qt's roles one by one costs more time."""

    def __init__(
        self, model: ChartGridModel, header: ColumnHeader, look: GridLook, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._grid_model = model
        self._header = header
        self._look = look
        self._focus = (-1, -1)
        self._has_focus = False

    def set_look(self, look: GridLook) -> None:
        """Take other fonts and colours."""
        self._look = look

    def set_focus(self, row: int, column: int, *, active: bool) -> None:
        """Say which cell has the focus, and whether keys go to it now."""
        self._focus, self._has_focus = (row, column), active

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        rect: QRect = option.rect
        row, number = index.row(), index.column()
        model, entry = self._grid_model, self._grid_model.entry
        column, cell = model.column(number), model.cell(row, number)
        is_due = number == model.due
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_blank = column.state is ColumnState.MISSED and not cell.text
        self._paint_ground(painter, rect, column, is_due=is_due, is_blank=is_blank)
        if entry is not None and model.is_open(row, number):
            self._paint_typed(painter, rect, entry, model.row(row).key)
        else:
            self._paint_value(painter, rect, column, cell)
        if is_due:
            self._paint_due_edges(painter, rect, row)
        if (row, number) == self._focus:
            self._paint_focus(painter, rect)
        painter.restore()

    # ── Ground ───────────────────────────────────────────────────────────────────────────────

    def _paint_ground(
        self, painter: QPainter, rect: QRect, column: ColumnView, *, is_due: bool, is_blank: bool
    ) -> None:
        colours = self._look.colours
        fills = {
            ColumnState.UPCOMING: colours.upcoming,
            ColumnState.LATE: colours.late,
            ColumnState.MISSED: colours.missed,
            ColumnState.EXTRA: colours.extra,
        }
        fill = colours.due if is_due else fills.get(column.state, colours.base)
        painter.fillRect(rect, QColor(fill))
        if is_blank and not is_due:
            hatch = QBrush(QColor(colours.strong_line), Qt.BrushStyle.BDiagPattern)
            painter.fillRect(rect, hatch)
        painter.setPen(self._look.line)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())

    def _paint_due_edges(self, painter: QPainter, rect: QRect, row: int) -> None:
        colour, width = QColor(self._header.due_colours()[0]), self._look.unit
        for left in (rect.left(), rect.right() - width + 1):
            painter.fillRect(QRect(left, rect.top(), width, rect.height()), colour)
        if row == self._grid_model.rowCount() - 1:
            bottom = QRect(rect.left(), rect.bottom() - width + 1, rect.width(), width)
            painter.fillRect(bottom, colour)

    def _paint_focus(self, painter: QPainter, rect: QRect) -> None:
        colours, unit = self._look.colours, self._look.unit
        style = Qt.PenStyle.SolidLine if self._has_focus else Qt.PenStyle.DotLine
        pen = QPen(QColor(colours.focus), unit + 1, style)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inset = (unit + 1) / 2
        painter.drawRect(QRectF(rect).adjusted(inset, inset, -inset, -inset))

    # ── A charted value and its marks ────────────────────────────────────────────────────────

    def _paint_value(
        self, painter: QPainter, rect: QRect, column: ColumnView, cell: CellView
    ) -> None:
        if not (cell.text or cell.not_obtained or column.marks):
            return
        look, colours = self._look, self._look.colours
        text_colour = colours.muted if column.state is ColumnState.UPCOMING else colours.text
        if cell.priority is not Priority.NONE:
            text_colour = self._paint_alert(painter, rect, cell)
        self._paint_tags(painter, rect, column, cell, text_colour)
        painter.setPen(QColor(text_colour))
        text = "not obt." if cell.not_obtained and not cell.text else cell.text
        font = look.value if cell.priority is Priority.NONE else look.strong
        room = rect.adjusted(look.unit, 0, -look.unit, 0)
        if QFontMetrics(font).horizontalAdvance(text) > room.width() or cell.not_obtained:
            self._paint_long(painter, room, text)
            return
        painter.setFont(font)
        if cell.below:
            rect = self._paint_below(painter, rect, cell.below)
            painter.setFont(font)
        if cell.direction is Direction.WITHIN:
            painter.drawText(rect, _MIDDLE, text)
            return
        count = 2 if cell.priority is Priority.HIGH else 1
        size = (4.2 if count == 1 else 3.5) * look.unit
        width = QFontMetrics(font).horizontalAdvance(text)
        left = rect.center().x() - (width + count * size + look.unit) / 2
        for number in range(count):
            start = QPointF(left + number * size, rect.center().y() + 0.5)
            self._paint_sign(painter, start, size, cell, text_colour)
        painter.setPen(QColor(text_colour))
        after = left + count * size + look.unit
        beside = QRectF(after, rect.top(), width + 2, rect.height())
        painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_below(self, painter: QPainter, rect: QRect, text: str) -> QRect:
        """Write the mean under a pressure; answers the room above it."""
        height = QFontMetrics(self._look.fine).height()
        painter.setFont(self._look.fine)
        lower = rect.adjusted(0, rect.height() - height - self._look.unit, 0, -self._look.unit)
        painter.drawText(lower, _MIDDLE, text)
        return rect.adjusted(0, 0, 0, -height + self._look.unit)

    def _paint_long(self, painter: QPainter, room: QRect, text: str) -> None:
        """Write what is too long for one line small, in as many lines as fit."""
        metrics = QFontMetrics(self._look.small)
        # A number keeps its unit on its own line.
        text = re.sub(r"(\d) ", "\\1\u00a0", text)
        lines = max(1, room.height() // metrics.lineSpacing())
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width() * lines - 8)
        painter.setFont(self._look.small)
        painter.drawText(room, _WRAPPED, text)

    def _paint_alert(self, painter: QPainter, rect: QRect, cell: CellView) -> str:
        """Ground of an out-of-range value; answers the colour to write it in."""
        colours, unit = self._look.colours, self._look.unit
        box = QRectF(rect).adjusted(unit, unit, -unit - 1, -unit - 1)
        fill, outline, text = {
            Priority.LOW: ("", colours.low_alert, colours.text),
            Priority.MEDIUM: (colours.medium_alert, colours.medium_alert, colours.medium_text),
            Priority.HIGH: (colours.high_alert, colours.high_alert, colours.high_text),
        }[cell.priority]
        painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
        painter.setPen(self._look.pen(outline, 1.6))
        painter.drawRoundedRect(box, 2 * unit, 2 * unit)
        return text

    def _paint_sign(
        self, painter: QPainter, start: QPointF, size: float, cell: CellView, colour: str
    ) -> None:
        """▲ or ▼ before the value: hollow for low, filled for medium, two of them for high."""
        is_up, is_hollow = cell.direction is Direction.ABOVE, cell.priority is Priority.LOW
        painter.setPen(self._look.pen(colour, 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush if is_hollow else QColor(colour))
        top = start.y() - size * 0.42
        base, tip = (top + size * 0.85, top) if is_up else (top, top + size * 0.85)
        corners = ((0.5, base), (size - 0.5, base), (size / 2, tip))
        painter.drawPolygon(QPolygonF([QPointF(start.x() + x, y) for x, y in corners]))

    def _paint_tags(
        self, painter: QPainter, rect: QRect, column: ColumnView, cell: CellView, colour: str
    ) -> None:
        """The letters of late, missed and entered late, and Δ for an amended value."""
        unit, colours = self._look.unit, self._look.colours
        inset = unit if cell.priority is Priority.NONE else 2 * unit
        room = rect.adjusted(2 * inset, inset, -2 * inset, -inset)
        is_plain = cell.priority in (Priority.NONE, Priority.LOW)
        has_value = bool(cell.text) or cell.not_obtained
        if column.marks and (has_value or column.state is ColumnState.MISSED):
            painter.setFont(self._look.tag)
            painter.setPen(QColor(colours.muted if is_plain else colour))
            painter.drawText(room, _LOW_LEFT, column.marks)
        if cell.source:
            painter.setFont(self._look.tag)
            painter.setPen(QColor(colours.muted if is_plain else colour))
            painter.drawText(room, _LOW_RIGHT, cell.source)
        if cell.amended:
            side = 7.5 * unit
            if is_plain:
                edge = QPointF(rect.right(), rect.top())
                corner = [edge, edge - QPointF(1.6 * side, 0), edge + QPointF(0, 1.6 * side)]
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(colours.amended))
                painter.drawPolygon(QPolygonF(corner))
            painter.setFont(self._look.small_strong)
            painter.setPen(QColor(colour))
            painter.drawText(room.adjusted(0, -inset, inset, 0), _HIGH_RIGHT, "Δ")

    # ── What is being typed ──────────────────────────────────────────────────────────────────

    def _paint_typed(self, painter: QPainter, rect: QRect, entry: OpenColumn, key: str) -> None:
        look, colours, unit = self._look, self._look.colours, self._look.unit
        text, problem = entry.shown(key), entry.problem(key)
        colour = colours.typed
        room = rect.adjusted(2 * unit, 2 * unit, -2 * unit - 1, -2 * unit - 1)
        sign = ""
        if problem is not None:
            sign, colour = "!", colours.refused_text
            painter.fillRect(room, QColor(colours.refused))
        elif entry.is_questioned(key):
            sign, colour = "?", colours.question_text
            painter.fillRect(room, QColor(colours.question))
        offer = entry.offer(key)
        if offer:
            self._paint_offer(painter, room, offer)
        elif source := entry.source(key):
            painter.setPen(QColor(colours.muted))
            painter.setFont(look.tag)
            painter.drawText(room, _LOW_RIGHT, source[:1].upper())
        painter.setPen(QColor(colour))
        painter.setFont(look.strong)
        is_long = QFontMetrics(look.strong).horizontalAdvance(text) > room.width()
        if is_long:
            self._paint_long(painter, room, text)
        else:
            painter.drawText(rect, _MIDDLE, text)
        if sign:
            painter.setFont(look.small_strong)
            painter.drawText(room.adjusted(unit, 0, 0, 0), _HIGH_LEFT, sign)
        width = 0 if is_long else QFontMetrics(look.strong).horizontalAdvance(text)
        if not is_long and not offer:
            self._paint_blank(painter, rect, max(width, 8 * unit), colour)
        if not is_long and self._has_focus and self._grid_model.row_of(key) == self._focus[0]:
            # Beside what is offered, not in it: the next digit begins a value of its own.
            x = room.left() + 2 * unit if offer else rect.center().x() + width // 2 + 2
            height = QFontMetrics(look.strong).height()
            caret = QRect(x, rect.center().y() - height // 2, max(2, unit // 2), height)
            painter.fillRect(caret, QColor(colours.focus))

    def _paint_offer(self, painter: QPainter, room: QRect, text: str) -> None:
        """What a monitor offers: in a broken frame and with its word, so that it looks untyped."""
        look, colours = self._look, self._look.colours
        pen = look.pen(colours.muted)
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(room), 2 * look.unit, 2 * look.unit)
        painter.setPen(QColor(colours.muted))
        above = self._paint_below(painter, room, "offer")
        painter.setFont(look.value)
        painter.drawText(above, _MIDDLE, text)

    def _paint_blank(self, painter: QPainter, rect: QRect, width: int, colour: str) -> None:
        """The line to write on, as on a paper form; dotted, because nothing is saved yet."""
        y = rect.bottom() - 4.0 * self._look.unit + 0.5
        middle = rect.center().x()
        painter.setPen(QPen(QColor(colour), 1.2, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(middle - width / 2, y), QPointF(middle + width / 2, y))
