"""When the routine scales fall due: before, during and after an infusion, and before discharge."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ketachart.domain.times import minutes

ROUTINE_SCALES = ("CADSS-6", "BPRS+")
_MIDDLE = minutes(40)
_LEEWAY = minutes(5)


class Occasion(StrEnum):
    """The four times at which the routine scales are charted."""

    BEFORE_START = "before the start"
    DURING = "during the infusion"
    AT_STOP = "at the stop"
    BEFORE_DISCHARGE = "before discharge"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleDue:
    """A scale that should be charted now; `since` is None before the infusion started."""

    scale: str
    occasion: Occasion
    since: datetime | None


def middle_of(planned_minutes: int) -> timedelta:
    """How long after the start the scales are repeated: 40 min, or 60 % of a shorter infusion.

    An infusion of 40 min counts as shorter, since its 40th minute is its end.
    """
    planned = minutes(planned_minutes)
    return _MIDDLE if planned > _MIDDLE else planned * 3 // 5


def due_scales(
    *,
    start: datetime | None,
    planned_minutes: int | None,
    stop: datetime | None,
    minimum_stay: timedelta,
    now: datetime,
    charted: Sequence[tuple[str, datetime]] = (),
) -> tuple[ScaleDue, ...]:
    """The routine scales to chart now, of a session that is neither cancelled nor released.

    Args:
        start: when the infusion started; None before.
        planned_minutes: how long it was ordered to take, as far as that is known.
        stop: when it stopped; None before.
        minimum_stay: from when after the stop the scales before discharge are due.
        now: the moment asked about.
        charted: code and observed time of each score charted so far.
    """
    if start is None:
        done = {scale for scale, _ in charted}
        return _missing(Occasion.BEFORE_START, None, done)
    if stop is None:
        if planned_minutes is None or now < (due := start + middle_of(planned_minutes)):
            return ()
        done = {scale for scale, observed in charted if observed >= due - _LEEWAY}
        return _missing(Occasion.DURING, due, done)
    after_stop = [scale for scale, observed in charted if observed >= stop]
    at_stop = _missing(Occasion.AT_STOP, stop, set(after_stop))
    if now < stop + minimum_stay:
        return at_stop
    waiting = {due.scale for due in at_stop}
    twice = {scale for scale in after_stop if after_stop.count(scale) > 1}
    later = _missing(Occasion.BEFORE_DISCHARGE, stop + minimum_stay, twice | waiting)
    return at_stop + later


def _missing(occasion: Occasion, since: datetime | None, done: set[str]) -> tuple[ScaleDue, ...]:
    return tuple(
        ScaleDue(scale=scale, occasion=occasion, since=since)
        for scale in ROUTINE_SCALES
        if scale not in done
    )
