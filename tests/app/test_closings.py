"""Closed days, of which there are thousands after years: looked up when asked, not before."""

from datetime import date, timedelta

import pytest

from ketachart.app.closings import Closings
from ketachart.store.connection import Transaction
from ketachart.store.derived import DayClosing, Derived
from ketachart.store.places import Place
from ketachart.store.schema import scratch_database

MONDAY = date(2026, 3, 2)


def closing(day: date, by: str = "ad.lindqvist") -> DayClosing:
    return DayClosing(
        day=day,
        closed_at=f"{day}T20:00:00-08:00",
        closed_by=by,
        witness="rn.silva",
        digests={"III": "0" * 64},
        products=("ket-50-10",),
        place=Place(f"{day}T20:00:00.000Z", "ws-1", 7),
        seen={"ws-2": 4},
    )


def days(*numbers: int) -> list[date]:
    return [MONDAY + timedelta(days=number) for number in numbers]


@pytest.fixture
def kept() -> Derived:
    derived = Derived(scratch_database())
    with Transaction(derived._db):
        for day in days(0, 1, 3):
            derived.put_closing(closing(day))
    return derived


def test_that_closed_days_are_those_on_the_disk_and_those_added(kept: Derived) -> None:
    closings = Closings(kept)
    assert days(4)[0] not in closings
    later = {day: closing(day) for day in days(4, 2)}
    with Transaction(kept._db):
        for each in later.values():
            kept.put_closing(each)
    closings.add(later)
    assert list(closings) == days(0, 1, 2, 3, 4)
    assert len(closings) == 5
    assert days(4)[0] in closings
    assert [each.day for each in closings.since(MONDAY + timedelta(days=2))] == days(2, 3, 4)
    assert MONDAY in closings
    assert MONDAY - timedelta(days=1) not in closings
    assert closings.since(MONDAY + timedelta(days=9)) == ()
    assert closings.get(MONDAY + timedelta(days=9)) is None


def test_that_a_closing_is_what_was_kept(kept: Derived) -> None:
    assert Closings(kept)[MONDAY] == closing(MONDAY)


def test_that_the_closing_added_last_stands_and_its_day_only_once(kept: Derived) -> None:
    closings = Closings(kept)
    assert closings[MONDAY].closed_by == "ad.lindqvist"
    closings.add({MONDAY: closing(MONDAY, by="rn.okafor")})
    assert closings[MONDAY].closed_by == "rn.okafor"
    assert list(closings) == days(0, 1, 3)


def test_that_looking_for_those_who_wait_does_not_walk_over_every_session(kept: Derived) -> None:
    asked: list[str] = []
    kept._db.conn.set_trace_callback(asked.append)
    kept.sessions_waiting()
    kept._db.conn.set_trace_callback(None)
    (plan,) = kept._db.execute(f"EXPLAIN QUERY PLAN {asked[0]}").fetchall()
    assert plan[3].endswith("USING INDEX session_row_waiting")
