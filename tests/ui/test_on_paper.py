"""A chair goes on with paper: the page is made, and what was written on it is entered."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from ketachart.ui.presenters.back_entry import read_column
from tests.ui.chair_day import at


def _find(chair, name, kind=QWidget):
    found = chair.window.panel.findChild(kind, name)
    assert found is not None, name
    return found


def _enter(chair):
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(chair.window.windowHandle(), Qt.Key.Key_Return, control)


@pytest.fixture
def printed(chair_at, tmp_path):
    chair = chair_at("09:00:30", "s2")
    chair.window.open_panel("paper")
    folder = _find(chair, "folder")
    folder.setText(str(tmp_path))
    folder.setFocus()
    _enter(chair)
    return chair


def test_that_the_page_is_written_recorded_and_said_where(printed, tmp_path):
    (file,) = tmp_path.glob("*.pdf")
    assert str(file) in _find(printed, "saved", QLabel).text()
    assert [each.page for each in printed.day.session("s2").paper_pages] == [1]
    name = printed.day.clinic.world.patient(printed.day.session("s2").patient).name
    assert not any(part.lower() in file.name.lower() for part in name.split() if len(part) > 2)


def test_that_a_page_that_could_not_be_written_is_not_on_record(chair_at, tmp_path):
    chair = chair_at("09:00:30", "s2")
    chair.window.open_panel("paper")
    field = _find(chair, "folder")
    field.setText(str(tmp_path / "missing" / "folder"))
    field.setFocus()
    _enter(chair)
    assert chair.window.panel.bar.sentence
    assert chair.day.session("s2").paper_pages == ()


def test_that_a_computer_that_opens_no_such_file_is_said_with_where_it_is(printed, tmp_path):
    _find(printed, "open_file").click()
    (file,) = tmp_path.glob("*.pdf")
    words = [each.text() for each in printed.window.panel.bar.findChildren(QLabel)]
    assert any(f"It is saved as {file}" in each for each in words)


def test_that_a_file_that_is_gone_is_said_when_it_is_to_be_opened(printed, tmp_path):
    (file,) = tmp_path.glob("*.pdf")
    file.unlink()
    _find(printed, "open_file").click()
    assert printed.window.panel.bar.sentence == f"{file} is not there any more."


def _write(chair, **columns):
    for name, text in columns.items():
        _find(chair, name).setText(text)
        _find(chair, name).textEdited.emit(text)
    _find(chair, "hr").setFocus()


def test_that_one_digit_opens_the_tenth_of_the_menu(printed):
    printed.window.open_panel("events")
    QTest.keyClick(printed.window.panel, Qt.Key.Key_0)
    assert printed.window.panel.title == "What was written on paper"


def test_that_columns_are_entered_one_after_the_other_with_their_own_times(printed):
    printed.tick(minutes=20)
    printed.window.open_panel("back_entry")
    _write(printed, observed_at="09:07", hr="88", bp="128/82", spo2="97", rr="14")
    _enter(printed)
    _write(printed, observed_at="09:16", hr="84", bp="NO cuff failed", initials="MS")
    _enter(printed)
    first, second = printed.day.session("s2").readings[-2:]
    assert (first.observed_at, second.observed_at) == (at("09:07:00"), at("09:16:00"))
    assert set(first.sources.values()) == {"paper 1"}
    assert second.sources == {"hr": "paper 1, written by MS"}
    assert dict(second.not_obtained) == dict.fromkeys(["sbp", "dbp"], "cuff failed")
    assert "09:07, 09:16" in _find(printed, "entered", QLabel).text()
    model = printed.window.area.grid.grid_model
    row = model.row_of("hr")
    assert "P" in {model.cell(row, n).source for n in range(model.columnCount())}


def test_that_a_half_entered_column_is_there_again_and_goes_once_recorded(printed):
    printed.tick(minutes=20)
    printed.window.open_panel("back_entry")
    _write(printed, observed_at="09:07", hr="88")
    printed.window.close_panel()
    printed.window.open_panel("back_entry")
    assert _find(printed, "hr").text() == "88"
    _find(printed, "hr").setFocus()
    _enter(printed)
    printed.window.close_panel()
    printed.window.open_panel("back_entry")
    assert _find(printed, "hr").text() == ""


def test_that_a_column_without_its_time_is_refused_and_kept(printed):
    printed.window.open_panel("back_entry")
    _write(printed, hr="88")
    _enter(printed)
    assert "time" in printed.window.panel.bar.sentence
    assert _find(printed, "hr").text() == "88"


@pytest.mark.parametrize(
    ("typed", "values", "missing"),
    [
        ({"bp": "128/82"}, {"sbp": "128", "dbp": "82"}, {}),
        ({"bp": "128"}, {"sbp": "128", "dbp": ""}, {}),
        ({"hr": " 80 "}, {"hr": "80"}, {}),
        ({"hr": "no: asleep"}, {}, {"hr": "asleep"}),
        ({"hr": "NO"}, {}, {"hr": ""}),
        ({"hr": "normal"}, {"hr": "normal"}, {}),
        ({"bp": "128/82/70"}, {"sbp": "128", "dbp": "82/70"}, {}),
    ],
)
def test_that_a_column_is_read_as_it_was_written(typed, values, missing):
    read = read_column(typed, "paper 2")
    assert (read.values, read.not_obtained) == (values, missing)
    assert read.sources == dict.fromkeys(values, "paper 2")


def test_that_enter_leads_down_the_page_and_records_at_its_end(printed):
    printed.tick(minutes=20)
    printed.window.open_panel("back_entry")
    _find(printed, "observed_at").setFocus()
    for key in "09:07\r84\r12882":
        sign = Qt.Key.Key_Return if key == "\r" else key
        QTest.keyClick(printed.window.windowHandle(), sign)
    before = len(printed.day.session("s2").readings)
    _find(printed, "bp").setText("128/82")
    for _ in range(11):
        QTest.keyClick(printed.window.windowHandle(), Qt.Key.Key_Return)
    readings = printed.day.session("s2").readings
    assert len(readings) == before + 1
    assert {name: int(value) for name, value in readings[-1].values.items()} == {
        "hr": 84,
        "sbp": 128,
        "dbp": 82,
    }
