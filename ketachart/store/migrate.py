"""Brings a vault's tables to the form this release knows: back up, step, record."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from ketachart.store.connection import copy_database, translated
from ketachart.store.errors import StoreForeign, StoreTooNew
from ketachart.store.migrations import STEPS

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
        raise StoreTooNew
    return tuple(known[len(applied) :])


def lay_tables(db: Database, steps: Sequence[Step] = STEPS) -> None:
    """Give an empty database its tables."""
    with translated():
        _migrations(steps).apply(db)


def migrate(
    db: Database, folder: Path, key: bytes, steps: Sequence[Step] = STEPS
) -> tuple[str, ...]:
    """Take the steps a vault lacks, each with its record in one transaction.

    A copy of the database as it was, under the same key, is left in the folder first.

    Returns:
        The names of the steps taken.

    Raises:
        StoreError: a step failed; the steps before it stand, it left nothing behind.
    """
    pending = pending_steps(db, steps)
    if pending:
        copy_database(db, _free_name(folder, pending[0]), key)
        lay_tables(db, steps)
    return pending


def _migrations(steps: Sequence[Step]) -> Migrations:
    migrations = Migrations(SET_NAME)
    for name, step in steps:
        migrations(name=name)(step)
    return migrations


def _free_name(folder: Path, step: str) -> Path:
    number = step.split(maxsplit=1)[0]
    path, again = folder / f"ketachart.before-{number}.db", 1
    while path.exists():
        again += 1
        path = folder / f"ketachart.before-{number}.{again}.db"
    return path
