"""The lock: what it hides, what goes on, who lifts it, and when it falls by itself."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from ketachart.app.resources import help_texts
from ketachart.bootstrap import log_files
from ketachart.ui.application import Faults, check_reference_counts, places_of
from ketachart.ui.desk import Desk
from ketachart.ui.idle_lock import IdleLock
from ketachart.ui.navigation import Navigation
from ketachart.ui.widgets.countdown import Countdown
from tests.ui.chair_day import DOCTOR, NURSE, pin_of


class Locked:
    """A desk with two windows, locked."""

    def __init__(self, day, folder):
        self.day = day
        self.desk = Desk(day.clinic, day.turn)
        self.navigation = Navigation(self.desk, folder, log_files(), help_texts())
        self.navigation.begin()
        self.navigation.open_chair("Chair 1")
        self.desk.lock()

    def cover(self, key):
        return self.navigation.covering.covers[key]

    def close(self):
        self.navigation.end()
        self.desk.close()


@pytest.fixture
def locked(qtbot, day_at, tmp_path):
    there = Locked(day_at("09:12:30"), tmp_path)
    yield there
    there.close()


def words_of(widget):
    return [label.text() for label in widget.findChildren(QLabel)]


def unlock(cover, person, secret):
    cover.who.person.choose(person)
    QTest.keyClicks(cover.who.secret, secret)
    QTest.keyClick(cover.who.secret, Qt.Key.Key_Return)


def test_that_the_cover_lies_over_the_whole_of_every_window(locked):
    for key, window in locked.navigation.windows.items():
        assert locked.cover(key).geometry() == window.rect()
        assert not window.centralWidget().isEnabled()


def test_that_a_cover_follows_its_window_when_that_is_resized(locked):
    window = locked.navigation.windows["board"]
    window.resize(900, 640)
    assert locked.cover("board").geometry() == window.rect()


def test_that_the_cover_says_no_name_and_no_value(locked):
    said = " ".join(words_of(locked.cover("chair:Chair 1")))
    names = [part for each in locked.day.clinic.patients() for part in each.name.split()]
    assert [name for name in names if len(name) > 2 and name in said] == []
    assert "mmHg" not in said


def test_that_a_locked_window_is_drawn_alike_whatever_lies_below(qtbot, locked):
    locked.navigation.open_chair("Chair 3")
    locked.navigation.open_board()
    one, other = (locked.navigation.windows[f"chair:Chair {number}"] for number in (1, 3))
    for window in (one, other):
        window.resize(1366, 768)
    qtbot.waitUntil(lambda: one.grab().toImage() == other.grab().toImage())


def test_that_no_title_says_who_sits_where_locked_or_not(locked):
    names = {part for each in locked.day.clinic.patients() for part in each.name.split()}
    for window in locked.navigation.windows.values():
        assert not names & set(window.windowTitle().split())


def test_that_countdowns_of_all_chairs_go_on_under_the_lock(locked):
    cover = locked.cover("chair:Chair 1")
    before = [each.text for each in cover.findChildren(Countdown)]
    locked.desk.tick.emit(locked.day.pass_time(seconds=10))
    after = [each.text for each in cover.findChildren(Countdown)]
    assert "Vitals due in 2:30" in before
    assert "Vitals due in 2:20" in after


def test_that_the_same_person_unlocks_with_the_pin(locked):
    unlock(locked.cover("board"), NURSE, pin_of(NURSE))
    assert not locked.desk.locked
    assert locked.navigation.covering.covers == {}
    assert locked.navigation.windows["board"].centralWidget().isEnabled()


def test_that_a_wrong_pin_leaves_it_locked_and_says_so(locked):
    unlock(locked.cover("board"), NURSE, "000000")
    assert locked.desk.locked
    assert locked.cover("board").who.bar.sentence != ""


def test_that_someone_else_unlocks_into_a_turn_of_their_own(locked):
    locked.day.sign_in(DOCTOR)
    unlock(locked.cover("board"), DOCTOR, pin_of(DOCTOR))
    assert locked.desk.turn.person.id == DOCTOR


@pytest.mark.parametrize("key", [Qt.Key.Key_2, Qt.Key.Key_D, Qt.Key.Key_K, Qt.Key.Key_U])
def test_that_no_key_opens_a_window_while_locked(locked, key):
    before = set(locked.navigation.windows)
    board = locked.navigation.windows["board"]
    QTest.keyClick(board.windowHandle(), key, Qt.KeyboardModifier.ControlModifier)
    assert set(locked.navigation.windows) == before
    assert locked.navigation.covering.bars == {}


def test_that_no_letter_opens_a_panel_while_locked(locked):
    chart = locked.navigation.windows["chair:Chair 1"]
    QTest.keyClick(chart.windowHandle(), Qt.Key.Key_M)
    assert chart.panel is None


def test_that_a_window_opened_while_locked_is_covered_too(locked):
    locked.navigation.open_ledger()
    assert locked.cover("ledger").geometry() == locked.navigation.windows["ledger"].rect()


def test_that_an_open_take_over_bar_goes_away_when_the_lock_falls(locked):
    unlock(locked.cover("board"), NURSE, pin_of(NURSE))
    locked.navigation.covering.take_over("board")
    locked.desk.lock()
    assert locked.navigation.covering.bars == {}
    unlock(locked.cover("board"), NURSE, pin_of(NURSE))
    assert not locked.desk.locked


# ── By itself ────────────────────────────────────────────────────────────────────────────────────


class NoWait(IdleLock):
    """Locks at the first tick without a sign of life."""

    @property
    def limit_ms(self):
        return 0


@pytest.fixture
def desk(qtbot, day_at):
    day = day_at("09:12:30")
    desk = Desk(day.clinic, day.turn)
    yield desk
    desk.close()


def test_that_the_lock_falls_when_nothing_was_touched_for_the_time_set(qtbot, desk):
    lock = NoWait(desk, QApplication.instance())
    qtbot.waitUntil(lambda: lock._idle.elapsed() > 0)
    desk.tick.emit(desk.now())
    assert desk.locked


def test_that_the_lock_waits_as_long_as_the_clinic_set(desk):
    lock = IdleLock(desk, QApplication.instance())
    minutes = desk.world.settings_at(desk.now()).idle_lock_min
    assert lock.limit_ms == minutes * 60_000
    desk.tick.emit(desk.now())
    assert not desk.locked


def test_that_the_lock_falls_by_the_computers_time_and_not_the_training_clocks(desk, day_at):
    IdleLock(desk, QApplication.instance())
    desk.clinic.clock.source.set(desk.now().replace(hour=23))
    desk.tick.emit(desk.now())
    assert not desk.locked


# ── Faults ───────────────────────────────────────────────────────────────────────────────────────


def fail(words):
    raise ValueError(words)


def test_that_a_fault_is_logged_by_kind_and_place_and_without_its_words(qtbot, caplog):
    faults = Faults()
    with pytest.raises(ValueError, match="MARKED") as met:
        fail("MARKED-PATIENT 128/82")
    faults.met(met.type, met.value, met.tb)
    assert "ValueError at test_lock.py" in caplog.text
    assert "MARKED" not in caplog.text
    qtbot.waitUntil(lambda: faults.notice is not None)
    faults.notice.close()
    qtbot.waitUntil(lambda: faults.notice is None)


def test_that_many_faults_open_one_notice_and_fill_no_log(qtbot, caplog):
    faults = Faults()
    for _ in range(100):
        faults.met(ValueError, ValueError("x"), None)
    qtbot.waitUntil(lambda: faults.notice is not None)
    notices = [
        each for each in QApplication.topLevelWidgets() if each.objectName() == "fault_notice"
    ]
    assert len(notices) == 1
    assert len(caplog.records) < 100
    faults.notice.close()
    qtbot.waitUntil(lambda: faults.notice is None)


def test_that_places_name_files_and_functions_only():
    with pytest.raises(ValueError, match="secret") as met:
        fail("secret")
    assert "secret" not in " ".join(places_of(met.tb))


def test_that_the_bindings_installed_lose_no_references(qapp):
    check_reference_counts()
