"""What an administrator fills in about a monitor whose values are to be offered."""

from dataclasses import asdict, replace
from typing import ClassVar

from ketachart.domain.acts import Act, RemoveMonitor, SetMonitor
from ketachart.domain.line_patterns import SHIPPED
from ketachart.domain.monitors import HERE_ONLY, SPEEDS, USUAL_PORT, Monitor, Wire
from ketachart.ui.desk import Desk
from ketachart.ui.widgets.form import ChoiceField, NumberField, TextField, YesNo, sentence
from ketachart.ui.widgets.panel import Panel

_ADDRESS = f"In numbers. {HERE_ONLY}: this computer only; 0.0.0.0: everyone on the network."
_SENDER = "As its messages name it (MSH-3, PV1-3 or OBX-18). Empty if it alone sends to this port."
_PATTERN = (
    "The label before each value, then {hr} {sbp} {dbp} {spo2} {rr} {etco2} {temp_c} or {id}, the"
    " patient's MRN. What a line doesn't have is left out."
)


def set_again(desk: Desk, monitor: Monitor) -> SetMonitor:
    """The wish that a monitor be as it stands here."""
    fields = {name: value for name, value in asdict(monitor).items() if name != "id"}
    return SetMonitor(workstation=desk.clinic.vault.log.device, monitor=monitor.id, **fields)


class MonitorPanel(Panel):
    """A monitor: new, or as it is set up."""

    verb: ClassVar[str] = "Save"

    def __init__(self, desk: Desk, known: Monitor | None = None) -> None:
        super().__init__(desk, "")
        self._known = known
        chairs = [(each, each) for each in desk.world.site.chairs]
        self._name = TextField("monitor_name", "Name", text=known.name if known else "")
        self._chair = ChoiceField("chair", "Chair", chairs, value=known.chair if known else "")
        self._on = YesNo("on", "Listen to it")
        self._on.answer_with(known.on if known else True)
        self.add_field("Name", self._name, hint="It stands beside each value taken from it.")
        self.add_field("Chair where it stands", self._chair)
        self.build(known)
        self.add_field("Listen to it", self._on)

    def build(self, known: Monitor | None) -> None:
        """Add the fields of the way its values come."""

    def way(self) -> dict[str, object]:
        """What those fields say."""
        raise NotImplementedError

    def act(self) -> Act:
        return SetMonitor(
            workstation=self.desk.clinic.vault.log.device,
            monitor=self._known.id if self._known else self.desk.clinic.new_id("m"),
            name=self._name.typed,
            chair=self._chair.value,
            on=self._on.answer,
            **self.way(),
        )


class NetworkMonitorPanel(MonitorPanel):
    """A monitor, or its gateway, that sends HL7 over the network."""

    title: ClassVar[str] = "A monitor on the network"

    def build(self, known: Monitor | None) -> None:
        self._host = TextField("host", "Address", text=known.host if known else HERE_ONLY)
        self._port = NumberField("port", "Port", text=str(known.port if known else USUAL_PORT))
        self._sender = TextField("sender", "Calls itself", text=known.sender if known else "")
        self.add(
            sentence(
                "The monitor or its gateway connects to this computer and sends HL7 version 2"
                " results (ORU R01) over MLLP. That is not encrypted: keep it on a network that"
                " only the clinic's devices are on."
            )
        )
        self.add_field("Address of this computer", self._host, hint=_ADDRESS)
        self.add_field("Port", self._port)
        self.add_field("Calls itself", self._sender, hint=_SENDER)

    def way(self) -> dict[str, object]:
        return {
            "wire": Wire.NETWORK,
            "host": self._host.typed,
            "port": self._port.typed,
            "sender": self._sender.typed,
        }


class SerialMonitorPanel(MonitorPanel):
    """A monitor that sends lines of text over a serial cable."""

    title: ClassVar[str] = "A monitor on a serial line"

    def build(self, known: Monitor | None) -> None:
        speeds = [(str(each), f"{each} bits/s") for each in SPEEDS]
        speed = str(known.speed if known else 9600)
        self._line = TextField("line", "Line", text=known.line if known else "")
        self._speed = ChoiceField("speed", "Speed", speeds, value=speed)
        pattern = known.pattern if known else SHIPPED
        self._pattern = TextField("pattern", "Pattern of its lines", text=pattern)
        self.add_field("Line", self._line, hint="Such as /dev/ttyUSB0 or COM3.")
        self.add_field("Speed", self._speed)
        self.add_field("Pattern of its lines", self._pattern, hint=_PATTERN)

    def way(self) -> dict[str, object]:
        return {
            "wire": Wire.SERIAL,
            "line": self._line.typed,
            "speed": self._speed.value,
            "pattern": self._pattern.typed,
        }


class RemoveMonitorPanel(Panel):
    """A monitor that is listened to no more."""

    title: ClassVar[str] = "Remove the monitor"
    verb: ClassVar[str] = "Remove"

    def __init__(self, desk: Desk, monitor: Monitor) -> None:
        super().__init__(desk, "")
        self._monitor = monitor
        self.add(
            sentence(
                f"{monitor.name} is listened to no more. Values that were taken from it stay in"
                " their charts, with its name."
            )
        )

    def act(self) -> Act:
        workstation = self.desk.clinic.vault.log.device
        return RemoveMonitor(workstation=workstation, monitor=self._monitor.id)


def switched(desk: Desk, monitor: Monitor) -> SetMonitor:
    """The wish that a monitor be listened to, or no more."""
    return set_again(desk, replace(monitor, on=not monitor.on))
