"""What typing into the open column answers; no Qt."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto


class Tone(Enum):
    """What a word beside a cell is about."""

    REFUSED = auto()
    QUESTION = auto()


class Move(Enum):
    """Where a key leads."""

    STAY = auto()
    DOWN = auto()
    COMMIT = auto()
    FIRST_EMPTY = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A sentence shown beside one cell."""

    cell: str
    sentence: str
    tone: Tone = Tone.REFUSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What one key did: where to go, and what to say beside the cell."""

    move: Move = Move.STAY
    note: Note | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A column that may be committed, as the one door takes it.

    Attributes:
        values: the value by field.
        not_obtained: why there is none, by field.
        sources: where a value comes from that was not typed, by field.
    """

    values: dict[str, str]
    not_obtained: dict[str, str]
    sources: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastSet:
    """The set before, to compare a whole new one with."""

    time: str
    values: Mapping[str, str]


OK = Reply()
