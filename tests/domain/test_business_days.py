"""Business days and federal holidays as they are observed."""

from datetime import date

import pytest

from ketachart.domain.business_days import (
    after_business_days,
    is_business_day,
    observed_holidays,
)


@pytest.mark.parametrize(
    "day",
    [
        "2026-01-01",  # New Year, a Thursday
        "2026-01-19",  # third Monday of January
        "2026-02-16",  # third Monday of February
        "2026-05-25",  # last Monday of May
        "2026-06-19",  # Juneteenth, a Friday
        "2026-07-03",  # Independence Day on a Saturday
        "2026-09-07",  # first Monday of September
        "2026-10-12",  # second Monday of October
        "2026-11-11",  # Veterans Day
        "2026-11-26",  # fourth Thursday of November
        "2026-12-25",  # Christmas
        "2027-06-18",  # Juneteenth on a Saturday
        "2027-07-05",  # Independence Day on a Sunday
        "2027-12-24",  # Christmas on a Saturday
        "2027-12-31",  # New Year 2028 on a Saturday
        "2023-01-02",  # New Year on a Sunday
        "2028-11-10",  # Veterans Day on a Saturday
    ],
)
def test_that_a_federal_holiday_is_no_business_day_where_it_is_observed(day):
    assert not is_business_day(date.fromisoformat(day))


@pytest.mark.parametrize(
    "day", ["2020-06-19", "2026-11-27", "2026-03-10", "2028-01-03", "2026-12-31", "2026-06-18"]
)
def test_that_other_weekdays_are_business_days(day):
    assert is_business_day(date.fromisoformat(day))


def test_that_2026_has_eleven_holidays():
    assert len(observed_holidays(2026)) == 11


@pytest.mark.parametrize(
    ("found", "due"),
    [
        ("2026-03-10", "2026-03-11"),
        ("2026-03-13", "2026-03-16"),  # over a weekend
        ("2026-03-14", "2026-03-16"),  # found on a Saturday
        ("2026-07-02", "2026-07-06"),  # over Independence Day, observed on the Friday
        ("2026-11-25", "2026-11-27"),  # over Thanksgiving
        ("2027-12-30", "2028-01-03"),  # over New Year, observed in the year before
    ],
)
def test_that_one_business_day_after_is_the_next_day_offices_are_open(found, due):
    after = after_business_days(date.fromisoformat(found), 1)
    assert after == date.fromisoformat(due)
