"""Business days: neither a weekend nor a federal holiday as it is observed (5 U.S.C. 6103)."""

from datetime import date, timedelta
from functools import lru_cache

ONE_DAY = timedelta(days=1)
_WEEK = 7
_MONDAY, _THURSDAY, _FRIDAY, _SATURDAY, _SUNDAY = 0, 3, 4, 5, 6
_NEW_YEAR, _INDEPENDENCE, _VETERANS, _CHRISTMAS = (1, 1), (7, 4), (11, 11), (12, 25)
_JUNETEENTH, _FIRST_JUNETEENTH = (6, 19), 2021


def is_business_day(day: date) -> bool:
    """Whether federal offices are open on a day."""
    return day.weekday() < _SATURDAY and day not in observed_holidays(day.year)


def after_business_days(day: date, count: int) -> date:
    """The day on which the given number of business days after a day is full."""
    while count > 0:
        day += ONE_DAY
        count -= is_business_day(day)
    return day


@lru_cache(maxsize=64)
def observed_holidays(year: int) -> frozenset[date]:
    """The days of a year on which a federal holiday is observed.

    One that falls on a Saturday is observed the Friday before, on a Sunday the Monday after; a
    New Year's Day on a Saturday is so observed in the year before.
    """
    fixed = [date(year, *each) for each in (_NEW_YEAR, _INDEPENDENCE, _VETERANS, _CHRISTMAS)]
    if year >= _FIRST_JUNETEENTH:
        fixed.append(date(year, *_JUNETEENTH))
    floating = (
        _nth(year, 1, _MONDAY, 3),  # Martin Luther King Jr.
        _nth(year, 2, _MONDAY, 3),  # Washington
        _last_monday_of_may(year),  # Memorial Day
        _nth(year, 9, _MONDAY, 1),  # Labor Day
        _nth(year, 10, _MONDAY, 2),  # Columbus Day
        _nth(year, 11, _THURSDAY, 4),  # Thanksgiving
    )
    observed = {_observed(day) for day in fixed} | set(floating)
    if date(year, 12, 31).weekday() == _FRIDAY:
        observed.add(date(year, 12, 31))
    return frozenset(day for day in observed if day.year == year)


def _observed(day: date) -> date:
    if day.weekday() == _SUNDAY:
        return day + ONE_DAY
    # The Friday before the first day there is has no year to stand in.
    return day - ONE_DAY if day.weekday() == _SATURDAY and day > date.min else day


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % _WEEK + _WEEK * (number - 1))


def _last_monday_of_may(year: int) -> date:
    last = date(year, 5, 31)
    return last - timedelta(days=last.weekday())
