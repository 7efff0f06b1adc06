"""Monitors: which one's values are offered at which chair, and how they come to a workstation."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MOST_MONITORS: Final = 32
LONGEST_NAME: Final = 24
HERE_ONLY: Final = "127.0.0.1"
"""The address that only this computer reaches."""
USUAL_PORT: Final = 2575
"""Registered for HL7 (IANA)."""
SPEEDS: Final = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
"""Of a serial line, in bits a second."""


class Wire(StrEnum):
    """How a monitor's values come."""

    NETWORK = "network"
    SERIAL = "serial"


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitor:
    """A monitor whose values are offered at a chair.

    Attributes:
        name: what the clinic calls it; it stands beside each value taken from it.
        chair: where it stands.
        host: the address of this computer that it, or its gateway, connects to (network).
        port: beside the address (network).
        sender: what it calls itself where several send to one port (network).
        line: the name of the serial line (serial).
        speed: of the line, in bits a second (serial).
        pattern: what its lines look like (serial).
    """

    id: str
    name: str
    wire: Wire
    chair: str
    on: bool = False
    host: str = HERE_ONLY
    port: int = USUAL_PORT
    sender: str = ""
    line: str = ""
    speed: int = 9600
    pattern: str = ""
