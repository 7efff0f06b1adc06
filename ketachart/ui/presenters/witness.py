"""What a witness is asked to sign, in words: what, how much, from where, who asks since when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from ketachart.app.calls import Call, Witnessed
from ketachart.domain.acts import BreakContainer, GiveMedication, WasteStock
from ketachart.domain.acts.checks import text_of
from ketachart.domain.clinic import World
from ketachart.domain.products import Product
from ketachart.domain.quantities import exact, written
from ketachart.domain.times import clock_text, minutes_of
from ketachart.ui.presenters.entry_log import NameOf
from ketachart.ui.presenters.medication import rest_ml

_OLD_MIN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLine:
    """One open call as a window shows it.

    Attributes:
        about: the chair, or the ledger.
        words: exactly what is signed.
        asked: who asks, since when.
        age: how long it waits.
        is_old: whether it waits so long that it should be seen.
    """

    id: str
    about: str
    words: str
    asked: str
    age: str
    is_old: bool


def call_lines(
    calls: Iterable[Call], world: World, now: datetime, name_of: NameOf
) -> tuple[CallLine, ...]:
    """The open calls, the oldest first."""
    return tuple(_call_line(call, world, now, name_of) for call in calls)


def _call_line(call: Call, world: World, now: datetime, name_of: NameOf) -> CallLine:
    session = world.session(call.session) if call.session else None
    waited = max(0, minutes_of(now - call.asked_at))
    since = clock_text(call.asked_at, world.site.zone)
    return CallLine(
        id=call.id,
        about=session.chair if session else "Ledger",
        words=call.words,
        asked=f"{name_of(call.author)} asks since {since}",
        age=f"{waited} min" if waited else "now",
        is_old=waited >= _OLD_MIN,
    )


def call_words(act: Witnessed, world: World) -> str:
    """Exactly what a witness signs, said once for every window."""
    match act:
        case GiveMedication():
            return _dose_words(act, world)
        case BreakContainer():
            return _break_words(act, world)
        case WasteStock():
            return _waste_words(act, world)


def _waste_words(act: WasteStock, world: World) -> str:
    source = act.source if isinstance(act.source, Mapping) else {}
    session = world.session(text_of(source.get("session")))
    vial = text_of(source.get("vial"))
    product = _product_of(world, vial)
    where = f"vial {vial}"
    if session is not None:
        made = session.preparation
        product = _product(world, made.product if made else "")
        where = f"what was drawn for {session.chair}"
    return _sentences(
        f"Waste {_volume(act.ml, product)} of {_name(product)} from {where}",
        _labelled("Reason", act.reason),
        _labelled("Destroyed", act.method),
    )


def _break_words(act: BreakContainer, world: World) -> str:
    vial = text_of(act.vial)
    container, product = world.container(vial), _product_of(world, vial)
    lost = _volume(written(container.left), product) if container else ""
    return _sentences(
        f"{_name(product)} {vial} is broken: {lost} lost",
        _labelled("What happened", act.circumstances),
    )


def _dose_words(act: GiveMedication, world: World) -> str:
    session, vial = world.session(text_of(act.session)), text_of(act.vial)
    unit, drawn = text_of(act.unit), text_of(act.ml_drawn)
    chair = session.chair if session else ""
    said = [
        f"{text_of(act.drug)} {text_of(act.dose)} {unit} {text_of(act.route)} at {chair}",
        _labelled("For", act.indication),
    ]
    if vial:
        said.append(f"{drawn} mL drawn from vial {vial}")
    rest = rest_ml(_product_of(world, vial), text_of(act.dose), unit, drawn)
    if rest:
        said += [f"Rest wasted: {written(rest, 'mL')}", _labelled("Destroyed", act.method)]
    overrides = act.overrides if isinstance(act.overrides, Mapping) else {}
    said += [f"Despite {against}: {why}" for against, why in overrides.items()]
    return _sentences(*said)


def _volume(ml: object, product: Product | None) -> str:
    """Volume in mL: with its mg beside it."""
    amount = exact(ml)
    if amount is None:
        return text_of(ml)
    mg = f" = {written(amount * product.mg_per_ml, 'mg')}" if product else ""
    return f"{written(amount, 'mL')}{mg}"


def _name(product: Product | None) -> str:
    return f"{product.substance} {written(product.mg_per_ml, 'mg/mL')}" if product else ""


def _product_of(world: World, vial: str) -> Product | None:
    container = world.container(vial)
    return _product(world, container.product) if container else None


def _product(world: World, name: str) -> Product | None:
    stock = world.stock(name)
    return stock.product if stock else None


def _labelled(label: str, raw: object) -> str:
    said = text_of(raw)
    return f"{label}: {said}" if said else ""


def _sentences(*said: str) -> str:
    return "".join(f"{each}. " for each in said if each).rstrip()
