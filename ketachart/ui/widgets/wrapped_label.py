"""A label whose lines never break inside a unit such as mg/kg/h."""

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

_JOINER = "\u2060"
_IN_A_UNIT = re.compile(r"\b(mg|mcg|kg|mL|L)/")


class WrappedLabel(QLabel):
    """Plain words over as many lines as they need; `text` gives them back as they were set."""

    def __init__(self, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(words)

    def setText(self, words: str) -> None:
        # Text is broken after any stroke unless a joiner stands there.
        super().setText(_IN_A_UNIT.sub(rf"\1/{_JOINER}", words))

    def text(self) -> str:
        return super().text().replace(_JOINER, "")
