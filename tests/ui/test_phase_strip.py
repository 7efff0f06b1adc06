"""The line of steps in the head of a chair."""

import pytest

from ketachart.ui.presenters.chair import PhaseMark
from ketachart.ui.widgets.phase_strip import PhaseStrip


@pytest.fixture
def strip(qtbot):
    made = PhaseStrip()
    qtbot.addWidget(made)
    steps = (("Screened", -1), ("Intake", -1), ("INFUSING", 0), ("Recovery", 1), ("Co-signed", 1))
    made.show_marks([PhaseMark(words=words, place=place) for words, place in steps])
    made.resize(made.sizeHint())
    return made


def test_that_every_step_says_its_name_where_there_is_room(strip):
    assert strip.shown == ("✓ Screened", "✓ Intake", "▶ INFUSING", "› Recovery", "› Co-signed")


def test_that_no_name_is_cut_off_but_what_is_done_gives_its_own_up_first(strip):
    strip.resize(strip.width() - 10, strip.height())
    assert strip.shown == ("✓", "✓ Intake", "▶ INFUSING", "› Recovery", "› Co-signed")


def test_that_the_present_step_says_its_name_to_the_last(strip):
    strip.resize(strip.minimumSizeHint())
    assert strip.shown == ("✓", "✓", "▶ INFUSING", "›", "›")
