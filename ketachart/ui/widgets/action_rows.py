"""Buttons below one another under a heading; nothing at all while there are none."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import heading


class ActionRows(QWidget):
    """Choices that are whole sentences."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(6)
        self._rows.addWidget(heading(title))

    def offer(self, words: str, chosen: Callable[[], None]) -> ActionButton:
        """Offer one more; its button."""
        button = ActionButton(words, f"expected_{self._rows.count() - 1}", leading=True)
        button.clicked.connect(lambda _checked=False: chosen())
        self._rows.addWidget(button)
        self.show()
        return button
