"""Slots divide the time from the first to the release, for any plan and any day."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ketachart.app.defaults import load_settings
from ketachart.domain.settings import PlanStep
from ketachart.domain.slots import (
    Anchor,
    Observation,
    SlotStatus,
    assign,
    due_times,
    plan_times,
)

START = datetime(2026, 3, 3, 17, tzinfo=UTC)
SETTINGS = load_settings()
every = st.integers(1, 60)
plans = st.lists(st.builds(PlanStep, minutes=st.integers(1, 90), every=every), max_size=2).flatmap(
    lambda steps: every.map(lambda last: (*steps, PlanStep(minutes=None, every=last)))
)


def after(seconds: int) -> datetime:
    return START + timedelta(seconds=seconds)


@st.composite
def days(draw: st.DrawFn) -> tuple[tuple[Anchor, ...], datetime]:
    """A start with further anchors behind it, and when the patient left."""
    moments = sorted(draw(st.sets(st.integers(1, 4 * 3600), max_size=5)))
    found = [Anchor(at=START, plan=draw(plans), first=True)]
    found += [Anchor(at=after(moment), plan=draw(plans)) for moment in moments]
    stay = draw(st.integers(60, 2 * 3600))
    return tuple(found), found[-1].at + timedelta(seconds=stay)


@given(day=days())
def test_that_due_times_rise_and_lie_between_the_start_and_the_release(day):
    anchors, released = day
    dues = due_times(anchors, released)
    assert dues[0] == START
    assert list(dues) == sorted(set(dues))
    assert all(START <= due < released for due in dues)
    # An anchor is no due time itself, but for the first.
    assert not {anchor.at for anchor in anchors[1:]} & set(dues)


@given(plan=plans)
def test_that_a_plan_keeps_each_interval_for_its_minutes(plan):
    times = plan_times(Anchor(at=START, plan=plan))
    begin = START
    for step in plan[:-1]:
        count = step.minutes // step.every
        for number in range(1, count + 1):
            assert next(times) == begin + timedelta(minutes=number * step.every)
        begin += timedelta(minutes=step.minutes)
    for number in (1, 2, 3):
        assert next(times) == begin + timedelta(minutes=number * plan[-1].every)


@given(day=days(), seen=st.lists(st.integers(-1200, 6 * 3600), max_size=25))
def test_that_each_entry_belongs_to_one_slot_and_the_earliest_fills_it(day, seen):
    anchors, released = day
    observations = [
        Observation(ref=str(number), observed_at=after(at), recorded_at=after(at))
        for number, at in enumerate(seen)
        if after(at) <= released
    ]
    dues = due_times(anchors, released)
    found = assign(dues, observations, now=released, released_at=released, settings=SETTINGS)
    assert [slot.due for slot in found] == list(dues)
    for slot, following in pairwise(found):
        assert slot.end == following.begin
        assert slot.begin < slot.end
        assert slot.due < following.begin
    assert found[-1].end is None
    for each in observations:
        owners = [
            slot
            for slot in found
            if slot.begin <= each.observed_at and (slot.end is None or each.observed_at < slot.end)
        ]
        before_all = each.observed_at < found[0].begin
        assert len(owners) == (0 if before_all else 1)
        for owner in owners:
            assert owner.observation is not None
            assert owner.observation.observed_at <= each.observed_at
    for slot in found:
        assert (slot.observation is None) == (slot.status is SlotStatus.MISSED)
        assert slot.begin <= slot.due


@given(day=days(), now=st.integers(-3600, 8 * 3600))
def test_that_before_the_release_every_empty_slot_says_how_it_stands(day, now):
    anchors, released = day
    dues = due_times(anchors, released)
    found = assign(dues, [], now=after(now), released_at=None, settings=SETTINGS)
    order = [
        SlotStatus.MISSED,
        SlotStatus.OVERDUE,
        SlotStatus.DUE,
        SlotStatus.UPCOMING,
    ]
    ranks = [order.index(slot.status) for slot in found]
    assert ranks == sorted(ranks)
    assert ranks.count(1) + ranks.count(2) <= 1
