"""A list in which several may be ticked, with rows for a gloved finger."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from ketachart.ui.widgets.theme import touch_height

_MOST_ROWS = 5


class TickList(QListWidget):
    """Ticks with a click, a touch or Space; the order ticked does not matter."""

    def __init__(self, name: str, label: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setTabKeyNavigation(False)
        height = touch_height(self.font())
        for value, words in choices:
            row = QListWidgetItem(words)
            row.setData(Qt.ItemDataRole.UserRole, value)
            row.setFlags(row.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            row.setCheckState(Qt.CheckState.Unchecked)
            row.setSizeHint(QSize(0, height))
            self.addItem(row)
        self.setFixedHeight(height * min(max(1, len(choices)), _MOST_ROWS) + 4)

    @property
    def ticked(self) -> tuple[str, ...]:
        """What is ticked, in the order of the list."""
        rows = [self.item(number) for number in range(self.count())]
        return tuple(
            str(row.data(Qt.ItemDataRole.UserRole))
            for row in rows
            if row.checkState() is Qt.CheckState.Checked
        )

    def tick(self, value: str) -> None:
        """Tick one."""
        for number in range(self.count()):
            if self.item(number).data(Qt.ItemDataRole.UserRole) == value:
                self.item(number).setCheckState(Qt.CheckState.Checked)

    def untick_all(self) -> None:
        """Tick none."""
        for number in range(self.count()):
            self.item(number).setCheckState(Qt.CheckState.Unchecked)
