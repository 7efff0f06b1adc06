"""A vault as after years: whole sessions from opening to co-signature, day upon day.

Every session is one that was charted through the door, with other names, another vial and another
time; more vitals fill it up to the size asked for. What is worked out from the facts is worked out
by the program. The signatures are those of the session that was copied, so `verify` refuses them.
"""

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from grown_vault import ADMIN, DOCTOR, NURSE, ONE_DAY, PRODUCT, SECOND, SUPPLIER

from ketachart.app.clock import SetClock
from ketachart.app.replay import replay
from ketachart.app.resources import resource_folder
from ketachart.app.scenario import Scenario, read_scenario
from ketachart.app.vaults import found
from ketachart.crypto.passphrases import SMALLEST_COST
from ketachart.domain import events as ev
from ketachart.domain.entries import CLINIC, Entry, patient_stream, session_stream, stock_stream
from ketachart.domain.patients import Patient
from ketachart.store import codec
from ketachart.store.derived import Database, Derived

CHAIRS = 16
SESSIONS_A_DAY = 20
ENTRIES_A_SESSION = 100
SESSIONS_OF_A_PATIENT = 20
OPENS, CLOSES = timedelta(hours=7), timedelta(hours=22, minutes=30)
SECOND_TURN = timedelta(hours=7)
BETWEEN_SETS = timedelta(minutes=5)
COPIED = "s1"
PREPARED, STOPPED, WASTED = "session.prepared/1", "infusion.stopped/1", "residual.wasted/1"
VITALS, STARTED = "vitals.charted/1", "infusion.started/1"
ENTRY_NAMED = re.compile(rb'"ws-[0-9a-f]{8}:(\d+)"')


@dataclass(frozen=True, slots=True)
class Copied:
    """An entry to be copied: its number, when after the session's opening, by whom, and what."""

    number: int
    after: timedelta
    author: str
    kind: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Planned:
    """An entry that has no number yet; `number` is that of what it was copied from, or 0."""

    at: datetime
    stream: str
    author: str
    event: ev.Event | bytes
    kind: str = ""
    number: int = 0


def day_of_scenario() -> Scenario:
    """The clinic, and the day that comes last."""
    return read_scenario(resource_folder() / "scenarios" / "clinic-day.json")


def session_copied(scenario: Scenario, size: int) -> tuple[Copied, ...]:
    """A session of a real day, filled up with vitals to so many entries."""
    with tempfile.TemporaryDirectory() as name:
        clinic = replay(scenario, Path(name) / "vault", cost=SMALLEST_COST)
        stored = clinic.vault.log.stream(session_stream(COPIED))
        clinic.close()
    opened = stored[0].recorded_at
    facts = [
        Copied(each.seq, each.recorded_at - opened, each.author, each.kind, each.body)
        for each in stored
    ]
    started = next(each.after for each in facts if each.kind == STARTED)
    body = next(each.body for each in facts if each.kind == VITALS and each.after > started)
    facts += [
        Copied(-1 - index, started + (index + 1) * BETWEEN_SETS, NURSE, VITALS, body)
        for index in range(size - len(facts))
    ]
    return tuple(sorted(facts, key=lambda each: each.after))


def days_before(last: date, count: int) -> list[date]:
    """So many business days, the newest the one before `last`."""
    days: list[date] = []
    day = last
    while len(days) < count:
        day -= ONE_DAY
        if day.weekday() < 5:
            days.append(day)
    return days[::-1]


class Years:
    """A vault in a folder, to be grown; closed when it is.

    Args:
        folder: where; nothing stands there yet.
        entries: about how many it is to have.
        last: the day before which its days lie.
    """

    def __init__(self, folder: Path, entries: int, last: date) -> None:
        self.days = days_before(last, max(1, entries // (SESSIONS_A_DAY * ENTRIES_A_SESSION)))
        scenario = day_of_scenario()
        self._copied = session_copied(scenario, ENTRIES_A_SESSION - 4)
        chairs = tuple(f"Chair {number + 1}" for number in range(CHAIRS))
        founding = scenario.founding
        founding = replace(founding, clinic=replace(founding.clinic, chairs=chairs))
        noon = datetime.combine(self.days[0] - ONE_DAY, time(12), UTC)
        self._clinic = found(folder, founding, SetClock(noon), SMALLEST_COST).clinic
        self._derived = Derived(self._clinic.vault.db)
        self._somebody = founding.patients[0]
        self._patient = ""

    def grow(self) -> int:
        """Write all days, each in one transaction; how many entries there are then."""
        for number, day in enumerate(self.days):
            self._write(sorted(self._day(number, day), key=lambda each: each.at))
        count = self._clinic.vault.log.count()
        self._clinic.close()
        return count

    def _write(self, planned: list[Planned]) -> None:
        log, books = self._clinic.vault.log, self._clinic.books
        device, entries = log.device.encode(), []
        numbers: dict[tuple[str, int], int] = {}
        for seq, each in enumerate(planned, start=log.head.seq + 1):
            numbers[each.stream, each.number] = seq
            event = each.event
            if isinstance(event, bytes):
                body = ENTRY_NAMED.sub(
                    lambda m, stream=each.stream: (
                        b'"%s:%d"' % (device, numbers.get((stream, int(m[1])), 1))
                    ),
                    event,
                )
                event = codec.decode_event(each.kind, body)
            entries.append(
                Entry(
                    device=log.device, seq=seq, stream=each.stream, author=each.author,
                    observed_at=each.at, recorded_at=each.at, event=event,
                )
            )  # fmt: skip
        zone = self._clinic.world.site.zone
        offset = planned[0].at.astimezone(zone).utcoffset() or timedelta(0)
        stored = log.stamp(
            [codec.fresh(entry, offset // timedelta(seconds=1)) for entry in entries]
        )
        pending = books.plan(entries)

        def derive(_: Database) -> None:
            books.write(pending, self._derived)

        log.write(stored, derive)
        books.accept(pending)

    def _day(self, number: int, day: date) -> Iterator[Planned]:
        midnight = datetime.combine(day, time(), self._clinic.world.site.zone)
        begins, ends, lot = midnight + OPENS, midnight + CLOSES, f"K{number}"
        yield Planned(begins, stock_stream(PRODUCT), ADMIN, ev.StockReceived(
            product=PRODUCT, containers=SESSIONS_A_DAY, lot=lot, first=1,
            expires=day + 365 * ONE_DAY, invoice=f"TW-{number}", supplier=SUPPLIER, witness=SECOND,
        ))  # fmt: skip
        for place in range(SESSIONS_A_DAY):
            turn, chair = divmod(place, CHAIRS)
            if (number * SESSIONS_A_DAY + place) % SESSIONS_OF_A_PATIENT == 0:
                yield self._newcomer(begins, number * SESSIONS_A_DAY + place)
            opens = begins + turn * SECOND_TURN + chair * timedelta(minutes=2)
            yield from self._session(f"h{number:05}-{place:02}", opens, chair, f"{lot}-{place + 1}")
        yield Planned(ends, stock_stream(PRODUCT), ADMIN, ev.StockCounted(
            product=PRODUCT, sealed=0, open_ml=Decimal(0), expected_sealed=0,
            expected_open_ml=Decimal(0), witness=NURSE,
        ))  # fmt: skip
        closed = ev.DayClosed(day=day, witness=NURSE, digests={"III": "0" * 64, "all": "0" * 64})
        yield Planned(ends + timedelta(minutes=5), CLINIC, ADMIN, closed)

    def _newcomer(self, at: datetime, number: int) -> Planned:
        self._patient = f"p.{number}"
        patient: Patient = replace(
            self._somebody, id=self._patient, mrn=str(20_000 + number), name=f"Person {number}"
        )
        return Planned(at, patient_stream(patient.id), ADMIN, ev.PatientRegistered(patient=patient))

    def _session(self, name: str, opens: datetime, chair: int, vial: str) -> Iterator[Planned]:
        stock, stream = stock_stream(PRODUCT), session_stream(name)
        others = {
            b'"s1"': f'"{name}"', b'"p.abara"': f'"{self._patient}"',
            b'"Chair 1"': f'"Chair {chair + 1}"', b'"K5301-1"': f'"{vial}"',
        }  # fmt: skip
        use = ev.ForSession(session=name, patient=self._patient, prescriber=DOCTOR)
        waste = {
            "product": PRODUCT,
            "vials": (vial,),
            "witness": SECOND,
            "method": "cartridge C-17",
        }
        for each in self._copied:
            at, body = opens + each.after, each.body
            for old, new in others.items():
                body = body.replace(old, new.encode())
            yield Planned(at, stream, each.author, body, each.kind, each.number)
            if each.kind == PREPARED:
                yield Planned(at, stock, NURSE, ev.StockDrawn(
                    product=PRODUCT, vial=vial, ml=Decimal("2.00"), use=use, witness=SECOND
                ))  # fmt: skip
            elif each.kind == STOPPED:
                yield Planned(at, stock, NURSE, ev.StockAdministered(
                    product=PRODUCT, vials=(vial,), ml=Decimal("1.84"), use=use, reason="complete"
                ))  # fmt: skip
            elif each.kind == WASTED:
                rest = {"ml": Decimal("8.00"), "use": None, "reason": "open vial at end of day"}
                left = {"ml": Decimal("0.16"), "use": use, "reason": "residual"}
                yield Planned(at, stock, NURSE, ev.StockWasted(**waste, **left))
                yield Planned(at, stock, ADMIN, ev.StockWasted(**waste, **rest))
