"""Moments, spans and the clinic's local day."""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from fractions import Fraction

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MICROSECOND = timedelta(microseconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
# In these years not every moment has a local time in every zone.
FIRST_YEAR, LAST_YEAR = 1, 9999


def minutes(count: int) -> timedelta:
    """A span of whole minutes."""
    return count * MINUTE


def hours_of(span: timedelta) -> Fraction:
    """A span as an exact number of hours."""
    return Fraction(span // MICROSECOND, HOUR // MICROSECOND)


def minutes_of(span: timedelta) -> int:
    """Whole minutes of a span, cut off."""
    return span // MINUTE


def local_day(moment: datetime, zone: tzinfo) -> date:
    """The clinic's local day a moment falls on."""
    return moment.astimezone(zone).date()


def stamp(moment: datetime, zone: tzinfo) -> str:
    """A moment as ISO 8601 in clinic time with its offset, to the second."""
    return moment.astimezone(zone).isoformat(timespec="seconds")


def clock_text(moment: datetime, zone: tzinfo) -> str:
    """A moment as hours and minutes in clinic time; in an hour that comes twice, in which one."""
    local = moment.astimezone(zone)
    text = local.strftime("%H:%M")
    comes_twice = local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()
    return f"{text} {local.tzname()}" if comes_twice else text


def read_moment(text: object) -> datetime | None:
    """Read ISO 8601 with an offset; None if it is anything else."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    if not FIRST_YEAR < moment.year < LAST_YEAR:
        return None
    return moment.astimezone(UTC)


def read_day(text: object) -> date | None:
    """Read a calendar day written YYYY-MM-DD; None if it is anything else."""
    if not isinstance(text, str) or _DAY.fullmatch(text) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
