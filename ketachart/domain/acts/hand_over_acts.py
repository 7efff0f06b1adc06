"""Handing containers over: to a reverse distributor or another registrant."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from ketachart.domain import events as ev
from ketachart.domain.acts.act import Act, Plan
from ketachart.domain.acts.checks import (
    Raw,
    check_second,
    invalid,
    known_container,
    known_stock,
    listed,
    not_in_stock,
    text,
    text_of,
)
from ketachart.domain.acts.stock_acts import read_registrant
from ketachart.domain.clinic import Context, World
from ketachart.domain.entries import Planned, stock_stream
from ketachart.domain.products import ContainerState


@dataclass(frozen=True, slots=True, kw_only=True)
class _HandOver(Act):
    """Containers leave for another registrant."""

    how: ClassVar[str]
    vials: Raw = None
    to: Raw = None
    reference: Raw = None
    witness: Raw = None

    @property
    def second_person(self) -> str:
        """Who counted what left."""
        return text_of(self.witness)

    def decide(self, world: World, context: Context) -> Plan:
        """Containers of one product, to a registrant with a true DEA number."""
        vials = [known_container(world, vial) for vial in listed(self.vials)]
        for vial in vials:
            if not vial.in_stock:
                not_in_stock(vial.id)
        witness = check_second(world, context, self.witness, "Handing stock over")
        if not vials:
            invalid("No container is named.", "Name the containers.", "vials")
        stock = known_stock(world, vials[0].product)
        names = {vial.id for vial in vials}
        if len({vial.product for vial in vials}) > 1 or len(names) < len(vials):
            invalid("Hand over containers of one product, each once.", "Correct it.", "vials")
        event = ev.StockLeft(
            product=stock.product.id,
            how=self.how,
            vials=tuple(vial.id for vial in vials),
            ml=sum((vial.left for vial in vials), Decimal(0)),
            sealed=sum(1 for vial in vials if vial.state is ContainerState.SEALED),
            to=read_registrant(self.to, "to"),
            reference=text(self.reference, "reference", "The form or reference"),
            witness=witness,
        )
        return (Planned(stream=stock_stream(stock.product.id), event=event),)


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposeStock(_HandOver):
    """Hand containers to a reverse distributor (21 CFR 1317)."""

    do: ClassVar[str] = "stock.dispose"
    how: ClassVar[str] = "disposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferStock(_HandOver):
    """Hand containers to another registrant."""

    do: ClassVar[str] = "stock.transfer"
    how: ClassVar[str] = "transferred"
