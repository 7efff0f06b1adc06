"""The record at a glance, as anaesthesia records show it: curves, numbers, drugs, events, staff.

Numbers stand under the curves at the moment they were read, on a grid of five
minutes; events have a number on the time axis and are told in the key below.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
_LINE = 8.5 * POINT


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, with its number on the time axis."""

    number: int
    at: datetime
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A row of the numbers: what it is called, and each text with its place and its level."""

    name: str
    written: tuple[tuple[str, float, int], ...]

    @property
    def height(self) -> float:
        """As many lines as the closest readings need."""
        return (1 + max((level for _, _, level in self.written), default=0)) * _LINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Curves with their numbers below, each at its moment, and the numbers of events."""

    panel: Panel
    events: tuple[Event, ...]

    def strips(self, width: float) -> list[Strip]:
        """The curves stay on the page of their numbers."""
        curves = [replace(strip, keeps=True) for strip in self.panel.strips(width)]
        lines = tuple(self._lines(width))
        height = sum(line.height for line in lines) + 1.5 * _LINE

        def draw(painter: QPainter, y: float) -> None:
            self._times(painter, y, height, width)
            top = y
            for line in lines:
                draw_rule(painter, (0, top), (width - RIGHT, top), FINE_RULE)
                draw_line(painter, Line(line.name, _NAME), 0, top)
                for text, x, level in line.written:
                    _write(painter, text, x, top + level * _LINE)
                top += line.height
            self._keys(painter, top, width)

        return [*curves, Strip(height=height, draw=draw)]

    def _lines(self, width: float) -> Iterator[_Line]:
        """The rows in which anything was written."""
        panel = self.panel
        found = sorted(panel.chart.session.readings, key=lambda each: each.observed_at)
        within = [each for each in found if panel.within(each.observed_at)]
        for name, fields in ROWS:
            texts = [
                (text, self._x(reading.observed_at, width))
                for reading in within
                if (text := _text(reading, fields))
            ]
            if texts:
                yield _Line(name=name, written=_apart(texts))

    def _x(self, moment: datetime, width: float) -> float:
        share = (moment - self.panel.begin) / (self.panel.end - self.panel.begin)
        return LEFT + (width - RIGHT - LEFT) * share

    def _times(self, painter: QPainter, y: float, height: float, width: float) -> None:
        """A mark every five minutes, a stronger one every quarter of an hour."""
        moment = self.panel.begin
        while moment <= self.panel.end:
            is_quarter = moment.minute % 15 == 0
            x = self._x(moment, width)
            draw_rule(painter, (x, y), (x, y + height), RULE if is_quarter else FINE_RULE)
            moment += FIVE

    def _keys(self, painter: QPainter, y: float, width: float) -> None:
        draw_rule(painter, (0, y), (width - RIGHT, y), RULE)
        draw_line(painter, Line("Events", _NAME), 0, y)
        end = 0.0
        for event in self.events:
            if self.panel.within(event.at):
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
        panel = Panel(chart=chart, scene=scene, begin=begin, end=end)
        blocks.append(Stretch(panel=panel, events=events))
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
    allergies = ", ".join(patient.allergies) or "none on file"
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
    """Who stands behind the record, in the order of the acts; what no longer counts says so."""
    session = chart.session
    said = [(each.at, "VOID: " if each.void else "", each.by, "") for each in session.signatures]
    said += [(each.at, "", each.by, ", own part") for each in session.parts]
    said += [
        (each.at, "", each.by, f", attested {attesting.ATTESTABLE.get(each.kind, each.kind)}")
        for each in session.attestations
    ]
    if session.cosignature is not None:
        said.append((session.cosignature.at, "", session.cosignature.by, ", co-signed"))
    said += [(each.at, "", each.by, ", co-signed the change") for each in session.changes_cosigned]
    words = [
        f"{void}{chart.clock(at)} {chart.name(by)}{what}" for at, void, by, what in sorted(said)
    ]
    return "; ".join(words) or "not signed"


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


def _apart(texts: Sequence[tuple[str, float]]) -> tuple[tuple[str, float, int], ...]:
    """Texts that would run into each other stand on lines of their own."""
    ends: list[float] = []
    found = []
    for text, x in texts:
        half = _NUMBER.width(text) / 2
        level = next((n for n, end in enumerate(ends) if end <= x - half), len(ends))
        if level == len(ends):
            ends.append(0.0)
        ends[level] = x + half + 2 * POINT
        found.append((text, x, level))
    return tuple(found)
