"""A set being typed: for which column, since when, and whether its time must be asked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ketachart.domain.times import clock_text
from ketachart.ui.presenters.chart_columns import NOW_KEY, Chart, is_past, slot_due
from ketachart.ui.presenters.offering import DEVICE

_UNTIMED = "Give the time, or clear the values and take new ones. What you typed is kept."
_TAKEN = "Leave the time empty, or clear what is from the monitor. What you typed is kept."
_OF_THAT_MOMENT = timedelta(minutes=3)
"""How much earlier a set with a monitor's values may be: they were up to two minutes old."""
_PLACES = ("@column", "@observed", "@set", "@since", "@by", "@row")


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedSet:
    """What the first value typed was typed for, when and by whom.

    Attributes:
        by: the name of who typed it.
        row: the name of the row that was typed in last.
        restored: whether it was typed before a restart, or by someone else.
    """

    column: str
    since: datetime
    by: str = ""
    row: str = ""
    restored: bool = False

    def asks_time(self, chart: Chart, now: datetime) -> bool:
        """Whether to record these values as observed now might be wrong."""
        opened = chart.open_column
        if self.restored or opened is None or opened.key != self.column or is_past(opened):
            return True
        # A set beside the plan has no span that ends; it grows old as an entry does.
        allowed = timedelta(seconds=chart.settings.entered_late_s)
        return opened.slot is None and now - self.since > allowed

    def wrong_time(
        self, chart: Chart, now: datetime, observed: str | None, sources: Mapping[str, str]
    ) -> tuple[str, str] | None:
        """Why the set can't be saved with the time that is given, and the way out; None if it can.

        Args:
            chart: what the set is typed into.
            now: the moment of saving.
            observed: the time that is given, ISO 8601 if it could be read; None for now.
            sources: where values come from that were not typed, by field.
        """
        if observed is None:
            return (set_words(chart, self), _UNTIMED) if self.asks_time(chart, now) else None
        given = _moment(observed)
        if given is None or not sources or given >= self.since - _OF_THAT_MOMENT:
            return None
        names = sorted({name.removeprefix(f"{DEVICE} ") for name in sources.values()})
        taken = f"What was taken from {' and '.join(names)} at {clock_text(self.since, chart.zone)}"
        return f"{taken} is not of {clock_text(given, chart.zone)}.", _TAKEN

    def moved(self, chart: Chart) -> "TypedSet":
        """The same values, meant for the column that was opened by hand."""
        opened = chart.open_column
        return replace(self, column=opened.key) if opened is not None else self

    def words(self, chart: Chart) -> str:
        """When and for what the values were typed; after a restart also by whom, and how far."""
        typed, last = f"Typed at {clock_text(self.since, chart.zone)}", ""
        if self.restored:
            by = f" by {self.by}" if self.by else ""
            typed = f"Not recorded: t{typed[1:]}{by}"
            last = f", last {self.row}" if self.row else ""
        due, started = slot_due(self.column), chart.session.started_at
        if due is not None:
            return f"{typed} for the set of {clock_text(due, chart.zone)}{last}"
        if started is None or self.since < started:
            return f"{typed}, before the start{last}"
        return f"{typed} as an extra set{last}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """A set as it is kept against a crash: what was typed, and in which column."""

    values: dict[str, str]
    wanted: str
    observed: str
    typed: TypedSet

    @property
    def body(self) -> dict[str, str]:
        """What is kept as a draft."""
        typed = self.typed
        since = typed.since.isoformat()
        places = (self.wanted, self.observed, typed.column, since, typed.by, typed.row)
        return self.values | dict(zip(_PLACES, places, strict=True))

    @classmethod
    def of(cls, body: dict[str, str], now: datetime) -> "Unfinished":
        """What a draft says; `now` stands for what it doesn't tell."""
        wanted, observed, column, since, by, row = (body.get(place, "") for place in _PLACES)
        return cls(
            values={key: text for key, text in body.items() if key not in _PLACES},
            wanted=wanted,
            observed=observed,
            typed=TypedSet(
                column=column or NOW_KEY,
                since=datetime.fromisoformat(since) if since else now,
                by=by,
                row=row,
                restored=True,
            ),
        )


def _moment(observed: str) -> datetime | None:
    """A moment as ISO 8601 writes it, with its zone; None for what the rule will refuse."""
    try:
        given = datetime.fromisoformat(observed)
    except ValueError:
        return None
    return given if given.tzinfo is not None else None


def saved_words(chart: Chart, ref: str) -> str:
    """That a set just saved went beside the plan, and which one is still due; else empty."""
    column = next(
        (each for each in chart.columns if each.reading and each.reading.ref == ref), None
    )
    due = chart.open_column
    if column is None or column.slot is not None or due is None or due.slot is None:
        return ""
    when = clock_text(due.slot.due, chart.zone)
    return f"Saved as an extra set; the set of {when} is still due"


def set_words(chart: Chart, typed: TypedSet | None) -> str:
    """Which set is being typed; `typed` if its time must be asked."""
    opened = chart.open_column
    if typed is not None:
        return f"{typed.words(chart)}: when was it observed?"
    if opened is not None and opened.slot is not None:
        time = clock_text(opened.slot.due, chart.zone)
        return f"Missed set of {time}" if is_past(opened) else f"Set of {time}"
    return "Vitals before the start" if chart.session.started_at is None else "Extra set"
