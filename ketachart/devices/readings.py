"""What a device said, and the place from which it is taken."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

MachineClock = Callable[[], datetime]
"""The time of this computer, with its zone."""

Monotonic = Callable[[], float]
"""Seconds that pass while the computer sleeps, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One value, in the unit in which it is charted.

    Attributes:
        before: how long before the message was sent it was measured, both by the device's own
            clock, and negative where that says it is still to come; None where it doesn't say.
    """

    value: Decimal
    before: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one message or line said.

    Attributes:
        values: by the name of the field of the chart.
        withdrawn: fields that the device says it can't give, or gave wrongly.
        unread: values that are no number or have a strange unit, in words, by field.
        patients: the identifiers that the device knows its patient by; empty if it doesn't say.
        senders: the names by which the device may call itself.
        ahead: how far the device's clock is ahead of this computer's; None if it doesn't say.
        origin: which device of several that send by the same way, one line each for what it calls
            itself; the last may be left out. One that is set up by its name has none.
        is_practice: whether the device says that no patient is behind it.
    """

    values: Mapping[str, Measured] = field(default_factory=dict)
    withdrawn: frozenset[str] = frozenset()
    unread: Mapping[str, str] = field(default_factory=dict)
    patients: frozenset[str] = frozenset()
    senders: frozenset[str] = frozenset()
    ahead: timedelta | None = None
    origin: str = ""
    is_practice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A reading and the device it is of, or what is wrong with the device's line.

    Attributes:
        device: its identifier.
        at_s: when it came, by the clock of the inbox.
        trouble: what is wrong, in words; empty where a reading came.
    """

    device: str
    at_s: float
    reading: Reading | None = None
    trouble: str = ""


class Inbox:
    """Holds the newest of each device until it is taken; it never grows with what is sent."""

    def __init__(self, monotonic: Monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._readings: dict[str, dict[tuple[str, frozenset[str]], Heard]] = {}
        self._troubles: dict[str, Heard] = {}

    def put(self, device: str, reading: Reading) -> None:
        """Keep a reading; it replaces the one before of that origin and the same fields."""
        fields = frozenset((*reading.values, *reading.withdrawn, *reading.unread))
        about = (reading.origin, fields)
        heard = Heard(device=device, at_s=self._monotonic(), reading=reading)
        with self._lock:
            kept = self._readings.setdefault(device, {})
            kept.pop(about, None)
            kept[about] = heard
            while len(kept) > MOST_KEPT:
                kept.pop(next(iter(kept)))
            self._troubles.pop(device, None)

    def complain(self, device: str, trouble: str) -> None:
        """Say what is wrong with a device's line."""
        heard = Heard(device=device, at_s=self._monotonic(), trouble=trouble)
        with self._lock:
            self._troubles[device] = heard

    def take(self) -> tuple[Heard, ...]:
        """What came since it was last taken, in the order of each device."""
        with self._lock:
            readings, self._readings = self._readings, {}
            troubles, self._troubles = self._troubles, {}
        return (*(each for kept in readings.values() for each in kept.values()), *troubles.values())


MOST_KEPT = 8
"""How many messages about different fields are kept of one device."""
