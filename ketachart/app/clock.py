"""Wall and monotonic time; the only place where the clock is read."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What time it is."""

    def now(self) -> datetime:
        """The wall clock, UTC, to the millisecond."""

    def monotonic(self) -> float:
        """Seconds that no change of the wall clock touches."""


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
        """The machine's monotonic clock, in seconds."""
        return time.monotonic()


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
