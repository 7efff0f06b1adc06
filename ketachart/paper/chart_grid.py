"""The charting grid as a table: a row for each set of vitals, what happened in between across."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from ketachart.domain import events as ev
from ketachart.domain import monitoring
from ketachart.domain.changes import Change
from ketachart.domain.quantities import written
from ketachart.domain.session import Reading
from ketachart.domain.slots import Slot, SlotStatus
from ketachart.domain.times import minutes_of
from ketachart.domain.vitals import Alert, Priority, alerts, mean_pressure
from ketachart.paper.blocks import Heading, Words
from ketachart.paper.chart_history import entries_of
from ketachart.paper.chart_infusion import pump_words, rate_at
from ketachart.paper.chart_paper import ChartPaper
from ketachart.paper.lettering import Tone
from ketachart.paper.strips import Block
from ketachart.paper.table import Cell, Column, Row, Run, Table, cell

LEGEND = (
    "▲ ▼ above or below the clinic's bounds, doubled where urgent; △ ▽ off the patient's own "
    "baseline; * amended, the old value stands at the right. MAP is worked out from the pressures. "
    "Rate is the pump's at that moment. NO not obtained, the reason stands below; D from a device, "
    "P from paper."
)
SIGNS: Mapping[tuple[Priority, str], str] = {
    (Priority.HIGH, "high"): "▲▲",
    (Priority.HIGH, "low"): "▼▼",
    (Priority.MEDIUM, "high"): "▲",
    (Priority.MEDIUM, "low"): "▼",
    (Priority.LOW, "high"): "△",
    (Priority.LOW, "low"): "▽",
}

_COLUMNS = (
    Column(title="Time", width=32),
    Column(title="Due", width=29),
    Column(title="HR\n/min", width=32, is_number=True),
    Column(title="BP\nmmHg", width=61, is_number=True),
    Column(title="MAP\nmmHg", width=31, is_number=True),
    Column(title="SpO₂\n%", width=33, is_number=True),
    Column(title="RR\n/min", width=29, is_number=True),
    Column(title="EtCO₂\nmmHg", width=31, is_number=True),
    Column(title="O₂\nL/min", width=30, is_number=True),
    Column(title="Temp\n°C", width=35, is_number=True),
    Column(title="MOAA/S\n0–5", width=36, is_number=True),
    Column(title="Pain\n0–10", width=26, is_number=True),
    Column(title="Diss.\n0–10", width=27, is_number=True),
    Column(title="Hall.\n0–10", width=27, is_number=True),
    Column(title="Naus.\n0–3", width=30, is_number=True),
    Column(title="Rate\nmL/h", width=31, is_number=True),
    Column(title="How it stands,\nby whom", width=76),
)
_PLAIN = ("spo2", "rr", "etco2", "o2_lpm", "temp_c", "moaas")
_RATED = ("pain", "dissociation", "hallucination", "nausea")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moment:
    """A row with the moment it belongs to."""

    at: datetime
    row: Row


def grid_blocks(chart: ChartPaper) -> list[Block]:
    """The whole grid in order of time."""
    moments = sorted(
        [*_slot_rows(chart), *_extra_rows(chart), *_happenings(chart)], key=lambda each: each.at
    )
    blocks: list[Block] = [Heading(words="Charting grid")]
    if not moments:
        return [*blocks, Words(text="Nothing is charted.")]
    rows = tuple(each.row for each in moments)
    table = Table(columns=_COLUMNS, rows=rows, continued="Charting grid", head_points=6.2)
    return [*blocks, table, Words(text=LEGEND, points=7.0, tone=Tone.FAINT)]


def _slots(chart: ChartPaper) -> Sequence[Slot]:
    found = monitoring.slots(chart.session, chart.settings, chart.printed_at)
    return [slot for slot in found if slot.status is not SlotStatus.UPCOMING]


def _slot_rows(chart: ChartPaper) -> Iterator[_Moment]:
    readings = {reading.ref: reading for reading in chart.session.readings}
    for slot in _slots(chart):
        if slot.observation is not None:
            reading = readings[slot.observation.ref]
            yield _Moment(at=reading.observed_at, row=_reading_row(chart, reading, slot))
        else:
            yield _Moment(at=slot.due, row=_missing_row(chart, slot))


def _extra_rows(chart: ChartPaper) -> Iterator[_Moment]:
    filled = {slot.observation.ref for slot in _slots(chart) if slot.observation}
    for reading in chart.session.readings:
        if reading.ref not in filled:
            yield _Moment(at=reading.observed_at, row=_reading_row(chart, reading, None))


def _missing_row(chart: ChartPaper, slot: Slot) -> Row:
    runs = [Run(slot.status.upper(), Tone.ALERT)]
    explained = chart.session.explanations.get(slot.due)
    if explained is not None:
        runs += [Run(explained)]
        runs += [
            Run(f"explained {chart.clock(entry.recorded_at)} {chart.initials(entry.author)}")
            for entry, event in entries_of(chart.session, ev.SlotExplained)
            if event.due == slot.due and event.reason == explained
        ]
    elif slot.status is SlotStatus.MISSED:
        runs.append(Run("not explained", Tone.ALERT))
    due = cell(chart.clock(slot.due), tone=Tone.FAINT)
    empty = tuple(cell("–", tone=Tone.FAINT) for _ in range(len(_COLUMNS) - 4))
    return Row(cells=(cell("–"), due, *empty, cell(_rate(chart, slot.due)), Cell(runs=tuple(runs))))


def _reading_row(chart: ChartPaper, reading: Reading, slot: Slot | None) -> Row:
    raised = alerts(reading.values, chart.settings, chart.session.baseline)
    amended = {change.field for change in reading.changes}
    star = "*" if "observed_at" in amended else ""
    cells = (
        cell(f"{chart.clock(reading.observed_at)}{star}"),
        cell(chart.clock(slot.due) if slot else "", tone=Tone.FAINT),
        _value(reading, raised, amended, "hr"),
        _pressure(reading, raised, amended),
        _mean(reading, raised),
        *(_value(reading, raised, amended, name) for name in (*_PLAIN, *_RATED)),
        cell(_rate(chart, reading.observed_at)),
        _standing(chart, reading, slot),
    )
    return Row(cells=cells)


def _rate(chart: ChartPaper, moment: datetime) -> str:
    rate = rate_at(chart.session, moment)
    return written(rate, places=1) if rate is not None else ""


def _worst(raised: Sequence[Alert], *fields: str) -> Alert | None:
    # The domain names the most urgent first.
    return next((alert for alert in raised if alert.field in fields), None)


def _value(reading: Reading, raised: Sequence[Alert], amended: set[str], name: str) -> Cell:
    value = reading.values.get(name)
    if value is None:
        missing = "NO" if name in reading.not_obtained else ""
        return cell(f"{missing}{'*' if name in amended else ''}")
    text = f"{written(value)}{_source(reading, name)}"
    return _marked(text, _worst(raised, name), is_amended=name in amended)


def _source(reading: Reading, *fields: str) -> str:
    """D or P behind a value that was not typed."""
    known = next((reading.sources[name] for name in fields if name in reading.sources), "")
    return f" {known[:1].upper()}" if known else ""


def _marked(text: str, alert: Alert | None, *, is_amended: bool) -> Cell:
    star = "*" if is_amended else ""
    return cell(f"{_sign(alert)}{text}{star}", tone=_tone(alert))


def _sign(alert: Alert | None) -> str:
    return "" if alert is None else SIGNS[alert.priority, alert.direction]


def _tone(alert: Alert | None) -> Tone:
    is_quiet = alert is None or alert.priority is Priority.LOW
    return Tone.PLAIN if is_quiet else Tone.ALERT


def _pressure(reading: Reading, raised: Sequence[Alert], amended: set[str]) -> Cell:
    star = "*" if amended & {"sbp", "dbp"} else ""
    if not {"sbp", "dbp"} & set(reading.values):
        missing = "NO" if {"sbp", "dbp"} & set(reading.not_obtained) else ""
        return cell(f"{missing}{star}")
    parts = []
    for name in ("sbp", "dbp"):
        value = reading.values.get(name)
        text = "–" if value is None else written(value)
        parts.append(f"{_sign(_worst(raised, name))}{text}")
    source = _source(reading, "sbp", "dbp")
    return cell(f"{'/'.join(parts)}{source}{star}", tone=_tone(_worst(raised, "sbp", "dbp")))


def _mean(reading: Reading, raised: Sequence[Alert]) -> Cell:
    systolic, diastolic = reading.values.get("sbp"), reading.values.get("dbp")
    if systolic is None or diastolic is None:
        return cell("")
    mean: Decimal = mean_pressure(systolic, diastolic)
    return _marked(written(mean), _worst(raised, "map"), is_amended=False)


def _standing(chart: ChartPaper, reading: Reading, slot: Slot | None) -> Cell:
    by = chart.initials(reading.by)
    runs = [_status(chart, reading, slot, by)]
    late = timedelta(seconds=chart.settings.entered_late_s)
    if reading.recorded_at - reading.observed_at > late:
        words = f"ENTERED LATE, at {chart.clock(reading.recorded_at)}"
        runs.append(Run(words, Tone.STRONG))
    changes = sorted(reading.changes, key=lambda each: (each.at, each.field))
    runs += [Run(f"* {_amendment_words(chart, change)}") for change in changes]
    return Cell(runs=tuple(runs))


def _status(chart: ChartPaper, reading: Reading, slot: Slot | None, by: str) -> Run:
    if slot is not None and slot.status is SlotStatus.LATE:
        late = minutes_of(reading.observed_at - slot.due)
        return Run(f"LATE by {late} min · {by}", Tone.STRONG)
    if slot is not None:
        return Run(f"{slot.status} · {by}")
    start = chart.session.started_at
    before = start is None or reading.observed_at < start
    return Run(f"{'before the start' if before else 'extra'} · {by}")


def _amendment_words(chart: ChartPaper, change: Change) -> str:
    """What was changed, by whom, when and why."""
    name, old, new = chart.told(change)
    who = f"{chart.initials(change.by)} {chart.clock(change.at)}"
    return f"{name} was {old}, now {new}: {change.reason} ({who})"


def _happenings(chart: ChartPaper) -> Iterator[_Moment]:
    for at, words in pump_words(chart):
        yield _across(chart, at, words)
    for given in chart.session.medications:
        event = given.given
        dose = written(event.dose, event.unit, places=4)
        rescue = "rescue " if event.rescue else ""
        words = f"{rescue}{event.drug} {dose} {event.route} for {event.indication}"
        yield _across(chart, given.observed_at, words)
    for remark in chart.session.remarks:
        if isinstance(remark.event, ev.AdverseRecorded):
            yield _across(
                chart, remark.at, f"adverse event: {remark.event.kind}, {remark.event.severity}"
            )
    released = chart.session.released_at
    if released is not None:
        yield _across(chart, released, "released")


def _across(chart: ChartPaper, at: datetime, words: str) -> _Moment:
    row = Row(
        cells=(cell(f"{chart.clock(at)}   {words}", tone=Tone.STRONG),), is_tinted=True, spans=True
    )
    return _Moment(at=at, row=row)
