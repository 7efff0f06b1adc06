"""Which tables are worked out from the log, and whether the tables are all as they should be."""

from contextlib import closing
from typing import Final

from ketachart.store.connection import Database, open_in_memory, translated
from ketachart.store.migrate import lay_tables

# What may be emptied and rebuilt from the log at any time, and is not to be trusted before it.
DERIVED_TABLES: Final = (
    "day_start",
    "session_row",
    "movement",
    "container",
    "doc",
    "day",
)

CACHES: Final = ("stock_then",)
"""Worked out too, but not compared: how much is kept depends on what came in when."""

WORKED_OUT: Final = "4"
"""Raised with each release that works the same log out into other tables than the one before."""


def is_worked_out(db: Database) -> bool:
    """Whether the derived tables are as this release works them out."""
    with translated():
        row = db.conn.execute("SELECT value FROM meta WHERE key = 'worked_out'").fetchone()
    return row is not None and row[0] == WORKED_OUT


def note_worked_out(db: Database) -> None:
    """Say that they are; within the caller's transaction."""
    with translated():
        db.conn.execute(
            "INSERT OR REPLACE INTO meta (key, value) VALUES ('worked_out', ?)", (WORKED_OUT,)
        )


def empty_derived(db: Database) -> None:
    """Empty every derived table; within the caller's transaction."""
    with translated():
        for table in (*DERIVED_TABLES, *CACHES):
            db.table(table).delete_where()


def scratch_database() -> Database:
    """A database in memory with all tables, empty."""
    db = open_in_memory()
    lay_tables(db)
    return db


def schema_faults(db: Database) -> tuple[str, ...]:
    """Which tables, indexes and guards are missing, changed, or not ours; a sentence each."""
    with closing(scratch_database()) as scratch:
        expected, found = _objects(scratch), _objects(db)
    missing = [f"{name} is missing." for name in expected if name not in found]
    foreign = [f"{name} does not belong here." for name in found if name not in expected]
    changed = [
        f"{name} was changed."
        for name, sql in expected.items()
        if name in found and found[name] != sql
    ]
    return (*missing, *foreign, *changed)


def _objects(db: Database) -> dict[str, str]:
    with translated():
        rows = db.conn.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name")
        # sqlite_stat tables come and go with ANALYZE.
        return {
            f"The {kind} {name}": sql or ""
            for kind, name, sql in rows
            if not name.startswith("sqlite_stat")
        }
