"""A panel that only leads on to others: a button for each, and its digit."""

from PySide6.QtGui import QKeyEvent

from ketachart.ui.desk import Desk
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.panel import Panel


class MenuPanel(Panel):
    """Numbered buttons; the digits press them."""

    def __init__(self, desk: Desk, session: str) -> None:
        super().__init__(desk, session)
        self._buttons: list[ActionButton] = []
        self.submit_button.hide()

    @property
    def is_offered(self) -> bool:
        """Whether the buttons are there."""
        return bool(self._buttons)

    def offer(self, words: str, panel: str, subject: str = "", *, primary: bool = False) -> None:
        """Put a button below the others that leads on to a panel."""
        name = f"do_{panel}_{subject}" if subject else f"do_{panel}"
        button = ActionButton(words, name, key=str(len(self._buttons) + 1))
        button.show_primary(primary=primary)
        button.clicked.connect(lambda: self.asked.emit(panel, subject))
        self._buttons.append(button)
        self.add(button)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = event.text()
        if typed.isdecimal() and typed.isascii() and 1 <= int(typed) <= len(self._buttons):
            self._buttons[int(typed) - 1].click()
        else:
            super().keyPressEvent(event)
