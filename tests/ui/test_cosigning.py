"""The queue of co-signatures in its window: several in a row, each shown, each signed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from ketachart.app.clinic import Done
from ketachart.domain import events as ev
from ketachart.domain.acts import (
    AddAddendum,
    AddNote,
    Attest,
    CancelSession,
    ReturnSession,
    SignSession,
    WasteStock,
)
from ketachart.domain.session import Phase
from ketachart.ui.desk import Desk
from ketachart.ui.panels.attest import AttestPanel, CosignChangePanel
from ketachart.ui.windows.cosign_window import CosignWindow
from tests.ui.chair_day import DOCTOR, NURSE, OTHER_NURSE, pin_of


class Queue:
    """The window on a day."""

    def __init__(self, day):
        self.day = day
        self.desk = Desk(day.clinic, day.turn)
        self.window = CosignWindow(self.desk)

    def find(self, name, kind=QWidget):
        found = self.window.findChild(kind, name)
        assert found is not None, name
        return found

    def in_form(self, name):
        found = self.window.form.findChild(QWidget, name)
        assert found is not None, name
        return found

    def cosign(self):
        self.in_form("usual_attestation_0").click()
        QTest.keyClicks(self.in_form("own_secret"), pin_of(DOCTOR))
        QTest.keyClick(self.in_form("own_secret"), Qt.Key.Key_Return)

    def readings(self, session, person):
        log = self.day.session(session).log
        return sum(isinstance(each.event, ev.RecordRead) and each.author == person for each in log)


@pytest.fixture
def queue_at(qtbot, day_at):
    """Opens the window at a time of the day."""
    opened = []

    def begin(time="10:40:00", person=DOCTOR, *, prepare=lambda _day: None):
        day = day_at(time, person)
        prepare(day)
        one = Queue(day)
        qtbot.addWidget(one.window)
        one.window.resize(1366, 768)
        with qtbot.waitExposed(one.window):
            one.window.show()
        one.window.activateWindow()
        opened.append(one)
        return one

    yield begin
    for one in opened:
        one.window.close()
        one.desk.close()


def _one_more(day):
    """Session s4 is called off, its bag wasted, and signed: it waits as well."""
    nurse, _ = day.sign_in(OTHER_NURSE), day.sign_in(NURSE)
    waste = WasteStock(
        source={"session": "s4"},
        ml=str(day.session("s4").drawn_ml),
        witness=NURSE,
        reason="cancelled before the start",
        method="deactivation pouch",
    )
    for act, secrets in (
        (CancelSession(session="s4", reason="patient's wish"), {}),
        (waste, {"second_secret": pin_of(NURSE)}),
        (SignSession(session="s4"), {"own_secret": pin_of(OTHER_NURSE)}),
    ):
        assert isinstance(day.clinic.perform(act, nurse, **secrets), Done)


def test_that_the_first_of_the_queue_is_shown_on_one_page(queue_at):
    queue = queue_at()
    assert queue.window.session == "s2"
    assert queue.find("queue_head").text() == "1 co-signature waiting"
    text = queue.find("sheet").text
    assert text.startswith("Exceptions")
    assert text.index("Rescue") < text.index("Doses") < text.index("Signatures")
    assert queue.window.page.grid.grid_model.columnCount() > 10
    assert queue.window.page.grid.verticalScrollBar().maximum() == 0


def test_that_nothing_can_be_typed_into_the_chart(queue_at):
    grid = queue_at().window.page.grid
    assert grid.grid_model.entry is None
    assert grid.grid_model.due is None


def test_that_a_value_tells_its_history(queue_at):
    queue = queue_at("13:45:00")
    page = queue.window.page
    amended = next(
        n for n in range(30) if page.grid.grid_model.column(n).time_text.startswith("08:30")
    )
    page.grid.cell_activated.emit(page.grid.grid_model.column(amended).key, "bp")
    assert "Systolic pressure 139 → 131" in queue.find("history").text()
    page.grid.cell_activated.emit(page.grid.grid_model.column(amended).key, "hr")
    assert "never amended" in queue.find("history").text()


def test_that_several_are_co_signed_in_a_row(queue_at):
    queue = queue_at("10:26:00", prepare=_one_more)
    assert queue.find("queue_head").text() == "2 co-signatures waiting"
    queue.cosign()
    assert queue.day.session("s2").phase is Phase.COSIGNED
    assert queue.window.session == "s4"
    assert queue.in_form("attestation").typed == ""
    queue.cosign()
    assert queue.day.session("s4").phase is Phase.COSIGNED
    assert queue.window.session == ""
    assert queue.window.form is None
    assert queue.find("queue_head").text() == "Nothing waits for a co-signature."
    assert not queue.window.page.isVisible()


def test_that_the_keys_go_on_and_back(queue_at):
    queue = queue_at("10:26:00", prepare=_one_more)
    assert not queue.find("previous", QPushButton).isEnabled()
    QTest.keyClick(queue.window, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert queue.window.session == "s4"
    assert "Cancelled: patient's wish" in queue.find("sheet").text
    assert not queue.window.page.grid.isVisible()
    QTest.keyClick(queue.window, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert queue.window.session == "s2"
    assert queue.window.page.grid.isVisible()
    queue.find("next", QPushButton).click()
    assert queue.window.session == "s4"
    assert not queue.find("next", QPushButton).isEnabled()
    queue.find("queue").setCurrentRow(0)
    assert queue.window.session == "s2"


def test_that_each_reading_is_recorded_once_for_each_person(queue_at):
    queue = queue_at("10:26:00", prepare=_one_more)
    before = queue.readings("s2", DOCTOR)
    assert queue.readings("s4", DOCTOR) == 0
    queue.window.go(1)
    queue.window.go(-1)
    assert queue.readings("s2", DOCTOR) == before
    assert queue.readings("s4", DOCTOR) == 1
    of_nurse = queue.readings("s2", NURSE)
    queue.desk.hand_over(queue.day.sign_in(NURSE))
    assert queue.readings("s2", NURSE) == of_nurse + 1


def test_that_a_session_sent_back_leaves_the_queue(queue_at):
    queue = queue_at()
    QTest.keyClicks(queue.in_form("return_reason"), "which arm?")
    queue.in_form("send_back").click()
    assert queue.day.session("s2").phase is Phase.RELEASED
    assert queue.window.session == ""


def test_that_a_nurse_reads_and_is_told_who_co_signs(queue_at):
    queue = queue_at(person=NURSE)
    assert "waits for an anesthesiologist" in queue.in_form("waits_for").text()
    assert not queue.in_form("submit").isVisible()
    assert not queue.in_form("send_back").isVisible()
    assert "Rescue" in queue.find("sheet").text


def test_that_what_is_typed_stays_when_something_else_happens(queue_at):
    queue = queue_at("10:26:00", prepare=_one_more)
    QTest.keyClicks(queue.in_form("return_reason"), "which")
    queue.desk.clinic.read_chart("s4", queue.desk.turn)
    assert queue.in_form("return_reason").typed == "which"


def test_that_locking_forgets_the_pin_and_stops_the_keys(queue_at):
    queue = queue_at("10:26:00", prepare=_one_more)
    QTest.keyClicks(queue.in_form("own_secret"), "1234")
    queue.desk.lock()
    assert queue.in_form("own_secret").text() == ""
    QTest.keyClick(queue.window, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert queue.window.session == "s2"


def test_that_a_patient_is_not_named_in_the_title(queue_at):
    queue = queue_at()
    patient = queue.day.clinic.world.patient(queue.day.session("s2").patient)
    assert not set(patient.name.split()) & set(queue.window.windowTitle().split())


# ── Since the last look, attestations, late changes, debts ───────────────────────────────────────


def _sent_back_and_signed_again(day):
    """The doctor attests the start and sends s2 back; the nurse answers and signs again."""
    nurse = day.sign_in(NURSE)
    for act, turn, secrets in (
        (Attest(session="s2", kind="start", words="I was there."), day.turn, DOCTOR),
        (ReturnSession(session="s2", reason="which arm?"), day.turn, ""),
        (AddNote(session="s2", text="IV in the left arm"), nurse, ""),
        (SignSession(session="s2", answer="the left"), nurse, NURSE),
    ):
        day.pass_time(minutes=1)
        secret = pin_of(secrets) if secrets else ""
        assert isinstance(day.clinic.perform(act, turn, own_secret=secret), Done)


def test_that_what_changed_since_the_last_stand_comes_first_and_only_that(queue_at):
    queue = queue_at(prepare=_sent_back_and_signed_again)
    sections = queue.find("sheet").text.partition("Exceptions")[0].splitlines()
    assert sections == [
        "New since 10:42",
        "10:43: IV in the left arm (Adaeze Okafor)",
        "10:44: Signed (Adaeze Okafor)",
    ]
    assert "Sent back: 10:42 by Ines Reyes: which arm? → Adaeze Okafor" in queue.find("sheet").text


def test_that_who_never_took_a_stand_sees_no_news(queue_at):
    assert "New since" not in queue_at().find("sheet").text


def test_that_an_attestation_says_how_long_after_it_was_given(queue_at):
    queue = queue_at(prepare=_sent_back_and_signed_again)
    said = queue.find("sheet").text
    assert "Start of the infusion: 08:30, attested by Ines Reyes at 10:41, 2 h 11 min after" in said
    assert "Release: 10:15, not attested" in said


def test_that_one_attests_in_the_queue_and_what_was_typed_behind_stays(queue_at):
    queue = queue_at()
    QTest.keyClicks(queue.in_form("return_reason"), "which")
    queue.in_form("do_attest").click()
    form = queue.window.form
    assert isinstance(form, AttestPanel)
    queue.in_form("kind").choose("release")
    queue.in_form("usual_release_0").click()
    QTest.keyClicks(queue.in_form("own_secret"), pin_of(DOCTOR))
    QTest.keyClick(queue.in_form("own_secret"), Qt.Key.Key_Return)
    assert [each.kind for each in queue.day.session("s2").attestations] == ["release"]
    assert queue.in_form("return_reason").typed == "which"
    assert queue.in_form("return_reason").isVisible()


def test_that_esc_leaves_the_attestation_alone(queue_at):
    queue = queue_at()
    queue.in_form("do_attest").click()
    QTest.keyClick(queue.window.form, Qt.Key.Key_Escape)
    assert queue.in_form("return_reason").isVisible()
    assert queue.day.session("s2").attestations == ()


def _changed_after(day):
    """An addendum to s2, which was co-signed in the morning."""
    nurse = day.sign_in(NURSE)
    act = AddAddendum(session="s2", text="the escort called: asleep, well")
    assert isinstance(day.clinic.perform(act, nurse), Done)
    day.pass_time(minutes=1)


def test_that_a_change_after_the_co_signature_comes_back_into_the_queue_and_leaves_it(queue_at):
    queue = queue_at("13:45:00", prepare=_changed_after)
    queue.window.show_session("s2")
    assert isinstance(queue.window.form, CosignChangePanel)
    assert "the escort called" in queue.find("sheet").text
    queue.in_form("usual_words_0").click()
    QTest.keyClicks(queue.in_form("own_secret"), pin_of(DOCTOR))
    QTest.keyClick(queue.in_form("own_secret"), Qt.Key.Key_Return)
    assert queue.day.session("s2").changes_after_signature == 0
    assert queue.window.session != "s2"


def test_that_every_debt_has_a_name(queue_at):
    queue = queue_at("10:24:00")
    other = queue.day.sign_in(OTHER_NURSE)
    note = AddNote(session="s2", text="blanket given")
    assert isinstance(queue.day.clinic.perform(note, other), Done)
    queue.window.toggle_owed()
    said = queue.find("owed").text.splitlines()
    nurse, helper = said.index("Adaeze Okafor, RN · 1"), said.index("Marta Silva, RN, CCRN · 1")
    assert said[nurse + 1].startswith("Sign: Chair 2 · O'NEIL-ÞÓRSDÓTTIR, Siobhan")
    assert said[helper + 1].startswith("Sign own part: Chair 2")


def test_that_nothing_is_co_signed_while_something_else_is_in_sight(queue_at):
    queue = queue_at()
    QTest.keyClick(queue.window, Qt.Key.Key_W, Qt.KeyboardModifier.AltModifier)
    assert queue.find("owed_page").isVisible()
    assert not queue.window.page.isVisible()
    assert not queue.window.form.isVisible()
    assert "Ines Reyes, MD · 1" in queue.find("owed").text
    QTest.keyClick(queue.window, Qt.Key.Key_W, Qt.KeyboardModifier.AltModifier)
    assert queue.window.page.isVisible()
    assert queue.window.form.isVisible()
