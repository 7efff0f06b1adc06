"""Recovery on a real vault: what is asked for, what opens the way out, who may order it."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from ketachart.app.clinic import Done
from ketachart.domain.acts import ChartVitals, MarkEffect, Release
from ketachart.domain.patients import EscortAtRelease
from ketachart.domain.session import Phase
from ketachart.domain.stay import Stay
from ketachart.ui.desk import Desk
from ketachart.ui.panels.recovery import RecoveryPanel
from ketachart.ui.presenters.entry_log import log_lines
from ketachart.ui.presenters.recovery import (
    NO_ESCORT,
    missing_words,
    newly_checked,
    stay_words,
    steps,
)
from tests.ui.chair_day import DOCTOR, at

ESCORT = EscortAtRelease(
    name="Escort of Siobhan", identity_checked=True, accepts_responsibility=True, drives=True
)
FINE = {"hr": "78", "sbp": "124", "dbp": "76", "spo2": "98", "rr": "14"}


class Recovering:
    """The panel of a session at a desk, as its window drives it."""

    def __init__(self, day, name):
        self.day = day
        self.name = name
        self.desk = Desk(day.clinic, day.turn)
        self.panel = RecoveryPanel(self.desk, name)
        self.ended = []
        self.panel.finished.connect(lambda: self.ended.append(True))
        self.desk.changed.connect(lambda _changed: self.panel.show_session(self.session))

    @property
    def session(self):
        return self.day.session(self.name)

    def find(self, name, kind=QWidget):
        shown = self.panel.page or self.panel
        found = shown.findChild(kind, name)
        assert found is not None, name
        return found

    def open(self, name):
        self.find(f"do_{name}", QPushButton).click()

    def score(self, scale, *items):
        self.open(scale)
        self.panel.page.activateWindow()
        for number, value in enumerate(items, start=1):
            QTest.keyClick(self.find(f"item_{number}"), str(value))
        self.find("submit").click()

    def vitals(self):
        self.desk.perform(ChartVitals(session=self.name, values=FINE))

    def text(self, name):
        return self.find(f"do_{name}", QPushButton).text()


@pytest.fixture
def recovering(qtbot, day_at):
    """Opens the panel at 10:05, after the minimum stay."""
    opened = []

    def begin(time="10:05:00", session="s2"):
        one = Recovering(day_at(time), session)
        qtbot.addWidget(one.panel)
        one.panel.resize(396, 650)
        with qtbot.waitExposed(one.panel):
            one.panel.show()
        opened.append(one)
        return one

    yield begin
    for one in opened:
        one.panel.close()
        one.desk.close()


# ── Words ────────────────────────────────────────────────────────────────────────────────────────


def _words(day, time, escort=NO_ESCORT, person=None):
    session, world = day.session("s2"), day.clinic.world
    found = steps(
        session,
        person or day.turn.person,
        world.settings_at(session.opened_at),
        at(time),
        escort,
        world.site.zone,
        lambda name: name,
    )
    return {step.name: step for step in found}


def test_that_the_minimum_stay_counts_down_to_the_second(day_at):
    day = day_at("09:12:00")
    session = day.session("s2")
    settings = day.clinic.world.settings_at(session.opened_at)
    assert stay_words(session, settings, at("09:12:30")).sentence == (
        "Minimum stay 30 min: 27:30 to go"
    )
    assert "0:01 to go" in stay_words(session, settings, at("09:39:59")).sentence
    assert "to go" not in stay_words(session, settings, at("09:40:00")).sentence


def test_that_a_drug_which_asks_for_a_longer_stay_is_counted_after_the_clinics_minutes(day_at):
    day = day_at("09:12:00")
    session = day.session("s2")
    settings = day.clinic.world.settings_at(session.opened_at)
    longer = Stay(until=at("11:00:00"), why="120 min after Flumazenil")
    said = [
        stay_words(session, settings, at(time), longer).sentence
        for time in ("09:39:59", "09:40:00", "11:00:00")
    ]
    assert said[0] == "Minimum stay 30 min: 0:01 to go"
    assert said[1].startswith("Advised stay, 120 min after Flumazenil:\n")
    assert said[2] == "110 min since the stop, 30 needed"


@pytest.mark.parametrize("time", ["09:12:00", "09:39:59", "10:05:00"])
def test_that_the_countdown_and_the_gate_agree(day_at, time):
    day = day_at("09:12:00")
    session = day.session("s2")
    settings = day.clinic.world.settings_at(session.opened_at)
    counts = "to go" in stay_words(session, settings, at(time)).sentence
    missing = missing_words(session, settings, at(time), ESCORT)
    assert counts == any("since the stop (" in words for words in missing if "min to go" in words)


def test_that_every_step_says_what_is_met_and_what_is_not(day_at):
    found = _words(day_at("10:05:00"), "10:05:00")
    assert found["Aldrete"].text == "○  Aldrete or PADSS of 9 or more (Aldrete 8)"
    assert found["CADSS-6"].text == "○  CADSS-6 of 2 or less (6 now)"
    assert found["vitals"].text == "✓  Vitals at 09:53"
    assert found["checklist"].text == "○  Checklist: 0 of 8 met"
    assert found["escort"].text == "○  Escort and release"
    assert "waste" not in found


def test_that_all_is_met_just_before_the_release(day_at):
    found = _words(day_at("10:13:00"), "10:13:00", ESCORT)
    assert all(step.is_met for step in found.values())
    assert found["Aldrete"].text == "✓  Aldrete 10 at 10:07"
    assert found["discharge_order"].text == f"✓  Discharge ordered by {DOCTOR}"


def test_that_vitals_grow_old_without_anything_being_charted(day_at):
    day = day_at("10:13:00")
    assert _words(day, "10:26:50", ESCORT)["vitals"].is_met
    assert not _words(day, "10:26:51", ESCORT)["vitals"].is_met


def test_that_the_discharge_order_waits_for_an_anesthesiologist(day_at):
    day = day_at("10:05:00")
    doctor = day.clinic.world.person(DOCTOR)
    assert _words(day, "10:05:00")["discharge_order"].waits_for == "an anesthesiologist"
    assert _words(day, "10:05:00", person=doctor)["discharge_order"].waits_for == ""


def test_that_what_is_missing_names_the_unchecked_items_together(day_at):
    day = day_at("10:05:00")
    session = day.session("s2")
    settings = day.clinic.world.settings_at(session.opened_at)
    missing = missing_words(session, settings, at("10:05:00"), NO_ESCORT)
    assert sum(words.startswith("not checked: ") for words in missing) == 1
    assert "the escort's name" in missing


def test_that_only_new_answers_are_recorded():
    before = {"oriented": True, "iv_removed": False}
    typed = {"oriented": True, "iv_removed": True, "belongings_returned": None}
    assert newly_checked(before, typed) == {"iv_removed": True}


# ── Panel ────────────────────────────────────────────────────────────────────────────────────────


def test_that_a_nurse_and_an_anesthesiologist_let_a_patient_go(recovering):
    at_desk = recovering()
    at_desk.score("Aldrete", 2, 2, 2, 2, 2)
    at_desk.score("CADSS-6", 0, 0, 0, 0, 0, 0)
    at_desk.open("checklist")
    for item in ("oriented", "nausea_controlled", "pain_acceptable", "iv_removed"):
        QTest.keyClick(at_desk.find(item), "y")
    for item in ("instructions_given", "no_driving_24h", "belongings_returned"):
        QTest.keyClick(at_desk.find(item), "y")
    QTest.keyClick(at_desk.find("walks_unaided"), "y")
    at_desk.find("submit").click()
    assert at_desk.text("checklist") == "✓  Checklist: 8 of 8 met"
    at_desk.desk.hand_over(at_desk.day.sign_in(DOCTOR))
    at_desk.panel.turn_changed()
    at_desk.find("discharge_order").click()
    at_desk.open("escort")
    release = at_desk.find("release")
    assert not release.isEnabled()
    at_desk.find("escort_of_intake_0").click()
    for item in ("identity_checked", "accepts_responsibility"):
        QTest.keyClick(at_desk.find(item), "y")
    QTest.keyClick(at_desk.find("drives"), "n")
    assert at_desk.find("missing").text() == "Still missing: drives, or how they travel."
    at_desk.find("travels_by").setText("taxi")
    assert release.isEnabled()
    release.click()
    assert at_desk.session.phase is Phase.RELEASED
    assert at_desk.session.released.travels_by == "taxi"
    assert at_desk.ended == [True]


def test_that_a_score_is_charted_by_itself_and_leads_back(recovering):
    at_desk = recovering()
    before = len(at_desk.session.scores)
    at_desk.score("PADSS", 2, 2, 2, 2, 1)
    assert at_desk.panel.page is None
    assert len(at_desk.session.scores) == before + 1
    assert at_desk.text("Aldrete") == "✓  Aldrete 8 at 09:25, PADSS 9 at 10:05"


def test_that_nothing_is_assumed_of_the_escort(recovering):
    at_desk = recovering("10:13:00")
    at_desk.open("escort")
    assert at_desk.find("escort_name").text() == ""
    answers = ("identity_checked", "accepts_responsibility", "drives")
    assert [at_desk.find(name).answer for name in answers] == [None] * 3
    assert not at_desk.find("release").isEnabled()


def test_that_the_release_dies_again_when_the_vitals_grow_old(recovering):
    at_desk = recovering("10:13:00")
    at_desk.open("escort")
    at_desk.find("escort_name").setText("Escort of Siobhan")
    for item in ("identity_checked", "accepts_responsibility", "drives"):
        QTest.keyClick(at_desk.find(item), "y")
    assert at_desk.find("release").isEnabled()
    at_desk.panel.tick(at_desk.day.pass_time(minutes=15))
    assert not at_desk.find("release").isEnabled()
    assert at_desk.find("missing").text() == "Still missing: vitals within the last 15 min."
    at_desk.vitals()
    assert at_desk.find("release").isEnabled()


def test_that_the_escorts_card_stays_while_other_steps_are_done(recovering):
    at_desk = recovering()
    at_desk.open("escort")
    at_desk.find("escort_name").setText("Escort of Siobhan")
    QTest.keyClick(at_desk.panel.page, Qt.Key.Key_Escape)
    assert at_desk.text("escort") == "○  Escort and release: Escort of Siobhan"
    at_desk.score("Aldrete", 2, 2, 2, 2, 2)
    at_desk.open("escort")
    assert at_desk.find("escort_name").text() == "Escort of Siobhan"


def test_that_walking_may_not_apply_but_then_says_why(recovering):
    at_desk = recovering()
    at_desk.open("checklist")
    walks, why = at_desk.find("walks_unaided"), at_desk.find("walks_reason")
    assert not why.isVisible()
    QTest.keyClick(walks, Qt.Key.Key_End)
    QTest.keyClick(walks, Qt.Key.Key_Space)
    assert why.isVisible()
    at_desk.find("submit").click()
    assert "walks_unaided" in at_desk.panel.page.bar.sentence
    assert at_desk.session.checks == {}
    why.setText("uses a wheelchair")
    at_desk.find("submit").click()
    assert at_desk.session.checks == {"walks_unaided": "uses a wheelchair"}
    assert at_desk.text("checklist") == "○  Checklist: 1 of 8 met"


def test_that_answers_given_before_are_shown(recovering):
    at_desk = recovering("10:13:00")
    at_desk.open("checklist")
    assert at_desk.find("oriented").answer is True
    assert at_desk.find("walks_unaided").value == "y"


def test_that_a_nurse_sees_who_must_order_the_discharge(recovering):
    at_desk = recovering()
    assert not at_desk.find("discharge_order").isVisible()
    assert "waits for an anesthesiologist" in at_desk.find("waits_for").text()
    at_desk.desk.hand_over(at_desk.day.sign_in(DOCTOR))
    at_desk.panel.turn_changed()
    assert at_desk.find("discharge_order").isVisible()
    assert not at_desk.find("waits_for").isVisible()


def test_that_the_digits_open_the_steps_and_escape_comes_back(recovering):
    at_desk = recovering()
    QTest.keyClick(at_desk.panel, "4")
    assert at_desk.panel.page.title == "Discharge checklist"
    QTest.keyClick(at_desk.panel.page, Qt.Key.Key_Escape)
    assert at_desk.panel.page is None
    assert at_desk.ended == []
    QTest.keyClick(at_desk.panel, Qt.Key.Key_Escape)
    assert at_desk.ended == [True]


def test_that_the_rest_is_asked_to_be_wasted_as_long_as_there_is_one(recovering, qtbot):
    with_rest = recovering("12:01:00", "s1")
    with qtbot.waitSignal(with_rest.panel.asked) as asked:
        with_rest.open("waste")
    assert asked.args == ["waste", ""]
    without = recovering()
    assert not without.find("do_waste").isVisible()


def test_that_vitals_are_asked_for_in_the_grid(recovering, qtbot):
    at_desk = recovering()
    with qtbot.waitSignal(at_desk.panel.asked) as asked:
        at_desk.open("vitals")
    assert asked.args == ["vitals", ""]


def test_that_every_button_is_large_enough_for_a_gloved_finger(recovering):
    at_desk = recovering()
    for name in ("Aldrete", "CADSS-6", "checklist", "escort"):
        at_desk.panel.be_about(name)
        small = [
            button.objectName()
            for button in at_desk.panel.findChildren(QPushButton)
            if button.isVisible() and min(button.width(), button.height()) < 44
        ]
        assert small == []
        at_desk.panel.page.cancel_button.click()


def test_that_the_stay_ends_while_the_panel_is_open(recovering):
    at_desk = recovering("09:12:00")
    stay = at_desk.find("minimum_stay")
    assert stay.text == "Minimum stay 30 min: 28:00 to go"
    at_desk.panel.tick(at_desk.day.pass_time(minutes=28))
    assert stay.text == "Advised stay, 60 min after midazolam:\n12:00 to go"
    at_desk.panel.tick(at_desk.day.pass_time(minutes=12))
    assert stay.text == "42 min since the stop, 30 needed"
    assert at_desk.session.stopped_at == at("09:12:00") - timedelta(minutes=2)


def test_that_an_effect_not_marked_as_over_is_asked_about_until_it_is(recovering, qtbot):
    at_desk = recovering()
    assert not at_desk.find("do_effect").isVisible()
    mark = MarkEffect(session="s2", effect="dissociation", state="onset", observed_at=None)
    assert at_desk.desk.performed(mark)
    assert at_desk.text("effect") == "○  Over yet? dissociation (10:05)"
    with qtbot.waitSignal(at_desk.panel.asked) as asked:
        QTest.keyClick(at_desk.panel, "8")
    assert asked.args == ["effect", ""]
    over = MarkEffect(session="s2", effect="dissociation", state="resolved", observed_at=None)
    assert at_desk.desk.performed(over)
    assert not at_desk.find("do_effect").isVisible()


def test_that_the_log_tells_with_whom_and_how_the_patient_left_and_why_early(day_at):
    escort = {
        "name": "Nora Vance",
        "identity_checked": True,
        "accepts_responsibility": True,
        "drives": False,
        "travels_by": "taxi",
    }
    day = day_at("10:13:00")
    act = Release(session="s2", escort=escort, early_reason="ferry at noon")
    assert isinstance(day.clinic.perform(act, day.turn), Done)
    world = day.clinic.world
    told = log_lines(day.session("s2"), world.site.zone, lambda name: name)
    (left,) = [each.words for each in told if "Released" in each.words]
    assert left.startswith("Released with Nora Vance, by taxi")
    assert "ferry at noon" in left
