"""A session as the trend shows it, on the columns of its chart."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from ketachart.domain import events as ev
from ketachart.domain.quantities import written
from ketachart.domain.session import Reading as Charted
from ketachart.domain.session import Session
from ketachart.domain.times import clock_text
from ketachart.ui.presenters.chart_columns import NOW_KEY, Chart
from ketachart.ui.presenters.chart_grid import PRIORITIES, dose_words, reading_alerts
from ketachart.ui.presenters.grid_view import Priority
from ketachart.ui.presenters.trend_view import (
    Earlier,
    Marker,
    MarkerKind,
    Pressure,
    RateSpan,
    Reading,
    TrendView,
    middle_of,
    place_of,
)


def trend_view(chart: Chart, earlier: Sequence[Session] = ()) -> TrendView:
    """Every series of a chart, before the same patient's earlier sessions."""
    charted = [
        (number, column.reading)
        for number, column in enumerate(chart.columns)
        if column.reading is not None
    ]
    priorities = {reading.ref: _priorities(chart, reading) for _, reading in charted}
    return TrendView(
        columns=tuple(
            "now" if column.key == NOW_KEY else clock_text(column.at, chart.zone)
            for column in chart.columns
        ),
        heart_rate=_series(charted, priorities, "hr"),
        spo2=_series(charted, priorities, "spo2"),
        dissociation=_series(charted, priorities, "dissociation"),
        hallucination=_series(charted, priorities, "hallucination"),
        pressure=tuple(_pressures(charted, priorities)),
        rate=tuple(_rates(chart)),
        markers=tuple(sorted(_markers(chart), key=lambda marker: marker.x)),
        due=chart.open,
        earlier=tuple(_earlier(chart, session) for session in earlier),
    )


def _earlier(chart: Chart, before: Session) -> Earlier:
    """What was read then, as long after the start as it was then."""
    return Earlier(
        systolic=_then(chart, before, "sbp"),
        heart_rate=_then(chart, before, "hr"),
        dissociation=_then(chart, before, "dissociation"),
    )


def _then(chart: Chart, before: Session, field: str) -> tuple[Reading, ...]:
    start, then = chart.session.started_at, before.started_at
    times = [column.at for column in chart.columns]
    if start is None or then is None or not times:
        return ()
    found = []
    for reading in sorted(before.readings, key=lambda each: each.observed_at):
        moment = start + (reading.observed_at - then)
        if field in reading.values and times[0] <= moment <= times[-1]:
            found.append(Reading(x=place_of(moment, times), value=reading.values[field]))
    return tuple(found)


_Charted = list[tuple[int, Charted]]
_Priorities = Mapping[str, Mapping[str, Priority]]
"""The priority of each alerting field, by the reading's reference."""


def _priorities(chart: Chart, reading: Charted) -> dict[str, Priority]:
    alerts = reading_alerts(chart.session, reading, chart.settings)
    return {alert.field: PRIORITIES[alert.priority] for alert in reversed(alerts)}


def _series(charted: _Charted, priorities: _Priorities, field: str) -> tuple[Reading, ...]:
    return tuple(
        Reading(
            x=middle_of(number),
            value=reading.values[field],
            priority=priorities[reading.ref].get(field, Priority.NONE),
        )
        for number, reading in charted
        if field in reading.values
    )


def _pressures(charted: _Charted, priorities: _Priorities) -> Iterator[Pressure]:
    for number, reading in charted:
        if "sbp" in reading.values and "dbp" in reading.values:
            own = priorities[reading.ref]
            yield Pressure(
                x=middle_of(number),
                systolic=reading.values["sbp"],
                diastolic=reading.values["dbp"],
                priority=max(own.get(name, Priority.NONE) for name in ("sbp", "dbp", "map")),
            )


def _rates(chart: Chart) -> Iterator[RateSpan]:
    """The pump's rate from each step to the next; nothing before the start or after the stop."""
    times = [column.at for column in chart.columns]
    pump = chart.session.pump
    for number, step in enumerate(pump):
        if step.do == "stop":
            return
        until = pump[number + 1].at if number + 1 < len(pump) else chart.now
        start, end = place_of(step.at, times), place_of(until, times)
        if end > start:
            yield RateSpan(start=start, end=end, ml_per_h=_plain(step.ml_per_h))


def _plain(amount: Decimal) -> Decimal:
    """An amount as it is written on a chart: without trailing zeros."""
    return Decimal(written(amount))


def _markers(chart: Chart) -> Iterator[Marker]:
    times, session = [column.at for column in chart.columns], chart.session
    for given in session.medications:
        kind = MarkerKind.RESCUE if given.given.rescue else MarkerKind.MEDICATION
        place = place_of(given.observed_at, times)
        yield Marker(x=place, label=dose_words(given.given), kind=kind)
    for step in session.pump:
        words = {"pause": "paused", "bolus": f"bolus {written(step.ml, 'mL')}"}.get(step.do)
        if words is not None:
            yield Marker(x=place_of(step.at, times), label=words, kind=MarkerKind.EVENT)
    for remark in session.remarks:
        if isinstance(remark.event, ev.AdverseRecorded):
            place = place_of(remark.at, times)
            yield Marker(x=place, label=remark.event.kind, kind=MarkerKind.EVENT)
