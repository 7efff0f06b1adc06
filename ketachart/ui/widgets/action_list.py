"""The resting panel of a chair: what is due, the actions with their keys, and the log."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ketachart.ui.presenters.chair import ActionView
from ketachart.ui.presenters.grid_view import DueWords
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.countdown import Countdown
from ketachart.ui.widgets.entry_list import EntryList
from ketachart.ui.widgets.form import sentence
from ketachart.ui.widgets.roomy import Roomy
from ketachart.ui.widgets.theme import scaled


class ActionList(QWidget):
    """Countdown, buttons and log; a button is there only when it does something."""

    wanted = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._countdown = Countdown()
        self._countdown.setFont(scaled(self.font(), 1.25))
        self._pressure = QLabel()
        self._pressure.setObjectName("since_pressure")
        self._pressure.setFont(scaled(self.font(), 1.5, bold=True))
        self._pressure.hide()
        self._waits = sentence(name="waits_for")
        self._buttons = QVBoxLayout()
        self._buttons.setSpacing(6)
        self._buttons.setContentsMargins(0, 0, 0, 0)
        actions = QWidget()
        actions.setLayout(self._buttons)
        self._views: tuple[ActionView, ...] = ()
        self.log = EntryList()
        rows = self._rows = QVBoxLayout(self)
        rows.setContentsMargins(12, 10, 12, 10)
        rows.setSpacing(8)
        rows.addWidget(self._countdown)
        rows.addWidget(self._pressure)
        rows.addWidget(self._waits)
        self._room = Roomy(actions)
        rows.addWidget(self._room)
        rows.addWidget(self.log, stretch=1)

    def add_cards(self, cards: QWidget) -> None:
        """Put what others ask for between the buttons and the log."""
        self._rows.insertWidget(self._rows.indexOf(self.log), cards)

    def show_due(self, words: DueWords | None) -> None:
        """Show the countdown, or none."""
        self._countdown.setVisible(words is not None)
        if words is not None:
            self._countdown.show_due(words)

    def show_pressure(self, words: str) -> None:
        """Say how long ago the last pressure was taken."""
        if words != self._pressure.text():
            self._pressure.setText(words)
            self._pressure.setVisible(bool(words))

    def show_waits(self, words: str) -> None:
        """Say who must do the next step, if it is not for the person at the keyboard."""
        if words != self._waits.text():
            self._waits.setText(words)
        self._waits.setVisible(bool(words))

    def ask_for(self, panel: str) -> None:
        """Ask for a panel without a button of its own here; nothing while another is open."""
        if self.isVisible():
            self.wanted.emit(panel, "")

    def offers(self, panel: str) -> bool:
        """Whether there is a button for a panel now."""
        return any(view.panel == panel for view in self._views)

    def begin(self) -> None:
        """Put the keys on the first button; Tab goes on from there."""
        first = self._buttons.itemAt(0)
        button = first.widget() if first is not None else None
        (button or self.log).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_actions(self, views: Sequence[ActionView]) -> None:
        """Show other buttons; where the keys are on one that stays, they stay with it."""
        if tuple(views) == self._views:
            return
        held = self._held()
        self._views = tuple(views)
        self._room.keep_in_view(None)
        gone = [item.widget() for item in iter(lambda: self._buttons.takeAt(0), None)]
        for number, view in enumerate(views):
            button = self._button(view, number)
            self._buttons.addWidget(button)
            # Only what is seen can have the keys; a layout shows its buttons too late for that.
            button.show()
            if view.is_primary:
                self._room.keep_in_view(button)
            if (view.panel, view.subject) == held:
                button.setFocus(Qt.FocusReason.OtherFocusReason)
        for old in gone:
            if old is not None:
                old.hide()
                old.deleteLater()

    def _button(self, view: ActionView, number: int) -> ActionButton:
        name = f"do_{view.panel}" if not view.subject else f"do_{view.panel}_{number}"
        button = ActionButton(view.label, name, key=view.key, leading=True)
        button.show_primary(primary=view.is_primary)
        button.clicked.connect(lambda: self.wanted.emit(view.panel, view.subject))
        button.setParent(self._room.widget())
        return button

    def _held(self) -> tuple[str, str] | None:
        """What the button is for that has the keys."""
        for number, view in enumerate(self._views):
            item = self._buttons.itemAt(number)
            button = item.widget() if item is not None else None
            if button is not None and button.hasFocus():
                return view.panel, view.subject
        return None
