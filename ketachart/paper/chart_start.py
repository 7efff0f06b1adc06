"""The first part of a chart: patient, screening, intake, order, preparation."""

from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from ketachart.domain import events as ev
from ketachart.domain.infusion import dose_in_words, plan_dose
from ketachart.domain.quantities import two_places, written
from ketachart.domain.screening import ABSOLUTE, RELATIVE, not_asked, positive, relative
from ketachart.domain.session import Phase
from ketachart.paper.blocks import Box, Fact, Facts, Heading, Words
from ketachart.paper.chart_history import entries_of
from ketachart.paper.chart_paper import ChartPaper
from ketachart.paper.lettering import ALERT_INK, RULE, WHITE, Tone
from ketachart.paper.strips import Block
from ketachart.paper.table import Column, Row, Table, cell


def patient_blocks(chart: ChartPaper) -> list[Block]:
    """Who the patient is, allergies in a box of their own, and where the session stands."""
    patient, session = chart.patient, chart.session
    allergies = ", ".join(patient.allergies)
    series = f"{session.series.number} of {session.series.of}" if session.series else "–"
    weight = session.intake.weight_kg if session.intake else None
    protocol = chart.protocol
    named = f"{protocol.code} {protocol.name}".strip() if protocol else session.protocol
    facts = (
        Fact(label="Patient", words=patient.name, tone=Tone.STRONG),
        Fact(label="Born (age, sex)", words=_born(chart)),
        Fact(label="MRN", words=patient.mrn, tone=Tone.STRONG),
        Fact(label="Diagnosis", words=patient.diagnosis),
        Fact(label="Referred by", words=patient.referred_by),
        Fact(label="Address, phone", words=f"{patient.address}\n{patient.phone}".strip()),
        Fact(label="Weight today", words=written(weight, "kg", places=3) if weight else ""),
        Fact(label="Height", words=f"{patient.height_cm} cm" if patient.height_cm else ""),
        Fact(
            label="Respiratory risk",
            words="HIGH" if session.high_respiratory_risk else "not high",
            tone=Tone.ALERT if session.high_respiratory_risk else Tone.PLAIN,
        ),
        Fact(label="Session, chair", words=f"{session.id}, {session.chair}"),
        Fact(label="Protocol", words=named),
        Fact(label="Session of the series", words=series),
        Fact(label="Opened", words=_when(chart, session.opened_at, session.opened_by)),
        Fact(label="Stands", words=session.phase.upper(), tone=Tone.STRONG),
    )
    allergy_words = Words(
        text=f"ALLERGIES: {allergies or 'none on file'}",
        points=9.0,
        tone=Tone.ALERT if allergies else Tone.STRONG,
    )
    return [
        Facts(facts=facts),
        Box(blocks=(allergy_words,), colour=ALERT_INK if allergies else RULE, fill=WHITE),
        *(Words(text=line) for line in chart.course),
        *_unfinished(chart),
    ]


def _born(chart: ChartPaper) -> str:
    patient = chart.patient
    age = patient.age_on(chart.session.opened_at.astimezone(chart.site.zone).date())
    return f"{patient.birth_date.isoformat()} ({age}, {patient.sex})"


def _when(chart: ChartPaper, moment: datetime, by: str) -> str:
    return f"{chart.day_and_clock(moment)}\n{chart.name(by)}"


def _unfinished(chart: ChartPaper) -> list[Block]:
    session = chart.session
    said: list[Words] = []
    if session.cancelled:
        text = f"CANCELLED before the start: {session.cancelled_reason}"
        said.append(Words(text=text, tone=Tone.ALERT))
    if session.phase is not Phase.COSIGNED:
        printed = chart.day_and_clock(chart.printed_at)
        missing = "co-signed" if session.phase is Phase.SIGNED else "signed"
        text = f"Not yet {missing}: this is how the record stood at {printed}."
        said.append(Words(text=text, tone=Tone.ALERT))
    return [Box(blocks=tuple(said), colour=ALERT_INK, fill=WHITE)] if said else []


def screening_blocks(chart: ChartPaper) -> list[Block]:
    """Every answer of the screening, the positive ones first."""
    answers = chart.session.answers
    blocks: list[Block] = [Heading(words="Screening")]
    if answers is None:
        return [*blocks, Words(text="Not yet screened.")]
    for entry, _ in entries_of(chart.session, ev.Screened):
        blocks.append(_by(chart, "Asked", entry.recorded_at, entry.author))
    for said, found in (
        ("Contraindicated", positive(chart.session)),
        ("Relative", relative(chart.session)),
    ):
        if found:
            blocks.append(Words(text=f"{said}: {', '.join(found)}", tone=Tone.ALERT))
    # In the order of the list: that in which they were given is not kept.
    facts = tuple(
        Fact(
            label=words,
            words="YES" if answers[item] else "no",
            tone=Tone.ALERT if answers[item] else Tone.PLAIN,
        )
        for item, words in {**ABSOLUTE, **RELATIVE}.items()
        if item in answers
    )
    blocks.append(Facts(facts=facts, across=4))
    if unasked := not_asked(chart.session):
        blocks.append(Words(text=f"Not asked: {', '.join(unasked)}", points=7.0, tone=Tone.FAINT))
    return blocks


def _by(chart: ChartPaper, what: str, moment: datetime, by: str) -> Words:
    text = f"{what} {chart.clock(moment)} by {chart.name(by)}"
    return Words(text=text, points=7.0, tone=Tone.FAINT)


def intake_blocks(chart: ChartPaper) -> list[Block]:
    """The intake as it counts now, and the escort named."""
    session = chart.session
    intake, escort = session.intake, session.escort
    blocks: list[Block] = [Heading(words="Intake")]
    if intake is None or escort is None:
        return [*blocks, Words(text="Not yet taken in.")]
    for entry, _ in entries_of(session, ev.TakenIn):
        blocks.append(_by(chart, "Checked", entry.recorded_at, entry.author))
    named = ", ".join(part for part in (escort.name, escort.relationship, escort.phone) if part)
    facts = [
        Fact(label="Referral and diagnosis on file", words=_yes_no(intake.referral_on_file)),
        Fact(label="Consent signed", words=_yes_no(intake.consent_signed)),
        Fact(label="Risks discussed", words=_yes_no(intake.risks_discussed)),
        Fact(label="Fasting", words=written(intake.fasting_hours, "h")),
        Fact(label="IV access", words=intake.iv_access),
        Fact(label="Weight today", words=written(intake.weight_kg, "kg", places=3)),
        Fact(label="Baseline pain", words=f"{intake.baseline_pain} of 10"),
        Fact(label="Pregnancy test", words=intake.pregnancy_test),
        Fact(label="Escort named", words=named),
    ]
    if intake.concomitant:
        facts.append(Fact(label="Other drugs taken", words=", ".join(intake.concomitant)))
    if intake.ride:
        facts.append(Fact(label="Ride home", words=intake.ride))
    return [*blocks, Facts(facts=tuple(facts))]


def _yes_no(answer: bool) -> str:
    return "yes" if answer else "NO"


def order_blocks(chart: ChartPaper) -> list[Block]:
    """Each order in all units; one that was replaced says so."""
    session = chart.session
    orders = list(entries_of(session, ev.Ordered))
    blocks: list[Block] = [Heading(words="Order")]
    if not orders:
        return [*blocks, Words(text="Nothing is ordered.")]
    for entry, order in orders:
        stands = order == session.order and entry is orders[-1][0]
        said = "Ordered" if stands else "REPLACED; ordered"
        blocks.append(_by(chart, said, entry.recorded_at, entry.author))
        blocks.append(Facts(facts=_order_facts(chart, order), across=2))
    return blocks


def _order_facts(chart: ChartPaper, order: ev.Ordered) -> tuple[Fact, ...]:
    session, dose = chart.session, order.dose
    ordered = f"{chart.drug} {written(dose.amount, dose.kind, places=4)} over {dose.minutes} min"
    facts = [Fact(label="As ordered", words=ordered, tone=Tone.STRONG)]
    plan = plan_dose(dose, session.intake.weight_kg) if session.intake else None
    if plan is not None:
        facts.append(
            Fact(label="In all units, for the weight of the day", words=dose_in_words(plan))
        )
    if dose.ramp:
        unit = "mg/kg/h" if "/kg" in dose.kind else "mg/h"
        steps = ", ".join(
            f"{step.minutes} min at {written(step.amount, unit, places=4)}" for step in dose.ramp
        )
        facts.append(Fact(label="Ramp, within the minutes ordered", words=steps))
    if plan is not None and session.bag is not None:
        first = written(session.bag.ml_per_h(plan.first_mg_h), "mL/h", places=1)
        final = written(session.bag.ml_per_h(plan.final_mg_h), "mL/h", places=1)
        rates = first if first == final else f"{first} at first, {final} in the end"
        facts.append(Fact(label="Of the prepared bag", words=rates))
    warning = chart.protocol.warning(plan.final_mg_h) if chart.protocol and plan else ""
    for label, words in (
        ("Contraindication overridden because", order.override_reason),
        ("Above the soft limit because", order.limit_reason),
        ("Protocol's cap", warning),
    ):
        if words:
            facts.append(Fact(label=label, words=words, tone=Tone.ALERT))
    return tuple(facts)


def preparation_blocks(chart: ChartPaper) -> list[Block]:
    """The bag: vials, volumes, concentration, who made and who verified it."""
    session = chart.session
    made, bag = session.preparation, session.bag
    if made is None or bag is None:
        return []
    strength = written(made.mg_per_ml, "mg/mL")
    rows = [
        Row(
            cells=(
                cell(draw.vial),
                cell(draw.vial.rpartition("-")[0]),
                cell(chart.product.finished_form if chart.product else strength),
                cell(two_places(draw.ml)),
                cell(two_places(draw.ml * made.mg_per_ml)),
            )
        )
        for draw in made.draws
    ]
    columns = (
        Column(title="Vial", width=20),
        Column(title="Lot", width=20),
        Column(title="Finished form", width=40),
        Column(title="mL drawn", width=15, is_number=True),
        Column(title="mg", width=15, is_number=True),
    )
    diluent = made.bag_ml - session.drawn_ml
    facts = (
        Fact(label="Drug in the bag", words=f"{chart.drug} {written(bag.mg, 'mg')}"),
        Fact(label="Bag", words=f"{written(bag.bag_ml, 'mL')} ({_diluted(diluent)})"),
        Fact(label="Concentration", words=written(bag.concentration, "mg/mL", places=3)),
        Fact(label="Verified by", words=chart.name(made.verified_by)),
    )
    by = [
        _by(chart, "Prepared", entry.recorded_at, entry.author)
        for entry, _ in entries_of(session, ev.Prepared)
    ]
    return [
        Heading(words="Preparation"),
        *by,
        Table(columns=columns, rows=tuple(rows)),
        Facts(facts=facts, across=4),
    ]


def _diluted(diluent: Decimal | Fraction) -> str:
    return f"{written(diluent, 'mL')} of it diluent" if diluent else "undiluted"
