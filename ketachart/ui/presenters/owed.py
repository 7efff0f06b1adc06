"""Who owes which signature, by person: nothing waits without a name."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from ketachart.domain.clinic import World
from ketachart.domain.people import Role
from ketachart.domain.session import IN_CHAIR, Phase, Session
from ketachart.domain.times import clock_text, local_day
from ketachart.ui.presenters.chair import surname_first
from ketachart.ui.presenters.grid_view import Priority
from ketachart.ui.presenters.sheet import SheetLine, SheetSection
from ketachart.ui.presenters.signing import parts_unsigned, to_answer

_ANYONE = "Any anesthesiologist"


def owed(sessions: Iterable[Session], world: World, now: datetime) -> tuple[SheetSection, ...]:
    """A section for each person, by name, the oldest session first."""
    found: dict[str, list[SheetLine]] = {}
    for session in sorted(sessions, key=lambda each: each.opened_at):
        for person, label, words in _debts(session):
            line = _line(session, world, now, label, words)
            found.setdefault(_name(world, person), []).append(line)
    if not found:
        return (SheetSection(title="Nobody owes a signature.", lines=(), empty=""),)
    return tuple(
        SheetSection(title=f"{name} · {len(found[name])}", lines=tuple(found[name]))
        for name in sorted(found, key=lambda name: (name == _ANYONE, name))
    )


def _debts(session: Session) -> Iterator[tuple[str, str, str]]:
    """Who owes what, and what there is to say of it."""
    doctor = session.ordered_by
    is_open = session.phase not in {Phase.SIGNED, Phase.COSIGNED}
    for given in session.unacknowledged if is_open else ():
        yield doctor, "Acknowledge", f"{given.given.drug}, given before it was ordered"
    if session.phase in IN_CHAIR:
        return
    if session.phase in {Phase.RELEASED, Phase.CANCELLED}:
        reason = to_answer(session)
        yield session.responsible, "Sign", f"sent back: {reason}" if reason else ""
        for person in parts_unsigned(session):
            yield person, "Sign own part", ""
    if session.phase is Phase.SIGNED:
        yield doctor, "Co-sign", ""
    if session.changes_after_signature and session.cosignature is not None:
        count = session.changes_after_signature
        said = f"{count} addend{'um' if count == 1 else 'a'}"
        yield session.cosignature.by, "Co-sign change", said


def _line(session: Session, world: World, now: datetime, label: str, words: str) -> SheetLine:
    zone, patient = world.site.zone, world.patient(session.patient)
    who = surname_first(patient.name) if patient else session.patient
    day = local_day(session.opened_at, zone)
    is_today = day == local_day(now, zone)
    ended = session.ended_at or session.opened_at
    when = clock_text(ended, zone) if is_today else day.isoformat()
    said = " · ".join(part for part in (session.chair, who, when, words) if part)
    priority = Priority.NONE if is_today else Priority.MEDIUM
    return SheetLine(label=label, words=said, priority=priority)


def _name(world: World, person: str) -> str:
    known = world.person(person)
    if known is None or (known.disabled and Role.ANESTHESIOLOGIST in known.roles):
        return _ANYONE
    return known.titled
