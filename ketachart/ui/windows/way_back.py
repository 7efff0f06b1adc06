"""The two ways back in: restoring a backup, and a new passphrase by two recovery sheets."""

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import sentence
from ketachart.ui.widgets.theme import TOUCH
from ketachart.ui.windows.founding_pages import FoundingPage
from ketachart.ui.wording import title_of

_PAINT_FIRST_MS = 20


class WayBackWindow(QMainWindow):
    """One page with a button that does it; what comes of it is the page's to say."""

    done = Signal()
    given_up = Signal()

    def __init__(self, page: FoundingPage, title: str, verb: str, doing: str) -> None:
        super().__init__()
        self.setObjectName("way_back")
        self.setWindowTitle(title_of(title))
        self.page = page
        self._doing = doing
        self._said = sentence(name="doing")
        self._do = ActionButton(verb, "do")
        self._do.show_primary(primary=True)
        self._back = ActionButton("Back", "back", key="Esc")
        # The words must be on the screen before keys are worked out and files are read.
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PAINT_FIRST_MS)
        self._later.timeout.connect(self._try)
        self._do.clicked.connect(self.submit)
        self._back.clicked.connect(self.given_up)
        self._lay_out()
        page.begin()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._said, stretch=1)
        for button in (self._back, self._do):
            button.setMinimumWidth(3 * TOUCH)
            buttons.addWidget(button)
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(28, 20, 28, 20)
        rows.setSpacing(12)
        rows.addWidget(self.page, stretch=1)
        rows.addLayout(buttons)
        self.setCentralWidget(whole)

    def submit(self) -> None:
        """Do it with what was typed."""
        if self._do.isEnabled():
            self._do.setEnabled(False)
            self._said.setText(self._doing)
            self._later.start()

    def _try(self) -> None:
        is_done = self.page.is_ready()
        self._do.setEnabled(True)
        self._said.setText("")
        if is_done:
            self.done.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.submit()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(820, 700)
