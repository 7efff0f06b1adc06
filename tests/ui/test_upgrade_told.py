"""A vault of another release at the door: how far it is, and on the board what was done."""

import pytest

from ketachart.app.clock import SetClock
from ketachart.app.vaults import Unlocked, unlock
from ketachart.bootstrap import parts_of
from ketachart.store.notes import note
from ketachart.ui.entry_hall import EntryHall
from ketachart.ui.player import Player
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.windows.signin_window import SignInWindow
from tests.ui.chair_day import NURSE, at, passphrase_of

CLOCK = SetClock(at("09:13:00"))


@pytest.fixture
def older(day_at, tmp_path):
    """The folder of a closed vault that an older release used last."""
    desk = day_at("09:12:30")
    note(desk.clinic.vault.db, release="0.0.9")
    desk.clinic.close()
    return tmp_path / "vault-0"


def test_that_the_board_says_what_was_done(qtbot, older):
    hall = EntryHall(parts_of(older))
    hall._let_in(unlock(older, NURSE, passphrase_of(NURSE), CLOCK, lambda _: CLOCK))
    board = hall.navigation.windows["board"]
    assert board.bar.sentence.startswith("This vault was last used by KetaChart 0.0.9. All its")
    hall.close()


def test_that_the_button_shows_how_far_an_upgrade_is(qtbot, older):
    shown = []

    def unlocking(user, passphrase, telling):
        def watched(what, percent):
            telling(what, percent)
            shown.append(door.findChild(ActionButton, "submit").text())

        return unlock(older, NURSE, passphrase_of(NURSE), CLOCK, lambda _: CLOCK, watched)

    door = SignInWindow(unlocking, Player())
    qtbot.addWidget(door)
    with qtbot.waitSignal(door.signed_in) as entered:
        door.submit()
    assert isinstance(entered.args[0], Unlocked)
    entered.args[0].clinic.close()
    assert "Updating the vault: proving … 100 %" in shown
    assert door.findChild(ActionButton, "submit").text() == "Sign in"
