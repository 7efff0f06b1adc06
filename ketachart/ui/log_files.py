"""What writes the files of a log or an inventory; handed to the windows that offer it."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ketachart.app.clinic import Clinic, Turn
    from ketachart.app.packet import Progress, Wish
    from ketachart.domain.inventories import Inventory
    from ketachart.domain.people import Person

WriteLog = Callable[["Clinic", Sequence[date], str, Path, "Person"], None]
PacketSteps = Callable[["Clinic", "Wish", "Turn"], Generator["Progress", None, None]]
WriteInventory = Callable[["Clinic", "Inventory", Path, "Person"], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFiles:
    """What writes a log into a file; each raises NotWritten where the disk does not take it.

    Attributes:
        packet_steps: writes the inspector packet, a step at a time.
    """

    write_csv: WriteLog
    write_pdf: WriteLog
    write_xlsx: WriteLog
    packet_steps: PacketSteps
    write_inventory: WriteInventory
