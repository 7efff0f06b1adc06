"""Signing on a real vault: what is read, what stands in the way, what is recorded."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from ketachart.app.clinic import Done
from ketachart.domain.acts import (
    AmendEntry,
    ChartVitals,
    CosignSession,
    ExplainSlot,
    GiveBolus,
    GiveMedication,
    PauseInfusion,
    RecordAdverse,
    ResumeInfusion,
    ReturnSession,
)
from ketachart.domain.session import Phase
from ketachart.ui.desk import Desk
from ketachart.ui.panels.cosign import CosignPanel
from ketachart.ui.panels.sign import SignPanel
from ketachart.ui.presenters.exceptions import exceptions
from ketachart.ui.presenters.grid_view import Priority
from ketachart.ui.presenters.signing import (
    USUAL_ATTESTATION,
    counts,
    doses,
    neighbour,
    notices,
    obstacles,
    queue,
    waits_for,
)
from tests.ui.chair_day import DOCTOR, NURSE, OTHER_NURSE, at, pin_of


class AtPanel:
    """A panel of a session at a desk, as its window drives it."""

    def __init__(self, day, kind, session):
        self.day, self.name = day, session
        self.desk = Desk(day.clinic, day.turn)
        self.panel = kind(self.desk, session)
        self.ended = []
        self.panel.finished.connect(lambda: self.ended.append(True))
        self.desk.changed.connect(lambda _changed: self.panel.show_session(self.session))
        self.panel.show_session(self.session)

    @property
    def session(self):
        return self.day.session(self.name)

    def find(self, name, kind=QWidget):
        found = self.panel.findChild(kind, name)
        assert found is not None, name
        return found


@pytest.fixture
def panel_at(qtbot, day_at):
    """Opens a panel at a time of the day."""
    opened = []

    def begin(kind, time, session, person=NURSE):
        one = AtPanel(day_at(time, person), kind, session)
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


def _settings(day, session):
    return day.clinic.world.settings_at(session.opened_at)


def _exceptions(day, name):
    session, zone = day.session(name), day.clinic.world.site.zone
    section = exceptions(session, _settings(day, session), zone, lambda person: person)
    return [(line.label, line.words) for line in section.lines]


def _doses(day, name):
    section = doses(day.session(name), day.clinic.world.site.zone)
    return {line.label: line.words for line in section.lines}


# ── Exceptions ───────────────────────────────────────────────────────────────────────────────────


def test_that_values_out_of_range_come_first_each_with_its_times(day_at):
    first, second, *_ = _exceptions(day_at("13:20:00"), "s1")
    assert first[0] == "▲ Medium"
    assert first[1].startswith("Dissociation 8 at 08:30, 8 at 08:47, 7 at 09:01")
    assert second == ("Late", "Set due 08:45, taken 08:47")


def test_that_a_missed_set_says_whether_it_was_explained(day_at):
    assert ("Missed", "Set due 09:45: not explained") in _exceptions(day_at("13:20:00"), "s1")
    explained = ("Missed", "Set due 09:45: patient moved to restroom")
    assert explained in _exceptions(day_at("13:22:00"), "s1")


def test_that_an_amendment_shows_old_and_new_value_once(day_at):
    amended = [words for label, words in _exceptions(day_at("13:20:00"), "s1") if "Amend" in label]
    (words,) = amended
    assert "systolic pressure 139 → 131" in words
    assert f"(read the other chair's cuff; {NURSE} at 09:02)" in words


def test_that_a_rescue_drug_says_what_it_did(day_at):
    found = _exceptions(day_at("10:24:00"), "s2")
    assert ("Entered late", "Set of 08:45, entered 08:54") in found
    assert ("Rescue", "midazolam 0.5 mg IV at 08:52 for dysphoria; improved") in found


def test_that_a_severe_event_is_marked(day_at):
    day = day_at("09:06:10")
    act = RecordAdverse(session="s2", kind="vomiting", severity="severe", action="observed")
    assert isinstance(day.clinic.perform(act, day.turn), Done)
    session, zone = day.session("s2"), day.clinic.world.site.zone
    lines = exceptions(session, _settings(day, session), zone, str).lines
    severe = [line for line in lines if line.label == "Adverse event"]
    assert [line.priority for line in severe] == [Priority.HIGH]


def test_that_a_high_priority_comes_before_a_medium_one(day_at):
    day = day_at("09:06:10")
    for spo2, hr in (("92", "130"), ("85", "130")):
        act = ChartVitals(session="s2", values={"spo2": spo2, "hr": hr})
        assert isinstance(day.clinic.perform(act, day.turn), Done)
    labels = [label for label, _ in _exceptions(day, "s2")]
    assert labels[:2] == ["▼ High", "▲ Medium"]


def test_that_an_amended_time_is_shown_as_a_time(day_at):
    day = day_at("10:01:00")
    reading = day.session("s2").readings[-1]
    moved = {"observed_at": at("09:52:00").isoformat()}
    act = AmendEntry(session="s2", entry=reading.ref, changes=moved, reason="typing error")
    assert isinstance(day.clinic.perform(act, day.turn), Done)
    (words,) = [words for label, words in _exceptions(day, "s2") if label == "Amended"]
    assert "observed at 09:53 → 09:52" in words


# ── Doses and counts ─────────────────────────────────────────────────────────────────────────────


def test_that_the_dose_given_is_said_in_every_unit(day_at):
    told = _doses(day_at("10:24:00"), "s2")
    assert told["Ordered"].endswith("= 29.8 mg · 0.5 mg/kg · 44.6 mg/h · 0.75 mg/kg/h · 40 min")
    assert told["Given"] == "30 mg · 0.5 mg/kg · on average 45 mg/h · 0.76 mg/kg/h · 40 min"
    assert told["Product"] == "0.6 mL drawn, 0.6 mL given, 0 mL wasted"
    assert told["Stopped"] == "complete"
    assert told["08:52"] == "midazolam 0.5 mg IV, rescue"


def test_that_whatever_was_changed_at_the_pump_is_read_before_it_is_signed(day_at):
    day = day_at("09:52:00")
    for act in (
        GiveBolus(session="s1", ml="2"),
        PauseInfusion(session="s1", reason="pressure high"),
        ResumeInfusion(session="s1", ml_per_h="20"),
    ):
        assert isinstance(day.clinic.perform(act, day.turn), Done)
    told = doses(day.session("s1"), day.clinic.world.site.zone).lines
    words = [line.words for line in told]
    begin = words.index("Bolus 2 mL = 2 mg")
    assert words[begin + 1 : begin + 3] == ["Paused: pressure high", "Resumed at 20 mL/h"]
    assert told[begin].label == "09:52"


def test_that_every_set_is_counted_once(day_at):
    day = day_at("13:20:00")
    session = day.session("s1")
    section = counts(session, _settings(day, session), at("13:20:00"))
    words = section.lines[0].words
    assert words == "22 on time, 1 late, 1 missed, 1 beside the schedule"
    assert len(session.readings) == 22 + 1 + 1


def test_that_a_session_without_infusion_has_nothing_given(day_at):
    assert _doses(day_at("08:31:00"), "s3") == {}


def test_that_what_stands_in_the_way_names_the_panel_that_clears_it(day_at):
    day = day_at("13:20:00")
    session, zone = day.session("s1"), day.clinic.world.site.zone
    (missed,) = obstacles(session, _settings(day, session), at("13:20:00"), zone)
    assert (missed.panel, missed.button) == ("explain", "Explain the set of 09:45")
    assert missed.words == "Missed and not explained: the set due at 09:45"
    day = day_at("12:01:00")
    session = day.session("s1")
    *_, waste = obstacles(session, _settings(day, session), at("12:01:00"), zone)
    assert waste.panel == "waste"


def test_that_a_drug_given_first_names_who_must_stand_behind_it_and_the_way_after_the_signature(
    day_at,
):
    day = day_at("09:12:30")
    zone, world = day.clinic.world.site.zone, day.clinic.world
    gave = GiveMedication(
        session="s1",
        drug="ondansetron",
        dose="4",
        unit="mg",
        route="IV",
        indication="nausea",
        given_first=True,
    )
    assert isinstance(day.clinic.perform(gave, day.turn), Done)
    session = day.session("s1")
    (nurse,) = (
        each
        for each in notices(session, (), world.person(NURSE), str)
        if "Given first" in each.words
    )
    assert "Ask an anesthesiologist first" in nurse.words
    assert not nurse.button
    (doctor,) = (
        each
        for each in notices(session, (), world.person(DOCTOR), str)
        if "Given first" in each.words
    )
    assert (doctor.button, doctor.panel) == ("Acknowledge it", "acknowledge_drug")
    signed = replace(session, phase=Phase.SIGNED)
    lines = exceptions(signed, _settings(day, session), zone, str).lines
    (line,) = (line for line in lines if line.label == "Given first")
    assert line.words.endswith("not acknowledged: send the record back, then acknowledge it")
    assert line.priority is Priority.HIGH


def test_that_others_are_told_who_signs(day_at):
    world = day_at("10:24:00").clinic.world
    nurse, doctor = world.person(NURSE), world.person(DOCTOR)
    assert waits_for(nurse, "session.sign") == ""
    assert "waits for a nurse" in waits_for(doctor, "session.sign")
    assert "waits for an anesthesiologist" in waits_for(nurse, "session.cosign")


# ── The queue ────────────────────────────────────────────────────────────────────────────────────


def test_that_only_signed_sessions_wait(day_at):
    day = day_at("10:40:00")
    (line,) = queue(day.clinic.sessions_open(), day.clinic.world)
    assert (line.session, line.words) == (
        "s2",
        "Chair 2 · O'NEIL-ÞÓRSDÓTTIR, Siobhan · signed 10:25",
    )


def test_that_the_ends_of_the_queue_are_ends(day_at):
    day = day_at("10:40:00")
    lines = queue(day.clinic.sessions_open(), day.clinic.world)
    assert neighbour(lines, "s2", 1) == neighbour(lines, "s2", -1) == "s2"
    assert neighbour(lines, "gone", 1) == "s2"
    assert neighbour((), "s2", 1) == ""


# ── Signing ──────────────────────────────────────────────────────────────────────────────────────


def test_that_the_nurse_reads_one_page_and_signs_it_with_the_pin(panel_at):
    at_desk = panel_at(SignPanel, "10:24:00", "s2")
    assert "Given: 30 mg" in at_desk.find("sheet").text
    at_desk.panel.begin()
    QTest.keyClicks(at_desk.find("own_secret"), pin_of(NURSE))
    QTest.keyClick(at_desk.find("own_secret"), Qt.Key.Key_Return)
    assert at_desk.session.phase is Phase.SIGNED
    assert at_desk.session.signature.by == NURSE
    assert at_desk.ended == [True]


def test_that_without_a_pin_nothing_is_signed_and_the_pin_is_asked_for(panel_at):
    at_desk = panel_at(SignPanel, "10:24:00", "s2")
    at_desk.panel.activateWindow()
    at_desk.find("submit", QPushButton).click()
    assert "PIN is missing" in at_desk.panel.bar.sentence
    assert at_desk.session.signature is None


def test_that_a_wrong_pin_is_refused_and_forgotten(panel_at):
    at_desk = panel_at(SignPanel, "10:24:00", "s2")
    at_desk.find("own_secret").setText(pin_of(OTHER_NURSE))
    at_desk.find("submit", QPushButton).click()
    assert at_desk.panel.bar.sentence
    assert at_desk.find("own_secret").text() == ""
    assert at_desk.session.signature is None


def test_that_signing_is_dead_until_every_missed_set_is_explained(panel_at, qtbot):
    at_desk = panel_at(SignPanel, "13:20:00", "s1")
    submit = at_desk.find("submit", QPushButton)
    assert not submit.isEnabled()
    with qtbot.waitSignal(at_desk.panel.asked) as asked:
        at_desk.find("do_explain_0").click()
    panel, due = asked.args
    assert panel == "explain"
    at_desk.desk.perform(ExplainSlot(session="s1", due=due, reason="restroom"))
    assert submit.isEnabled()
    buttons = at_desk.panel.findChildren(QPushButton, "do_explain_0")
    assert not any(button.isVisible() for button in buttons)


def test_that_an_anesthesiologist_reads_but_is_not_asked_to_sign(panel_at):
    at_desk = panel_at(SignPanel, "10:24:00", "s2", DOCTOR)
    assert "waits for a nurse" in at_desk.find("waits_for").text()
    assert not at_desk.find("own_secret").isVisible()
    assert not at_desk.find("submit").isVisible()
    assert "Given: 30 mg" in at_desk.find("sheet").text


def test_that_page_keys_scroll_while_the_pin_has_the_keys(panel_at):
    at_desk = panel_at(SignPanel, "10:24:00", "s2")
    at_desk.panel.resize(396, 400)
    bar = at_desk.panel._scroll.verticalScrollBar()
    QTest.keyClick(at_desk.find("own_secret"), Qt.Key.Key_PageDown)
    assert bar.value() > 0
    QTest.keyClick(at_desk.find("own_secret"), Qt.Key.Key_PageUp)
    assert bar.value() == 0


# ── Co-signing beside the grid ───────────────────────────────────────────────────────────────────


def test_that_an_anesthesiologist_attests_and_co_signs(panel_at):
    at_desk = panel_at(CosignPanel, "10:40:00", "s2", DOCTOR)
    assert at_desk.find("sheet").text.startswith("Exceptions")
    at_desk.find("usual_attestation_0").click()
    at_desk.find("own_secret").setText(pin_of(DOCTOR))
    at_desk.find("submit", QPushButton).click()
    session = at_desk.session
    assert (session.phase, session.cosignature.text) == (Phase.COSIGNED, USUAL_ATTESTATION)
    assert at_desk.ended == [True]


def test_that_ctrl_enter_in_the_attestation_co_signs(panel_at):
    at_desk = panel_at(CosignPanel, "10:40:00", "s2", DOCTOR)
    at_desk.find("own_secret").setText(pin_of(DOCTOR))
    attestation = at_desk.find("attestation")
    QTest.keyClicks(attestation, "Seen.")
    QTest.keyClick(attestation, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert at_desk.session.cosignature.text == "Seen."


def test_that_nothing_is_attested_beforehand(panel_at):
    at_desk = panel_at(CosignPanel, "10:40:00", "s2", DOCTOR)
    at_desk.find("own_secret").setText(pin_of(DOCTOR))
    at_desk.find("submit", QPushButton).click()
    assert "attestation is missing" in at_desk.panel.bar.sentence
    assert at_desk.session.phase is Phase.SIGNED


def test_that_enter_in_the_reason_sends_back_and_never_co_signs(panel_at):
    at_desk = panel_at(CosignPanel, "10:40:00", "s2", DOCTOR)
    at_desk.find("usual_attestation_0").click()
    at_desk.find("own_secret").setText(pin_of(DOCTOR))
    at_desk.panel.activateWindow()
    at_desk.find("return_reason").setFocus()
    QTest.keyClick(at_desk.find("return_reason"), Qt.Key.Key_Return)
    assert "needs a reason" in at_desk.panel.bar.sentence
    assert at_desk.session.phase is Phase.SIGNED
    QTest.keyClicks(at_desk.find("return_reason"), "which arm?")
    QTest.keyClick(at_desk.find("return_reason"), Qt.Key.Key_Return)
    assert at_desk.session.phase is Phase.RELEASED
    assert at_desk.session.returns[0][2] == "which arm?"


def test_that_a_nurse_sees_why_she_can_not_co_sign(panel_at):
    at_desk = panel_at(CosignPanel, "10:40:00", "s2")
    assert "waits for an anesthesiologist" in at_desk.find("waits_for").text()
    for name in ("attestation", "own_secret", "submit", "send_back", "return_reason"):
        assert not at_desk.find(name).isVisible()
    at_desk.desk.hand_over(at_desk.day.sign_in(DOCTOR))
    at_desk.panel.turn_changed()
    for name in ("attestation", "own_secret", "submit", "send_back", "return_reason"):
        assert at_desk.find(name).isVisible()


def test_that_a_session_sent_back_says_so_when_it_is_signed_again(day_at):
    day = day_at("10:40:00", DOCTOR)
    act = ReturnSession(session="s2", reason="which arm?")
    assert isinstance(day.clinic.perform(act, day.turn), Done)
    assert ("Sent back", f"10:40 by {DOCTOR}: which arm?") in _exceptions(day, "s2")
    act = CosignSession(session="s2", attestation="seen")
    assert not isinstance(day.clinic.perform(act, day.turn, own_secret=pin_of(DOCTOR)), Done)
