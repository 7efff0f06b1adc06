"""A chart on paper holds all that was charted, with its marks in words."""

import re
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from support.builders import NURSE
from support.drawn import drawn

from ketachart.app.vaults import open_with_key
from ketachart.domain import events as ev
from ketachart.domain.entries import Entry
from ketachart.domain.folding import fold
from ketachart.domain.quantities import written
from ketachart.domain.screening import ABSOLUTE, RELATIVE
from ketachart.domain.session import Phase
from ketachart.paper.chart_pdf import chart_document, write_chart
from ketachart.paper.gathering import chart_on_paper
from ketachart.paper.page import rendered
from ketachart.paper.record_page import Stretch, record_blocks
from tests.paper import reading

PRESSURES = ("sbp", "dbp")


def chart_of(clinic, session):
    by = clinic.world.person("rn.okafor")
    return chart_on_paper(clinic, clinic.world.session(session), by)


def with_more(chart, *events, later=timedelta(0)):
    """The chart with further entries by the nurse, as if they had been recorded."""
    session = chart.session
    for event in events:
        last = session.log[-1]
        entry = Entry(
            device=last.device,
            seq=last.seq + 1000,
            stream=last.stream,
            author="rn.okafor",
            observed_at=last.recorded_at,
            recorded_at=last.recorded_at + later,
            event=event,
        )
        session = fold(session, entry)
    return replace(chart, session=session)


def until(chart, kind):
    """The chart as it stood before the first entry of a kind."""
    session = None
    for entry in chart.session.log:
        if isinstance(entry.event, kind):
            break
        session = fold(session, entry)
    return replace(chart, session=session, printed_at=session.log[-1].recorded_at)


def pages_of(chart):
    return reading.printed(rendered(chart_document(chart)))


def text_of(chart):
    return " ".join(pages_of(chart))


def test_that_patient_and_record_number_stand_on_every_page(odd_day):
    chart = chart_of(odd_day, "s1")
    pages = pages_of(chart)
    for number, page in enumerate(pages, start=1):
        assert "Rosa Castellanos" in page
        assert "MRN 10560 · born 1979-04-18" in page
        assert f"page {number} of {len(pages)}" in page


def test_that_patient_and_session_begin_a_page_after_the_record(odd_day):
    pages = pages_of(chart_of(odd_day, "s1"))
    number, page = next(
        (number, page) for number, page in enumerate(pages, 1) if "Patient and session" in page
    )
    assert number > 1
    assert f"page {number} of {len(pages)} Patient and session" in page


@pytest.mark.parametrize("session", ["s1", "s2", "s3", "s4", "s5"])
def test_that_every_reading_is_a_row_of_the_grid(clinic_day, session):
    chart = chart_of(clinic_day, session)
    lines = reading.laid_out(rendered(chart_document(chart))).splitlines()
    rows = [re.sub(r"[▲▼△▽*]", "", line).split() for line in lines]
    for each in chart.session.readings:
        clock = chart.clock(each.observed_at)
        values = [written(value) for name, value in each.values.items() if name not in PRESSURES]
        wanted = {"/".join(written(each.values[name]) for name in PRESSURES), *values}
        assert any(row[:1] == [clock] and wanted <= set(row) for row in rows), clock


def test_that_marks_are_words_late_missed_with_its_explanation_and_the_old_value(clinic_day):
    text = text_of(chart_of(clinic_day, "s1"))
    close = reading.closed_up(text)
    assert "LATE by 2 min" in text
    assert "MISSED" in text
    assert reading.closed_up("patient moved to restroom explained 13:21 AO") in close
    assert "131/80*" in text
    was = "* systolic was 139, now 131: read the other chair's cuff (AO 09:02)"
    assert reading.closed_up(was) in close


def test_that_a_missed_set_without_explanation_says_so(clinic_day):
    chart = until(chart_of(clinic_day, "s1"), ev.SlotExplained)
    assert "MISSED not explained" in text_of(chart)


def test_that_what_was_entered_late_says_when(odd_day):
    chart = until(chart_of(odd_day, "s1"), ev.SessionSigned)
    values = chart.session.readings[-1].values
    late = with_more(chart, ev.VitalsCharted(values=values), later=timedelta(minutes=9))
    text = text_of(late)
    at = late.clock(late.session.readings[-1].recorded_at)
    assert reading.closed_up(f"ENTERED LATE, at {at}") in reading.closed_up(text)


def test_that_the_order_stands_in_all_units_and_the_bag_with_who_verified(odd_day):
    text = text_of(chart_of(odd_day, "s1"))
    assert "Ketamine HCl 0.5 mg/kg/h over 120 min" in text
    assert "74 mg · 1 mg/kg · 37 mg/h · 0.5 mg/kg/h · 120 min" in text
    assert "A10-1" in text
    assert "B20-1" in text
    assert "80 mL (78.4 mL of it diluent) 1 mg/mL Marta Silva, RN, CCRN" in text


def test_that_pump_volume_and_what_became_of_the_drug_are_told(odd_day):
    text = text_of(chart_of(odd_day, "s1"))
    for words in ("65.5 mL", "65.33 mL", "0.17 mL", "1.60 mL = 80.00 mg", "1.31 mL = 65.50 mg"):
        assert words in text
    assert "Wasted 11:08: 0.29 mL, residual; binding cartridge C-17" in text


def test_that_medications_carry_vial_witness_and_response(clinic_day):
    text = text_of(chart_of(clinic_day, "s2"))
    assert "midazolam 0.5 mg IV" in text
    assert "M1107-1 2.00 mL drawn" in text
    assert "witness Marta Silva" in text
    assert "09:04 improved" in text


def test_that_an_amended_response_stands_beside_its_drug_as_it_counts_now(clinic_day):
    chart = until(chart_of(clinic_day, "s2"), ev.SessionSigned)
    answered = next(e for e in chart.session.log if isinstance(e.event, ev.ResponseCharted))
    amended = ev.EntryAmended(
        entry=answered.ref, changes={"effect": "calm within minutes"}, reason="too short"
    )
    text = text_of(with_more(chart, amended))
    assert "09:04 calm within minutes*" in text
    assert "improved calm within minutes too short" in text


def test_that_scales_show_items_and_adverse_events_what_was_done(clinic_day):
    text = text_of(chart_of(clinic_day, "s4"))
    assert "Time slowed 0" in text
    assert "Oxygen saturation 2" in text
    assert "vomiting, mild done: ondansetron given earlier; rate unchanged" in text


def test_that_signatures_show_meaning_time_and_the_digest_signed(odd_day):
    chart = chart_of(odd_day, "s1")
    text = text_of(chart)
    digests = [
        entry.event.digest
        for entry in chart.session.log
        if isinstance(entry.event, ev.SignatureGiven)
    ]
    assert len(digests) == 6
    assert all(digest in text for digest in digests)
    assert "signed Adaeze Okafor, RN 2026-11-01 12:31:00" in text
    assert "I was immediately available throughout and reviewed this record." in text


def test_that_a_void_signature_is_kept_and_called_void(odd_day):
    text = text_of(chart_of(odd_day, "s1"))
    assert text.count("VOID signed") == 1
    assert "VOID: 12:25 Adaeze Okafor, RN; 12:31 Adaeze Okafor, RN" in text
    assert "sent back 12:28 by Ines Reyes, MD: a pain score doesn't fit the note" in text


def test_that_addenda_come_after_the_signatures(odd_day):
    text = text_of(chart_of(odd_day, "s1"))
    assert 0 < text.index("co-signed Ines Reyes") < text.index("Escort rang: home safely")


def test_that_a_chart_that_is_not_co_signed_says_so(odd_day):
    text = text_of(chart_of(odd_day, "s2"))
    assert "Not yet signed: this is how the record stood at" in text
    assert "Not signed by a nurse." in text
    assert "CANCELLED before the start: blood pressure 182/104 before the start" in text
    assert "Not yet" not in text_of(chart_of(odd_day, "s1"))


@pytest.mark.parametrize(
    "kind",
    [ev.Screened, ev.TakenIn, ev.Ordered, ev.Prepared, ev.InfusionStarted, ev.InfusionStopped],
)
def test_that_a_chart_can_be_printed_at_any_moment(clinic_day, kind):
    chart = until(chart_of(clinic_day, "s4"), kind)
    assert chart.session.phase is not Phase.COSIGNED
    assert "Not yet signed" in text_of(chart)


def test_that_an_unreleased_patients_chart_names_each_criterion_not_met(clinic_day):
    chart = until(chart_of(clinic_day, "s4"), ev.DischargeOrdered)
    text = text_of(chart)
    assert "Not met now:" in text
    assert "no discharge order by the anesthesiologist" in text


def test_that_an_amended_intake_keeps_its_old_value(clinic_day):
    chart = until(chart_of(clinic_day, "s4"), ev.Ordered)
    taken = next(entry for entry in chart.session.log if isinstance(entry.event, ev.TakenIn))
    old = taken.event.intake.iv_access
    changes = {"iv_access": "20 G right hand"}
    amended = ev.EntryAmended(entry=taken.ref, changes=changes, reason="read the wrong arm")
    text = text_of(with_more(chart, amended)).partition(" Amendments ")[2]
    assert old in text
    assert "20 G right hand" in text
    assert "read the wrong arm" in text


def test_that_an_amended_mark_and_reading_keep_their_old_value(odd_day):
    chart = until(chart_of(odd_day, "s1"), ev.SessionSigned)
    facts = (
        (ev.MarkerPlaced(kind="lights dimmed", detail="by the door"), "detail"),
        (ev.ExtraCharted(name="glucose", value="101", unit="mg/dL"), "value"),
    )
    for fact, field in facts:
        chart = with_more(chart, fact)
        changes = {field: "something else"}
        last = chart.session.log[-1].ref
        chart = with_more(chart, ev.EntryAmended(entry=last, changes=changes, reason="misread"))
    text = text_of(chart).partition(" Amendments ")[2]
    assert "by the door" in text
    assert "101" in text


def test_that_a_replaced_order_stays_on_paper(clinic_day):
    chart = until(chart_of(clinic_day, "s4"), ev.Prepared)
    dose = replace(chart.session.order.dose, minutes=60)
    text = text_of(with_more(chart, ev.Ordered(dose=dose, limit_reason="as before")))
    assert "REPLACED; ordered" in text
    assert "over 60 min" in text
    assert "Above the soft limit because as before" in text


def test_that_a_note_of_many_pages_is_printed_to_its_end(odd_day):
    chart = until(chart_of(odd_day, "s1"), ev.SessionSigned)
    note = " ".join(f"word{n}" for n in range(2500))
    assert "word2499" in text_of(with_more(chart, ev.NoteAdded(text=note)))


def test_that_effects_markers_and_what_was_not_obtained_stand_in_the_chart(odd_day):
    chart = with_more(
        until(chart_of(odd_day, "s1"), ev.SessionSigned),
        ev.EffectMarked(effect="dissociation", state="onset"),
        ev.MarkerPlaced(kind="lights dimmed"),
        ev.VitalsCharted(values={}, not_obtained={"etco2": "cannula off"}),
    )
    told = reading.one_line(reading.laid_out(rendered(chart_document(chart))))
    for row in (
        "12:21 dissociation: onset not marked as over Adaeze Okafor, RN",
        "12:21 lights dimmed Adaeze Okafor, RN",
        "12:21 End-tidal CO2: not obtained cannula off Adaeze Okafor, RN",
    ):
        assert row in told


def test_that_other_drugs_and_the_ride_home_stand_in_the_intake(odd_day):
    chart = chart_of(odd_day, "s1")
    intake = replace(chart.session.intake, concomitant=("lamotrigine",), ride="taxi, booked")
    text = text_of(replace(chart, session=replace(chart.session, intake=intake)))
    assert "lamotrigine" in text
    assert "taxi, booked" in text


def test_that_what_the_screening_did_not_ask_is_named(odd_day):
    chart = chart_of(odd_day, "s1")
    asked = dict.fromkeys({**ABSOLUTE, **RELATIVE}, False)
    whole = text_of(replace(chart, session=replace(chart.session, answers=asked)))
    assert "Not asked" not in whole
    del asked["porphyria"], asked["qt_prolongation"]
    text = text_of(replace(chart, session=replace(chart.session, answers=asked)))
    assert "Not asked: long QT, porphyria" in text


def test_that_whoever_was_responsible_stands_with_the_times(odd_day):
    chart = chart_of(odd_day, "s1")
    told = reading.one_line(reading.laid_out(rendered(chart_document(chart))))
    assert "Adaeze Okafor, RN 08:05 12:15 opened the session" in told


def test_that_a_drug_given_first_says_that_nobody_acknowledged_it(clinic_day):
    chart = until(chart_of(clinic_day, "s2"), ev.SessionSigned)
    given = chart.session.medications[0].given
    first = replace(given, given_first=True, overrides={"allergy": "reaction doubted"})
    close = reading.closed_up(text_of(with_more(chart, first)))
    assert reading.closed_up("given before its order; NOT ACKNOWLEDGED") in close
    assert reading.closed_up("despite allergy: reaction doubted") in close


def test_that_an_entry_of_a_newer_release_is_shown_as_such(odd_day):
    chart = with_more(chart_of(odd_day, "s1"), ev.UnknownEvent(kind="mood.charted/1", body=b"{}"))
    assert "kind “mood.charted/1”, recorded by a newer release" in text_of(chart)


def test_that_the_trend_of_a_long_session_is_drawn_in_several_panels(clinic_day):
    chart = until(chart_of(clinic_day, "s4"), ev.InfusionStopped)
    longer = replace(chart, printed_at=chart.printed_at + timedelta(hours=9))
    panels = [block.panel for block in record_blocks(longer) if isinstance(block, Stretch)]
    assert len(panels) == 5
    assert all(before.end == after.begin for before, after in pairwise(panels))
    assert panels[-1].end >= longer.printed_at


def test_that_times_of_another_day_carry_their_date(clinic_day):
    chart = chart_of(clinic_day, "s4")
    moment = chart.session.opened_at + timedelta(days=1)
    assert chart.clock(moment).startswith("03-04 ")


def test_that_the_file_is_sound_without_bitmaps_and_names_no_patient_outside_its_pages(
    clinic_day, tmp_path
):
    chart = chart_of(clinic_day, "s4")
    file = tmp_path / "chart.pdf"
    write_chart(file, chart)
    assert reading.faults(file) == ""
    assert reading.images(file) == []
    assert {embedded for _, embedded in reading.fonts(file)} == {"yes"}
    assert reading.facts(file)["Title"] == "Infusion chart, session s4, 2026-03-03"
    assert b"Castellanos" not in file.read_bytes()


def test_that_a_chart_tells_how_far_the_series_is_and_what_came_of_the_session_before(clinic_day):
    told = ("Session 3 of 10", "So far 2026-02-24 30 mg, 2026-02-26 30 mg; together 60 mg")
    chart = replace(chart_of(clinic_day, "s1"), course=told)
    text = " ".join(pages_of(chart))
    assert all(line in text for line in told)


def test_that_a_chart_is_printed_alike_after_a_restart(house, tmp_path):
    """Facts in memory may list what they name in another order than those read back."""
    house.bring("s1", Phase.INFUSING)
    missing = {"rr": "asleep", "pain": "asleep", "nausea": "asleep", "hr": "probe"}
    read = {"spo2": "paper 1", "sbp": "paper 1", "dbp": "paper 1"}
    values = {"spo2": 97, "sbp": 121, "dbp": 80}
    house.wait(5)
    taken = house.chart("s1", **values, not_obtained=missing, sources=read)
    changes = {"spo2": 96, "dbp": 79, "sbp": 119}
    fields = {"session": "s1", "entry": taken.ref, "changes": changes, "reason": "read again"}
    house.done(NURSE, "entry.amend", **fields)
    before = drawn(rendered(chart_document(chart_of(house.clinic, "s1"))))
    house.clinic.close()
    again = open_with_key(house.folder, house.clinic.site_key, house.clock)
    assert drawn(rendered(chart_document(chart_of(again, "s1")))) == before
    again.close()
