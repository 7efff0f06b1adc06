"""What the log says now, kept in memory and in the derived tables, to be looked up."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from ketachart.app.closings import Closings
from ketachart.app.kept import Kept
from ketachart.app.patient_index import Findable, PatientIndex
from ketachart.app.pending import SettingsSince, SiteUntil, StockNote
from ketachart.domain import events as ev
from ketachart.domain import folding
from ketachart.domain import stock as stocks
from ketachart.domain.clinic import Site
from ketachart.domain.courses import Relief
from ketachart.domain.daylog import (
    SCHEDULES,
    ProductDay,
    Row,
    day_rows,
)
from ketachart.domain.entries import session_stream
from ketachart.domain.formulary import Drug, Formulary
from ketachart.domain.patients import Patient
from ketachart.domain.people import Person
from ketachart.domain.products import Container, Product
from ketachart.domain.profiles import FEDERAL, StateProfile
from ketachart.domain.protocols import Protocol, ProtocolLibrary
from ketachart.domain.safekeeping import Safekeeping
from ketachart.domain.session import Session, in_chairs
from ketachart.domain.settings import Settings
from ketachart.domain.stock import Stock
from ketachart.domain.tracing import Trace
from ketachart.exports.daylog_csv import day_log_csv, digest_of
from ketachart.store.codec import entry_from
from ketachart.store.derived import DayClosing, Derived
from ketachart.store.entries import Stored
from ketachart.store.errors import StoreDamaged
from ketachart.store.places import Floor, Floors, Place

EARLIER_SHOWN = 3
ENDED_SESSIONS_KEPT = 32


@contextmanager
def must_follow(stored: Stored) -> Iterator[None]:
    """While a stored entry is worked in: one that makes no sense there was not written by us.

    Raises:
        StoreDamaged: it names the entry.
    """
    try:
        yield
    except folding.MAKES_NO_SENSE as error:
        found = error.entry if isinstance(error, folding.DoesNotFollow) else stored
        message = f"Entry {found.seq} of {found.device} does not follow from those before it."
        raise StoreDamaged(message) from error


class Lookups(Kept):
    """Everything that may be looked up; the `World` that rules are handed."""

    def __init__(
        self,
        stream: Callable[[str], Iterable[Stored]],
        derived: Derived,
        protocols: ProtocolLibrary,
        formulary: Formulary,
        ended_kept: int = ENDED_SESSIONS_KEPT,
    ) -> None:
        self._stream = stream
        self._ended_kept = ended_kept
        super().__init__(derived)
        adopted = {each.id: each for each in derived.docs("protocol", Protocol)}
        self._protocols = protocols.with_protocols(adopted)
        own = {each.key: each for each in derived.docs("drug", Drug)}
        self._formulary = formulary.with_drugs(own)
        self._founded = derived.doc("site", "site", ev.ClinicFounded)
        self._site = site_of(self._founded) if self._founded else None
        self._patient_index: PatientIndex | None = None
        self._sites_before = list(derived.docs("site-until", SiteUntil))
        self._sheets_proven = derived.doc("proof", "sheets", datetime)
        self._safekeeping: dict[str, Safekeeping] = {}
        self._settings = list(derived.docs("settings", SettingsSince))
        self._profile = derived.doc("profile", "profile", StateProfile) or FEDERAL
        self._people = {person.id: person for person in derived.docs("person", Person)}
        self._stocks = {
            product.id: self._load_stock(product) for product in derived.docs("product", Product)
        }
        self._closings = Closings(derived)
        self.floors = Floors(
            {
                name: derived.doc("floor", name, list[Floor]) or ()
                for name in derived.doc_names("floor")
            }
        )
        self._said: dict[str, Place] = {}
        self._latest: dict[str, str] = {}
        self._worked_in: dict[str, int] = {}
        self._last_moves: dict[str, tuple[date, Place]] = {}
        self._meetings = set(derived.doc_names("meeting"))
        self._open: dict[str, Session] = {}
        self._ended: dict[str, Session] = {}

    def _load_stock(self, product: Product) -> Stock:
        note = self._derived.doc("stock", product.id, StockNote)
        containers = self._derived.containers_in_stock(product.id)
        return Stock(
            product=product,
            containers={each.id: each for each in containers},
            drawn=note.drawn if note else stocks.ZERO,
            unresolved=note.unresolved if note else None,
        )

    def _fold(self, session: str, floors: Floors, worked_in: Mapping[str, int]) -> Session | None:
        """A session from those of its entries on the disk that are worked in, in their order.

        Args:
            session: its name.
            floors: what holds entries back.
            worked_in: how far each workstation's entries are worked in, by number.
        """
        found = [
            each
            for each in self._stream(session_stream(session))
            if each.seq <= worked_in.get(each.device, 0)
        ]
        if not found:
            return None
        found.sort(key=lambda each: floors.place(each.device, each.seq, each.recorded))
        with must_follow(found[0]):
            return folding.fold_all(None, [entry_from(stored) for stored in found])

    # --- looking up ------------------------------------------------------------------------------

    @property
    def founded(self) -> ev.ClinicFounded | None:
        """The clinic as it was set up; None in an empty vault."""
        return self._founded

    @property
    def site(self) -> Site:
        """The clinic's particulars."""
        if self._site is None:
            raise LookupError("no clinic was set up in this vault")
        return self._site

    def site_at(self, moment: datetime) -> Site:
        """How the clinic's papers were headed at a moment."""
        later = (each for each in self._sites_before if moment < each.until)
        before = min(later, key=lambda each: each.until, default=None)
        return site_of(before.founded) if before is not None else self.site

    def site_on(self, day: date) -> Site:
        """How the log of a day is headed: as on its closing, or as now while it is open."""
        closing = self.closing(day)
        return self.site_at(datetime.fromisoformat(closing.closed_at)) if closing else self.site

    def safekeeping(self, device: str) -> Safekeeping:
        """What a workstation knows of its backups."""
        if device not in self._safekeeping:
            found = self._derived.doc("safekeeping", device, Safekeeping)
            self._safekeeping[device] = found or Safekeeping()
        return self._safekeeping[device]

    @property
    def sheets_proven(self) -> datetime | None:
        """When two recovery sheets were last typed in and opened the keyring."""
        return self._sheets_proven

    def settings_at(self, moment: datetime) -> Settings:
        """The limits and plans in force at a moment."""
        held = [each.settings for each in self._settings if each.since <= moment]
        return held[-1] if held else self._settings[0].settings

    @property
    def profile(self) -> StateProfile:
        """The rules of the place; the federal ones until others are adopted."""
        return self._profile

    def open_days(self, first: date, last: date) -> tuple[date, ...]:
        """Days with rows in the log that nobody closed, in order."""
        moved = {
            day
            for product in self.products()
            for day in self._derived.days_moved(product, first, last)
        }
        return tuple(sorted(moved - self._closings.keys()))

    def rows_since_agreement(self, product: str) -> tuple[Row, ...]:
        """A product's rows after the last count that agreed or was resolved, the oldest first."""
        return self._derived.rows_since_agreement(product)

    def trace(self, text: str) -> Iterator[tuple[int, tuple[Row, ...]]]:
        """What of the ledger names a lot, container, patient or person.

        Yields:
            How many rows were looked at, and those of them that belong to it.
        """
        trace = Trace(text=text, container=self.container(text))
        for rows in self._derived.all_rows():
            yield len(rows), tuple(row for row in rows if trace.takes(row))

    def lowest_since(self, product: str, day: date) -> Decimal:
        """The lowest balance of a product in mL since a day began."""
        return self._derived.lowest_since(product, day)

    def person(self, person: str) -> Person | None:
        """Someone who can sign in."""
        return self._people.get(person)

    def people(self) -> tuple[Person, ...]:
        """Everyone, by name."""
        return tuple(sorted(self._people.values(), key=lambda person: person.name))

    def patient(self, patient: str) -> Patient | None:
        """A registered patient."""
        return self._derived.doc("patient", patient, Patient)

    def find_patients(self, text: str, limit: int) -> tuple[tuple[Patient, ...], int]:
        """The first patients, by name, that hold each word typed; and how many do in all."""
        if self._patient_index is None:
            self._patient_index = PatientIndex(self._derived.docs("patient", Findable))
        found = self._patient_index.find(text)
        known = (self.patient(name) for name in found[:limit])
        return tuple(each for each in known if each is not None), len(found)

    def patients(self) -> tuple[Patient, ...]:
        """Every registered patient, by name."""
        found = self._derived.docs("patient", Patient)
        return tuple(sorted(found, key=lambda patient: patient.name))

    def protocol(self, protocol: str) -> Protocol | None:
        """A protocol of the library."""
        return self._protocols.find(protocol)

    @property
    def formulary(self) -> Formulary:
        """The drugs at hand, with the lines that were approved here."""
        return self._formulary

    @property
    def protocols(self) -> ProtocolLibrary:
        """The library, with the entries that were changed here."""
        return self._protocols

    def drug(self, name: str) -> Drug | None:
        """A drug of the formulary."""
        return self._formulary.find(name)

    def session(self, session: str) -> Session | None:
        """A session, folded from its entries."""
        if session in self._open:
            return self._open[session]
        if session not in self._ended:
            folded = self._fold(session, self.floors, self._worked_in) if session else None
            if folded is None:
                return None
            self._keep_ended(folded)
        return self._ended[session]

    def _keep_ended(self, session: Session) -> None:
        self._ended[session.id] = session
        while len(self._ended) > self._ended_kept:
            self._ended.pop(next(iter(self._ended)))

    def sessions_open(self) -> tuple[Session, ...]:
        """Sessions that still wait for something, in the order opened."""
        return tuple(self._open.values())

    def earlier_sessions(
        self, patient: str, before: datetime, limit: int = EARLIER_SHOWN
    ) -> tuple[Session, ...]:
        """A patient's last sessions opened before a moment that were started, oldest first."""
        names = self._derived.sessions_of(patient, before, limit)
        found = (self.session(name) for name in names)
        return tuple(each for each in found if each is not None and each.started_at is not None)

    def sessions_of(self, patient: str, before: datetime, limit: int) -> tuple[str, ...]:
        """The names of a patient's last sessions opened before a moment, oldest first."""
        return self._derived.sessions_of(patient, before, limit)

    def sessions_between(self, first: date, last: date) -> tuple[str, ...]:
        """The names of the sessions opened on some days, both included, in the order of days."""
        return self._derived.sessions_between(first, last)

    def relief(self, session: str) -> Relief | None:
        """What came of a session, if anybody was asked."""
        return self._derived.doc("relief", session, Relief)

    def all_sessions(self) -> tuple[str, ...]:
        """Every session, in the order opened."""
        return self._derived.all_sessions()

    def in_chair(self) -> Mapping[str, str]:
        """The sessions that occupy a chair, by chair; what runs, where workstations opened two."""
        return in_chairs(self._open.values())

    def stock(self, product: str) -> Stock | None:
        """A product's stock."""
        return self._stocks.get(product)

    def products(self) -> Sequence[str]:
        """All products, in the order of the log."""
        return in_order_of_the_log(self._stocks.values())

    def container(self, container: str) -> Container | None:
        """A container, in stock or not."""
        for stock in self._stocks.values():
            if container in stock.containers:
                return stock.containers[container]
        return self._derived.container(container) if container else None

    def last_number(self, lot: str) -> int:
        """The highest running number of a lot."""
        return self._derived.last_number(lot)

    def is_closed(self, day: date) -> bool:
        """Whether a day was closed."""
        return day in self._closings

    def closing(self, day: date) -> DayClosing | None:
        """Who closed a day."""
        return self._closings.get(day)

    def closed_days(self) -> tuple[date, ...]:
        """All closed days."""
        return tuple(self._closings)

    def unreconciled_sessions(self) -> Sequence[str]:
        """Sessions with something drawn that is neither administered nor wasted."""
        return tuple(name for name, session in self._open.items() if session.unaccounted_ml)

    def has_moved(self, product: str) -> bool:
        """Whether a product has any row in the log of controlled substances."""
        return self._derived.has_moved(product)

    def uncounted_on(self, day: date) -> Sequence[str]:
        """Products that moved on a day and were not counted after the last movement."""
        return tuple(
            product for product in self.products() if self._derived.is_uncounted(product, day)
        )

    def log_digests(self, day: date) -> Mapping[str, str]:
        """SHA-256 of the day's log as it stands, by schedule."""
        schedules = {stock.product.schedule for stock in self._stocks.values()}
        return {
            schedule: digest_of(day_log_csv(day_rows(day, self.product_days(day, schedule))))
            for schedule in (*SCHEDULES, "all")
            if schedule == "all" or schedule in schedules
        }

    def product_days(self, day: date, schedule: str) -> tuple[ProductDay, ...]:
        """Each product's part of a day's log, in the order of the log.

        A closed day shows the products kept when it was closed, and no later one.
        """
        closing = self._closings.get(day)
        names = closing.products if closing else self.products()
        kept = (self._stocks[product].product for product in names)
        chosen = [product for product in kept if schedule in {"all", product.schedule}]
        return tuple(
            ProductDay(
                product=product,
                opening=self._derived.balance_before(product.id, day),
                closing=self._derived.balance_at_end(product.id, day),
                rows=self._derived.rows(product.id, day),
            )
            for product in chosen
        )

    def movements_between(
        self, product: str, first: date, last: date, kinds: Sequence[str]
    ) -> tuple[tuple[str, int], ...]:
        """The entries (workstation and number) behind a product's rows of some kinds."""
        return self._derived.movements_between(product, first, last, kinds)

    def day_log(self, day: date, schedule: str) -> tuple[Row, ...]:
        """All rows of a day's log."""
        return day_rows(day, self.product_days(day, schedule))


def in_order_of_the_log(kept: Iterable[Stock]) -> tuple[str, ...]:
    """The products whose stocks these are, in the order in which the log lists them."""
    return tuple(each.product.id for each in sorted(kept, key=lambda each: each.product.order))


def site_of(founded: ev.ClinicFounded) -> Site:
    """A clinic's particulars, as its set-up says."""
    return Site(
        name=founded.name,
        address=founded.address,
        phone=founded.phone,
        zone=ZoneInfo(founded.timezone),
        dea_registration=founded.dea_registration,
        chairs=founded.chairs,
        training=founded.training,
    )
