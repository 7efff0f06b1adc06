"""What workstations recorded that a conflict is about, as it stands in the log."""

from dataclasses import dataclass

from ketachart.app.audit import trail_of
from ketachart.app.clinic import Clinic
from ketachart.domain.entries import session_stream
from ketachart.domain.meeting import Conflict


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One entry that a conflict is about.

    Attributes:
        ref: the entry's name.
        session: the session in whose chart it stands; empty if it is no part of a chart.
        kind: the stored name of the fact.
        details: the fact as JSON.
    """

    ref: str
    session: str
    device: str
    author: str
    recorded: str
    kind: str
    details: str


def said_in(clinic: Clinic, conflict: Conflict) -> tuple[Said, ...]:
    """The entries that a conflict is about, in the order in which they were recorded."""
    log, trail, found = clinic.vault.log, trail_of(clinic), []
    for ref in conflict.refs:
        device, _, number = ref.rpartition(":")
        stored = log.entry(device, int(number))
        if stored is None:
            continue
        line = trail.line(stored)
        name = stored.stream.partition(":")[2]
        is_chart = stored.stream == session_stream(name)
        found.append(
            Said(
                ref=ref,
                session=name if is_chart else "",
                device=device,
                author=line.author_name or line.author,
                recorded=line.recorded_at,
                kind=line.kind,
                details=line.details,
            )
        )
    return tuple(sorted(found, key=lambda each: (each.recorded, each.device)))
