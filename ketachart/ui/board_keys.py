"""What each thing on the board, and what other windows ask for, leads to."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMainWindow

from ketachart.ui.chair_windows import open_expected
from ketachart.ui.looking_back import open_outcomes
from ketachart.ui.windows.board_window import BoardWindow

if TYPE_CHECKING:
    from ketachart.ui.navigation import Navigation


def connect_board(board: BoardWindow, to: "Navigation") -> None:
    """Have what is asked for on the board opened or done."""
    board.chair_asked.connect(to.open_chair)
    board.session_asked.connect(to.open_session)
    board.expected_asked.connect(partial(open_expected, to))
    board.cosign_asked.connect(to.open_cosign)
    board.call_opened.connect(to.open_call)
    board.ledger_asked.connect(to.open_ledger)
    board.page_asked.connect(to.open_page)
    board.admin_asked.connect(to.open_admin)
    board.take_over_asked.connect(partial(to.covering.take_over, "board"))
    board.lock_asked.connect(to.desk.lock)
    board.round_asked.connect(to.begin_round)
    board.mute_asked.connect(to.room.sounds.toggle_mute)
    board.light_asked.connect(to.room.change_light)
    board.help_asked.connect(partial(to.open_help, "board"))
    board.chairs_asked.connect(to.open_all_chairs)
    board.outcomes_asked.connect(partial(open_outcomes, to))


def connect_window(window: QMainWindow, key: str, to: "Navigation") -> None:
    """Have what a window asks for opened or done: somebody else, or what came of sessions."""
    take_over = getattr(window, "take_over_asked", None)
    if take_over is not None and key != "board":
        take_over.connect(partial(to.covering.take_over, key))
    of_a_patient = getattr(window, "patient_asked", None)
    if of_a_patient is not None:
        of_a_patient.connect(partial(open_outcomes, to))
