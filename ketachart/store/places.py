"""Where entries stand among those of all workstations: by time, and never before their causes."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import NamedTuple

Floor = tuple[int, str]
"""From an entry's number on, the earliest time at which a workstation's entries stand."""


class Place(NamedTuple):
    """Where one entry stands; the order of places is the order of the log on every workstation."""

    placed: str
    device: str
    seq: int


class Floors:
    """What holds entries back whose clock was behind: a place is never before one that came first.

    A clock that was set back, or that is behind another workstation's, would else put an entry
    before what its author had in front of them.
    """

    def __init__(self, floors: Mapping[str, Iterable[Floor]] | None = None) -> None:
        self._floors = {device: list(rows) for device, rows in (floors or {}).items()}

    def rows(self, device: str) -> tuple[Floor, ...]:
        """All of one workstation, by number."""
        return tuple(self._floors.get(device, ()))

    def raise_to(self, device: str, seq: int, floor: str) -> None:
        """From one entry on nothing of its workstation stands before a time."""
        rows = self._floors.setdefault(device, [])
        if not rows or rows[-1][1] < floor:
            rows.append((seq, floor))

    def raised(self, new: Iterable[Place]) -> "Floors":
        """The same with more of them; these stay as they are."""
        found = Floors(self._floors)
        for placed, device, seq in new:
            found.raise_to(device, seq, placed)
        return found

    def place(self, device: str, seq: int, recorded: str) -> Place:
        """Where an entry stands.

        Args:
            device: whose it is.
            seq: its number.
            recorded: when it was recorded, as the log spells it.
        """
        rows = self._floors.get(device)
        if rows:
            found = bisect_right(rows, seq, key=lambda row: row[0])
            if found:
                recorded = max(recorded, rows[found - 1][1])
        return Place(recorded, device, seq)
