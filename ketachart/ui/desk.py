"""What windows share: the clinic, who is at the keyboard, one tick a second."""

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from ketachart.app.clinic import Changed, Clinic, Done, Outcome, Turn
from ketachart.app.clock import CLOCK_JUMP, SystemClock
from ketachart.app.offering import Offers
from ketachart.domain.acts import Act
from ketachart.domain.clinic import World
from ketachart.domain.times import clock_text, local_day
from ketachart.ui.key_pause import KeyPause

TICK_MS = 1000


class Desk(QObject):
    """The one object that windows hold; never the clinic alone."""

    changed = Signal(object)
    tick = Signal(object)
    turn_changed = Signal()
    locked_changed = Signal(bool)
    jumped = Signal(int)
    """The computer's clock jumped by so many seconds."""
    slept = Signal(int)
    """Nothing went on for so many seconds, as when the computer sleeps."""

    def __init__(self, clinic: Clinic, turn: Turn, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.clinic = clinic
        self.keys = KeyPause()
        self._turn = turn
        self._locked = False
        # A training clinic may run sixty times as fast; sleep is the computer's own time.
        self._machine = SystemClock()
        self._last_beat = self._machine.monotonic()
        self._unsubscribe: Callable[[], None] = clinic.subscribe(self._tell)
        self.offers = Offers(clinic.world, clinic.vault.log.device, self._machine.monotonic)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.beat)
        self._timer.start()

    @property
    def world(self) -> World:
        """What may be looked up."""
        return self.clinic.world

    @property
    def turn(self) -> Turn:
        """Who is at the keyboard."""
        return self._turn

    @property
    def locked(self) -> bool:
        """Whether names and values are hidden until someone takes over."""
        return self._locked

    def lock(self) -> None:
        """Hide names and values; countdowns go on."""
        if not self._locked:
            self._locked = True
            self.locked_changed.emit(True)

    def hand_over(self, turn: Turn) -> None:
        """Someone else (or the same person again) is at the keyboard."""
        self._turn = turn
        unlocked, self._locked = self._locked, False
        self.turn_changed.emit()
        if unlocked:
            self.locked_changed.emit(False)

    def now(self) -> datetime:
        """The clinic's clock."""
        return self.clinic.clock.now()

    @property
    def today(self) -> date:
        """The clinic's day."""
        return local_day(self.now(), self.world.site.zone)

    def beat(self) -> None:
        """Tell every window what time it is."""
        last, self._last_beat = self._last_beat, self._machine.monotonic()
        if self._last_beat - last > CLOCK_JUMP.seconds:
            self.slept.emit(round(self._last_beat - last))
        jump = self.clinic.watch_clock()
        if jump:
            self.jumped.emit(jump)
        self.tick.emit(self.now())

    def perform(self, act: Act, *, own_secret: str = "", second_secret: str = "") -> Outcome:
        """Do something in the turn of whoever is at the keyboard."""
        return self.clinic.perform(
            act, self._turn, own_secret=own_secret, second_secret=second_secret
        )

    def performed(self, act: Act) -> bool:
        """Whether an act that needs no secret was done."""
        return isinstance(self.perform(act), Done)

    def person_name(self, person: str) -> str:
        """The name of a person, or the identifier if the person isn't known."""
        known = self.world.person(person)
        return known.name if known else person

    def clock_text(self, moment: datetime) -> str:
        """A moment as hours and minutes in clinic time."""
        return clock_text(moment, self.world.site.zone)

    def close(self) -> None:
        """Stop ticking and listening."""
        self._timer.stop()
        self._unsubscribe()

    def _tell(self, changed: Changed) -> None:
        self.changed.emit(changed)
