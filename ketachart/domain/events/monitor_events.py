"""Facts of the monitors whose values are offered."""

from dataclasses import dataclass

from ketachart.domain.events.fact import Event
from ketachart.domain.monitors import Monitor


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorsChanged(Event):
    """A workstation has other monitors from here on.

    Attributes:
        workstation: by its name in the log.
        what: set or removed.
        monitor: the one that it is about, by its identifier.
        monitors: all that the workstation has now.
    """

    workstation: str
    what: str
    monitor: str
    monitors: tuple[Monitor, ...]
