"""Wall and monotonic time; the only place where the clock is read."""

import time
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

CLOCK_JUMP: Final = timedelta(seconds=30)
"""What a clock may be corrected by at once without having been set."""

# The usual monotonic clock of Linux and of macOS stands still while the computer sleeps, and an
# infusion doesn't; that of Windows goes on.
_NEVER_STANDS: Final = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))


class Clock(Protocol):
    """What time it is."""

    def now(self) -> datetime:
        """The wall clock, UTC, to the millisecond."""

    def monotonic(self) -> float:
        """Seconds that no change of the wall clock touches; they pass while the computer sleeps."""


def to_milliseconds(moment: datetime) -> datetime:
    """A moment as the log keeps it."""
    cut = moment.astimezone(UTC)
    return cut.replace(microsecond=cut.microsecond // 1000 * 1000)


class SystemClock:
    """The machine's clocks."""

    def now(self) -> datetime:
        """The machine's wall clock."""
        return to_milliseconds(datetime.now(UTC))

    def monotonic(self) -> float:
        """Seconds since the machine was started, or since any other moment."""
        return time.monotonic() if _NEVER_STANDS is None else time.clock_gettime(_NEVER_STANDS)


class SteadyClock:
    """A clock that goes on evenly when the one behind it is set.

    How long an infusion has run must not depend on who sets the computer's clock meanwhile; so
    whoever holds this clock says when that can be followed.
    """

    def __init__(self, source: Clock) -> None:
        """Begin at the time of the source.

        Args:
            source: the clock that may be set.
        """
        self.source: Final = source
        self._told_s = 0
        self._at = (source.now(), source.monotonic())

    def now(self) -> datetime:
        """The source's time, or what it would be if nobody had set it since it was followed."""
        wall, run = self.source.now(), self.source.monotonic()
        at, since = self._at
        even = at + timedelta(seconds=run - since)
        if abs(wall - even) > CLOCK_JUMP:
            return to_milliseconds(even)
        self._at = (wall, run)
        return wall

    def monotonic(self) -> float:
        """The source's seconds."""
        return self.source.monotonic()

    def jump_s(self) -> int:
        """By how many seconds the source was set since this was asked last; 0 if it was not."""
        ahead = round((self.source.now() - self.now()) / timedelta(seconds=1))
        jump = ahead - self._told_s
        if abs(jump) <= CLOCK_JUMP.seconds:
            return 0
        self._told_s = ahead
        return jump

    def go_on_from(self, moment: datetime) -> None:
        """Begin no earlier than at a moment."""
        self._at = (max(moment, self.now()), self.source.monotonic())

    def follow(self) -> None:
        """Take up the time of the source, however it was set."""
        self._told_s = 0
        self._at = (self.source.now(), self.source.monotonic())


class SetClock:
    """A clock that stands where it was set; scenarios are replayed by it."""

    def __init__(self, moment: datetime) -> None:
        self._moment = to_milliseconds(moment)
        self._start = self._moment

    def now(self) -> datetime:
        """The moment set."""
        return self._moment

    def monotonic(self) -> float:
        """Seconds since the first moment set."""
        return (self._moment - self._start).total_seconds()

    def set(self, moment: datetime) -> None:
        """Set the clock."""
        self._moment = to_milliseconds(moment)


class TrainingClock:
    """A clock that starts anywhere and runs at a chosen speed; speed 0 stands still."""

    def __init__(self, start: datetime, speed: float, real: Clock | None = None) -> None:
        self._real = real or SystemClock()
        self._start = to_milliseconds(start)
        self._speed = speed
        self._since = self._real.monotonic()

    @property
    def speed(self) -> float:
        """How many clinic seconds pass in a second."""
        return self._speed

    def now(self) -> datetime:
        """The clinic's moment."""
        passed = (self._real.monotonic() - self._since) * self._speed
        return to_milliseconds(self._start + timedelta(seconds=passed))

    def monotonic(self) -> float:
        """Clinic seconds; they run as fast as `now`."""
        return self.now().timestamp()

    def run(self, speed: float) -> None:
        """Go on from now at another speed."""
        self._start, self._since, self._speed = self.now(), self._real.monotonic(), speed

    def skip_to(self, moment: datetime) -> None:
        """Go on from another moment."""
        self._start, self._since = to_milliseconds(moment), self._real.monotonic()
