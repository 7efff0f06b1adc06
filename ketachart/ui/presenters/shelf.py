"""What lies on the shelf: each container, how long it may be used, and what is drawn for whom."""

from collections.abc import Iterable
from datetime import date, timedelta

from ketachart.domain.clinic import World
from ketachart.domain.products import Container
from ketachart.domain.quantities import two_places
from ketachart.domain.session import Session
from ketachart.domain.stock import Stock
from ketachart.ui.presenters.chair import surname_first
from ketachart.ui.presenters.discarding import is_past, last_use, opened_on
from ketachart.ui.presenters.ledger import TableLine

CONTAINER_COLUMNS = ("Container", "State", "Expires", "Opened", "Discard by", "mL", "mg")
SOON_DAYS = 30
_SOON = timedelta(days=SOON_DAYS)


def shelf_lines(
    stock: Stock,
    containers: Iterable[Container],
    sessions: Iterable[Session],
    world: World,
    today: date,
) -> tuple[TableLine, ...]:
    """A line for each container, the most pressing words in it; then what is drawn for whom."""
    lines = [_container_line(stock, each, world, today) for each in containers]
    lines += [
        _drawn_line(stock, session, world)
        for session in sessions
        if session.unaccounted_ml
        and session.preparation is not None
        and session.preparation.product == stock.product.id
    ]
    return tuple(lines)


def _container_line(stock: Stock, each: Container, world: World, today: date) -> TableLine:
    opened, last = opened_on(each, world), last_use(each, world)
    return TableLine(
        key=each.id,
        cells=(
            each.id,
            each.state.value,
            expiry_words(each.expires, today),
            opened.isoformat() if opened else "",
            _discard_words(last, today) if last else "",
            two_places(each.left),
            two_places(each.left * stock.product.mg_per_ml),
        ),
        is_alert=each.expires < today or is_past(each, world, today),
    )


def expiry_words(expires: date, today: date) -> str:
    """An expiry date, and that it is near or past."""
    if expires < today:
        return f"{expires} ! expired"
    if expires - today <= _SOON:
        return f"{expires} expiring soon: {_days_words(expires - today)}"
    return expires.isoformat()


def _discard_words(last: date, today: date) -> str:
    if last < today:
        return f"{last} ! past: discard"
    return f"{last} {_days_words(last - today)}" if last - today <= _SOON / 4 else last.isoformat()


def _days_words(left: timedelta) -> str:
    return {0: "today", 1: "tomorrow"}.get(left.days, f"in {left.days} days")


def _drawn_line(stock: Stock, session: Session, world: World) -> TableLine:
    made = session.preparation
    vials = dict.fromkeys(draw.vial for draw in made.draws) if made else {}
    patient = world.patient(session.patient)
    who = surname_first(patient.name) if patient else session.patient
    return TableLine(
        key=f"drawn {session.id}",
        cells=(
            "+".join(vials),
            "drawn",
            f"for {who}, {session.chair}",
            "",
            "",
            two_places(session.unaccounted_ml),
            two_places(session.unaccounted_ml * stock.product.mg_per_ml),
        ),
        is_strong=True,
    )


def attention_words(stock: Stock, world: World, today: date) -> str:
    """What of a product has to be looked at, in words; empty if nothing."""
    held = tuple(stock.containers.values())
    expired = sum(1 for each in held if each.expires < today)
    soon = sum(1 for each in held if today <= each.expires <= today + _SOON)
    past = sum(1 for each in held if is_past(each, world, today))
    found = (
        (expired, "! {} expired"),
        (past, "! {} past the discard-by date"),
        (soon, "{} expiring soon"),
    )
    return ", ".join(words.format(count) for count, words in found if count)
