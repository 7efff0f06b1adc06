"""From the free chair to the prepared bag: opening, screening, intake, order, bag."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from ketachart.domain.acts import Screen
from ketachart.domain.screening import ABSOLUTE
from ketachart.domain.session import Phase
from ketachart.ui.desk import Desk
from ketachart.ui.panels.open_session import OpenSessionPanel
from tests.ui.chair_day import DOCTOR, NURSE, OTHER_NURSE, pin_of


def _find(panel, name, kind=QWidget):
    found = panel.findChild(kind, name)
    assert found is not None, name
    return found


def _fill(panel, **texts):
    for name, text in texts.items():
        field = _find(panel, name)
        if hasattr(field, "choose"):
            field.choose(text)
            assert field.value == text
        elif hasattr(field, "set_value"):
            field.set_value(text)
        else:
            field.setText(text)


@pytest.fixture
def free_chair(qtbot, day_at):
    day = day_at("12:00:00")
    desk = Desk(day.clinic, day.turn)
    panel = OpenSessionPanel(desk, "")
    panel.be_about("Chair 2")
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    yield panel
    panel.close()
    desk.close()


def test_that_a_search_with_one_match_names_that_patient(free_chair):
    _fill(free_chair, find_patient="10482")
    assert _find(free_chair, "patient").currentText().startswith("GREER, Tobias · 1971-09-14")


def test_that_a_session_opens_for_the_patient_and_protocol_chosen(free_chair):
    _fill(free_chair, find_patient="greer", protocol="asra-start-80mg")
    _fill(free_chair, series_number="2", series_of="6")
    assert free_chair.submit_typed()
    session = free_chair.desk.world.session(free_chair.desk.world.in_chair()["Chair 2"])
    assert (session.patient, session.protocol) == ("p.greer", "asra-start-80mg")
    assert (session.series.number, session.series.of) == (2, 6)


def test_that_a_protocol_not_for_a_chair_says_so_before_it_is_chosen_for_good(free_chair):
    _fill(free_chair, protocol="coma")
    assert _find(free_chair, "protocol_details", QLabel).text().startswith("Not for a chair: ")


def test_that_a_new_patient_is_registered_once_even_if_the_opening_is_refused(free_chair):
    _find(free_chair, "register", QPushButton).click()
    _fill(
        free_chair,
        name="Ada Quill",
        birth_date="1980-02-29",
        sex="female",
        mrn="20001",
        address="1 Ink Lane, San Pedro, CA 90731",
        allergies="latex, penicillin: rash",
        high_respiratory_risk="n",
    )
    assert not free_chair.submit_typed()
    assert "protocol" in free_chair.bar.sentence
    _fill(free_chair, protocol="custom")
    assert free_chair.submit_typed()
    (patient,) = free_chair.desk.clinic.patients("20001")
    assert patient.allergies == ("latex", "penicillin: rash")


def test_that_a_patient_chosen_after_a_registration_is_the_one_who_gets_the_chair(free_chair):
    _find(free_chair, "register", QPushButton).click()
    _fill(
        free_chair,
        name="Ada Quill",
        birth_date="1980-02-29",
        sex="female",
        mrn="20001",
        address="1 Ink Lane, San Pedro, CA 90731",
        weight_kg="61",
        high_respiratory_risk="n",
    )
    assert not free_chair.submit_typed()
    assert "QUILL, Ada" in _find(free_chair, "patient").currentText()
    _fill(free_chair, find_patient="greer", protocol="custom")
    assert free_chair.submit_typed()
    session = free_chair.desk.world.session(free_chair.desk.world.in_chair()["Chair 2"])
    assert session.patient == "p.greer"
    assert free_chair.desk.clinic.patients("20001")[0].weight_kg == "61"


def test_that_what_is_on_file_is_changed_before_the_chair_is_given(free_chair):
    world = free_chair.desk.world
    before = world.patient("p.greer")
    assert _find(free_chair, "change_patient").isHidden()
    _fill(free_chair, find_patient="greer", protocol="custom")
    assert not _find(free_chair, "change_patient").isHidden()
    _find(free_chair, "change_patient", QPushButton).click()
    assert _find(free_chair, "address").text() == before.address
    told = ", ".join((*before.allergies, "latex"))
    _fill(free_chair, allergies=told, address="2 New Road, San Pedro, CA 90731")
    assert free_chair.submit_typed()
    after = world.patient("p.greer")
    expected = {
        "allergies": (*before.allergies, "latex"),
        "address": "2 New Road, San Pedro, CA 90731",
    }
    assert after == replace(before, **expected)
    assert world.session(world.in_chair()["Chair 2"]).patient == "p.greer"


def test_that_nobody_new_begins_with_what_is_on_file_of_another(free_chair):
    _fill(free_chair, find_patient="greer")
    _find(free_chair, "change_patient", QPushButton).click()
    _find(free_chair, "register", QPushButton).click()
    assert "GREER" in _find(free_chair, "patient").currentText()
    _find(free_chair, "register", QPushButton).click()
    assert [_find(free_chair, name).text() for name in ("mrn", "address", "allergies")] == [""] * 3


def test_that_an_mrn_that_is_taken_is_refused_and_shown_at_its_field(free_chair):
    _find(free_chair, "register", QPushButton).click()
    _fill(free_chair, name="Ada Quill", birth_date="1980-02-29", sex="female", mrn="10482")
    _fill(free_chair, address="1 Ink Lane", high_respiratory_risk="n")
    assert not free_chair.submit_typed()
    assert "MRN 10482 is registered: GREER, Tobias" in free_chair.bar.sentence
    assert free_chair.focusWidget() is _find(free_chair, "mrn")


def test_that_a_series_that_cannot_be_is_shown_at_its_number(free_chair):
    _fill(free_chair, find_patient="greer", protocol="custom", series_number="7", series_of="6")
    assert not free_chair.submit_typed()
    assert free_chair.focusWidget() is _find(free_chair, "series_number")


def test_that_a_birth_date_that_is_none_is_asked_for_again(free_chair):
    _find(free_chair, "register", QPushButton).click()
    _fill(free_chair, name="Ada Quill", birth_date="29/02/1980", sex="female", mrn="20001")
    assert not free_chair.submit_typed()
    assert "birth date" in free_chair.bar.sentence
    assert free_chair.desk.clinic.patients("20001") == ()


def test_that_eleven_typed_answers_record_the_screening(chair_at):
    chair = chair_at("07:36:00", "s2")
    chair.window.open_panel("screening")
    panel = chair.window.panel
    panel.begin()
    for _ in ABSOLUTE:
        QTest.keyClick(chair.window.focusWidget(), Qt.Key.Key_N)
    assert panel.submit_typed()
    assert chair.day.session("s2").answers == dict.fromkeys(ABSOLUTE, False)


def test_that_an_unanswered_question_stops_the_screening_and_is_named(chair_at):
    chair = chair_at("07:36:00", "s2")
    chair.window.open_panel("screening")
    assert not chair.window.panel.submit_typed()
    said = chair.window.panel.bar.sentence
    assert said.startswith("Not answered: uncontrolled hypertension")
    assert "8 more" in said
    panel = chair.window.panel
    assert _find(panel, "uncontrolled_hypertension").isAncestorOf(chair.window.focusWidget())


def test_that_an_intake_without_an_escort_is_refused_and_keeps_what_was_typed(chair_at):
    chair = chair_at("07:41:00", "s2")
    chair.window.open_panel("intake")
    panel = chair.window.panel
    _fill(panel, referral_on_file="y", consent_signed="y", risks_discussed="y", fasting_hours="8")
    _fill(panel, iv_access="22 G left forearm", weight_kg="59.5", baseline_pain="9")
    _fill(panel, pregnancy_test="negative")
    assert not panel.submit_typed()
    assert "escort" in panel.bar.sentence
    assert _find(panel, "weight_kg").text() == "59.5"
    _fill(panel, escort="Ann Escort")
    assert panel.submit_typed()
    assert chair.day.session("s2").phase is Phase.TAKEN_IN


def test_that_what_the_intake_misses_is_named_as_its_field_is_and_asked_for_there(chair_at):
    chair = chair_at("07:41:00", "s2")
    chair.window.open_panel("intake")
    panel = chair.window.panel
    _fill(panel, referral_on_file="y", consent_signed="y", risks_discussed="y", fasting_hours="8")
    _fill(panel, iv_access="22 G left forearm", weight_kg="59.5", escort="Ann Escort")
    _find(panel, "phone").setFocus()
    assert not panel.submit_typed()
    assert panel.bar.sentence.startswith("Missing: pain now, pregnancy test.")
    assert chair.window.focusWidget() is _find(panel, "baseline_pain")


def test_that_a_man_is_not_asked_for_a_pregnancy_test(chair_at):
    for session, asked in (("s2", True), ("s3", False)):
        chair = chair_at("09:06:10", session)
        chair.window.open_panel("intake")
        assert _find(chair.window.panel, "pregnancy_test").isVisible() is asked


def test_that_an_order_is_shown_in_every_unit_while_it_is_typed(chair_at):
    chair = chair_at("07:46:00", "s2", DOCTOR)
    chair.window.open_panel("order")
    panel = chair.window.panel
    _fill(panel, kind="mg/kg", amount="0.5", minutes="40")
    panel.show_session(chair.day.session("s2"))
    said = _find(panel, "preview", QLabel).text()
    assert "= 29.8 mg = 0.5 mg/kg over 40 min\n= 44.6 mg/h = 0.75 mg/kg/h\nfor 59.5 kg" in said
    assert panel.submit_typed()
    assert chair.day.session("s2").phase is Phase.ORDERED


def test_that_a_dose_above_the_soft_limit_asks_why_before_it_is_refused(chair_at):
    chair = chair_at("07:46:00", "s2", DOCTOR)
    chair.window.open_panel("order")
    panel = chair.window.panel
    _fill(panel, kind="mg/kg/h", amount="2.4", minutes="240")
    panel.show_session(chair.day.session("s2"))
    assert not _find(panel, "limit_reason").isHidden()
    assert not panel.submit_typed()
    _fill(panel, limit_reason="two sessions at 2 without relief")
    assert panel.submit_typed()


def test_that_a_ramp_step_is_part_of_the_order(chair_at):
    chair = chair_at("07:46:00", "s2", DOCTOR)
    chair.window.open_panel("order")
    panel = chair.window.panel
    _fill(panel, kind="mg/kg/h", amount="0.4", minutes="60")
    _find(panel, "add_ramp", QPushButton).click()
    _fill(panel, ramp_minutes_1="20", ramp_amount_1="0.2")
    assert panel.submit_typed()
    (step,) = chair.day.session("s2").order.dose.ramp
    assert (step.minutes, str(step.amount)) == (20, "0.2")


def test_that_the_units_under_the_fields_follow_the_kind_of_dose(chair_at):
    chair = chair_at("07:46:00", "s2", DOCTOR)
    chair.window.open_panel("order")
    panel = chair.window.panel
    _find(panel, "add_ramp", QPushButton).click()
    _fill(panel, amount="30", minutes="60", ramp_minutes_1="20", ramp_amount_1="1")
    kind = _find(panel, "kind")
    for key, dose_unit, rate_unit in (("mg", "mg", "mg/h"), ("mg/kg", "mg/kg", "mg/kg/h")):
        kind.set_value(key)
        kind.chosen.emit(key)
        shown = [label.text() for label in panel.findChildren(QLabel)]
        assert dose_unit in shown
        assert rate_unit in shown


def test_that_a_contraindication_asks_for_the_override_before_the_order_is_tried(chair_at):
    chair = chair_at("07:36:00", "s2")
    act = Screen(session="s2", answers={**dict.fromkeys(ABSOLUTE, False), "psychosis": True})
    assert chair.desk.performed(act)
    chair.window.open_panel("order")
    panel = chair.window.panel
    assert "Contraindicated: active psychosis." in _find(panel, "contraindications", QLabel).text()
    assert _find(panel, "override_reason").isVisible()


def test_that_a_bag_shows_its_arithmetic_and_fills_nothing_in(chair_at):
    chair = chair_at("08:00:00", "s2")
    chair.day.sign_in(OTHER_NURSE)
    chair.window.open_panel("prepare")
    panel = chair.window.panel
    _fill(panel, vial="K5301-1")
    panel.show_session(chair.day.session("s2"))
    assert "÷ 50 mg/mL = 0.6 mL" in _find(panel, "wanted", QLabel).text()
    assert _find(panel, "ml").text() == ""
    _fill(panel, ml="0.60", bag_ml="30")
    assert "= 1 mg/mL" in _find(panel, "bag_words", QLabel).text()
    _fill(panel, second_person=OTHER_NURSE, second_secret=pin_of(OTHER_NURSE))
    assert panel.submit_typed()
    assert chair.day.session("s2").phase is Phase.PREPARED


def test_that_an_expired_vial_is_not_offered_for_a_bag(chair_at):
    chair = chair_at("08:00:00", "s2", NURSE)
    chair.window.open_panel("prepare")
    offered = _find(chair.window.panel, "vial")
    assert offered.findData("K4990-1") == -1
    assert offered.findData("K5301-1") > 0


def test_that_order_and_start_show_other_drugs_and_a_ride_that_is_not_confirmed(chair_at):
    chair = chair_at("07:41:00", "s2")
    chair.window.open_panel("intake")
    panel = chair.window.panel
    _fill(panel, referral_on_file="y", consent_signed="y", risks_discussed="y", fasting_hours="8")
    _fill(panel, iv_access="22 G left forearm", weight_kg="59.5", baseline_pain="9")
    _fill(panel, pregnancy_test="negative", escort="Ann Escort", concomitant="opioid; clonidine")
    _fill(panel, ride_confirmed="n")
    assert not panel.submit_typed()
    _fill(panel, ride="daughter calls at noon")
    assert panel.submit_typed()
    for name, label in (("order", "acknowledgements"), ("start", "ordered")):
        chair.window.open_panel(name)
        told = _find(chair.window.panel, label, QLabel).text()
        assert "Also takes: opioid, clonidine." in told
        assert "Ride home: not confirmed: daughter calls at noon." in told
