"""When vitals are due, which entry fills which slot, and what is late or missed."""

from datetime import timedelta

import pytest
from support.builders import CALM, NURSE, SECOND, ZONE, House, clock_time

from ketachart.domain import monitoring
from ketachart.domain.session import Phase
from ketachart.domain.slots import Slot

# Each story begins with a start at 09:00; the last word of a line may be a rate or a volume.
DUE = {
    "an hour, then recovery": (
        "09:00 start, 10:00 stop, 10:40 ask",
        "09:00 09:05 09:10 09:15 09:30 09:45 10:15 10:30",
    ),
    "a rate increase restarts the plan": (
        "09:00 start, 09:20 rate 48, 09:50 ask",
        "09:00 09:05 09:10 09:15 09:25 09:30 09:35 09:50",
    ),
    "a rate decrease is no anchor": (
        "09:00 start, 09:20 rate 32, 09:50 ask",
        "09:00 09:05 09:10 09:15 09:30 09:45",
    ),
    "the same rate again is no anchor": (
        "09:00 start, 09:20 rate 40, 09:50 ask",
        "09:00 09:05 09:10 09:15 09:30 09:45",
    ),
    "a bolus restarts the plan": (
        "09:00 start, 09:07 bolus 2, 09:30 ask",
        "09:00 09:05 09:12 09:17 09:22",
    ),
    "a pause is no anchor, a resume is one": (
        "09:00 start, 09:12 pause, 09:18 resume, 09:40 ask",
        "09:00 09:05 09:10 09:15 09:23 09:28 09:33",
    ),
    "a rescue drug restarts the infusion's plan": (
        "09:00 start, 09:31 rescue, 09:50 ask",
        "09:00 09:05 09:10 09:15 09:30 09:36 09:41 09:46",
    ),
    "a drug that is no rescue is no anchor": (
        "09:00 start, 09:31 give, 09:50 ask",
        "09:00 09:05 09:10 09:15 09:30 09:45",
    ),
    "a rescue drug in recovery restarts the recovery's plan": (
        "09:00 start, 09:30 stop, 09:40 rescue, 10:15 ask",
        "09:00 09:05 09:10 09:15 09:55 10:10",
    ),
    "the start is due though another anchor follows in the same second": (
        "09:00 start, 09:00 bolus 2, 09:12 ask",
        "09:00 09:05 09:10",
    ),
    "a due time at the moment of the next anchor is dropped": (
        "09:00 start, 09:10 bolus 2, 09:20 ask",
        "09:00 09:05 09:15 09:20",
    ),
}


def play(house: House, story: str) -> None:
    """Do what a story says, after a bag was prepared."""
    house.bring("s1", Phase.PREPARED)
    for line in story.split(", "):
        time, do, *amount = line.split()
        house.at(time)
        _STEPS[do](house, *amount)


def _start(house: House) -> None:
    house.done(NURSE, "infusion.start", session="s1", ml_per_h="40", verified_by=SECOND)


def _rate(house: House, rate: str) -> None:
    house.done(NURSE, "infusion.rate", session="s1", ml_per_h=rate, reason="titrated")


def _stop(house: House) -> None:
    why = {"reason": "complete", "variance_reason": "as read"}
    house.done(NURSE, "infusion.stop", session="s1", pump_ml="30", **why)


def _give(house: House, *, rescue: bool = False) -> None:
    drug = {"drug": "ondansetron", "dose": "4", "unit": "mg", "route": "IV"}
    given = {**drug, "indication": "nausea", "rescue": rescue}
    house.done(NURSE, "medication.give", session="s1", **given)


_STEPS = {
    "start": _start,
    "rate": _rate,
    "stop": _stop,
    "give": _give,
    "rescue": lambda house: _give(house, rescue=True),
    "bolus": lambda house, ml: house.done(NURSE, "infusion.bolus", session="s1", ml=ml),
    "pause": lambda house: house.done(NURSE, "infusion.pause", session="s1", reason="restroom"),
    "resume": lambda house: house.done(NURSE, "infusion.resume", session="s1"),
    "chart": lambda house: house.chart(),
    "ask": lambda _house: None,
}


def slots(house: House) -> list[Slot]:
    """The slots whose due time has come."""
    now, session = house.clock.now(), house.session()
    settings = house.clinic.books.settings_at(session.opened_at)
    return [slot for slot in monitoring.slots(session, settings, now) if slot.due <= now]


def local(slot: Slot) -> str:
    return slot.due.astimezone(ZONE).strftime("%H:%M")


@pytest.mark.parametrize("name", DUE)
def test_that_vitals_are_due_as_the_plan_says(house, name):
    story, due = DUE[name]
    play(house, story)
    assert " ".join(local(slot) for slot in slots(house)) == due


def test_that_monitoring_ends_with_the_release(house):
    house.bring("s1", Phase.RELEASED)
    left = house.session().released_at
    house.wait(60)
    assert all(slot.due < left for slot in slots(house))
    assert len(slots(house)) == 8


# The start is at 09:00; the slots own 08:45-09:02:30, 09:02:30-09:07:30, … , 09:12:30-09:25, …
FILLED = {
    "the baseline of fourteen minutes before fills the first": ("08:46:00", "09:00", "on time"),
    "two minutes after is on time": ("09:12:00", "09:10", "on time"),
    "two minutes and a second after is late": ("09:12:01", "09:10", "late"),
    "half way to the one before is early enough": ("09:07:30", "09:10", "on time"),
    "a second earlier belongs to the one before": ("09:07:29", "09:05", "late"),
    "five minutes before a later one is early enough": ("09:25:00", "09:30", "on time"),
    "a second earlier than that is late for the one before": ("09:24:59", "09:15", "late"),
}


@pytest.mark.parametrize("name", FILLED)
def test_that_an_entry_fills_the_slot_that_owns_its_time(house, name):
    time, due, status = FILLED[name]
    house.bring("s1", Phase.ORDERED)
    bag = {"draws": [{"vial": "K1-1", "ml": "0.80"}], "bag_ml": "40", "verified_by": SECOND}
    house.done(NURSE, "session.prepare", session="s1", **bag)
    house.at("09:00")
    house.done(NURSE, "infusion.start", session="s1", ml_per_h="40", verified_by=SECOND)
    house.at("09:40")
    house.done(
        NURSE, "vitals.chart", session="s1", **CALM, observed_at=clock_time(time).isoformat()
    )
    filled = [(local(slot), slot.status.value) for slot in slots(house) if slot.observation]
    assert filled == [(due, status)]


def test_that_the_earliest_of_two_entries_fills_a_slot_however_they_were_charted(house):
    play(house, "09:00 start, 09:13 chart, 09:20 ask")
    early = clock_time("09:12:30").isoformat()
    entry = house.chart(observed_at=early)
    (slot,) = [slot for slot in slots(house) if local(slot) == "09:15"]
    assert slot.observation.ref == entry.ref
    assert slot.entered_late


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("09:07:29", "upcoming"),
        ("09:07:30", "due"),
        ("09:12:00", "due"),
        ("09:12:01", "overdue"),
        ("09:12:30", "missed"),
    ],
)
def test_that_an_empty_slot_stands_as_its_span_runs(house, asked, status):
    play(house, f"09:00 start, {asked} ask")
    session, now = house.session(), house.clock.now()
    settings = house.clinic.books.settings_at(session.opened_at)
    found = {local(slot): slot.status for slot in monitoring.slots(session, settings, now)}
    assert found["09:10"] == status


@pytest.mark.parametrize(("delay", "late"), [(0, False), (300, False), (301, True)])
def test_that_entered_late_means_recorded_more_than_five_minutes_after(house, delay, late):
    play(house, "09:00 start, 09:10 ask")
    observed = house.clock.now()
    house.clock.set(observed + timedelta(seconds=delay))
    house.chart(observed_at=observed.isoformat())
    assert [slot.entered_late for slot in slots(house) if local(slot) == "09:10"] == [late]


def test_that_a_missed_set_can_be_explained_and_a_filled_one_cannot(house):
    play(house, "09:00 start, 09:05 chart, 09:14 ask")

    def explain(time: str) -> dict[str, object]:
        due = clock_time(time).isoformat()
        return {"session": "s1", "due": due, "reason": "moved to the restroom"}

    house.done(NURSE, "slot.explain", **explain("09:10"))
    assert house.session().explanations[clock_time("09:10")] == "moved to the restroom"
    for other in ("09:05", "09:11", "09:30"):
        assert house.refused(NURSE, "slot.explain", **explain(other)).code == "input.invalid"
