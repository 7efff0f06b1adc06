"""What is remembered of the next set is what working it out anew would say, at every moment."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from ketachart.domain import monitoring
from ketachart.ui.presenters.due_slot import DueSlots
from tests.ui.chair_day import at


def test_that_the_remembered_set_is_the_one_worked_out_anew(day_at):
    day = day_at("09:12:30")
    session = day.session("s1")
    settings = day.clinic.world.settings_at(session.opened_at)
    slots = DueSlots()

    @given(st.lists(st.integers(-90, 400), min_size=1, max_size=12))
    def whenever_one_asks(minutes):
        for minute in minutes:
            now = at("09:12:30") + timedelta(minutes=minute)
            anew = monitoring.next_slot(session, settings, now)
            kept = slots.of(session, settings, now)
            assert (kept and kept.due) == (anew and anew.due)

    whenever_one_asks()


def test_that_another_set_of_values_brings_another_due_time(day_at):
    day = day_at("09:12:30")
    session, later = day.session("s1"), day_at("09:20:00").session("s1")
    settings = day.clinic.world.settings_at(session.opened_at)
    slots, now = DueSlots(), at("09:20:00")
    before = slots.of(session, settings, now)
    after = slots.of(later, settings, now)
    assert before is not None
    assert after is not None
    assert before.due < after.due
