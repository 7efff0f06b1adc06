"""A vault that has just been filled by others: all in it is worked out at its next opening."""

from ketachart.store.connection import Database, Transaction


def work_out_anew(db: Database) -> None:
    """Have the tables worked out from the whole log at the next opening.

    That is all at once or not at all, and quicker than entry by entry where nothing is there yet.
    """
    with Transaction(db):
        db.conn.execute("DELETE FROM unfolded")
        db.conn.execute("DELETE FROM meta WHERE key = 'worked_out'")
