"""What lies over a window: the bar to take over, and the cover while it is locked."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from ketachart.app.clinic import Refused
from ketachart.ui.desk import Desk
from ketachart.ui.panels.take import PARTLY, take_chairs
from ketachart.ui.presenters.board import Tile
from ketachart.ui.presenters.staff import Taking, takings
from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.countdown import Countdown
from ketachart.ui.widgets.form import ChoiceField, mute, sentence
from ketachart.ui.widgets.theme import colours_of, scaled
from ketachart.ui.widgets.typed_here import keeps_letters, step_within
from ketachart.ui.widgets.who import Who
from ketachart.ui.windows.chair_window import ChairWindow
from ketachart.ui.wording import said_of

_MARGIN = 16
_CHAIRS = "Responsible for"


class Overlay(QWidget):
    """Lies over a part of its window, and follows the window's size."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.setAutoFillBackground(True)
        window.installEventFilter(self)

    def fit(self) -> None:
        """Take the place that is meant for it."""
        self.setGeometry(self._window.rect())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() is QEvent.Type.Resize:
            self.fit()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # What is typed here must not fall through to the window below.
        event.accept()

    def event(self, event: QEvent) -> bool:
        return keeps_letters(event) or super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        # Nor may Tab lead there: a passphrase would be typed in sight, or into a chart.
        return step_within(self, forward=forward)


class TakeOverBar(Overlay):
    """Another person takes the keyboard over: a bar at the window's top, away from the grid.

    The keyboard alone, or chairs with it: this one, all of somebody's, in relief, or back from it.
    """

    closed = Signal()

    def __init__(self, desk: Desk, window: QMainWindow) -> None:
        super().__init__(window)
        self._desk = desk
        self._takings: tuple[Taking, ...] = ()
        self._focused = _focused_in(window.centralWidget())
        self.setObjectName("take_over_bar")
        self.who = Who(desk, "Take over", question="Who takes over?", flat=True)
        self.who.secret.setPlaceholderText("a PIN will do if signed in this shift")
        self.chairs = ChoiceField("chairs", _CHAIRS, prompt="The keyboard only")
        self.who.add_field(_CHAIRS, self.chairs)
        self.who.person.currentIndexChanged.connect(self._offer)
        back = ActionButton("Back", "cancel", key="Esc")
        back.clicked.connect(self.leave)
        self.who.add_button(back)
        self.who.proved.connect(self._take)
        self.who.given_up.connect(self.leave)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(_MARGIN, 10, _MARGIN, 12)
        rows.addWidget(self.who)
        rows.addStretch(1)
        self.fit()
        self.show()
        self.raise_()
        self.who.begin()

    def _offer(self) -> None:
        """Which chairs whoever is chosen may take with the keyboard."""
        person, world = self._desk.world.person(self.who.person.value), self._desk.world
        here = self._window.session if isinstance(self._window, ChairWindow) else None
        held = self._desk.clinic.sessions_open()
        name_of = self._desk.person_name
        session = world.session(here.id) if here is not None else None
        self._takings = takings(session, held, person, name_of) if person is not None else ()
        self.chairs.offer([(each.key, each.words) for each in self._takings])

    def _take(self) -> None:
        """Whoever proved who they are has the keyboard; now the chairs, if they were asked for."""
        chosen = next((each for each in self._takings if each.key == self.chairs.value), None)
        failed = take_chairs(self._desk, chosen) if chosen is not None else None
        if failed is None:
            self.leave()
            return
        if isinstance(failed, Refused):
            said = said_of(failed.refusal)
            self.who.bar.explain(said.sentence, said.remedy, said.code)
        else:
            self.who.bar.explain(failed.sentence, PARTLY)
        self.fit()

    def fit(self) -> None:
        self.setGeometry(0, 0, self._window.width(), self._whole_rows(self.sizeHint().height()))

    def _whole_rows(self, height: int) -> int:
        """The window's head covered whole, where the bar would else cut its last row in two."""
        middle = self._window.centralWidget()
        rows = middle.layout() if middle is not None else None
        first = rows.itemAt(0) if rows is not None else None
        if first is None:
            return height
        foot = first.geometry().bottom() + 1
        return foot if height < foot < 2 * height else height

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:  # a refusal came, or went
            self.fit()
        return super().event(event)

    def leave(self) -> None:
        """Go away; the focus goes back to where it was."""
        self.hide()
        self.deleteLater()
        _give_back(self._focused)
        self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(QPen(QColor(colours_of(self.palette()).accent), 3))
        painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
        painter.end()


class LockCover(Overlay):
    """Hides names and values; the countdowns of all chairs go on, and anyone may unlock."""

    def __init__(self, desk: Desk, window: QMainWindow, tiles: Sequence[Tile]) -> None:
        super().__init__(window)
        self.setObjectName("lock_cover")
        self._desk = desk
        self._central = window.centralWidget()
        self._focused = _focused_in(self._central)
        if self._central is not None:
            self._central.setEnabled(False)
        self._time = QLabel()
        self._time.setFont(scaled(self._time.font(), 1.6, bold=True))
        self._countdowns: dict[str, Countdown] = {}
        self._chairs = QGridLayout()
        self._chairs.setHorizontalSpacing(24)
        self._chairs.setVerticalSpacing(8)
        self.who = Who(desk, "Unlock")
        self._lay_out()
        self.show_tiles(tiles, desk.now())
        self.fit()
        self.show()
        self.raise_()

    def _lay_out(self) -> None:
        words = QLabel("Locked")
        words.setFont(scaled(words.font(), 1.6, bold=True))
        head = QHBoxLayout()
        head.addWidget(words)
        head.addStretch(1)
        head.addWidget(self._time)
        hint = sentence("Names and values are hidden; recording goes on where it was.")
        mute(hint)
        box = QWidget()
        box.setMaximumWidth(64 * self.fontMetrics().height() // 2)
        rows = QVBoxLayout(box)
        rows.setSpacing(14)
        rows.addLayout(head)
        rows.addWidget(hint)
        rows.addLayout(self._chairs)
        rows.addSpacing(8)
        rows.addWidget(self.who)
        whole = QVBoxLayout(self)
        whole.addStretch(1)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(box, stretch=8)
        middle.addStretch(1)
        whole.addLayout(middle)
        whole.addStretch(2)

    def ask(self) -> None:
        """Ask who unlocks; most likely the one who was here."""
        self.who.begin(self._desk.turn.person.id)

    def show_tiles(self, tiles: Sequence[Tile], now: datetime) -> None:
        """Follow the clock: chairs, phases and countdowns, no names."""
        words = self._desk.clock_text(now)
        if words != self._time.text():
            self._time.setText(words)
        for tile in tiles:
            if tile.due is not None:
                self._countdown(tile).show_due(tile.due)
            if tile.chair in self._countdowns:
                self._countdowns[tile.chair].setVisible(tile.due is not None)

    def _countdown(self, tile: Tile) -> Countdown:
        if tile.chair not in self._countdowns:
            row = self._chairs.rowCount()
            name = QLabel(tile.chair)
            name.setFont(scaled(name.font(), 1.1, bold=True))
            self._countdowns[tile.chair] = Countdown()
            self._chairs.addWidget(name, row, 0)
            self._chairs.addWidget(self._countdowns[tile.chair], row, 1)
            self._chairs.setColumnStretch(1, 1)
        return self._countdowns[tile.chair]

    def lift(self) -> None:
        """Show the window again, with the focus where it was."""
        if self._central is not None:
            self._central.setEnabled(True)
        self._window.removeEventFilter(self)
        self.hide()
        self.deleteLater()
        _give_back(self._focused)


def _focused_in(part: QWidget | None) -> QWidget | None:
    """What has the focus in a part of a window; None if nothing there does."""
    focused: QWidget | None = part.focusWidget() if part is not None else None
    return focused


def _give_back(focused: QWidget | None) -> None:
    """Put the focus back where it was; a panel may have gone meanwhile."""
    if focused is not None and isValid(focused):
        focused.setFocus(Qt.FocusReason.OtherFocusReason)
