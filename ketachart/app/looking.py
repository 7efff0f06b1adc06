"""Looking up: the read side of the one door; what must be, is recorded."""

from abc import abstractmethod
from collections.abc import Iterator
from datetime import date, datetime
from functools import cached_property

from ketachart.app.books import Books
from ketachart.app.calls import Calls
from ketachart.app.outcomes import Turn, unknown_session
from ketachart.app.pending import Handler
from ketachart.domain import events as ev
from ketachart.domain.acts.day_acts import day_blocks
from ketachart.domain.clinic import Site, World
from ketachart.domain.courses import LONGEST_SERIES, Relief, course_lines, relief_lines
from ketachart.domain.daylog import Row
from ketachart.domain.entries import CLINIC, patient_stream, session_stream
from ketachart.domain.formulary import Formulary
from ketachart.domain.inventories import Inventory
from ketachart.domain.losses import Loss
from ketachart.domain.meeting import Conflict
from ketachart.domain.patients import Patient
from ketachart.domain.people import may
from ketachart.domain.products import Container
from ketachart.domain.proposals import Proposal
from ketachart.domain.protocols import ProtocolLibrary
from ketachart.domain.refusals import Code, Refusal
from ketachart.domain.safekeeping import Safekeeping
from ketachart.domain.schedule import Visit, still_expected
from ketachart.domain.session import Session
from ketachart.domain.texts import made_whole
from ketachart.store.derived import DayClosing

PATIENTS_SHOWN = 50
EVERY_PATIENT = 10**9


class Looking(Calls):
    """What a person may look at; `Clinic` brings the books."""

    books: Books

    @abstractmethod
    def _note(self, stream: str, author: str, event: ev.Event) -> None:
        """Record something that is no one's act: a refusal, a reading, a sign-in."""

    @property
    def world(self) -> World:
        """What may be looked up."""
        return self.books

    @property
    def safekeeping(self) -> Safekeeping:
        """What this workstation knows of its backups."""
        return self.books.safekeeping(self.vault.log.device)

    @property
    def sheets_proven(self) -> datetime | None:
        """When two recovery sheets were last typed in and opened the keyring."""
        return self.books.sheets_proven

    def may_read(self, turn: Turn, right: str) -> Refusal | None:
        """Whether a person may read or export something."""
        # What the person may do can have changed since they took their turn.
        if may(self.books.person(turn.person.id) or turn.person, right):
            return None
        return Refusal(
            code=Code.ROLE,
            sentence="Your role doesn't allow this.",
            remedy="Ask someone whose role it is.",
        )

    def read_chart(self, session: str, turn: Turn) -> Session | Refusal:
        """Open a chart; the reading is recorded."""
        refusal = self.may_read(turn, "chart.read")
        if refusal is not None:
            return refusal
        found = self.books.session(session)
        if found is None:
            return unknown_session()
        event = ev.RecordRead(what="chart", session=session, patient=found.patient)
        self._note(session_stream(session), turn.person.id, event)
        return self.books.session(session) or found

    def record_reading(self, what: str, turn: Turn, patient: str = "") -> None:
        """Record that something other than a chart was read or exported, of one patient or none."""
        stream = patient_stream(patient) if patient else CLINIC
        self._note(stream, turn.person.id, ev.RecordRead(what=what, patient=patient))

    def conflicts(self) -> tuple[Conflict, ...]:
        """What workstations said differently and whose task it is, the open ones first."""
        return self.books.conflicts()

    def patients(self, text: str = "") -> tuple[Patient, ...]:
        """Patients in whose name, MRN and birth date each word of a text occurs."""
        return self.books.find_patients(text, EVERY_PATIENT)[0] if text else self.books.patients()

    def found_patients(self, text: str) -> tuple[tuple[Patient, ...], int]:
        """The first few of them, and how many there are."""
        return self.books.find_patients(text, PATIENTS_SHOWN)

    def record_search(self, text: str, turn: Turn) -> None:
        """Record that somebody saw which patients fit a text; nothing if none did."""
        _, count = self.found_patients(text)
        if text.strip() and count:
            self.record_reading(f"patient search “{text.strip()}”, {count} found", turn)

    def expected(self, day: date, chair: str) -> tuple[Visit, ...]:
        """Who is planned for a day and did not sit down yet, those for a chair first."""
        plan = self.books.day_plan(day)
        if plan is None:
            return ()
        open_now = {each.id for each in self.books.sessions_open()}
        names = self.books.sessions_between(day, day)
        for name in names:
            # Those that are over are not folded again whenever something is recorded.
            if name in open_now or name not in self._seated:
                self._seated[name] = _seated_in(self.books.session(name))
        return still_expected(plan, frozenset(self._seated[name] for name in names), chair)

    @cached_property
    def _seated(self) -> dict[str, str]:
        """Who sat down for a session, of those that were looked for; nobody where cancelled."""
        return {}

    def sessions_open(self) -> tuple[Session, ...]:
        """Sessions in a chair, or ended and not co-signed, or changed after that."""
        return self.books.sessions_open()

    def last_on_disk(self, session: str) -> tuple[int, str] | None:
        """The last entry of a session that is on the disk: its number, its short check code."""
        log = self.vault.log
        last = log.last_of(session_stream(session), log.device)
        return None if last is None else (last[0], last[1][:2].hex().upper())

    def earlier_sessions(self, patient: str, before: datetime) -> tuple[Session, ...]:
        """A patient's last few sessions opened before a moment, oldest first."""
        return self.books.earlier_sessions(patient, before)

    def course(self, session: Session) -> tuple[str, ...]:
        """A session's series in words: how far it is, what was given, what came of it."""
        number = session.series.number if session.series else 1
        count = min(max(number - 1, 1), LONGEST_SERIES)
        earlier = self.books.earlier_sessions(session.patient, session.opened_at, count)
        protocol, zone = self.books.protocol(session.protocol), self.books.site.zone
        return course_lines(session, earlier, protocol, self.books.relief, zone)

    def reliefs(self, patient: str, before: datetime) -> tuple[str, ...]:
        """What came of a patient's last sessions, in words."""
        earlier = self.books.earlier_sessions(patient, before)
        return relief_lines(earlier, self.books.relief, self.books.site.zone)

    def relief(self, session: str) -> Relief | None:
        """What came of a session, if anybody was asked."""
        return self.books.relief(session)

    def to_be_asked(self, session: Session) -> Session | None:
        """The session before this one, if nobody has asked yet what came of it."""
        earlier = self.books.earlier_sessions(session.patient, session.opened_at, 1)
        asked = [each for each in earlier if each.released_at and not self.books.relief(each.id)]
        return asked[0] if asked else None

    def formulary(self) -> Formulary:
        """The clinic's formulary."""
        return self.books.formulary

    def protocols(self) -> ProtocolLibrary:
        """The protocol library."""
        return self.books.protocols

    def containers(self, product: str) -> tuple[Container, ...]:
        """A product's containers in stock, by lot and number."""
        stock = self.books.stock(product)
        found = stock.containers.values() if stock else ()
        return tuple(sorted(found, key=lambda each: (each.lot, each.number)))

    def has_moved(self, product: str) -> bool:
        """Whether anything of a product was ever received or moved."""
        return self.books.has_moved(product)

    def suppliers(self) -> tuple[ev.Registrant, ...]:
        """Whoever delivered before."""
        return self.books.suppliers()

    def losses(self) -> tuple[Loss, ...]:
        """Every loss and theft, in the order discovered."""
        return self.books.losses()

    def inventories(self) -> tuple[Inventory, ...]:
        """Every inventory, by day."""
        return self.books.inventories()

    def site_on(self, day: date) -> Site:
        """How the log of a day is headed: as on its closing, or as now while it is open."""
        return self.books.site_on(day)

    def proposals(self) -> tuple[Proposal, ...]:
        """All that was proposed of limits, drugs and protocols, the latest first."""
        return self.books.proposals()

    def handlers(self) -> tuple[Handler, ...]:
        """The register of authorised handlers, the latest line first."""
        return self.books.handlers()

    def open_days(self, first: date, last: date) -> tuple[date, ...]:
        """Days with rows in the log that nobody closed, in order."""
        return self.books.open_days(first, last)

    def rows_since_agreement(self, product: str) -> tuple[Row, ...]:
        """A product's rows after the last count that agreed or was resolved, the oldest first."""
        return self.books.rows_since_agreement(product)

    def trace(self, text: str) -> Iterator[tuple[int, tuple[Row, ...]]]:
        """What of the ledger names a lot, container, patient or person, in short steps."""
        return self.books.trace(made_whole(text))

    def day_log(self, day: date, schedule: str = "III") -> tuple[Row, ...]:
        """The rows of a day's log."""
        return self.books.day_log(day, schedule)

    def closed_days(self) -> tuple[date, ...]:
        """All closed days."""
        return self.books.closed_days()

    def closing(self, day: date) -> DayClosing | None:
        """Who closed a day."""
        return self.books.closing(day)

    def day_blocks(self, day: date) -> tuple[str, ...]:
        """What keeps a day from being closed."""
        return day_blocks(self.books, day)


def _seated_in(session: Session | None) -> str:
    """Who sat down for a session; nobody where it was cancelled."""
    return session.patient if session is not None and not session.cancelled else ""
