"""When CADSS-6 and BPRS+ fall due, as a table of one session's moments."""

from datetime import UTC, datetime, timedelta

import pytest

from ketachart.domain.scale_times import Occasion, due_scales, middle_of

BOTH = {"CADSS-6", "BPRS+"}


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-02T{clock}:00").replace(tzinfo=UTC)


def due(now, *charted, start="09:00", minutes=120, stop=None):
    """The occasion and the scales due at `now`; charted as "CADSS-6 08:55"."""
    found = due_scales(
        start=at(start) if start else None,
        planned_minutes=minutes,
        stop=at(stop) if stop else None,
        minimum_stay=timedelta(minutes=30),
        now=at(now),
        charted=[(scale, at(clock)) for scale, clock in (entry.split() for entry in charted)],
    )
    return {(one.occasion, one.scale) for one in found}


def both(occasion):
    return {(occasion, scale) for scale in BOTH}


@pytest.mark.parametrize(
    ("planned", "middle"), [(240, 40), (120, 40), (41, 40), (40, 24), (30, 18), (5, 3)]
)
def test_that_the_middle_is_at_40_minutes_or_60_percent_of_a_shorter_infusion(planned, middle):
    assert middle_of(planned) == timedelta(minutes=middle)


def test_that_both_are_due_before_the_start_until_charted():
    assert due("08:50", start=None) == both(Occasion.BEFORE_START)
    assert due("08:56", "CADSS-6 08:55", start=None) == {(Occasion.BEFORE_START, "BPRS+")}
    assert due("08:56", "CADSS-6 08:55", "BPRS+ 08:56", start=None) == set()


def test_that_the_scores_before_the_start_do_not_count_in_the_middle():
    assert due("09:39", "CADSS-6 08:55", "BPRS+ 08:55") == set()
    assert due("09:40", "CADSS-6 08:55", "BPRS+ 08:55") == both(Occasion.DURING)
    assert due("09:42", "CADSS-6 09:41") == {(Occasion.DURING, "BPRS+")}


def test_that_a_score_a_little_before_the_middle_counts_for_it():
    assert due("09:40", "CADSS-6 09:35", "BPRS+ 09:34") == {(Occasion.DURING, "BPRS+")}


def test_that_nothing_is_due_in_the_middle_of_an_infusion_of_unknown_length():
    assert due("10:00", minutes=None) == set()


def test_that_both_are_due_at_the_stop():
    assert due("11:00", "CADSS-6 09:41", "BPRS+ 09:42", stop="11:00") == both(Occasion.AT_STOP)
    assert due("11:10", "CADSS-6 11:03", stop="11:00") == {(Occasion.AT_STOP, "BPRS+")}


def test_that_both_are_due_once_more_after_the_minimum_stay():
    stopped = ("CADSS-6 11:03", "BPRS+ 11:03")
    assert due("11:29", *stopped, stop="11:00") == set()
    assert due("11:30", *stopped, stop="11:00") == both(Occasion.BEFORE_DISCHARGE)
    assert due("12:05", *stopped, "CADSS-6 12:03", "BPRS+ 12:03", stop="11:00") == set()


def test_that_a_scale_missing_at_the_stop_is_asked_for_once_only():
    assert due("12:00", "BPRS+ 11:03", stop="11:00") == {
        (Occasion.AT_STOP, "CADSS-6"),
        (Occasion.BEFORE_DISCHARGE, "BPRS+"),
    }
