"""One session's chart on paper: portrait letter, the patient on every page."""

from pathlib import Path

from ketachart.paper.blocks import Heading
from ketachart.paper.chart_bedside import bedside_blocks, escort_blocks, staff_blocks
from ketachart.paper.chart_end import amendment_blocks, discharge_blocks, signature_blocks
from ketachart.paper.chart_grid import grid_blocks
from ketachart.paper.chart_infusion import infusion_blocks, medication_blocks
from ketachart.paper.chart_paper import ChartPaper
from ketachart.paper.chart_scales import remark_blocks, scale_blocks
from ketachart.paper.chart_start import (
    intake_blocks,
    order_blocks,
    patient_blocks,
    preparation_blocks,
    screening_blocks,
)
from ketachart.paper.page import Document, Running, write
from ketachart.paper.record_page import record_blocks

__all__ = ["ChartPaper", "chart_document", "write_chart"]


def write_chart(path: Path, chart: ChartPaper) -> None:
    """Write a chart as PDF.

    Raises:
        NotWritten: the folder or the disk failed; what stood there is unchanged.
    """
    write(path, chart_document(chart))


def chart_document(chart: ChartPaper) -> Document:
    """The chart before it is on paper."""
    patient, session, site = chart.patient, chart.session, chart.site
    printed = f"{chart.day_and_clock(chart.printed_at)} by {chart.name(chart.printed_by)}"
    born = patient.birth_date.isoformat()
    return Document(
        title=f"Infusion chart, session {session.id}, {chart.day}",
        running=Running(
            left=(site.name, f"{site.address} · {site.phone}", "Infusion chart"),
            right=(
                patient.name,
                f"MRN {patient.mrn} · born {born}",
                f"session {session.id} · {chart.day} · {session.chair}",
            ),
            foot=f"Printed {printed}. Times are in clinic time ({site.zone}).",
            mark="TRAINING – not a record of a real patient" if site.training else "",
        ),
        blocks=(
            *record_blocks(chart),
            Heading(words="Patient and session", begins_page=True),
            *patient_blocks(chart),
            *screening_blocks(chart),
            *intake_blocks(chart),
            *order_blocks(chart),
            *preparation_blocks(chart),
            *grid_blocks(chart),
            *infusion_blocks(chart),
            *medication_blocks(chart),
            *bedside_blocks(chart),
            *scale_blocks(chart),
            *remark_blocks(chart),
            *discharge_blocks(chart),
            *escort_blocks(chart),
            *staff_blocks(chart),
            *amendment_blocks(chart),
            *signature_blocks(chart),
        ),
    )
