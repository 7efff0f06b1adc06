"""Which windows are open, and how they find one another."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QMainWindow

from ketachart.app.clinic import Changed
from ketachart.domain.people import may
from ketachart.domain.refusals import Refusal
from ketachart.ui import shortcuts
from ketachart.ui.board_keys import connect_board, connect_window
from ketachart.ui.chair_windows import chair_keys, chairs_opened, close_chairs_gone
from ketachart.ui.covering import Covering
from ketachart.ui.desk import Desk
from ketachart.ui.looking_back import open_outcomes
from ketachart.ui.places import LIGHT_CHOSEN
from ketachart.ui.remembering import Remembering
from ketachart.ui.room import Room
from ketachart.ui.safekeeper import Safekeeper
from ketachart.ui.to_front import ToFront, show_behind
from ketachart.ui.windows.board_window import BoardWindow
from ketachart.ui.wording import TRAINING, said_of

if TYPE_CHECKING:
    from ketachart.ui.connections import Connections
    from ketachart.ui.log_files import LogFiles
    from ketachart.ui.rounds import Round
    from ketachart.ui.windows.chair_window import ChairWindow

_MOVED = frozenset({QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.WindowStateChange})
_ADMINISTERS, _READS_CHARTS = "admin.open", "chart.read"
_OF_THE_LEDGER = frozenset({"board", "ledger", "admin", "help"})
"""Windows that show nothing of a chart."""
_CHAIR, _SESSION, _OPENING = "chair:", "session:", "opening:"


class Navigation(QObject):
    """Opens and raises windows, and has them remembered."""

    ended = Signal()

    def __init__(
        self,
        desk: Desk,
        folder: Path,
        files: "LogFiles",
        pages: Mapping[str, str],
        connections: "Connections | None" = None,
    ) -> None:
        super().__init__(desk)
        self.desk = desk
        self._files = files
        self._pages = pages
        self._places = Remembering(folder, self)
        self._windows: dict[str, QMainWindow] = {}
        self.room = Room(desk, self._windows)
        self.room.sounds.summed_up.connect(self._tell_on_board)
        self.room.light_chosen.connect(self._remember_light)
        self.covering = Covering(desk, self._windows)
        self._front = ToFront(desk)
        self._front.dropped.connect(self._tell_on_board)
        self.keeper = Safekeeper(desk)
        self.connections = connections
        if connections is not None:
            connections.workstations_asked.connect(partial(self.open_page, "admin:workstations"))
            connections.conflicts_asked.connect(self.open_conflicts)
        self._round: Round | None = None
        self._is_beginning = self._is_ending = False
        desk.changed.connect(self._follow)
        desk.turn_changed.connect(self._read_again)

    # ── Windows ──────────────────────────────────────────────────────────────────────────────

    @property
    def windows(self) -> Mapping[str, QMainWindow]:
        """The open windows by key."""
        return self._windows

    def begin(self) -> None:
        """Open the board, and what was open when the program ended last."""
        sees = may(self.desk.turn.person, _READS_CHARTS)
        # Only the board asks for the keyboard: of many who ask, a busy desktop serves some late.
        self._is_beginning = True
        for key in self._places.open:
            if key != "board" and (sees or key in _OF_THE_LEDGER):
                self._open_again(key)
        self._is_beginning = False
        self.open_board()
        if self.connections is not None:
            self.connections.begin()

    def _open_again(self, key: str) -> None:
        kind, _, name = key.partition(":")
        match kind:
            case "chair" if name in self.desk.world.in_chair():
                self.open_chair(name)
            case "session" if self.desk.world.session(name) is not None:
                self.open_session(name)
            case "cosign":
                self.open_cosign()
            case "ledger":
                self.open_ledger()
            case "admin":
                self.open_admin()
            case "chairs":
                self.open_all_chairs()
            case "conflicts":
                self.open_conflicts()
            case _:
                self._places.closed(key)

    def open_board(self) -> None:
        """Open or raise the board."""
        self.show("board", self._made_board)

    def open_chair(self, chair: str) -> None:
        """Open or raise a chair's window; at a free chair, what opens a session there."""
        from ketachart.ui.windows.opening_window import OpeningWindow

        session = self.desk.world.in_chair().get(chair)
        if session is None:
            made = partial(OpeningWindow, self.desk, chair)
            self.show(f"{_OPENING}{chair}", made)
        else:
            self._open_chart(f"{_CHAIR}{chair}", session)

    def open_session(self, session: str) -> None:
        """Open the window of a session, in its chair or not."""
        found = self.desk.world.session(session)
        if found is None:
            return
        if self.desk.world.in_chair().get(found.chair) == session:
            self.open_chair(found.chair)
        else:
            self._open_chart(f"{_SESSION}{session}", session)

    def open_cosign(self) -> None:
        """Open or raise the queue of co-signatures."""
        from ketachart.ui.windows.cosign_window import CosignWindow

        self.show("cosign", partial(CosignWindow, self.desk))

    def open_all_chairs(self) -> None:
        """Open or raise the view of every chair."""
        self.show("chairs", self._made_all_chairs)

    def open_call(self, call: str) -> None:
        """Open or raise the window in which a witness signs what waits."""
        from ketachart.ui.windows.witness_window import WitnessWindow

        self.show("witness", partial(WitnessWindow, self.desk))
        window = self._windows.get("witness")
        if isinstance(window, WitnessWindow):
            window.show_call(call)

    def open_ledger(self) -> None:
        """Open or raise the ledger."""
        from ketachart.ui.windows.ledger_window import LedgerWindow

        self.show("ledger", partial(LedgerWindow, self.desk, self._files))

    def open_admin(self) -> None:
        """Open or raise the administration, for whoever administers."""
        refusal = self.desk.clinic.may_read(self.desk.turn, _ADMINISTERS)
        if refusal is not None:
            self._explain(refusal)
            return
        self.show("admin", self._made_admin)

    def _made_admin(self) -> QMainWindow:
        from ketachart.ui.windows.admin_window import AdminWindow

        others = self.connections.synchroniser if self.connections is not None else None
        window = AdminWindow(self.desk, self.keeper, others)
        window.page_asked.connect(self.open_page)
        window.session_asked.connect(self.open_session)
        return window

    def open_conflicts(self) -> None:
        """Open or raise what workstations said differently."""
        from ketachart.ui.windows.conflicts_page import ConflictsWindow

        self.show("conflicts", partial(ConflictsWindow, self.desk, self.open_session))

    def open_page(self, to: str) -> None:
        """Open a page of another window, such as `ledger:stock`."""
        from ketachart.ui.windows.paged_window import PagedWindow

        key, _, page = to.partition(":")
        (self.open_admin if key == "admin" else self.open_ledger)()
        window = self._windows.get(key)
        if isinstance(window, PagedWindow):
            window.show_page(page)

    def open_help(self, about: str) -> None:
        """Open or raise the help about a window, named by its key, and what is open in it."""
        from ketachart.ui.windows.help_window import HelpWindow

        self.show("help", partial(HelpWindow, self._pages))
        window = self._windows["help"]
        if isinstance(window, HelpWindow):
            window.show_about(about, self._windows.get(about))

    def _open_chart(self, key: str, session: str) -> None:
        from ketachart.ui.windows.chair_window import ChairWindow, chart_window

        shown = self._windows.get(key)
        if isinstance(shown, ChairWindow) and shown.session.id != session:
            shown.close()
        if key not in self._windows:
            # Opening a chart is reading it, and each reading is recorded.
            read = self.desk.clinic.read_chart(session, self.desk.turn)
            if isinstance(read, Refusal):
                self._explain(read)
                return
        self.show(key, partial(chart_window, self.desk, session))

    def _explain(self, refusal: Refusal) -> None:
        board, said = self._windows.get("board"), said_of(refusal)
        if isinstance(board, BoardWindow):
            board.bar.explain(said.sentence, said.remedy, said.code)

    def begin_round(self) -> None:
        """Lead through the chairs that are due; pressed again, start anew."""
        from ketachart.ui.rounds import Round

        if self._round is not None:
            self._round.end()
        self._round = Round(self.desk, self.covering.tiles, self._opened_chair)
        self._round.ended.connect(self._end_round)
        self._round.lead_on()

    def _opened_chair(self, chair: str) -> "ChairWindow | None":
        from ketachart.ui.windows.chair_window import ChairWindow

        self.open_chair(chair)
        window = self._windows.get(f"{_CHAIR}{chair}")
        return window if isinstance(window, ChairWindow) else None

    def _end_round(self, words: str) -> None:
        self._round = None
        if not self.desk.locked and not self._is_ending:
            self.open_board()
            self._tell_on_board(words)

    # ── Making and showing ───────────────────────────────────────────────────────────────────

    def _made_board(self) -> QMainWindow:
        board = BoardWindow(self.desk)
        board.wear(self._places.look)
        board.follow_backups(self.keeper)
        connect_board(board, self)
        board.look_changed.connect(partial(self._remember_look, board))
        if self.connections is not None:
            self.connections.join(board.column)
        return board

    def _made_all_chairs(self) -> QMainWindow:
        from ketachart.ui.windows.all_chairs_window import AllChairsWindow

        window = AllChairsWindow(self.desk)
        window.chair_asked.connect(self.open_chair)
        window.drug_asked.connect(self._acknowledge_at)
        return window

    def _acknowledge_at(self, chair: str) -> None:
        """Open the chair where a drug given first waits for whoever orders it."""
        window = self._opened_chair(chair)
        waiting = window.session.unacknowledged if window is not None else ()
        if window is not None and waiting:
            window.open_panel("acknowledge_drug", waiting[0].ref)

    def show(self, key: str, made: Callable[[], QMainWindow]) -> None:
        """Open or raise a window, made the first time, for whoever may see what it shows."""
        refusal = self.desk.clinic.may_read(self.desk.turn, _READS_CHARTS)
        if refusal is not None and key not in _OF_THE_LEDGER:
            self._explain(refusal)
            return
        window = self._windows.get(key)
        if window is None:
            window = self._windows[key] = made()
            self._take_in(key, window)
        show = show_behind if self._is_beginning else self._front.bring
        show(window)

    def _take_in(self, key: str, window: QMainWindow) -> None:
        self._places.fit(key, window, is_chart=key.startswith((_CHAIR, _SESSION)))
        if self.desk.world.site.training:
            window.setWindowTitle(f"{TRAINING} · {window.windowTitle()}")
        window.installEventFilter(self)
        self.room.take_in(key, window)
        shortcuts.WindowKeys(window, self.desk, self._actions(key))
        connect_window(window, key, self)
        if key != "help":
            self._places.opened(key)
            self.covering.opened(key)

    def _actions(self, key: str) -> dict[str, Callable[[], None]]:
        actions: dict[str, Callable[[], None]] = {
            shortcuts.HELP: partial(self.open_help, key),
            shortcuts.BOARD: self.open_board,
            shortcuts.COSIGN: self.open_cosign,
            shortcuts.LEDGER: self.open_ledger,
            shortcuts.ADMIN: self.open_admin,
            shortcuts.CONFLICTS: self.open_conflicts,
            shortcuts.TAKE_OVER: partial(self.covering.take_over, key),
            shortcuts.LOCK: self.desk.lock,
            shortcuts.ALL_CHAIRS: self.open_all_chairs,
            shortcuts.OUTCOMES: partial(open_outcomes, self),
            shortcuts.ROUND: self.begin_round,
            shortcuts.WITNESS: partial(self.open_call, ""),
            shortcuts.MUTE: self.room.sounds.toggle_mute,
            shortcuts.LIGHT: self.room.change_light,
        }
        return actions | chair_keys(self.desk, self.open_chair)

    # ── Following ────────────────────────────────────────────────────────────────────────────

    def _read_again(self) -> None:
        """Whoever takes over reads the charts that are open; that is recorded."""
        from ketachart.ui.windows.chair_window import ChairWindow

        is_kept = not may(self.desk.turn.person, _READS_CHARTS)
        for key, window in tuple(self._windows.items()):
            if is_kept and key not in _OF_THE_LEDGER:
                window.close()
            elif key == "admin":
                if self.desk.clinic.may_read(self.desk.turn, _ADMINISTERS) is not None:
                    window.close()
            elif isinstance(window, ChairWindow):
                read = self.desk.clinic.read_chart(window.session.id, self.desk.turn)
                if isinstance(read, Refusal):
                    window.close()
                    self._explain(read)

    def _follow(self, changed: Changed) -> None:
        """Where a session was opened, its chart takes the place of what opened it."""
        close_chairs_gone(changed, self.desk, self._windows)
        for chair in chairs_opened(changed, self.desk, self._windows):
            self._windows[f"{_OPENING}{chair}"].close()
            self.open_chair(chair)

    def _tell_on_board(self, words: str) -> None:
        board = self._windows.get("board")
        if isinstance(board, BoardWindow) and may(self.desk.turn.person, _READS_CHARTS):
            board.bar.tell(words)

    def _remember_light(self, chosen: str) -> None:
        self._places.wear({LIGHT_CHOSEN: chosen})

    def _remember_look(self, board: BoardWindow) -> None:
        self._places.wear(board.look)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVED:
            self._moved(watched)
        elif event.type() is QEvent.Type.Close:
            self._closing(watched)
        return False

    def _key_of(self, watched: QObject) -> str:
        return next((key for key, each in self._windows.items() if each is watched), "")

    def _moved(self, watched: QObject) -> None:
        key = self._key_of(watched)
        if key and isinstance(watched, QMainWindow) and watched.isVisible():
            self._places.moved(key, watched)

    def _closing(self, watched: QObject) -> None:
        key = self._key_of(watched)
        if not key:
            return
        window = self._windows.pop(key)
        self.covering.closed(key)
        window.deleteLater()
        if key == "board":
            self.end()
        elif not self._is_ending:
            self._places.closed(key)

    def end(self) -> None:
        """Close every window; those open now come back next time."""
        if self._is_ending:
            return
        self._is_ending = True
        self.keeper.stop()
        if self.connections is not None:
            self.connections.stop()
        for window in tuple(self._windows.values()):
            window.close()
        self._places.end()
        self.ended.emit()
