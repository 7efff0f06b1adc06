"""Handing containers over: to a reverse distributor or another registrant."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
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
    optional_text,
    past_day,
    text,
    text_of,
)
from ketachart.domain.acts.stock_acts import read_registrant
from ketachart.domain.clinic import Context, World
from ketachart.domain.entries import Planned, stock_stream
from ketachart.domain.products import ContainerState
from ketachart.domain.quantities import written
from ketachart.domain.refusals import Code, refuse
from ketachart.domain.times import local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class _HandOver(Act):
    """Containers leave for another registrant."""

    how: ClassVar[str]
    vials: Raw = None
    to: Raw = None
    reference: Raw = None
    left_on: Raw = None
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
        ml = sum((vial.left for vial in vials), Decimal(0))
        method, place = self._destroyed()
        event = ev.StockLeft(
            product=stock.product.id,
            how=self.how,
            vials=tuple(vial.id for vial in vials),
            ml=ml,
            sealed=sum(1 for vial in vials if vial.state is ContainerState.SEALED),
            to=self._recipient(world),
            reference=text(self.reference, "reference", "The form or reference"),
            witness=witness,
            left_on=self._left_on(world, context, stock.product.id, ml),
            method=method,
            place=place,
        )
        return (Planned(stream=stock_stream(stock.product.id), event=event),)

    def _recipient(self, world: World) -> ev.Registrant:
        """Who has it now."""
        del world
        return read_registrant(self.to, "to")

    def _destroyed(self) -> tuple[str, str]:
        """How and where it was destroyed on site; neither where it was handed over."""
        return "", ""

    def _left_on(self, world: World, context: Context, product: str, ml: Decimal) -> date | None:
        """An earlier day only where the ledger had as much from then on."""
        left_on = past_day(self.left_on, "left_on", world, context)
        if left_on is None or left_on == local_day(context.now, world.site.zone):
            return None
        lowest = world.lowest_since(product, left_on)
        if ml > lowest:
            refuse(
                Code.WOULD_GO_NEGATIVE,
                f"The ledger had no more than {written(lowest, 'mL')} at some time since then.",
                "Enter the day they really left.",
                "left_on",
            )
        return left_on


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposeStock(_HandOver):
    """Hand containers to a reverse distributor, or destroy them on site (21 CFR 1317, Form 41)."""

    do: ClassVar[str] = "stock.dispose"
    how: ClassVar[str] = "disposed"
    method: Raw = None
    place: Raw = None

    def _recipient(self, world: World) -> ev.Registrant:
        """Destroyed on site it stays the clinic's own, unless another registrant is named."""
        given = self.to if isinstance(self.to, Mapping) else {}
        if text_of(self.method) and not any(text_of(value) for value in given.values()):
            site = world.site
            return ev.Registrant(
                name=site.name, dea_registration=site.dea_registration, address=site.address
            )
        return read_registrant(self.to, "to")

    def _destroyed(self) -> tuple[str, str]:
        method, place = optional_text(self.method, "method"), optional_text(self.place, "place")
        if bool(method) != bool(place):
            about = "place" if method else "method"
            invalid("Destroyed on site, Form 41 asks how and where.", "Enter both.", about)
        return method, place


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferStock(_HandOver):
    """Hand containers to another registrant."""

    do: ClassVar[str] = "stock.transfer"
    how: ClassVar[str] = "transferred"
