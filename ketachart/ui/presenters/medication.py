"""The drugs at hand as buttons, the vials they come from, and what is left over of a dose."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from ketachart.domain.acts.medicines import is_controlled
from ketachart.domain.blockers import Asked, given_of, in_ceiling, running, too_much
from ketachart.domain.clinic import World
from ketachart.domain.formulary import Drug, Formulary, Purpose
from ketachart.domain.products import Container, Product
from ketachart.domain.quantities import IN_MG, exact, half_up, written
from ketachart.domain.session import RUNNING, Phase, Session
from ketachart.ui.presenters.grid_view import Priority

ROUTES = ("IV", "IM", "PO", "SL", "SC", "inhaled", "nasal", "nasal cannula", "mask")
METHODS = ("binding cartridge", "drug disposal container")
_LEVELS = {
    "": ("", Priority.NONE),
    "amber": ("▲ ", Priority.MEDIUM),
    "red": ("■ ", Priority.HIGH),
    "beyond": ("■ ", Priority.HIGH),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseButton:
    """One usual dose."""

    words: str
    amount: str
    unit: str
    route: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugOffer:
    """One drug of the formulary as the panel offers it.

    Attributes:
        doses: usual doses, the one last given here before them.
        unit: the only unit it is counted in; empty where there is a choice.
        route: the only route it is given by; empty where there is a choice.
        sets: the sets it belongs to.
    """

    key: str
    name: str
    doses: tuple[DoseButton, ...]
    unit: str
    route: str
    indications: tuple[str, ...]
    controlled: bool
    is_rescue: bool
    advice: tuple[str, ...]
    sets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalWords:
    """`midazolam 1.5 mg so far of 5 mg`, and how close that is to the most."""

    words: str
    priority: Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class VialOffer:
    """One vial a dose can come from."""

    vial: str
    words: str


def offers(formulary: Formulary, session: Session, age: int) -> tuple[DrugOffer, ...]:
    """The formulary in the order in which it is offered."""
    return tuple(_offer(drug, session, formulary, age) for drug in formulary.drugs.values())


def _offer(drug: Drug, session: Session, formulary: Formulary, age: int) -> DrugOffer:
    is_rescue = Purpose.RESCUE in drug.purposes or Purpose.REVERSAL in drug.purposes
    during = session.phase in RUNNING or session.phase is Phase.RECOVERING
    return DrugOffer(
        key=drug.key,
        name=drug.name,
        doses=(*_last_given(drug, session), *_usual(drug, session, age)),
        unit=_only({choice.unit for choice in drug.choices}),
        route=_only({choice.route for choice in drug.choices}),
        indications=drug.indications,
        controlled=drug.controlled,
        is_rescue=is_rescue and during,
        advice=_advice(drug),
        sets=tuple(each.name for each in formulary.sets if drug.key in each.drugs),
    )


def _usual(drug: Drug, session: Session, age: int) -> Iterator[DoseButton]:
    """The usual doses that this patient may still have; not twice the one given last."""
    last = {
        (each.given.dose, each.given.unit, each.given.route)
        for each in given_of(drug, session.medications)[-1:]
    }
    for choice in drug.choices:
        asked = Asked(name=drug.name, drug=drug, dose=choice.amount, unit=choice.unit)
        is_last = (choice.amount, choice.unit, choice.route) in last
        if not is_last and not too_much(asked, session, age):
            amount = format(choice.amount, "f")
            yield DoseButton(
                words=choice.written(), amount=amount, unit=choice.unit, route=choice.route
            )


def _last_given(drug: Drug, session: Session) -> Iterator[DoseButton]:
    """The dose given last, as a button: never filled in by itself."""
    doses = given_of(drug, session.medications)
    if doses:
        last = doses[-1].given
        yield DoseButton(
            words=f"as last: {written(last.dose, last.unit, places=4)} {last.route}",
            amount=format(last.dose, "f"),
            unit=last.unit,
            route=last.route,
        )


def _only(found: set[str]) -> str:
    return next(iter(found)) if len(found) == 1 else ""


def _advice(drug: Drug) -> tuple[str, ...]:
    said = []
    if drug.restricted_to:
        said.append(f"Only by {drug.restricted_to}.")
    if drug.give_over:
        said.append(f"Give over {drug.give_over}.")
    if drug.repeat:
        said.append(f"Repeat: {drug.repeat}.")
    if drug.session_most:
        said.append(f"Usual most in a session: {drug.session_most}.")
    said += [f"Mind: {blocker}." for blocker in drug.blockers]
    return tuple(said)


def given_so_far(drug: str, session: Session) -> str:
    """What the session was given of a drug, by unit; empty if nothing."""
    sums: dict[str, Decimal] = {}
    own = " ".join(drug.casefold().split())
    for each in session.medications:
        if " ".join(each.given.drug.casefold().split()) == own:
            sums[each.given.unit] = sums.get(each.given.unit, Decimal(0)) + each.given.dose
    return ", ".join(written(total, unit, places=4) for unit, total in sums.items())


def total_words(asked: Asked, session: Session, age: int) -> TotalWords:
    """What was given so far, with what is typed, against the usual most; a share in words."""
    own = asked.drug
    more = in_ceiling(asked) or Decimal(0)
    total = running(own, session, age, more) if own is not None else None
    if own is None or total is None:
        given = given_so_far(asked.name, session)
        words = f"{asked.name} {given} so far" if given else ""
        return TotalWords(words=words, priority=Priority.NONE)
    so_far = written(total.so_far, total.unit, places=4)
    words = f"{own.name} {so_far} so far of {written(total.most, total.unit)}"
    if more:
        words += f"; with this dose {written(total.so_far + more, total.unit, places=4)}"
    sign, priority = _LEVELS[total.level]
    if sign:
        words = f"{sign}{words}: {total.percent} % of the usual most"
    return TotalWords(words=words, priority=priority)


def needs_vial(world: World, drug: str) -> bool:
    """Whether a dose must come from a counted vial, before a witness."""
    return bool(drug.strip()) and is_controlled(world, drug)


def products_of(world: World, drug: str) -> tuple[Product, ...]:
    """The products in stock that hold a drug."""
    listed = world.drug(drug)
    found = []
    for name in world.products():
        stock = world.stock(name)
        if stock is None:
            continue
        own = drug.casefold().split()[:1] == stock.product.substance.casefold().split()[:1]
        if listed.matches(stock.product.substance) if listed else own:
            found.append(stock.product)
    return tuple(found)


def vials(
    products: Sequence[Product],
    containers: Sequence[Container],
    today: date,
    warned: Callable[[Container], str] = lambda _container: "",
) -> tuple[VialOffer, ...]:
    """The vials a dose can come from, opened ones first; expired ones are not offered.

    Args:
        products: those of the drug.
        containers: what is on the shelf.
        today: the clinic's day.
        warned: what speaks against a container; one it speaks against comes last.
    """
    named = {product.id: product for product in products}
    usable = [each for each in containers if each.product in named and each.expires >= today]
    usable.sort(
        key=lambda each: (bool(warned(each)), each.state.value != "open", each.expires, each.id)
    )
    return tuple(
        VialOffer(
            vial=each.id,
            words=f"{each.id} · {each.state.value} · {written(each.left, 'mL')} of "
            f"{written(named[each.product].mg_per_ml, 'mg/mL')} · to {each.expires.isoformat()} "
            f"{warned(each)}".rstrip(),
        )
        for each in usable
    )


def rest_ml(product: Product | None, dose: str, unit: str, drawn: str) -> Decimal | None:
    """What is left of the volume drawn, in mL; None while it can't be told."""
    given, ml = _given_ml(product, dose, unit), exact(drawn)
    return ml - given if given is not None and ml is not None else None


def volume_words(product: Product | None, dose: str, unit: str, drawn: str) -> str:
    """The dose as a volume, and the rest that is to be wasted, as arithmetic."""
    given = _given_ml(product, dose, unit)
    if product is None or given is None:
        return ""
    said = f"{dose} {unit}"
    if unit != "mL":
        said += f" ÷ {written(product.mg_per_ml, 'mg/mL')} = {written(given, 'mL')}"
    rest = rest_ml(product, dose, unit, drawn)
    if rest is None:
        return f"{said}."
    if rest < 0:
        return f"{said}: more than was drawn."
    return f"{said}. Rest to waste: {written(rest, 'mL')}." if rest else f"{said}. No rest."


def _given_ml(product: Product | None, dose: str, unit: str) -> Decimal | None:
    amount = exact(dose)
    if product is None or amount is None or unit not in {*IN_MG, "mL"}:
        return None
    strength = Fraction(product.mg_per_ml)
    return half_up(IN_MG.get(unit, strength) * Fraction(amount) / strength)
