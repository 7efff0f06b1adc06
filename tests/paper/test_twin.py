"""The next hour on paper: one page that says whose it is, what is known, and what is due when."""

import subprocess

import pytest

from ketachart.domain import monitoring
from ketachart.paper.gathering import next_hour_on_paper
from ketachart.paper.page import rendered
from ketachart.paper.twin_pdf import due_times, twin_document, write_twin
from tests.paper.reading import faults, fonts, images, printed
from tests.ui.chair_day import open_day


@pytest.fixture(scope="module")
def twin(tmp_path_factory):
    folder = tmp_path_factory.mktemp("twin")
    day = open_day(folder / "template", folder / "vault", "09:00:30")
    yield next_hour_on_paper(day.clinic, day.session("s2"), day.turn.person)
    day.clinic.close()


def test_that_the_page_is_one_page_and_names_the_patient_by_two_marks(twin):
    (page,) = printed(rendered(twin_document(twin)))
    for words in ("Siobhan", "MRN 10533", "born 1990-11-27", "Chair 2", "PAPER 1", "morphine"):
        assert words in page


def test_that_it_carries_what_is_known_and_the_number_of_the_last_entry(twin):
    (page,) = printed(rendered(twin_document(twin)))
    for words in ("45 mL/h", "midazolam 0.5 mg", "139/87", f"no. {twin.last[0]} · {twin.last[1]}"):
        assert words in page


def test_that_its_columns_are_the_planned_times_of_the_hour(twin):
    chart = twin.chart
    planned = monitoring.slots(chart.session, chart.settings, chart.printed_at)
    expected = [
        slot.due
        for slot in planned
        if slot.observation is None and twin.begin <= slot.due < twin.until
    ]
    assert list(due_times(twin)) == expected
    (page,) = printed(rendered(twin_document(twin)))
    assert all(f"due {chart.clock(due)}" in page for due in expected)


def test_that_the_file_is_sound_and_has_letters_and_no_bitmaps(twin, tmp_path):
    file = tmp_path / "paper.pdf"
    write_twin(file, twin)
    assert all(embedded == "yes" for _, embedded in fonts(file))
    assert images(file) == []
    assert faults(file) == ""
    assert subprocess.run(["pdfinfo", file], capture_output=True, check=True).stdout
