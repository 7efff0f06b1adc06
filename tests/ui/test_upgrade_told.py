"""A vault of another release at the door: how far it is, and on the board what was done."""

from threading import Event

import pytest

from ketachart.app.clock import SetClock
from ketachart.app.entrance import enter
from ketachart.app.outcomes import Outdated, Trouble
from ketachart.app.vaults import Unlocked, unlock
from ketachart.bootstrap import parts_of
from ketachart.store.notes import note
from ketachart.ui.entry_hall import EntryHall
from ketachart.ui.player import Player
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.form import SecretField
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


def older_at_the_door(older):
    """What signing in there is answered by."""
    return lambda _user, _passphrase: enter(older, NURSE, passphrase_of(NURSE), CLOCK)


def button_of(door) -> ActionButton:
    return door.findChild(ActionButton, "submit")


def test_that_the_button_shows_how_far_an_upgrade_is(qtbot, older):
    door, shown = SignInWindow(older_at_the_door(older), Player()), []
    qtbot.addWidget(door)
    door._updating.progressed.connect(lambda *_: shown.append(button_of(door).text()))
    with qtbot.waitSignal(door.signed_in, timeout=20_000) as entered:
        door.submit()
    assert isinstance(entered.args[0], Unlocked)
    entered.args[0].clinic.close()
    assert "Updating the vault: proving … 100 %" in shown
    assert button_of(door).text() == "Sign in"


class Slow:
    """An upgrade that goes on until somebody lets it end, or gives it up."""

    def __init__(self, answer=None) -> None:
        self.answer, self.may_end, self.was_given_up = answer, Event(), False

    def bring_up_to_date(self, telling):
        try:
            while not self.may_end.wait(0.01):
                telling("Proving", 7)
        except BaseException:
            self.was_given_up = True
            raise
        return self.answer


def slow_door(qtbot, slow, then=None) -> SignInWindow:
    """The way in to a vault whose upgrade has begun; `then` is answered once it is done."""
    answers = [Outdated(bring_up_to_date=slow.bring_up_to_date), then]
    door = SignInWindow(lambda _user, _passphrase: answers.pop(0), Player())
    qtbot.addWidget(door)
    door.show()
    door.submit()
    qtbot.waitUntil(lambda: button_of(door).text().endswith("7 %"))
    return door


def test_that_the_window_lives_while_the_vault_is_brought_up_to_date(qtbot):
    slow, entered = Slow(), Unlocked(clinic=None, turn=None)
    door = slow_door(qtbot, slow, entered)
    assert "may take some minutes" in door.words
    assert not door.findChild(SecretField, "passphrase").isEnabled()
    assert not button_of(door).isEnabled()
    with qtbot.waitSignal(door.signed_in) as came:
        slow.may_end.set()
    assert came.args == [entered]
    assert door.words == ""


def test_that_an_upgrade_that_was_held_is_told_and_leaves_the_door_open(qtbot):
    slow = Slow(Trouble(sentence="It was left as it was."))
    door = slow_door(qtbot, slow)
    slow.may_end.set()
    qtbot.waitUntil(lambda: door.words == "It was left as it was.")
    assert door.findChild(SecretField, "passphrase").isEnabled()
    assert button_of(door).isEnabled()


def test_that_closing_the_window_gives_an_upgrade_up(qtbot):
    slow = Slow()
    door = slow_door(qtbot, slow)
    door.close()
    assert slow.was_given_up
