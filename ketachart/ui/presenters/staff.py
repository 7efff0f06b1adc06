"""Who stood behind the chair when, and what an anesthesiologist attested how long after."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from ketachart.domain import attesting
from ketachart.domain.bedside import BACK, HAND_OVER, RELIEF, Interval
from ketachart.domain.people import Person, may
from ketachart.domain.session import IN_CHAIR, Session
from ketachart.domain.times import clock_text, minutes_of
from ketachart.ui.presenters.entry_log import NameOf
from ketachart.ui.presenters.sheet import SheetLine, SheetSection

_KINDS = {HAND_OVER: "took over", RELIEF: "relief", BACK: "back from relief"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """One way in which chairs change hands, as it is offered.

    Attributes:
        key: stable, for the button and its test.
        sessions: the sessions that are taken.
        kind: what is recorded for each.
    """

    key: str
    words: str
    sessions: tuple[str, ...]
    kind: str


def staff(session: Session, zone: tzinfo, name_of: NameOf) -> SheetSection:
    """The intervals of responsibility, in order."""
    lines = tuple(
        SheetLine(label=_span(each, zone), words=_who(each, name_of))
        for each in session.responsibility
    )
    return SheetSection(title="Responsible", lines=lines)


def _span(interval: Interval, zone: tzinfo) -> str:
    end = clock_text(interval.end, zone) if interval.end is not None else "now"
    return f"{clock_text(interval.begin, zone)}–{end}"


def _who(interval: Interval, name_of: NameOf) -> str:
    kind = _KINDS.get(interval.kind, "")
    name = name_of(interval.person)
    return f"{name} ({kind})" if kind else name


def takings(
    session: Session | None, held: Iterable[Session], person: Person, name_of: NameOf
) -> tuple[Taking, ...]:
    """How a person may come to be responsible: for this chair, or for all that someone holds."""
    if not may(person, "session.take"):
        return ()
    chairs = [each for each in held if each.phase in IN_CHAIR and each.responsible != person.id]
    here = next((each for each in chairs if session is not None and each.id == session.id), None)
    found = _of_one(here, person) if here is not None else []
    mine = tuple(each.id for each in chairs if was_relieved(each, person))
    if mine and mine != (here.id if here else "",):
        words = f"Back from relief: {_counted(len(mine))}"
        found.append(Taking(key="back_all", words=words, sessions=mine, kind=BACK))
    for holder in dict.fromkeys(each.responsible for each in chairs):
        theirs = tuple(each.id for each in chairs if each.responsible == holder)
        if theirs != (here.id if here else "",):
            found += _of_all(theirs, holder, name_of(holder))
    return tuple(found)


def _of_one(session: Session, person: Person) -> list[Taking]:
    one, chair = (session.id,), session.chair
    if was_relieved(session, person):
        return [Taking(key="back", words=f"Back from relief: {chair}", sessions=one, kind=BACK)]
    return [
        Taking(key="take", words=f"Take {chair} over", sessions=one, kind=HAND_OVER),
        Taking(key="relieve", words=f"Relieve at {chair}", sessions=one, kind=RELIEF),
    ]


def _of_all(sessions: tuple[str, ...], holder: str, name: str) -> list[Taking]:
    chairs = _counted(len(sessions))
    take, relieve = f"Take over from {name}: {chairs}", f"Relieve {name}: {chairs}"
    return [
        Taking(key=f"take_all_{holder}", words=take, sessions=sessions, kind=HAND_OVER),
        Taking(key=f"relieve_all_{holder}", words=relieve, sessions=sessions, kind=RELIEF),
    ]


def _counted(count: int) -> str:
    return "1 chair" if count == 1 else f"all {count} chairs"


def was_relieved(session: Session, person: Person) -> bool:
    """Whether somebody else holds the chair in relief of this person."""
    held = session.responsibility
    return len(held) > 1 and held[-1].kind == RELIEF and held[-2].person == person.id


# ── Attestations ─────────────────────────────────────────────────────────────────────────────────


def attestations(session: Session, zone: tzinfo, name_of: NameOf) -> SheetSection:
    """What was attested, how long after it happened; what could be and is not."""
    lines = [
        SheetLine(
            label=_capital(attesting.ATTESTABLE.get(each.kind, each.kind)),
            words=f"{clock_text(each.event_at, zone)}, attested by {name_of(each.by)} at "
            f"{clock_text(each.at, zone)}, {after_words(each.event_at, each.at)}: {each.words}",
        )
        for each in session.attestations
    ]
    lines += [
        SheetLine(
            label=_capital(attesting.ATTESTABLE[each.kind]),
            words=f"{clock_text(each.event_at, zone)}, not attested",
        )
        for each in attesting.open_for(session)
    ]
    return SheetSection(title="Attestations", lines=tuple(lines), empty="Nothing to attest yet.")


def _capital(words: str) -> str:
    return words.removeprefix("the ").removeprefix("a ").capitalize()


def after_words(event_at: datetime, now: datetime) -> str:
    """How long after the event, such as `40 min after` or `2 h 5 min after`."""
    hours, minutes = divmod(max(0, minutes_of(now - event_at)), 60)
    return f"{hours} h {minutes} min after" if hours else f"{minutes} min after"
