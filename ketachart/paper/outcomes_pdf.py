"""Outcomes on paper: of one patient, or of many sessions without a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from ketachart.domain.clinic import Site
from ketachart.domain.outcome_picture import clinic_picture, series_picture
from ketachart.domain.outcomes import RESPONSE_PERCENT, SessionOutcome, summary_lines
from ketachart.domain.patients import Patient
from ketachart.domain.quantities import written
from ketachart.paper.blocks import Heading, Words
from ketachart.paper.lettering import Tone
from ketachart.paper.outcome_drawing import OutcomeDrawing
from ketachart.paper.page import Document, Running, write
from ketachart.paper.strips import Block
from ketachart.paper.table import Column, Row, Table, cell

_HOW = (
    "Dose: given from the bag, by the pump's own reading, for the weight of the day. Dissociation: "
    "the highest quick rating and CADSS-6 total after the start. Pain before: as told at intake. "
    "Pain after: the last reading from the stop on. Relief: as the patient told later, so far "
    "where it still lasted then. – is not charted, and counts nowhere. A fall of pain by "
    f"{RESPONSE_PERCENT} % or more is in bold. These are records of care, not of a trial: they "
    "don't show what caused what."
)
_COLUMNS = (
    Column(title="Day", width=60),
    Column(title="Session", width=66),
    Column(title="Dose mg", width=50, is_number=True),
    Column(title="mg/kg", width=44, is_number=True),
    Column(title="Dissoc.", width=48, is_number=True),
    Column(title="CADSS-6", width=48, is_number=True),
    Column(title="Pain before", width=58, is_number=True),
    Column(title="Pain after", width=54, is_number=True),
    Column(title="Relief %", width=44, is_number=True),
    Column(title="Weeks", width=40, is_number=True),
    Column(title="How told", width=70),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomePaper:
    """Outcomes as they are to be printed.

    Attributes:
        patient: whose they are; None: of all patients, and no name is printed.
        outcomes: the oldest first.
        left_out: how many earlier sessions of the days asked for are not among them.
        printed: when and by whom, in words.
    """

    site: Site
    patient: Patient | None
    outcomes: tuple[SessionOutcome, ...]
    left_out: int = 0
    printed: str


def write_outcomes(path: Path, paper: OutcomePaper) -> None:
    """Write the outcomes as PDF.

    Raises:
        NotWritten: the folder or the disk failed; what stood there is unchanged.
    """
    write(path, outcomes_document(paper))


def outcomes_document(paper: OutcomePaper) -> Document:
    """The outcomes before they are on paper."""
    site, patient = paper.site, paper.patient
    picture = series_picture if patient else clinic_picture
    blocks: list[Block] = [
        *(Words(text=line) for line in summary_lines(paper.outcomes, paper.left_out)),
        Heading(words="In a picture"),
        OutcomeDrawing(picture=picture(paper.outcomes)),
        Heading(words="In figures"),
        Table(
            columns=_COLUMNS,
            rows=tuple(_row(each, has_note=patient is not None) for each in paper.outcomes),
            continued="In figures",
        ),
        Words(text=_HOW, points=7.5, tone=Tone.FAINT),
    ]
    whose = (
        (patient.name, f"MRN {patient.mrn} · born {patient.birth_date.isoformat()}")
        if patient
        else ("All patients", "without names")
    )
    return Document(
        title="Outcomes of ketamine infusions",
        running=Running(
            left=(site.name, f"{site.address} · {site.phone}", "Outcomes"),
            right=whose,
            foot=f"Printed {paper.printed}",
            mark="TRAINING – not a record of real patients" if site.training else "",
        ),
        blocks=tuple(blocks),
    )


def _row(outcome: SessionOutcome, *, has_note: bool) -> Row:
    """A session's line; free words, which may name somebody, only where the patient is named."""
    relief = outcome.relief
    values: Sequence[Decimal | Fraction | int | None] = (
        outcome.mg,
        outcome.mg_per_kg,
        outcome.dissociation,
        outcome.cadss,
        outcome.pain_before,
        outcome.pain_after,
        relief.percent if relief else None,
        relief.weeks if relief else None,
    )
    tone = Tone.STRONG if outcome.has_responded else Tone.PLAIN
    return Row(
        cells=(
            cell(outcome.day.isoformat(), tone=tone),
            cell(outcome.session),
            *(cell("–" if each is None else written(each), tone=tone) for each in values),
            cell(relief.note if relief and has_note else ""),
        )
    )
