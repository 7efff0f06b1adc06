"""Whether the computer lasts a session: its battery, where it says so, and the room on the disk."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

POWER = Path("/sys/class/power_supply")
"""Where Linux tells of batteries; elsewhere there is no such folder, and nothing is known."""

ENOUGH_FREE_MB = 500
LOW_PERCENT = 30
_MEGABYTE = 1_000_000
_LEVELS = (("energy_now", "power_now"), ("charge_now", "current_now"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Battery:
    """A battery as the system tells of it.

    Attributes:
        discharging: whether it feeds the computer now.
        percent: how full it is; None if it does not say.
        minutes: how long it lasts at the present drain; None if it does not say.
    """

    discharging: bool
    percent: int | None
    minutes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """What is known of the computer before a dose.

    Attributes:
        batteries: empty on mains without one; None where the system does not tell.
        free_mb: room on the disk of the vault; None if it can't be read.
    """

    batteries: tuple[Battery, ...] | None
    free_mb: int | None

    def shortages(self, minutes: int) -> tuple[str, ...]:
        """What is short for a session of so many minutes, in words; what is unknown is not."""
        return tuple(self._short(minutes))

    def _short(self, minutes: int) -> Iterator[str]:
        feeding = [each for each in self.batteries or () if each.discharging]
        known = [each.minutes for each in feeding if each.minutes is not None]
        levels = [each.percent for each in feeding if each.percent is not None]
        if feeding and len(known) == len(feeding):
            if sum(known) < minutes:
                yield f"Battery: lasts {sum(known)} min; the session takes about {minutes} min"
        elif levels and max(levels) < LOW_PERCENT:
            yield f"Battery: {max(levels)} %, not on mains"
        if self.free_mb is not None and self.free_mb < ENOUGH_FREE_MB:
            yield f"Disk: {self.free_mb} MB free of the {ENOUGH_FREE_MB} MB that are wanted"


def read_readiness(vault: Path, power: Path = POWER) -> Readiness:
    """Ask the system about its batteries and the disk that a vault lies on."""
    try:
        free: int | None = shutil.disk_usage(vault).free // _MEGABYTE
    except OSError:
        free = None
    return Readiness(batteries=_batteries(power), free_mb=free)


def _batteries(power: Path) -> tuple[Battery, ...] | None:
    try:
        supplies = sorted(power.iterdir())
    except OSError:
        return None
    # A mouse or a headset has a battery too; it says that it is of a device.
    return tuple(
        Battery(
            discharging=_said(each, "status") == "Discharging",
            percent=_number(each, "capacity"),
            minutes=_minutes(each),
        )
        for each in supplies
        if _said(each, "type") == "Battery" and _said(each, "scope") != "Device"
    )


def _minutes(supply: Path) -> int | None:
    for level, drain in _LEVELS:
        left, used = _number(supply, level), _number(supply, drain)
        if left is not None and used is not None and used > 0:
            return left * 60 // used
    return None


def _number(supply: Path, name: str) -> int | None:
    said = _said(supply, name)
    return int(said) if said.isascii() and said.isdecimal() else None


def _said(supply: Path, name: str) -> str:
    try:
        return (supply / name).read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
