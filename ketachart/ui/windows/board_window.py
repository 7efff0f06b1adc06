"""The board: every chair at a glance, and what waits elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ketachart.domain.people import may
from ketachart.domain.session import Session
from ketachart.ui import shortcuts
from ketachart.ui.desk import Desk
from ketachart.ui.presenters import board
from ketachart.ui.presenters.closing import open_days_words
from ketachart.ui.presenters.differences import running_clocks
from ketachart.ui.presenters.opening import expected_lines
from ketachart.ui.presenters.safekeeping import KeptWords, kept_words
from ketachart.ui.presenters.set_up import steps_left
from ketachart.ui.safekeeper import Safekeeper
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.board_strip import BoardStrip
from ketachart.ui.widgets.chair_tile import ChairTile
from ketachart.ui.widgets.elided_label import ElidedLabel
from ketachart.ui.widgets.flow import FlowLayout
from ketachart.ui.widgets.for_the_ledger import ForTheLedger
from ketachart.ui.widgets.refusal_bar import RefusalBar
from ketachart.ui.widgets.segmented import Segment, Segmented
from ketachart.ui.widgets.theme import scaled
from ketachart.ui.widgets.untiled import Untiled
from ketachart.ui.wording import title_of

_GAP = 14
_SIDE = 16
_SORTS = (Segment(value="urgency", text="By urgency"), Segment(value="chair", text="By chair"))
_NAMES = (Segment(value="names", text="Names"), Segment(value="initials", text="Initials"))


class BoardWindow(QMainWindow):
    """A tile for each chair, sorted by urgency or by chair, above what waits elsewhere."""

    chair_asked = Signal(str)
    session_asked = Signal(str)
    expected_asked = Signal(str)
    """A patient who is expected today is to be seated."""

    cosign_asked = Signal()
    call_opened = Signal(str)
    """An open witness call is to be signed."""

    ledger_asked = Signal()
    page_asked = Signal(str)
    admin_asked = Signal()
    take_over_asked = Signal()
    lock_asked = Signal()
    round_asked = Signal()
    mute_asked = Signal()
    light_asked = Signal()
    help_asked = Signal()
    chairs_asked = Signal()
    outcomes_asked = Signal()
    look_changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("board")
        self.setWindowTitle(title_of("Board"))
        self._desk = desk
        self._keeper: Safekeeper | None = None
        self._tiles = self._made_tiles()
        self._order: tuple[str, ...] = ()
        self._across = 0
        self._head = _Head(desk)
        self._untiled = Untiled("waiting")
        self._expected = Untiled("expected", in_line=True)
        self._day = desk.today
        self._strip = BoardStrip()
        self._calls, self._losses = desk.clinic.calls(), desk.clinic.losses()
        self._waits = board.Strip()
        self.bar = RefusalBar()
        self._lay_out()
        self._connect()
        self.refresh()
        for chair in self.order[:1]:
            self._tiles[chair].setFocus()
        if not self._sees_chairs:
            self._instead.ledger.setFocus()

    def _lay_out(self) -> None:
        self._grid = QGridLayout()
        self._grid.setSpacing(_GAP)
        self._grid.setAlignment(Qt.AlignmentFlag.AlignTop)
        inner = QWidget()
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(_SIDE, 6, _SIDE, 16)
        rows.setSpacing(_GAP)
        rows.addLayout(self._grid)
        rows.addWidget(self._untiled)
        rows.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inner)
        self._instead = ForTheLedger()
        whole = QWidget()
        self.column = QVBoxLayout(whole)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addWidget(self._head)
        self.column.addWidget(self.bar)
        self.column.addWidget(self._scroll, stretch=1)
        self.column.addWidget(self._instead, stretch=1)
        self.column.addWidget(self._expected)
        self.column.addWidget(self._strip)
        self.setCentralWidget(whole)

    def _made_tiles(self) -> dict[str, ChairTile]:
        tiles = {
            chair: ChairTile(chair, shortcuts.chair_key(number))
            for number, chair in enumerate(self._desk.world.site.chairs, start=1)
        }
        for chair, tile in tiles.items():
            tile.clicked.connect(lambda _checked=False, name=chair: self.chair_asked.emit(name))
        return tiles

    def _follow_chairs(self) -> None:
        """Have a tile for each chair, also after one was added, renamed or disabled."""
        if tuple(self._tiles) == self._desk.world.site.chairs:
            return
        for tile in self._tiles.values():
            self._grid.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        self._tiles, self._order = self._made_tiles(), ()

    def _connect(self) -> None:
        self._head.take_over.clicked.connect(self.take_over_asked)
        self._head.lock.clicked.connect(self.lock_asked)
        self._head.round.clicked.connect(self.round_asked)
        self._head.mute.clicked.connect(self.mute_asked)
        self._head.light.clicked.connect(self.light_asked)
        self._head.help.clicked.connect(self.help_asked)
        self._head.chairs.clicked.connect(self.chairs_asked)
        self._head.outcomes.clicked.connect(self.outcomes_asked)
        self._head.ledger.clicked.connect(self.ledger_asked)
        self._instead.ledger.clicked.connect(self.ledger_asked)
        self._head.admin.clicked.connect(self.admin_asked)
        self._head.sorts.chosen.connect(self._look_chosen)
        self._head.names.chosen.connect(self._look_chosen)
        self._strip.cosign_asked.connect(self.cosign_asked)
        self._strip.ledger_asked.connect(self.ledger_asked)
        self._strip.page_asked.connect(self.page_asked)
        self._strip.admin_asked.connect(self.admin_asked)
        self._strip.call_asked.connect(self.call_opened)
        self._strip.drug_asked.connect(self.session_asked)
        self._untiled.asked.connect(self.session_asked)
        self._expected.asked.connect(self.expected_asked)
        self._desk.tick.connect(self.tick)
        self._desk.changed.connect(self.refresh)
        self._desk.turn_changed.connect(self._head.show_turn)
        self._desk.turn_changed.connect(self.refresh)
        self._desk.locked_changed.connect(self.refresh)
        self._desk.jumped.connect(self._tell_jump)
        self._desk.slept.connect(self._tell_sleep)

    # ── How it looks ─────────────────────────────────────────────────────────────────────────

    @property
    def look(self) -> dict[str, str]:
        """How the board is sorted and how it names patients, to be remembered."""
        return {"sort": self._head.sorts.value or "", "names": self._head.names.value or ""}

    def wear(self, look: Mapping[str, str]) -> None:
        """Take on a look that was remembered."""
        if look.get("sort") in {each.value for each in _SORTS}:
            self._head.sorts.set_value(look["sort"])
        if look.get("names") in {each.value for each in _NAMES}:
            self._head.names.set_value(look["names"])
        self.refresh()

    def _look_chosen(self) -> None:
        self.refresh()
        self.look_changed.emit()

    @property
    def _initials_only(self) -> bool:
        return self._head.names.value == "initials"

    # ── What it shows ────────────────────────────────────────────────────────────────────────

    @property
    def _sees_chairs(self) -> bool:
        """Whether whoever is at the keyboard may know who is here; an inspector may not."""
        return may(self._desk.turn.person, "chart.read")

    def tile(self, chair: str) -> ChairTile:
        """A chair's tile."""
        return self._tiles[chair]

    @property
    def order(self) -> tuple[str, ...]:
        """The chairs as they are sorted now."""
        return self._order

    def refresh(self, _changed: object = None) -> None:
        """Show everything anew: something was recorded."""
        self._follow_chairs()
        self._day = self._desk.today
        sees = self._sees_chairs
        self._scroll.setVisible(sees)
        self._strip.setVisible(sees)
        self._instead.setVisible(not sees)
        open_now = self._desk.clinic.sessions_open() if sees else ()
        if sees:
            self._look_what_waits(open_now)
        self.tick(self._desk.now())
        self._show_untiled(open_now, shown=sees and not self._desk.locked)

    def follow_backups(self, keeper: Safekeeper) -> None:
        """Say from now on how the backups stand."""
        self._keeper = keeper
        keeper.changed.connect(self.refresh)

    def _look_what_waits(self, open_now: Sequence[Session]) -> None:
        self._calls = self._desk.clinic.calls()
        self._losses = self._desk.clinic.losses()
        person, clinic = self._desk.turn.person, self._desk.clinic
        self._waits = replace(
            board.strip(self._desk.world, open_now),
            setting_up=steps_left(clinic, person),
            open_days=open_days_words(clinic, person, self._day),
        )

    def _show_untiled(self, open_now: Sequence[Session], *, shown: bool) -> None:
        world, initials = self._desk.world, self._initials_only
        visits = self._desk.clinic.expected(self._day, "") if shown else ()
        waiting = open_now if shown else ()
        self._untiled.show_lines(board.untiled(world, waiting, initials_only=initials))
        self._expected.show_lines(expected_lines(visits, world, initials_only=initials))

    def tick(self, now: datetime) -> None:
        """Follow the clock; only words that changed are painted."""
        if self._desk.today != self._day:
            self.refresh()
        self._head.show_time(self._desk.clock_text(now))
        if not self._sees_chairs:
            return
        found = board.tiles(self._desk.world, now, initials_only=self._initials_only)
        found = board.with_strangers(found, self._desk.offers.strangers())
        if self._head.sorts.value == "urgency":
            found = board.by_urgency(found)
        self._place(tuple(tile.chair for tile in found))
        for tile in found:
            self._tiles[tile.chair].show_tile(tile, hides_names=self._desk.locked)
        if not self._desk.world.site.training:
            kept = self._desk.clinic.safekeeping
            trouble = self._keeper.trouble if self._keeper is not None else ""
            self._head.show_kept(kept_words(kept, now, trouble))
        waits = board.with_calls(self._waits, self._calls, now)
        waits = board.with_clocks(waits, running_clocks(self._desk.world, self._losses, now))
        self._strip.show_strip(waits, locked=self._desk.locked)

    def _place(self, order: tuple[str, ...]) -> None:
        across = self._fitting()
        if order == self._order and across == self._across:
            return
        for tile in self._tiles.values():
            self._grid.removeWidget(tile)
        for place, chair in enumerate(order):
            self._grid.addWidget(self._tiles[chair], place // across, place % across)
        for column in range(max(across, self._across)):
            self._grid.setColumnStretch(column, int(column < across))
        _tab_through([self._tiles[chair] for chair in order])
        self._order, self._across = order, across

    def _fitting(self) -> int:
        """How many tiles stand side by side."""
        width = next(iter(self._tiles.values())).minimumSizeHint().width() if self._tiles else 1
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        return max(1, (self.width() - bar - 2 * _SIDE + _GAP) // (width + _GAP))

    def _tell_jump(self, seconds: int) -> None:
        self.bar.explain(board.jump_words(seconds))

    def _tell_sleep(self, seconds: int) -> None:
        self.bar.explain(board.sleep_words(seconds))

    # ── What Qt calls ────────────────────────────────────────────────────────────────────────

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(self._order)

    def sizeHint(self) -> QSize:
        return QSize(1120, 760)


class _Head(QWidget):
    """The clinic, who is at the keyboard, the time, and how the board is sorted."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._kept = ElidedLabel("kept")
        self._time = QLabel()
        self._time.setFont(scaled(self._time.font(), 1.25, bold=True))
        self.sorts, self.names = Segmented(_SORTS, "Order"), Segmented(_NAMES, "Patients by")
        self.sorts.setObjectName("sort")
        self.sorts.set_value("urgency")
        self.names.setObjectName("names")
        self.names.set_value("names")
        self.round = ActionButton("Round", "round", key=shortcuts.ROUND)
        self.round.setToolTip("Go through the chairs that are due, one after the other (F8)")
        self.chairs = ActionButton("All chairs", "chairs", key=shortcuts.ALL_CHAIRS)
        self.chairs.setToolTip("Every chair live on one page, to read only (F7)")
        self.outcomes = ActionButton("Outcomes", "outcomes", key=shortcuts.OUTCOMES)
        self.outcomes.setToolTip("Dose, dissociation, pain and relief, of one patient or of all")
        self.ledger = ActionButton("Ledger", "ledger", key=shortcuts.LEDGER)
        self.admin = ActionButton("Administration", "admin", key=shortcuts.ADMIN)
        self.take_over = ActionButton("", "take_over", key=shortcuts.TAKE_OVER)
        self.lock = ActionButton("Lock", "lock", key=shortcuts.LOCK)
        self.mute = ActionButton("Sound", "mute", key=shortcuts.MUTE)
        self.mute.setToolTip("Sound off or on (F10)")
        self.light = ActionButton("Light", "light", key=shortcuts.LIGHT)
        self.light.setToolTip("Light, dark, or dim (Ctrl+T)")
        self.help = ActionButton("Help", "help", key=shortcuts.HELP)
        self._lay_out(desk.world.site.name)
        self.show_turn()

    def _lay_out(self, name: str) -> None:
        clinic = ElidedLabel("clinic")
        clinic.setFont(scaled(clinic.font(), 1.25, bold=True))
        clinic.setText(name)
        first, second = QHBoxLayout(), FlowLayout(spacing=10)
        first.setSpacing(10)
        said = QVBoxLayout()
        said.setSpacing(0)
        said.addWidget(clinic)
        said.addWidget(self._kept)
        first.addLayout(said, stretch=1)
        for button in (self.help, self.mute, self.light, self.take_over, self.lock):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            first.addWidget(button)
        first.addWidget(self._time)
        for control in (self.sorts, self.names):
            second.addWidget(control)
        for button in (self.round, self.chairs, self.outcomes, self.ledger, self.admin):
            second.addWidget(button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(_SIDE, 12, _SIDE, 8)
        rows.setSpacing(10)
        rows.addLayout(first)
        rows.addLayout(second)

    def show_turn(self) -> None:
        """Say who is at the keyboard."""
        self.take_over.setText(self._desk.turn.person.titled)
        self.take_over.setToolTip(f"Someone else takes over ({shortcuts.TAKE_OVER})")
        self.take_over.updateGeometry()
        self.admin.setVisible(may(self._desk.turn.person, "admin.open"))
        sees = may(self._desk.turn.person, "chart.read")
        of_charts = (self.sorts, self.names, self.round, self.chairs, self.outcomes, self.mute)
        for control in of_charts:
            control.setVisible(sees)

    def show_kept(self, kept: KeptWords) -> None:
        """Say how old the last proven backup is."""
        words = f"▲ {kept.words}" if kept.warns else kept.words
        if words != self._kept.text():
            self._kept.setText(words)
            self._kept.setVisible(bool(words))
            self._kept.setFont(scaled(self.font(), 0.9, bold=kept.warns))

    def show_time(self, words: str) -> None:
        """Say what time it is in the clinic."""
        if words != self._time.text():
            self._time.setText(words)


def _tab_through(tiles: list[ChairTile]) -> None:
    for before, after in pairwise(tiles):
        QWidget.setTabOrder(before, after)
