"""An order in words while it is typed: every unit, the end, the caps and limits it passes."""

from dataclasses import replace

import pytest

from ketachart.app.defaults import load_protocols
from ketachart.ui.presenters.ordering import acknowledgements, contraindications, preview
from tests.ui.chair_day import at


@pytest.fixture
def seen(day_at):
    day = day_at("07:46:00")
    session, world = day.session("s2"), day.clinic.world
    settings = world.settings_at(session.opened_at)

    def shown(kind, amount, minutes, *ramp, protocol="custom"):
        dose = {"kind": kind, "amount": amount, "minutes": minutes}
        if ramp:
            dose["ramp"] = [{"minutes": step, "amount": rate} for step, rate in ramp]
        found = load_protocols().protocols[protocol]
        return preview(dose, session, settings, found, at("08:24:00"), world.site.zone)

    return shown


@pytest.mark.parametrize(
    ("kind", "amount"),
    [("mg/kg", "0.5"), ("mg", "29.75"), ("mg/h", "44.625"), ("mg/kg/h", "0.75")],
)
def test_that_one_dose_reads_the_same_in_whichever_unit_it_is_thought(seen, kind, amount):
    assert seen(kind, amount, "40").words.splitlines() == [
        "= 29.8 mg = 0.5 mg/kg over 40 min",
        "= 44.6 mg/h = 0.75 mg/kg/h",
        "for 59.5 kg",
        "Started now it ends at 09:04. The rate in mL/h follows from the bag.",
    ]


def test_that_each_step_of_a_ramp_is_told_with_its_minutes(seen):
    lines = seen("mg/kg/h", "0.4", "60", ("20", "0.2")).words.splitlines()
    assert lines[1:3] == [
        "20 min at 11.9 mg/h = 0.2 mg/kg/h",
        "40 min at 23.8 mg/h = 0.4 mg/kg/h",
    ]


@pytest.mark.parametrize(
    ("kind", "amount", "minutes"),
    [
        (None, "0.5", "40"),
        ("mg/kg", None, "40"),
        ("mg/kg", "0.5", None),
        ("mg/kg", "0", "40"),
        ("mg/kg", "0..5", "40"),
        ("mg/kg", "0.5", "40.5"),
    ],
)
def test_that_an_unfinished_order_comes_to_nothing(seen, kind, amount, minutes):
    shown = seen(kind, amount, minutes)
    assert (shown.words, shown.warnings, shown.needs_limit_reason) == ("", (), False)


def test_that_a_ramp_that_leaves_no_time_is_told(seen):
    assert seen("mg", "30", "40", ("40", "20")).warnings == (
        "The ramp leaves no time or no dose for the final rate.",
    )


@pytest.mark.parametrize(
    ("rate", "needs_reason", "words"),
    [
        ("2", False, ""),
        ("2.0001", True, "Above 2 mg/kg/h: it needs a reason."),
        ("3", True, "Above 2 mg/kg/h: it needs a reason."),
        ("3.0001", False, "Above the clinic's limit of 3 mg/kg/h: it will be refused."),
    ],
)
def test_that_the_limits_are_told_exactly_where_they_begin(seen, rate, needs_reason, words):
    shown = seen("mg/kg/h", rate, "60")
    assert shown.needs_limit_reason is needs_reason
    assert "".join(shown.warnings) == words


def test_that_a_fast_step_of_a_ramp_counts_against_the_limit(seen):
    assert seen("mg/kg/h", "1", "60", ("10", "2.5")).needs_limit_reason


def test_that_a_protocols_own_cap_warns(seen):
    (warning,) = seen("mg/h", "30", "240", protocol="crps-10-day").warnings
    assert warning.startswith("30 mg/h is above the 25 mg/h that ")
    assert seen("mg/h", "25", "240", protocol="crps-10-day").warnings == ()


def test_that_what_the_screening_found_is_told_apart(day_at):
    session = day_at("07:46:00").session("s2")
    assert (contraindications(session), acknowledgements(session)) == ("", "")
    answers = {**session.answers, "psychosis": True, "qt_prolongation": True}
    found = replace(session, answers=answers)
    assert contraindications(found) == "Contraindicated: active psychosis."
    assert acknowledgements(found) == "Screening: long QT."


def test_that_a_positive_pregnancy_test_stands_against_an_order(day_at):
    session = day_at("07:46:00").session("s2")
    tested = replace(session, intake=replace(session.intake, pregnancy_test="positive"))
    assert contraindications(tested) == "Contraindicated: positive pregnancy test."
