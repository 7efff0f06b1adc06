"""Scales with their items, adverse events and notes."""

from ketachart.domain import events as ev
from ketachart.domain.scales import scale_called
from ketachart.domain.session import Remark, Score
from ketachart.paper.blocks import Heading, Words
from ketachart.paper.chart_history import entries_of
from ketachart.paper.chart_paper import ChartPaper
from ketachart.paper.lettering import Tone
from ketachart.paper.strips import Block
from ketachart.paper.table import Cell, Column, Row, Run, Table, cell

_SCALES = (
    Column(title="Time", width=44),
    Column(title="Scale", width=62),
    Column(title="Total", width=60),
    Column(title="Items", width=294),
    Column(title="By", width=84),
)


def scale_blocks(chart: ChartPaper) -> list[Block]:
    """Every score with its items, the topics in words."""
    scores = sorted(chart.session.scores, key=lambda score: score.observed_at)
    if not scores:
        return [Heading(words="Scales"), Words(text="None charted.")]
    rows = tuple(_score_row(chart, score) for score in scores)
    return [Heading(words="Scales"), Table(columns=_SCALES, rows=rows, continued="Scales")]


def _score_row(chart: ChartPaper, score: Score) -> Row:
    star = "*" if score.changes else ""
    total, items = _told(score)
    return Row(
        cells=(
            cell(
                chart.clock(score.observed_at),
                chart.entered(score.observed_at, score.recorded_at),
            ),
            cell(score.scale, tone=Tone.STRONG),
            cell(f"{total}{star}", tone=Tone.STRONG),
            items,
            cell(chart.name(score.by)),
        )
    )


def _told(score: Score) -> tuple[str, Cell]:
    """The total with its bounds, and the items with their topics."""
    scale = scale_called(score.scale)
    if scale is None:
        return str(score.total), cell(" ".join(str(value) for value in score.items))
    topics = [item.label for item in scale.items]
    told = " · ".join(f"{topic} {value}" for topic, value in zip(topics, score.items, strict=True))
    runs = [Run(told)]
    alarming = scale.alarming(score.items)
    if alarming:
        runs.append(Run(f"ALERT: {', '.join(alarming)}", Tone.ALERT))
    total = f"{score.total} ({scale.lowest_total} to {scale.highest_total})"
    return total, Cell(runs=tuple(runs))


_REMARKS = (
    Column(title="Time", width=44),
    Column(title="What", width=80),
    Column(title="Words", width=336),
    Column(title="By", width=84),
)


def remark_blocks(chart: ChartPaper) -> list[Block]:
    """Adverse events, notes, and entries that this release does not know."""
    remarks = [
        each for each in chart.session.remarks if not isinstance(each.event, ev.ResponseCharted)
    ]
    rows = [_remark_row(chart, each) for each in sorted(remarks, key=lambda each: each.at)]
    for entry, event in entries_of(chart.session, ev.UnknownEvent):
        words = f"kind “{event.kind}”, recorded by a newer release"
        by = chart.name(entry.author)
        rows.append(
            Row(
                cells=(cell(chart.clock(entry.observed_at)), cell("unknown"), cell(words), cell(by))
            )
        )
    blocks: list[Block] = [Heading(words="Adverse events and notes")]
    if not rows:
        return [*blocks, Words(text="None.")]
    return [*blocks, Table(columns=_REMARKS, rows=tuple(rows), continued="Events and notes")]


def _remark_row(chart: ChartPaper, remark: Remark) -> Row:
    star = "*" if remark.changes else ""
    event = remark.event
    if isinstance(event, ev.AdverseRecorded):
        what = cell(f"adverse event{star}", tone=Tone.ALERT)
        words = cell(f"{event.kind}, {event.severity}", f"done: {event.action}")
    else:
        what = cell(f"note{star}")
        words = cell(event.text if isinstance(event, ev.NoteAdded) else event.effect)
    return Row(cells=(cell(chart.clock(remark.at)), what, words, cell(chart.name(remark.by))))
