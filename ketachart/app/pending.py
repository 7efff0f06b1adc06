"""What new entries will change once they are on disk, and writing it to the derived tables."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from ketachart.domain import events as ev
from ketachart.domain.courses import Relief
from ketachart.domain.daylog import Movement
from ketachart.domain.formulary import Drug
from ketachart.domain.inventories import Inventory
from ketachart.domain.losses import Loss
from ketachart.domain.meeting import Conflict, Settled
from ketachart.domain.patients import Patient
from ketachart.domain.people import Person
from ketachart.domain.products import Container, Product
from ketachart.domain.profiles import StateProfile
from ketachart.domain.proposals import Proposal
from ketachart.domain.protocols import Protocol
from ketachart.domain.safekeeping import Safekeeping
from ketachart.domain.schedule import DayPlan
from ketachart.domain.session import Session
from ketachart.domain.settings import Settings
from ketachart.domain.stock import Difference, Stock
from ketachart.store.derived import DayClosing, Derived
from ketachart.store.places import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What an act changed, for whoever shows it."""

    sessions: frozenset[str] = frozenset()
    products: frozenset[str] = frozenset()
    days: frozenset[date] = frozenset()
    people: bool = False
    ledger: bool = False
    """A loss, an inventory or the rules of the place."""
    patients: bool = False
    clinic: bool = False
    """How its papers are headed, its chairs, or what stands at them."""
    settings: bool = False
    """Limits, plans, drugs, protocols, or what is proposed of them."""
    calls: bool = False
    """A witness was called, or a call withdrawn; nothing was recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsSince:
    """Settings and the moment from which they hold."""

    since: datetime
    settings: Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteUntil:
    """How the clinic's papers were headed, and the moment from which they no longer are."""

    until: datetime
    founded: ev.ClinicFounded


@dataclass(frozen=True, slots=True, kw_only=True)
class Handler:
    """A line of the register of authorised handlers, and when it was signed."""

    at: datetime
    attested: ev.HandlerAttested


@dataclass(frozen=True, slots=True, kw_only=True)
class StockNote:
    """What the containers don't tell of a product's stock."""

    drawn: Decimal
    unresolved: Difference | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivedLate:
    """A movement of a day that was closed without it; it stands on a later day of the log."""

    ref: str
    product: str
    author: str
    at: datetime
    recorded: date
    day: date


@dataclass(slots=True)
class Pending:
    """What new entries will change once they are on disk."""

    site: ev.ClinicFounded | None = None
    sites_before: list[SiteUntil] = field(default_factory=list)
    proposals: dict[str, Proposal] = field(default_factory=dict)
    drugs: dict[str, Drug] = field(default_factory=dict)
    protocols: dict[str, Protocol] = field(default_factory=dict)
    handlers: list[Handler] = field(default_factory=list)
    settings: list[SettingsSince] = field(default_factory=list)
    people: dict[str, Person] = field(default_factory=dict)
    patients: dict[str, Patient] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    stocks: dict[str, Stock] = field(default_factory=dict)
    listed: list[Product] = field(default_factory=list)
    containers: dict[str, Container] = field(default_factory=dict)
    movements: list[tuple[Place, Movement, Decimal]] = field(default_factory=list)
    last_moved: dict[str, tuple[date, Place]] = field(default_factory=dict)
    again: dict[str, date] = field(default_factory=dict)
    """Products whose rows are worked out again from a day on."""
    late: list[tuple[str, Place]] = field(default_factory=list)
    """Movements that stand before others already there."""
    profile: StateProfile | None = None
    losses: dict[str, Loss] = field(default_factory=dict)
    reliefs: dict[str, Relief] = field(default_factory=dict)
    workstations: dict[str, ev.WorkstationNamed] = field(default_factory=dict)
    monitors: dict[str, ev.MonitorsChanged] = field(default_factory=dict)
    day_plans: dict[date, DayPlan] = field(default_factory=dict)
    suppliers: dict[str, ev.Registrant] = field(default_factory=dict)
    inventories: list[Inventory] = field(default_factory=list)
    arrived_late: dict[str, ArrivedLate | None] = field(default_factory=dict)
    closings: dict[date, DayClosing] = field(default_factory=dict)
    closed_again: list[DayClosing] = field(default_factory=list)
    latest: dict[str, str] = field(default_factory=dict)
    worked_in: dict[str, int] = field(default_factory=dict)
    floors: list[Place] = field(default_factory=list)
    seen: dict[str, dict[str, int]] = field(default_factory=dict)
    said: dict[str, Place] = field(default_factory=dict)
    meetings: set[str] = field(default_factory=set)
    """Sessions that several workstations charted."""
    settled: dict[str, Settled] = field(default_factory=dict)
    to_look_at: list[Conflict] = field(default_factory=list)
    sheets_proven: datetime | None = None
    safekeeping: dict[str, Safekeeping] = field(default_factory=dict)

    @property
    def changed(self) -> Changed:
        """For whoever shows it."""
        return Changed(
            sessions=frozenset(self.sessions),
            products=frozenset(self.stocks),
            days=frozenset(self.closings),
            people=bool(self.people or self.handlers),
            clinic=self.site is not None or bool(self.workstations or self.monitors),
            settings=bool(self.settings or self.proposals),
            ledger=bool(self.losses or self.inventories or self.profile),
            patients=bool(self.patients or self.reliefs or self.day_plans),
        )

    def write_docs(self, derived: Derived) -> None:
        """Write the small folded documents; within the caller's transaction."""
        if self.site is not None:
            derived.put_doc("site", "site", self.site)
        if self.sheets_proven is not None:
            derived.put_doc("proof", "sheets", self.sheets_proven)
        for device, kept in self.safekeeping.items():
            derived.put_doc("safekeeping", device, kept)
        for since in self.settings:
            derived.put_doc("settings", since.since.isoformat(), since)
        for person in self.people.values():
            derived.put_doc("person", person.id, person)
        for patient in self.patients.values():
            derived.put_doc("patient", patient.id, patient)
        for product in self.listed:
            derived.put_doc("product", product.id, product)
        for name, stock in self.stocks.items():
            note = StockNote(drawn=stock.drawn, unresolved=stock.unresolved)
            derived.put_doc("stock", name, note)
        self._write_administration(derived)
        self._write_ledger(derived)
        self._write_standing(derived)

    def _write_administration(self, derived: Derived) -> None:
        for headed in self.sites_before:
            derived.put_doc("site-until", headed.until.isoformat(), headed)
        for handler in self.handlers:
            name = f"{handler.attested.person} {handler.at.isoformat()}"
            derived.put_doc("handler", name, handler)
        for named in self.workstations.values():
            derived.put_doc("workstation", named.device, named)
        for monitors in self.monitors.values():
            derived.put_doc("monitors", monitors.workstation, monitors)
        for day, plan in self.day_plans.items():
            derived.put_doc("day-plan", day.isoformat(), plan)
        for proposal in self.proposals.values():
            derived.put_doc("proposal", proposal.id, proposal)
        for drug in self.drugs.values():
            derived.put_doc("drug", drug.key, drug)
        for protocol in self.protocols.values():
            derived.put_doc("protocol", protocol.id, protocol)

    def _write_ledger(self, derived: Derived) -> None:
        if self.profile is not None:
            derived.put_doc("profile", "profile", self.profile)
        for number, supplier in self.suppliers.items():
            derived.put_doc("supplier", number, supplier)
        for relief in self.reliefs.values():
            derived.put_doc("relief", relief.session, relief)
        for loss in self.losses.values():
            derived.put_doc("loss", loss.id, loss)
        for inventory in self.inventories:
            derived.put_doc("inventory", inventory.id, inventory)

    def _write_standing(self, derived: Derived) -> None:
        for thing, place in self.said.items():
            derived.put_doc("said", thing, place)
        for device, heads in self.seen.items():
            derived.put_doc("seen", device, heads)
        for ref, late in self.arrived_late.items():
            if late is None:
                derived.drop_doc("arrived-late", ref)
            else:
                derived.put_doc("arrived-late", ref, late)
        for conflict, settled in self.settled.items():
            derived.put_doc("settled", conflict, settled)
        for each in self.to_look_at:
            derived.put_doc("to-look-at", each.id, each)
