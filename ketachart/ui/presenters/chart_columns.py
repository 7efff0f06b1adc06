"""The columns of a chart: its slots, its extra sets, and the one that is open for typing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from ketachart.domain import monitoring
from ketachart.domain.session import BEFORE_START, IN_CHAIR, Phase, Reading, Session
from ketachart.domain.settings import Settings
from ketachart.domain.slots import Slot, SlotStatus
from ketachart.domain.times import clock_text

SOON = timedelta(seconds=60)
UPCOMING_SHOWN = 2
NOW_KEY = "now"
_SLOT = "slot:"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
CHARTABLE = IN_CHAIR | {Phase.RELEASED}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartColumn:
    """One column: a slot, an extra set, or the set being typed; `at` orders it."""

    key: str
    at: datetime
    slot: Slot | None = None
    reading: Reading | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A session laid out in columns at a moment; `open` is the column that takes typing."""

    session: Session
    settings: Settings
    zone: tzinfo
    now: datetime
    columns: tuple[ChartColumn, ...]
    open: int | None = None

    @property
    def open_column(self) -> ChartColumn | None:
        """The column that takes typing."""
        return self.columns[self.open] if self.open is not None else None

    @property
    def is_of_now(self) -> bool:
        """Whether what is typed next is of this moment, and not of a slot that has gone by."""
        return self.open_column is not None and not is_past(self.open_column)

    def column(self, key: str) -> ChartColumn | None:
        """The column with this key."""
        return next((column for column in self.columns if column.key == key), None)

    def time_text(self, moment: datetime) -> str:
        """A column's time, with the day after midnight, and with the zone where it comes twice."""
        local = moment.astimezone(self.zone)
        said = [clock_text(moment, self.zone)]
        if local.date() != self.session.opened_at.astimezone(self.zone).date():
            said.insert(0, _DAYS[local.weekday()])
        return " ".join(said)

    def place(self, moment: datetime) -> int | None:
        """In which column something stands that happened at a moment: the first not before it.

        What happened after the last set charted stands in the column that is open.
        """
        found = next((n for n, column in enumerate(self.columns) if column.at >= moment), None)
        last = self.open if self.open is not None else len(self.columns) - 1
        if found is None or found > last:
            return last if self.columns else None
        return found


def lay_out(
    session: Session, settings: Settings, zone: tzinfo, now: datetime, wanted: str = ""
) -> Chart:
    """Lay a session out in columns.

    Args:
        session: the session.
        settings: those in force at its opening.
        zone: the clinic's time zone.
        now: the moment of asking.
        wanted: the key of the column to open for typing (a slot that nothing fills, or `now` for
            an extra set); empty for the column that is due.
    """
    slots = monitoring.slots(session, settings, now)
    columns = [*_slot_columns(session, slots, now), *_extra_columns(session, slots)]
    has_extra = wanted == NOW_KEY or session.phase in BEFORE_START
    if has_extra and session.phase in CHARTABLE:
        last = session.released_at or now
        columns.append(ChartColumn(key=NOW_KEY, at=last))
    columns.sort(key=lambda column: (column.at, column.key == NOW_KEY))
    is_open = session.phase in CHARTABLE
    due = monitoring.next_slot(session, settings, now)
    keys = [wanted, slot_key(due) if due else "", NOW_KEY]
    by_key = {column.key: n for n, column in enumerate(columns) if column.reading is None}
    opened = next((by_key[key] for key in keys if key in by_key), None) if is_open else None
    return Chart(
        session=session,
        settings=settings,
        zone=zone,
        now=now,
        columns=tuple(columns),
        open=opened,
    )


def slot_key(slot: Slot) -> str:
    """The key of a slot's column."""
    return f"{_SLOT}{slot.due.isoformat()}"


def slot_due(key: str) -> datetime | None:
    """When the slot of a column's key is due; None where the key is no slot's."""
    return datetime.fromisoformat(key.removeprefix(_SLOT)) if key.startswith(_SLOT) else None


def _slot_columns(session: Session, slots: Sequence[Slot], now: datetime) -> Iterator[ChartColumn]:
    """All slots that have begun, the next one, and a few to come."""
    readings = {reading.ref: reading for reading in session.readings}
    shown_ahead = 0
    for slot in slots:
        if slot.begin > now and slot.observation is None:
            shown_ahead += 1
            if shown_ahead > UPCOMING_SHOWN + 1:
                return
        reading = readings[slot.observation.ref] if slot.observation else None
        at = reading.observed_at if reading else slot.due
        yield ChartColumn(key=slot_key(slot), at=at, slot=slot, reading=reading)


def _extra_columns(session: Session, slots: Sequence[Slot]) -> Iterator[ChartColumn]:
    """The sets that fill no slot: before the start, or more than one in a span."""
    filling = {slot.observation.ref for slot in slots if slot.observation}
    for reading in session.readings:
        if reading.ref not in filling:
            yield ChartColumn(key=f"set:{reading.ref}", at=reading.observed_at, reading=reading)


def next_change(chart: Chart) -> datetime | None:
    """When the columns will next look otherwise without anything being charted."""
    grace = timedelta(seconds=chart.settings.grace_s)
    moments = [
        moment
        for column in chart.columns
        if (slot := column.slot) is not None and slot.observation is None
        for moment in (
            slot.begin,
            slot.due - SOON,
            slot.due,
            slot.due + grace + timedelta(milliseconds=1),
            slot.end,
        )
        if moment is not None and moment > chart.now
    ]
    return min(moments, default=None)


def is_past(column: ChartColumn) -> bool:
    """Whether a column is a slot that nothing filled and whose time has gone by."""
    return column.slot is not None and column.slot.status is SlotStatus.MISSED
