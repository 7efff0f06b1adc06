"""Waiting for what another thread does, for so long and no longer."""

import threading
import time
from collections.abc import Callable
from datetime import datetime

from devices.messages import NOW

from ketachart.devices.readings import Heard, Inbox

LONGEST_S = 20.0


def a_clock() -> datetime:
    """A clock that stands still."""
    return NOW


def until(holds: Callable[[], object]) -> None:
    """Wait until something holds."""
    ends = time.monotonic() + LONGEST_S
    pause = threading.Event()
    while not holds():
        assert time.monotonic() < ends, "it did not come to hold"
        pause.wait(0.005)


def heard(
    inbox: Inbox,
    wanted: Callable[[Heard], bool] = lambda _each: True,
    meanwhile: Callable[[], None] = lambda: None,
) -> Heard:
    """The next of its kind that is heard; what is to be done until it comes is done again."""
    found: list[Heard] = []

    def came() -> bool:
        meanwhile()
        found.extend(each for each in inbox.take() if wanted(each))
        return bool(found)

    until(came)
    return found[-1]
