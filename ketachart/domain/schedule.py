"""Who is expected on a day: when, at which chair, for which protocol; no more than that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

MOST_VISITS: Final = 200
"""Of one day; a clinic of sixteen chairs seats some sixty patients."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A patient who is expected.

    Attributes:
        patient: by identifier; once a day.
        time: on the clinic's wall, `09:30`.
        chair: empty where any will do.
        protocol: empty where it is not known yet.
    """

    patient: str
    time: str
    chair: str = ""
    protocol: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPlan:
    """The whole schedule of a day, by time."""

    day: date
    visits: tuple[Visit, ...]


def in_order(visits: Sequence[Visit]) -> tuple[Visit, ...]:
    """Visits by time, then by chair."""
    return tuple(sorted(visits, key=lambda each: (each.time, each.chair, each.patient)))


def still_expected(plan: DayPlan, seated: frozenset[str], chair: str) -> tuple[Visit, ...]:
    """Who of a day's plan is still to be seated, those planned for a chair first."""
    waiting = [each for each in plan.visits if each.patient not in seated]
    return tuple(sorted(waiting, key=lambda each: (each.chair != chair, each.time)))
