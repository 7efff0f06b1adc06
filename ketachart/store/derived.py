"""The tables worked out from the log: written in its transaction, looked up everywhere."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeVar

import msgspec
from sqlite_utils import Database

from ketachart.domain.daylog import COLUMNS, Balance, Movement, Row
from ketachart.domain.products import Container, ContainerState
from ketachart.domain.session import IN_CHAIR, Phase, Session
from ketachart.store.codec import encode
from ketachart.store.connection import translated
from ketachart.store.errors import StoreDamaged

__all__ = ["Database", "DayClosing", "Derived"]

_T = TypeVar("_T")

_ROW_COLUMNS: Final = ", ".join(f'"{column}"' for column in COLUMNS)
_MOVEMENT_SQL: Final = (
    f"INSERT INTO movement (device, seq, line, product, day, patient, delta_ml, {_ROW_COLUMNS}) "  # noqa: S608 - our own column names
    f"VALUES ({', '.join('?' * (7 + len(COLUMNS)))})"
)
_ROWS_SQL: Final = (
    f"SELECT {_ROW_COLUMNS} FROM movement WHERE product = ? AND day = ? ORDER BY device, seq, line"  # noqa: S608
)
_LATEST_SQL: Final = (
    f"SELECT {_ROW_COLUMNS} FROM movement WHERE product = ? "  # noqa: S608
    "ORDER BY day DESC, device DESC, seq DESC, line DESC"
)
_BATCH_SQL: Final = (
    f"SELECT device, seq, line, {_ROW_COLUMNS} FROM movement "  # noqa: S608
    "WHERE (device, seq, line) > (?, ?, ?) ORDER BY device, seq, line LIMIT 1000"
)
_BALANCE_SQL: Final = """
    SELECT balance_ml, balance_sealed FROM movement
    WHERE product = ? AND day {} ? ORDER BY day DESC, device DESC, seq DESC, line DESC LIMIT 1
"""
_CONTAINER_SQL: Final = """
    INSERT OR REPLACE INTO container (id, product, lot, number, expires, state, left_ml, opened_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
_CONTAINERS: Final = (
    "SELECT id, product, lot, number, expires, state, left_ml, opened_at FROM container "
)
_SESSION_SQL: Final = """
    INSERT OR REPLACE INTO session_row
    (session, patient, chair, protocol, phase, opened_at, opened_day, ended, unreconciled,
     signed_by, cosigned_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_UNCOUNTED_SQL: Final = """
    SELECT product FROM movement AS moved
    WHERE product = ? AND day = ? AND movement NOT IN ('counted', 'adjusted')
    AND NOT EXISTS (
        SELECT 1 FROM movement AS count
        WHERE count.product = moved.product AND count.day >= moved.day
        AND count.movement = 'counted'
        AND (count.device, count.seq, count.line) > (moved.device, moved.seq, moved.line)
    ) LIMIT 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayClosing:
    """Who closed a day, when, the digests of its log files by schedule, the products on them."""

    day: date
    closed_at: str
    closed_by: str
    witness: str
    digests: dict[str, str]
    products: tuple[str, ...]


class _ClosingBody(msgspec.Struct, frozen=True):
    digests: dict[str, str]
    products: tuple[str, ...]


class Derived:
    """The derived tables of one database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # --- documents: small folded things, by kind and name ---------------------------------------

    def put_doc(self, kind: str, name: str, value: object) -> None:
        """Keep a document in place of the one before."""
        self._db.conn.execute(
            "INSERT OR REPLACE INTO doc (kind, id, body) VALUES (?, ?, ?)",
            (kind, name, encode(value).decode()),
        )

    def doc(self, kind: str, name: str, shape: type[_T]) -> _T | None:
        """A document, if there is one."""
        rows = self._all("SELECT body FROM doc WHERE kind = ? AND id = ?", (kind, name))
        with _as_kept():
            return msgspec.json.decode(str(rows[0][0]), type=shape) if rows else None

    def docs(self, kind: str, shape: type[_T]) -> tuple[_T, ...]:
        """All documents of a kind, by name."""
        rows = self._all("SELECT body FROM doc WHERE kind = ? ORDER BY id", (kind,))
        with _as_kept():
            return tuple(msgspec.json.decode(str(body), type=shape) for (body,) in rows)

    # --- sessions ------------------------------------------------------------------------------

    def put_session(self, session: Session, opened_day: date) -> None:
        """Keep what lists say of a session."""
        signature, cosignature = session.signature, session.cosignature
        self._db.conn.execute(
            _SESSION_SQL,
            (
                session.id,
                session.patient,
                session.chair,
                session.protocol,
                session.phase.value,
                session.opened_at.isoformat(),
                opened_day.isoformat(),
                int(session.phase not in IN_CHAIR),
                int(session.unaccounted_ml != 0),
                signature.by if signature else None,
                # Not co-signed as a whole: an addendum waits for its co-signature.
                cosignature.by if cosignature and not session.changes_after_signature else None,
            ),
        )

    def sessions_waiting(self) -> tuple[str, ...]:
        """Sessions that still wait for something: not co-signed, or changed since."""
        rows = self._all(
            "SELECT session FROM session_row WHERE phase <> ? OR cosigned_by IS NULL "
            "ORDER BY opened_at, session",
            (Phase.COSIGNED.value,),
        )
        return tuple(str(session) for (session,) in rows)

    def all_sessions(self) -> tuple[str, ...]:
        """Every session, in the order opened."""
        rows = self._all("SELECT session FROM session_row ORDER BY opened_at, session", ())
        return tuple(str(session) for (session,) in rows)

    def patient_of(self, session: str) -> str:
        """Whose a session is; empty if there is no such session."""
        rows = self._all("SELECT patient FROM session_row WHERE session = ?", (session,))
        return str(rows[0][0]) if rows else ""

    def every_session_of(self, patient: str) -> tuple[str, ...]:
        """All of a patient's sessions."""
        rows = self._all("SELECT session FROM session_row WHERE patient = ?", (patient,))
        return tuple(str(session) for (session,) in rows)

    def sessions_of(self, patient: str, before: datetime, limit: int) -> tuple[str, ...]:
        """A patient's sessions opened before a moment, the latest few, oldest first."""
        rows = self._all("SELECT session, opened_at FROM session_row WHERE patient = ?", (patient,))
        with _as_kept():
            opened = [(datetime.fromisoformat(str(at)), str(name)) for name, at in rows]
        return tuple(name for at, name in sorted(opened) if at < before)[-limit:]

    # --- stock -----------------------------------------------------------------------------------

    def put_containers(self, containers: Iterable[Container]) -> None:
        """Keep what has become of containers."""
        for each in containers:
            self._db.conn.execute(
                _CONTAINER_SQL,
                (
                    each.id,
                    each.product,
                    each.lot,
                    each.number,
                    each.expires.isoformat(),
                    each.state.value,
                    format(each.left, "f"),
                    each.opened_at.isoformat() if each.opened_at else None,
                ),
            )

    def container(self, name: str) -> Container | None:
        """A container, in stock or not."""
        rows = self._all(f"{_CONTAINERS} WHERE id = ?", (name,))
        return _container(rows[0]) if rows else None

    def containers_in_stock(self, product: str) -> tuple[Container, ...]:
        """What is on the shelf, by lot and number."""
        rows = self._all(
            f"{_CONTAINERS} WHERE product = ? AND state IN ('sealed', 'open') ORDER BY lot, number",
            (product,),
        )
        return tuple(_container(row) for row in rows)

    def last_number(self, lot: str) -> int:
        """The highest running number of a lot; 0 if there is none."""
        rows = self._all("SELECT max(number) FROM container WHERE lot = ?", (lot,))
        return int(str(rows[0][0] or 0))

    def add_movement(self, device: str, seq: int, movement: Movement, delta_ml: Decimal) -> None:
        """Add a row to the log of controlled substances."""
        self._db.conn.execute(
            _MOVEMENT_SQL,
            (
                device,
                seq,
                0,
                movement.product,
                movement.day.isoformat(),
                movement.patient,
                format(delta_ml, "f"),
                *movement.row.cells,
            ),
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
            f"AND movement IN ({', '.join('?' * len(kinds))}) ORDER BY day, device, seq",
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
        with _as_kept():
            return Balance(ml=Decimal(str(ml)), sealed=int(str(sealed)))

    def all_rows(self) -> Iterator[tuple[Row, ...]]:
        """Every row in the order recorded, a batch at a time; each is looked up when asked for."""
        after: tuple[object, ...] = ("", 0, 0)
        while True:
            found = self._all(_BATCH_SQL, after)
            if not found:
                return
            after = found[-1][:3]
            yield tuple(_row(cells[3:]) for cells in found)

    def rows_since_agreement(self, product: str) -> tuple[Row, ...]:
        """A product's rows after the last count that agreed or was resolved, the oldest first."""
        rows: list[Row] = []
        with translated(), _as_kept():
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
        with _as_kept():
            return tuple(date.fromisoformat(str(day)) for (day,) in rows)

    def lowest_since(self, product: str, day: date) -> Decimal:
        """The lowest balance in mL from the beginning of a day on."""
        rows = self._all(
            "SELECT balance_ml FROM movement WHERE product = ? AND day >= ?",
            (product, day.isoformat()),
        )
        before = self.balance_before(product, day).ml
        with _as_kept():
            return min((Decimal(str(ml)) for (ml,) in rows), default=before).min(before)

    def has_moved(self, product: str) -> bool:
        """Whether a product has any movement."""
        return bool(self._all("SELECT 1 FROM movement WHERE product = ? LIMIT 1", (product,)))

    def is_uncounted(self, product: str, day: date) -> bool:
        """Whether a product moved on a day of the log and was not counted after."""
        return bool(self._all(_UNCOUNTED_SQL, (product, day.isoformat())))

    # --- days ------------------------------------------------------------------------------------

    def put_closing(self, closing: DayClosing) -> None:
        """Keep who closed a day."""
        self._db.conn.execute(
            "INSERT OR REPLACE INTO day (day, closed_at, closed_by, witness, body) "
            "VALUES (?, ?, ?, ?, ?)",
            (
                closing.day.isoformat(),
                closing.closed_at,
                closing.closed_by,
                closing.witness,
                encode(_ClosingBody(closing.digests, closing.products)).decode(),
            ),
        )

    def closings(self) -> tuple[DayClosing, ...]:
        """All closed days, in order."""
        rows = self._all(
            "SELECT day, closed_at, closed_by, witness, body FROM day ORDER BY day", ()
        )
        with _as_kept():
            return tuple(_closing(row) for row in rows)

    def _all(self, sql: str, values: Sequence[object]) -> list[tuple[object, ...]]:
        with translated():
            return list(self._db.conn.execute(sql, tuple(values)).fetchall())


def _row(cells: Sequence[object]) -> Row:
    texts = (str("" if cell is None else cell) for cell in cells)
    return Row(**dict(zip(COLUMNS, texts, strict=True)))


def _closing(row: tuple[object, ...]) -> DayClosing:
    day, closed_at, closed_by, witness, text = row
    body = msgspec.json.decode(str(text), type=_ClosingBody)
    return DayClosing(
        day=date.fromisoformat(str(day)),
        closed_at=str(closed_at),
        closed_by=str(closed_by),
        witness=str(witness),
        digests=body.digests,
        products=body.products,
    )


def _container(row: tuple[object, ...]) -> Container:
    name, product, lot, number, expires, state, left, opened_at = row
    with _as_kept():
        return Container(
            id=str(name),
            product=str(product),
            lot=str(lot),
            number=int(str(number)),
            expires=date.fromisoformat(str(expires)),
            state=ContainerState(str(state)),
            left=Decimal(str(left)),
            opened_at=datetime.fromisoformat(str(opened_at)) if opened_at else None,
        )


@contextmanager
def _as_kept() -> Iterator[None]:
    """What can't be read is damaged: a page that doesn't hold may come back as zeros."""
    try:
        yield
    except (msgspec.MsgspecError, ValueError, ArithmeticError) as error:
        message = "A table that is worked out from the vault's log is damaged."
        raise StoreDamaged(message) from error
