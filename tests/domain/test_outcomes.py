"""What is said of a series follows from what was charted, and of nothing else."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from support.builders import CALM, NURSE, ZONE, clock_time
from support.houses import house, template

from ketachart.domain.courses import Relief
from ketachart.domain.outcome_picture import Shape, clinic_picture, series_picture
from ketachart.domain.outcomes import SessionOutcome, outcome_of, summary_lines
from ketachart.domain.session import Phase

__all__ = ["house", "template"]

DAY = date(2026, 3, 3)


def told(percent: int, weeks: str) -> Relief:
    return Relief(
        session="s",
        percent=percent,
        weeks=Decimal(weeks),
        note="",
        by=NURSE,
        at=clock_time("09:00"),
    )


def point(number: int = 1, **said: object) -> SessionOutcome:
    usual = SessionOutcome(
        session=f"s{number}",
        patient="p.greer",
        day=DAY + timedelta(days=7 * number),
        mg=Decimal(40),
        weight_kg=Decimal(80),
        dissociation=4,
        cadss=6,
        pain_before=8,
        pain_after=5,
        relief=None,
    )
    return replace(usual, **said)


def test_that_a_session_is_read_off_its_chart(house):
    house.bring("s1", Phase.INFUSING)
    for dissociation, pain in ((3, 6), (7, 5), (2, 4)):
        house.wait(5)
        house.chart("s1", **CALM, dissociation=dissociation, pain=pain)
    house.done(NURSE, "score.chart", session="s1", scale="CADSS-6", items=[1, 2, 0, 0, 3, 1])
    running = outcome_of(house.session(), None, ZONE)
    assert running is not None
    assert (running.mg, running.pain_after) == (None, None)
    house.wait(45)
    house.done(NURSE, "infusion.stop", session="s1", pump_ml="40", reason="complete")
    for pain in (3, 2):
        house.wait(15)
        house.chart("s1", **CALM, pain=pain)
    house.chart("s1", **CALM)
    found = outcome_of(house.session(), told(50, "2"), ZONE)
    assert found is not None
    assert (found.mg, found.mg_per_kg) == (Decimal("40.00"), Fraction(1, 2))
    assert (found.dissociation, found.cadss) == (7, 7)
    assert (found.pain_before, found.pain_after, found.fall) == (7, 2, 5)
    assert found.day == DAY
    assert found.relief is not None


def test_that_a_session_that_never_started_is_none(house):
    house.bring("s1", Phase.PREPARED)
    assert outcome_of(house.session(), None, ZONE) is None


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (10, 7, True),
        (10, 8, False),
        (7, 5, False),
        (3, 2, True),
        (4, 6, False),
        (0, 0, None),
        (None, 3, None),
        (8, None, None),
    ],
)
def test_that_a_fall_of_thirty_percent_is_a_response(before, after, expected):
    assert point(pain_before=before, pain_after=after).has_responded is expected


def test_that_every_figure_has_its_n_and_what_is_missing_counts_nowhere():
    points = [
        point(1, relief=told(40, "1.5")),
        point(2, pain_after=None, dissociation=None),
        point(3, mg=None, dissociation=8, relief=told(60, "4")),
    ]
    assert summary_lines(points) == (
        "3 sessions of 1 patient, 2026-03-10 to 2026-03-24.",
        "Dose: median 0.5 mg/kg (0.5 to 0.5; n\u00a0=\u00a02).",
        "Highest dissociation, 0 to 10: median 6 (4 to 8; n\u00a0=\u00a02).",
        "Pain before, 0 to 10: median 8 (8 to 8; n\u00a0=\u00a03).",
        "Pain after, 0 to 10: median 5 (5 to 5; n\u00a0=\u00a02).",
        "Relief lasted: median 2.75 weeks (1.5 to 4; n\u00a0=\u00a02).",
        "Pain fell by 30\u00a0% or more in 2 of 2 sessions with a pain before and after.",
    )
    assert summary_lines([]) == ()
    (first, *_) = summary_lines([point()])
    assert first.startswith("1 session of 1 patient")


def test_that_a_series_stands_side_by_side_with_its_days():
    points = [point(1), point(2, relief=told(60, "4"), pain_after=None)]
    doses, felt, pain, lasted = series_picture(points).bands
    assert [(mark.x, mark.y, mark.words) for mark in doses.marks] == [
        (0, Fraction(1, 2), "40 mg"),
        (1, Fraction(1, 2), "40 mg"),
    ]
    assert [mark.y for mark in felt.marks] == [4, 4]
    assert [(mark.x, mark.y, mark.shape) for mark in pain.marks] == [
        (0, 8, Shape.RING),
        (0, 5, Shape.DOT),
        (1, 8, Shape.RING),
    ]
    assert [(stem.low, stem.high) for stem in pain.stems] == [(5, 8)]
    assert [(mark.x, mark.y, mark.words) for mark in lasted.marks] == [(1, 4, "60 %")]
    assert [words for _, words in series_picture(points).places] == ["2026-03-10", "2026-03-17"]


def test_that_a_long_series_has_room_for_its_days():
    picture = series_picture([point(number, relief=told(60, "4")) for number in range(1, 61)])
    assert len(picture.places) <= 8
    assert picture.places[0] == (0, "2026-03-10")
    assert not any(mark.words for band in picture.bands for mark in band.marks)


def test_that_many_sessions_stand_by_their_dose_each_for_itself():
    points = [point(1), point(2, mg=Decimal(120)), point(3, mg=None), point(4, pain_after=9)]
    picture = clinic_picture(points)
    felt, fell, lasted = picture.bands
    assert [mark.x for mark in felt.marks] == [Fraction(1, 2), Fraction(3, 2), Fraction(1, 2)]
    assert [mark.y for mark in fell.marks] == [3, 3, -1]
    assert "(n = 3)" in fell.title
    assert lasted.marks == ()
    assert picture.right > 2 > picture.left


@pytest.mark.parametrize("weeks", ["0", "1", "104"])
def test_that_every_value_lies_on_its_scale(weeks):
    points = [point(1, relief=told(100, weeks), mg=Decimal(800))]
    for band in (*series_picture(points).bands, *clinic_picture(points).bands):
        assert all(band.low <= mark.y <= band.high for mark in band.marks)
