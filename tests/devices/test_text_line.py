"""The text lines of a serial port, by the pattern that says how they are labelled."""

import pytest
from devices.messages import values
from hypothesis import given
from hypothesis import strategies as st

from ketachart.devices.text_line import read_line
from ketachart.domain.line_patterns import SHIPPED, BadPattern, pieces_of

PIECES = pieces_of(SHIPPED)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (
            b"HR=82 SPO2=97 NIBP=124/78",
            {"hr": "82", "spo2": "97", "sbp": "124", "dbp": "78"},
        ),
        (b"NIBP=124/78, HR=82;SPO2=97", {"sbp": "124", "dbp": "78", "hr": "82", "spo2": "97"}),
        (b"2026-03-03 09:15:00 HR=82 TEMP=36.84 QT=400", {"hr": "82", "temp_c": "36.8"}),
        (b"THR=82 RR=14", {"rr": "14"}),
        (b"NIBP=124/78(93)", {"sbp": "124", "dbp": "78"}),
        (b"\xff\xfe HR=82", {"hr": "82"}),
    ],
)
def test_that_labelled_values_are_found_wherever_they_stand(line, found):
    reading = read_line(line, PIECES)
    assert reading is not None
    assert values(reading) == found


def test_that_dashes_take_a_value_back_and_words_are_said():
    reading = read_line(b"HR=--- SPO2=?? NIBP=low/78", PIECES)
    assert reading is not None
    assert reading.withdrawn == {"hr", "spo2"}
    assert reading.unread == {"sbp": "is not one number"}
    assert values(reading) == {"dbp": "78"}


def test_that_the_patient_is_read_where_the_line_names_one():
    for line, patients in ((b"ID=10481 HR=82", {"10481"}), (b"ID=--- HR=82", set())):
        reading = read_line(line, PIECES)
        assert reading is not None
        assert reading.patients == patients


@pytest.mark.parametrize("line", [b"", b"hello", b"82 97 124", b"HR82", b"ID=10481"])
def test_that_another_line_says_nothing(line):
    assert read_line(line, PIECES) is None


@pytest.mark.parametrize(
    ("pattern", "word"),
    [
        ("", "names no value"),
        ("HR=82", "names no value"),
        ("ID={id}", "names no value"),
        ("HR={hr} PR={hr}", "twice"),
        ("HR={pulse}", "known are"),
        ("{hr}", "needs a label"),
        ("NIBP={sbp}{dbp}", "needs a label"),
        ("HR={hr} " * 100, "more than 400"),
    ],
)
def test_that_a_pattern_that_can_not_be_meant_is_refused(pattern, word):
    with pytest.raises(BadPattern, match=word):
        pieces_of(pattern)


@given(st.binary(max_size=400), st.text(max_size=60))
def test_that_any_line_and_any_pattern_are_read_or_refused(line, pattern):
    read_line(line, PIECES)
    try:
        pieces = pieces_of(pattern)
    except BadPattern:
        return
    read_line(line, pieces)
