"""Facts of the workstations: what one has seen of the others, what was settled between them."""

from collections.abc import Mapping
from dataclasses import dataclass

from ketachart.domain.events.fact import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen(Event):
    """What this workstation had of the others when it recorded what follows.

    Attributes:
        heads: the number of the newest entry of each other workstation.
        upto: the latest place of any of them, as the log spells times: what follows stands after
            them, however the clocks go.
    """

    heads: Mapping[str, int]
    upto: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictSettled(Event):
    """Somebody looked at what workstations said differently, and says what was done."""

    conflict: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramChanged(Event):
    """From here on another release of the program writes at this workstation.

    Attributes:
        before: the release that wrote until then; empty if it did not note itself.
        release: the one that writes from here on.
    """

    before: str
    release: str
