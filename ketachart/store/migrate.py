"""Brings a vault's tables to the form this release knows, step by step."""

from collections.abc import Callable, Sequence
from typing import Final

from sqlite_utils.migrations import Migrations

from ketachart.store.connection import Database, translated
from ketachart.store.errors import StoreForeign, StoreTooNew
from ketachart.store.migrations import STEPS
from ketachart.store.notes import RELEASE, noted

Step = tuple[str, Callable[[Database], None]]

SET_NAME: Final = "ketachart"


def pending_steps(db: Database, steps: Sequence[Step] = STEPS) -> tuple[str, ...]:
    """The names of the steps this vault still lacks.

    Raises:
        StoreForeign: the database is not a vault.
        StoreTooNew: it knows steps that this release does not.
    """
    known = [name for name, _ in steps]
    with translated():
        applied = [step.name for step in _migrations(steps).applied(db)]
    if not applied:
        raise StoreForeign
    if applied != known[: len(applied)]:
        raise StoreTooNew.than_this(noted(db, RELEASE))
    return tuple(known[len(applied) :])


def lay_tables(db: Database, steps: Sequence[Step] = STEPS) -> None:
    """Give an empty database its tables."""
    with translated():
        _migrations(steps).apply(db)


def migrate(db: Database, steps: Sequence[Step] = STEPS) -> tuple[str, ...]:
    """Take the steps a vault lacks, each with its record in one transaction.

    Returns:
        The names of the steps taken.

    Raises:
        StoreError: a step failed; the steps before it stand, it left nothing behind.
    """
    pending = pending_steps(db, steps)
    if pending:
        lay_tables(db, steps)
    return pending


def _migrations(steps: Sequence[Step]) -> Migrations:
    migrations = Migrations(SET_NAME)
    for name, step in steps:
        migrations(name=name)(step)
    return migrations
