"""The record at a glance: every number at its moment, every event in the key, totals of drugs."""

import re

from ketachart.domain.session import Phase
from ketachart.paper.chart_pdf import chart_document
from ketachart.paper.gathering import chart_on_paper
from ketachart.paper.page import rendered
from tests.paper.reading import one_line, printed


def record_of(clinic, session):
    chart = chart_on_paper(clinic, clinic.books.session(session), clinic.people()[0])
    pages = printed(rendered(chart_document(chart)))
    return one_line(" ".join(pages)).split("Patient and session")[0], chart


def test_that_every_pressure_and_every_pump_step_is_on_the_record(clinic_day):
    for session in clinic_day.books.all_sessions():
        record, chart = record_of(clinic_day, session)
        if chart.session.started_at is None:
            continue
        for reading in chart.session.readings:
            if "sbp" in reading.values:
                assert f"{reading.values['sbp']}/{reading.values['dbp']}" in record
        numbered = [int(number) for number in re.findall(r"\((\d+)\) \d\d:\d\d", record)]
        assert numbered == list(range(1, len(numbered) + 1))
        assert len(numbered) >= len(chart.session.pump) + len(chart.session.medications)


def test_that_a_drugs_doses_are_totalled(clinic_day):
    with_drugs = [
        name
        for name in clinic_day.books.all_sessions()
        if clinic_day.books.session(name).medications
        and clinic_day.books.session(name).phase is not Phase.CANCELLED
    ]
    record, chart = record_of(clinic_day, with_drugs[0])
    drug = chart.session.medications[0].given.drug
    same = [each.given for each in chart.session.medications if each.given.drug == drug]
    total = sum(given.dose for given in same)
    table = record.split("Doses Total")[1]
    assert drug in table
    assert f"{len(same)} {total.normalize():f} {same[0].unit}" in table


def test_that_a_session_that_never_started_has_facts_and_no_curves(odd_day):
    cancelled = [
        name
        for name in odd_day.books.all_sessions()
        if odd_day.books.session(name).phase is Phase.CANCELLED
        or odd_day.books.session(name).cancelled
    ]
    record, _ = record_of(odd_day, cancelled[0])
    assert "Allergies" in record
    assert "Events" not in record


def test_that_the_numbers_stand_on_the_page_of_their_curves(clinic_day, odd_day):
    for clinic in (clinic_day, odd_day):
        for session in clinic.books.all_sessions():
            chart = chart_on_paper(clinic, clinic.books.session(session), clinic.people()[0])
            for page in printed(rendered(chart_document(chart))):
                assert ("mmHg, /min" in page) == ("Dissoc." in page)


def test_that_a_missing_list_of_allergies_is_never_told_as_known_to_be_none(odd_day):
    record, _ = record_of(odd_day, "s1")
    assert "none on file" in record
    assert "known" not in record
