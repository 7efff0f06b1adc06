"""The one object that makes sounds, for all windows; locked or not."""

from datetime import datetime

from PySide6.QtCore import QElapsedTimer, QObject, Signal

from ketachart.domain.session import IN_CHAIR
from ketachart.ui.desk import Desk
from ketachart.ui.player import NO_SOUND, Player
from ketachart.ui.presenters import alarms
from ketachart.ui.presenters.alarms import Cue, Heard, Notice, Rules, Sound
from ketachart.ui.presenters.due import notices

_ASLEEP_MS = 60_000
"""No tick for so long means that the computer slept."""


class SoundOwner(QObject):
    """Looks at all chairs once a second and makes at most one sound."""

    state_changed = Signal()
    summed_up = Signal(str)
    """What a sleep left behind, in words."""

    def __init__(self, desk: Desk, player: Player, rules: Rules | None = None) -> None:
        super().__init__(desk)
        self._desk = desk
        self._player = player
        self._rules = rules or Rules()
        self._cue = Cue(heard=Heard())
        self._state = ""
        self._slept = False
        self._since = QElapsedTimer()
        self._since.start()
        player.availability_changed.connect(self._show_state)
        desk.jumped.connect(self._note_jump)
        desk.slept.connect(self._note_jump)
        desk.tick.connect(self._look)
        desk.locked_changed.connect(self._show_state)
        self._show_state()

    @property
    def is_available(self) -> bool:
        """Whether sounds can be heard at all."""
        return self._player.is_available

    @property
    def is_muted(self) -> bool:
        """Whether somebody wants quiet."""
        return self._cue.heard.muted_until is not None

    @property
    def last(self) -> Sound | None:
        """What the last look had played."""
        return self._cue.sound

    def toggle_mute(self) -> None:
        """Turn the sounds off for a while, or on again; what was not heard is one cue then."""
        now, heard = self._desk.now(), self._cue.heard
        if heard.is_muted(now):
            heard = alarms.unmuted(heard)
        else:
            heard = alarms.muted(heard, self._desk.turn.person.titled, now, self._rules)
        self._decide(heard, now)

    @property
    def words(self) -> str:
        """How the sounds stand: off until when and by whom, none here, held back; else empty."""
        until = self._cue.heard.muted_until
        words = alarms.quiet_words(
            self._cue,
            self._desk.clock_text(until) if until else "",
            hides_values=self._desk.locked,
        )
        return words if words or self.is_available else NO_SOUND

    def _note_jump(self, _seconds: int) -> None:
        self._slept = True

    def _look(self, now: datetime) -> None:
        heard = self._cue.heard
        if self._slept or self._since.hasExpired(_ASLEEP_MS):
            self._slept = False
            heard, summary = alarms.summarised(heard, self._found(now), now)
            if summary:
                self.summed_up.emit(summary)
        self._since.restart()
        self._decide(heard, now)

    def _decide(self, heard: Heard, now: datetime) -> None:
        self._cue = alarms.decide(heard, self._found(now), now, self._rules)
        if self._cue.sound is not None:
            self._player.play(self._cue.sound)
        self._show_state()

    def _found(self, now: datetime) -> list[Notice]:
        world, formulary = self._desk.world, self._desk.clinic.formulary()
        found: list[Notice] = []
        # Not by chair: where workstations opened two sessions for one, both are to be heard.
        for session in world.sessions_open():
            if session.phase in IN_CHAIR:
                settings = world.settings_at(session.opened_at)
                found += notices(session, settings, formulary, now)
        return found

    def _show_state(self, _locked: object = None) -> None:
        words = self.words
        if words != self._state:
            self._state = words
            self.state_changed.emit()
