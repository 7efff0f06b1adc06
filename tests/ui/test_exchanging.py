"""The exchange beside the windows: when it is begun, what the board says, what is worked in."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from support.builders import ADMIN, INSPECTOR, NURSE
from support.houses import house, template
from support.rooms import carry

from ketachart.app.hub_losses import known_loss
from ketachart.domain.session import Phase
from ketachart.ui.desk import Desk
from ketachart.ui.key_pause import KeyPause, Patience
from ketachart.ui.presenters.exchanging import ExchangeState, Loudness, exchange_words
from ketachart.ui.synchroniser import Synchroniser
from tests.ui.chair_day import at
from tests.ui.exchanges import HUB, OWN, Came
from tests.ui.exchanging_boards import (
    AWAY,
    NOW,
    THERE,
    THIRD,
    ZONE,
    both,
    hand,
    line,
    settle,
    shown,
)

__all__ = ["both", "hand", "house", "shown", "template"]


@pytest.fixture
def desk(qapp, house):
    desk = Desk(house.clinic, house.turns[NURSE])
    yield desk
    desk.close()


@pytest.fixture
def exchange(desk, hand):
    made = Synchroniser(desk, hand, desk.clinic.take_in)
    yield made
    hand.gate.set()
    made.stop()


def idle(exchange):
    return not exchange.is_busy


# ── What the board says ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("state", "words", "loudness"),
    [
        (ExchangeState(workstations=(OWN,)), "", Loudness.QUIET),
        (
            ExchangeState(hub=True, last=NOW, workstations=(OWN, THERE, THIRD)),
            "All 3 workstations up to date 10:42",
            Loudness.QUIET,
        ),
        (
            ExchangeState(hub=True, last=NOW, workstations=(OWN, THERE)),
            "Both workstations up to date 10:42",
            Loudness.QUIET,
        ),
        (
            ExchangeState(hub=True, last=NOW, workstations=(OWN,)),
            "Everything sent 10:42 · no other workstation yet",
            Loudness.QUIET,
        ),
        (
            ExchangeState(hub=True, last=NOW, workstations=(replace(OWN, waiting=1), THERE)),
            "1 entry on the way · last exchanged 10:42",
            Loudness.QUIET,
        ),
        (
            ExchangeState(
                hub=True,
                last=NOW,
                trouble=AWAY.sentence,
                since=at("09:10:00"),
                workstations=(replace(OWN, waiting=12), THERE),
            ),
            "12 entries wait since 09:10: The hub is not reachable.",
            Loudness.WARNS,
        ),
        (
            ExchangeState(
                hub=True,
                last=NOW,
                workstations=(OWN, replace(THERE, last_seen=NOW - timedelta(days=2))),
            ),
            "Everything sent 10:42 · nothing new from Recovery since 2026-03-01 10:42",
            Loudness.QUIET,
        ),
        (
            ExchangeState(hub=True, last=NOW, workstations=(OWN, replace(THERE, set_aside=3))),
            "3 entries of another workstation were set aside",
            Loudness.WARNS,
        ),
        (
            ExchangeState(hub=True, last=NOW, lost_at=NOW, lost_by="hub.clinic.example"),
            (
                "hub.clinic.example has lost entries it once acknowledged (10:42). They were sent"
                " again from here; whoever keeps it must look what happened."
            ),
            Loudness.ALARMS,
        ),
        (
            ExchangeState(workstations=(replace(OWN, waiting=2), THERE)),
            "2 entries wait for a stick to come back with their receipt",
            Loudness.QUIET,
        ),
        (
            ExchangeState(workstations=(replace(OWN, last_receipt=at("08:00:00")), THERE)),
            "Every entry arrived elsewhere: receipt 08:00",
            Loudness.QUIET,
        ),
    ],
)
def test_that_the_board_says_in_one_line_how_the_exchange_stands(state, words, loudness):
    said = exchange_words(state, NOW, ZONE)
    assert said.words == words
    assert said.loudness is loudness


def test_that_a_copied_vault_is_told_before_anything_else():
    state = ExchangeState(hub=True, is_forked=True, lost_at=NOW, trouble=AWAY.sentence)
    assert exchange_words(state, NOW, ZONE).words.startswith("This vault was copied or restored")


# ── When it is begun ─────────────────────────────────────────────────────────────────────────────


def test_that_it_is_begun_at_the_start_and_after_each_own_record(qtbot, exchange, hand, house):
    exchange.start()
    qtbot.waitUntil(lambda: idle(exchange))
    assert hand.asked == ["hub"]
    assert exchange.state.last == house.clinic.clock.now()
    hand.gate.clear()
    house.bring("s1", Phase.SCREENED)
    qtbot.waitUntil(lambda: len(hand.asked) == 2)
    hand.gate.set()
    qtbot.waitUntil(lambda: idle(exchange))
    assert len(hand.asked) <= 3, "what is recorded while one is under way goes with the next"


def test_that_what_arrives_is_not_taken_for_a_record_of_ones_own(qtbot, exchange, hand, both):
    exchange.start()
    qtbot.waitUntil(lambda: idle(exchange))
    both.there.bring("s9", Phase.OPENED)
    carry(both.there, both.here)
    hand.answer = Came(received=1)
    hand.bell()
    qtbot.waitUntil(lambda: both.here.clinic.world.session("s9") is not None and idle(exchange))
    assert hand.asked == ["hub", "hub"]


def test_that_after_a_fault_of_the_program_the_next_bell_is_heard(
    qtbot, exchange, hand, monkeypatch
):
    reported = []
    monkeypatch.setattr(threading, "excepthook", reported.append)
    exchange.start()
    qtbot.waitUntil(lambda: idle(exchange))
    hand.fault = ZeroDivisionError()
    hand.bell()
    qtbot.waitUntil(lambda: exchange.state.trouble == "The exchange was given up.")
    assert [each.exc_type for each in reported] == [ZeroDivisionError]
    hand.fault = None
    hand.bell()
    qtbot.waitUntil(lambda: not exchange.state.trouble)


def test_that_two_are_never_under_way_and_what_came_meanwhile_goes_with_the_next(
    qtbot, exchange, hand
):
    hand.gate.clear()
    exchange.start()
    qtbot.waitUntil(lambda: hand.asked == ["hub"])
    for _ in range(5):
        exchange.exchange()
    hand.gate.set()
    qtbot.waitUntil(lambda: hand.asked == ["hub", "hub"])
    qtbot.waitUntil(lambda: idle(exchange))
    assert hand.most_at_once == 1


def test_that_the_bell_of_the_hub_begins_one_at_once(qtbot, exchange, hand):
    exchange.start()
    qtbot.waitUntil(lambda: idle(exchange))
    hand.bell()
    qtbot.waitUntil(lambda: hand.asked == ["hub", "hub"])


def test_that_nothing_is_begun_without_a_hub(qtbot, exchange, hand, house):
    hand.address = None
    exchange.start()
    house.bring("s1", Phase.OPENED)
    exchange.exchange()
    qtbot.waitUntil(lambda: idle(exchange))
    assert hand.asked == []


def test_that_the_end_of_the_program_gives_up_an_exchange_under_way(qtbot, exchange, hand):
    hand.gate.clear()
    exchange.start()
    qtbot.waitUntil(lambda: hand.asked == ["hub"])
    exchange.stop()
    assert hand.at_once == 0
    exchange.exchange()
    assert hand.asked == ["hub", "closed"]


def test_that_without_a_hub_what_was_recorded_is_told_to_wait_for_a_stick(
    qtbot, exchange, hand, house
):
    hand.address, hand.known = None, (OWN, THERE)
    exchange.start()
    hand.known = (replace(OWN, waiting=1), THERE)
    house.bring("s1", Phase.OPENED)
    qtbot.waitUntil(lambda: exchange.state.workstations[0].waiting == 1)


def test_that_a_hub_out_of_reach_is_told_since_when_until_it_answers(qtbot, exchange, hand, house):
    hand.answer = AWAY
    exchange.start()
    qtbot.waitUntil(lambda: exchange.state.trouble == AWAY.sentence)
    first = exchange.state.since
    house.wait(5)
    exchange.exchange()
    qtbot.waitUntil(lambda: len(hand.asked) == 2 and idle(exchange))
    assert exchange.state.since == first
    hand.answer = Came()
    exchange.exchange()
    qtbot.waitUntil(lambda: not exchange.state.trouble)
    assert exchange.state.since is None


# ── Beside whoever types ─────────────────────────────────────────────────────────────────────────


def test_that_what_arrives_waits_while_somebody_types_and_comes_in_the_pause(
    qtbot, desk, hand, both
):
    exchange = Synchroniser(desk, hand, desk.clinic.take_in, Patience(60_000, 60_000))
    exchange.start()
    qtbot.waitUntil(lambda: idle(exchange))
    both.there.bring("s9", Phase.OPENED)
    carry(both.there, both.here)
    desk.keys.pressed()
    hand.bell()
    qtbot.waitUntil(exchange._slices.isActive)
    assert both.here.clinic.world.session("s9") is None
    desk.keys = KeyPause()
    exchange._take_slice()
    assert both.here.clinic.world.session("s9") is not None
    exchange.stop()


def test_that_who_types_on_and_on_does_not_keep_out_what_arrives(qtbot, exchange, desk, hand, both):
    exchange.start()
    qtbot.waitUntil(lambda: idle(exchange))
    both.there.bring("s9", Phase.OPENED)
    carry(both.there, both.here)
    hand.bell()

    def has_come():
        desk.keys.pressed()
        return both.here.clinic.world.session("s9") is not None

    qtbot.waitUntil(has_come)


# ── On the board ─────────────────────────────────────────────────────────────────────────────────


def test_that_the_line_is_quiet_while_all_is_well(qtbot, shown, hand):
    board = shown(NURSE)
    qtbot.waitUntil(lambda: line(board).words.startswith("Nothing new") or line(board).words != "")
    settle(qtbot, board)
    hand.known = (OWN, replace(THERE, last_seen=board.desk.now()))
    board.connections.synchroniser.exchange()
    qtbot.waitUntil(lambda: line(board).words.startswith("Both workstations up to date"))
    assert not line(board).findChild(QWidget, "strip_workstations").isVisible()


def test_that_a_loss_stays_loud_until_an_administrator_has_read_it(qtbot, shown, hand):
    hand.answer = Came(behind=("ws-own",))
    board = shown(ADMIN)
    qtbot.waitUntil(lambda: "has lost entries" in line(board).words)
    hand.answer = Came()
    board.connections.synchroniser.exchange()
    settle(qtbot, board)
    assert "has lost entries" in line(board).words
    QTest.mouseClick(line(board).findChild(QWidget, "strip_seen"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "has lost entries" not in line(board).words)


def test_that_a_loss_is_loud_again_after_the_next_start_until_it_was_read(qtbot, shown, hand):
    hand.answer = Came(behind=("ws-own",))
    board = shown(NURSE)
    qtbot.waitUntil(lambda: "has lost entries" in line(board).words)
    settle(qtbot, board)
    board.connections.stop()
    hand.answer = Came()
    again = shown(ADMIN)
    qtbot.waitUntil(lambda: "has lost entries" in line(again).words)
    again.connections.synchroniser.loss_seen()
    qtbot.waitUntil(lambda: "has lost entries" not in line(again).words)
    settle(qtbot, again)
    assert known_loss(again.desk.clinic) is None


def test_that_another_hub_is_asked_at_once(qtbot, exchange, hand):
    exchange.start()
    qtbot.waitUntil(lambda: idle(exchange))
    assert exchange.use_hub(replace(HUB, url="postgresql://other/keta"))
    qtbot.waitUntil(lambda: hand.asked[-1] == "hub" and len(hand.asked) == 3)
    assert hand.asked[1].startswith("use postgresql://other/keta")


def test_that_an_inspector_reads_nothing_of_the_exchange(qtbot, shown, house):
    house.arrive(INSPECTOR)
    board = shown(INSPECTOR)
    settle(qtbot, board)
    assert line(board).words == ""


def test_that_who_does_not_administer_reads_of_a_loss_and_cannot_put_it_away(qtbot, shown, hand):
    hand.answer = Came(behind=("ws-own",))
    board = shown(NURSE)
    qtbot.waitUntil(lambda: "has lost entries" in line(board).words)
    assert not line(board).findChild(QWidget, "strip_seen").isVisible()
