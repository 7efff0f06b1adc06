"""Elapsed time that no change of the wall clock stretches or shrinks."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Steady:
    """A wall time and the monotonic seconds at which it was read."""

    wall: datetime
    monotonic: float

    def now(self, monotonic: float) -> datetime:
        """What the wall clock would say if nobody had changed it since."""
        return self.wall + timedelta(seconds=monotonic - self.monotonic)
