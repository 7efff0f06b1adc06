"""Which monitors a workstation listens to, and whose values are offered at which chair."""

from dataclasses import dataclass, replace
from ipaddress import ip_address
from typing import ClassVar

from ketachart.domain import events as ev
from ketachart.domain.acts.act import Act, Plan
from ketachart.domain.acts.checks import (
    Raw,
    invalid,
    optional_text,
    text,
    text_of,
    whole,
    yes_or_no,
)
from ketachart.domain.clinic import Context, World
from ketachart.domain.entries import Planned, workstation_stream
from ketachart.domain.line_patterns import BadPattern, pieces_of
from ketachart.domain.monitors import (
    HERE_ONLY,
    LONGEST_NAME,
    MOST_MONITORS,
    SPEEDS,
    USUAL_PORT,
    Monitor,
    Wire,
)


def _changed(workstation: str, what: str, monitor: str, now: list[Monitor]) -> Plan:
    event = ev.MonitorsChanged(
        workstation=workstation, what=what, monitor=monitor, monitors=tuple(now)
    )
    return (Planned(stream=workstation_stream(workstation), event=event),)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetMonitor(Act):
    """Have the values of a monitor offered at a chair, otherwise than before, or no more."""

    do: ClassVar[str] = "monitor.set"
    workstation: str
    monitor: str
    name: Raw = None
    wire: Raw = None
    chair: Raw = None
    on: Raw = False
    host: Raw = HERE_ONLY
    port: Raw = USUAL_PORT
    sender: Raw = None
    line: Raw = None
    speed: Raw = 9600
    pattern: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """A name of its own, a chair, and a way that no other monitor's values come."""
        del context
        others = [each for each in world.monitors(self.workstation) if each.id != self.monitor]
        if len(others) >= MOST_MONITORS:
            invalid(f"A workstation has up to {MOST_MONITORS} monitors.", "Remove one first.")
        found = self._by_wire(self._named(world, others))
        for other in others:
            _check_apart(found, other)
        return _changed(self.workstation, "set", self.monitor, [*others, found])

    def _named(self, world: World, others: list[Monitor]) -> Monitor:
        name = " ".join(text(self.name, "monitor_name", "The name").split())
        if len(name) > LONGEST_NAME or not name.isprintable():
            invalid(
                f"A monitor's name has up to {LONGEST_NAME} characters.",
                "Shorten it.",
                "monitor_name",
            )
        if name.casefold() in {each.name.casefold() for each in others}:
            invalid(f"There is a {name} already.", "Choose another name.", "monitor_name")
        chair = text(self.chair, "chair", "The chair")
        if chair not in world.site.chairs:
            invalid("There is no such chair.", "Choose one from the list.", "chair")
        wire = next((each for each in Wire if each.value == text_of(self.wire)), None)
        if wire is None:
            invalid("A monitor sends by network or by serial line.", "Choose one.", "wire")
        return Monitor(
            id=self.monitor, name=name, wire=wire, chair=chair, on=yes_or_no(self.on, "on")
        )

    def _by_wire(self, monitor: Monitor) -> Monitor:
        if monitor.wire is Wire.NETWORK:
            host = text(self.host, "host", "The address")
            try:
                ip_address(host)
            except ValueError:
                invalid(
                    f"{host} is no address of a computer.",
                    f"Write it in numbers: {HERE_ONLY} for this computer alone.",
                    "host",
                )
            return replace(
                monitor,
                host=host,
                port=whole(self.port, "port", "The port", low=1024, high=65535),
                sender=optional_text(self.sender, "sender"),
            )
        line = text(self.line, "line", "The serial line")
        pattern = text(self.pattern, "pattern", "The pattern")
        try:
            pieces_of(pattern)
        except BadPattern as error:
            invalid(str(error), "Correct the pattern.", "pattern")
        speed = whole(self.speed, "speed", "The speed", low=SPEEDS[0], high=SPEEDS[-1])
        if speed not in SPEEDS:
            invalid("No serial line is that fast.", "Choose one of the list.", "speed")
        return replace(monitor, line=line, speed=speed, pattern=pattern)


def _check_apart(monitor: Monitor, other: Monitor) -> None:
    """Refuse two monitors whose values can't be told apart."""
    if monitor.wire is not other.wire:
        return
    if monitor.wire is Wire.SERIAL:
        if monitor.line == other.line:
            invalid(f"{other.name} is on this line.", "Choose another line.", "line")
    elif monitor.port == other.port and monitor.host != other.host:
        if any(ip_address(each.host).is_unspecified for each in (monitor, other)):
            invalid(
                f"{other.name} sends to this port at {other.host}.",
                "Enter the same address, or another port.",
                "host",
            )
    elif monitor.port == other.port:
        names = [each.sender.casefold() for each in (monitor, other)]
        if not all(names) or names[0] == names[1]:
            invalid(
                f"{other.name} sends to this port, too.",
                "Say what each of them calls itself, or give each a port.",
                "sender",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveMonitor(Act):
    """Listen to a monitor no more; what was taken from it stays as it is."""

    do: ClassVar[str] = "monitor.remove"
    workstation: str
    monitor: str

    def decide(self, world: World, context: Context) -> Plan:
        """One that is there."""
        del context
        known = world.monitors(self.workstation)
        left = [each for each in known if each.id != self.monitor]
        if len(left) == len(known):
            invalid("There is no such monitor.", "Choose one from the list.", "monitor")
        return _changed(self.workstation, "removed", self.monitor, left)
