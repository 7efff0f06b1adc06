"""When vitals are due, which entry fills which slot, and what is late or missed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ketachart.domain.settings import PlanStep, Settings
from ketachart.domain.times import minutes


class SlotStatus(StrEnum):
    """How a slot stands."""

    ON_TIME = "on time"
    LATE = "late"
    MISSED = "missed"
    UPCOMING = "upcoming"
    DUE = "due"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A moment that restarts the monitoring plan; only the first is itself a due time."""

    at: datetime
    plan: tuple[PlanStep, ...]
    first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """The part of a vitals entry that decides about slots."""

    ref: str
    observed_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A due time, the span of observed times it owns, and what filled it.

    Attributes:
        end: the first moment no longer owned; None for the last slot before release.
    """

    due: datetime
    begin: datetime
    end: datetime | None
    status: SlotStatus
    observation: Observation | None = None
    entered_late: bool = False


def plan_times(anchor: Anchor) -> Iterator[datetime]:
    """The due times that follow an anchor, without end."""
    if anchor.first:
        yield anchor.at
    elapsed = 0
    begin = 0
    for step in anchor.plan:
        while step.minutes is None or elapsed + step.every <= begin + step.minutes:
            elapsed += step.every
            yield anchor.at + minutes(elapsed)
        begin += step.minutes
        elapsed = max(elapsed, begin)
    if anchor.plan:
        while True:
            elapsed += anchor.plan[-1].every
            yield anchor.at + minutes(elapsed)


def due_times(anchors: Sequence[Anchor], until: datetime) -> tuple[datetime, ...]:
    """All due times before `until`; those at or after the next anchor are dropped.

    The start itself stays due whatever follows in the same moment.
    """
    found: list[datetime] = []
    for index, anchor in enumerate(anchors):
        following = anchors[index + 1].at if index + 1 < len(anchors) else until
        end = min(following, until)
        for due in plan_times(anchor):
            is_start = anchor.first and due == anchor.at < until
            if due >= end and not is_start:
                break
            found.append(due)
    return tuple(found)


def assign(
    dues: Sequence[datetime],
    observations: Sequence[Observation],
    *,
    now: datetime,
    released_at: datetime | None,
    settings: Settings,
) -> tuple[Slot, ...]:
    """Work out each slot's span, what filled it and how it stands at `now`.

    Args:
        dues: due times in order, one further than is shown while monitoring runs,
            so that the last slot shown has an end.
        observations: vitals entries as they count now, in the order charted.
        now: the moment of asking.
        released_at: when the patient left; the last slot owns everything up to it.
        settings: the session's grace and early margins.
    """
    begins = [due - _early(dues, index, settings) for index, due in enumerate(dues)]
    slots = []
    for index, due in enumerate(dues):
        end = begins[index + 1] if index + 1 < len(dues) else None
        inside = [
            seen
            for seen in observations
            if begins[index] <= seen.observed_at and (end is None or seen.observed_at < end)
        ]
        filled = min(inside, key=lambda seen: seen.observed_at, default=None)
        slots.append(_slot(due, begins[index], end, filled, now, released_at, settings))
    return tuple(slots)


def _early(dues: Sequence[datetime], index: int, settings: Settings) -> timedelta:
    if index == 0:
        return timedelta(seconds=settings.first_early_s)
    return min(timedelta(seconds=settings.early_s), (dues[index] - dues[index - 1]) / 2)


def _slot(
    due: datetime,
    begin: datetime,
    end: datetime | None,
    filled: Observation | None,
    now: datetime,
    released_at: datetime | None,
    settings: Settings,
) -> Slot:
    grace_end = due + timedelta(seconds=settings.grace_s)
    over = end if end is not None else released_at
    if filled is not None:
        status = SlotStatus.ON_TIME if filled.observed_at <= grace_end else SlotStatus.LATE
    elif released_at is not None or (over is not None and now >= over):
        status = SlotStatus.MISSED
    elif now < begin:
        status = SlotStatus.UPCOMING
    else:
        status = SlotStatus.DUE if now <= grace_end else SlotStatus.OVERDUE
    late = filled is not None and filled.recorded_at - filled.observed_at > timedelta(
        seconds=settings.entered_late_s
    )
    return Slot(due=due, begin=begin, end=end, status=status, observation=filled, entered_late=late)
