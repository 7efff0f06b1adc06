"""The clinic as rules see it: its particulars, and what may be looked up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Protocol

from ketachart.domain.formulary import Drug
from ketachart.domain.losses import Loss
from ketachart.domain.meeting import Conflict
from ketachart.domain.monitors import Monitor
from ketachart.domain.patients import Patient
from ketachart.domain.people import Person
from ketachart.domain.products import Container
from ketachart.domain.profiles import StateProfile
from ketachart.domain.proposals import Proposal
from ketachart.domain.protocols import Protocol as InfusionProtocol
from ketachart.domain.session import Session
from ketachart.domain.settings import Settings
from ketachart.domain.stock import Stock


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The registrant's premises and rooms."""

    name: str
    address: str
    phone: str
    zone: tzinfo
    dea_registration: str
    chairs: tuple[str, ...]
    training: bool


class World(Protocol):
    """What a rule may look up; the answers are values, and nothing changes."""

    @property
    def site(self) -> Site:
        """The clinic's particulars."""

    def newest_of(self, device: str) -> tuple[int, str] | None:
        """Number and hash (hex) of the newest entry here of another workstation.

        (0, "") for one that was invited and was not heard of yet; None for this one, and for one
        that nobody knows.
        """

    def workstation_names(self) -> Mapping[str, str]:
        """What the clinic calls its workstations, by their names in the log; not all have one."""

    def monitors(self, workstation: str) -> Sequence[Monitor]:
        """The monitors that a workstation listens to, or would if they were on."""

    def chairs_with_monitors(self) -> frozenset[str]:
        """The chairs at which a monitor of any workstation stands, by the names they had."""

    def settings_at(self, moment: datetime) -> Settings:
        """The limits and plans in force at a moment; a session keeps those of its opening."""

    @property
    def profile(self) -> StateProfile:
        """The rules of the place."""

    def loss(self, loss: str) -> Loss | None:
        """A loss or theft by its name."""

    def lowest_since(self, product: str, day: date) -> Decimal:
        """The lowest balance of a product in mL since a day began."""

    def person(self, person: str) -> Person | None:
        """Someone who can sign in."""

    def people(self) -> Sequence[Person]:
        """Everyone, by name."""

    def patient(self, patient: str) -> Patient | None:
        """A registered patient."""

    def protocol(self, protocol: str) -> InfusionProtocol | None:
        """A protocol of the library."""

    def drug(self, name: str) -> Drug | None:
        """A drug of the clinic's formulary."""

    def proposal(self, proposal: str) -> Proposal | None:
        """What somebody proposed, by its name."""

    def conflict(self, conflict: str) -> Conflict | None:
        """Something that workstations said differently, by its name."""

    def session(self, session: str) -> Session | None:
        """A session, folded from its entries."""

    def in_chair(self) -> Mapping[str, str]:
        """The sessions that occupy a chair, by chair; what runs, where workstations opened two."""

    def sessions_open(self) -> tuple[Session, ...]:
        """Sessions that still wait for something, in the order opened."""

    def stock(self, product: str) -> Stock | None:
        """A product's stock."""

    def products(self) -> Sequence[str]:
        """All products, in the order of the log."""

    def container(self, container: str) -> Container | None:
        """A container, in stock or not."""

    def last_number(self, lot: str) -> int:
        """The highest running number given to a container of a lot; 0 if none."""

    def is_closed(self, day: date) -> bool:
        """Whether a day was closed."""

    def unreconciled_sessions(self) -> Sequence[str]:
        """Sessions with something drawn that is neither administered nor wasted."""

    def uncounted_on(self, day: date) -> Sequence[str]:
        """Products that moved on a day and were not counted after the last movement."""

    def log_digests(self, day: date) -> Mapping[str, str]:
        """SHA-256 of the day's log as it stands, by schedule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Who acts, and when."""

    by: Person
    now: datetime
