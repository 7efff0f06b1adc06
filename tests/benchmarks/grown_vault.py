"""A clinic that has worked for years, for measuring: whole days written straight into the store.

Each day has a delivery, sessions that draw, give and waste, a count, and two signatures that close
it; the rest of each session's entries are notes. Facts, rows and balances are those the program
would have written; sessions are not listed, since nothing measured here looks at them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from ketachart.app.clinic import Clinic
from ketachart.app.clock import SetClock
from ketachart.app.resources import resource_folder
from ketachart.app.scenario import read_scenario
from ketachart.app.vaults import Unlocked, found, unlock
from ketachart.crypto.passphrases import SMALLEST_COST
from ketachart.domain import events as ev
from ketachart.domain.daylog import Movement, Names, movement
from ketachart.domain.entries import CLINIC, Entry, session_stream, stock_stream
from ketachart.domain.stock import Stock, fold
from ketachart.domain.times import stamp
from ketachart.store import codec
from ketachart.store.derived import DayClosing, Derived
from ketachart.store.entries import written_time
from ketachart.store.places import Place

ADMIN, NURSE, SECOND, DOCTOR = "ad.lindqvist", "rn.okafor", "rn.silva", "md.reyes"
PRODUCT = "ket-50-10"
SESSIONS_A_DAY = 48
FIRST = date(2024, 1, 2)
NOTE = "Resting quietly, eyes closed, answers when spoken to, IV site without swelling."
ONE_DAY = timedelta(days=1)
SUPPLIER = ev.Registrant(
    name="Tidewater Medical Supply", dea_registration="RT3004518", address="90 Dock Rd"
)


def days_of(count: int) -> Iterator[date]:
    """So many business days."""
    day = FIRST
    while count:
        if day.weekday() < 5:
            yield day
            count -= 1
        day += ONE_DAY


@dataclass
class GrownVault:
    """A vault in a folder that can be grown, and opened when it is grown."""

    folder: Path

    def __post_init__(self) -> None:
        self.scenario = read_scenario(resource_folder() / "scenarios" / "clinic-day.json")
        clock = SetClock(datetime.fromisoformat("2024-01-01T12:00:00+00:00"))
        self.clinic = found(self.folder, self.scenario.founding, clock, SMALLEST_COST).clinic
        self.stock = Stock(product=self.clinic.books._stocks[PRODUCT].product)
        self.zone = self.clinic.world.site.zone

    def grow(self, days: list[date], entries_a_session: int) -> None:
        """Write whole days, each in one transaction."""
        for number, day in enumerate(days):
            self._write_day(number, day, entries_a_session)

    def opened(self, after: date) -> Clinic:
        """The vault closed and opened anew, as on the day after."""
        self.clinic.close()
        secret = self.scenario.secrets[ADMIN].passphrase
        clock = SetClock(datetime.combine(after, datetime.min.time(), self.zone) + ONE_DAY)
        unlocked = unlock(self.folder, ADMIN, secret, clock)
        assert isinstance(unlocked, Unlocked)
        return unlocked.clinic

    def _write_day(self, number: int, day: date, entries_a_session: int) -> None:
        log = self.clinic.vault.log
        begins = datetime.combine(day, datetime.min.time(), self.zone) + timedelta(hours=8)
        entries, rows = [], []
        for index, (stream, author, event) in enumerate(
            self._facts(number, day, entries_a_session)
        ):
            entry = Entry(
                device=log.device,
                seq=log.head.seq + 1 + index,
                stream=stream,
                author=author,
                observed_at=begins + index * timedelta(seconds=6),
                recorded_at=begins + index * timedelta(seconds=6),
                event=event,
            )
            entries.append(entry)
            if stream.startswith("stock:"):
                rows.append((entry, *self._row(entry, day)))
        offset = begins.utcoffset() // timedelta(seconds=1)
        closing = DayClosing(
            day=day,
            closed_at=stamp(entries[-1].recorded_at, self.zone),
            closed_by=ADMIN,
            witness=NURSE,
            digests={"III": "0" * 64, "all": "0" * 64},
            products=tuple(self.clinic.books.products()),
            place=_place(entries[-1]),
            seen={},
        )

        def derive(db: object) -> None:
            derived = Derived(db)
            for entry, row, delta in rows:
                derived.add_movement(_place(entry), row, delta)
            derived.put_closing(closing)

        log.write(log.stamp([codec.fresh(entry, offset) for entry in entries]), derive)

    def _row(self, entry: Entry, day: date) -> tuple[Movement, Decimal]:
        world = self.clinic.world
        step = fold(self.stock, entry)
        names = Names(person=world.person, patient=world.patient)
        row = movement(entry, self.stock, step.stock, day, self.zone, names)
        assert row is not None
        delta = step.stock.balance_ml - self.stock.balance_ml
        self.stock = step.stock
        return row, delta

    def _facts(self, number: int, day: date, many: int) -> Iterator[tuple[str, str, ev.Event]]:
        lot, stream = f"K{number}", stock_stream(PRODUCT)
        yield stream, ADMIN, ev.StockReceived(
            product=PRODUCT, containers=SESSIONS_A_DAY, lot=lot, first=1,
            expires=day + 365 * ONE_DAY, invoice=f"TW-{number}", supplier=SUPPLIER, witness=SECOND,
        )  # fmt: skip
        patients = [each.id for each in self.clinic.patients()]
        for place in range(SESSIONS_A_DAY):
            name = f"s{number:05}-{place:02}"
            use = ev.ForSession(
                session=name, patient=patients[place % len(patients)], prescriber=DOCTOR
            )
            yield from self._session(name, f"{lot}-{place + 1}", use, many)
        yield stream, ADMIN, ev.StockCounted(
            product=PRODUCT, sealed=0, open_ml=Decimal(0), expected_sealed=0,
            expected_open_ml=Decimal(0), witness=NURSE,
        )  # fmt: skip
        closed = self.clinic.vault.log.head.seq + 1 + SESSIONS_A_DAY * many + 2
        yield CLINIC, ADMIN, ev.DayClosed(day=day, witness=NURSE, digests={"III": "0" * 64})
        for signer in (ADMIN, NURSE):
            yield CLINIC, signer, ev.SignatureGiven(
                signer=signer, meaning="closed the day", digest="0" * 64, signature="0" * 128,
                entries=(f"{self.clinic.vault.log.device}:{closed}",),
            )  # fmt: skip

    def _session(
        self, name: str, vial: str, use: ev.ForSession, many: int
    ) -> Iterator[tuple[str, str, ev.Event]]:
        stream, ten = stock_stream(PRODUCT), Decimal("10.00")
        yield (
            stream,
            NURSE,
            ev.StockDrawn(product=PRODUCT, vial=vial, ml=ten, use=use, witness=SECOND),
        )
        for _ in range(many - 3):
            yield session_stream(name), NURSE, ev.NoteAdded(text=NOTE)
        yield (
            stream,
            NURSE,
            ev.StockAdministered(
                product=PRODUCT, vials=(vial,), ml=Decimal("8.25"), use=use, reason="complete"
            ),
        )
        yield stream, NURSE, ev.StockWasted(
            product=PRODUCT, vials=(vial,), ml=Decimal("1.75"), use=use, witness=SECOND,
            reason="residual", method="binding cartridge C-17",
        )  # fmt: skip


def _place(entry: Entry) -> Place:
    return Place(written_time(entry.recorded_at), entry.device, entry.seq)
