"""Tracing a lot, a container, a patient or a person through the log of controlled substances."""

from dataclasses import dataclass

from ketachart.domain.daylog import Row
from ketachart.domain.products import Container


@dataclass(slots=True, kw_only=True)
class Trace:
    """Says of each row, in the order recorded, whether it belongs to what is looked for.

    Of one container only its own rows do, from the delivery it came with on; of anything else
    each row that names it.
    """

    text: str
    container: Container | None = None
    _received: int = 0

    def takes(self, row: Row) -> bool:
        """Whether a row belongs to it."""
        if self.container is None:
            return _names(row, self.text.casefold())
        if row.movement == "received":
            return self._came_with(row, self.container)
        return self.container.id in row.vial.split("+")

    def _came_with(self, row: Row, container: Container) -> bool:
        """Containers of a lot are numbered on from delivery to delivery."""
        if row.lot != container.lot:
            return False
        before, self._received = self._received, self._received + int(row.containers)
        return before < container.number <= self._received


def _names(row: Row, wanted: str) -> bool:
    named = (
        *row.lot.split("+"),
        *row.vial.split("+"),
        row.patient_name,
        row.by,
        row.witness,
        row.prescriber,
        row.reference,
    )
    return any(wanted in each.casefold() for each in named if each)
