"""The tables of the inspector packet that are made from facts, which say more than their rows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from ketachart.app.clinic import Clinic
from ketachart.domain import events as ev
from ketachart.domain.entries import Entry
from ketachart.domain.losses import Loss
from ketachart.domain.people import Person
from ketachart.domain.products import Product
from ketachart.domain.quantities import two_places
from ketachart.domain.times import local_day
from ketachart.exports.packet import table_csv
from ketachart.store.codec import entry_from

_PRODUCT: Final = ("substance", "schedule", "dea_code", "finished_form", "ndc")
RECEIVED: Final = (
    *("date_received", "date_recorded", *_PRODUCT, "lot", "expires"),
    *("containers", "invoiced", "ml", "invoice"),
    *("supplier", "supplier_dea", "supplier_address", "received_by", "checked_by", "note"),
)
LEFT: Final = (
    *("date_left", "date_recorded", "how", *_PRODUCT, "sealed", "vials", "ml"),
    *("recipient", "recipient_dea", "recipient_address", "reference", "method", "place"),
    *("by", "witness"),
)
FORMS: Final = ("what", "reference", "date", "status", "about", "substance", "finished_form", "ml")
INVENTORIES: Final = (
    *("date", "moment_of_business", "kind", "substance", "schedule", "finished_form", "ndc"),
    *("sealed", "open_ml", "method", "counted_by", "witness"),
)
HANDLERS: Final = ("signed_on", "name", "effective_from", "effective_until", "words")
PEOPLE: Final = ("name", "initials", "credentials", "roles", "dea_registration", "npi", "may_enter")
_SAY_MORE: Final = ("received", "disposed", "transferred")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFile:
    """A file of the packet; `holds` says in words what is in it."""

    name: str
    holds: str
    content: bytes


def table_file(
    name: str, holds: str, columns: Sequence[str], rows: Iterable[Sequence[str]]
) -> TableFile:
    """A table as a file."""
    return TableFile(name=f"{name}.csv", holds=holds, content=table_csv(columns, rows))


def fact_tables(clinic: Clinic, first: date, last: date) -> Iterator[TableFile | None]:
    """Receipts, departures, forms, inventories and people, one at a time.

    Yields:
        A table; nothing after each entry that is read for them, so that other work may go on.
    """
    facts, found = _Facts(clinic), list[Entry]()
    for entry in facts.between(first, last):
        found.append(entry)
        yield None
    losses = [loss for loss in clinic.books.losses() if facts.day(loss.discovered) <= last]
    yield table_file("receipts", "What came in, by invoice", RECEIVED, facts.receipts(found))
    yield table_file("disposals-and-transfers", "What left, and to whom", LEFT, facts.left(found))
    forms = (*facts.forms_of_departures(found), *facts.forms_of_losses(losses))
    yield table_file("forms", "Forms 41 and 106, notices, receipts", FORMS, forms)
    yield table_file("inventories", "Every inventory taken", INVENTORIES, facts.inventories(last))
    yield table_file("handlers", "The register of handlers", HANDLERS, facts.handlers())
    yield table_file("people", "Everyone who handles or may enter", PEOPLE, facts.people())


class _Facts:
    """Reads facts as lines of a table."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic = clinic

    def between(self, first: date, last: date) -> Iterator[Entry]:
        """The facts whose rows stand on these days of the log, product by product."""
        books = self._clinic.books
        for product in books.products():
            for device, seq in books.movements_between(product, first, last, _SAY_MORE):
                stored = self._clinic.vault.log.entry(device, seq)
                if stored is not None:
                    yield entry_from(stored)

    def day(self, moment: datetime) -> date:
        """The clinic's day of a moment."""
        return local_day(moment, self._clinic.world.site.zone)

    def receipts(self, facts: Iterable[Entry]) -> Iterator[tuple[str, ...]]:
        """What came in."""
        for entry in facts:
            event = entry.event
            if isinstance(event, ev.StockReceived):
                product = self._product(event.product)
                invoiced = event.containers if event.invoiced is None else event.invoiced
                yield (
                    (event.received or self.day(entry.observed_at)).isoformat(),
                    self.day(entry.recorded_at).isoformat(),
                    *_cells(product),
                    event.lot,
                    event.expires.isoformat(),
                    str(event.containers),
                    str(invoiced),
                    two_places(event.containers * product.container_ml),
                    event.invoice,
                    event.supplier.name,
                    event.supplier.dea_registration,
                    event.supplier.address,
                    self._name(entry.author),
                    self._name(event.witness),
                    event.note,
                )

    def left(self, facts: Iterable[Entry]) -> Iterator[tuple[str, ...]]:
        """What was disposed of or transferred."""
        for entry in facts:
            event = entry.event
            if isinstance(event, ev.StockLeft):
                yield (
                    (event.left_on or self.day(entry.observed_at)).isoformat(),
                    self.day(entry.recorded_at).isoformat(),
                    event.how,
                    *_cells(self._product(event.product)),
                    str(event.sealed),
                    "+".join(event.vials),
                    two_places(event.ml),
                    event.to.name,
                    event.to.dea_registration,
                    event.to.address,
                    event.reference,
                    event.method,
                    event.place,
                    self._name(entry.author),
                    self._name(event.witness),
                )

    def forms_of_departures(self, facts: Iterable[Entry]) -> Iterator[tuple[str, ...]]:
        """Form 41 where it was destroyed on site, else the recipient's paper."""
        for entry in facts:
            event = entry.event
            if isinstance(event, ev.StockLeft):
                product = self._product(event.product)
                yield (
                    "Form 41" if event.method else f"recipient's record ({event.how})",
                    event.reference,
                    (event.left_on or self.day(entry.observed_at)).isoformat(),
                    "entered",
                    "+".join(event.vials),
                    product.substance,
                    product.finished_form,
                    two_places(event.ml),
                )

    def forms_of_losses(self, losses: Iterable[Loss]) -> Iterator[tuple[str, ...]]:
        """The notice and Form 106 of each loss or theft, entered or still owed."""
        for loss in losses:
            product = self._product(loss.product)
            about = f"{loss.classification} found {self.day(loss.discovered)}: {loss.explanation}"
            of_what = (about, product.substance, product.finished_form, two_places(loss.ml))
            noticed = "given" if loss.is_noticed else "OWED"
            drafted = "draft" if loss.form_reference else "OWED"
            submitted = "submitted" if loss.form_submitted else drafted
            yield ("notice", loss.notice_reference, _iso(loss.notice_on), noticed, *of_what)
            yield ("Form 106", loss.form_reference, _iso(loss.form_on), submitted, *of_what)

    def inventories(self, last: date) -> Iterator[tuple[str, ...]]:
        """Every inventory up to a day: the initial one may be older than the days asked for."""
        for inventory in self._clinic.books.inventories():
            taken = inventory.taken
            if taken.day > last:
                continue
            who = (self._name(inventory.by), self._name(taken.witness))
            for line in taken.lines:
                yield (
                    *(taken.day.isoformat(), taken.moment, taken.kind),
                    *(line.substance, line.schedule, line.finished_form, line.ndc),
                    *(str(line.sealed), two_places(line.open_ml), line.method),
                    *who,
                )

    def handlers(self) -> Iterator[tuple[str, ...]]:
        """The register of authorised handlers, the oldest line first."""
        for line in reversed(self._clinic.handlers()):
            attested = line.attested
            yield (
                self.day(line.at).isoformat(),
                self._name(attested.person),
                attested.effective_from.isoformat(),
                _iso(attested.effective_until),
                attested.words,
            )

    def people(self) -> Iterator[tuple[str, ...]]:
        """Everyone who can or could sign in."""
        for person in self._clinic.people():
            yield _person_cells(person)

    def _product(self, product: str) -> Product:
        stock = self._clinic.world.stock(product)
        if stock is None:
            raise LookupError(product)
        return stock.product

    def _name(self, person: str) -> str:
        found = self._clinic.world.person(person)
        return found.name if found else person


def _cells(product: Product) -> tuple[str, ...]:
    return tuple(str(getattr(product, column)) for column in _PRODUCT)


def _person_cells(person: Person) -> tuple[str, ...]:
    return (
        person.name,
        person.initials,
        person.credentials,
        ", ".join(sorted(role.value for role in person.roles)),
        person.dea_registration,
        person.npi,
        "no" if person.disabled else "yes",
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
