"""The time at which something was observed, typed as hours and minutes."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

_CLOCK = re.compile(r"([0-9]{1,2}):?([0-9]{2})", re.ASCII)
_DAY = timedelta(days=1)


def observed_at(typed: str, now: datetime, zone: tzinfo) -> str | None:
    """What an act is told about a typed time: None for now, ISO 8601 for a time, else the text.

    A time of day means its latest occurrence that is not to come; `0907` is read as `09:07`.
    What cannot be read is handed on as it is, so that the rule refuses it.
    """
    text = typed.strip()
    if not text:
        return None
    match = _CLOCK.fullmatch(text)
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        return text
    return latest(int(match[1]), int(match[2]), now, zone).isoformat()


def latest(hour: int, minute: int, now: datetime, zone: tzinfo) -> datetime:
    """The latest moment at which clocks in a zone showed a time of day.

    An hour that clocks show twice in autumn is the later one that has passed. A time within the
    present minute is that minute; one that is still to come today belongs to yesterday unless it
    is less than an hour ahead, where the rule refuses it and says why.
    """
    local = now.astimezone(zone)
    found = []
    for day in (local.date(), local.date() - _DAY):
        for fold in (1, 0):
            wall = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone, fold=fold)
            found.append(wall.astimezone(UTC))
    passed = [moment for moment in found if moment <= now]
    ahead = [moment for moment in found if now < moment <= now + timedelta(hours=1)]
    return min(ahead) if ahead else max(passed)
