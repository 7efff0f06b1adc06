"""An index over the few sessions that wait for someone, so that opening does not walk over all."""

from sqlite_utils import Database

_WAITING = """
CREATE INDEX session_row_waiting ON session_row (opened_at, session)
WHERE phase <> 'co-signed' OR cosigned_by IS NULL
"""


def lay_the_index_of_waiting(db: Database) -> None:
    db.execute(_WAITING.strip())


STEP = ("0003 waiting sessions", lay_the_index_of_waiting)
