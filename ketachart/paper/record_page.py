"""The record at a glance, as anaesthesia records show it: curves, numbers, drugs, events, staff.

Numbers stand under the curves at the moment they were read, on a grid of five
minutes; events have a number on the time axis and are told in the key below.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from ketachart.domain import attesting
from ketachart.domain.infusion import dose_in_words
from ketachart.domain.quantities import written
from ketachart.domain.session import Reading
from ketachart.domain.times import minutes
from ketachart.paper.blocks import Fact, Facts, Heading, Words
from ketachart.paper.chart_infusion import pump_words
from ketachart.paper.chart_paper import ChartPaper
from ketachart.paper.lettering import (
    FINE_RULE,
    POINT,
    RULE,
    WHITE,
    Lettering,
    Line,
    Tone,
)
from ketachart.paper.strips import Block, Strip, draw_line, draw_rule
from ketachart.paper.table import Column, Row, Table, cell
from ketachart.paper.trend_drawing import LEFT, LEGEND, RIGHT, Panel
from ketachart.paper.trend_scene import scene_of, windows

FIVE = minutes(5)
ROWS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("BP", ("sbp", "dbp")),
    ("HR", ("hr",)),
    ("SpO₂", ("spo2",)),
    ("RR", ("rr",)),
    ("EtCO₂", ("etco2",)),
    ("MOAA/S", ("moaas",)),
    ("Pain", ("pain",)),
    ("Dissoc.", ("dissociation",)),
    ("Halluc.", ("hallucination",)),
    ("Nausea", ("nausea",)),
)
_NUMBER = Lettering(6.0)
_NAME = Lettering(6.3, Tone.STRONG)
_LINE = 9.0 * POINT


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, with its number on the time axis."""

    number: int
    at: datetime
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The values of a stretch under its curves, each at its moment, and the numbers of events."""

    chart: ChartPaper
    events: tuple[Event, ...]
    begin: datetime
    end: datetime

    def strips(self, width: float) -> list[Strip]:
        """One strip, which is never cut and stays with the curves."""
        readings = self._readings()
        rows = [row for row in ROWS if any(_text(each, row[1]) for each in readings)]
        placed = _apart([(each, self._x(each.observed_at, width)) for each in readings])
        levels = max((level for _, _, level in placed), default=0) + 1
        height = (len(rows) * levels + 1.5) * _LINE

        def draw(painter: QPainter, y: float) -> None:
            self._lines(painter, y, height, width)
            for number, (name, fields) in enumerate(rows):
                top = y + number * levels * _LINE
                draw_rule(painter, (0, top), (width - RIGHT, top), FINE_RULE)
                draw_line(painter, Line(name, _NAME), 0, top)
                for reading, x, level in placed:
                    text = _text(reading, fields)
                    if text:
                        _write(painter, text, x, top + level * _LINE)
            self._keys(painter, y + len(rows) * levels * _LINE, width)

        return [Strip(height=height, draw=draw)]

    def _x(self, moment: datetime, width: float) -> float:
        share = (moment - self.begin) / (self.end - self.begin)
        return LEFT + (width - RIGHT - LEFT) * share

    def _readings(self) -> list[Reading]:
        found = sorted(self.chart.session.readings, key=lambda each: each.observed_at)
        return [each for each in found if self.begin <= each.observed_at <= self.end]

    def _lines(self, painter: QPainter, y: float, height: float, width: float) -> None:
        """A mark every five minutes, a stronger one every quarter of an hour."""
        moment = self.begin
        while moment <= self.end:
            is_quarter = moment.minute % 15 == 0
            x = self._x(moment, width)
            draw_rule(painter, (x, y), (x, y + height), RULE if is_quarter else FINE_RULE)
            moment += FIVE

    def _keys(self, painter: QPainter, y: float, width: float) -> None:
        draw_rule(painter, (0, y), (width - RIGHT, y), RULE)
        draw_line(painter, Line("Events", _NAME), 0, y)
        end = 0.0
        for event in self.events:
            if self.begin <= event.at <= self.end:
                words = str(event.number)
                x = max(self._x(event.at, width) - _NAME.width(words) / 2, end)
                draw_line(painter, Line(words, _NAME), x, y)
                end = x + _NAME.width(words) + 2 * POINT


def record_blocks(chart: ChartPaper) -> list[Block]:
    """The page with which a chart opens; only facts before the start."""
    blocks: list[Block] = [Heading(words="Anaesthesia record"), *_late_change(chart)]
    blocks.append(Facts(facts=tuple(_facts(chart)), across=3))
    if chart.session.started_at is None:
        return blocks
    scene, events = scene_of(chart), tuple(_events(chart))
    for begin, end in windows(scene):
        blocks.append(Panel(chart=chart, scene=scene, begin=begin, end=end))
        blocks.append(Numbers(chart=chart, events=events, begin=begin, end=end))
    blocks.append(Words(text=LEGEND, points=6.5, tone=Tone.FAINT))
    blocks.append(Words(text=_key(events), points=7.0))
    blocks += _drugs(chart)
    return blocks


def _late_change(chart: ChartPaper) -> Iterator[Block]:
    """A change after the signature is said before anything else."""
    count = chart.session.changes_after_signature
    if count:
        what = "addendum" if count == 1 else "addenda"
        text = f"{count} {what} after the co-signature, not co-signed. See the end of this chart."
        yield Words(text=text, points=9.0, tone=Tone.ALERT)


def _facts(chart: ChartPaper) -> Iterator[Fact]:
    session, patient = chart.session, chart.patient
    allergies = ", ".join(patient.allergies) or "none known"
    yield Fact(label="Allergies", words=allergies, tone=Tone.STRONG)
    if session.intake is not None:
        yield Fact(label="Weight", words=written(session.intake.weight_kg, "kg"))
    plan = session.dose_plan
    if plan is not None:
        by = chart.name(session.ordered_by)
        yield Fact(label=f"Ordered by {by}", words=dose_in_words(plan))
    if session.started_at is not None:
        ended = f" to {chart.clock(session.stopped_at)}" if session.stopped_at else ", running"
        yield Fact(label="Infusion", words=f"{chart.clock(session.started_at)}{ended}")
    if session.stop is not None:
        given = written(session.administered_ml, "mL")
        yield Fact(label="Administered, of the product", words=given, tone=Tone.STRONG)
    yield Fact(label="Responsible", words=_staff(chart))
    yield Fact(label="Signed", words=_signed(chart))


def _staff(chart: ChartPaper) -> str:
    return "; ".join(
        f"{chart.clock(each.begin)}–{chart.clock(each.end) if each.end else ''} "
        f"{chart.name(each.person)}"
        for each in chart.session.responsibility
    )


def _signed(chart: ChartPaper) -> str:
    session = chart.session
    said = []
    if session.signature is not None:
        name, at = chart.name(session.signature.by), chart.clock(session.signature.at)
        said.append(f"{name} at {at}")
    for each in session.attestations:
        what = attesting.ATTESTABLE.get(each.kind, each.kind)
        said.append(f"{chart.name(each.by)} attested {what}")
    if session.cosignature is not None:
        name, at = chart.name(session.cosignature.by), chart.clock(session.cosignature.at)
        said.append(f"co-signed by {name} at {at}")
    return "; ".join(said) or "not signed"


def _events(chart: ChartPaper) -> Iterator[Event]:
    """Everything that has a moment and is no reading, in order of time."""
    session = chart.session
    found = [*pump_words(chart), *((each.at, each.kind) for each in session.markers)]
    for given in session.medications:
        dose = written(given.given.dose, given.given.unit, places=4)
        words = f"{given.given.drug} {dose} {given.given.route}, {given.given.indication}"
        found.append((given.observed_at, words))
    for effect in session.effects:
        found.append((effect.onset, f"{effect.effect} begins"))
        if effect.resolved is not None:
            found.append((effect.resolved, f"{effect.effect} over"))
    if session.released_at is not None:
        found.append((session.released_at, "released"))
    for number, (at, words) in enumerate(sorted(found), start=1):
        yield Event(number=number, at=at, words=f"{chart.clock(at)} {words}")


def _key(events: Sequence[Event]) -> str:
    return " · ".join(f"({each.number}) {each.words}" for each in events)


def _drugs(chart: ChartPaper) -> list[Block]:
    """Each drug with its total; each dose stands in the key."""
    totals: dict[tuple[str, str, str], tuple[int, Decimal]] = {}
    for each in chart.session.medications:
        named = (each.given.drug, each.given.unit, each.given.route)
        count, total = totals.get(named, (0, Decimal(0)))
        totals[named] = (count + 1, total + each.given.dose)
    if not totals:
        return []
    columns = (
        Column(title="Drug", width=200),
        Column(title="Doses", width=60, is_number=True),
        Column(title="Total", width=100, is_number=True),
    )
    rows = tuple(
        Row(cells=(cell(f"{drug} {route}"), cell(str(count)), cell(written(total, unit, places=4))))
        for (drug, unit, route), (count, total) in totals.items()
    )
    return [Table(columns=columns, rows=rows)]


def _text(reading: Reading, fields: Sequence[str]) -> str:
    values: Mapping[str, Decimal] = reading.values
    if any(field in values for field in fields):
        return "/".join(written(values[field]) if field in values else "–" for field in fields)
    return "NO" if any(field in reading.not_obtained for field in fields) else ""


def _write(painter: QPainter, text: str, x: float, top: float) -> None:
    """Write a number over the lines of the time grid."""
    width = _NUMBER.width(text)
    under = QRectF(x - width / 2 - POINT / 2, top + POINT / 2, width + POINT, _LINE - POINT)
    painter.fillRect(under, QColor(WHITE))
    draw_line(painter, Line(text, _NUMBER), x - width / 2, top)


def _apart(
    placed: Sequence[tuple[Reading, float]],
) -> list[tuple[Reading, float, int]]:
    """Readings that would run into each other stand on lines of their own."""
    ends: list[float] = []
    found = []
    for reading, x in placed:
        half = max(_NUMBER.width(_text(reading, fields)) for _, fields in ROWS) / 2
        level = next((n for n, end in enumerate(ends) if end <= x - half), len(ends))
        if level == len(ends):
            ends.append(0.0)
        ends[level] = x + half + 2 * POINT
        found.append((reading, x, level))
    return found
