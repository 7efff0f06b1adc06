"""Every chair at once, to be read and not charted: latest values with their ages, drugs, alerts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from ketachart.domain.clinic import World
from ketachart.domain.session import Session
from ketachart.domain.times import clock_text
from ketachart.ui.presenters.allergies import allergy_words
from ketachart.ui.presenters.board import Tile, tiles
from ketachart.ui.presenters.chart_grid import dose_words
from ketachart.ui.presenters.grid_view import vitals_rows
from ketachart.ui.presenters.lanes import LaneView, lanes

_LAST_DRUGS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairLine:
    """One chair that somebody sits in.

    Attributes:
        tile: what the board says of it.
        allergies: a high risk for the breathing, and what the patient must not be given; then ever
            shorter ways to say so.
        is_warning: whether there is either.
        lanes: each row that has a value, by its label.
        drugs: the last drugs given, with their times.
        to_acknowledge: how many were given before they were ordered.
    """

    tile: Tile
    allergies: tuple[str, ...]
    is_warning: bool
    lanes: tuple[tuple[str, LaneView], ...]
    drugs: str
    to_acknowledge: str


def chair_lines(world: World, now: datetime) -> tuple[ChairLine, ...]:
    """The chairs in use, in the order of the chairs."""
    found = []
    for tile in tiles(world, now):
        session = world.session(tile.session) if tile.session else None
        if session is not None:
            found.append(_line(tile, session, world, now))
    return tuple(found)


def _line(tile: Tile, session: Session, world: World, now: datetime) -> ChairLine:
    patient = world.patient(session.patient)
    allergies = patient.allergies if patient else ()
    risk = "HIGH RESPIRATORY RISK · " if session.high_respiratory_risk else ""
    latest = lanes(session, world.settings_at(session.opened_at), now)
    return ChairLine(
        tile=tile,
        allergies=allergy_words(allergies, risk),
        is_warning=bool(risk or allergies),
        lanes=tuple((row.label, latest[row.key]) for row in vitals_rows({}) if row.key in latest),
        drugs=_drugs(session, world.site.zone),
        to_acknowledge=_to_acknowledge([dose_words(each.given) for each in session.unacknowledged]),
    )


def _drugs(session: Session, zone: tzinfo) -> str:
    given = sorted(session.medications, key=lambda each: each.observed_at)
    said = [
        f"{dose_words(each.given)} {clock_text(each.observed_at, zone)}"
        for each in given[-_LAST_DRUGS:]
    ]
    earlier = len(given) - len(said)
    return " · ".join([*([f"{earlier} earlier"] if earlier else []), *said])


def _to_acknowledge(doses: Sequence[str]) -> str:
    return f"Acknowledge {', '.join(doses)}" if doses else ""
