"""Sessions that wait for something and have no tile, below the tiles: one button leads to each."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ketachart.ui.presenters.board import Waiting
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import heading


class Untiled(QWidget):
    """Headings with buttons below them; not there while nothing is listed."""

    session_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._listed: dict[str, tuple[Waiting, ...]] = {}
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(8)
        self.hide()

    def show_sessions(self, found: Mapping[str, tuple[Waiting, ...]]) -> None:
        """List sessions by heading; where the keys are on one that stays, they stay with it."""
        listed = {title: sessions for title, sessions in found.items() if sessions}
        if listed == self._listed:
            return
        self._listed = listed
        focused: QWidget | None = self.window().focusWidget()
        held = focused.objectName() if focused is not None and self.isAncestorOf(focused) else ""
        gone = [item.widget() for item in iter(lambda: self._rows.takeAt(0), None)]
        self.setVisible(bool(listed))
        for title, sessions in listed.items():
            self._rows.addWidget(heading(title))
            for each in sessions:
                button = self._button(each)
                self._rows.addWidget(button, alignment=Qt.AlignmentFlag.AlignLeft)
                # Only what is seen can have the keys; a layout shows it too late for that.
                button.show()
                if button.objectName() == held:
                    button.setFocus(Qt.FocusReason.OtherFocusReason)
        for old in gone:
            if old is not None:
                old.hide()
                old.deleteLater()

    def _button(self, each: Waiting) -> ActionButton:
        words = " · ".join(part for part in (each.who, each.chair, each.words) if part)
        button = ActionButton(words, f"waiting_{each.session}", parent=self)
        button.clicked.connect(lambda: self.session_asked.emit(each.session))
        return button
