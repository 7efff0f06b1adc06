"""The session's log beside the grid: newest first, with a filter; Enter opens an entry."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ketachart.ui.presenters.entry_log import Kind, LogLine
from ketachart.ui.widgets.form import ChoiceField
from ketachart.ui.widgets.theme import TOUCH, scaled

_ALL = "All entries"


class EntryList(QWidget):
    """What was recorded, in words."""

    opened = Signal(str)
    filtered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[LogLine, ...] = ()
        self._filter = ChoiceField(
            "log_filter",
            "Show of the log",
            [(kind.value, kind.value) for kind in Kind],
            prompt=_ALL,
        )
        self._list = _Lines()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addWidget(self._filter)
        rows.addWidget(self._list, stretch=1)
        self._filter.currentIndexChanged.connect(self.filtered)
        self._list.itemActivated.connect(self._open)
        self._list.itemClicked.connect(self._open)

    @property
    def only(self) -> Kind | None:
        """What the filter lets through; None for everything."""
        return Kind(self._filter.value) if self._filter.value else None

    def show_lines(self, lines: Sequence[LogLine]) -> None:
        """Show other lines; nothing happens while they are the same."""
        before, self._lines = self._lines, tuple(lines)
        if before == self._lines:
            return
        new = len(self._lines) - len(before)
        if new <= 0 or self._lines[new:] != before:
            self._list.clear()
            new = len(self._lines)
        for place, line in enumerate(self._lines[:new]):
            mark = " Δ" if line.amended else ""
            item = QListWidgetItem(f"{line.time}  {line.words}{mark}\n{line.by}")
            item.setData(Qt.ItemDataRole.UserRole, line.ref)
            item.setToolTip("Open: history and amendment")
            self._list.insertItem(place, item)

    def _open(self, item: QListWidgetItem) -> None:
        self.opened.emit(item.data(Qt.ItemDataRole.UserRole))


class _Lines(QListWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("log")
        self.setAccessibleName("Log, newest first")
        self.setFont(scaled(self.font(), 0.95))
        self.setWordWrap(True)
        self.setSpacing(2)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setMinimumHeight(2 * TOUCH)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), 3 * TOUCH)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            self.itemActivated.emit(item)
        else:
            super().keyPressEvent(event)
