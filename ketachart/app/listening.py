"""The monitors that this workstation listens to: started, changed and stopped together."""

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from ketachart.app.clock import SystemClock
from ketachart.devices.readings import Heard, Inbox
from ketachart.domain.line_patterns import pieces_of
from ketachart.domain.monitors import Monitor, Wire

# Most clinics have no monitor connected, and what reads one takes time to be imported.
if TYPE_CHECKING:
    from ketachart.devices.network import NetworkPlace, NetworkSource

_ENDS_WITHIN_S = 2.0


class Listening:
    """What monitors send, to be taken by whoever offers it; off until there is one that is on."""

    def __init__(self, zone: Callable[[], tzinfo]) -> None:
        """Listen to nothing yet.

        Args:
            zone: the clinic's, in which a monitor's times are read that have none.
        """
        self._machine = SystemClock()
        self._zone = zone
        self._monitors: tuple[Monitor, ...] = ()
        self._inbox = Inbox(self._machine.monotonic)
        self._network: NetworkSource | None = None
        self._stops: list[Callable[[], None]] = []

    @property
    def network(self) -> "NetworkSource | None":
        """What listens for HL7, if any monitor sends it."""
        return self._network

    def listen(self, monitors: Sequence[Monitor]) -> None:
        """Listen to those that are on, and to no other."""
        wanted = tuple(each for each in monitors if each.on)
        if wanted == self._monitors:
            return
        self.stop()
        self._monitors = wanted
        # What the sources before still put goes nowhere.
        self._inbox = Inbox(self._machine.monotonic)
        networked = [each for each in wanted if each.wire is Wire.NETWORK]
        if networked:
            self._hear_network(networked)
        for each in wanted:
            if each.wire is Wire.SERIAL:
                self._read_line(each)

    def _hear_network(self, monitors: Sequence[Monitor]) -> None:
        from ketachart.devices.network import NetworkSource  # noqa: PLC0415

        places = [_network_place(each) for each in monitors]
        self._network = NetworkSource(places, self._inbox, self._now)
        self._network.start()

    def _read_line(self, monitor: Monitor) -> None:
        from ketachart.devices.serial_line import SerialPlace, SerialSource  # noqa: PLC0415

        place = SerialPlace(
            device=monitor.id,
            line=monitor.line,
            speed=monitor.speed,
            pieces=pieces_of(monitor.pattern),
        )
        source = SerialSource(place, self._inbox)
        source.start()
        self._stops.append(source.stop)

    def _now(self) -> datetime:
        return self._machine.now().astimezone(self._zone())

    def take(self) -> tuple[Heard, ...]:
        """What came since it was last taken."""
        return self._inbox.take()

    def stop(self) -> None:
        """Listen to nothing; ports are free when this returns."""
        for stop in self._stops:
            stop()
        self._stops.clear()
        if self._network is not None:
            self._network.stop()
            self._network.join(_ENDS_WITHIN_S)
            self._network = None
        self._monitors = ()


def _network_place(monitor: Monitor) -> "NetworkPlace":
    from ketachart.devices.network import Address, NetworkPlace  # noqa: PLC0415

    address = Address(monitor.host, monitor.port)
    return NetworkPlace(device=monitor.id, address=address, sender=monitor.sender)
