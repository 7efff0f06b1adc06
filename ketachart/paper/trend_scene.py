"""What the trend on paper shows, as plain values along one axis of time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from ketachart.domain import events as ev
from ketachart.domain.quantities import written
from ketachart.domain.times import HOUR, minutes
from ketachart.paper.chart_paper import ChartPaper

QUARTER = minutes(15)
LONGEST = 3 * HOUR
LEAST_TOP = 220
MOST_BOTTOM = 40
STEP = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A value at a moment."""

    at: datetime
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressure:
    """Systolic and diastolic of one moment; either may be missing."""

    at: datetime
    systolic: Decimal | None
    diastolic: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch at one pump rate; 0 while paused."""

    begin: datetime
    end: datetime
    ml_per_h: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Words at a moment."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Every series of a session, whatever part of it is drawn."""

    heart_rate: tuple[Point, ...]
    pressures: tuple[Pressure, ...]
    spo2: tuple[Point, ...]
    dissociation: tuple[Point, ...]
    hallucination: tuple[Point, ...]
    rate: tuple[Segment, ...]
    events: tuple[Label, ...]
    scales: tuple[Label, ...]

    @property
    def moments(self) -> list[datetime]:
        """Every moment that something stands at."""
        return [
            *(point.at for series in self._series for point in series),
            *(pressure.at for pressure in self.pressures),
            *(moment for segment in self.rate for moment in (segment.begin, segment.end)),
            *(label.at for label in (*self.events, *self.scales)),
        ]

    @property
    def _series(self) -> tuple[tuple[Point, ...], ...]:
        return (self.heart_rate, self.spo2, self.dissociation, self.hallucination)

    @property
    def top(self) -> int:
        """The upper end of the scale that pressures and heart rate share."""
        found = [point.value for point in self.heart_rate]
        found += [each.systolic for each in self.pressures if each.systolic is not None]
        highest = max(found, default=Decimal(0))
        return max(LEAST_TOP, -(-int(highest) // STEP) * STEP)

    @property
    def bottom(self) -> int:
        """The lower end of that scale."""
        found = [point.value for point in self.heart_rate]
        found += [each.diastolic for each in self.pressures if each.diastolic is not None]
        lowest = min(found, default=Decimal(MOST_BOTTOM))
        return min(MOST_BOTTOM, int(lowest) // STEP * STEP)

    @property
    def lowest_spo2(self) -> int:
        """The lower end of the scale of SpO2."""
        lowest = min((point.value for point in self.spo2), default=Decimal(100))
        return min(80, int(lowest) // 10 * 10)

    @property
    def highest_rate(self) -> Decimal:
        """The upper end of the scale of the rate."""
        return max((segment.ml_per_h for segment in self.rate), default=Decimal(0))


def scene_of(chart: ChartPaper) -> Scene:
    """The session's series in order of time."""
    readings = sorted(chart.session.readings, key=lambda reading: reading.observed_at)

    def series(name: str) -> tuple[Point, ...]:
        return tuple(
            Point(at=each.observed_at, value=each.values[name])
            for each in readings
            if name in each.values
        )

    return Scene(
        heart_rate=series("hr"),
        pressures=tuple(
            Pressure(
                at=each.observed_at,
                systolic=each.values.get("sbp"),
                diastolic=each.values.get("dbp"),
            )
            for each in readings
            if {"sbp", "dbp"} & set(each.values)
        ),
        spo2=series("spo2"),
        dissociation=series("dissociation"),
        hallucination=series("hallucination"),
        rate=tuple(_segments(chart)),
        events=tuple(sorted(_events(chart), key=lambda label: label.at)),
        scales=tuple(_scales(chart)),
    )


def windows(scene: Scene) -> list[tuple[datetime, datetime]]:
    """The spans to draw, each on whole quarters of an hour and no longer than is legible."""
    moments = scene.moments
    if not moments:
        return []
    begin, end = _quarter_before(min(moments)), _quarter_before(max(moments)) + QUARTER
    found = []
    while begin < end:
        found.append((begin, min(begin + LONGEST, end)))
        begin += LONGEST
    return found


def _quarter_before(moment: datetime) -> datetime:
    past = timedelta(
        minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond
    )
    return moment - past


def _segments(chart: ChartPaper) -> Sequence[Segment]:
    """The stretches of one rate; a bolus parts none."""
    pump = chart.session.pump
    found: list[Segment] = []
    for index, step in enumerate(pump):
        if step.do == "stop":
            break
        end = pump[index + 1].at if index + 1 < len(pump) else chart.printed_at
        if found and found[-1].ml_per_h == step.ml_per_h:
            found[-1] = replace(found[-1], end=end)
        else:
            found.append(Segment(begin=step.at, end=end, ml_per_h=step.ml_per_h))
    return found


def _events(chart: ChartPaper) -> Iterator[Label]:
    for step in chart.session.pump:
        amount = f" {written(step.ml, 'mL')}" if step.do == "bolus" else ""
        yield Label(at=step.at, words=f"{step.do}{amount}")
    for given in chart.session.medications:
        dose = written(given.given.dose, given.given.unit, places=4)
        yield Label(at=given.observed_at, words=f"▲ {given.given.drug} {dose}")
    for remark in chart.session.remarks:
        if isinstance(remark.event, ev.AdverseRecorded):
            yield Label(at=remark.at, words=f"! {remark.event.kind}")


def _scales(chart: ChartPaper) -> Sequence[Label]:
    """Scores charted within a few minutes share one label."""
    grouped: list[Label] = []
    for score in sorted(chart.session.scores, key=lambda each: each.observed_at):
        words = f"{score.scale} {score.total}"
        if grouped and score.observed_at - grouped[-1].at < minutes(5):
            grouped[-1] = Label(at=grouped[-1].at, words=f"{grouped[-1].words}, {words}")
        else:
            grouped.append(Label(at=score.observed_at, words=words))
    return grouped
