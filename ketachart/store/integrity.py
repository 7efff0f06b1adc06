"""Whether every page of a database is as it was written."""

from ketachart.store.connection import Database, checkpoint, translated
from ketachart.store.errors import StoreDamaged


def page_faults(db: Database) -> tuple[str, ...]:
    """What is wrong with the pages of a database open for writing, a sentence each.

    The cipher's own check reads the main file only, and misses pages cut off at its end; so the
    write-ahead log is brought in first, and the structure walked as well.
    """
    checkpoint(db)
    found: list[str] = []
    for check in ("cipher_integrity_check", "quick_check"):
        try:
            with translated():
                answers = [answer for (answer,) in db.conn.execute(f"PRAGMA {check}")]
        except StoreDamaged as error:
            answers = [str(error)]
        found += [str(answer) for answer in answers if answer != "ok"]
    return tuple(found)
