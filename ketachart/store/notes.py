"""What a vault notes beside its log: where the hub is, whose keys came with an invitation."""

from typing import Final

from ketachart.store.connection import Database, Transaction, translated

HUB: Final = "hub"
"""Where the hub is."""
PINS: Final = "pins"
"""The workstations' keys that came with the invitation."""
INVITATION: Final = "invitation"
"""By which invitation the vault joined."""
INVITED: Final = "invited"
"""The names of the workstations that were invited from here."""
RELEASE: Final = "release"
"""Which release of the program used the vault last."""
UPGRADED: Final = "upgraded"
"""What an upgrade did that nobody was told of yet."""
FORKED: Final = "forked"
"""That the vault is a copy: the number of the last entry that the other has too."""


def noted(db: Database, name: str) -> str:
    """What was noted under a name; empty if nothing was."""
    with translated():
        row = db.conn.execute("SELECT value FROM meta WHERE key = ?", (name,)).fetchone()
    return str(row[0]) if row else ""


def note(db: Database, **notes: str) -> None:
    """Note something instead of what was noted before; empty forgets it.

    Raises:
        StoreError: the disk failed; nothing has changed.
    """
    with Transaction(db):
        for name, value in notes.items():
            db.conn.execute("DELETE FROM meta WHERE key = ?", (name,))
            if value:
                db.conn.execute("INSERT INTO meta (key, value) VALUES (?, ?)", (name, value))
