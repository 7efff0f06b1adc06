"""A panel that only leads on to others: a button for each, and its digit."""

from PySide6.QtGui import QKeyEvent

from ketachart.ui.desk import Desk
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.panel import Panel

_DIGITS = "1234567890"


class MenuPanel(Panel):
    """Numbered buttons; the digits press them, 0 the tenth."""

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
        button = ActionButton(words, name, key=_digit(len(self._buttons)))
        button.show_primary(primary=primary)
        button.clicked.connect(lambda: self.asked.emit(panel, subject))
        self._buttons.append(button)
        self.add(button)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        place = _DIGITS.find(event.text()) if event.text() else -1
        if 0 <= place < len(self._buttons):
            self._buttons[place].click()
        else:
            super().keyPressEvent(event)


def _digit(place: int) -> str:
    """The key of a button, counted from 0; none after the tenth."""
    return _DIGITS[place : place + 1]
