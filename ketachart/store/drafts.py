"""What was typed and not yet recorded; it must survive a crash."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ketachart.store.anchor import Anchor
from ketachart.store.connection import Database, Transaction, translated
from ketachart.store.entries import written_time

_CHANGES_KEY: Final = "draft_changes"
_SAVE_SQL: Final = """
    INSERT INTO draft (place, author, body, saved_at) VALUES (?, ?, ?, ?)
    ON CONFLICT (place) DO UPDATE
    SET author = excluded.author, body = excluded.body, saved_at = excluded.saved_at
"""
_COUNT_SQL: Final = """
    INSERT INTO meta (key, value) VALUES (?, '1')
    ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)
    RETURNING CAST(value AS INTEGER)
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """Something typed and not yet recorded, by whom and since when."""

    place: str
    author: str
    body: str
    saved_at: datetime


class Drafts:
    """The drafts, one a place (a chair's open column, a note being written)."""

    def __init__(self, db: Database, anchor: Anchor) -> None:
        self._db = db
        self._anchor = anchor

    def save(self, draft: Draft) -> None:
        """Keep a draft in place of the one before; on the disk when this returns."""
        saved_at = written_time(draft.saved_at)
        self._change(_SAVE_SQL, (draft.place, draft.author, draft.body, saved_at))

    def load(self, place: str) -> Draft | None:
        """The draft of a place, if there is one."""
        return next((draft for draft in self.all() if draft.place == place), None)

    def all(self) -> tuple[Draft, ...]:
        """Every draft there is; a handful."""
        with translated():
            rows = self._db.conn.execute(
                "SELECT place, author, body, saved_at FROM draft ORDER BY place"
            ).fetchall()
        return tuple(
            Draft(place, author, body, datetime.fromisoformat(saved_at))
            for place, author, body, saved_at in rows
        )

    def delete(self, place: str) -> None:
        """Forget a draft that was given up."""
        self._change("DELETE FROM draft WHERE place = ?", (place,))

    def _change(self, sql: str, values: tuple[str, ...]) -> None:
        with Transaction(self._db):
            self._db.conn.execute(sql, values)
            # fetchall, because a statement left half read would keep the transaction open.
            ((changes,),) = self._db.conn.execute(_COUNT_SQL, (_CHANGES_KEY,)).fetchall()
        self._anchor.note_drafts(changes)


def draft_changes(db: Database) -> int:
    """How often drafts have changed, to be compared with what the anchor says."""
    with translated():
        row = db.conn.execute("SELECT value FROM meta WHERE key = ?", (_CHANGES_KEY,)).fetchone()
    return int(row[0]) if row else 0


def drop_with(db: Database, place: str) -> None:
    """Forget a draft whose content is recorded by the caller's own transaction.

    Not counted as a change of drafts: if it were lost, so would be the entry it came with.
    """
    db.conn.execute("DELETE FROM draft WHERE place = ?", (place,))
