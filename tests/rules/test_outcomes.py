"""What came of a session, told at the next visit, and how far a series is."""

from dataclasses import replace

import pytest
from support.builders import NURSE
from support.scenarios import opened_copy

from ketachart.app.clinic import Done, Refused, Turn
from ketachart.app.verification import verify
from ketachart.domain.acts.reading import act_from_fields
from ketachart.domain.courses import course_lines, mg_given, series_so_far
from ketachart.domain.events import Series
from ketachart.domain.refusals import Code
from ketachart.domain.session import Phase

TOLD = {"relief_percent": "40", "weeks": "2.5"}


@pytest.fixture(scope="module")
def clinic(template, tmp_path_factory):
    found = opened_copy(template, "clinic-day", tmp_path_factory.mktemp("outcomes") / "vault")
    yield found
    found.close()


def tell(clinic, session, **fields):
    turn = Turn(person=clinic.world.person(NURSE))
    return clinic.perform(act_from_fields("outcome.record", {"session": session, **fields}), turn)


def cosigned(clinic):
    names = clinic.books.all_sessions()
    return next(each for each in names if clinic.books.session(each).phase is Phase.COSIGNED)


def test_that_a_signed_record_stays_as_signed_when_its_outcome_is_told(clinic):
    name = cosigned(clinic)
    before = clinic.books.session(name)
    assert isinstance(tell(clinic, name, **TOLD), Done)
    after = clinic.books.session(name)
    assert after.log == before.log
    assert after.changes_after_signature == 0
    assert clinic.books.relief(name).words == "40 % relief for 2.5 weeks"
    assert list(verify(clinic)) == []


def test_that_the_newer_outcome_counts_and_both_stay_in_the_log(clinic):
    name = cosigned(clinic)
    tell(clinic, name, **TOLD)
    tell(clinic, name, relief_percent="60", weeks="3", note="sleeps through")
    assert clinic.books.relief(name).words == "60 % relief for 3 weeks (sleeps through)"
    patient = clinic.books.session(name).patient
    kinds = [each.kind for each in clinic.vault.log.stream(f"patient:{patient}")]
    assert kinds.count("outcome.recorded/1") >= 2


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("relief_percent", "101"),
        ("relief_percent", "-1"),
        ("relief_percent", "half"),
        ("relief_percent", "33.3"),
        ("weeks", "105"),
        ("weeks", "-1"),
        ("weeks", "2.55"),
        ("weeks", ""),
    ],
)
def test_that_what_is_no_outcome_is_refused_at_its_field(clinic, field, typed):
    count = len(clinic.vault.log.stream("patient:" + clinic.books.session("s1").patient))
    outcome = tell(clinic, cosigned(clinic), **{**TOLD, field: typed})
    assert isinstance(outcome, Refused)
    assert outcome.refusal.code is Code.INPUT_INVALID
    assert outcome.refusal.about == field
    patient = clinic.books.session("s1").patient
    assert len(clinic.vault.log.stream(f"patient:{patient}")) == count


def test_that_a_session_that_is_not_over_has_no_outcome_yet(house):
    opening = {"session": "s1", "patient": "p.greer", "chair": "Chair 1", "protocol": "custom"}
    house.done(NURSE, "session.open", **opening)
    for name, code in (("s1", Code.WRONG_PHASE), ("s99", Code.SESSION_UNKNOWN)):
        outcome = house.does(NURSE, "outcome.record", session=name, **TOLD)
        assert outcome.refusal.code is code


# ── The series ──────────────────────────────────────────────────────────────────────────────────


def of_series(clinic, number, protocol="p"):
    """A given session, as number so many of ten."""
    given = clinic.books.session(cosigned(clinic))
    return replace(given, series=Series(number=number, of=10), protocol=protocol)


def test_that_a_series_reaches_back_to_its_first_session_only(clinic):
    dose = mg_given(clinic.books.session(cosigned(clinic)))
    earlier = [of_series(clinic, each) for each in (9, 10, 1, 2, 3)]
    so_far = series_so_far(of_series(clinic, 4), earlier)
    assert [each.series.number for each in so_far.sessions] == [1, 2, 3]
    assert dose > 0
    assert so_far.mg == 3 * dose


@pytest.mark.parametrize("first", [1, None])
def test_that_outside_a_series_or_at_its_beginning_nothing_lies_before(clinic, first):
    session = of_series(clinic, 1) if first else replace(of_series(clinic, 2), series=None)
    assert series_so_far(session, [of_series(clinic, 1)]).sessions == ()


def test_that_another_protocol_is_not_of_the_series(clinic):
    earlier = [of_series(clinic, 1, "other"), of_series(clinic, 2)]
    assert len(series_so_far(of_series(clinic, 3), earlier).sessions) == 1


def test_that_the_series_is_told_with_its_rule_its_doses_and_what_came_of_it(clinic):
    earlier = [of_series(clinic, 1), of_series(clinic, 2)]
    protocol = next(each for each in clinic.protocols().protocols.values() if each.course.words)
    tell(clinic, cosigned(clinic), **TOLD)
    lines = course_lines(
        of_series(clinic, 3), earlier, protocol, clinic.books.relief, clinic.world.site.zone
    )
    assert lines[0] == "Session 3 of 10"
    assert lines[1] == f"Rule of the series: {protocol.course.words}"
    assert lines[2].startswith("So far 2026-03-0")
    assert "40 % relief for 2.5 weeks" in lines[3]
