"""Rounds: the chairs that are due, in the order one walks, each named before it is charted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ketachart.domain.patients import Patient
from ketachart.domain.session import Session
from ketachart.ui.presenters.board import Tile
from ketachart.ui.presenters.chair import surname_first
from ketachart.ui.presenters.grid_view import Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One chair of a round, as it is named before anything is typed."""

    chair: str
    session: str
    who: str
    known_by: str
    due: str


def stops(found: Iterable[Tile]) -> tuple[str, ...]:
    """The chairs whose vitals are due or nearly, in the order of the chairs."""
    return tuple(
        tile.chair
        for tile in sorted(found, key=lambda tile: tile.number)
        if tile.due is not None and tile.urgency is not Urgency.CALM
    )


def named(session: Session, patient: Patient | None, due: str) -> Stop:
    """Whose chair this is, by name and by a second mark."""
    return Stop(
        chair=session.chair,
        session=session.id,
        who=surname_first(patient.name) if patient else session.patient,
        known_by=f"born {patient.birth_date} · MRN {patient.mrn}" if patient else "",
        due=due,
    )


def ended_words(charted: Sequence[str], left: Sequence[str]) -> str:
    """What a round came to."""
    if not charted and not left:
        return "No chair is due now."
    said = f"Round: {', '.join(charted)} charted." if charted else "Round ended."
    return f"{said} Still due: {', '.join(left)}." if left else f"{said} No chair is due now."
