"""What happened at the chair beside readings and doses, and who was responsible for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ketachart.domain.times import minutes_of
from ketachart.domain.vitals import FIELDS
from ketachart.paper.blocks import Fact, Facts, Heading
from ketachart.paper.chart_paper import ChartPaper
from ketachart.paper.lettering import Tone
from ketachart.paper.strips import Block
from ketachart.paper.table import Column, Row, Table, cell

_WAYS = {
    "opened": "opened the session",
    "hand-over": "took over",
    "relief": "in relief",
    "back": "back from relief",
}

_EVENTS = (
    Column(title="Time", width=64),
    Column(title="What", width=150),
    Column(title="Detail", width=230),
    Column(title="By", width=100),
)
_STAFF = (
    Column(title="Responsible", width=180),
    Column(title="From", width=90),
    Column(title="Until", width=90),
    Column(title="How", width=184),
)


@dataclass(frozen=True, slots=True)
class _Told:
    """A row of the events, before it is put in order."""

    at: datetime
    what: str
    detail: str
    by: str
    late: str = ""


def bedside_blocks(chart: ChartPaper) -> list[Block]:
    """Effects, events, further readings and what was not obtained, in order of time."""
    told = sorted((*_effects(chart), *_happened(chart), *_of_readings(chart)), key=lambda e: e.at)
    if not told:
        return []
    rows = tuple(
        Row(
            cells=(
                cell(chart.clock(each.at), each.late),
                cell(each.what, tone=Tone.STRONG),
                cell(each.detail),
                cell(chart.name(each.by)),
            )
        )
        for each in told
    )
    title = "Events at the chair"
    return [Heading(words=title), Table(columns=_EVENTS, rows=rows, continued=title)]


def _effects(chart: ChartPaper) -> Iterator[_Told]:
    for each in chart.session.effects:
        if each.resolved is None:
            detail = "not marked as over"
        else:
            minutes = minutes_of(each.resolved - each.onset)
            by = f" ({chart.name(each.resolved_by)})" if each.resolved_by != each.by else ""
            detail = f"over {chart.clock(each.resolved)}, after {minutes} min{by}"
        yield _Told(each.onset, f"{each.effect}: onset", detail, each.by)


def _happened(chart: ChartPaper) -> Iterator[_Told]:
    session = chart.session
    for marker in session.markers:
        late = chart.entered(marker.at, marker.recorded_at)
        yield _Told(marker.at, marker.kind, marker.detail, marker.by, late)
    for extra in session.extras:
        late = chart.entered(extra.observed_at, extra.recorded_at)
        value = f"{extra.value} {extra.unit}".strip()
        yield _Told(extra.observed_at, extra.name, value, extra.by, late)
    for change in session.intervals:
        words = f"vitals every {change.every} min"
        yield _Told(change.at, words, change.reason, change.by)
    for seen in session.acknowledged:
        what = "overdue set" if seen.of.startswith("due:") else "alert"
        fields = ", ".join(FIELDS.get(field, field) for field in seen.fields)
        yield _Told(seen.at, f"{what} acknowledged", fields, seen.by)
    for page in session.paper_pages:
        span = f"{chart.clock(page.begin)} to {chart.clock(page.until)}"
        yield _Told(page.at, f"paper {page.page} printed", span, page.by)


def _of_readings(chart: ChartPaper) -> Iterator[_Told]:
    for reading in chart.session.readings:
        late = chart.entered(reading.observed_at, reading.recorded_at)
        at, by = reading.observed_at, reading.by
        for field, reason in sorted(reading.not_obtained.items()):
            yield _Told(at, f"{FIELDS.get(field, field)}: not obtained", reason, by, late)
        for source in sorted(set(reading.sources.values())):
            read = sorted(name for name, of in reading.sources.items() if of == source)
            named = [FIELDS.get(name, name) for name in read]
            yield _Told(at, f"read from {source}", ", ".join(named), by, late)


def staff_blocks(chart: ChartPaper) -> list[Block]:
    """Who was responsible for the chair, interval by interval."""
    rows = tuple(
        Row(
            cells=(
                cell(chart.name(each.person), tone=Tone.STRONG),
                cell(chart.clock(each.begin)),
                cell(chart.clock(each.end) if each.end else "still responsible"),
                cell(_WAYS.get(each.kind, each.kind)),
            )
        )
        for each in chart.session.responsibility
    )
    if not rows:
        return []
    return [Heading(words="Responsible for the chair"), Table(columns=_STAFF, rows=rows)]


def escort_blocks(chart: ChartPaper) -> list[Block]:
    """Who was to take the patient home, each change with its reason, and how it was checked."""
    session = chart.session
    facts = [
        Fact(
            label=f"Escort named {chart.clock(each.at)} by {chart.name(each.by)}",
            words=", ".join(
                filter(None, (each.escort.name, each.escort.relationship, each.reason))
            ),
        )
        for each in session.escort_history
    ]
    release = session.release
    if release is not None:
        if release.code == "overridden":
            words = f"{release.override_reason}; agreed {chart.name(release.witness)}"
            facts.append(Fact(label="Left WITHOUT the escort code", words=words, tone=Tone.ALERT))
        elif release.code:
            facts.append(Fact(label="Escort code", words=release.code))
        if release.ready_at is not None:
            facts.append(Fact(label="Would have been ready", words=chart.clock(release.ready_at)))
        if release.early_reason:
            facts.append(Fact(label="Left early because", words=release.early_reason))
    return [Facts(facts=tuple(facts))] if facts else []
