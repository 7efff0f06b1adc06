"""What the ledger says: the stock, the containers, a day's log and what keeps it open."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ketachart.app.clinic import Clinic
from ketachart.domain.clinic import World
from ketachart.domain.daylog import Row
from ketachart.domain.products import Container, ContainerState
from ketachart.domain.profiles import CountMethod
from ketachart.domain.quantities import decimals, exact, two_places, written
from ketachart.domain.stock import Stock
from ketachart.domain.times import local_day

STOCK_COLUMNS = (
    "Product",
    "Sch.",
    "Sealed",
    "Open mL",
    "Drawn mL",
    "Balance mL",
    "Balance mg",
    "State",
)
LOG_COLUMNS = (
    "Time",
    "Movement",
    "Vial",
    "mL",
    "mg",
    "Cont.",
    "Balance mL",
    "Sealed",
    "Patient",
    "Session",
    "By",
    "Witness",
    "Prescriber",
    "Reason",
    "Reference",
)
_IN_MG = (
    "That is more than the opened ones can hold. Was it typed in mg? Enter mL; if it is mL and"
    " true, compare once more."
)
_HIDDEN = ("–",) * 5
CLASSIFICATIONS = (
    ("counting-error", "Counting error: count again"),
    ("documentation-error", "Documentation error"),
    ("loss", "Loss"),
    ("theft", "Theft"),
)
COUNT_METHODS = {
    CountMethod.EXACT: "Exact: read off a graduation or weighed",
    CountMethod.MEASURED: "Measured: drawn up and put back",
    CountMethod.ESTIMATED: "Estimated by eye",
}

DEADLINES = (
    "Theft or significant loss: tell the DEA field office in writing within 1 business day, and"
    " submit Form 106 within 45 days of the discovery (21 CFR 1301.76(b)). A draft stops no clock."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLine:
    """One line of a table: its key and cells, whether it stands out or heads a section."""

    key: str
    cells: tuple[str, ...]
    is_strong: bool = False
    is_alert: bool = False
    is_section: bool = False


def product_words(stock: Stock) -> str:
    """A product in words: substance, strength and container."""
    return f"{stock.product.substance} {stock.product.finished_form}"


def method_choices(world: World) -> tuple[tuple[str, str], ...]:
    """How opened containers may be counted here, the first one being the strictest."""
    return tuple((each.value, COUNT_METHODS[each]) for each in world.profile.count_methods)


def stocks_of(world: World) -> tuple[Stock, ...]:
    """Every product's stock, in the order of the log."""
    return tuple(stock for product in world.products() if (stock := world.stock(product)))


def stock_lines(
    world: World, attention: Callable[[Stock], str] = lambda _stock: "", *, is_blind: bool = False
) -> tuple[TableLine, ...]:
    """A line for each product; without figures while somebody counts.

    Args:
        world: what may be looked up.
        attention: what else is to be said of a product.
        is_blind: whether somebody counts.
    """
    return tuple(
        TableLine(
            key=stock.product.id,
            cells=(
                product_words(stock),
                stock.product.schedule,
                *(_HIDDEN if is_blind else _figures(stock)),
                state_words(stock, "" if is_blind else attention(stock)),
            ),
            is_alert=stock.unresolved is not None,
        )
        for stock in stocks_of(world)
    )


def state_words(stock: Stock, attention: str) -> str:
    """What is to be said of a product: an open difference first, then what else."""
    differs = f"! {stock.unresolved.words}" if stock.unresolved else ""
    return "; ".join(filter(None, (differs, attention)))


def _figures(stock: Stock) -> tuple[str, ...]:
    balance_mg = stock.balance_ml * stock.product.mg_per_ml
    volumes = (stock.open_ml, stock.drawn, stock.balance_ml, balance_mg)
    return (str(stock.sealed), *(two_places(volume) for volume in volumes))


def container_choices(containers: Iterable[Container]) -> tuple[tuple[str, str], ...]:
    """Containers to choose from, each with what is left in it."""
    return tuple(
        (each.id, f"{each.id} · {each.state.value} · {written(each.left, 'mL')}")
        for each in containers
    )


def log_lines(rows: Iterable[Row]) -> tuple[TableLine, ...]:
    """A day's rows, as they will print: a section for each product."""
    lines: list[TableLine] = []
    day = ""
    for number, row in enumerate(rows):
        day = row.date if row.movement == "opening" else day
        if row.movement == "opening":
            words = f"{row.substance} {row.finished_form} · NDC {row.ndc} · Schedule {row.schedule}"
            cells = (words, *[""] * (len(LOG_COLUMNS) - 1))
            lines.append(TableLine(key=f"of {number}", cells=cells, is_section=True))
        lines.append(_log_line(number, row, day))
    return tuple(lines)


def _log_line(number: int, row: Row, day: str) -> TableLine:
    return TableLine(
        key=f"{number}",
        cells=(
            row.time if row.date == day else f"{row.date} {row.time}".rstrip(),
            row.movement,
            row.vial,
            row.ml,
            row.mg,
            row.containers,
            row.balance_ml,
            row.balance_sealed,
            row.patient_name,
            row.session,
            row.by,
            row.witness,
            row.prescriber,
            row.reason,
            row.reference,
        ),
        is_strong=row.movement in {"opening", "closing"},
        is_alert=row.movement in {"adjusted", "broken"} or row.reason.startswith("differs"),
    )


# ── Counting ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What comes of two counts made apart; only then is the expected figure told."""

    words: str
    may_record: bool = False
    differs: bool = False
    asks: bool = False
    """Whether the same counts go through when they are entered once more."""


def compare_counts(
    stock: Stock, first: Sequence[str], second: Sequence[str], *, is_sure: bool = False
) -> Compared:
    """Compare two blind counts with each other, and then with the ledger.

    Args:
        stock: the product's stock.
        first: sealed containers and open mL, as the first person typed them.
        second: as the second person did.
        is_sure: whether they were asked already about a volume that can hardly be.
    """
    figures = [figure for text in (*first, *second) if (figure := exact(text)) is not None]
    if len(figures) < 4 or min(figures) < 0:
        return Compared(words="Both enter sealed containers and open mL, each on their own.")
    sealed, open_ml, sealed_again, open_again = figures
    if decimals(sealed) or decimals(open_ml) > 2:
        return Compared(words="Sealed ones are whole; open mL has at most two decimals.")
    if (sealed, open_ml) != (sealed_again, open_again):
        return Compared(words="The two counts differ. Count again, each on your own.")
    if open_ml > _most_open(stock, sealed) and not is_sure:
        return Compared(words=_IN_MG, asks=True)
    expected = f"The ledger expects {stock.sealed} sealed and {written(stock.open_ml, 'mL')} open."
    if sealed == stock.sealed and open_ml == stock.open_ml:
        return Compared(words=f"{expected} The count agrees.", may_record=True)
    off_sealed, off_open = int(sealed) - stock.sealed, open_ml - stock.open_ml
    words = f"{expected} The count differs: {off_sealed:+} sealed, {off_open:+.2f} mL open."
    return Compared(words=words, may_record=True, differs=True)


def _most_open(stock: Stock, sealed: Decimal) -> Decimal:
    """More than the opened containers can hold, and one more that nobody knows of, in mL."""
    states = [each.state for each in stock.containers.values()]
    opened = states.count(ContainerState.OPEN) + max(0, stock.sealed - int(sealed)) + 1
    return opened * stock.product.container_ml


# ── Days ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class DayState:
    """How a day stands: closed by whom, or open and kept open by what."""

    words: str
    blocks: tuple[str, ...] = ()
    may_close: bool = False


def day_state(clinic: Clinic, day: date) -> DayState:
    """How a day stands now."""
    closing = clinic.closing(day)
    if closing is not None:
        names = [clinic.world.person(person) for person in (closing.closed_by, closing.witness)]
        who = " and ".join(person.titled for person in names if person)
        at = closing.closed_at.replace("T", " ")[:16]
        return DayState(words=f"Closed {at} by {who}. It does not change any more.")
    if day > local_day(clinic.clock.now(), clinic.world.site.zone):
        return DayState(words="This day is still to come.")
    blocks = clinic.day_blocks(day)
    if blocks:
        return DayState(words="Open. Before it can be closed:", blocks=blocks)
    return DayState(words="Open. Nothing keeps it from being closed.", may_close=True)
