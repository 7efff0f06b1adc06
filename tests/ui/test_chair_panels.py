"""The panels at a chair on a real vault: what they record, what they refuse and keep."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from ketachart.domain.session import Phase
from ketachart.ui.panels.table import PANELS
from tests.ui.chair_day import NURSE, OTHER_NURSE, at, pin_of


def _find(chair, name, kind=QWidget):
    found = chair.window.panel.findChild(kind, name)
    assert found is not None, name
    return found


def _fill(chair, **texts):
    for name, text in texts.items():
        field = _find(chair, name)
        if hasattr(field, "choose"):
            field.choose(text)
            assert field.value == text
        else:
            field.setText(text)


def _submit(chair):
    _find(chair, "submit", QPushButton).click()


def _say(chair, name):
    return _find(chair, name, QLabel).text()


def _press(chair, words):
    button = next(b for b in chair.window.panel.findChildren(QPushButton) if b.text() == words)
    button.click()


def test_that_a_start_shows_the_dose_and_needs_a_second_person_with_a_pin(chair_at):
    chair = chair_at("08:27:00", "s2")
    chair.window.open_panel("start")
    _fill(chair, ml_per_h="44.6")
    assert _say(chair, "rate_words") == "= 44.6 mL/h · 44.6 mg/h · 0.74 mg/min · 0.75 mg/kg/h"
    _submit(chair)
    assert "needs a second person" in chair.window.panel.bar.sentence
    _fill(chair, second_person=OTHER_NURSE)
    _submit(chair)
    assert "PIN is missing" in chair.window.panel.bar.sentence
    assert chair.day.session("s2").phase is Phase.PREPARED


def test_that_a_start_at_another_rate_asks_why_and_keeps_what_was_typed(chair_at):
    chair = chair_at("08:27:00", "s2")
    chair.day.sign_in(OTHER_NURSE)
    chair.window.open_panel("start")
    _fill(chair, ml_per_h="60", second_person=OTHER_NURSE, second_secret=pin_of(OTHER_NURSE))
    assert "needs a reason" in _say(chair, "rate_words")
    _submit(chair)
    assert "off the order" in chair.window.panel.bar.sentence
    assert _find(chair, "ml_per_h").text() == "60"
    assert _find(chair, "second_person").value == OTHER_NURSE
    assert _find(chair, "second_secret").text() == ""
    _fill(chair, limit_reason="ordered by phone", second_secret=pin_of(OTHER_NURSE))
    _submit(chair)
    assert chair.window.panel is None
    session = chair.day.session("s2")
    assert (session.phase, session.rate_ml_per_h) == (Phase.INFUSING, 60)


def test_that_the_person_at_the_keyboard_is_not_offered_as_second(chair_at):
    chair = chair_at("08:27:00", "s2")
    chair.window.open_panel("start")
    picker = _find(chair, "second_person")
    offered = {picker.itemData(n) for n in range(picker.count())}
    assert NURSE not in offered
    assert OTHER_NURSE in offered
    chair.desk.hand_over(chair.day.sign_in(OTHER_NURSE))
    offered = {picker.itemData(n) for n in range(picker.count())}
    assert OTHER_NURSE not in offered


def test_that_a_change_of_rate_shows_old_and_new_dose_before_it_is_made(chair_at):
    chair = chair_at("09:06:10", "s2")
    chair.window.open_panel("rate")
    _fill(chair, ml_per_h="30")
    assert "45 mL/h · 45 mg/h · 0.75 mg/min · 0.76 mg/kg/h" in _say(chair, "old_rate")
    assert "30 mL/h · 30 mg/h · 0.5 mg/min · 0.5 mg/kg/h" in _say(chair, "new_rate")
    _press(chair, "titrated to effect")
    _submit(chair)
    assert chair.day.session("s2").rate_ml_per_h == 30


@pytest.mark.parametrize(("rate", "words"), [("150", "needs a reason"), ("200", "not possible")])
def test_that_the_limits_are_said_before_the_rate_is_set(chair_at, rate, words):
    chair = chair_at("09:06:10", "s2")
    chair.window.open_panel("rate")
    _fill(chair, ml_per_h=rate)
    assert words in _say(chair, "new_rate")
    assert _find(chair, "limit_reason").isVisible() is (rate == "150")


def test_that_a_pause_and_going_on_are_recorded(chair_at):
    chair = chair_at("09:06:10", "s2")
    chair.window.open_panel("pause")
    _press(chair, "patient to restroom")
    _submit(chair)
    assert chair.day.session("s2").phase is Phase.PAUSED
    chair.tick(minutes=1)
    chair.window.open_panel("resume")
    _submit(chair)
    assert chair.day.session("s2").rate_ml_per_h == 45


def test_that_a_stop_far_from_rate_and_time_asks_why_and_keeps_the_reading(chair_at):
    chair = chair_at("09:06:10", "s2")
    chair.window.open_panel("stop")
    _fill(chair, pump_ml="20", reason="complete")
    assert "They differ" in _say(chair, "pump_words")
    _submit(chair)
    assert "rate and time give" in chair.window.panel.bar.sentence
    assert _find(chair, "pump_ml").text() == "20"
    _fill(chair, variance_reason="pump was reset")
    _submit(chair)
    assert chair.day.session("s2").stop.variance_reason == "pump was reset"


def test_that_a_bolus_shows_its_dose_and_what_the_bag_holds(chair_at):
    chair = chair_at("09:06:10", "s2")
    chair.window.open_panel("bolus")
    _fill(chair, ml="2")
    assert _say(chair, "bolus_words") == "2 mL is 2 mg. The bag still holds 2.88 mL."
    _submit(chair)
    assert chair.day.session("s2").pump[-1].ml == 2


def test_that_a_usual_dose_fills_dose_unit_and_route(chair_at):
    chair = chair_at("09:06:10", "s2")
    chair.window.open_panel("medication")
    _find(chair, "drug").setText("ondan")
    QTest.keyClick(_find(chair, "drug"), Qt.Key.Key_Return)
    _press(chair, "4 mg IV")
    _press(chair, "nausea")
    _submit(chair)
    given = chair.day.session("s2").medications[-1].given
    assert (given.drug, given.dose, given.unit, given.route) == ("ondansetron", 4, "mg", "IV")
    assert given.rescue


def test_that_a_drug_is_found_by_what_it_is_for(chair_at):
    chair = chair_at("09:06:10", "s2")
    chair.window.open_panel("medication")
    _find(chair, "drug").setText("dysphoria")
    shown = [
        button.text()
        for button in chair.window.panel.findChildren(QPushButton)
        if button.objectName().startswith("drug_") and button.isVisible()
    ]
    assert shown == ["midazolam · vial", "LORazepam · vial", "haloperidol"]


def test_that_a_controlled_drug_comes_from_a_vial_before_a_witness(chair_at):
    chair = chair_at("09:06:10", "s2")
    chair.day.sign_in(OTHER_NURSE)
    chair.window.open_panel("medication", "midazolam")
    _press(chair, "as last: 0.5 mg IV")
    _fill(chair, indication="dysphoria", ml_drawn="2")
    vial = _find(chair, "vial")
    vial.setCurrentIndex(1)
    assert "0.5 mg ÷ 1 mg/mL = 0.5 mL. Rest to waste: 1.5 mL." in _say(chair, "volume")
    _fill(chair, method="binding cartridge", second_person=OTHER_NURSE)
    _fill(chair, second_secret=pin_of(OTHER_NURSE))
    before = chair.day.clinic.world.stock("mid-1-2").balance_ml
    _submit(chair)
    given = chair.day.session("s2").medications[-1].given
    assert (given.witness, given.vial) == (OTHER_NURSE, vial.itemData(1))
    assert chair.day.clinic.world.stock("mid-1-2").balance_ml == before - 2


def test_that_a_drug_that_is_not_listed_can_be_charted(chair_at):
    chair = chair_at("09:06:10", "s2")
    chair.window.open_panel("medication")
    _find(chair, "drug").setText("Famotidine")
    _find(chair, "other_drug", QPushButton).click()
    _fill(chair, dose="20", unit="mg", route="IV", indication="reflux")
    _find(chair, "rescue").answer_with(False)
    _submit(chair)
    assert chair.day.session("s2").medications[-1].given.drug == "Famotidine"


def test_that_a_scale_shows_its_total_and_refuses_to_be_left_unanswered(chair_at):
    chair = chair_at("09:12:00", "s2")
    chair.window.open_panel("score", "CADSS-6")
    assert _say(chair, "total") == "Total 0 of 24 · 6 to answer"
    for number in range(1, 6):
        QTest.keyClicks(_find(chair, f"item_{number}"), "2")
    _submit(chair)
    assert "6 items" in chair.window.panel.bar.sentence
    QTest.keyClicks(_find(chair, "item_6"), "1")
    assert _say(chair, "total") == "Total 11 of 24"
    _submit(chair)
    score = chair.day.session("s2").scores[-1]
    assert (score.items, score.total) == ((2, 2, 2, 2, 2, 1), 11)


def test_that_the_scales_that_are_due_come_first(chair_at):
    chair = chair_at("09:12:00", "s2")
    chair.window.open_panel("scales")
    QTest.keyClicks(chair.window.panel, "1")
    assert isinstance(chair.window.panel, PANELS["score"])
    assert chair.window.panel.act().scale == "CADSS-6"


def test_that_a_single_level_is_chosen_by_its_words(chair_at):
    chair = chair_at("09:12:00", "s2")
    chair.window.open_panel("score", "RASS")
    _press(chair, "eye contact over 10 s when called")
    _submit(chair)
    assert chair.day.session("s2").scores[-1].items == (-1,)


def test_that_an_amendment_needs_a_reason_and_keeps_the_old_value(chair_at):
    chair = chair_at("09:06:10", "s2")
    reading = chair.day.session("s2").readings[-1]
    chair.window.open_panel("amend", f"{reading.ref}|bp")
    _fill(chair, sbp="130")
    _submit(chair)
    assert "needs a reason" in chair.window.panel.bar.sentence
    assert _find(chair, "sbp").text() == "130"
    _press(chair, "typing error")
    _submit(chair)
    after = chair.day.session("s2").readings[-1]
    assert after.values["sbp"] == 130
    assert [(change.old, change.new) for change in after.changes] == [("140", "130")]
    chair.window.open_panel("amend", f"{reading.ref}|bp")
    assert "140 → 130 (typing error)" in _say(chair, "changes")


def test_that_a_value_charted_by_mistake_can_be_taken_out(chair_at):
    chair = chair_at("09:06:10", "s2")
    reading = chair.day.session("s2").readings[-1]
    chair.window.open_panel("amend", f"{reading.ref}|pain")
    _fill(chair, pain="", reason="typing error")
    _submit(chair)
    assert "pain" not in chair.day.session("s2").readings[-1].values


def test_that_nothing_but_the_ledger_corrects_what_was_pumped(chair_at):
    chair = chair_at("09:06:10", "s2")
    started = next(
        e for e in chair.day.session("s2").log if type(e.event).__name__ == "InfusionStarted"
    )
    chair.window.open_panel("amend", started.ref)
    assert not _find(chair, "submit").isVisible()


def test_that_a_missed_set_is_explained(chair_at):
    chair = chair_at("10:01:00", "s1")
    due = at("09:45:00")
    chair.window.open_panel("explain", due.isoformat())
    _submit(chair)
    assert "needs a reason" in chair.window.panel.bar.sentence
    _press(chair, "patient in restroom")
    _submit(chair)
    assert chair.day.session("s1").explanations == {due: "patient in restroom"}


def test_that_a_response_is_of_the_only_drug_given(chair_at):
    chair = chair_at("08:55:00", "s2")
    chair.window.open_panel("response")
    _press(chair, "improved")
    _submit(chair)
    session = chair.day.session("s2")
    assert len(session.responses_to(session.medications[0].ref)) == 1


def test_that_an_adverse_event_needs_all_three_answers(chair_at):
    chair = chair_at("09:06:10", "s2")
    chair.window.open_panel("event")
    _press(chair, "nausea")
    _fill(chair, action="observed")
    _submit(chair)
    assert "severity is missing" in chair.window.panel.bar.sentence
    _find(chair, "severity").set_value("mild")
    _submit(chair)
    assert chair.day.session("s2").remarks[-1].event.kind == "nausea"


def test_that_the_rest_is_wasted_before_a_witness_and_to_the_last_drop(chair_at):
    chair = chair_at("12:05:00", "s1")
    session = chair.day.session("s1")
    assert session.unaccounted_ml > 0
    chair.day.sign_in(OTHER_NURSE)
    chair.window.open_panel("waste")
    _find(chair, "all_of_it_0", QPushButton).click()
    _press(chair, "residual")
    _fill(chair, method="binding cartridge", second_person=OTHER_NURSE)
    _fill(chair, second_secret=pin_of(OTHER_NURSE))
    _submit(chair)
    assert chair.day.session("s1").unaccounted_ml == 0


def test_that_a_wrong_pin_records_nothing_and_is_forgotten(chair_at):
    chair = chair_at("12:05:00", "s1")
    chair.day.sign_in(OTHER_NURSE)
    chair.window.open_panel("waste")
    _fill(chair, ml="0.1", reason="residual", method="binding cartridge")
    _fill(chair, second_person=OTHER_NURSE, second_secret="000000")
    before = chair.day.session("s1").unaccounted_ml
    _submit(chair)
    assert chair.day.session("s1").unaccounted_ml == before
    assert _find(chair, "second_secret").text() == ""
    assert _find(chair, "ml").text() == "0.1"


def test_that_a_session_is_called_off_only_with_a_reason(chair_at):
    chair = chair_at("08:27:00", "s2")
    chair.window.open_panel("cancel")
    _submit(chair)
    assert "needs a reason" in chair.window.panel.bar.sentence
    _fill(chair, reason="patient's wish")
    _submit(chair)
    assert chair.day.session("s2").phase is Phase.CANCELLED


def test_that_numbers_take_a_comma_and_nothing_but_digits(chair_at):
    chair = chair_at("09:06:10", "s2")
    chair.window.open_panel("rate")
    field = _find(chair, "ml_per_h")
    QTest.keyClicks(field, "4x5,5-")
    assert field.typed == "45.5"


@pytest.mark.parametrize("name", sorted(set(PANELS) - {"score", "amend", "explain"}))
def test_that_every_panel_opens_takes_the_keys_and_goes_with_escape(chair_at, name):
    chair = chair_at("09:06:10", "s2")
    chair.window.open_panel(name)
    panel = chair.window.panel
    assert panel.isAncestorOf(chair.window.focusWidget())
    QTest.keyClick(chair.window.windowHandle(), Qt.Key.Key_Escape)
    assert chair.window.panel is None
