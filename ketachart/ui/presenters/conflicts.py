"""What is said of conflicts: which there are, who must look, what each workstation said."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

from ketachart.app.said import Said
from ketachart.domain.clinic import World
from ketachart.domain.meeting import Conflict
from ketachart.domain.people import Person, Role
from ketachart.ui.presenters.audit import what_words
from ketachart.ui.presenters.entry_log import log_lines
from ketachart.ui.presenters.exchanging import moment_words
from ketachart.ui.presenters.ledger import TableLine

CONFLICT_COLUMNS = ("Since", "State", "Who looks", "What workstations said differently")
SAID_COLUMNS = ("At", "Workstation", "By", "What was said")
_ROLES = {
    Role.NURSE: "a nurse",
    Role.ANESTHESIOLOGIST: "an anesthesiologist",
    Role.ADMINISTRATOR: "an administrator",
    Role.INSPECTOR: "an inspector",
}
_NameOf = Callable[[str], str]
_CALLED = re.compile(r"(\w+(?:[.-]\w+)*)(?::(\d+)\b)?")
"""A person, a workstation or an entry of one, as the log may call them."""


def in_names(conflict: Conflict, workstations: Mapping[str, str], name_of: _NameOf) -> Conflict:
    """A conflict in which people and workstations are called what they are called here."""

    def said(found: re.Match[str]) -> str:
        called, seq = found[1], found[2]
        if called not in workstations:
            return name_of(called) + found[0][len(called) :]
        return f"{seq} at {workstations[called]}" if seq else workstations[called]

    return replace(
        conflict, words=_CALLED.sub(said, conflict.words), task=_CALLED.sub(said, conflict.task)
    )


def open_ones(conflicts: Sequence[Conflict]) -> tuple[Conflict, ...]:
    """Those that nobody has settled, the oldest first."""
    found = (each for each in conflicts if each.settled is None)
    return tuple(sorted(found, key=lambda each: (each.at, each.id)))


def is_task_of(conflict: Conflict, person: Person) -> bool:
    """Whether a person is among those who must look."""
    return conflict.role in person.roles


def conflict_words(conflicts: Sequence[Conflict], person: Person) -> str:
    """`2 conflicts: 1 for you`, `1 conflict for an anesthesiologist`; empty if none is open."""
    waiting = open_ones(conflicts)
    if not waiting:
        return ""
    counted = f"{len(waiting)} conflict{'' if len(waiting) == 1 else 's'}"
    own = sum(1 for each in waiting if is_task_of(each, person))
    if own:
        return f"{counted}: {own} for you" if own < len(waiting) else f"{counted} for you"
    roles = dict.fromkeys(_ROLES[each.role] for each in waiting)
    return f"{counted} for {' and '.join(roles)}"


def conflict_lines(
    conflicts: Sequence[Conflict], person: Person, now: datetime, zone: tzinfo
) -> tuple[TableLine, ...]:
    """Open ones first, those of whoever is at the keyboard on top; settled ones below."""
    ordered = sorted(
        conflicts,
        key=lambda each: (
            each.settled is not None,
            not is_task_of(each, person),
            each.at,
            each.id,
        ),
    )
    return tuple(
        TableLine(
            key=each.id,
            cells=(
                moment_words(each.at, now, zone),
                "✓ settled" if each.settled is not None else "▲ open",
                _who_looks(each, person),
                each.words,
            ),
            is_strong=each.settled is None and is_task_of(each, person),
        )
        for each in ordered
    )


def _who_looks(conflict: Conflict, person: Person) -> str:
    who = _ROLES[conflict.role]
    return f"you, as {who}" if is_task_of(conflict, person) else who


def settled_words(conflict: Conflict, name_of: _NameOf, now: datetime, zone: tzinfo) -> str:
    """Who settled it, when, and what was done; empty while it is open."""
    settled = conflict.settled
    if settled is None:
        return ""
    at = moment_words(settled.at, now, zone)
    return f"Settled {at} by {name_of(settled.by)}: {settled.words}"


def said_lines(said: Sequence[Said], world: World, name_of: _NameOf) -> tuple[TableLine, ...]:
    """What each workstation recorded, in words, in the order in which it was recorded."""
    zone, called = world.site.zone, world.workstation_names()
    charts = dict.fromkeys(each.session for each in said if each.session)
    found = [session for name in charts if (session := world.session(name)) is not None]
    words = {
        line.ref: line.words for session in found for line in log_lines(session, zone, name_of)
    }
    return tuple(
        TableLine(
            key=each.ref,
            cells=(
                each.recorded.replace("T", " ")[:16],
                called.get(each.device, each.device),
                each.author,
                words.get(each.ref) or what_words(each.kind, each.details),
            ),
        )
        for each in said
    )
