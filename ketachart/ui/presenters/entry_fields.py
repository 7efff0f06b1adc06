"""Which values a vitals column takes, and what is possible in each; no Qt."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRange:
    """What is possible in one field, and which step from the last value is asked about."""

    low: Decimal
    high: Decimal
    decimals: int = 0
    far: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryField:
    """One value of the chart, with its name, unit and possible range."""

    key: str
    label: str
    unit: str
    range: FieldRange

    @property
    def possible(self) -> str:
        """The possible range in words."""
        unit = f" {self.unit}" if self.unit else ""
        return f"{self.range.low} to {self.range.high}{unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryCell:
    """One cell that takes typing: one field, or two written with a stroke between."""

    key: str
    label: str
    fields: tuple[EntryField, ...]

    @property
    def decimals(self) -> int:
        """The decimals that any field of this cell may have."""
        return max(field.range.decimals for field in self.fields)


FAR_FROM_LAST: Mapping[str, Decimal] = {
    "hr": Decimal(40),
    "sbp": Decimal(40),
    "dbp": Decimal(30),
    "spo2": Decimal(8),
    "rr": Decimal(10),
    "etco2": Decimal(15),
    "temp_c": Decimal("1.5"),
}
"""Shipped steps beyond which a possible value is asked about once."""


def entry_cells(ranges: Mapping[str, FieldRange]) -> tuple[EntryCell, ...]:
    """The cells of a vitals column in the grid's order, for the fields that `ranges` names."""
    cells = []
    for key, label, fields in _CELLS:
        known = tuple(
            EntryField(key=name, label=words, unit=unit, range=ranges[name])
            for name, words, unit in fields
            if name in ranges
        )
        if len(known) == len(fields):
            cells.append(EntryCell(key=key, label=label, fields=known))
    return tuple(cells)


_CELLS = (
    ("hr", "HR", (("hr", "HR", "/min"),)),
    ("bp", "BP", (("sbp", "Systolic", "mmHg"), ("dbp", "Diastolic", "mmHg"))),
    ("spo2", "SpO₂", (("spo2", "SpO₂", "%"),)),
    ("rr", "RR", (("rr", "RR", "/min"),)),
    ("etco2", "EtCO₂", (("etco2", "EtCO₂", "mmHg"),)),
    ("o2_lpm", "O₂", (("o2_lpm", "O₂", "L/min"),)),
    ("temp_c", "Temp", (("temp_c", "Temp", "°C"),)),
    ("moaas", "MOAA/S", (("moaas", "MOAA/S", ""),)),
    ("pain", "Pain", (("pain", "Pain", ""),)),
    ("dissociation", "Dissociation", (("dissociation", "Dissociation", ""),)),
    ("hallucination", "Hallucination", (("hallucination", "Hallucination", ""),)),
    ("nausea", "Nausea", (("nausea", "Nausea", ""),)),
)
