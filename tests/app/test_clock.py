"""What is done to a computer's clock: set, slept through, wrong by years, moved to another zone."""

import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.builders import CALM, NURSE, SECRETS, ZONE, House, clock_time

from ketachart.app.clock import CLOCK_JUMP, SetClock, SteadyClock, SystemClock
from ketachart.app.vaults import Unlocked, unlock
from ketachart.app.verification import verify
from ketachart.domain import events as ev
from ketachart.domain.infusion import pump_volume
from ketachart.domain.session import Phase
from ketachart.domain.times import clock_text, local_day
from ketachart.store.codec import entry_from

NOON = datetime(2026, 3, 3, 20, tzinfo=UTC)
HOURS = timedelta(hours=1)
SET_BY = [2 * HOURS, -2 * HOURS, timedelta(days=20 * 365), -timedelta(days=20 * 365), -24 * HOURS]


class TwoClocks(SetClock):
    """A wall clock that can be set, beside seconds that pass whatever it says."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(moment)
        self._run = 0.0

    def monotonic(self) -> float:
        return self._run

    def let_pass(self, span: timedelta) -> None:
        """Time passes, and both clocks know."""
        self.set(self.now() + span)
        self._run += span.total_seconds()


class Waiting(House):
    """A house in which waiting lets time pass, and setting the clock does not."""

    clock: TwoClocks

    def wait(self, minutes: int) -> None:
        self.clock.let_pass(timedelta(minutes=minutes))


def jumps_of(house: House) -> list[int]:
    found = [entry_from(stored).event for stored in house.clinic.vault.log.everything()]
    return [event.seconds for event in found if isinstance(event, ev.ClockJumped)]


def by_two_clocks(house: House) -> Waiting:
    """The house by clocks that can be set apart."""
    clocks = TwoClocks(house.clock.now())
    house.clinic.set_clock(clocks)
    return Waiting(house.clinic, clocks, house.folder, house.turns)


# ── The clock itself ─────────────────────────────────────────────────────────────────────────────

spans = st.timedeltas(timedelta(0), timedelta(days=2)).map(
    lambda span: timedelta(seconds=round(span.total_seconds()))
)
settings = st.timedeltas(-timedelta(days=9000), timedelta(days=9000))


@given(steps=st.lists(st.tuples(spans, settings.filter(lambda by: abs(by) > 2 * CLOCK_JUMP))))
def test_that_times_go_on_evenly_however_often_the_clock_is_set(steps):
    source = TwoClocks(NOON)
    steady, passed = SteadyClock(source), timedelta(0)
    off, told = timedelta(0), 0
    for span, set_by in steps:
        source.let_pass(span)
        passed += span
        if abs(off + set_by) <= 2 * CLOCK_JUMP or not 1990 < (NOON + off + set_by).year < 2090:
            continue
        source.set(source.now() + set_by)
        off += set_by
        assert abs(steady.now() - (NOON + passed)) < timedelta(milliseconds=2)
        told += steady.jump_s()
        assert abs(told - off.total_seconds()) <= 1
    steady.follow()
    assert (steady.now(), steady.jump_s()) == (source.now(), 0)


@given(st.lists(st.tuples(spans, st.timedeltas(-CLOCK_JUMP, CLOCK_JUMP))))
def test_that_small_corrections_are_followed_at_once(steps):
    source = TwoClocks(NOON)
    steady = SteadyClock(source)
    for span, corrected_by in steps:
        source.let_pass(span)
        source.set(source.now() + corrected_by)
        assert (steady.now(), steady.jump_s()) == (source.now(), 0)


def test_that_seconds_pass_while_the_computer_sleeps():
    """On Linux the seconds since it was started, sleep included, stand in a file as well."""
    uptime = Path("/proc/uptime")
    if not uptime.exists():
        pytest.skip("only Linux tells")
    told = float(uptime.read_text(encoding="ascii").split()[0])
    assert SystemClock().monotonic() == pytest.approx(told, abs=60)


def test_that_the_zone_of_the_computer_changes_nothing(house, monkeypatch):
    before = clock_text(house.clock.now(), house.clinic.books.site.zone)
    for zone in ("Asia/Tokyo", "Pacific/Kiritimati", "America/St_Johns"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        assert SystemClock().now().tzinfo is UTC
        assert clock_text(house.clock.now(), house.clinic.books.site.zone) == before
    monkeypatch.undo()
    time.tzset()


# ── While somebody is in a chair ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("set_by", SET_BY, ids=str)
def test_that_an_infusion_runs_on_when_the_clock_is_set(house, set_by):
    house.bring("s1", Phase.INFUSING)
    house = by_two_clocks(house)
    clocks = house.clock
    begun = clocks.now()
    for minutes in (5, 5, 5):
        clocks.let_pass(timedelta(minutes=minutes))
        house.chart()
    clocks.set(clocks.now() + set_by)
    assert house.clinic.watch_clock() == set_by.total_seconds()
    for minutes in (15, 15, 15):
        clocks.let_pass(timedelta(minutes=minutes))
        assert house.clinic.watch_clock() == 0
        house.chart()
    session = house.session()
    assert [each.observed_at - begun for each in session.readings[1:]] == [
        timedelta(minutes=minutes) for minutes in (5, 10, 15, 30, 45, 60)
    ]
    assert pump_volume(session.pump, house.clinic.clock.now()) == 40
    # The pump reads what it should: no variance is to be explained.
    house.done(NURSE, "infusion.stop", session="s1", pump_ml="40", reason="complete")
    assert jumps_of(house) == [set_by.total_seconds()]
    assert list(verify(house.clinic)) == []


def test_that_the_new_time_holds_once_nobody_is_in_a_chair(house):
    house.bring("s1", Phase.RECOVERING)
    house = by_two_clocks(house)
    clocks = house.clock
    clocks.set(clocks.now() - 3 * HOURS)
    house.clinic.watch_clock()
    assert house.clinic.clock.now() == clocks.now() + 3 * HOURS
    house.bring_on("s1", Phase.RELEASED)
    assert house.clinic.watch_clock() == 0
    assert house.clinic.clock.now() == clocks.now()
    house.done(NURSE, "session.sign", session="s1")
    assert jumps_of(house) == [-3 * 3600]
    log = list(house.clinic.vault.log.everything())
    assert [each.seq for each in log] == list(range(1, len(log) + 1))
    assert list(verify(house.clinic)) == []


def test_that_a_clock_set_right_again_is_followed_at_once(house):
    house.bring("s1", Phase.INFUSING)
    house = by_two_clocks(house)
    clocks = house.clock
    clocks.set(clocks.now() + HOURS)
    assert house.clinic.watch_clock() == 3600
    clocks.set(clocks.now() - HOURS)
    assert house.clinic.watch_clock() == -3600
    assert house.clinic.clock.now() == clocks.now()


def test_that_a_night_asleep_counts_and_is_no_jump(house):
    house.bring("s1", Phase.INFUSING)
    house = by_two_clocks(house)
    clocks = house.clock
    clocks.let_pass(timedelta(minutes=45))
    assert house.clinic.watch_clock() == 0
    assert pump_volume(house.session().pump, house.clinic.clock.now()) == 30
    assert jumps_of(house) == []


# ── At the start of the computer ─────────────────────────────────────────────────────────────────


def opened_at(house: House, moment: datetime) -> House:
    house.clinic.close()
    clocks = TwoClocks(moment)
    opened = unlock(house.folder, NURSE, SECRETS[NURSE][0], clocks)
    assert isinstance(opened, Unlocked)
    return House(opened.clinic, clocks, house.folder, {NURSE: opened.turn})


@pytest.mark.parametrize("behind", [HOURS, timedelta(days=9 * 365)], ids=str)
def test_that_a_clock_that_forgot_the_time_keeps_nobody_from_charting(house, behind):
    house.bring("s1", Phase.INFUSING)
    last = house.clinic.vault.log.last_recorded_at()
    again = opened_at(house, last - behind)
    assert again.clinic.watch_clock() == -behind.total_seconds()
    again.done(NURSE, "vitals.chart", session="s1", **CALM)
    assert again.session().readings[-1].observed_at == last
    assert jumps_of(again) == [-behind.total_seconds()]
    assert list(verify(again.clinic)) == []
    again.clinic.close()


def test_that_what_is_observed_now_is_never_before_the_session(house):
    """Opened by a clock far ahead and set right since, with the patient gone."""
    house.bring("s1", Phase.RELEASED)
    house = by_two_clocks(house)
    clocks = house.clock
    clocks.set(clocks.now() - 24 * HOURS)
    assert house.clinic.watch_clock() == -24 * 3600
    house.done(NURSE, "adverse.record", session="s1", kind="nausea", severity="mild", action="rang")
    refusal = house.refused(
        NURSE, "score.chart", session="s1", scale="CADSS-6", items=[0] * 6,
        observed_at=clocks.now().isoformat(),
    )  # fmt: skip
    assert refusal.code == "time.before-session"


# ── Nights ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("night", "begun", "ended"),
    [
        (date(2026, 3, 8), "01:30", "03:30"),
        (date(2026, 11, 1), "01:30 PDT", "01:30 PST"),
        (date(2026, 6, 6), "23:30", "00:30"),
    ],
)
def test_that_an_hour_is_an_hour_in_every_night(house, night, begun, ended):
    """Clocks put forward, put back, and midnight: an infusion of an hour at 40 mL/h."""
    start = clock_time(begun[:5], night)
    house.clock.set(start - timedelta(minutes=55))
    house.arrive(*house.turns)
    house.bring("s1", Phase.INFUSING)
    assert clock_text(house.clock.now(), ZONE) == begun
    for minutes in (5, 5, 5, 15, 15, 15):
        house.wait(minutes)
        house.chart()
    assert clock_text(house.clock.now(), ZONE) == ended
    house.done(NURSE, "infusion.stop", session="s1", pump_ml="40", reason="complete")
    taken = [each.observed_at for each in house.session().readings]
    assert taken == sorted(taken)
    assert taken[-1] - taken[1] == timedelta(minutes=55)
    rows = house.clinic.day_log(local_day(house.clock.now(), ZONE), "III")
    assert "administered" in {row.movement for row in rows}
    assert list(verify(house.clinic)) == []
