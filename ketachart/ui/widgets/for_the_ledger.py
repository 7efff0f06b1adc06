"""What stands on the board for whoever may see the ledger only."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import heading, sentence

_WORDS = (
    "Your role sees the ledger: stock, each day's log, counts, differences, and the packet with all"
    " of it. It sees no charts. Each page you open is recorded."
)


class ForTheLedger(QWidget):
    """In place of the chairs: what may be seen, and the way there."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("for_the_ledger")
        self.ledger = ActionButton("Open the ledger", "open_ledger")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 24, 16, 16)
        rows.setSpacing(14)
        rows.addWidget(heading("Records of controlled substances"))
        rows.addWidget(sentence(_WORDS))
        rows.addWidget(self.ledger, alignment=Qt.AlignmentFlag.AlignLeft)
        rows.addStretch(1)
