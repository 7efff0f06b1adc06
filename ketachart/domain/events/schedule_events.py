"""Facts of the schedule: who is expected on a day."""

from dataclasses import dataclass

from ketachart.domain.events.fact import Event
from ketachart.domain.schedule import DayPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPlanned(Event):
    """A day has this schedule from here on, in place of the one before."""

    plan: DayPlan
