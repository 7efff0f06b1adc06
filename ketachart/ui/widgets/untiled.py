"""What has no tile on the board, such as sessions that wait: one button leads to each."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.flow import FlowLayout
from ketachart.ui.widgets.form import heading
from ketachart.ui.widgets.theme import touch_height

_SIDE = 16


class Untiled(QWidget):
    """Headings with buttons below them; gone while none is listed.

    In a line there are as many buttons as it has room for, and one at least.
    """

    asked = Signal(str)
    """The key of what a button leads to."""

    def __init__(self, name: str, *, in_line: bool = False) -> None:
        super().__init__()
        self.setObjectName(name)
        self._listed: dict[str, dict[str, str]] = {}
        self._in_line = in_line
        self._rows = FlowLayout(spacing=10) if in_line else QVBoxLayout()
        self._rows.setSpacing(10 if in_line else 8)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self.setLayout(self._rows)
        if in_line:
            self.setContentsMargins(_SIDE, 6, _SIDE, 0)
        self.hide()

    def show_lines(self, found: Mapping[str, Mapping[str, str]]) -> None:
        """List words by key below their headings; the keyboard stays on a button that stays."""
        listed = {title: dict(lines) for title, lines in found.items() if lines}
        if listed == self._listed:
            return
        self._listed = listed
        focused: QWidget | None = self.window().focusWidget()
        held = focused.objectName() if focused is not None and self.isAncestorOf(focused) else ""
        gone = [item.widget() for item in iter(lambda: self._rows.takeAt(0), None)]
        self.setVisible(bool(listed))
        for title, lines in listed.items():
            head = heading(title)
            head.setWordWrap(not self._in_line)
            self._add(head)
            for key, words in lines.items():
                button = self._button(key, words)
                self._add(button)
                if button.objectName() == held:
                    button.setFocus(Qt.FocusReason.OtherFocusReason)
        if focused is not None and held and focused is self.window().focusWidget():
            focused.clearFocus()  # or a key would go to whatever comes next
        for old in gone:
            if old is not None:
                old.hide()
                old.deleteLater()
        self._fit()

    def _fit(self) -> None:
        """Leave out what the line has no room for: what waits needs the height."""
        if not self._in_line:
            return
        items = (self._rows.itemAt(number) for number in range(self._rows.count()))
        parts = [part for item in items if item and (part := item.widget()) is not None]
        room = self.contentsRect().width() + self._rows.spacing()
        for number, part in enumerate(parts):
            room -= part.sizeHint().width() + self._rows.spacing()
            part.setVisible(number <= 1 or room >= 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _add(self, part: QWidget) -> None:
        self._rows.addWidget(part)
        if self._in_line:
            part.setMinimumHeight(touch_height(self.font()))
        elif isinstance(part, ActionButton):
            # Not the heading: aligned it would be as narrow as it may, and its lines cut off.
            self._rows.setAlignment(part, Qt.AlignmentFlag.AlignLeft)
        # Only what is seen can have the keys; a layout shows it too late for that.
        part.show()

    def _button(self, key: str, words: str) -> ActionButton:
        button = ActionButton(words, f"{self.objectName()}_{key}", parent=self)
        button.clicked.connect(lambda: self.asked.emit(key))
        return button
