"""Why a value was not obtained, as buttons: what the minus key asks, for a finger."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ketachart.ui.presenters.typed_value import NOT_OBTAINED
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.chart_grid import ChartGrid
from ketachart.ui.widgets.flow import FlowLayout
from ketachart.ui.widgets.form import sentence


class NotObtainedBar(QWidget):
    """Stands above the grid while it is asked why the value in the focus was not obtained."""

    def __init__(self, grid: ChartGrid) -> None:
        super().__init__()
        self.setObjectName("not_obtained_bar")
        self._grid = grid
        self._words = sentence(name="not_obtained_words")
        buttons = QWidget()
        flow = FlowLayout(buttons)
        for number, why in enumerate(NOT_OBTAINED, start=1):
            reason = ActionButton(why, f"not_obtained_{number}")
            reason.clicked.connect(lambda _checked=False, said=why: self._choose(said))
            flow.addWidget(reason)
        emptied = ActionButton("Empty the cell", "empty_cell", key="Del")
        emptied.clicked.connect(self._empty)
        back = ActionButton("Back", "not_obtained_back", key="Esc")
        back.clicked.connect(self._leave)
        flow.addWidget(emptied)
        flow.addWidget(back)
        for button in buttons.findChildren(ActionButton):
            # A finger on it leaves the keys in the grid.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(12, 0, 8, 6)
        rows.setSpacing(4)
        rows.addWidget(self._words)
        rows.addWidget(buttons)
        # The keys stay in the grid, so the key that leaves is the grid's while this is asked.
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), grid)
        self._escape.setContext(Qt.ShortcutContext.WidgetShortcut)
        self._escape.activated.connect(self._leave)
        self._escape.setEnabled(False)
        grid.place_changed.connect(self._name)
        grid.draft_changed.connect(self.hide)
        self.hide()

    def ask(self) -> None:
        """Ask about the value in the focus, or else about the first that is still empty."""
        if not self._grid.open_row:
            self._grid.focus_due()
        self.setVisible(bool(self._grid.open_row))
        self._name(self._grid.open_row)

    def _name(self, row: str) -> None:
        self._words.setText(f"{row} was not obtained, because:")
        if not row:
            self.hide()

    def _choose(self, why: str) -> None:
        self._leave()
        self._grid.mark_not_obtained(why)

    def _empty(self) -> None:
        self._leave()
        self._grid.empty_cell()

    def _leave(self) -> None:
        self.hide()
        self._grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._escape.setEnabled(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._escape.setEnabled(False)
