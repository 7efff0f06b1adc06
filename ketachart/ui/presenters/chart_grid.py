"""A session as the charting grid shows it: values, marks, alerts, rate, medications."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from functools import partial

from ketachart.domain import events as ev
from ketachart.domain import vitals
from ketachart.domain.bedside import Extra
from ketachart.domain.infusion import PumpStep
from ketachart.domain.quantities import written
from ketachart.domain.session import Medication, Reading, Session
from ketachart.domain.settings import Settings, VitalLimits
from ketachart.domain.slots import SlotStatus
from ketachart.domain.times import clock_text
from ketachart.ui.presenters.chart_columns import NOW_KEY, SOON, Chart, ChartColumn
from ketachart.ui.presenters.entry_fields import FAR_FROM_LAST, FieldRange
from ketachart.ui.presenters.entry_replies import LastSet
from ketachart.ui.presenters.grid_view import (
    CellView,
    ColumnState,
    ColumnView,
    Direction,
    GridView,
    Priority,
    RowView,
    vitals_rows,
)

PRIORITIES = {
    vitals.Priority.LOW: Priority.LOW,
    vitals.Priority.MEDIUM: Priority.MEDIUM,
    vitals.Priority.HIGH: Priority.HIGH,
}
FIELDS_OF = {"bp": ("sbp", "dbp")}
"""The fields behind a row; every other row is one field of its own name."""
ALERTS_OF = {"bp": ("sbp", "dbp", "map")}
"""The alerts that a row shows; every other row shows those of its own fields."""
EXTRA = "extra:"
AFTER_EXTRAS = 2
"""How many rows stand under those of extra readings: the pump's rate and the drugs."""
RARE_ROWS = frozenset({"etco2", "o2_lpm", "temp_c"})
"""Rows that are shown once they hold something, or on demand."""
_STATES = {each: ColumnState[each.name] for each in SlotStatus}


def hidden_rows(session: Session) -> frozenset[str]:
    """Rows that nobody needs in this session so far."""
    charted = {name for each in session.readings for name in (*each.values, *each.not_obtained)}
    needed = {"etco2"} if session.high_respiratory_risk else set()
    return RARE_ROWS - charted - needed


class DrawnColumns:
    """The columns of the grid as they were last worked out, so that only others are worked out.

    What was charted stays as it is while neither it nor what it is compared with changes.
    """

    def __init__(self) -> None:
        self._common: object = None
        self._kept: dict[str, tuple[object, ColumnView]] = {}

    def begin(self, common: object) -> None:
        """Forget everything if what all columns depend on is another."""
        if common != self._common:
            self._common = common
            self._kept.clear()

    def column(self, key: str, parts: object, made: Callable[[], ColumnView]) -> ColumnView:
        """The column as it was, or made anew if what it shows is another."""
        kept = self._kept.get(key)
        if kept is not None and kept[0] == parts:
            return kept[1]
        view = made()
        self._kept[key] = (parts, view)
        return view


def grid_view(
    chart: Chart, hidden: frozenset[str] = frozenset(), drawn: DrawnColumns | None = None
) -> GridView:
    """The whole grid of a chart; `drawn` is what the last call worked out."""
    usual = [row for row in vitals_rows(limits_texts(chart.settings)) if row.key not in hidden]
    rows = (*usual[:-AFTER_EXTRAS], *_extra_rows(chart.session), *usual[-AFTER_EXTRAS:])
    medications, extras = _medications(chart), _extras(chart)
    session, drawn = chart.session, drawn or DrawnColumns()
    drawn.begin((rows, session.baseline, session.pump, session.started_at))
    columns = []
    for number, column in enumerate(chart.columns):
        given, own = medications.get(number, ()), extras.get(number, {})
        made = partial(_column, chart, number, column, rows, given, own)
        explained = session.explanations.get(column.slot.due) if column.slot else None
        is_charted = column.reading is not None and number != chart.open
        parts = (column, given, own, explained)
        columns.append(drawn.column(column.key, parts, made) if is_charted else made())
    return GridView(rows=rows, columns=tuple(columns), due=chart.open)


def entry_ranges(settings: Settings) -> dict[str, FieldRange]:
    """What is possible in each field, and which step from the last value is asked about."""
    return {
        name: FieldRange(
            low=limits.low, high=limits.high, decimals=limits.decimals, far=FAR_FROM_LAST.get(name)
        )
        for name, limits in settings.vitals.items()
    }


def last_values(session: Session) -> dict[str, str]:
    """The latest value of every field, to compare new ones with; never carried over."""
    values: dict[str, str] = {}
    for reading in sorted(session.readings, key=lambda each: each.observed_at):
        values |= {name: format(value, "f") for name, value in reading.values.items()}
    return values


def last_set(session: Session, zone: tzinfo) -> LastSet | None:
    """The set before, whole, to ask about another that is equal to it."""
    latest = max(session.readings, key=lambda each: each.observed_at, default=None)
    if latest is None:
        return None
    values = {name: format(value, "f") for name, value in latest.values.items()}
    return LastSet(time=clock_text(latest.observed_at, zone), values=values)


def limits_texts(settings: Settings) -> dict[str, str]:
    """The alert bounds of each row as its header shows them."""
    texts = {name: _bounds(limits) for name, limits in settings.vitals.items()}
    return texts | {
        "bp": f"{texts['sbp']} / {texts['dbp']}",
    }


def _bounds(limits: VitalLimits) -> str:
    low, high = limits.alert_low, limits.alert_high
    if low is not None and high is not None:
        return f"{written(low)}–{written(high)}"
    if low is not None:
        return f"≥ {written(low)}"
    return f"≤ {written(high)}" if high is not None else ""


def reading_alerts(session: Session, reading: Reading, settings: Settings) -> list[vitals.Alert]:
    """The alerts of a set; after the start also against the patient's own baseline."""
    start = session.started_at
    compared = start is not None and reading.observed_at > start
    baseline = session.baseline if compared else None
    return list(vitals.alerts(reading.values, settings, baseline))


def value_text(row: str, values: Mapping[str, Decimal]) -> str:
    """What a row of the grid shows of a set of values."""
    if row == "bp":
        pair = [written(values[name]) if name in values else "–" for name in ("sbp", "dbp")]
        return "/".join(pair) if {"sbp", "dbp"} & values.keys() else ""
    return written(values[row]) if row in values else ""


def mean_text(values: Mapping[str, Decimal]) -> str:
    """`(110)`: the mean pressure as it stands under a pressure."""
    if "sbp" in values and "dbp" in values:
        return f"({written(vitals.mean_pressure(values['sbp'], values['dbp']))})"
    return ""


def dose_words(given: ev.MedicationGiven) -> str:
    """`midazolam 0.5 mg`."""
    return f"{given.drug} {written(given.dose, given.unit, places=4)}"


# ── Columns ──────────────────────────────────────────────────────────────────────────────────────


def _column(
    chart: Chart,
    number: int,
    column: ChartColumn,
    rows: tuple[RowView, ...],
    medications: tuple[Medication, ...],
    extras: Mapping[str, Extra],
) -> ColumnView:
    state = _state(chart, column)
    time = "now" if column.key == NOW_KEY else chart.time_text(column.at)
    due = clock_text(column.slot.due, chart.zone) if column.slot else ""
    explained = chart.session.explanations.get(column.slot.due) if column.slot else None
    entered_late = _entered_late(chart, column)
    words = _words(chart, column, state, due, explained=explained is not None)
    if number == chart.open and state is ColumnState.MISSED:
        words = "missed"
    # A head has room for two lines; the E in each cell of a late column says the same.
    if entered_late and state is not ColumnState.LATE:
        words = f"{words} · entered late".removeprefix(" · ")
    view = _Cells(chart, column, time)
    cells = tuple(
        view.medications(medications)
        if row.key == "meds"
        else view.rate(is_open=number == chart.open)
        if row.key == "rate"
        else view.own_row(extras.get(row.key))
        if row.key.startswith(EXTRA)
        else view.value(row)
        for row in rows
    )
    return ColumnView(
        key=column.key,
        time_text=time,
        due_text=due,
        state=state,
        words=words,
        entered_late=entered_late,
        explained=explained,
        cells=cells,
    )


def _state(chart: Chart, column: ChartColumn) -> ColumnState:
    if column.slot is None:
        return ColumnState.EXTRA
    state = _STATES[column.slot.status]
    is_soon = state is ColumnState.DUE and column.slot.due - SOON <= chart.now < column.slot.due
    if is_soon:
        return ColumnState.DUE_SOON
    if state is ColumnState.DUE and chart.now < column.slot.due:
        return ColumnState.UPCOMING
    return state


def _entered_late(chart: Chart, column: ChartColumn) -> bool:
    reading = column.reading
    if reading is None:
        return False
    allowed = timedelta(seconds=chart.settings.entered_late_s)
    return reading.recorded_at - reading.observed_at > allowed


def _words(
    chart: Chart, column: ChartColumn, state: ColumnState, due: str, *, explained: bool
) -> str:
    if state is ColumnState.LATE:
        return f"late · due {due}"
    if state is ColumnState.MISSED:
        return "missed · explained" if explained else "missed · explain"
    if state is not ColumnState.EXTRA:
        return ""
    start = chart.session.started_at
    return "baseline" if start is None or column.at <= start else "extra"


def _extra_rows(session: Session) -> tuple[RowView, ...]:
    """A row for each kind of reading that the grid has no row for."""
    kinds = dict.fromkeys((each.name, each.unit) for each in session.extras)
    return tuple(RowView(key=_extra_key(*kind), label=kind[0], unit=kind[1]) for kind in kinds)


def _extra_key(name: str, unit: str) -> str:
    return f"{EXTRA}{name}|{unit}"


def _extras(chart: Chart) -> dict[int, dict[str, Extra]]:
    found: dict[int, dict[str, Extra]] = {}
    for each in sorted(chart.session.extras, key=lambda one: one.observed_at):
        number = chart.place(each.observed_at)
        if number is not None:
            found.setdefault(number, {})[_extra_key(each.name, each.unit)] = each
    return found


def _medications(chart: Chart) -> dict[int, tuple[Medication, ...]]:
    found: dict[int, tuple[Medication, ...]] = {}
    for given in sorted(chart.session.medications, key=lambda each: each.observed_at):
        number = chart.place(given.observed_at)
        if number is not None:
            found[number] = (*found.get(number, ()), given)
    return found


class _Cells:
    """The cells of one column."""

    def __init__(self, chart: Chart, column: ChartColumn, time: str) -> None:
        self._chart = chart
        self._column = column
        self._time = time
        self._reading = column.reading
        self._alerts: dict[str, vitals.Alert] = {}
        if self._reading is not None:
            found = reading_alerts(chart.session, self._reading, chart.settings)
            for alert in reversed(found):
                self._alerts[alert.field] = alert
        self._changed = {each.field for each in self._reading.changes} if self._reading else set()

    def value(self, row: RowView) -> CellView:
        """A measured value with its alert and whether it was amended."""
        fields = FIELDS_OF.get(row.key, (row.key,))
        text = value_text(row.key, self._reading.values) if self._reading else ""
        raised = ALERTS_OF.get(row.key, fields)
        found = [self._alerts[name] for name in raised if name in self._alerts]
        worst = max(found, key=lambda alert: PRIORITIES[alert.priority], default=None)
        amended = bool(self._changed.intersection(fields))
        if not text and (why := self._missing(fields)):
            spoken = f"{row.label}, {self._time}: not obtained, {why}"
            return CellView(text=f"NO {why}", not_obtained=True, amended=amended, spoken=spoken)
        source = self._source(fields)
        below = mean_text(self._reading.values) if self._reading and row.key == "bp" else ""
        return CellView(
            text=text,
            below=below,
            priority=PRIORITIES[worst.priority] if worst else Priority.NONE,
            direction=_direction(worst),
            amended=amended,
            source=source[:1].upper(),
            spoken=self._spoken(row, text, worst, source, amended=amended) if text else "",
        )

    def _missing(self, fields: tuple[str, ...]) -> str:
        """Why a row of the set was not obtained."""
        why = self._reading.not_obtained if self._reading else {}
        return next((why[name] for name in fields if name in why), "")

    def _source(self, fields: tuple[str, ...]) -> str:
        """Where a value comes from that was not typed."""
        known = self._reading.sources if self._reading else {}
        return next((known[name] for name in fields if name in known), "")

    def _spoken(
        self,
        row: RowView,
        text: str,
        worst: vitals.Alert | None,
        source: str,
        *,
        amended: bool,
    ) -> str:
        unit = "" if "–" in row.unit else row.unit
        said = [f"{row.label}, {self._time}: {text} {unit}".rstrip()]
        if row.key == "bp" and self._reading and (mean := mean_text(self._reading.values)):
            said.append(f"mean {mean.strip('()')}")
        if worst is not None:
            said.append(f"{worst.priority.value} priority alert, {worst.direction}")
        if amended:
            said.append("amended")
        if source:
            said.append(f"from {source}")
        return ", ".join(said)

    def own_row(self, extra: Extra | None) -> CellView:
        """A reading of its own row, with its own time."""
        if extra is None:
            return CellView()
        time = clock_text(extra.observed_at, self._chart.zone)
        return CellView(
            text=extra.value,
            amended=bool(extra.changes),
            spoken=f"{extra.name}, {time}: {extra.value} {extra.unit}".rstrip(),
        )

    def rate(self, *, is_open: bool) -> CellView:
        """The pump's rate at the column's time; in the open column, the rate now."""
        session, at = self._chart.session, self._column.at
        moment = self._chart.now if is_open else at
        step = step_at(session, moment)
        if moment > self._chart.now or step is None or step.do == "stop":
            return CellView()
        text = written(step.ml_per_h) if step.ml_per_h else "paused"
        unit = " mL/h" if step.ml_per_h else ""
        return CellView(text=text, spoken=f"Ketamine, {self._time}: {text}{unit}")

    def medications(self, given: tuple[Medication, ...]) -> CellView:
        """The drugs given since the column before."""
        if not given:
            return CellView()
        words = [f"{dose_words(each.given)}{' ▲' if each.given.rescue else ''}" for each in given]
        spoken = [
            f"{dose_words(each.given)} {each.given.route} at "
            f"{clock_text(each.observed_at, self._chart.zone)}"
            f"{', rescue' if each.given.rescue else ''}"
            for each in given
        ]
        return CellView(
            text="; ".join(words),
            amended=any(each.changes for each in given),
            spoken=f"Medication: {'; '.join(spoken)}",
        )


def step_at(session: Session, moment: datetime) -> PumpStep | None:
    """What the pump last did by a moment."""
    return next((step for step in reversed(session.pump) if step.at <= moment), None)


def _direction(alert: vitals.Alert | None) -> Direction:
    if alert is None:
        return Direction.WITHIN
    return Direction.ABOVE if alert.direction == "high" else Direction.BELOW
