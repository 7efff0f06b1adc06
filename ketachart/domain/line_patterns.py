"""How the text lines of a monitor's serial port are labelled, such as `HR=82 NIBP=124/78`.

A pattern's pieces, parted by blanks, are looked for one by one and anywhere in a line, so that a
monitor may leave some out or send them in another order. Each is found in time that grows with the
length of the line and no faster, whatever the pattern.
"""

import re
from dataclasses import dataclass
from typing import Final

MEASURED: Final = ("hr", "sbp", "dbp", "spo2", "rr", "etco2", "temp_c")
"""The fields of a set of vitals that monitors give."""
PATIENT: Final = "id"
SHIPPED: Final = "HR={hr} SPO2={spo2} NIBP={sbp}/{dbp} RR={rr} ETCO2={etco2} TEMP={temp_c} ID={id}"
LONGEST_PATTERN: Final = 400
_PLACE: Final = re.compile(r"\{([a-z0-9_]*)\}", re.ASCII)
_VALUE: Final = r"([^\s/,;|()]{1,24})"


class BadPattern(ValueError):
    """A pattern that can't be used; str() is a sentence."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One labelled piece of a line: what finds it, and the fields it gives."""

    finds: re.Pattern[str]
    fields: tuple[str, ...]


def pieces_of(pattern: str) -> tuple[Piece, ...]:
    """The pieces of a pattern.

    Raises:
        BadPattern: it names no value, an unknown one, or one twice.
    """
    if len(pattern) > LONGEST_PATTERN:
        raise BadPattern(f"The pattern has more than {LONGEST_PATTERN} signs.")
    found = tuple(_piece(each) for each in pattern.split() if "{" in each)
    named = [name for piece in found for name in piece.fields]
    if not set(named) - {PATIENT}:
        raise BadPattern("The pattern names no value, such as HR={hr}.")
    if len(set(named)) < len(named):
        raise BadPattern("The pattern names a value twice.")
    return found


def _piece(text: str) -> Piece:
    fields = tuple(_PLACE.findall(text))
    for name in fields:
        if name not in (*MEASURED, PATIENT):
            known = ", ".join(f"{{{each}}}" for each in (*MEASURED, PATIENT))
            raise BadPattern(f"The pattern names {{{name}}}; known are {known}.")
    between = _PLACE.split(text)[::2]
    if not fields or not between[0] or not all(between[1:-1]):
        raise BadPattern(f"“{text}” needs a label before its value, such as HR={{hr}}.")
    labels = [re.escape(part) for part in between]
    # Not in the middle of another label: HR is none in THR=82.
    return Piece(re.compile(r"(?<![^\s,;|])" + _VALUE.join(labels)), fields)
