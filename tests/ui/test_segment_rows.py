"""Names of pages go on in the next row rather than widen their window."""

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from ketachart.ui.widgets.segmented import Segment, SegmentRows


@pytest.fixture
def rows(qtbot: QtBot) -> SegmentRows:
    names = [f"Page number {number}" for number in range(12)]
    rows = SegmentRows([Segment(value=name, text=name) for name in names], "Page")
    qtbot.addWidget(rows)
    return rows


@pytest.mark.parametrize("width", [180, 500, 900, 3000])
def test_that_every_segment_lies_within_and_none_covers_another(rows, width):
    rows.resize(width, rows.heightForWidth(width))
    found = [rows.segment_rect(number) for number in range(12)]
    assert all(rows.rect().contains(each) for each in found)
    assert not any(a.intersects(b) for n, a in enumerate(found) for b in found[:n])
    assert all(each.width() >= rows.minimumSizeHint().width() for each in found)


def test_that_a_wide_window_has_one_row_and_a_narrow_one_more(rows):
    assert rows.heightForWidth(3000) == rows.minimumSizeHint().height()
    assert rows.heightForWidth(900) > rows.minimumSizeHint().height()
    assert rows.minimumSizeHint().width() < 300


def test_that_a_segment_of_the_second_row_is_chosen_where_it_is_clicked(rows, qtbot):
    rows.resize(500, rows.heightForWidth(500))
    rows.show()
    centre: QPoint = rows.segment_rect(11).center()
    qtbot.mouseClick(rows, Qt.MouseButton.LeftButton, pos=centre)
    assert rows.value == "Page number 11"
