"""What a search through the ledger found, in words."""

from collections.abc import Sequence
from decimal import Decimal

from ketachart.domain.daylog import Row
from ketachart.domain.quantities import two_places
from ketachart.ui.presenters.ledger import TableLine

FOUND_COLUMNS = (
    "Date",
    "Time",
    "Movement",
    "Lot",
    "Vial",
    "mL",
    "mg",
    "Patient",
    "Session",
    "By",
    "Witness",
    "Reason",
    "Reference",
)
_SUMMED = ("drawn", "administered", "wasted", "broken", "disposed", "transferred")


def found_lines(rows: Sequence[Row]) -> tuple[TableLine, ...]:
    """A line for each row, in the order recorded."""
    return tuple(
        TableLine(
            key=str(number),
            cells=(
                row.date,
                row.time,
                row.movement,
                row.lot,
                row.vial,
                row.ml,
                row.mg,
                row.patient_name,
                row.session,
                row.by,
                row.witness,
                row.reason,
                row.reference,
            ),
            is_strong=row.movement == "received",
            is_alert=row.movement in {"broken", "adjusted"},
        )
        for number, row in enumerate(rows)
    )


def found_words(rows: Sequence[Row]) -> str:
    """The sum of what was found: containers in, mL out, how many patients."""
    if not rows:
        return "Nothing in the ledger names it."
    received = sum(int(row.containers) for row in rows if row.movement == "received")
    sums = {
        kind: sum((Decimal(row.ml) for row in rows if row.movement == kind), Decimal(0))
        for kind in _SUMMED
    }
    patients = len({row.patient_name for row in rows if row.patient_name})
    parts = [f"{len(rows)} entr{'y' if len(rows) == 1 else 'ies'}"]
    parts += [f"{received} container{'' if received == 1 else 's'} received"] if received else []
    parts += [f"{kind} {two_places(ml)} mL" for kind, ml in sums.items() if ml]
    parts += [f"{patients} patient{'' if patients == 1 else 's'}"] if patients else []
    return " · ".join(parts)
