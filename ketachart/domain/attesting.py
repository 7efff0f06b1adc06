"""What an anesthesiologist may attest: only what has happened."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ketachart.domain.session import Session

ATTESTABLE: dict[str, str] = {
    "start": "the start of the infusion",
    "rescue": "a rescue drug",
    "release": "the release",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestable:
    """Something that happened and may be attested, and when it happened."""

    kind: str
    event_at: datetime


def happened(session: Session) -> Iterator[Attestable]:
    """What there is to attest, attested or not, in order of time."""
    if session.started_at is not None:
        yield Attestable(kind="start", event_at=session.started_at)
    rescues = sorted(
        each.observed_at
        for each in session.medications
        if each.given.rescue and each.observed_at >= (session.started_at or each.observed_at)
    )
    for at in rescues:
        yield Attestable(kind="rescue", event_at=at)
    if session.released_at is not None:
        yield Attestable(kind="release", event_at=session.released_at)


def open_for(session: Session) -> tuple[Attestable, ...]:
    """What happened and nobody attested yet."""
    done = {(each.kind, each.event_at) for each in session.attestations}
    return tuple(each for each in happened(session) if (each.kind, each.event_at) not in done)
