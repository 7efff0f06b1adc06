"""The Qt binding that is locked does not lose references.

PySide6 6.12.0 drops one reference to None at every call that returns nothing
on Python 3.11, and the process aborts after some thousand calls.
"""

import sys

from PySide6.QtWidgets import QLabel


def test_that_calls_into_qt_keep_the_count_of_none(qtbot):
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for _ in range(200):
        label.setText("x")
    assert sys.getrefcount(None) > before - 50


def test_that_the_screen_of_the_tests_is_as_large_as_one_in_a_clinic(qapp):
    size = qapp.primaryScreen().size()
    assert (size.width(), size.height()) >= (1920, 1080)
