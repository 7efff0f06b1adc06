"""The right side of a ledger page: what can be done, or the one task that was begun."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from ketachart.ui.widgets.panel import Panel
from ketachart.ui.widgets.refusal_bar import RefusalBar
from ketachart.ui.widgets.theme import side_width


class TaskSide(QStackedWidget):
    """Shows parts below one another at rest, and a panel while one is open.

    What a panel tells of what it recorded stands above the parts until the next task begins.
    """

    closed = Signal()

    def __init__(self, parts: Sequence[QWidget]) -> None:
        super().__init__()
        self.panel: Panel | None = None
        self.bar = RefusalBar()
        self._resting = QScrollArea()
        self._resting.setWidgetResizable(True)
        self._resting.setFrameShape(QFrame.Shape.NoFrame)
        self._resting.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._resting.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(12, 0, 0, 0)
        rows.setSpacing(8)
        for part in (self.bar, *parts):
            rows.addWidget(part)
        rows.addStretch(1)
        self._resting.setWidget(inner)
        self.addWidget(self._resting)
        self.setFixedWidth(side_width(self.font()))

    def open(self, panel: Panel) -> None:
        """Begin a task in place of the one before."""
        self._drop()
        self.bar.clear()
        self.panel = panel
        panel.told.connect(self.bar.tell)
        panel.finished.connect(self.close_panel)
        self.addWidget(panel)
        self.setCurrentWidget(panel)
        panel.begin()

    def close_panel(self) -> None:
        """Go back to what can be done."""
        if self.panel is not None:
            self._drop()
            self.setCurrentWidget(self._resting)
            self.closed.emit()

    def _drop(self) -> None:
        if self.panel is not None:
            self.removeWidget(self.panel)
            self.panel.deleteLater()
            self.panel = None
