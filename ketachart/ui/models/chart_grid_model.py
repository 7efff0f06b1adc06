"""The charting grid as a Qt table: announces exactly what changed between two views."""

from dataclasses import replace
from itertools import groupby
from operator import itemgetter

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ketachart.ui.presenters.grid_view import CellView, ColumnView, GridView, RowView
from ketachart.ui.presenters.vitals_entry import OpenColumn

_NOWHERE = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex
_ANY_CELL = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class ChartGridModel(QAbstractTableModel):
    """A thin adapter over a GridView and the column that is being typed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[RowView, ...] = ()
        self._columns: list[ColumnView] = []
        self._due: int | None = None
        self._entry: OpenColumn | None = None

    @property
    def entry(self) -> OpenColumn | None:
        """The column being typed, if typing is open."""
        return self._entry

    @property
    def due(self) -> int | None:
        """The column that takes typing."""
        return self._due

    def row(self, number: int) -> RowView:
        """A row of the present view."""
        return self._rows[number]

    def column(self, number: int) -> ColumnView:
        """A column of the present view."""
        return self._columns[number]

    def cell(self, row: int, column: int) -> CellView:
        """A cell of the present view."""
        return self._columns[column].cells[row]

    def row_of(self, key: str) -> int:
        """The number of the row with this key, or -1."""
        return next((n for n, row in enumerate(self._rows) if row.key == key), -1)

    def column_of(self, key: str) -> int:
        """The number of the column with this key, or -1."""
        return next((n for n, column in enumerate(self._columns) if column.key == key), -1)

    def is_open(self, row: int, column: int) -> bool:
        """Whether a cell takes typing now."""
        if self._entry is None or column != self._due or not 0 <= row < len(self._rows):
            return False
        return self._entry.takes(self._rows[row].key)

    def set_entry(self, entry: OpenColumn | None) -> None:
        """Open or close the typing of the due column."""
        if entry is not self._entry:
            self._entry = entry
            self._announce_column(self._due)

    def touch(self, key: str) -> None:
        """Announce that what is typed in one row of the due column changed."""
        row = self.row_of(key)
        if self._due is not None and row >= 0:
            index = self.index(row, self._due)
            self.dataChanged.emit(index, index)

    def touch_all(self) -> None:
        """Announce that the whole due column changed."""
        self._announce_column(self._due)

    def show(self, view: GridView) -> None:
        """Change from the present view to another, announcing only the differences."""
        if view.rows != self._rows or not self._is_ordered_alike(view):
            self.beginResetModel()
            self._rows, self._columns, self._due = view.rows, list(view.columns), view.due
            self.endResetModel()
            return
        was_due = self._columns[self._due].key if self._due is not None else ""
        self._due = None
        self._drop_columns({column.key for column in view.columns})
        self._add_columns(view.columns)
        self._renew_columns(view.columns)
        self._due = view.due
        now_due = self._columns[view.due].key if view.due is not None else ""
        if was_due != now_due:
            for number in {self.column_of(was_due), self.column_of(now_due)} - {-1}:
                self.headerDataChanged.emit(Qt.Orientation.Horizontal, number, number)
                self._announce_column(number)

    def _is_ordered_alike(self, view: GridView) -> bool:
        """Whether the columns that stay keep their order."""
        before = {column.key for column in self._columns}
        after = {column.key for column in view.columns}
        kept_before = [column.key for column in self._columns if column.key in after]
        kept_after = [column.key for column in view.columns if column.key in before]
        return bool(kept_before) and kept_before == kept_after

    def _drop_columns(self, staying: set[str]) -> None:
        gone = [n for n, column in enumerate(self._columns) if column.key not in staying]
        for first, last in reversed(_runs(gone)):
            self.beginRemoveColumns(_NOWHERE, first, last)
            del self._columns[first : last + 1]
            self.endRemoveColumns()

    def _add_columns(self, columns: tuple[ColumnView, ...]) -> None:
        present = {column.key for column in self._columns}
        new = [n for n, column in enumerate(columns) if column.key not in present]
        for first, last in _runs(new):
            self.beginInsertColumns(_NOWHERE, first, last)
            self._columns[first:first] = columns[first : last + 1]
            self.endInsertColumns()

    def _renew_columns(self, columns: tuple[ColumnView, ...]) -> None:
        for number, after in enumerate(columns):
            before = self._columns[number]
            if before == after:
                continue
            self._columns[number] = after
            # A changed header has the whole table painted again, so only a real change is told.
            if replace(before, cells=after.cells) != after:
                self.headerDataChanged.emit(Qt.Orientation.Horizontal, number, number)
            if (before.state, before.marks) != (after.state, after.marks):
                self._announce_column(number)
                continue
            changed = [n for n, cell in enumerate(after.cells) if cell != before.cells[n]]
            for first, last in _runs(changed):
                self.dataChanged.emit(self.index(first, number), self.index(last, number))

    def _announce_column(self, column: int | None) -> None:
        if column is not None and self._rows and column < len(self._columns):
            last = self.index(len(self._rows) - 1, column)
            self.dataChanged.emit(self.index(0, column), last)

    # ── What Qt asks ─────────────────────────────────────────────────────────────────────────

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        return _ANY_CELL if index.isValid() else Qt.ItemFlag.NoItemFlags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(row, column)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._spoken(row, column)
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        series: tuple[RowView, ...] | list[ColumnView] = self._columns
        if orientation is Qt.Orientation.Vertical:
            series = self._rows
        if not 0 <= section < len(series):
            return None
        header = series[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return header.label if isinstance(header, RowView) else header.time_text
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return header.spoken
        return None

    def text(self, row: int, column: int) -> str:
        """What stands in a cell: what is typed there, or what is charted."""
        if self._entry is not None and self.is_open(row, column):
            return self._entry.shown(self._rows[row].key)
        return self.cell(row, column).text

    def _spoken(self, row: int, column: int) -> str:
        header, label = self._columns[column], self._rows[row].label
        if self._entry is not None and self.is_open(row, column):
            key = self._rows[row].key
            typed = self._entry.shown(key)
            said = f"{label}, {header.time_text}: "
            said += f"{typed}, not saved yet" if typed else "empty, type the value"
            offer, source = self._entry.offer(key), self._entry.source(key)
            said += f"; offered {offer}, + takes it" if offer else f", from {source}" * bool(source)
            problem = self._entry.problem(key)
            return f"{said}, {problem}" if problem else said
        cell = self.cell(row, column)
        return cell.spoken or f"{label}, {header.time_text}: {cell.text or 'nothing charted'}"


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    """Increasing numbers as runs of neighbours, first and last of each."""
    runs = []
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        members = list(map(itemgetter(1), run))
        runs.append((members[0], members[-1]))
    return runs
