"""The tables worked out from the log: written in its transaction, looked up everywhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeVar

import msgspec

from ketachart.domain.products import Container, ContainerState
from ketachart.domain.session import IN_CHAIR, Session
from ketachart.domain.stock import Difference, Stock
from ketachart.store.codec import encode
from ketachart.store.connection import Database
from ketachart.store.movements import Movements, as_kept
from ketachart.store.places import Place

__all__ = ["Database", "DayClosing", "Derived"]

_T = TypeVar("_T")

_STOCKS_THEN: Final = 3
"""As many closed days a late arrival is looked for in before all is worked out again."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class DayClosing:
    """Who closed a day, when, the digests of its log files by schedule, the products on them."""

    day: date
    closed_at: str
    closed_by: str
    witness: str
    digests: dict[str, str]
    products: tuple[str, ...]
    place: Place
    seen: dict[str, int]
    """What the workstation that closed it had of the others, by the numbers of their entries."""

    def covers(self, device: str, seq: int) -> bool:
        """Whether an entry was before those who signed."""
        if device == self.place.device:
            return seq < self.place.seq
        return seq <= self.seen.get(device, 0)


class StockThen(msgspec.Struct, frozen=True):
    """A product's stock at the end of a closed day; later days are worked out again from it."""

    containers: tuple[Container, ...]
    drawn: Decimal
    unresolved: Difference | None


class _ClosingBody(msgspec.Struct, frozen=True):
    digests: dict[str, str]
    products: tuple[str, ...]
    place: Place
    seen: dict[str, int]


class Derived(Movements):
    """The derived tables of one database."""

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
        with as_kept():
            return msgspec.json.decode(str(rows[0][0]), type=shape) if rows else None

    def docs(self, kind: str, shape: type[_T]) -> tuple[_T, ...]:
        """All documents of a kind, by name."""
        rows = self._all("SELECT body FROM doc WHERE kind = ? ORDER BY id", (kind,))
        with as_kept():
            return tuple(msgspec.json.decode(str(body), type=shape) for (body,) in rows)

    def drop_doc(self, kind: str, name: str) -> None:
        """Take a document out."""
        self._db.conn.execute("DELETE FROM doc WHERE kind = ? AND id = ?", (kind, name))

    def doc_names(self, kind: str) -> tuple[str, ...]:
        """The names of all documents of a kind, in order."""
        rows = self._all("SELECT id FROM doc WHERE kind = ? ORDER BY id", (kind,))
        return tuple(str(name) for (name,) in rows)

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
            # Written out, as in its index; a parameter would make it walk over every session.
            "SELECT session FROM session_row WHERE phase <> 'co-signed' OR cosigned_by IS NULL "
            "ORDER BY opened_at, session",
            (),
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
        with as_kept():
            opened = [(datetime.fromisoformat(str(at)), str(name)) for name, at in rows]
        return tuple(name for at, name in sorted(opened) if at < before)[-limit:]

    def sessions_between(self, first: date, last: date) -> tuple[str, ...]:
        """The sessions opened on some days, both included, in the order of days."""
        rows = self._all(
            "SELECT session FROM session_row WHERE opened_day BETWEEN ? AND ? "
            "ORDER BY opened_day, session",
            (first.isoformat(), last.isoformat()),
        )
        return tuple(str(session) for (session,) in rows)

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

    def put_stock_then(self, stock: Stock, day: date) -> None:
        """Keep a product's stock as it was at the end of a closed day; of the last few days."""
        then = StockThen(tuple(stock.containers.values()), stock.drawn, stock.unresolved)
        name, connection = stock.product.id, self._db.conn
        connection.execute(
            "INSERT OR REPLACE INTO stock_then (product, day, body) VALUES (?, ?, ?)",
            (name, day.isoformat(), encode(then).decode()),
        )
        connection.execute(
            "DELETE FROM stock_then WHERE product = ? AND day NOT IN ("
            "SELECT day FROM stock_then WHERE product = ? ORDER BY day DESC LIMIT ?)",
            (name, name, _STOCKS_THEN),
        )

    def stock_then(self, product: str, first: date) -> tuple[date | None, StockThen | None]:
        """A product's stock at the end of the last closed day before a day, where it is kept.

        What is kept of that day and later ones is dropped: it is about to be worked out again.
        """
        values = (product, first.isoformat())
        self._db.conn.execute("DELETE FROM stock_then WHERE product = ? AND day >= ?", values)
        rows = self._all(
            "SELECT day, body FROM stock_then WHERE product = ? ORDER BY day DESC LIMIT 1",
            (product,),
        )
        if not rows:
            return None, None
        with as_kept():
            day, body = rows[0]
            return date.fromisoformat(str(day)), msgspec.json.decode(str(body), type=StockThen)

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
                encode(
                    _ClosingBody(closing.digests, closing.products, closing.place, closing.seen)
                ).decode(),
            ),
        )

    def last_closed_day(self) -> date | None:
        """The latest of the closed days."""
        ((day,),) = self._all("SELECT max(day) FROM day", ())
        with as_kept():
            return date.fromisoformat(str(day)) if day is not None else None

    def closed_days(self, first: date) -> tuple[date, ...]:
        """The closed days from one on, in order."""
        rows = self._all("SELECT day FROM day WHERE day >= ? ORDER BY day", (first.isoformat(),))
        with as_kept():
            return tuple(date.fromisoformat(str(day)) for (day,) in rows)

    def closing(self, day: date) -> DayClosing | None:
        """Who closed a day, if someone did."""
        rows = self._all(
            "SELECT day, closed_at, closed_by, witness, body FROM day WHERE day = ?",
            (day.isoformat(),),
        )
        with as_kept():
            return _closing(rows[0]) if rows else None


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
        place=body.place,
        seen=body.seen,
    )


def _container(row: tuple[object, ...]) -> Container:
    name, product, lot, number, expires, state, left, opened_at = row
    with as_kept():
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
