"""The table of folds: which fact changes a session how."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar, cast

from ketachart.domain import events as ev
from ketachart.domain.bedside import Interval
from ketachart.domain.entries import Entry
from ketachart.domain.session import Session

_E = TypeVar("_E", bound=ev.Event)
Fold = Callable[[Session, Entry, ev.Event], Session]
FOLDS: dict[type[ev.Event], Fold] = {}


def folds(kind: type[_E]) -> Callable[[Callable[[Session, Entry, _E], Session]], Fold]:
    """Register what a kind of fact does to a session."""

    def register(function: Callable[[Session, Entry, _E], Session]) -> Fold:
        FOLDS[kind] = cast("Fold", function)
        return cast("Fold", function)

    return register


def relieved_at_the_end(session: Session, at: datetime) -> tuple[Interval, ...]:
    """The intervals of responsibility, the open one ended."""
    return tuple(
        replace(interval, end=at) if interval.end is None else interval
        for interval in session.responsibility
    )
