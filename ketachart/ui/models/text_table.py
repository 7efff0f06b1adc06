"""A table of words for a view: lines from a presenter, read only."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from ketachart.ui.presenters.ledger import TableLine

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_ROOM = "\u2002"


class TextTableModel(QAbstractTableModel):
    """Shows lines of words; numbers stand at the right."""

    def __init__(
        self, columns: Sequence[str], numbers: Sequence[str] = (), parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._numbers = frozenset(numbers)
        self._lines: tuple[TableLine, ...] = ()

    def show_lines(self, lines: Sequence[TableLine]) -> None:
        """Show other lines, if they are others."""
        if tuple(lines) != self._lines:
            self.beginResetModel()
            self._lines = tuple(lines)
            self.endResetModel()

    def line(self, row: int) -> TableLine | None:
        """The line in a row."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    @property
    def sections(self) -> tuple[int, ...]:
        """The rows that head a section."""
        return tuple(row for row, line in enumerate(self._lines) if line.is_section)

    def row_of(self, key: str) -> int:
        """The row of a line; -1 if there is none."""
        return next((row for row, line in enumerate(self._lines) if line.key == key), -1)

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Vertical or not 0 <= section < len(self._columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{_ROOM}{self._columns[section]}{_ROOM}"
        return self._side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.line(index.row())
        if line is None or not index.isValid():
            return None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return line.cells[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(index.column())
        if role == Qt.ItemDataRole.FontRole and (
            line.is_strong or line.is_alert or line.is_section
        ):
            font = QFont()
            font.setBold(True)
            return font
        return None

    def _side(self, column: int) -> Qt.AlignmentFlag:
        is_number = self._columns[column] in self._numbers
        side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter
