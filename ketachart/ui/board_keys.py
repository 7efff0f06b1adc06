"""What each thing on the board that can be pressed leads to."""

from functools import partial
from typing import TYPE_CHECKING

from ketachart.ui.windows.board_window import BoardWindow

if TYPE_CHECKING:
    from ketachart.ui.navigation import Navigation


def connect_board(board: BoardWindow, to: "Navigation") -> None:
    """Have what is asked for on the board opened or done."""
    board.chair_asked.connect(to.open_chair)
    board.session_asked.connect(to.open_session)
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
    board.chairs_asked.connect(to.open_all_chairs)
    board.help_asked.connect(partial(to.open_help, "board"))
