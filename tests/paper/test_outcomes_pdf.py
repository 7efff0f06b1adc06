"""Outcomes on paper: figures and picture of one patient, or of all without a name."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from support.builders import NURSE, clock_time, patient

from ketachart.domain.courses import Relief
from ketachart.domain.outcomes import SessionOutcome
from ketachart.paper.outcomes_pdf import OutcomePaper, outcomes_document
from ketachart.paper.page import rendered
from tests.paper import reading

NOTE = "told by Ruth on the phone"


def outcomes(count):
    told = Relief(
        session="s",
        percent=60,
        weeks=Decimal("2.5"),
        note=NOTE,
        by=NURSE,
        at=clock_time("09:00"),
    )
    return tuple(
        SessionOutcome(
            session=f"s-{number}",
            patient="p.greer",
            day=date(2026, 1, 5) + timedelta(days=7 * number),
            mg=Decimal(40),
            weight_kg=Decimal(80),
            dissociation=number % 11,
            cadss=6,
            pain_before=8,
            pain_after=None if number else 3,
            relief=told,
        )
        for number in range(count)
    )


@pytest.fixture
def printed(house):
    def made(count, who=None):
        paper = OutcomePaper(
            site=house.clinic.world.site, patient=who, outcomes=outcomes(count), printed="now"
        )
        return rendered(outcomes_document(paper))

    return made


def test_that_a_patients_series_is_on_paper(printed):
    pdf = printed(4, patient("p.greer", "Tobias Greer", "male"))
    said = " ".join(reading.printed(pdf))
    for words in ("Tobias Greer", "2026-01-05", "s-3", "2.5", NOTE, "Highest dissociation"):
        assert words in said


def test_that_all_patients_are_on_paper_without_a_name_or_free_words(printed, tmp_path):
    (tmp_path / "all.pdf").write_bytes(printed(30))
    said = " ".join(reading.printed(printed(30)))
    assert reading.images(tmp_path / "all.pdf") == []
    assert not reading.faults(tmp_path / "all.pdf")
    assert "without names" in said
    assert NOTE not in said
    assert "(n = 30)" in said


@pytest.mark.parametrize("count", [1, 60])
def test_that_one_session_and_a_long_series_find_their_room(printed, count):
    assert printed(count, patient("p.greer", "Tobias Greer", "male")).startswith(b"%PDF-1.")
