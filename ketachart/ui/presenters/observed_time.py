"""The time at which something was observed, typed as hours and minutes."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo

_CLOCK = re.compile(r"([0-9]{1,2}):?([0-9]{2})(?: +(\S+))?", re.ASCII)
_DAY = timedelta(days=1)


def observed_at(typed: str, now: datetime, zone: tzinfo) -> str | None:
    """What an act is told about a typed time: None for now, ISO 8601 for a time, else the text.

    A time of day means its latest occurrence that is not to come; `0907` is read as `09:07`. In
    the hour that comes twice, `01:30 EDT` says which one is meant. What cannot be read is handed
    on as it is, so that the rule refuses it.
    """
    text = typed.strip()
    if not text:
        return None
    match = _CLOCK.fullmatch(text)
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        return text
    if match[3] is None:
        return latest(int(match[1]), int(match[2]), now, zone).isoformat()
    named = _named(int(match[1]), int(match[2]), match[3], now, zone)
    return named.isoformat() if named is not None else text


def latest(hour: int, minute: int, now: datetime, zone: tzinfo) -> datetime:
    """The latest moment at which clocks in a zone showed a time of day.

    An hour that clocks show twice in autumn is the later one that has passed. A time within the
    present minute is that minute; one that is still to come today belongs to yesterday unless it
    is less than an hour ahead, where the rule refuses it and says why.
    """
    found = [wall.astimezone(UTC) for wall in _walls(hour, minute, now, zone)]
    passed = [moment for moment in found if moment <= now]
    ahead = [moment for moment in found if now < moment <= now + timedelta(hours=1)]
    return min(ahead) if ahead else max(passed)


def _named(hour: int, minute: int, mark: str, now: datetime, zone: tzinfo) -> datetime | None:
    """The latest moment that clocks showed with this name of the zone, as such an hour is told."""
    walls = (wall for wall in _walls(hour, minute, now, zone) if wall.tzname() == mark.upper())
    return next((moment for wall in walls if (moment := wall.astimezone(UTC)) <= now), None)


def _walls(hour: int, minute: int, now: datetime, zone: tzinfo) -> Iterator[datetime]:
    """What clocks showed today and yesterday at a time of day, the latest first."""
    local = now.astimezone(zone)
    for day in (local.date(), local.date() - _DAY):
        for fold in (1, 0):
            yield datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone, fold=fold)
