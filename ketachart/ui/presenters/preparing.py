"""The bag while it is typed: what the order asks for, and what the bag comes to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from ketachart.domain.clinic import World
from ketachart.domain.infusion import Bag
from ketachart.domain.products import Container, ContainerState, Product
from ketachart.domain.quantities import exact, half_up, written
from ketachart.domain.session import Session
from ketachart.ui.presenters.discarding import is_past, warning


@dataclass(frozen=True, slots=True, kw_only=True)
class VialChoice:
    """One vial a bag can be drawn from: in a line, and what is read again once it is chosen."""

    vial: str
    words: str
    label: str


def vial_choices(world: World, today: date) -> tuple[VialChoice, ...]:
    """The ketamine on the shelf that is in date: opened vials first, then by expiry.

    One past its discard-by date comes last, and says so.
    """
    found: list[tuple[Container, Product]] = []
    for name in world.products():
        stock = world.stock(name)
        if stock is not None and stock.product.is_ketamine:
            found += [(vial, stock.product) for vial in stock.containers.values()]
    usable = [(vial, product) for vial, product in found if vial.expires >= today]
    usable.sort(key=lambda pair: (pair[1].order, _sealed(pair[0]), pair[0].expires, pair[0].number))
    usable.sort(key=lambda pair: is_past(pair[0], world, today))
    return tuple(
        VialChoice(
            vial=vial.id,
            words=" ".join(filter(None, (_vial_words(vial, product), warned))),
            label="; ".join(filter(None, (_label_words(vial, product), warned))),
        )
        for vial, product in usable
        for warned in (warning(vial, world, today),)
    )


def _sealed(vial: Container) -> bool:
    return vial.state is ContainerState.SEALED


def _vial_words(vial: Container, product: Product) -> str:
    strength, left = written(product.mg_per_ml, "mg/mL"), written(vial.left, "mL")
    return f"{vial.id} · {strength} · {left} · {vial.expires}"


def _label_words(vial: Container, product: Product) -> str:
    state = "sealed" if _sealed(vial) else "open"
    return f"{product.substance}, {state}, {written(vial.left, 'mL')} left, expires {vial.expires}"


def wanted_words(session: Session, world: World, vial: str) -> str:
    """The order's mg as mL of the vial chosen, as a sum to be checked; nothing is filled in."""
    plan, container = session.dose_plan, world.container(vial)
    stock = world.stock(container.product) if container else None
    if plan is None or stock is None:
        return ""
    strength = stock.product.mg_per_ml
    ml = half_up(plan.total_mg / Fraction(strength))
    mg = written(plan.total_mg, "mg", places=1)
    words = f"Order {mg} ÷ {written(strength, 'mg/mL')} = {written(ml, 'mL')}"
    if container is None or ml <= container.left:
        return words
    rest = written(ml - container.left, "mL")
    return f"{words}; {vial} holds {written(container.left, 'mL')}, so {rest} from another vial"


def bag_words(
    session: Session, world: World, draws: Sequence[tuple[str, str | None]], bag_ml: str | None
) -> str:
    """What the bag comes to, mg, mg/mL and the rate to start with; or why it can't be made so."""
    drawn = _drawn(world, draws)
    if not drawn:
        return ""
    if len({product.id for _, product, _ in drawn}) > 1:
        return "These vials are not of one product."
    for vial, _, _ in drawn:
        taken = sum((ml for each, _, ml in drawn if each.id == vial.id), Decimal(0))
        if taken > vial.left:
            return f"{vial.id} holds {written(vial.left, 'mL')}, not {written(taken, 'mL')}."
    total, volume = sum((ml for _, _, ml in drawn), Decimal(0)), exact(bag_ml or "")
    if volume is None or volume <= 0:
        return ""
    if total > volume:
        return f"{written(total, 'mL')} drawn does not fit into {written(volume, 'mL')}."
    bag = Bag(drawn_ml=total, mg_per_ml=drawn[0][1].mg_per_ml, bag_ml=volume)
    return "\n".join((*_made(bag, session), *_left(drawn)))


def drawn_bag(
    world: World, draws: Sequence[tuple[str, str | None]], bag_ml: str | None
) -> Bag | None:
    """The bag of what is typed; None while it is none, or of more than one product."""
    drawn, volume = _drawn(world, draws), exact(bag_ml or "")
    if len({product.id for _, product, _ in drawn}) != 1 or volume is None or volume <= 0:
        return None
    total = sum((ml for _, _, ml in drawn), Decimal(0))
    return Bag(drawn_ml=total, mg_per_ml=drawn[0][1].mg_per_ml, bag_ml=volume)


def _left(drawn: Sequence[tuple[Container, Product, Decimal]]) -> Iterator[str]:
    """What each vial then holds, to be held against the vial itself."""
    for vial in dict.fromkeys(vial for vial, _, _ in drawn):
        taken = sum((ml for each, _, ml in drawn if each == vial), Decimal(0))
        rest = written(vial.left - taken, "mL")
        yield f"{vial.id}: {written(vial.left, 'mL')} − {written(taken, 'mL')} = {rest} left"


def _drawn(
    world: World, draws: Sequence[tuple[str, str | None]]
) -> list[tuple[Container, Product, Decimal]]:
    """The draws that are filled in."""
    found = []
    for vial, typed in draws:
        container, ml = world.container(vial), exact(typed or "")
        stock = world.stock(container.product) if container else None
        if container is not None and stock is not None and ml is not None and ml > 0:
            found.append((container, stock.product, ml))
    return found


def _made(bag: Bag, session: Session) -> Iterator[str]:
    strength, volume = written(bag.mg_per_ml, "mg/mL"), written(bag.bag_ml, "mL")
    mg = written(bag.mg, "mg")
    yield f"{written(bag.drawn_ml, 'mL')} × {strength} = {mg}"
    yield f"{mg} in {volume} = {written(bag.concentration, 'mg/mL', places=3)}"
    plan = session.dose_plan
    if plan is None:
        return
    yield f"Start with {written(bag.ml_per_h(plan.first_mg_h), 'mL/h', places=1)}"
    if bag.mg < plan.total_mg:
        yield f"The bag holds less than the {written(plan.total_mg, 'mg', places=1)} ordered."
