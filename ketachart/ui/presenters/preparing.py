"""The bag while it is typed: what the order asks for, and what the bag comes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from ketachart.domain.clinic import World
from ketachart.domain.infusion import Bag
from ketachart.domain.products import Container, ContainerState, Product
from ketachart.domain.quantities import exact, half_up, written
from ketachart.domain.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class VialChoice:
    """One vial a bag can be drawn from."""

    vial: str
    words: str


def vial_choices(world: World, today: date) -> tuple[VialChoice, ...]:
    """The ketamine on the shelf that is in date: opened vials first, then by expiry."""
    found: list[tuple[Container, Product]] = []
    for name in world.products():
        stock = world.stock(name)
        if stock is not None and stock.product.is_ketamine:
            found += [(vial, stock.product) for vial in stock.containers.values()]
    usable = [(vial, product) for vial, product in found if vial.expires >= today]
    usable.sort(key=lambda pair: (pair[1].order, _sealed(pair[0]), pair[0].expires, pair[0].number))
    return tuple(
        VialChoice(vial=vial.id, words=_vial_words(vial, product)) for vial, product in usable
    )


def _sealed(vial: Container) -> bool:
    return vial.state is ContainerState.SEALED


def _vial_words(vial: Container, product: Product) -> str:
    state = "sealed" if _sealed(vial) else "open"
    strength = written(product.mg_per_ml, "mg/mL")
    return f"{vial.id} · {strength} · {written(vial.left, 'mL')} left, {state} · exp {vial.expires}"


def wanted_words(session: Session, world: World, vial: str) -> str:
    """The order's mg as mL of the vial chosen, as a sum to be checked; nothing is filled in."""
    plan, container = session.dose_plan, world.container(vial)
    stock = world.stock(container.product) if container else None
    if plan is None or stock is None:
        return ""
    strength = stock.product.mg_per_ml
    ml = half_up(plan.total_mg / Fraction(strength))
    mg = written(plan.total_mg, "mg", places=1)
    return f"Order {mg} ÷ {written(strength, 'mg/mL')} = {written(ml, 'mL')}"


def bag_words(
    session: Session, world: World, draws: Sequence[tuple[str, str | None]], bag_ml: str | None
) -> str:
    """What the bag comes to: mg, mg/mL, and the rate to start with."""
    total, volume = Decimal(0), exact(bag_ml or "")
    strength: Decimal | None = None
    for vial, ml in draws:
        container, drawn = world.container(vial), exact(ml or "")
        stock = world.stock(container.product) if container else None
        if stock is None or drawn is None or drawn <= 0:
            continue
        strength = stock.product.mg_per_ml
        total += drawn
    if strength is None or volume is None or volume <= 0 or total > volume:
        return ""
    bag = Bag(drawn_ml=total, mg_per_ml=strength, bag_ml=volume)
    words = f"{written(total, 'mL')} × {written(strength, 'mg/mL')} = {written(bag.mg, 'mg')}"
    words += f" in {written(volume, 'mL')} = {written(bag.concentration, 'mg/mL', places=3)}"
    plan = session.dose_plan
    if plan is None:
        return words
    rate = written(bag.ml_per_h(plan.first_mg_h), "mL/h", places=1)
    short = bag.mg < plan.total_mg
    warning = "\nThe bag holds less than the order." if short else ""
    return f"{words}\nStart with {rate}{warning}"
