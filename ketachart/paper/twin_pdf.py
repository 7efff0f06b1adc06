"""A chair's next hour as a paper grid, to go on with by hand when the computer can't.

It carries what is known when it is printed; what is written on it comes back through the
window that enters it in the same order, with its own times.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ketachart.domain import monitoring
from ketachart.domain.infusion import dose_in_words, pump_volume
from ketachart.domain.quantities import written
from ketachart.domain.session import Reading
from ketachart.domain.settings import VitalLimits
from ketachart.paper.blocks import Fact, Facts, Words
from ketachart.paper.chart_infusion import rate_at
from ketachart.paper.chart_paper import ChartPaper
from ketachart.paper.lettering import Tone
from ketachart.paper.page import Document, Running, write
from ketachart.paper.strips import Block
from ketachart.paper.table import Cell, Column, Row, Run, Table, cell

COLUMNS = 8
_TALL = 11.5
"""The height of a row that is written in by hand, in points."""
_ROWS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("HR", "/min", ("hr",)),
    ("BP", "mmHg", ("sbp", "dbp")),
    ("SpO₂", "%", ("spo2",)),
    ("RR", "/min", ("rr",)),
    ("EtCO₂", "mmHg", ("etco2",)),
    ("O₂", "L/min", ("o2_lpm",)),
    ("MOAA/S", "0–5", ("moaas",)),
    ("Pain", "0–10", ("pain",)),
    ("Dissociation", "0–10", ("dissociation",)),
    ("Hallucination", "0–10", ("hallucination",)),
    ("Nausea", "0–3", ("nausea",)),
)
"""The rows of the screen's grid, in its order."""
HOW = (
    "Write the time at which each set was really read and your initials under it. "
    "What could not be read: NO and why. Afterwards: Event, effect or note, then "
    "“What was written on paper”."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """One page: what is known of the session, and the span that it is for.

    Attributes:
        last: number and short check code of the last entry on the disk.
    """

    chart: ChartPaper
    page: int
    begin: datetime
    until: datetime
    last: tuple[int, str] | None


def write_twin(path: Path, twin: Twin) -> None:
    """Put the page into a file, whole or not at all.

    Raises:
        NotWritten: the folder or the disk failed; what stood there is unchanged.
    """
    write(path, twin_document(twin))


def twin_document(twin: Twin) -> Document:
    """The page before it is on paper."""
    chart = twin.chart
    patient, session, site = chart.patient, chart.session, chart.site
    proof = f"Last entry on the disk: no. {twin.last[0]} · {twin.last[1]}. " if twin.last else ""
    printed = f"{chart.day_and_clock(chart.printed_at)} by {chart.name(chart.printed_by)}"
    span = f"{chart.clock(twin.begin)} to {chart.clock(twin.until)}"
    return Document(
        title=f"Paper {twin.page} for session {session.id}, {chart.day}",
        running=Running(
            left=(
                f"{patient.name} · {session.chair}",
                f"MRN {patient.mrn} · born {patient.birth_date.isoformat()} · {_allergies(twin)}",
                site.name,
            ),
            right=(f"PAPER {twin.page}", span, f"session {session.id} · {chart.day}"),
            foot=f"{proof}Printed {printed}. Times are in clinic time ({site.zone}).",
            mark="TRAINING – not a record of a real patient" if site.training else "",
        ),
        blocks=(_known(twin), _grid(twin), *_lines_to_write(), Words(text=HOW)),
        is_landscape=True,
    )


def _allergies(twin: Twin) -> str:
    found = twin.chart.patient.allergies
    return f"ALLERGIES {', '.join(found)}" if found else "ALLERGIES none on file"


def _known(twin: Twin) -> Block:
    return Facts(facts=tuple(_facts(twin)), across=4)


def _facts(twin: Twin) -> Iterator[Fact]:
    chart, session, now = twin.chart, twin.chart.session, twin.chart.printed_at
    if session.intake is not None:
        yield Fact(label="Weight today", words=written(session.intake.weight_kg, "kg"))
    plan, bag = session.dose_plan, session.bag
    if session.order is not None and plan is not None:
        words = dose_in_words(plan)
        yield Fact(label=f"Ordered by {chart.name(session.ordered_by)}", words=words)
    if bag is not None:
        yield Fact(label="Bag", words=f"{written(bag.concentration, 'mg/mL')}")
    rate = rate_at(session, now)
    if rate is not None and session.stop is None:
        words = written(rate, "mL/h") if rate else "paused"
        yield Fact(label=f"Pump at {chart.clock(now)}", words=words, tone=Tone.STRONG)
        yield Fact(label="Given so far", words=written(pump_volume(session.pump, now), "mL"))
    end = monitoring.planned_end(session, now)
    if end is not None:
        yield Fact(label="Ends", words=chart.clock(end))
    if session.stopped_at is not None:
        yield Fact(label="Stopped", words=chart.clock(session.stopped_at))
    yield Fact(label="Drugs given", words=_drugs(twin))
    open_effects = ", ".join(
        f"{each.effect} since {chart.clock(each.onset)}" for each in session.open_effects
    )
    yield Fact(label="Not over yet", words=open_effects or "nothing marked")
    yield Fact(label="Responsible", words=chart.name(session.responsible))


def _drugs(twin: Twin) -> str:
    given = sorted(twin.chart.session.medications, key=lambda each: each.observed_at)
    said = [
        f"{twin.chart.clock(each.observed_at)} {each.given.drug} "
        f"{written(each.given.dose, each.given.unit, places=4)} {each.given.route}"
        for each in given
    ]
    return "; ".join(said) or "none"


# ── The grid ─────────────────────────────────────────────────────────────────────────────────────


def due_times(twin: Twin) -> tuple[datetime, ...]:
    """The planned times of the page's columns; what is left of them is for other sets."""
    chart = twin.chart
    found = monitoring.slots(chart.session, chart.settings, chart.printed_at)
    planned = [
        slot.due
        for slot in found
        if slot.observation is None and twin.begin <= slot.due < twin.until
    ]
    return tuple(planned[:COLUMNS])


def _grid(twin: Twin) -> Block:
    chart = twin.chart
    dues = due_times(twin)
    titles = [f"due {chart.clock(due)}" for due in dues] + [""] * (COLUMNS - len(dues))
    last = max(chart.session.readings, key=lambda each: each.observed_at, default=None)
    columns = (
        Column(title="", width=92),
        Column(title="alert limits", width=76),
        Column(title=f"read {chart.clock(last.observed_at)}" if last else "", width=64),
        *(Column(title=title, width=61) for title in titles),
    )
    rows = [_blank_row("time read", "", "")]
    for label, unit, fields in _ROWS:
        limits = " / ".join(_limits(chart.settings.vitals[field]) for field in fields)
        rows.append(_blank_row(f"{label} {unit}", limits.strip(" /"), _read(last, fields)))
    rows.append(_blank_row("Ketamine mL/h", "", ""))
    rows.append(_blank_row("initials", "", ""))
    return Table(columns=columns, rows=tuple(rows), head_points=9.0)


def _blank_row(label: str, limits: str, last: str) -> Row:
    tall = Cell(runs=(Run(" ", Tone.PLAIN, _TALL),))
    name = Cell(runs=(Run(label, Tone.STRONG, 9.0),))
    return Row(cells=(name, cell(limits), cell(last), *[tall] * COLUMNS))


def _limits(limits: VitalLimits) -> str:
    low, high = limits.alert_low, limits.alert_high
    if low is not None and high is not None:
        return f"{written(low)}–{written(high)}"
    if low is not None:
        return f"≥ {written(low)}"
    return f"≤ {written(high)}" if high is not None else ""


def _read(last: Reading | None, fields: tuple[str, ...]) -> str:
    if last is None:
        return ""
    return "/".join(written(last.values[field]) for field in fields if field in last.values)


def _lines_to_write() -> tuple[Block, ...]:
    """Room for drugs and events, each with its time."""
    tall = Cell(runs=(Run(" ", Tone.PLAIN, _TALL),))
    columns = (
        Column(title="time", width=50),
        Column(title="drug, dose, route, why · rate, pause, stop with the pump's mL", width=420),
        Column(title="effect", width=130),
        Column(title="initials", width=60),
    )
    rows = tuple(Row(cells=(tall, tall, tall, tall)) for _ in range(3))
    return (Table(columns=columns, rows=rows, head_points=9.0),)
