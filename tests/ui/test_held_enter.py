"""A key that is held down presses one button, not the next one too."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent

from ketachart.ui.widgets.action_button import ActionButton


@pytest.mark.parametrize(("repeats", "pressed"), [(False, 1), (True, 0)])
def test_that_an_enter_the_keyboard_repeats_presses_nothing(qtbot, repeats, pressed):
    button = ActionButton("Open the session", "submit")
    qtbot.addWidget(button)
    clicks = []
    button.clicked.connect(lambda: clicks.append(1))
    none = Qt.KeyboardModifier.NoModifier
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, none, "", repeats)
    QCoreApplication.sendEvent(button, key)
    assert len(clicks) == pressed
