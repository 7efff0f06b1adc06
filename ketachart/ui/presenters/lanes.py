"""The latest value of every row with its age: what is current, and what no longer is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from ketachart.domain.quantities import half_up
from ketachart.domain.session import Reading, Session
from ketachart.domain.settings import Settings
from ketachart.domain.times import MINUTE
from ketachart.ui.presenters.chart_grid import (
    ALERTS_OF,
    FIELDS_OF,
    PRIORITIES,
    reading_alerts,
    value_text,
)
from ketachart.ui.presenters.grid_view import Priority

CURRENT_FOR = timedelta(minutes=5)
"""A reading older than this is never shown as current."""
_COMPARED = {"hr": "hr", "bp": "sbp"}
"""Rows whose change from the patient's own baseline is said, and the field compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneView:
    """One row's latest value.

    Attributes:
        age: how long ago it was read, in words.
        change: how far it is from the baseline, in percent of it.
    """

    value: str
    age: str
    change: str
    is_current: bool
    priority: Priority

    @property
    def spoken(self) -> str:
        """The lane in words, for a screen reader."""
        said = [self.value if self.is_current else f"last {self.value}", self.age]
        if self.change:
            said.append(f"{self.change} from baseline")
        return ", ".join(said)


def lanes(session: Session, settings: Settings, now: datetime) -> dict[str, LaneView]:
    """The latest value of each row that has one; none once the patient has left."""
    if session.ended_at is not None:
        return {}
    ordered = sorted(session.readings, key=lambda each: each.observed_at)
    latest: dict[str, Reading] = {}
    for reading in ordered:
        for field in reading.values:
            latest[_row_of(field)] = reading
    baseline = session.baseline if session.started_at is not None else {}
    return {
        row: _lane(row, reading, session, settings, baseline, now)
        for row, reading in latest.items()
    }


def since_pressure(session: Session, now: datetime) -> str:
    """`BP 5 min ago`; empty before the first and once the patient has left."""
    taken = [each.observed_at for each in session.readings if "sbp" in each.values]
    if not taken or session.ended_at is not None:
        return ""
    return f"BP {age_words(now - max(taken))}"


def age_words(age: timedelta) -> str:
    """`just now`, `4 min ago`, `1 h 05 min ago`."""
    minutes = max(0, age // MINUTE)
    if minutes == 0:
        return "just now"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest:02} min ago" if hours else f"{minutes} min ago"


def _row_of(field: str) -> str:
    return next((row for row, fields in FIELDS_OF.items() if field in fields), field)


def _lane(
    row: str,
    reading: Reading,
    session: Session,
    settings: Settings,
    baseline: Mapping[str, Decimal],
    now: datetime,
) -> LaneView:
    age = now - reading.observed_at
    fields = ALERTS_OF.get(row, (row,))
    found = [each for each in reading_alerts(session, reading, settings) if each.field in fields]
    return LaneView(
        value=value_text(row, reading.values),
        age=age_words(age) if age > -MINUTE else "after the clock",
        change=_change(row, reading, baseline),
        # A clock put back says nothing about how old a reading is.
        is_current=-MINUTE < age <= CURRENT_FOR,
        priority=max((PRIORITIES[each.priority] for each in found), default=Priority.NONE),
    )


def _change(row: str, reading: Reading, baseline: Mapping[str, Decimal]) -> str:
    """`+18 %` of the patient's own baseline; empty where there is nothing to compare."""
    field = _COMPARED.get(row, "")
    if field not in reading.values or not baseline.get(field):
        return ""
    percent = half_up((reading.values[field] - baseline[field]) * 100 / baseline[field], Decimal(1))
    sign = "+" if percent > 0 else "−" if percent < 0 else "±"
    return f"{sign}{abs(percent)} %"
