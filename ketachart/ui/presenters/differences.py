"""Open differences with what would explain them, and losses with the clocks that run."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from ketachart.domain.clinic import World
from ketachart.domain.daylog import Row
from ketachart.domain.explaining import Explanation, Move, Slip, explanations
from ketachart.domain.losses import Loss
from ketachart.domain.profiles import loss_deadlines
from ketachart.domain.quantities import written
from ketachart.domain.stock import Difference, Stock
from ketachart.domain.times import local_day, stamp
from ketachart.ui.presenters.ledger import TableLine, product_words, stocks_of

CASE_COLUMNS = ("Product", "What", "Found", "State", "Notice to DEA", "Form 106")
EXPLANATION_COLUMNS = ("When", "Entry", "Vial", "Recorded", "If this", "True would be", "By")
_OUT = Decimal(-1)
_LEAVES = frozenset({"broken", "disposed", "transferred"})
_SLIPS = {
    Slip.NOT_DONE: "was recorded, but not done or recorded twice",
    Slip.DONE_TWICE: "was done twice and recorded once",
    Slip.POINT: "had its decimal point misplaced",
    Slip.SWAPPED: "had two digits swapped",
}
NOTHING_EXPLAINS = "No single slip of one entry since the last agreeing count explains it exactly."
SAME_VOLUME = (
    "The volume agrees: a container was opened, or taken for opened, that the ledger holds sealed,"
    " or the other way round."
)


def case_lines(world: World, losses: Iterable[Loss], now: datetime) -> tuple[TableLine, ...]:
    """Open differences first, then losses whose clocks run, then those that are settled."""
    zone = world.site.zone
    today = local_day(now, zone)
    differences = [
        _difference_line(stock, stock.unresolved, world)
        for stock in stocks_of(world)
        if stock.unresolved is not None
    ]
    ordered = sorted(losses, key=lambda loss: (loss.is_settled, loss.discovered))
    return (*differences, *(_loss_line(loss, world, today) for loss in ordered))


def _difference_line(stock: Stock, difference: Difference, world: World) -> TableLine:
    since = stamp(difference.since, world.site.zone)[:16] if difference.since else ""
    found = difference.words.removeprefix("differs: ")
    cells = (product_words(stock), found, since.replace("T", " "), "! open", "", "")
    return TableLine(key=stock.product.id, cells=cells, is_alert=True)


def _loss_line(loss: Loss, world: World, today: date) -> TableLine:
    stock = world.stock(loss.product)
    notice, form = _clocks(loss, world, today)
    return TableLine(
        key=f"loss {loss.id}",
        cells=(
            product_words(stock) if stock else loss.product,
            f"{loss.classification}: {loss.sealed:+d} sealed, {written(loss.ml, 'mL')} in all",
            local_day(loss.discovered, world.site.zone).isoformat(),
            "settled" if loss.is_settled else "! clocks run",
            notice,
            form,
        ),
        is_alert=not loss.is_settled,
    )


def loss_words(loss: Loss, world: World, now: datetime) -> str:
    """What happened, and how both clocks of a loss stand, a line each."""
    notice, form = _clocks(loss, world, local_day(now, world.site.zone))
    return f"{loss.explanation}\nNotice to the DEA field office: {notice}\nForm 106: {form}"


def _clocks(loss: Loss, world: World, today: date) -> tuple[str, str]:
    """Notice and form: what was told, or until when it must be."""
    due = loss_deadlines(local_day(loss.discovered, world.site.zone), world.profile)
    form = loss.form_reference if loss.form_submitted else ""
    draft = f"draft {loss.form_reference}; " if loss.form_reference and not form else ""
    return (
        _told(loss.notice_reference, loss.notice_on) or due_words(due.notice, today),
        _told(form, loss.form_on) or f"{draft}{due_words(due.form, today)}",
    )


def _told(reference: str, day: date | None) -> str:
    return f"{reference}, {day}" if reference and day else ""


def due_words(last: date, today: date) -> str:
    """A last day, and how long it is until then."""
    left = (last - today).days
    if left < 0:
        return f"! overdue since {last}"
    return f"by {last} ({'today' if left == 0 else 'tomorrow' if left == 1 else f'{left} days'})"


def running_clocks(world: World, losses: Iterable[Loss], now: datetime) -> tuple[str, ...]:
    """A sentence for each clock that runs, the one that runs out first before the others."""
    zone = world.site.zone
    running = []
    for loss in losses:
        due = loss_deadlines(local_day(loss.discovered, zone), world.profile)
        name = loss.classification.capitalize()
        if not loss.is_noticed:
            running.append((due.notice, f"{name}: notice to the DEA"))
        if not loss.form_submitted:
            running.append((due.form, f"{name}: Form 106"))
    today = local_day(now, zone)
    return tuple(f"{words} {due_words(last, today)}" for last, words in sorted(running))


def explaining_lines(stock: Stock, rows: Sequence[Row]) -> tuple[str, tuple[TableLine, ...]]:
    """What there is to say of an open difference, and the entries that would explain it.

    Args:
        stock: the product's stock, with its difference.
        rows: its rows since the last count that agreed, the oldest first.
    """
    difference = stock.unresolved
    if difference is None:
        return "", ()
    volume = stock.product.container_ml
    missing_ml = difference.sealed * volume + difference.open_ml
    if missing_ml == 0:
        return SAME_VOLUME, ()
    moves = [move for at, row in enumerate(rows) if (move := _move(str(at), row, volume))]
    found = explanations(missing_ml, moves)
    if not found:
        return NOTHING_EXPLAINS, ()
    lines = tuple(
        _explanation_line(number, each, rows[int(each.key)]) for number, each in enumerate(found)
    )
    return "Each of these alone would explain it exactly. Ask who recorded it.", lines


def _move(key: str, row: Row, volume: Decimal) -> Move | None:
    """What a row did to the shelf; None for what moves nothing there."""
    if row.movement == "received":
        return Move(key=key, amount=Decimal(row.containers), unit_ml=volume, places=0)
    from_shelf = row.movement == "drawn" or (row.movement == "wasted" and not row.session)
    if (from_shelf or row.movement in _LEAVES) and Decimal(row.ml):
        return Move(key=key, amount=Decimal(row.ml), unit_ml=_OUT)
    return None


def _explanation_line(number: int, found: Explanation, row: Row) -> TableLine:
    is_delivery = row.movement == "received"
    recorded = Decimal(row.containers if is_delivery else row.ml)
    return TableLine(
        key=str(number),
        cells=(
            f"{row.date} {row.time}".rstrip(),
            row.movement,
            row.vial or row.lot,
            _amount(recorded, is_delivery=is_delivery),
            _SLIPS[found.slip],
            _amount(found.true_amount, is_delivery=is_delivery),
            row.by,
        ),
    )


def _amount(amount: Decimal, *, is_delivery: bool) -> str:
    if not is_delivery:
        return written(amount, "mL")
    return written(amount, "container" if amount == 1 else "containers")
