"""The stock of one product: containers, what is drawn, what is unresolved."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from ketachart.domain import events as ev
from ketachart.domain.entries import Entry
from ketachart.domain.products import Container, ContainerState, Product, container_name

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Counted minus expected, as the last count found it.

    `since` is when the first of the counts found it that has not agreed or been resolved.
    """

    sealed: int
    open_ml: Decimal
    counted_sealed: int
    counted_open_ml: Decimal
    since: datetime | None = None

    @property
    def is_none(self) -> bool:
        """Whether the count agreed."""
        return self.sealed == 0 and self.open_ml == 0

    @property
    def words(self) -> str:
        """`agrees` or `differs: -1 sealed, +0.00 mL open`."""
        if self.is_none:
            return "agrees"
        return f"differs: {self.sealed:+d} sealed, {self.open_ml:+.2f} mL open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """A product's stock: balance = sealed × container volume + open + drawn, in mL.

    Attributes:
        containers: those in stock, by name.
        drawn: mL drawn by session or dose and neither administered nor wasted.
        unresolved: the difference that stands until it is resolved.
    """

    product: Product
    containers: Mapping[str, Container] = field(default_factory=dict)
    drawn: Decimal = ZERO
    unresolved: Difference | None = None

    @property
    def sealed(self) -> int:
        """How many unopened containers."""
        return sum(1 for each in self.containers.values() if each.state is ContainerState.SEALED)

    @property
    def open_ml(self) -> Decimal:
        """Volume in mL: left in opened containers."""
        return sum(
            (each.left for each in self.containers.values() if each.state is ContainerState.OPEN),
            ZERO,
        )

    @property
    def balance_ml(self) -> Decimal:
        """All the clinic must account for, in mL."""
        return self.sealed * self.product.container_ml + self.open_ml + self.drawn


@dataclass(frozen=True, slots=True, kw_only=True)
class StockStep:
    """What one fact did to a product's stock."""

    stock: Stock
    touched: tuple[Container, ...] = ()


def fold(stock: Stock, entry: Entry) -> StockStep:
    """The stock after one more entry, and the containers it touched."""
    match entry.event:
        case ev.StockReceived() as event:
            return _received(stock, event)
        case ev.StockDrawn() as event:
            vial = stock.containers[event.vial]
            step = _put(stock, [_less(vial, event.ml, entry.observed_at)])
            return replace(step, stock=replace(step.stock, drawn=stock.drawn + event.ml))
        case ev.StockAdministered() as event:
            return StockStep(stock=replace(stock, drawn=stock.drawn - event.ml))
        case ev.StockWasted() as event if event.use is not None:
            return StockStep(stock=replace(stock, drawn=stock.drawn - event.ml))
        case ev.StockWasted() as event:
            vial = stock.containers[event.vials[0]]
            return _put(stock, [_less(vial, event.ml, entry.observed_at)])
        case ev.StockBroken() as event:
            return _put(stock, [_gone(stock.containers[event.vial])])
        case ev.StockLeft() as event:
            return _put(stock, [_gone(stock.containers[vial]) for vial in event.vials])
        case ev.StockCounted() as event:
            return StockStep(stock=replace(stock, unresolved=_unresolved(stock, entry, event)))
        case ev.StockAdjusted() as event:
            return _adjusted(stock, event, entry.observed_at)
        case _:
            return StockStep(stock=stock)


def difference_of(event: ev.StockCounted) -> Difference:
    """What a count found against what the ledger expected."""
    return Difference(
        sealed=event.sealed - event.expected_sealed,
        open_ml=event.open_ml - event.expected_open_ml,
        counted_sealed=event.sealed,
        counted_open_ml=event.open_ml,
    )


def _unresolved(stock: Stock, entry: Entry, event: ev.StockCounted) -> Difference | None:
    difference = difference_of(event)
    if difference.is_none:
        return None
    before = stock.unresolved
    known_since = before.since if before is not None else None
    return replace(difference, since=known_since or entry.recorded_at)


def _put(stock: Stock, touched: list[Container]) -> StockStep:
    containers = dict(stock.containers)
    for each in touched:
        if each.in_stock:
            containers[each.id] = each
        else:
            containers.pop(each.id, None)
    return StockStep(stock=replace(stock, containers=containers), touched=tuple(touched))


def _less(vial: Container, ml: Decimal, at: datetime) -> Container:
    left = vial.left - ml
    # Below zero it is kept, and the balance with it: two workstations drew from the same vial.
    state = ContainerState.EMPTY if left == 0 else ContainerState.OPEN
    return replace(vial, left=left, state=state, opened_at=vial.opened_at or at)


def _gone(vial: Container) -> Container:
    return replace(vial, left=ZERO, state=ContainerState.GONE)


def _received(stock: Stock, event: ev.StockReceived) -> StockStep:
    numbers = range(event.first, event.first + event.containers)
    return _put(
        stock,
        [
            Container(
                id=container_name(event.lot, number),
                product=event.product,
                lot=event.lot,
                number=number,
                expires=event.expires,
                state=ContainerState.SEALED,
                left=stock.product.container_ml,
            )
            for number in numbers
        ],
    )


def _adjusted(stock: Stock, event: ev.StockAdjusted, at: datetime) -> StockStep:
    step = _put(stock, [_opened_if_open(each, at) for each in event.after])
    return replace(step, stock=replace(step.stock, unresolved=None))


def _opened_if_open(vial: Container, at: datetime) -> Container:
    """A container that was put right: one that proved opened was so by now, a sealed one not."""
    if vial.state is ContainerState.SEALED:
        return replace(vial, opened_at=None)
    return replace(vial, opened_at=vial.opened_at or at)
