"""Inventories of all that is on hand, each line counted and recorded as a count too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from ketachart.domain import events as ev
from ketachart.domain.acts.act import Act, Plan
from ketachart.domain.acts.checks import (
    Raw,
    check_second,
    day,
    invalid,
    known_stock,
    listed,
    mapping,
    text_of,
)
from ketachart.domain.acts.counts import read_count
from ketachart.domain.clinic import Context, World
from ketachart.domain.entries import CLINIC, Planned, stock_stream
from ketachart.domain.inventories import BusinessMoment, InventoryKind
from ketachart.domain.refusals import Code, refuse
from ketachart.domain.stock import Stock
from ketachart.domain.times import local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeInventory(Act):
    """Take the initial, biennial or newly scheduled inventory (21 CFR 1304.11)."""

    do: ClassVar[str] = "inventory.take"
    meaning: ClassVar[str] = "counted"
    second_meaning: ClassVar[str] = "counted"
    kind: Raw = None
    moment: Raw = None
    date: Raw = None
    lines: Raw = None
    witness: Raw = None

    @property
    def second_person(self) -> str:
        """The second counter."""
        return text_of(self.witness)

    def decide(self, world: World, context: Context) -> Plan:
        """Every product kept, each as a count; what differs stands as a difference."""
        witness = check_second(world, context, self.witness, "An inventory")
        kind, moment = text_of(self.kind), text_of(self.moment)
        if kind not in tuple(InventoryKind):
            invalid(f"An inventory is one of {', '.join(InventoryKind)}.", "Choose one.", "kind")
        if moment not in tuple(BusinessMoment):
            invalid(
                "An inventory is taken at the opening or at the close of business.",
                "Choose which.",
                "moment",
            )
        taken_on = day(self.date, "date")
        if taken_on != local_day(context.now, world.site.zone):
            refuse(
                Code.INPUT_INVALID,
                "An inventory is entered on the day it is taken.",
                "Count today; an inventory taken on paper is filed as it is.",
                "date",
            )
        given = [mapping(line, "lines") for line in listed(self.lines)]
        stocks = [known_stock(world, line.get("product")) for line in given]
        self._check_complete(world, kind, stocks)
        counts = [
            _counted(world, stock, line, witness) for stock, line in zip(stocks, given, strict=True)
        ]
        event = ev.InventoryTaken(
            kind=kind,
            day=taken_on,
            moment=moment,
            lines=tuple(_line(stock, count) for stock, count in zip(stocks, counts, strict=True)),
            witness=witness,
        )
        planned = [Planned(stream=stock_stream(each.product), event=each) for each in counts]
        return (*planned, Planned(stream=CLINIC, event=event))

    @staticmethod
    def _check_complete(world: World, kind: str, stocks: Sequence[Stock]) -> None:
        names = [stock.product.id for stock in stocks]
        if len(set(names)) < len(names):
            invalid("A product stands there twice.", "Enter each once.", "lines")
        if not names:
            invalid("No product was counted.", "Count what is on hand; zero counts too.", "lines")
        left_out = [name for name in world.products() if name not in names]
        if left_out and kind != InventoryKind.NEWLY_SCHEDULED:
            invalid(
                "An inventory is of every product that is kept.",
                f"Count also: {', '.join(left_out)}.",
                "lines",
            )


def _counted(world: World, stock: Stock, line: Mapping[str, Raw], witness: str) -> ev.StockCounted:
    count = read_count(world, line.get("sealed"), line.get("open_ml"), line.get("method"))
    return ev.StockCounted(
        product=stock.product.id,
        sealed=count.sealed,
        open_ml=count.open_ml,
        expected_sealed=stock.sealed,
        expected_open_ml=stock.open_ml,
        witness=witness,
        method=count.method,
    )


def _line(stock: Stock, count: ev.StockCounted) -> ev.InventoryLine:
    product = stock.product
    return ev.InventoryLine(
        product=product.id,
        substance=product.substance,
        schedule=product.schedule,
        finished_form=product.finished_form,
        ndc=product.ndc,
        sealed=count.sealed,
        open_ml=count.open_ml.quantize(Decimal("0.01")),
        method=count.method,
    )
