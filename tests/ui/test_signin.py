"""The sign-in window and the way into a vault, on a real one."""

import pytest
from PySide6.QtCore import QProcess, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from ketachart.app.clock import SetClock
from ketachart.app.entrance import enter
from ketachart.app.vaults import Unlocked
from ketachart.ui.player import NO_SOUND, Player
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import SecretField, TextField
from ketachart.ui.windows.signin_window import SignInWindow
from tests.ui.chair_day import NURSE, at, passphrase_of


@pytest.fixture
def vault(day_at, tmp_path):
    """The folder of a closed vault."""
    day_at("09:12:30").clinic.close()
    return tmp_path / "vault-0"


@pytest.fixture
def door(qtbot, vault):
    clock = SetClock(at("09:13:00"))
    window = SignInWindow(
        lambda user, passphrase: enter(vault, user, passphrase, clock),
        Player(players=(("true",),)),
    )
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    return window


def type_in(window, user, passphrase):
    QTest.keyClicks(window.findChild(TextField, "user"), user)
    QTest.keyClicks(window.findChild(SecretField, "passphrase"), passphrase)
    QTest.keyClick(window.findChild(SecretField, "passphrase"), Qt.Key.Key_Return)


def said(qtbot, window):
    qtbot.waitUntil(lambda: window.words != "")
    return window.words


def test_that_the_right_passphrase_opens_the_vault(qtbot, door):
    with qtbot.waitSignal(door.signed_in) as signed_in:
        type_in(door, NURSE, passphrase_of(NURSE))
    unlocked = signed_in.args[0]
    assert isinstance(unlocked, Unlocked)
    assert unlocked.turn.person.id == NURSE
    unlocked.clinic.close()


def test_that_a_wrong_passphrase_is_refused_and_leaves_the_field(qtbot, door):
    type_in(door, NURSE, "not the passphrase at all")
    assert said(qtbot, door) == "Name and passphrase or PIN do not fit."
    assert door.findChild(SecretField, "passphrase").text() == ""
    assert door.findChild(TextField, "user").text() == NURSE


def test_that_the_fourth_wrong_try_has_to_wait(qtbot, door):
    for _ in range(4):
        door._bar.clear()
        door.findChild(TextField, "user").clear()
        type_in(door, NURSE, "not the passphrase at all")
        said(qtbot, door)
    assert door.words == "Too many wrong tries."


@pytest.mark.parametrize(
    ("broken", "words"),
    [("keyring", "The keyring file of this vault is damaged"), ("database", "damaged")],
)
def test_that_damage_is_told_in_a_sentence_and_nothing_is_made_anew(
    qtbot, door, vault, broken, words
):
    from ketachart.store.vault_files import VaultFiles

    file = getattr(VaultFiles(vault), broken)
    content = b"\0" * len(file.read_bytes())
    file.write_bytes(content)
    type_in(door, NURSE, passphrase_of(NURSE))
    assert words in said(qtbot, door)
    assert file.read_bytes() == content


def test_that_a_vault_open_elsewhere_is_told(qtbot, door, vault):
    other = enter(vault, NURSE, passphrase_of(NURSE), SetClock(at("09:13:00")))
    assert isinstance(other, Unlocked)
    type_in(door, NURSE, passphrase_of(NURSE))
    assert "open in KetaChart on this computer already" in said(qtbot, door)
    other.clinic.close()


def sound_words(window):
    return window.findChild(QLabel, "sound_words").text()


def test_that_the_sound_is_tried_by_a_button_and_asked_about(door):
    assert sound_words(door) == ""
    door.findChild(ActionButton, "test_sound").click()
    assert sound_words(door).startswith("Did you hear two notes?")


def test_that_the_trial_of_the_sound_ends_with_its_window(qtbot, vault, tmp_path):
    long = tmp_path / "plays_long"
    long.write_text("#!/bin/sh\nexec sleep 60\n")
    long.chmod(0o700)
    player = Player(players=((str(long),),))
    clock = SetClock(at("09:13:00"))
    door = SignInWindow(lambda user, secret, _: enter(vault, user, secret, clock), player)
    qtbot.addWidget(door)
    door.findChild(ActionButton, "test_sound").click()
    process = player.findChild(QProcess)
    assert process.waitForStarted()
    door.close()
    assert process.state() is QProcess.ProcessState.NotRunning


def test_that_a_computer_that_plays_nothing_says_so_at_the_door(qtbot, vault):
    clock = SetClock(at("09:13:00"))
    player = Player(players=(("false",),))
    door = SignInWindow(lambda user, secret, _: enter(vault, user, secret, clock), player)
    qtbot.addWidget(door)
    door.findChild(ActionButton, "test_sound").click()
    qtbot.waitUntil(lambda: sound_words(door) == NO_SOUND)
