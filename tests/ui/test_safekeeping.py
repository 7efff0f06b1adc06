"""Backups in the windows: chosen, made, proven, told on the board; and both ways back in."""

import os
from datetime import UTC, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from ketachart.app import backups
from ketachart.app.clock import SetClock
from ketachart.app.entrance import enter, set_up
from ketachart.app.resources import help_texts
from ketachart.app.vaults import Unlocked
from ketachart.bootstrap import log_files
from ketachart.crypto.passphrases import SMALLEST_COST
from ketachart.domain import events as ev
from ketachart.domain.safekeeping import Safekeeping
from ketachart.store.connection import checkpoint
from ketachart.ui.desk import Desk
from ketachart.ui.navigation import Navigation
from ketachart.ui.presenters.safekeeping import kept_words
from ketachart.ui.presenters.set_up import steps_left
from ketachart.ui.windows.admin_window import AdminWindow
from ketachart.ui.windows.recover_page import RecoverPage
from ketachart.ui.windows.restore_page import RestorePage
from ketachart.ui.windows.way_back import WayBackWindow
from tests.ui.chair_day import at
from tests.ui.test_first_start import CLINIC, PERSON, PRODUCT, founding

NOW = at("07:00:00")
WHO, PASSPHRASE, NEW = "ad.vance", PERSON.passphrase, "nine slow otters wander"


@pytest.fixture
def founded(tmp_path):
    """A clinic set up a moment ago, and its sheets."""
    people = []
    for role in ("nurse", "anesthesiologist", "administrator"):
        typed = founding.PersonTyped(
            id=f"{role[:2]}.vance",
            name=f"Lio Vance {role}",
            initials="LV",
            credentials="",
            roles=(role,),
            dea_registration="",
            passphrase=PASSPHRASE,
            passphrase_again=PASSPHRASE,
            pin=PERSON.pin,
            pin_again=PERSON.pin,
        )
        people.append(founding.newcomer_of(typed, people))
    products = [founding.product_of(PRODUCT, [])]
    wished = founding.founding_of(founding.clinic_of(CLINIC), people, products)
    made = set_up(tmp_path / "vault", wished, SetClock(NOW), SMALLEST_COST)
    made.clinic.close()
    return made


@pytest.fixture
def there(qtbot, founded, tmp_path):
    """The administrator at the board of the new clinic."""
    entered = enter(tmp_path / "vault", WHO, PASSPHRASE, SetClock(NOW + timedelta(minutes=1)))
    assert isinstance(entered, Unlocked)
    desk = Desk(entered.clinic, entered.turn)
    navigation = Navigation(desk, tmp_path / "vault", log_files(), help_texts())
    navigation.begin()
    yield navigation
    navigation.end()
    desk.close()
    entered.clinic.close()


def admin(navigation, page):
    navigation.open_admin()
    window = navigation.windows["admin"]
    assert isinstance(window, AdminWindow)
    window.show_page(page)
    return window.page(page)


def choose(page, folder):
    page.findChild(object, "backup_folder").setText(str(folder))
    QTest.mouseClick(page.findChild(object, "use_folder"), Qt.MouseButton.LeftButton)


def test_that_choosing_a_place_makes_and_proves_a_backup_and_the_board_says_so(
    qtbot, there, tmp_path
):
    (tmp_path / "stick").mkdir()
    choose(admin(there, "backup"), tmp_path / "stick")
    qtbot.waitUntil(lambda: not there.keeper.is_busy, timeout=20_000)
    kept = there.desk.clinic.safekeeping
    assert [file.name for file in (tmp_path / "stick").iterdir()] == [kept.made]
    assert kept.proven_at == NOW + timedelta(minutes=1)
    board = there.windows["board"]
    assert board.findChild(object, "kept").text() == "Last proven restore within the hour"


def test_that_a_folder_that_is_not_there_is_told_and_nothing_is_chosen(there, tmp_path):
    page = admin(there, "backup")
    choose(page, tmp_path / "no such stick")
    assert page.bar.sentence == "There is no such folder."
    assert there.desk.clinic.safekeeping.folder == ""


def test_that_the_day_makes_its_backup_once_and_says_when_the_drive_is_gone(qtbot, there, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    choose(admin(there, "backup"), stick)
    qtbot.waitUntil(lambda: not there.keeper.is_busy, timeout=20_000)
    there.desk.clinic.set_clock(SetClock(NOW + timedelta(hours=3)))
    there.desk.beat()
    assert not there.keeper.is_busy
    there.desk.clinic.set_clock(SetClock(NOW + timedelta(days=1)))
    stick.rename(tmp_path / "unplugged")
    there.desk.beat()
    kept = there.windows["board"].findChild(object, "kept").text()
    assert kept.startswith("▲ The backup folder is not there.")
    (tmp_path / "unplugged").rename(stick)
    there.desk.beat()
    qtbot.waitUntil(lambda: not there.keeper.is_busy, timeout=20_000)
    assert len(list(stick.iterdir())) == 2


def test_that_a_newest_backup_found_damaged_is_recorded_and_said_on_the_board(
    qtbot, there, tmp_path
):
    page = admin(there, "backup")
    choose(page, tmp_path)
    qtbot.waitUntil(lambda: not there.keeper.is_busy, timeout=20_000)
    (file,) = tmp_path.glob("*.ketabackup")
    file.write_bytes(file.read_bytes()[:-1])
    QTest.mouseClick(page.findChild(object, "prove_now"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not there.keeper.is_busy, timeout=20_000)
    assert there.desk.clinic.safekeeping.failed_at is not None
    assert "can't be restored" in there.windows["board"].findChild(object, "kept").text()


def test_that_a_backup_left_unproven_is_proven_in_the_next_minute(qtbot, there, tmp_path):
    choose(admin(there, "backup"), tmp_path)
    qtbot.waitUntil(lambda: not there.keeper.is_busy, timeout=20_000)
    (file,) = tmp_path.glob("*.ketabackup")
    there.desk.clinic.set_clock(SetClock(NOW + timedelta(minutes=5)))
    there.desk.clinic.note_backup(ev.BackupMade(file=file.name, entries=1))
    there.desk.beat()
    qtbot.waitUntil(lambda: not there.keeper.is_busy, timeout=20_000)
    assert there.desk.clinic.safekeeping.proven_at == NOW + timedelta(minutes=5)


@pytest.mark.parametrize("is_damaged", [False, True])
def test_that_older_backups_go_only_once_the_new_one_is_proven(qtbot, there, tmp_path, is_damaged):
    stick, vault = tmp_path / "stick", there.desk.clinic.vault
    stick.mkdir()
    yesterday = [NOW - timedelta(days=1, hours=hour) for hour in (2, 1)]
    older = [stick / backups.file_name(vault.log.device, each, UTC) for each in yesterday]
    for file in older:
        file.write_bytes(b"one of yesterday")
    if is_damaged:
        checkpoint(vault.db)
        with vault.files.database.open("rb+") as database:
            database.seek(-100, os.SEEK_END)
            database.write(bytes(20))
    choose(admin(there, "backup"), stick)
    qtbot.waitUntil(lambda: not there.keeper.is_busy, timeout=20_000)
    assert (there.desk.clinic.safekeeping.failed_at is not None) is is_damaged
    assert [file.exists() for file in older] == [is_damaged, True]


def test_that_stopping_a_backup_leaves_nothing_in_the_folder(qtbot, there, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    page = admin(there, "backup")
    choose(page, stick)
    there.keeper.give_up()
    qtbot.waitUntil(lambda: not there.keeper.is_busy, timeout=20_000)
    left = list(stick.iterdir())
    assert all(file.suffix == ".ketabackup" for file in left)
    kept = there.desk.clinic.safekeeping
    assert [file.name for file in left] == ([kept.made] if kept.made else [])


@pytest.mark.parametrize(
    ("kept", "words", "warns"),
    [
        (Safekeeping(), "No backup place is chosen", True),
        (Safekeeping(folder="/s"), "Last proven restore never", True),
        (Safekeeping(folder="/s", proven_at=NOW - timedelta(hours=30)), "30 h ago", False),
        (Safekeeping(folder="/s", proven_at=NOW - timedelta(days=12)), "12 days ago", True),
        (Safekeeping(folder="/s", proven_at=NOW, failed_at=NOW), "can't be restored", True),
    ],
)
def test_that_the_board_says_how_old_the_last_proven_restore_is(kept, words, warns):
    said = kept_words(kept, NOW)
    assert words in said.words
    assert said.warns is warns


def _said(page, name):
    return [each.text() for each in page.findChildren(QLabel, name) if each.isVisibleTo(page)]


def test_that_setting_up_counts_down_as_its_steps_are_done(qtbot, there, founded):
    assert steps_left(there.desk.clinic, there.desk.turn.person).startswith("Setting up: ")
    page = admin(there, "set_up")
    before = steps_left(there.desk.clinic, there.desk.turn.person)
    for name, sheet in zip(("sheet_first", "sheet_second"), founded.sheets, strict=False):
        page.findChild(object, name).setPlainText(sheet)
    QTest.mouseClick(page.findChild(object, "prove"), Qt.MouseButton.LeftButton)
    assert page.bar.sentence == ""
    assert steps_left(there.desk.clinic, there.desk.turn.person) != before
    qtbot.waitUntil(lambda: _said(page, "step_sheets") == ["Done: proven 2026-03-03."])


# ── The ways back in ─────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def backup(there, tmp_path):
    file = tmp_path / "monday.ketabackup"
    assert isinstance(backups.make_backup(there.desk.clinic, file), backups.Made)
    return file


def way_back(qtbot, page):
    window = WayBackWindow(page, "Back", "Do it", "Doing …")
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    return window


def test_that_a_backup_is_restored_at_the_first_start(qtbot, backup, tmp_path):
    clock = SetClock(NOW + timedelta(hours=1))
    page = RestorePage(lambda file, by: backups.restore(file, tmp_path / "new", by, clock))
    window = way_back(qtbot, page)
    page.findChild(object, "backup_file").setText(str(backup))
    QTest.keyClicks(page.findChild(object, "restore_user"), WHO)
    QTest.keyClicks(page.findChild(object, "restore_passphrase"), "wrong one altogether")
    window.submit()
    qtbot.waitUntil(lambda: page.bar.sentence != "")
    assert not (tmp_path / "new").exists()
    page.findChild(object, "restore_passphrase").clear()
    QTest.keyClicks(page.findChild(object, "restore_passphrase"), PASSPHRASE)
    with qtbot.waitSignal(window.done, timeout=20_000):
        window.submit()
    assert isinstance(enter(tmp_path / "new", WHO, PASSPHRASE, clock), Unlocked)


def test_that_two_sheets_open_a_backup_too(qtbot, founded, backup, tmp_path):
    clock = SetClock(NOW + timedelta(hours=1))
    page = RestorePage(lambda file, by: backups.restore(file, tmp_path / "new", by, clock))
    window = way_back(qtbot, page)
    page.findChild(object, "backup_file").setText(str(backup))
    way = page.findChild(object, "way")
    QTest.mouseClick(way, Qt.MouseButton.LeftButton, pos=way.segment_rect(1).center())
    for name, sheet in zip(("sheet_first", "sheet_second"), founded.sheets, strict=False):
        page.findChild(object, name).setPlainText(sheet)
    with qtbot.waitSignal(window.done, timeout=20_000):
        window.submit()


def test_that_a_lost_passphrase_is_replaced_by_two_sheets(qtbot, founded, tmp_path):
    clock = SetClock(NOW + timedelta(hours=1))
    folder = tmp_path / "vault"
    page = RecoverPage(
        lambda sheets, user, secret, pin: backups.recover(folder, sheets, user, secret, pin, clock)
    )
    window = way_back(qtbot, page)
    for name, sheet in zip(("sheet_first", "sheet_second"), founded.sheets[1:], strict=True):
        page.findChild(object, name).setPlainText(sheet)
    QTest.keyClicks(page.findChild(object, "user"), WHO)
    for name, words in (("passphrase", NEW), ("pin", "118264")):
        QTest.keyClicks(page.findChild(object, name), words)
    window.submit()
    qtbot.waitUntil(lambda: page.bar.sentence == "The two passphrases differ.")
    for name, words in (("passphrase_again", NEW), ("pin_again", "118264")):
        QTest.keyClicks(page.findChild(object, name), words)
    with qtbot.waitSignal(window.done, timeout=20_000):
        window.submit()
    assert isinstance(page.unlocked, Unlocked)
    page.unlocked.clinic.close()
