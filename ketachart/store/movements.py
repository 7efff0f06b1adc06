"""The log of controlled substances as a derived table: each movement with the balance after it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Final

import msgspec

from ketachart.domain.daylog import COLUMNS, Balance, Movement, Row
from ketachart.store.connection import Database, translated
from ketachart.store.errors import StoreDamaged
from ketachart.store.places import Place

_ROW_COLUMNS: Final = ", ".join(f'"{column}"' for column in COLUMNS)
_MOVEMENT_SQL: Final = (
    "INSERT INTO movement "  # noqa: S608 - our own column names
    f"(device, seq, line, placed, product, day, patient, delta_ml, {_ROW_COLUMNS}) "
    f"VALUES ({', '.join('?' * (8 + len(COLUMNS)))})"
)
_ROWS_SQL: Final = (
    f"SELECT {_ROW_COLUMNS} FROM movement WHERE product = ? AND day = ? "  # noqa: S608
    "ORDER BY placed, device, seq, line"
)
_LATEST_SQL: Final = (
    f"SELECT {_ROW_COLUMNS} FROM movement WHERE product = ? "  # noqa: S608
    "ORDER BY day DESC, placed DESC, device DESC, seq DESC, line DESC"
)
_BATCH_SQL: Final = (
    f"SELECT placed, device, seq, line, {_ROW_COLUMNS} FROM movement "  # noqa: S608
    "WHERE (placed, device, seq, line) > (?, ?, ?, ?) "
    "ORDER BY placed, device, seq, line LIMIT 1000"
)
_BALANCE_SQL: Final = """
    SELECT balance_ml, balance_sealed FROM movement
    WHERE product = ? AND day {} ?
    ORDER BY day DESC, placed DESC, device DESC, seq DESC, line DESC LIMIT 1
"""
_UNCOUNTED_SQL: Final = """
    SELECT product FROM movement AS moved
    WHERE product = ? AND day = ? AND movement NOT IN ('counted', 'adjusted')
    AND NOT EXISTS (
        SELECT 1 FROM movement AS count
        WHERE count.product = moved.product AND count.day >= moved.day
        AND count.movement = 'counted'
        AND (count.placed, count.device, count.seq, count.line)
            > (moved.placed, moved.device, moved.seq, moved.line)
    ) LIMIT 1
"""


class Movements:
    """The movements of one database, in the order of the log of all workstations."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add_movement(self, place: Place, movement: Movement, delta_ml: Decimal) -> None:
        """Add a row to the log of controlled substances.

        Args:
            place: where it stands among all: when it was recorded (never before an entry that its
                workstation had recorded before it), the workstation, its number.
            movement: the row.
            delta_ml: what it did to the balance, in mL.
        """
        placed, device, seq = place
        self._db.conn.execute(
            _MOVEMENT_SQL,
            (
                device,
                seq,
                0,
                placed,
                movement.product,
                movement.day.isoformat(),
                movement.patient,
                format(delta_ml, "f"),
                *movement.row.cells,
            ),
        )

    def last_movement(self, product: str) -> tuple[date, Place] | None:
        """Where a product's last movement stands."""
        rows = self._all(
            "SELECT day, placed, device, seq FROM movement WHERE product = ? "
            "ORDER BY day DESC, placed DESC, device DESC, seq DESC LIMIT 1",
            (product,),
        )
        return _moved(rows[0]) if rows else None

    def movements_after(self, product: str, day: date | None) -> tuple[tuple[date, Place], ...]:
        """Where a product's movements after a day of the log stand; all if no day is given."""
        rows = self._all(
            "SELECT day, placed, device, seq FROM movement WHERE product = ? AND day > ? "
            "ORDER BY day, placed, device, seq",
            (product, day.isoformat() if day else ""),
        )
        return tuple(_moved(row) for row in rows)

    def drop_movements_after(self, product: str, day: date | None) -> None:
        """Take out a product's movements after a day of the log, to be worked out again."""
        self._db.conn.execute(
            "DELETE FROM movement WHERE product = ? AND day > ?",
            (product, day.isoformat() if day else ""),
        )

    def rows(self, product: str, day: date) -> tuple[Row, ...]:
        """A product's movements of a day of the log, in the order recorded."""
        found = self._all(_ROWS_SQL, (product, day.isoformat()))
        return tuple(_row(cells) for cells in found)

    def movements_between(
        self, product: str, first: date, last: date, kinds: Sequence[str]
    ) -> tuple[tuple[str, int], ...]:
        """The entries (workstation and number) behind a product's movements of some kinds."""
        rows = self._all(
            "SELECT device, seq FROM movement WHERE product = ? AND day BETWEEN ? AND ? "  # noqa: S608 - placeholders
            f"AND movement IN ({', '.join('?' * len(kinds))}) ORDER BY day, placed, device, seq",
            (product, first.isoformat(), last.isoformat(), *kinds),
        )
        return tuple((str(device), int(str(seq))) for device, seq in rows)

    def balance_before(self, product: str, day: date) -> Balance:
        """What the ledger said when a day began."""
        return self._balance("<", product, day)

    def balance_at_end(self, product: str, day: date) -> Balance:
        """What the ledger said when a day ended."""
        return self._balance("<=", product, day)

    def _balance(self, comparison: str, product: str, day: date) -> Balance:
        rows = self._all(_BALANCE_SQL.format(comparison), (product, day.isoformat()))
        if not rows:
            return Balance(ml=Decimal(0), sealed=0)
        ml, sealed = rows[0]
        with as_kept():
            return Balance(ml=Decimal(str(ml)), sealed=int(str(sealed)))

    def all_rows(self) -> Iterator[tuple[Row, ...]]:
        """Every row in the order recorded, a batch at a time; each is looked up when asked for."""
        after: tuple[object, ...] = ("", "", 0, 0)
        while True:
            found = self._all(_BATCH_SQL, after)
            if not found:
                return
            after = found[-1][:4]
            yield tuple(_row(cells[4:]) for cells in found)

    def rows_since_agreement(self, product: str) -> tuple[Row, ...]:
        """A product's rows after the last count that agreed or was resolved, the oldest first."""
        rows: list[Row] = []
        with translated(), as_kept():
            for cells in self._db.conn.execute(_LATEST_SQL, (product,)):
                row = _row(cells)
                agreed = row.movement == "counted" and row.reason.startswith("agrees")
                if agreed or row.movement == "adjusted":
                    break
                rows.append(row)
        return tuple(reversed(rows))

    def days_moved(self, product: str, first: date, last: date) -> tuple[date, ...]:
        """The days of the log, from the first to the last, on which a product has rows."""
        rows = self._all(
            "SELECT DISTINCT day FROM movement WHERE product = ? AND day BETWEEN ? AND ?",
            (product, first.isoformat(), last.isoformat()),
        )
        with as_kept():
            return tuple(date.fromisoformat(str(day)) for (day,) in rows)

    def lowest_since(self, product: str, day: date) -> Decimal:
        """The lowest balance in mL from the beginning of a day on."""
        rows = self._all(
            "SELECT balance_ml FROM movement WHERE product = ? AND day >= ?",
            (product, day.isoformat()),
        )
        before = self.balance_before(product, day).ml
        with as_kept():
            return min((Decimal(str(ml)) for (ml,) in rows), default=before).min(before)

    def has_moved(self, product: str) -> bool:
        """Whether a product has any movement."""
        return bool(self._all("SELECT 1 FROM movement WHERE product = ? LIMIT 1", (product,)))

    def is_uncounted(self, product: str, day: date) -> bool:
        """Whether a product moved on a day of the log and was not counted after."""
        return bool(self._all(_UNCOUNTED_SQL, (product, day.isoformat())))

    def _all(self, sql: str, values: Sequence[object]) -> list[tuple[object, ...]]:
        with translated():
            return list(self._db.conn.execute(sql, tuple(values)).fetchall())


def _moved(row: tuple[object, ...]) -> tuple[date, Place]:
    day, placed, device, seq = row
    with as_kept():
        return date.fromisoformat(str(day)), Place(str(placed), str(device), int(str(seq)))


def _row(cells: Sequence[object]) -> Row:
    texts = (str("" if cell is None else cell) for cell in cells)
    return Row(**dict(zip(COLUMNS, texts, strict=True)))


@contextmanager
def as_kept() -> Iterator[None]:
    """What can't be read is damaged: a page that doesn't hold may come back as zeros."""
    try:
        yield
    except (msgspec.MsgspecError, ValueError, ArithmeticError) as error:
        message = "A table that is worked out from the vault's log is damaged."
        raise StoreDamaged(message) from error
