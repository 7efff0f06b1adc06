"""Controlled substances in the books: movements, the day they stand on, closings.

Movements of several workstations stand in one order. What comes in out of that order has the rows
after it worked out again, back to the last day that was closed with it unseen: a closed day stays
as it was signed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ketachart.app.lookups import in_order_of_the_log
from ketachart.app.pending import ArrivedLate, Pending
from ketachart.app.placing import Placing
from ketachart.domain import events as ev
from ketachart.domain import stock as stocks
from ketachart.domain.daylog import Movement, Names, movement
from ketachart.domain.entries import Entry, patient_stream, person_stream
from ketachart.domain.losses import loss_from
from ketachart.domain.patients import Patient
from ketachart.domain.people import Person
from ketachart.domain.products import Container, Product
from ketachart.domain.stock import Stock
from ketachart.domain.times import local_day, stamp
from ketachart.store.codec import entry_from
from ketachart.store.derived import DayClosing, Derived, StockThen
from ketachart.store.entries import Stored
from ketachart.store.places import Place

ONE_DAY = timedelta(days=1)
_BEGINNING = (date.min, Place("", "", 0))


@dataclass(slots=True)
class Shelf:
    """A product's stock while its movements are worked out again, and every container touched."""

    stock: Stock
    touched: dict[str, Container] = field(default_factory=dict)


class StockBooks(Placing):
    """Works movements and closings in."""

    entry_at: Callable[[str, int], Stored | None]
    """Looks an entry up by workstation and number."""

    # ── Movements ────────────────────────────────────────────────────────────────────────────

    def _plan_stock(self, pending: Pending, entry: Entry, place: Place) -> None:
        product = entry.stream.removeprefix("stock:")
        before = pending.stocks.get(product) or self._stocks[product]
        before = _with_vials(before, entry.event, self._container_in(pending))
        if isinstance(entry.event, ev.StockReceived):
            supplier = entry.event.supplier
            pending.suppliers[supplier.dea_registration] = supplier
        loss = loss_from(entry, before)
        if loss is not None:
            pending.losses[loss.id] = loss
        day = self._ledger_day(pending, entry)
        last = pending.last_moved.get(product) or self._last_moved(product)
        if product in pending.again or (day, place) < last:
            pending.stocks.setdefault(product, before)
            pending.late.append((product, place))
            pending.again[product] = min(day, pending.again.get(product, day))
            return
        step = stocks.fold(before, entry)
        pending.stocks[product] = step.stock
        pending.containers |= {each.id: each for each in step.touched}
        row = self._row(pending, entry, before, step.stock, day)
        if row is not None:
            delta = step.stock.balance_ml - before.balance_ml
            pending.movements.append((place, row, delta))
            pending.last_moved[product] = (day, place)

    def _last_moved(self, product: str) -> tuple[date, Place]:
        if product not in self._last_moves:
            self._last_moves[product] = self._derived.last_movement(product) or _BEGINNING
        return self._last_moves[product]

    def _container_in(self, pending: Pending) -> Callable[[str], Container | None]:
        return lambda name: pending.containers.get(name) or self.container(name)

    def _names(self, pending: Pending, entry: Entry) -> Names:
        """Whoever a row names, as the workstation that recorded it knew them."""

        def person(name: str) -> Person | None:
            now = pending.people.get(name) or self.person(name)
            if self._had(pending, entry, self._said_last(pending, f"person {name}")):
                return now
            events = self._known_then(pending, entry, person_stream(name))
            known = [e.person for e in events if isinstance(e, ev.PersonAdded | ev.PersonChanged)]
            return known[-1] if known else now

        def patient(name: str) -> Patient | None:
            now = pending.patients.get(name) or self.patient(name)
            if self._had(pending, entry, self._said_last(pending, f"patient {name}")):
                return now
            events = self._known_then(pending, entry, patient_stream(name))
            known = [each.patient for each in events if isinstance(each, ev.PatientRegistered)]
            return known[-1] if known else now

        return Names(person=person, patient=patient)

    def _known_then(self, pending: Pending, entry: Entry, stream: str) -> list[ev.Event]:
        """What of a stream was known where an entry was recorded, in the order of the log."""
        floors = self.floors.raised(pending.floors)
        places = [
            (floors.place(stored.device, stored.seq, stored.recorded), stored)
            for stored in self._stream(stream)
        ]
        return [
            entry_from(stored).event
            for place, stored in sorted(places)
            if self._had(pending, entry, place)
        ]

    def _zone(self, pending: Pending) -> tzinfo:
        return ZoneInfo(pending.site.timezone) if pending.site is not None else self.site.zone

    # ── The day of the log ───────────────────────────────────────────────────────────────────

    def _ledger_day(self, pending: Pending, entry: Entry) -> date:
        """The day from the recording on whose closing, if there is one, had the entry before it.

        A day is closed with what the one who signed had before them. What comes in later stands on
        the day after, so that the log of a closed day stays as it was signed.
        """
        day = local_day(entry.recorded_at, self._zone(pending))
        closings = {each.day: each for each in self._closings.since(day)} | pending.closings
        unseen = [
            closing.day
            for closing in closings.values()
            if closing.day >= day and not closing.covers(entry.device, entry.seq)
        ]
        return max(unseen) + ONE_DAY if unseen else day

    def _plan_closing(self, pending: Pending, entry: Entry, place: Place) -> None:
        event = entry.event
        assert isinstance(event, ev.DayClosed)
        device = entry.device
        closing = DayClosing(
            day=event.day,
            closed_at=stamp(entry.recorded_at, self._zone(pending)),
            closed_by=entry.author,
            witness=event.witness,
            digests=dict(event.digests),
            products=in_order_of_the_log({**self._stocks, **pending.stocks}.values()),
            place=place,
            seen=pending.seen.get(device) or self.seen_by(device),
        )
        standing = pending.closings.get(event.day) or self._closings.get(event.day)
        if standing is not None and standing.place < place:
            pending.closed_again.append(closing)
            return
        if standing is not None:
            pending.closed_again.append(standing)
        pending.closings[event.day] = closing
        if len({*self._worked_in, *pending.worked_in}) > 1:
            self._move_uncovered(pending, closing, was_closed=standing is not None)

    def _move_uncovered(self, pending: Pending, closing: DayClosing, *, was_closed: bool) -> None:
        """Have what the closing had not before it stand on a later day."""
        for product in closing.products:
            rows = [
                *self._derived.movements_after(product, closing.day - ONE_DAY),
                *(
                    (row.day, place)
                    for place, row, _ in pending.movements
                    if row.product == product
                ),
            ]
            uncovered = any(
                day <= closing.day and not closing.covers(place.device, place.seq)
                for day, place in rows
            )
            if uncovered or was_closed:
                pending.again[product] = min(closing.day, pending.again.get(product, closing.day))
                if product not in pending.stocks:
                    pending.stocks[product] = self._stocks[product]

    # ── Working out again ────────────────────────────────────────────────────────────────────

    def _write_again(self, pending: Pending, derived: Derived) -> None:
        """Work the rows of products out again from the day on which something came in late."""
        for product, first in pending.again.items():
            moved = [place for place, row, _ in pending.movements if row.product == product]
            pending.movements = [each for each in pending.movements if each[1].product != product]
            known, then = derived.stock_then(product, first)
            places = [place for _, place in derived.movements_after(product, known)]
            places += [*moved, *(place for name, place in pending.late if name == product)]
            derived.drop_movements_after(product, known)
            shelf = Shelf(_stock_from(pending.stocks[product].product, then))
            self._work_out(pending, derived, shelf, places)
            pending.stocks[product] = shelf.stock
            pending.containers |= shelf.touched

    def _work_out(
        self, pending: Pending, derived: Derived, shelf: Shelf, places: Sequence[Place]
    ) -> None:
        standing = []
        for place in places:
            stored = self.entry_at(place.device, place.seq)
            if stored is not None:
                entry = entry_from(stored)
                standing.append((self._ledger_day(pending, entry), place, entry))
        standing.sort(key=lambda each: each[:2])
        for number, (day, place, entry) in enumerate(standing):
            step = self._fold_onto(shelf, entry)
            row = self._row(pending, entry, step.before, step.after, day)
            if row is not None:
                derived.add_movement(place, row, step.after.balance_ml - step.before.balance_ml)
                pending.last_moved[row.product] = (day, place)
            is_last = number + 1 == len(standing) or standing[number + 1][0] > day
            if is_last and (self.is_closed(day) or day in pending.closings):
                derived.put_stock_then(shelf.stock, day)

    def _fold_onto(self, shelf: Shelf, entry: Entry) -> "Step":
        def known(name: str) -> Container | None:
            return shelf.touched.get(name) or self.container(name)

        before = _with_vials(shelf.stock, entry.event, known)
        step = stocks.fold(before, entry)
        shelf.stock = step.stock
        shelf.touched |= {each.id: each for each in step.touched}
        return Step(before, step.stock)

    def _row(
        self, pending: Pending, entry: Entry, before: Stock, after: Stock, day: date
    ) -> Movement | None:
        """The row of a movement; it says so where it came in after its own day was closed."""
        zone = self._zone(pending)
        row = movement(entry, before, after, day, zone, self._names(pending, entry))
        recorded = local_day(entry.recorded_at, zone)
        closing = pending.closings.get(recorded) or self._closings.get(recorded)
        if row is None or closing is None:
            return row
        closed = closing.place
        if day == recorded or closed.device == entry.device or self._had(pending, entry, closed):
            pending.arrived_late[entry.ref] = None
            return row
        pending.arrived_late[entry.ref] = ArrivedLate(
            ref=entry.ref,
            product=row.product,
            author=entry.author,
            at=entry.recorded_at,
            recorded=recorded,
            day=day,
        )
        late = f"arrived after {recorded.isoformat()} was closed"
        reason = "; ".join(filter(None, (row.row.reason, late)))
        return replace(row, row=replace(row.row, reason=reason))

    def _write_closings(self, pending: Pending, derived: Derived) -> None:
        for closing in pending.closings.values():
            derived.put_closing(closing)
            for product in closing.products:
                stock = pending.stocks.get(product) or self._stocks[product]
                last, _ = pending.last_moved.get(product) or self._last_moved(product)
                if last <= closing.day:
                    derived.put_stock_then(stock, closing.day)
        for closing in pending.closed_again:
            name = f"{closing.day.isoformat()} {closing.place.device} {closing.place.seq}"
            derived.put_doc("closed-again", name, closing)


class Step(NamedTuple):
    """A product's stock before and after one movement."""

    before: Stock
    after: Stock


def _stock_from(product: Product, then: StockThen | None) -> Stock:
    if then is None:
        return Stock(product=product)
    return Stock(
        product=product,
        containers={each.id: each for each in then.containers},
        drawn=then.drawn,
        unresolved=then.unresolved,
    )


def _with_vials(stock: Stock, event: ev.Event, known: Callable[[str], Container | None]) -> Stock:
    """The stock with the vials an event names, also where another workstation emptied them."""
    match event:
        case ev.StockDrawn(vial=vial) | ev.StockBroken(vial=vial):
            named: Sequence[str] = (vial,)
        case ev.StockWasted(vials=vials, use=None) | ev.StockLeft(vials=vials):
            named = vials
        case _:
            return stock
    gone = {
        vial: found
        for vial in named
        if vial not in stock.containers and (found := known(vial)) is not None
    }
    return replace(stock, containers={**stock.containers, **gone}) if gone else stock
