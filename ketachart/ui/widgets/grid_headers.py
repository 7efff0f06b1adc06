"""The two headers of the charting grid: frozen parameter names, and times with their states."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from ketachart.ui.models.chart_grid_model import ChartGridModel
from ketachart.ui.presenters.grid_view import ColumnState, ColumnView, Priority, Urgency
from ketachart.ui.presenters.lanes import LaneView
from ketachart.ui.widgets.grid_look import GridLook

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_MIDDLE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
_WRAPPED = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap


def shows_no_activity(event: QEvent) -> bool:
    """Whether Qt would paint a whole table anew only because its window became active, or not.

    Of that the grid shows the focus alone, whose cell is painted when the focus comes and goes.
    """
    return event.type() in (QEvent.Type.WindowActivate, QEvent.Type.WindowDeactivate)


class _Header(QHeaderView):
    """What both headers have in common."""

    def viewportEvent(self, event: QEvent) -> bool:
        return shows_no_activity(event) or super().viewportEvent(event)


class RowHeader(_Header):
    """Parameter, unit and limits; as the vertical header it stays put while columns scroll."""

    def __init__(self, model: ChartGridModel, look: GridLook, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._grid_model = model
        self._look = look
        self._marked = -1
        self._lanes: Mapping[str, LaneView] = {}
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHighlightSections(False)

    def set_look(self, look: GridLook) -> None:
        """Take other fonts and colours."""
        self._look = look
        self.setDefaultSectionSize(look.row_height)
        self.viewport().update()

    def show_lanes(self, lanes: Mapping[str, LaneView]) -> None:
        """Show other latest values; only rows that changed are painted."""
        before, self._lanes = self._lanes, lanes
        for section in range(self.count()):
            key = self._grid_model.row(section).key
            if before.get(key) != lanes.get(key):
                self.updateSection(section)

    def mark(self, row: int) -> None:
        """Mark the row that the focus is in."""
        if row != self._marked:
            before, self._marked = self._marked, row
            for section in (before, row):
                if section >= 0:
                    self.updateSection(section)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        look, row = self._look, self._grid_model.row(logicalIndex)
        colours, unit = look.colours, look.unit
        is_marked = logicalIndex == self._marked
        painter.save()
        painter.fillRect(rect, QColor(colours.due if is_marked else colours.header))
        if is_marked:
            painter.fillRect(
                QRect(rect.left(), rect.top(), unit + 2, rect.height()), QColor(colours.accent)
            )
        painter.setPen(look.line)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setPen(look.pen(colours.strong_line))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        inner = rect.adjusted(4 * unit, unit, -2 * unit, -unit)
        lane = self._lanes.get(row.key)
        if lane is not None:
            room = QRect(inner)
            room.setLeft(inner.right() - look.lane_width + 1)
            self._paint_lane(painter, room, lane)
        second = "   ".join(part for part in (row.unit, row.limits_text) if part)
        upper = QRect(inner)
        if second:
            upper.setBottom(inner.top() + inner.height() * 56 // 100)
        painter.setFont(look.strong)
        painter.setPen(QColor(colours.text))
        painter.drawText(upper, _LEFT, row.label)
        if second:
            lower = QRect(inner)
            lower.setTop(upper.bottom())
            painter.setFont(look.small)
            painter.setPen(QColor(colours.muted))
            painter.drawText(lower, _LEFT, second)
        painter.restore()

    def _paint_lane(self, painter: QPainter, room: QRect, lane: LaneView) -> None:
        """The latest value large with its age; one that isn't current is grey and says so."""
        look, colours = self._look, self._look.colours
        upper = QRect(room)
        upper.setBottom(room.top() + room.height() * 60 // 100)
        if lane.is_current:
            fill, ink = {
                Priority.MEDIUM: (colours.medium_alert, colours.medium_text),
                Priority.HIGH: (colours.high_alert, colours.high_text),
            }.get(lane.priority, ("", colours.text))
            if fill:
                painter.fillRect(upper, QColor(fill))
            painter.setFont(look.large)
        else:
            ink = colours.muted
            painter.setFont(look.value)
        painter.setPen(QColor(ink))
        value = lane.value if lane.is_current else f"last {lane.value}"
        painter.drawText(upper, _MIDDLE, value)
        lower = QRect(room)
        lower.setTop(upper.bottom())
        painter.setFont(look.small)
        painter.setPen(QColor(colours.text if lane.is_current else colours.muted))
        words = " · ".join(part for part in (lane.age, lane.change) if part)
        metrics = QFontMetrics(look.small)
        if metrics.horizontalAdvance(words) > lower.width():
            words = words.replace(" ago", "").replace(" · ", " ")
        painter.drawText(lower, _MIDDLE, words)


class ColumnHeader(_Header):
    """The time of each column, its state in words, and the countdown in the due one."""

    def __init__(self, model: ChartGridModel, look: GridLook, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._grid_model = model
        self._look = look
        self._countdown = ""
        self._urgency = Urgency.CALM
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)

    @property
    def countdown(self) -> str:
        """What the countdown says now."""
        return self._countdown

    @property
    def urgency(self) -> Urgency:
        """How pressing the due column is."""
        return self._urgency

    def set_look(self, look: GridLook) -> None:
        """Take other fonts and colours."""
        self._look = look
        self.setDefaultSectionSize(look.column_width)
        self.setFixedHeight(look.header_height)
        self.viewport().update()

    def set_countdown(self, text: str, urgency: Urgency) -> bool:
        """Repaint the due column's section if its words changed; answer whether they did."""
        if (text, urgency) == (self._countdown, self._urgency):
            return False
        self._countdown, self._urgency = text, urgency
        self.refresh_due()
        return True

    def refresh_due(self) -> None:
        """Repaint the section of the due column, and no other."""
        if self._grid_model.due is not None:
            self.updateSection(self._grid_model.due)

    def due_colours(self) -> tuple[str, str]:
        """Fill and text of whatever marks the due column."""
        colours = self._look.colours
        if self._urgency is Urgency.OVERDUE:
            return colours.overdue, colours.overdue_text
        if self._urgency in (Urgency.NOW, Urgency.SOON):
            return colours.soon_mark, colours.soon_text
        return colours.accent, colours.accent_text

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        column = self._grid_model.column(logicalIndex)
        is_due = logicalIndex == self._grid_model.due
        painter.save()
        fill, text = self._colours(column, is_due)
        painter.fillRect(rect, QColor(fill))
        painter.setPen(self._look.pen(self._look.colours.strong_line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setPen(self._look.line)
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.setPen(QColor(text))
        top = QRect(rect)
        top.setHeight(round(self._look.header_height * 0.40))
        painter.setFont(self._look.strong)
        painter.drawText(top, _MIDDLE, column.time_text)
        rest = QRect(rect.left() + 1, top.bottom(), rect.width() - 2, rect.bottom() - top.bottom())
        if is_due:
            self._paint_due(painter, rest, column)
        else:
            self._paint_words(painter, rest, column)
        painter.restore()

    def _colours(self, column: ColumnView, is_due: bool) -> tuple[str, str]:
        colours = self._look.colours
        if is_due:
            return self.due_colours()
        if column.state is ColumnState.UPCOMING:
            return colours.upcoming, colours.muted
        fills = {
            ColumnState.LATE: colours.late,
            ColumnState.MISSED: colours.missed,
            ColumnState.EXTRA: colours.extra,
        }
        return fills.get(column.state, colours.header), colours.text

    def _paint_due(self, painter: QPainter, rest: QRect, column: ColumnView) -> None:
        entry = self._grid_model.entry
        half = rest.height() // 2
        state = column.words or column.state.value
        if entry is not None and entry.count:
            state = f"{entry.count} unsaved"
        painter.setFont(self._look.small)
        painter.drawText(QRect(rest.left(), rest.top(), rest.width(), half), _MIDDLE, state)
        painter.setFont(self._look.small_strong)
        below = QRect(rest.left(), rest.top() + half - 1, rest.width(), half)
        painter.drawText(below, _MIDDLE, self._countdown)

    def _paint_words(self, painter: QPainter, rest: QRect, column: ColumnView) -> None:
        words = column.words.replace(" · ", "\n")
        painter.setFont(self._look.small)
        painter.drawText(rest, _WRAPPED, words)
