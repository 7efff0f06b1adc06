"""The table under the charting grid: frozen headers, marks, and the due column in view."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from ketachart.ui.models.chart_grid_model import ChartGridModel
from ketachart.ui.presenters.grid_view import GridView, Urgency
from ketachart.ui.presenters.lanes import LaneView
from ketachart.ui.widgets.cell_note import CellNote
from ketachart.ui.widgets.due_tab import DueTab
from ketachart.ui.widgets.grid_corner import GridCorner
from ketachart.ui.widgets.grid_delegate import GridDelegate
from ketachart.ui.widgets.grid_headers import ColumnHeader, RowHeader, shows_no_activity
from ketachart.ui.widgets.grid_look import GridLook

_NOT_TYPED = frozenset({"rate", "meds"})


class GridFrame(QTableView):
    """Shows a GridView and keeps its due column in view; it takes no typing."""

    geometry_changed = Signal()

    # Qt sends change events while it still builds the widget.
    _is_built = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = GridView(rows=(), columns=())
        self._grid_model = ChartGridModel(self)
        self._look = GridLook.of(self)
        self._columns_header = ColumnHeader(self._grid_model, self._look, self)
        self._rows_header = RowHeader(self._grid_model, self._look, self)
        self._painter = GridDelegate(self._grid_model, self._columns_header, self._look, self)
        self.setHorizontalHeader(self._columns_header)
        self.setVerticalHeader(self._rows_header)
        self.setItemDelegate(self._painter)
        self.setModel(self._grid_model)
        self._note = CellNote(self.viewport())
        self._note_cell = (0, 0)
        self._places: object = None
        self._tab = DueTab(self)
        self._corner = GridCorner(self)
        self._set_up()
        self._is_built = True
        self._apply_look()

    def _set_up(self) -> None:
        self.setAccessibleName("Charting grid")
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        # Input methods would hold digits back until a word is complete.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.horizontalScrollBar().valueChanged.connect(self._settle)
        self.verticalScrollBar().valueChanged.connect(self._settle)

    @property
    def grid_model(self) -> ChartGridModel:
        """The table behind the grid."""
        return self._grid_model

    @property
    def due_tab(self) -> DueTab:
        """The tab that stands in for a due column scrolled out of view."""
        return self._tab

    @property
    def note(self) -> str:
        """What is said beside a cell now."""
        return self._note.sentence

    @property
    def row_label(self) -> str:
        """The name of the row that the focus is in."""
        index = self.currentIndex()
        return self._grid_model.row(index.row()).label if index.isValid() else ""

    @property
    def column_width(self) -> int:
        """The width of every column."""
        return self._look.column_width

    def show_lanes(self, lanes: Mapping[str, LaneView]) -> None:
        """Show the latest value of each row beside its name."""
        self._rows_header.show_lanes(lanes)

    @property
    def whole_set_height(self) -> int:
        """The height in which every row that is typed can be seen at once."""
        typed = sum(
            1 for row in self._view.rows if row.key not in _NOT_TYPED and ":" not in row.key
        )
        bar = self.horizontalScrollBar().sizeHint().height()
        return self._look.header_height + typed * self._look.row_height + bar + 2

    def set_view(self, view: GridView) -> None:
        """Show another view; only what differs is painted again."""
        before, self._view = self._view, view
        if view == before:
            return
        was_due = _due_key(before)
        current = self.currentIndex()
        was_in_due = not current.isValid() or current.column() == before.due
        row = max(current.row(), 0)
        self._grid_model.show(view)
        if view.rows != before.rows:
            self._rows_header.setFixedWidth(self._look.row_header_width(view))
        if _due_key(view) != was_due:
            self._note.hide()
            if was_in_due and view.due is not None:
                self._go_to(row, view.due)
            self.reveal_due()
        # Qt lays out new columns later in this turn; what follows the scroll waits for that.
        QTimer.singleShot(0, self, self._settle)

    def set_countdown(self, text: str, urgency: Urgency) -> None:
        """Show the countdown in the due column's header: one section is painted, no cell."""
        was = self._columns_header.due_colours()
        if self._columns_header.set_countdown(text, urgency):
            self._show_tab()
            if self._columns_header.due_colours() != was:
                self._grid_model.touch_all()

    def reveal_due(self) -> None:
        """Scroll so that the due column and the next one are in view."""
        due = self._grid_model.due
        if due is None:
            return
        self.updateGeometries()
        width, bar = self._look.column_width, self.horizontalScrollBar()
        last = min(due + 1, self._grid_model.columnCount() - 1)
        right = (last + 1) * width - self.viewport().width()
        # The due column wins where two do not fit.
        wanted = min(max(bar.value(), right), due * width)
        bar.setValue(wanted)

    # ── Inner workings ───────────────────────────────────────────────────────────────────────

    def _go_to(self, row: int, column: int) -> None:
        self.setCurrentIndex(self._grid_model.index(row, column))

    def _apply_look(self) -> None:
        self._look = GridLook.of(self)
        self._columns_header.set_look(self._look)
        self._rows_header.set_look(self._look)
        self._painter.set_look(self._look)
        self._rows_header.setFixedWidth(self._look.row_header_width(self._view))
        self._tab.setFont(self._look.small)
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.setStyleSheet(self._look.scroll_bar)
        self._corner.set_look(self._look)
        self._settle()

    def _settle(self) -> None:
        """After anything moved: tab, corner, note, and whoever shares the columns' places."""
        if self._note.isVisible():
            self._note.move_beside(self.visualRect(self._grid_model.index(*self._note_cell)))
        across, down = self._rows_header.geometry(), self._columns_header.geometry()
        self._corner.setGeometry(across.left(), down.top(), across.width(), down.height())
        self._corner.raise_()
        self._show_tab()
        rows, columns = self._rows_header.length(), self._columns_header
        places = (columns.offset(), self.column_width, rows, self.viewport().geometry())
        if places != self._places:
            self._places = places
            self.geometry_changed.emit()

    def _show_tab(self) -> None:
        due, viewport = self._grid_model.due, self.viewport()
        if due is None:
            self._tab.hide()
            return
        left = self.columnViewportPosition(due)
        is_after = left + self._look.column_width > viewport.width() + 1
        is_before = left < -1
        self._tab.setVisible(is_after or is_before)
        if not (is_after or is_before):
            return
        time = self._grid_model.column(due).time_text
        first = f"{time} ▶" if is_after else f"◀ {time}"
        word = "OVERDUE" if self._columns_header.urgency is Urgency.OVERDUE else "due"
        fill, ink = self._columns_header.due_colours()
        self._tab.show_words((first, word, self._columns_header.countdown), fill, ink)
        width, frame = self._tab.sizeHint().width(), viewport.geometry()
        x = frame.right() - width + 1 if is_after else frame.left()
        top = self._columns_header.geometry().top()
        self._tab.setGeometry(x, top, width, self._look.header_height)
        self._tab.raise_()

    # ── What Qt calls ────────────────────────────────────────────────────────────────────────

    def viewportEvent(self, event: QEvent) -> bool:
        return shows_no_activity(event) or super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._note_focus(active=True)
        if not self.currentIndex().isValid():
            super().focusInEvent(event)  # which chooses a cell, and paints the whole grid again

    def focusOutEvent(self, event: QFocusEvent) -> None:
        del event
        self._note_focus(active=False)

    def _note_focus(self, *, active: bool) -> None:
        current = self.currentIndex()
        self._painter.set_focus(current.row(), current.column(), active=active)
        self.update(current)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.reveal_due()
        self._settle()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        kinds = (QEvent.Type.PaletteChange, QEvent.Type.FontChange)
        if event.type() in kinds and self._is_built:
            self._apply_look()


def _due_key(view: GridView) -> str:
    return view.columns[view.due].key if view.due is not None else ""
