"""How far the workstations are, as one vault knows it; looked up by a few short queries."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, NamedTuple

from ketachart.store.connection import Database, translated
from ketachart.store.log_reader import LogReader
from ketachart.store.peers import MOST_HELD

_CUT_SQL: Final = (
    f"SELECT DISTINCT device, {MOST_HELD} FROM held "  # noqa: S608
    f"GROUP BY device, why HAVING count(*) >= {MOST_HELD}"
)


class Standing(NamedTuple):
    """What is known of a workstation's entries.

    `acknowledged` is the most any place confirmed; `is_held_cut` says that more was set aside than
    is kept.
    """

    entries: int
    last_recorded: datetime | None
    acknowledged: int
    held: int
    is_held_cut: bool
    last_exchange: datetime | None


def standings(db: Database, own: str) -> Mapping[str, Standing]:
    """What is known of every workstation, this one included."""
    log = LogReader(db)
    acknowledged = _numbers(db, "SELECT device, max(seq) FROM acknowledged GROUP BY device")
    held = _numbers(db, "SELECT device, sum(last_seq - first_seq + 1) FROM held GROUP BY device")
    cut = _numbers(db, _CUT_SQL)
    exchanged = _times(db)
    found = {}
    for device in sorted({own, *log.devices(), *held}):
        head = log.head_of(device)
        newest = log.entry(device, head.seq) if head.seq else None
        found[device] = Standing(
            entries=head.seq,
            last_recorded=newest.recorded_at if newest is not None else None,
            acknowledged=acknowledged.get(device, 0),
            held=held.get(device, 0),
            is_held_cut=device in cut,
            last_exchange=max(exchanged.values(), default=None)
            if device == own
            else exchanged.get(device),
        )
    return found


def _numbers(db: Database, sql: str) -> dict[str, int]:
    with translated():
        return {str(device): int(count) for device, count in db.conn.execute(sql)}


def _times(db: Database) -> dict[str, datetime]:
    with translated():
        rows = db.conn.execute("SELECT place, at FROM exchanged").fetchall()
    return {str(place): datetime.fromisoformat(at) for place, at in rows}
