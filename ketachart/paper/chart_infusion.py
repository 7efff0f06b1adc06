"""The infusion record: what the pump did, what was given and wasted, and the drugs beside it."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from ketachart.domain import events as ev
from ketachart.domain.entries import Entry
from ketachart.domain.infusion import PumpStep, pump_volume
from ketachart.domain.quantities import two_places, written
from ketachart.domain.session import Medication, Session
from ketachart.paper.blocks import Fact, Facts, Heading, Words
from ketachart.paper.chart_history import entries_of
from ketachart.paper.chart_paper import ChartPaper
from ketachart.paper.lettering import Tone
from ketachart.paper.strips import Block
from ketachart.paper.table import Column, Row, Table, cell

DONE: dict[str, str] = {
    "start": "infusion started",
    "rate": "rate changed",
    "pause": "paused",
    "resume": "resumed",
    "bolus": "bolus",
    "stop": "infusion stopped",
}
_PumpEvent = (
    ev.InfusionStarted
    | ev.RateChanged
    | ev.InfusionPaused
    | ev.InfusionResumed
    | ev.BolusGiven
    | ev.InfusionStopped
)


def rate_at(session: Session, moment: datetime) -> Decimal | None:
    """The pump's rate at a moment; None before the start and after the stop."""
    running: PumpStep | None = None
    for step in session.pump:
        if step.at > moment:
            break
        running = step
    return None if running is None or running.do == "stop" else running.ml_per_h


def pump_words(chart: ChartPaper) -> Iterator[tuple[datetime, str]]:
    """What was done at the pump, in words, with its moment."""
    for step in chart.session.pump:
        words = DONE[step.do]
        if step.do == "bolus":
            words = f"{words} {written(step.ml, 'mL')}"
        elif step.ml_per_h:
            words = f"{words}: {written(step.ml_per_h, 'mL/h')} = {_mg_h(chart, step.ml_per_h)}"
        yield step.at, words


def _mg_h(chart: ChartPaper, ml_per_h: Decimal) -> str:
    bag = chart.session.bag
    return written(bag.mg_h(ml_per_h), "mg/h", places=1) if bag else ""


def _mg_kg_h(chart: ChartPaper, ml_per_h: Decimal) -> str:
    bag, intake = chart.session.bag, chart.session.intake
    if bag is None or intake is None:
        return ""
    return written(bag.mg_h(ml_per_h) / Fraction(intake.weight_kg), "mg/kg/h")


def infusion_blocks(chart: ChartPaper) -> list[Block]:
    """Every step of the pump, then the volumes and what became of the drug."""
    session = chart.session
    if not session.pump and not session.drawn_ml:
        return []
    blocks: list[Block] = [Heading(words="Infusion record")]
    if session.pump:
        blocks.append(
            Table(columns=_STEPS, rows=tuple(_step_rows(chart)), continued="Infusion record")
        )
    return [*blocks, *_volumes(chart), *_waste(chart)]


_STEPS = (
    Column(title="Time", width=40),
    Column(title="Done", width=82),
    Column(title="mL/h", width=36, is_number=True),
    Column(title="mg/h", width=52, is_number=True),
    Column(title="mg/kg/h", width=62, is_number=True),
    Column(title="In so far", width=52, is_number=True),
    Column(title="Reason", width=128),
    Column(title="By, verified by", width=92),
)


def _step_rows(chart: ChartPaper) -> Iterator[Row]:
    session = chart.session
    done = [entry for entry in session.log if isinstance(entry.event, _PumpEvent)]
    for step, entry in zip(session.pump, done, strict=True):
        verified = getattr(entry.event, "verified_by", "")
        runs = bool(step.ml_per_h)
        amount = f" {written(step.ml, 'mL')}" if step.do == "bolus" else ""
        yield Row(
            cells=(
                cell(chart.clock(step.at)),
                cell(f"{DONE[step.do]}{amount}", tone=Tone.STRONG),
                cell(written(step.ml_per_h) if runs else "0"),
                cell(_mg_h(chart, step.ml_per_h) if runs else "0"),
                cell(_mg_kg_h(chart, step.ml_per_h) if runs else "0"),
                cell(written(pump_volume(session.pump, step.at), "mL", places=1)),
                cell(*_reasons(entry)),
                cell(chart.name(entry.author), verified and f"verified {chart.name(verified)}"),
            )
        )


def _reasons(entry: Entry) -> tuple[str, ...]:
    said = getattr(entry.event, "reason", "")
    limit = getattr(entry.event, "limit_reason", "")
    device = getattr(entry.event, "device_check", "")
    return (said, f"limit: {limit}" if limit else "", f"device: {device}" if device else "")


def _volumes(chart: ChartPaper) -> list[Block]:
    session, made = chart.session, chart.session.preparation
    if made is None:
        return []
    facts: list[Fact] = []
    stop, stopped_at = session.stop, session.stopped_at
    if stop is not None and stopped_at is not None:
        computed = pump_volume(session.pump, stopped_at)
        difference = written(Fraction(stop.pump_ml) - computed, "mL")
        facts += [
            Fact(label="Pump's reading, which counts", words=written(stop.pump_ml, "mL")),
            Fact(label="From rate and time", words=written(computed, "mL")),
            Fact(label="Difference", words=difference),
        ]
        if stop.variance_reason:
            words = stop.variance_reason
            facts.append(Fact(label="They differ because", words=words, tone=Tone.ALERT))
    product = (
        ("Drawn of the product", session.drawn_ml),
        ("Administered", session.administered_ml),
        ("Wasted", session.wasted_ml),
    )
    facts += [
        Fact(
            label=label,
            words=f"{two_places(ml)} mL = {two_places(ml * made.mg_per_ml)} mg",
            tone=Tone.STRONG,
        )
        for label, ml in product
    ]
    left = session.unaccounted_ml
    if left and (stop is not None or session.cancelled):
        words = f"{two_places(left)} mL"
        facts.append(Fact(label="NOT ACCOUNTED FOR", words=words, tone=Tone.ALERT))
    return [Facts(facts=tuple(facts))]


def _waste(chart: ChartPaper) -> list[Block]:
    return [
        Words(
            text=f"Wasted {chart.clock(entry.recorded_at)}: {two_places(event.ml)} mL, "
            f"{event.reason}; {event.method}; by {chart.name(entry.author)}, "
            f"witness {chart.name(event.witness)}"
        )
        for entry, event in entries_of(chart.session, ev.ResidualWasted)
    ]


_DRUGS = (
    Column(title="Time", width=40),
    Column(title="Drug, dose, route", width=120),
    Column(title="For", width=96),
    Column(title="Vial, drawn, witness", width=124),
    Column(title="Response", width=92),
    Column(title="By", width=72),
)


def medication_blocks(chart: ChartPaper) -> list[Block]:
    """Drugs given beside the infusion, with their responses and old values."""
    given = sorted(chart.session.medications, key=lambda each: each.observed_at)
    if not given:
        return [Heading(words="Medications"), Words(text="None given.")]
    rows = []
    for each in given:
        event = each.given
        star = "*" if each.changes else ""
        dose = f"{written(event.dose, event.unit, places=4)} {event.route}"
        responses = _responses(chart, each.ref)
        rows.append(
            Row(
                cells=(
                    cell(
                        chart.clock(each.observed_at),
                        chart.entered(each.observed_at, each.recorded_at),
                    ),
                    cell(f"{event.drug} {dose}{star}", tone=Tone.STRONG),
                    cell(
                        event.indication, "rescue" if event.rescue else "", *_despite(chart, each)
                    ),
                    cell(*_from_vial(chart, event)),
                    cell(responses or "–"),
                    cell(chart.name(each.by)),
                )
            )
        )
    table = Table(columns=_DRUGS, rows=tuple(rows), continued="Medications")
    return [Heading(words="Medications"), table]


def _despite(chart: ChartPaper, medication: Medication) -> Iterator[str]:
    """Whether it was given before its order, and what it was given despite."""
    if medication.given.given_first:
        seen = medication.acknowledged_at
        told = (
            f"acknowledged {chart.clock(seen)} by {chart.name(medication.acknowledged_by)}"
            if seen
            else "NOT ACKNOWLEDGED"
        )
        yield f"given before its order; {told}"
    for blocker, reason in sorted(medication.given.overrides.items()):
        yield f"despite {blocker}: {reason}"


def _responses(chart: ChartPaper, ref: str) -> str:
    """What a drug did as it counts now, an amended response marked."""
    told = [
        f"{chart.clock(remark.at)} {remark.event.effect}{'*' if remark.changes else ''}"
        for remark in chart.session.remarks
        if isinstance(remark.event, ev.ResponseCharted) and remark.event.of == ref
    ]
    return "\n".join(told)


def _from_vial(chart: ChartPaper, event: ev.MedicationGiven) -> tuple[str, ...]:
    if not event.vial:
        return ("",)
    drawn = f"{two_places(event.ml_drawn)} mL drawn" if event.ml_drawn is not None else ""
    wasted = f"rest wasted: {event.method}" if event.method else ""
    return (event.vial, drawn, wasted, f"witness {chart.name(event.witness)}")
