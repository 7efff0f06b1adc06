"""Plain text lines of a monitor's serial port, such as `HR=82 SPO2=97 NIBP=124/78`."""

import re
from collections.abc import Mapping
from typing import Final

from ketachart.devices.codes import charted, number_in
from ketachart.devices.readings import Measured, Reading
from ketachart.domain.line_patterns import PATIENT, Piece

LONGEST_LINE: Final = 1024
_UNITS: Final = {"etco2": ("mm[Hg]",)}
"""What a line has no place for; temperatures are in °C."""
_NONE: Final = re.compile(r"[-?*.]+")


def read_line(line: bytes, pieces: tuple[Piece, ...]) -> Reading | None:
    """What a line says; None if it has none of the pieces."""
    text = line.decode("ascii", errors="replace")
    said: dict[str, str] = {}
    for piece in pieces:
        found = piece.finds.search(text)
        if found is not None:
            said |= dict(zip(piece.fields, found.groups(), strict=True))
    patient = said.pop(PATIENT, "")
    return _reading(said, patient) if said else None


def _reading(said: Mapping[str, str], patient: str) -> Reading:
    values: dict[str, Measured] = {}
    unread: dict[str, str] = {}
    withdrawn = {name for name, text in said.items() if _NONE.fullmatch(text)}
    for name, text in said.items():
        if name in withdrawn:
            continue
        number = number_in(text)
        value = charted(name, number, _UNITS.get(name, ())) if number is not None else None
        if value is None:
            unread[name] = "is not one number"
        else:
            values[name] = Measured(value=value)
    known = frozenset({patient}) if patient and not _NONE.fullmatch(patient) else frozenset()
    return Reading(values=values, withdrawn=frozenset(withdrawn), unread=unread, patients=known)
