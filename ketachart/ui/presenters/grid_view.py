"""What the charting grid shows: rows, columns and cells as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class ColumnState(StrEnum):
    """Where a column stands against its due time."""

    UPCOMING = "upcoming"
    DUE_SOON = "due soon"
    DUE = "due"
    OVERDUE = "overdue"
    ON_TIME = "on time"
    LATE = "late"
    MISSED = "missed"
    EXTRA = "extra"


class Priority(IntEnum):
    """How much an out-of-range value matters."""

    NONE = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3


class Direction(StrEnum):
    """On which side of its limits a value lies; the member's value is the sign that shows it."""

    WITHIN = ""
    ABOVE = "▲"
    BELOW = "▼"


class Urgency(IntEnum):
    """How pressing a countdown is."""

    CALM = 0
    SOON = 1
    NOW = 2
    OVERDUE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """One parameter of the grid, as its frozen header shows it."""

    key: str
    label: str
    unit: str = ""
    limits_text: str = ""

    @property
    def spoken(self) -> str:
        """The row in words, for a screen reader."""
        limits = f"limits {self.limits_text}" if self.limits_text else ""
        return ", ".join(part for part in (self.label, self.unit, limits) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class CellView:
    """One value of the grid with its marks, and the sentence that says all of it.

    `source`: a letter for a value that was not typed: `D` from a device, `P` from paper.
    """

    text: str = ""
    below: str = ""
    priority: Priority = Priority.NONE
    direction: Direction = Direction.WITHIN
    amended: bool = False
    not_obtained: bool = False
    source: str = ""
    spoken: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnView:
    """One slot or extra entry: its times, its state in words, and a cell for every row."""

    key: str
    time_text: str
    state: ColumnState
    cells: tuple[CellView, ...]
    due_text: str = ""
    words: str = ""
    entered_late: bool = False
    explained: str | None = None

    @property
    def marks(self) -> str:
        """The letters that stand for late, missed and entered late in every theme."""
        letters = {ColumnState.LATE: "L", ColumnState.MISSED: "M"}
        return letters.get(self.state, "") + ("E" if self.entered_late else "")

    @property
    def spoken(self) -> str:
        """The column in words, for a screen reader and the tooltip."""
        said = [self.time_text, self.words or self.state.value]
        if self.due_text and self.due_text != self.time_text:
            said.append(f"due {self.due_text}")
        if self.entered_late and "entered late" not in self.words:
            said.append("entered late")
        if self.explained is not None:
            said.append(f"explained: {self.explained}")
        return ", ".join(said)


@dataclass(frozen=True, slots=True, kw_only=True)
class GridView:
    """The whole grid; `due` is the one column that takes typing."""

    rows: tuple[RowView, ...]
    columns: tuple[ColumnView, ...]
    due: int | None = None

    def __post_init__(self) -> None:
        wrong = [column.key for column in self.columns if len(column.cells) != len(self.rows)]
        if wrong:
            raise ValueError(f"columns {wrong} do not have one cell for each row")
        if self.due is not None and not 0 <= self.due < len(self.columns):
            raise ValueError("the due column is not among the columns")


@dataclass(frozen=True, slots=True, kw_only=True)
class DueWords:
    """A countdown in a sentence, in a few signs, and how pressing it is."""

    sentence: str
    short: str
    urgency: Urgency


def vitals_rows(limits: Mapping[str, str]) -> tuple[RowView, ...]:
    """The rows of a clinic's grid in their order; `limits` maps a row's key to its limits."""
    return tuple(
        RowView(key=key, label=label, unit=unit, limits_text=limits.get(key, ""))
        for key, label, unit in _ROWS
    )


def due_words(
    seconds_left: int, *, what: str = "Vitals", grace: int = 120, soon: int = 60
) -> DueWords:
    """Say how long until an observation is due, or for how long it has been overdue."""
    clock = written_clock(abs(seconds_left))
    if seconds_left > 0:
        urgency = Urgency.SOON if seconds_left <= soon else Urgency.CALM
        return DueWords(sentence=f"{what} due in {clock}", short=clock, urgency=urgency)
    if seconds_left >= -grace:
        sentence = f"{what} due now · {clock}"
        return DueWords(sentence=sentence, short=f"now {clock}", urgency=Urgency.NOW)
    sentence = f"{what} OVERDUE {clock}"
    return DueWords(sentence=sentence, short=f"−{clock}", urgency=Urgency.OVERDUE)


def written_clock(seconds: int) -> str:
    """Write a span as minutes and seconds, with hours only when there are some."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


_ROWS = (
    ("hr", "HR", "/min"),
    ("bp", "BP", "mmHg"),
    ("spo2", "SpO₂", "%"),
    ("rr", "RR", "/min"),
    ("etco2", "EtCO₂", "mmHg"),
    ("o2_lpm", "O₂", "L/min"),
    ("temp_c", "Temp", "°C"),
    ("moaas", "MOAA/S", "0–5"),
    ("pain", "Pain", "0–10"),
    ("dissociation", "Dissociation", "0–10"),
    ("hallucination", "Hallucination", "0–10"),
    ("nausea", "Nausea", "0–3"),
    ("rate", "Ketamine", "mL/h"),
    ("meds", "Medication", ""),
)
