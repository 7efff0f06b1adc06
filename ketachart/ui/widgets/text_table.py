"""A table of words for eyes and fingers: whole rows, no grid lines, columns as wide as needed."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from ketachart.ui.models.text_table import TextTableModel
from ketachart.ui.presenters.ledger import TableLine

_SIDE = 8
_Index = QModelIndex | QPersistentModelIndex


class _RoomyCells(QStyledItemDelegate):
    """Leaves room at both sides of a cell's words."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        words, cell.text = cell.text, ""
        style = cell.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, cell.widget)
        is_chosen = bool(cell.state & QStyle.StateFlag.State_Selected)
        roles = QPalette.ColorRole
        painter.save()
        painter.setFont(cell.font)
        painter.setPen(cell.palette.color(roles.HighlightedText if is_chosen else roles.Text))
        room = cell.rect.adjusted(_SIDE, 0, -_SIDE, 0)
        shown = cell.fontMetrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, cell.displayAlignment, shown)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return super().sizeHint(option, index) + QSize(2 * _SIDE, 0)


class TextTable(QTableView):
    """Shows lines; the line that has the focus can be asked for."""

    line_chosen = Signal(str)

    def __init__(
        self, name: str, label: str, columns: Sequence[str], numbers: Sequence[str] = ()
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.lines = TextTableModel(columns, numbers, self)
        self.setModel(self.lines)
        self.setItemDelegate(_RoomyCells(self))
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 18)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumHeight(self.fontMetrics().height() + 14)
        self.selectionModel().currentRowChanged.connect(
            lambda now, _before: self.line_chosen.emit(self.chosen_at(now.row()))
        )

    def show_lines(self, lines: Sequence[TableLine]) -> None:
        """Show other lines; what was chosen stays chosen."""
        chosen = self.chosen
        self.clearSpans()
        self.lines.show_lines(lines)
        for row in self.lines.sections:
            self.setSpan(row, 0, 1, self.lines.columnCount())
        self.choose(chosen)

    def fit_rows(self, least: int, most: int) -> None:
        """Be as high as the lines are, within bounds."""
        rows = min(max(self.lines.rowCount(), least), most)
        header = self.horizontalHeader()
        head = max(header.sizeHint().height(), header.minimumHeight())
        below = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(head + below + rows * self.verticalHeader().defaultSectionSize() + 4)

    def choose(self, key: str) -> None:
        """Choose a line; nothing if it isn't there."""
        row = self.lines.row_of(key)
        if row >= 0 and row != self.currentIndex().row():
            self.setCurrentIndex(self.lines.index(row, 0))

    @property
    def chosen(self) -> str:
        """The key of the line that is chosen; empty if none."""
        return self.chosen_at(self.currentIndex().row())

    def chosen_at(self, row: int) -> str:
        """The key of the line in a row."""
        line = self.lines.line(row)
        return line.key if line else ""
