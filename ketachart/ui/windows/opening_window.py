"""The window of a free chair: who sits down there, for which protocol."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QMainWindow, QVBoxLayout, QWidget

from ketachart.ui.desk import Desk
from ketachart.ui.panels.open_session import OpenSessionPanel
from ketachart.ui.widgets.theme import scaled, window_size
from ketachart.ui.wording import title_of


class OpeningWindow(QMainWindow):
    """Opens a session at one chair; the chair's own window takes its place afterwards."""

    take_over_asked = Signal()

    def __init__(self, desk: Desk, chair: str) -> None:
        super().__init__()
        self.setObjectName("opening")
        self.setWindowTitle(title_of(chair))
        self.panel = OpenSessionPanel(desk, "")
        self.panel.be_about(chair)
        self.panel.finished.connect(self.close)
        self._chair = chair
        self._name = QLabel(f"{chair} is free")
        self._name.setFont(scaled(self._name.font(), 1.25, bold=True))
        self._name.setContentsMargins(14, 10, 14, 0)
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addWidget(self._name)
        rows.addWidget(self.panel, stretch=1)
        self.setCentralWidget(whole)

    def tell_taken(self, by: str) -> None:
        """Say that somebody opened a session at this chair elsewhere; what was typed stays."""
        self._name.setText(f"{self._chair} is taken")
        self.panel.bar.explain(
            f"{by} opened a session at {self._chair} at another workstation.",
            f"Esc goes back; Ctrl+B leads to the board, where {self._chair} opens the chart.",
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.panel.begin()

    def sizeHint(self) -> QSize:
        return window_size(self, 720, 800)
