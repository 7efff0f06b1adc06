"""One choice out of a list whose every value has words: sedation levels and the like."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ketachart.ui.widgets.action_button import ActionButton


class AnchoredChoice(QWidget):
    """A button for each value with its words; the chosen one is filled and ticked."""

    chosen = Signal(str)

    def __init__(self, anchors: Sequence[tuple[int, str]], name: str) -> None:
        super().__init__()
        self._value: str | None = None
        self._words = {str(number): words for number, words in anchors}
        self._buttons: dict[str, ActionButton] = {}
        self.setAccessibleName(name)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        for value, words in self._words.items():
            button = ActionButton(words, f"value_{value}", key=value.replace("-", "−"))
            button.clicked.connect(lambda _checked=False, one=value: self._choose(one))
            self._buttons[value] = button
            rows.addWidget(button)

    @property
    def value(self) -> str | None:
        """The chosen value, or None."""
        return self._value

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        next(iter(self._buttons.values())).setFocus()

    def _choose(self, value: str) -> None:
        self._value = value
        for each, button in self._buttons.items():
            button.show_primary(primary=each == value)
            button.setText(f"✓ {self._words[each]}" if each == value else self._words[each])
        self.chosen.emit(value)
