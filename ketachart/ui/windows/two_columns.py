"""How a page with tasks is laid out."""

from PySide6.QtWidgets import QHBoxLayout, QLayout, QWidget


def two_columns(page: QWidget, left: QLayout, side: QWidget) -> None:
    """What is shown at the left, in all the room; what can be done beside it."""
    whole = QHBoxLayout(page)
    whole.setContentsMargins(0, 4, 0, 16)
    whole.setSpacing(12)
    whole.addLayout(left, stretch=1)
    whole.addWidget(side)
