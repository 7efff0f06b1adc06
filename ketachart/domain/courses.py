"""What came of a session, asked at the next visit, and how far a series is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from fractions import Fraction

from ketachart.domain import events as ev
from ketachart.domain.entries import Entry
from ketachart.domain.protocols import Protocol
from ketachart.domain.quantities import written
from ketachart.domain.session import Session
from ketachart.domain.times import local_day

MOST_WEEKS = 104
LONGEST_SERIES = 60
"""Earlier sessions that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relief:
    """How much a session relieved, and for how long, as told later.

    Attributes:
        session: the session it came of.
        percent: of the pain that was relieved, 0 to 100.
        weeks: how long it lasted, or has lasted so far.
    """

    session: str
    percent: int
    weeks: Decimal
    note: str
    by: str
    at: datetime

    @property
    def words(self) -> str:
        """In a line."""
        lasted = f"{self.percent} % relief for {weeks_in_words(self.weeks)}"
        return f"{lasted} ({self.note})" if self.note else lasted


def weeks_in_words(weeks: Decimal | Fraction) -> str:
    """How long relief lasted: `1 week`, `2.5 weeks`."""
    return written(weeks, "week" if weeks == 1 else "weeks")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesSoFar:
    """The started sessions of a series before this one, the oldest first.

    Attributes:
        mg: what all of them gave, in mg.
    """

    sessions: tuple[Session, ...]
    mg: Decimal


def relief_from(entry: Entry, event: ev.OutcomeRecorded) -> Relief:
    """The outcome that an entry records."""
    return Relief(
        session=event.session,
        percent=event.relief_percent,
        weeks=event.weeks,
        note=event.note,
        by=entry.author,
        at=entry.recorded_at,
    )


def mg_given(session: Session) -> Decimal:
    """What a session gave from its bag, in mg."""
    made = session.preparation
    return session.administered_ml * made.mg_per_ml if made else Decimal(0)


def series_so_far(session: Session, earlier: Sequence[Session]) -> SeriesSoFar:
    """The part of a series that lies before a session.

    It reaches back to the session that was called the first of its series, or to one of another
    protocol. Outside a series there is none.

    Args:
        session: the session that is being prepared, or is shown.
        earlier: the patient's started sessions before it, the oldest first.
    """
    found: list[Session] = []
    if session.series is not None and session.series.number > 1:
        for each in reversed(earlier):
            if each.protocol != session.protocol or each.series is None:
                break
            found.append(each)
            if each.series.number == 1:
                break
    given = sum((mg_given(each) for each in found), Decimal(0))
    return SeriesSoFar(sessions=tuple(reversed(found)), mg=given)


def course_lines(
    session: Session,
    earlier: Sequence[Session],
    protocol: Protocol | None,
    relief: Callable[[str], Relief | None],
    zone: tzinfo,
) -> tuple[str, ...]:
    """A series in words: which session of how many, its rule, doses so far, what came of them."""
    lines = []
    if session.series is not None:
        lines.append(f"Session {session.series.number} of {session.series.of}")
        if protocol is not None and protocol.course.words:
            lines.append(f"Rule of the series: {protocol.course.words}")
        so_far = series_so_far(session, earlier)
        if so_far.sessions:
            doses = ", ".join(
                f"{local_day(each.opened_at, zone)} {written(mg_given(each), 'mg')}"
                for each in so_far.sessions
            )
            lines.append(f"So far {doses}; together {written(so_far.mg, 'mg')}")
    lines.extend(relief_lines((*earlier[-1:], session), relief, zone))
    return tuple(lines)


def relief_lines(
    sessions: Sequence[Session], relief: Callable[[str], Relief | None], zone: tzinfo
) -> tuple[str, ...]:
    """What was told of each session; nothing of those nobody was asked about."""
    return tuple(
        f"After {local_day(each.opened_at, zone)}: {told.words}"
        for each in sessions
        if (told := relief(each.id)) is not None
    )
