"""What holds for the program as a whole once its windows are there."""

import sys

import pytest

from ketachart.app.resources import font_files
from ketachart.ui.application import make_application

PYTHONS_OWN_S = 0.005


@pytest.fixture
def own_pace():
    before = sys.getswitchinterval()
    sys.setswitchinterval(PYTHONS_OWN_S)
    yield
    sys.setswitchinterval(before)


def test_that_a_thread_beside_the_windows_makes_them_wait_a_tenth_as_long(qapp, own_pace):
    assert make_application(font_files()) is qapp
    assert sys.getswitchinterval() == pytest.approx(PYTHONS_OWN_S / 10)
