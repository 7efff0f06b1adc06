"""The board: what its tiles say, in which order, and what it asks for."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from ketachart.app.calls import Call
from ketachart.app.clinic import Done
from ketachart.domain.acts import (
    AcknowledgeAlert,
    AcknowledgeMedication,
    GiveMedication,
    WasteStock,
)
from ketachart.ui.desk import Desk
from ketachart.ui.presenters.board import by_urgency, jump_words, strip, tiles, waiting
from ketachart.ui.presenters.chair import AlertWords, overdue_unseen
from ketachart.ui.presenters.grid_view import Priority, Urgency
from ketachart.ui.widgets.elided_label import ElidedLabel
from ketachart.ui.widgets.segmented import Segmented
from ketachart.ui.windows.board_window import BoardWindow
from tests.ui.chair_day import DOCTOR, at


@pytest.fixture
def board_at(qtbot, day_at):
    desks = []

    def opened(time):
        day = day_at(time)
        desk = Desk(day.clinic, day.turn)
        desks.append(desk)
        board = BoardWindow(desk)
        qtbot.addWidget(board)
        board.resize(1120, 760)
        with qtbot.waitExposed(board):
            board.show()
        return day, desk, board

    yield opened
    for desk in desks:
        desk.close()


def tiles_at(day):
    now = day.clinic.clock.now()
    return {tile.chair: tile for tile in tiles(day.clinic.world, now)}


def test_that_a_tile_says_phase_clock_and_countdown(day_at):
    tile = tiles_at(day_at("09:12:30"))["Chair 1"]
    assert (tile.who, tile.phase, tile.clock) == ("ABARA, Nkechi", "▶ INFUSING", "1:12:30 of 4:00")
    assert tile.due is not None
    assert tile.due.sentence == "Vitals due in 2:30"


def test_that_a_free_chair_has_no_session_and_says_so(day_at):
    tile = tiles_at(day_at("09:12:30"))["Chair 4"]
    assert tile.is_free
    assert tile.phase == "Free"


def test_that_initials_stand_for_the_name_where_the_board_shows_initials(day_at):
    day = day_at("09:12:30")
    shown = tiles(day.clinic.world, day.clinic.clock.now(), initials_only=True)
    assert shown[0].who == "NA"


def test_that_the_overdue_chair_comes_first_and_the_free_one_last(day_at):
    day = day_at("09:12:30")
    late = at("09:19:00")
    ordered = by_urgency(tiles(day.clinic.world, late))
    assert ordered[0].urgency is Urgency.OVERDUE
    assert ordered[-1].is_free


def test_that_the_strip_counts_sessions_that_wait_for_a_co_signature(day_at):
    day = day_at("10:26:00")
    assert strip(day.clinic.world, day.clinic.sessions_open()).cosign == "1 co-signature waits"


def test_that_a_session_out_of_its_chair_is_listed_until_it_is_signed(day_at):
    day = day_at("10:16:00")
    open_now = day.clinic.sessions_open()
    assert [each.session for each in waiting(day.clinic.world, open_now)] == ["s2"]


def test_that_a_tile_with_all_it_may_say_cuts_no_line_off(board_at):
    day, _, board = board_at("09:12:30")
    tile = next(each for each in tiles_at(day).values() if each.chair == "Chair 1")
    words = "▲ MEDIUM  Systolic pressure 167 mmHg, baseline 119  +1"
    alert = AlertWords(text=words, priority=Priority.MEDIUM)
    full = replace(tile, alert=alert, values="HR 90 · SpO₂ 97", waits="BPRS+ due")
    shown = board.tile("Chair 1")
    shown.show_tile(full)
    shown.layout().activate()
    for name in ("alert", "pump", "values", "waits"):
        label = shown.findChild(QLabel, name)
        needed = (
            label.heightForWidth(label.width()) if name == "alert" else label.fontMetrics().height()
        )
        assert label.isVisible()
        assert label.height() >= needed, name


def test_that_a_session_below_the_tiles_is_told_of_at_the_foot_and_its_heading_is_not_cut(board_at):
    _, _, board = board_at("10:16:00")
    assert "1 session not signed, below" in board.findChild(QLabel, "strip_told").text()
    untiled = board.findChild(QWidget, "waiting")
    head = next(each for each in untiled.findChildren(QLabel) if "not signed" in each.text())
    assert head.height() >= head.heightForWidth(head.width())


@pytest.mark.parametrize(
    ("seconds", "words"), [(3600, "forward by 60 min 0 s"), (-45, "back by 45 s")]
)
def test_that_a_clock_jump_is_told_with_its_way_and_span(seconds, words):
    assert words in jump_words(seconds)


def test_that_a_click_asks_for_the_chair(qtbot, board_at):
    _, _, board = board_at("09:12:30")
    with qtbot.waitSignal(board.chair_asked) as asked:
        QTest.mouseClick(board.tile("Chair 2"), Qt.MouseButton.LeftButton)
    assert asked.args == ["Chair 2"]


def test_that_enter_on_a_tile_asks_for_the_chair(qtbot, board_at):
    _, _, board = board_at("09:12:30")
    with qtbot.waitSignal(board.chair_asked) as asked:
        QTest.keyClick(board.tile("Chair 3"), Qt.Key.Key_Return)
    assert asked.args == ["Chair 3"]


def test_that_the_countdown_on_a_tile_follows_the_clock(board_at):
    day, desk, board = board_at("09:12:30")
    desk.tick.emit(day.pass_time(seconds=10))
    assert "Due in 2:20" in board.tile("Chair 1").words


def test_that_a_tick_leaves_words_alone_that_stay_the_same(board_at, monkeypatch):
    day, desk, board = board_at("09:12:30")
    painted = []
    tile = board.tile("Chair 4")

    def note(asked):
        painted.append(asked)

    monkeypatch.setattr(type(tile), "update", note)
    desk.tick.emit(day.pass_time(seconds=1))
    assert painted == []


def test_that_a_locked_board_says_no_name_and_keeps_the_countdown(board_at):
    _, desk, board = board_at("09:12:30")
    desk.lock()
    said = board.tile("Chair 1").words
    assert "ABARA" not in said
    assert "Due in" in said


def test_that_names_come_back_when_the_board_is_unlocked(board_at):
    _, desk, board = board_at("09:12:30")
    desk.lock()
    desk.hand_over(desk.turn)
    assert "ABARA" in board.tile("Chair 1").words


def test_that_sorting_by_chair_keeps_the_order_of_the_room(board_at):
    _, desk, board = board_at("09:12:30")
    sorts = board.findChild(Segmented, "sort")
    sorts.set_value("chair")
    sorts.chosen.emit("chair")
    assert board.order == desk.world.site.chairs


def test_that_a_clock_jump_is_told_on_the_board(board_at):
    _, desk, board = board_at("09:12:30")
    desk.jumped.emit(-45)
    assert "back by 45 s" in board.bar.sentence


def test_that_a_sleep_of_the_computer_is_told_and_is_no_jump(qtbot, board_at):
    _, desk, board = board_at("09:12:30")
    desk._last_beat -= 725  # as if nothing had gone on for so long
    with qtbot.waitSignal(desk.slept) as told, qtbot.assertNotEmitted(desk.jumped):
        desk.beat()
    (seconds,) = told.args
    assert 725 <= seconds < 780
    assert f"slept for 12 min {seconds - 720} s" in board.bar.sentence
    with qtbot.assertNotEmitted(desk.slept):
        desk.beat()


def test_that_the_board_names_who_took_over(board_at):
    day, desk, board = board_at("09:12:30")
    desk.hand_over(day.sign_in(DOCTOR))
    assert "Ines Reyes, MD" in [
        child.text() for child in board.findChildren(type(board._head.lock))
    ]


def a_waste():
    return WasteStock(source={"session": "s1"}, ml="0.16", reason="residual", method="cartridge")


def test_that_the_strip_counts_witness_calls_with_their_age_and_opens_the_oldest(qtbot, board_at):
    day, desk, board = board_at("12:01:00")
    call = day.clinic.call_witness(a_waste(), day.turn, "Waste 0.16 mL")
    assert isinstance(call, Call)
    button = board.findChild(QPushButton, "strip_calls")
    assert button.text() == "1 witness call · 0 min"
    desk.tick.emit(day.pass_time(minutes=7))
    assert button.text() == "1 witness call · 7 min"
    with qtbot.waitSignal(board.call_opened) as opened:
        button.click()
    assert opened.args == [call.id]


def test_that_a_call_leaves_the_strip_once_it_is_withdrawn(board_at):
    day, _desk, board = board_at("12:01:00")
    call = day.clinic.call_witness(a_waste(), day.turn, "Waste 0.16 mL")
    assert board.findChild(QPushButton, "strip_calls").isVisible()
    day.clinic.withdraw_call(call.id, day.turn)
    assert not board.findChild(QPushButton, "strip_calls").isVisible()


def test_that_a_drug_given_before_its_order_is_on_the_strip_until_it_is_acknowledged(board_at):
    day, _desk, board = board_at("09:12:30")
    button = board.findChild(QPushButton, "strip_drugs")
    assert not button.isVisible()
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
    assert button.text() == "1 drug given first: acknowledge"
    entry = day.session("s1").unacknowledged[0].ref
    doctor = day.sign_in(DOCTOR)
    acknowledged = AcknowledgeMedication(session="s1", entry=entry)
    assert isinstance(day.clinic.perform(acknowledged, doctor), Done)
    assert not button.isVisible()


def test_that_a_tip_says_in_full_what_a_tile_may_cut_and_no_name_while_locked(board_at):
    _day, desk, board = board_at("09:12:30")
    assert "ABARA, Nkechi" in board.tile("Chair 1").toolTip()
    desk.lock()
    assert "ABARA" not in board.tile("Chair 1").toolTip()


def test_that_a_set_long_overdue_is_told_until_somebody_acknowledges_it(day_at):
    day = day_at("09:12:30")
    day.pass_time(minutes=12)
    assert "vitals overdue 9 min, not acknowledged" in tiles_at(day)["Chair 1"].waits
    session, now = day.session("s1"), day.clinic.clock.now()
    of = overdue_unseen(session, day.clinic.world.settings_at(session.opened_at), now)
    assert isinstance(day.clinic.perform(AcknowledgeAlert(session="s1", of=of), day.turn), Done)
    assert "overdue" not in tiles_at(day)["Chair 1"].waits


def test_that_what_a_tile_has_no_room_for_ends_in_an_ellipsis_and_is_told_in_full(board_at):
    day, desk, board = board_at("09:12:30")
    now = day.clinic.clock.now()
    shown = tiles(desk.world, now)[0]
    words = f"▲ 2 sessions are open here · vitals overdue 9 min · {shown.waits} · escort"
    tile = board.tile("Chair 1")
    tile.show_tile(replace(shown, waits=words))
    label = tile.findChild(ElidedLabel, "waits")
    assert label.fontMetrics().horizontalAdvance(words) > label.width()
    room = label.fontMetrics()
    said = room.elidedText(words, Qt.TextElideMode.ElideRight, label.width())
    long = label.grab().toImage()
    label.setText(said)
    assert said.endswith("…")
    assert label.grab().toImage() == long
    assert words in tile.toolTip()
    assert words in tile.accessibleName()


def test_that_days_nobody_closed_are_told_to_who_closes_them_and_lead_to_their_log(qtbot, board_at):
    day, desk, board = board_at("09:12:30")
    button = board.findChild(QPushButton, "strip_open_days")
    assert not button.isVisible()
    desk.hand_over(day.sign_in("ad.lindqvist"))
    assert button.isVisible()
    assert button.text() == "2 earlier days not closed"  # February 19 and March 2
    with qtbot.waitSignal(board.page_asked) as asked:
        button.click()
    assert asked.args == ["ledger:day"]
