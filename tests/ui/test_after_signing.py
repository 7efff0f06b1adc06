"""What a signature locks, what may still be added, and who else signs."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from ketachart.app.calls import Call
from ketachart.app.clinic import Done
from ketachart.domain.acts import (
    AddAddendum,
    AddNote,
    ReturnSession,
    SignSession,
    WasteStock,
)
from ketachart.domain.session import Phase
from ketachart.ui.panels.table import PANELS
from ketachart.ui.presenters.board import waiting
from ketachart.ui.presenters.exceptions import exceptions
from ketachart.ui.presenters.grid_view import Priority
from ketachart.ui.presenters.signing import after_signature_words, queue, signatures
from ketachart.ui.presenters.staff import attestations
from ketachart.ui.widgets.badge import Badge
from tests.ui.chair_day import DOCTOR, NURSE, OTHER_NURSE, pin_of

# ── Locked means locked ──────────────────────────────────────────────────────────────────────────

STILL_OPEN = {"addendum", "attest", "chart_file", "cosign", "cosign_change", "witness"}
"""What has something to do after the nurse's signature."""


@pytest.mark.parametrize("name", sorted(PANELS.keys() - STILL_OPEN))
def test_that_after_the_signature_every_form_says_who_signed_and_takes_nothing(chair_at, name):
    chair = chair_at("10:40:00", "s2")
    head = chair.day.clinic.vault.log.head
    chair.window.open_panel(name)
    panel = chair.window.panel
    locked = panel.findChild(QLabel, "locked")
    assert locked.text() == "Signed by Adaeze Okafor at 10:25"
    assert "have it sent back" in panel.findChild(QLabel, "way_out").text()
    assert locked.isVisible()
    assert not panel.submit_button.isVisible()
    QTest.keyClick(panel, Qt.Key.Key_Return)
    fields = [each for each in panel.findChildren(QLineEdit) if each.isVisible()]
    assert not any(each.isEnabled() for each in fields)
    assert chair.day.clinic.vault.log.head == head


def test_that_a_form_open_while_somebody_else_signs_is_locked_and_opens_when_it_is_sent_back(
    chair_at,
):
    chair = chair_at("10:24:00", "s2")
    chair.window.open_panel("note")
    panel = chair.window.panel
    panel.findChild(QWidget, "text").setPlainText("half a sentence")
    act = SignSession(session="s2")
    outcome = chair.day.clinic.perform(act, chair.day.turn, own_secret=pin_of(NURSE))
    assert isinstance(outcome, Done)
    assert panel.is_locked
    assert not panel.submit_button.isVisible()
    doctor = chair.day.sign_in(DOCTOR)
    chair.day.clinic.perform(ReturnSession(session="s2", reason="which arm?"), doctor)
    assert not panel.is_locked
    assert panel.submit_button.isVisible()
    assert panel.findChild(QWidget, "text").typed == "half a sentence"
    panel.submit_typed()
    assert "half a sentence" in [each.event.text for each in chair.day.session("s2").remarks[-1:]]


def test_that_a_late_change_is_loud_wherever_the_signature_is_shown(chair_at):
    chair = chair_at("13:45:00", "s2", DOCTOR)
    session = chair.day.session("s2")
    assert session.phase is Phase.COSIGNED
    assert after_signature_words(session) == ""
    chair.desk.perform(AddAddendum(session="s2", text="the escort called"))
    session = chair.day.session("s2")
    assert after_signature_words(session) == "1 change after the signature, not co-signed"
    (line,) = queue(chair.day.clinic.sessions_open(), chair.day.clinic.world)[-1:]
    assert line.words.endswith("1 CHANGE AFTER THE SIGNATURE, NOT CO-SIGNED")
    zone = chair.day.clinic.world.site.zone
    loud = signatures(session, zone, str).lines[0]
    assert (loud.priority, loud.words) == (Priority.HIGH, after_signature_words(session))
    chair.window.open_panel("note")
    said = chair.window.panel.findChild(QLabel, "way_out").text()
    assert said.startswith("1 CHANGE AFTER THE SIGNATURE, NOT CO-SIGNED. Nothing changes")
    chair.day.pass_time(minutes=1)
    chair.window.open_panel("cosign_change")
    panel = chair.window.panel
    panel.findChild(QPushButton, "usual_words_0").click()
    panel.own.setText(pin_of(DOCTOR))
    assert panel.submit_typed()
    session = chair.day.session("s2")
    assert after_signature_words(session) == "1 change after the signature, co-signed"
    assert chair.window.panel is None


# ── Own parts, answers, attestations ─────────────────────────────────────────────────────────────


def _two_charted(chair):
    """Another nurse writes a note at this chair, and is owed."""
    other = chair.day.sign_in(OTHER_NURSE)
    outcome = chair.day.clinic.perform(AddNote(session="s2", text="blanket given"), other)
    assert isinstance(outcome, Done)
    return other


def test_that_the_nurse_is_told_whose_part_is_not_signed_and_may_sign_all_the_same(chair_at):
    chair = chair_at("10:24:00", "s2")
    _two_charted(chair)
    chair.window.open_panel("sign")
    panel = chair.window.panel
    assert "Marta Silva has not signed their own part" in _badges(panel)
    assert panel.submit_button.isEnabled()


def test_that_each_signs_what_they_charted_and_sees_nothing_else(chair_at):
    chair = chair_at("10:24:00", "s2")
    chair.desk.hand_over(_two_charted(chair))
    chair.window.findChild(QPushButton, "do_sign_part").click()
    panel = chair.window.panel
    said = panel.findChild(QWidget, "sheet").text
    assert "blanket given" in said
    assert "midazolam" not in said
    panel.own.setText(pin_of(OTHER_NURSE))
    assert panel.submit_typed()
    assert [each.by for each in chair.day.session("s2").parts] == [OTHER_NURSE]
    assert chair.window.panel is None
    chair.window.open_panel("sign")
    assert "Adaeze Okafor has not signed their own part" in _badges(chair.window.panel)


def test_that_what_was_sent_back_is_signed_again_with_an_answer_only(chair_at):
    chair = chair_at("10:40:00", "s2")
    doctor = chair.day.sign_in(DOCTOR)
    chair.day.clinic.perform(ReturnSession(session="s2", reason="which arm?"), doctor)
    chair.window.open_panel("sign")
    panel = chair.window.panel
    words = "Sent back by Ines Reyes at 10:40: which arm?"
    assert panel.findChild(QLabel, "sent_back").text() == words
    assert chair.window.resting.findChild(QLabel, "waits_for").text() == words
    (waits,) = waiting(chair.day.clinic.world, [chair.day.session("s2")])
    assert waits.words == "sent back: which arm?"
    panel.own.setText(pin_of(NURSE))
    assert not panel.submit_typed()
    assert chair.day.session("s2").signature is None
    panel.findChild(QWidget, "answer").setText("the left one")
    panel.own.setText(pin_of(NURSE))
    assert panel.submit_typed()
    session = chair.day.session("s2")
    assert session.signature.text == "the left one"
    zone, settings = chair.day.clinic.world.site.zone, chair.window.area.chart.settings
    section = exceptions(session, settings, zone, str)
    assert any("which arm? → " in line.words for line in section.lines)


def test_that_nothing_is_attested_before_it_happened_and_then_how_long_after_is_said(chair_at):
    chair = chair_at("09:06:10", "s2", DOCTOR)
    chair.window.open_panel("attest")
    panel = chair.window.panel
    choice = panel.findChild(QComboBox, "kind")
    offered = [choice.itemText(row) for row in range(1, choice.count())]
    assert offered == [
        "the start of the infusion, 08:30, 36 min after",
        "a rescue drug, 08:52, 14 min after",
    ]
    choice.choose("start")
    panel.findChild(QPushButton, "usual_start_0").click()
    panel.own.setText(pin_of(DOCTOR))
    assert panel.submit_typed()
    session = chair.day.session("s2")
    assert [each.kind for each in session.attestations] == ["start"]
    said = [line.words for line in attestations(session, session.opened_at.tzinfo, str).lines]
    assert "36 min after: I was immediately available at the start." in said[0]
    assert [words.endswith("not attested") for words in said] == [False, True]


def test_that_nothing_is_signed_while_something_waits_for_its_witness(chair_at):
    chair = chair_at("12:01:00", "s1")
    source = {"session": "s1"}
    act = WasteStock(source=source, ml="0.16", reason="residual", method="cartridge")
    call = chair.day.clinic.call_witness(act, chair.day.turn, "Waste 0.16 mL")
    assert isinstance(call, Call)
    chair.window.open_panel("sign")
    panel = chair.window.panel
    assert "A waste waits for its witness" in _badges(panel)
    assert not panel.submit_button.isEnabled()
    chair.day.clinic.withdraw_call(call.id, chair.day.turn)
    assert "waits for its witness" not in _badges(panel)


def _badges(panel):
    found = [each for each in panel.findChildren(Badge) if each.isVisible()]
    return "\n".join(each.text() for each in found)
