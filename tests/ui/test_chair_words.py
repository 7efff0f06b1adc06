"""What the head of a chair's window says, from the sessions of the shared day."""

from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketachart.domain.session import Phase
from ketachart.domain.times import clock_text
from ketachart.ui.presenters.chair import (
    dose_line,
    given_mg,
    head_line,
    infusion_clock,
    next_step,
    phase_marks,
    responses_due,
    scale_due,
    surname_first,
    vitals_due,
    worst_alert,
)
from ketachart.ui.presenters.chair_actions import actions, waits_words
from ketachart.ui.presenters.entry_log import Kind, log_lines
from ketachart.ui.presenters.grid_view import Priority, Urgency
from ketachart.ui.presenters.observed_time import latest, observed_at
from tests.ui.chair_day import DOCTOR, at

ZONE = ZoneInfo("America/Los_Angeles")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Siobhan O'Neil-Þórsdóttir", "O'NEIL-ÞÓRSDÓTTIR, Siobhan"),
        ("Maria de la Cruz", "DE LA CRUZ, Maria"),
        ("Rosa Castellanos y Montoya", "CASTELLANOS Y MONTOYA, Rosa"),
        ("Ortega y Gasset", "ORTEGA Y GASSET"),
        ("James Earl Jones Jr.", "JONES Jr., James Earl"),
        ("Prince", "PRINCE"),
        ("", ""),
    ],
)
def test_that_the_surname_stands_first_in_capitals(name, shown):
    assert surname_first(name) == shown


def test_that_the_first_line_names_patient_weight_of_today_and_allergies(day_at):
    day = day_at("09:06:10")
    session = day.session("s2")
    line = head_line(session, day.clinic.world.patient(session.patient), date(2026, 3, 3))
    assert (line.chair, line.particulars) == (
        "Chair 2",
        "born 1990-11-27 · MRN 10533 · F 35 · 59.5 kg",
    )
    assert line.allergies == (
        "ALLERGIES latex, morphine: vomiting",
        "ALLERGIES latex, morphine…",
        "ALLERGIES latex and 1 more",
    )
    assert line.risk == ""


def test_that_no_known_allergy_and_high_respiratory_risk_are_said(day_at):
    day = day_at("09:06:10")
    session = day.session("s3")
    line = head_line(session, day.clinic.world.patient(session.patient), date(2026, 3, 3))
    assert line.allergies == ("no allergies on file",)
    assert not line.has_allergies
    assert "HIGH RESPIRATORY RISK" in line.risk


def test_that_the_dose_is_said_in_every_unit_while_the_pump_runs(day_at):
    session = day_at("09:06:10").session("s2")
    assert dose_line(session, at("09:09:07"), ZONE) == (
        "Ketamine 0.5 mg/kg over 40 min = 29.8 mg · 0.76 mg/kg/h · 45 mL/h · bag 1 mg/mL"
        " · given 29.3 mg · ends 09:10"
    )


def test_that_before_the_bag_only_the_order_is_said(day_at):
    session = day_at("08:09:00").session("s2")
    assert session.phase is Phase.ORDERED
    line = dose_line(session, at("08:09:00"), ZONE)
    assert line == "Ketamine 0.5 mg/kg over 40 min = 29.8 mg · 0.75 mg/kg/h"


def test_that_after_the_stop_the_pump_reading_counts(day_at):
    session = day_at("09:12:00").session("s2")
    assert given_mg(session, at("09:12:00")) == Fraction(30)
    assert infusion_clock(session, at("09:12:00")) == "ran 0:40:00"


def test_that_the_infusion_clock_counts_seconds_of_the_planned_time(day_at):
    session = day_at("09:06:10").session("s2")
    assert infusion_clock(session, at("09:09:07")) == "0:39:07 of 0:40"


@pytest.mark.parametrize(
    ("time", "session", "now"),
    [
        ("08:09:00", "s2", "To prepare"),
        ("08:27:00", "s2", "Ready to start"),
        ("09:06:10", "s2", "INFUSING"),
        ("10:11:30", "s1", "PAUSED"),
        ("09:12:00", "s2", "RECOVERING"),
        ("10:24:30", "s2", "To sign"),
        ("10:30:00", "s2", "To co-sign"),
    ],
)
def test_that_exactly_one_step_is_the_present_one(day_at, time, session, now):
    marks = phase_marks(day_at(time).session(session))
    assert [mark.words for mark in marks if mark.place == 0] == [now]
    assert [mark.place for mark in marks] == sorted(mark.place for mark in marks)


def test_that_the_worst_alert_of_the_latest_set_is_shown_with_sign_and_word(day_at):
    day = day_at("09:58:00")
    settings = day.clinic.world.settings_at(day.clock.now())
    alert = worst_alert(day.session("s3"), settings)
    assert alert is not None
    assert alert.priority is Priority.MEDIUM
    assert alert.text == "▲ MEDIUM  Systolic pressure 165 mmHg"


def test_that_the_countdown_is_to_the_next_unfilled_slot(day_at):
    day = day_at("09:06:10")
    session, settings = day.session("s2"), day.clinic.world.settings_at(day.clock.now())
    assert vitals_due(session, settings, at("09:06:10")).sentence == "Vitals due in 0:50"
    late = vitals_due(session, settings, at("09:09:30"))
    assert (late.sentence, late.urgency) == ("Vitals OVERDUE 2:30", Urgency.OVERDUE)


def test_that_an_order_waits_for_the_anesthesiologist(day_at):
    day = day_at("08:31:00")
    session, nurse = day.session("s3"), day.turn.person
    assert next_step(session, nurse).waits_for == "an anesthesiologist"
    assert waits_words(session, nurse) == "Order: waits for an anesthesiologist."
    assert next_step(session, day.clinic.world.person(DOCTOR)).waits_for == ""


def test_that_only_buttons_that_do_something_are_there(day_at):
    day = day_at("08:27:00")
    settings, formulary = day.clinic.world.settings_at(day.clock.now()), day.clinic.formulary()
    views = actions(day.session("s2"), day.turn.person, settings, formulary, day.clock.now())
    panels = [view.panel for view in views]
    assert "start" in panels
    assert "pump" not in panels
    admin = day.clinic.world.person("ad.lindqvist")
    assert actions(day.session("s2"), admin, settings, formulary, day.clock.now()) == ()


def test_that_stopping_is_not_called_out_before_the_dose_is_in(day_at):
    day = day_at("09:06:10")
    settings, formulary = day.clinic.world.settings_at(day.clock.now()), day.clinic.formulary()
    person = day.turn.person

    def called_out(time):
        views = actions(day.session("s2"), person, settings, formulary, at(time))
        return [view.panel for view in views if view.is_primary]

    assert called_out("09:06:10") == []
    assert called_out("09:07:30") == ["vitals"]


def test_that_a_response_falls_due_by_itself_and_then_the_next_look(day_at):
    before, after = day_at("08:53:00"), day_at("09:06:10")
    formulary = before.clinic.formulary()
    (due,) = responses_due(before.session("s2"), formulary, at("08:53:00"))
    assert due[1].sentence == "Response to midazolam 0.5 mg due in 1:00"
    (later,) = responses_due(after.session("s2"), formulary, at("09:06:10"))
    assert later[1].sentence == "Response to midazolam 0.5 mg due in 0:50"


def test_that_the_routine_scales_are_named_when_they_fall_due(day_at):
    day = day_at("09:12:00")
    settings = day.clinic.world.settings_at(day.clock.now())
    assert scale_due(day.session("s2"), settings, at("09:12:00")) == "CADSS-6, BPRS+ due"


def test_that_the_log_is_newest_first_and_can_be_filtered(day_at):
    day = day_at("09:06:10")
    lines = log_lines(day.session("s2"), ZONE, lambda person: person)
    assert lines[0].words == "Response: improved"
    assert lines[-1].words == "Opened in Chair 2"
    drugs = log_lines(day.session("s2"), ZONE, lambda person: person, Kind.MEDICATION)
    assert [line.words for line in drugs] == [
        "Response: improved",
        "midazolam 0.5 mg IV for dysphoria, rescue",
    ]


def test_that_an_amended_entry_is_marked_in_the_log(day_at):
    lines = log_lines(day_at("09:06:10").session("s1"), ZONE, lambda person: person)
    assert next(line.words for line in lines if line.amended).startswith("BP 131/80")
    assert any(line.words.endswith("read the other chair's cuff") for line in lines)


# ── Typed times ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", None),
        ("09:05", "2026-03-03T17:05:00+00:00"),
        ("0905", "2026-03-03T17:05:00+00:00"),
        ("9:05", "2026-03-03T17:05:00+00:00"),
        ("23:50", "2026-03-03T07:50:00+00:00"),
        ("soon", "soon"),
        ("25:00", "25:00"),
    ],
)
def test_that_a_typed_time_is_the_latest_one_that_has_passed(typed, expected):
    assert observed_at(typed, at("09:07:10"), ZONE) == expected


TWICE_EARLY = datetime.fromisoformat("2026-11-01T01:30:00-07:00")
TWICE_LATE = datetime.fromisoformat("2026-11-01T01:30:00-08:00")


@pytest.mark.parametrize(
    ("moment", "text"), [(TWICE_EARLY, "01:30 PDT"), (TWICE_LATE, "01:30 PST")]
)
def test_that_a_time_of_the_hour_that_comes_twice_says_which_and_is_read_back_as_that(moment, text):
    assert clock_text(moment, ZONE) == text
    now = datetime.fromisoformat("2026-11-01T02:10:00-08:00")
    assert datetime.fromisoformat(observed_at(text, now, ZONE)) == moment


@pytest.mark.parametrize("typed", ["09:05 EDT", "01:30 PDT"])
def test_that_a_zone_that_clocks_didnt_show_is_handed_on_to_be_refused(typed):
    assert observed_at(typed, at("09:07:10"), ZONE) == typed


def test_that_a_time_just_ahead_is_handed_on_to_be_refused():
    assert observed_at("09:10", at("09:07:10"), ZONE) == "2026-03-03T17:10:00+00:00"


@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, 60 * 24 * 3))
def test_that_every_typed_time_shows_what_was_typed(hour, minute, passed):
    """Across a change of the clocks; an hour that they leave out is the only exception."""
    now = at("00:00:00") + timedelta(days=4, minutes=passed)
    local = latest(hour, minute, now, ZONE).astimezone(ZONE)
    is_left_out = (local.month, local.day) == (3, 8) and hour == 2
    assert is_left_out or (local.hour, local.minute) == (hour, minute)
