"""The controlled-substance log: one row a movement (21 CFR 1304.22(c)), with balances.

A row is made once, when its fact is recorded, from the names and addresses of
that moment, and is never worked out anew: a closed day prints the same bytes
years later.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from decimal import Decimal

from ketachart.domain import events as ev
from ketachart.domain.entries import Entry
from ketachart.domain.patients import Patient
from ketachart.domain.people import Person
from ketachart.domain.products import Product
from ketachart.domain.profiles import CountMethod
from ketachart.domain.quantities import two_places
from ketachart.domain.stock import Stock, difference_of

COLUMNS = [
    "date",
    "time",
    "substance",
    "schedule",
    "dea_code",
    "finished_form",
    "ndc",
    "lot",
    "vial",
    "movement",
    "patient_name",
    "patient_address",
    "session",
    "ml",
    "mg",
    "containers",
    "balance_ml",
    "balance_sealed",
    "by",
    "by_initials",
    "witness",
    "prescriber",
    "prescriber_dea",
    "reason",
    "reference",
]

SCHEDULES = ("II", "III", "IV", "V")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the log, as text; columns as in `COLUMNS`."""

    date: str
    time: str
    substance: str
    schedule: str
    dea_code: str
    finished_form: str
    ndc: str
    lot: str = ""
    vial: str = ""
    movement: str
    patient_name: str = ""
    patient_address: str = ""
    session: str = ""
    ml: str = ""
    mg: str = ""
    containers: str = ""
    balance_ml: str
    balance_sealed: str
    by: str = ""
    by_initials: str = ""
    witness: str = ""
    prescriber: str = ""
    prescriber_dea: str = ""
    reason: str = ""
    reference: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """The row in the order of the columns."""
        return tuple(getattr(self, column) for column in COLUMNS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A row with what it is looked up by.

    Attributes:
        day: the day of the log it stands on.
        counts_as_move: whether the product must be counted after it.
    """

    day: date
    product: str
    patient: str
    row: Row
    counts_as_move: bool
    is_count: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What a product's ledger says at a moment."""

    ml: Decimal
    sealed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductDay:
    """A product's part of a day: its balances and the rows between."""

    product: Product
    opening: Balance
    closing: Balance
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Whoever a row names, as of the moment it is made."""

    person: Callable[[str], Person | None]
    patient: Callable[[str], Patient | None]


def edge_row(product: Product, day: date, movement: str, balance: Balance) -> Row:
    """The `opening` row at 00:00 or the `closing` row at 24:00."""
    return Row(
        date=day.isoformat(),
        time="00:00" if movement == "opening" else "24:00",
        movement=movement,
        balance_ml=two_places(balance.ml),
        balance_sealed=str(balance.sealed),
        **_of_product(product),
    )


def day_rows(day: date, products: Sequence[ProductDay]) -> tuple[Row, ...]:
    """All rows of a day, product by product."""
    rows: list[Row] = []
    for each in products:
        rows.append(edge_row(each.product, day, "opening", each.opening))
        rows.extend(each.rows)
        rows.append(edge_row(each.product, day, "closing", each.closing))
    return tuple(rows)


def _of_product(product: Product) -> dict[str, str]:
    return {
        "substance": product.substance,
        "schedule": product.schedule,
        "dea_code": product.dea_code,
        "finished_form": product.finished_form,
        "ndc": product.ndc,
    }


def movement(
    entry: Entry, before: Stock, after: Stock, day: date, zone: tzinfo, names: Names
) -> Movement | None:
    """The row that a fact of the stock makes; None if it makes none."""
    parts = _parts(entry.event, before)
    if parts is None:
        return None
    by = names.person(entry.author)
    local = entry.observed_at.astimezone(zone)
    earlier = _earlier_day(entry.event, local.date())
    row = Row(
        date=(earlier or local.date()).isoformat(),
        time="" if earlier else local.strftime("%H:%M"),
        balance_ml=two_places(after.balance_ml),
        balance_sealed=str(after.sealed),
        by=by.name if by else entry.author,
        by_initials=by.initials if by else "",
        **_of_product(before.product),
        **parts,
        **_people(entry.event, names),
    )
    kind, use = parts["movement"], _use(entry.event)
    return Movement(
        day=day,
        product=before.product.id,
        patient=use.patient if use else "",
        row=row,
        counts_as_move=kind not in {"counted", "adjusted"},
        is_count=kind == "counted",
    )


def _earlier_day(event: ev.Event, recorded: date) -> date | None:
    """The day something really came or left, if not that of the recording; its hour is unknown."""
    match event:
        case ev.StockReceived(received=day) | ev.StockLeft(left_on=day) if day != recorded:
            return day
        case _:
            return None


def _use(event: ev.Event) -> ev.ForSession | None:
    match event:
        case ev.StockDrawn(use=use) | ev.StockAdministered(use=use) | ev.StockWasted(use=use):
            return use
        case _:
            return None


def _people(event: ev.Event, names: Names) -> dict[str, str]:
    witness = names.person(getattr(event, "witness", ""))
    found = {"witness": witness.name if witness else ""}
    use = _use(event)
    if use is None:
        return found
    patient, prescriber = names.patient(use.patient), names.person(use.prescriber)
    return {
        **found,
        "session": use.session,
        "patient_name": patient.name if patient else "",
        "patient_address": patient.address if patient else "",
        "prescriber": prescriber.name if prescriber else "",
        "prescriber_dea": prescriber.dea_registration if prescriber else "",
    }


def _parts(event: ev.Event, before: Stock) -> dict[str, str] | None:
    match event:
        case ev.StockReceived():
            ml = event.containers * before.product.container_ml
            return {
                "movement": "received",
                "lot": event.lot,
                "containers": str(event.containers),
                "reason": _delivered(event),
                "reference": event.invoice,
                **_amounts(before, ml),
            }
        case ev.StockDrawn():
            opened = str(_sealed(before, (event.vial,)))
            return {
                "movement": "drawn",
                "containers": opened,
                **_vials((event.vial,)),
                **_amounts(before, event.ml),
            }
        case ev.StockAdministered():
            return {
                "movement": "administered",
                "reason": event.reason,
                **_vials(event.vials),
                **_amounts(before, event.ml),
            }
        case ev.StockWasted():
            from_vial = event.use is None
            return {
                "movement": "wasted",
                "containers": str(_sealed(before, event.vials)) if from_vial else "",
                "reason": f"{event.reason}; {event.method}",
                **_vials(event.vials),
                **_amounts(before, event.ml),
            }
        case ev.StockBroken():
            return {
                "movement": "broken",
                "containers": str(_sealed(before, (event.vial,))),
                "reason": event.circumstances,
                **_vials((event.vial,)),
                **_amounts(before, event.ml),
            }
        case ev.StockLeft():
            return {
                "movement": event.how,
                "containers": str(event.sealed),
                "reason": "; ".join(filter(None, (event.to.name, event.method, event.place))),
                "reference": event.reference,
                **_vials(event.vials),
                **_amounts(before, event.ml),
            }
        case ev.StockCounted():
            return {
                "movement": "counted",
                "containers": str(event.sealed),
                "reason": _counted(event),
                **_amounts(before, event.open_ml),
            }
        case ev.StockAdjusted():
            return {
                "movement": "adjusted",
                "containers": str(event.sealed),
                "reason": f"{event.classification}: {event.explanation}",
                "reference": event.reference,
                **_amounts(before, event.ml),
            }
        case _:
            return None


def _delivered(event: ev.StockReceived) -> str:
    """The supplier; and what the invoice says where that is not what came."""
    said = "" if event.invoiced is None else f"invoice says {event.invoiced}"
    return "; ".join(filter(None, (event.supplier.name, said, event.note)))


def _counted(event: ev.StockCounted) -> str:
    """What the count found; and how, where it was not exact."""
    found = difference_of(event).words
    return found if event.method == CountMethod.EXACT else f"{found}; {event.method}"


def _amounts(stock: Stock, ml: Decimal) -> dict[str, str]:
    return {"ml": two_places(ml), "mg": two_places(ml * stock.product.mg_per_ml)}


def _sealed(stock: Stock, vials: Sequence[str]) -> int:
    return sum(1 for vial in vials if vial in stock.containers and _is_sealed(stock, vial))


def _is_sealed(stock: Stock, vial: str) -> bool:
    return stock.containers[vial].state == "sealed"


def _vials(vials: Sequence[str]) -> dict[str, str]:
    lots = dict.fromkeys(vial.rpartition("-")[0] for vial in vials)
    return {"vial": "+".join(vials), "lot": "+".join(lots)}
