"""How typed numbers, days and moments are read."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from ketachart.domain.acts.checks import text_of
from ketachart.domain.quantities import exact
from ketachart.domain.times import read_day, read_moment


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("0.80", "0.80"),
        ("-1", "-1"),
        (7, "7"),
        (Decimal("37.5"), "37.5"),
        ("-0", "0"),
        (Decimal("-0.0"), "0.0"),
        ("9999999", "9999999"),
    ],
)
def test_that_a_plain_number_is_read_exactly(typed, read):
    assert str(exact(typed)) == read


@pytest.mark.parametrize(
    "typed",
    [
        "", " 7", "7 ", "+7", "1e3", ".5", "5.", "1,5", "١", "²", "NaN", "Infinity", "10000000",
        True, False, None, 0.5, [], 10**400, Decimal("NaN"), Decimal("1E+999999"),
        Decimal("1E-999999"), Decimal("0E+999999"), Decimal("1." + 40 * "0" + "1"),
    ],
)  # fmt: skip
def test_that_anything_else_is_no_number(typed):
    assert exact(typed) is None


def test_that_a_number_longer_than_any_text_is_no_number():
    assert exact(10**5000) is None


def test_that_a_day_is_written_in_full():
    assert read_day("2026-03-03") == date(2026, 3, 3)
    for other in ("2026-W10-2", "2026-3-03", "20260303", "2026-02-30", "٢٠٢٦-03-03", 20260303):
        assert read_day(other) is None


def test_that_a_moment_has_an_offset_and_a_local_time_everywhere():
    assert read_moment("2026-03-03T09:00:00-08:00") == datetime(2026, 3, 3, 17, tzinfo=UTC)
    for other in (
        "2026-03-03T09:00:00",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59-12:00",
        "soon",
        7,
    ):
        assert read_moment(other) is None


def test_that_half_a_character_is_no_text():
    assert text_of("  left arm 💉 ") == "left arm 💉"
    assert text_of("left \ud83d arm") == ""
