"""The table of folds: which fact changes a session how."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple, TypeVar, cast

from ketachart.domain import events as ev
from ketachart.domain.bedside import Interval
from ketachart.domain.entries import Entry
from ketachart.domain.session import Session

_E = TypeVar("_E", bound=ev.Event)
Fold = Callable[[Session, Entry, ev.Event], Session]
FOLDS: dict[type[ev.Event], Fold] = {}
READS_ADDED: set[type[ev.Event]] = set()
"""Facts whose fold reads what others only added, or the session's log."""


class Addition(NamedTuple):
    """What a kind of fact adds at the end of one of a session's tuples, whatever else it says."""

    field: str
    made: Callable[[Entry, ev.Event], object]


ADDITIONS: dict[type[ev.Event], Addition] = {}


def folds(
    kind: type[_E], *, reads_added: bool = False
) -> Callable[[Callable[[Session, Entry, _E], Session]], Fold]:
    """Register what a kind of fact does to a session.

    Args:
        kind: the kind of fact.
        reads_added: whether it reads what others only added (`adds`), or the session's log; one
            that does not may be handed a session that lacks the latest of these.
    """
    if reads_added:
        READS_ADDED.add(kind)

    def register(function: Callable[[Session, Entry, _E], Session]) -> Fold:
        FOLDS[kind] = cast("Fold", function)
        return cast("Fold", function)

    return register


def adds(
    field: str, *kinds: type[ev.Event]
) -> Callable[[Callable[[Entry, _E], object]], Callable[[Entry, _E], object]]:
    """Register what kinds of facts add to a session, and to which of its tuples.

    It may say nothing of the rest of the session: many of them are added at once.
    """

    def register(function: Callable[[Entry, _E], object]) -> Callable[[Entry, _E], object]:
        addition = Addition(field, cast("Callable[[Entry, ev.Event], object]", function))
        ADDITIONS.update(dict.fromkeys(kinds, addition))
        return function

    return register


def relieved_at_the_end(session: Session, at: datetime) -> tuple[Interval, ...]:
    """The intervals of responsibility, the open one ended."""
    return tuple(
        replace(interval, end=at) if interval.end is None else interval
        for interval in session.responsibility
    )
