"""The drug ledger: receive, waste, break, count, resolve, dispose, transfer, close the day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from ketachart.domain import events as ev
from ketachart.domain.acts.act import Act, Plan
from ketachart.domain.acts.adjusting import CLASSIFICATIONS, adjusted
from ketachart.domain.acts.checks import (
    Raw,
    amount,
    check_licensed,
    check_not_locked,
    check_phase,
    check_second,
    day,
    invalid,
    known_container,
    known_second,
    known_session,
    known_stock,
    listed,
    mapping,
    not_in_stock,
    optional_text,
    past_day,
    reason,
    role_refused,
    text,
    text_of,
    whole,
)
from ketachart.domain.acts.counts import read_count
from ketachart.domain.clinic import Context, World
from ketachart.domain.entries import Planned, session_stream, stock_stream
from ketachart.domain.people import Role
from ketachart.domain.products import Container, dea_number_holds
from ketachart.domain.quantities import written
from ketachart.domain.refusals import Code, refuse
from ketachart.domain.session import Phase, Session
from ketachart.domain.stock import Stock

MOST_CONTAINERS = 10_000
LONGEST_LOT = 40


def _planned(product: str, event: ev.Event) -> Planned:
    return Planned(stream=stock_stream(product), event=event)


def read_registrant(raw: Raw, who: str) -> ev.Registrant:
    """A name and a DEA registration number whose check digit holds."""
    given = mapping(raw, who)
    name = text(given.get("name"), "name", "The name")
    number = text_of(given.get("dea_registration")).upper()
    if not dea_number_holds(number):
        refuse(
            Code.DEA_INVALID,
            f"{number or 'No number'} is not a DEA registration number.",
            "Read it again: two letters, six digits and a check digit.",
            "dea_registration",
        )
    address = optional_text(given.get("address"), "address")
    return ev.Registrant(name=name, dea_registration=number, address=address)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveStock(Act):
    """Take containers into stock."""

    do: ClassVar[str] = "stock.receive"
    product: Raw = None
    containers: Raw = None
    lot: Raw = None
    expires: Raw = None
    invoice: Raw = None
    supplier: Raw = None
    received: Raw = None
    invoiced: Raw = None
    note: Raw = None
    witness: Raw = None

    @property
    def second_person(self) -> str:
        """Who counted the delivery too."""
        return text_of(self.witness)

    def decide(self, world: World, context: Context) -> Plan:
        """Counted by two, from a supplier with a true DEA number."""
        stock = known_stock(world, self.product)
        witness = check_second(world, context, self.witness, "A delivery")
        containers = whole(
            self.containers, "containers", "The number of containers", low=1, high=MOST_CONTAINERS
        )
        lot = text(self.lot, "lot", "The lot")
        if len(lot) > LONGEST_LOT or not lot.isprintable() or "+" in lot:
            invalid(
                f"A lot has at most {LONGEST_LOT} plain characters and no “+”.",
                "Read the label again.",
                "lot",
            )
        event = ev.StockReceived(
            product=stock.product.id,
            containers=containers,
            lot=lot,
            first=world.last_number(lot) + 1,
            expires=day(self.expires, "expires"),
            invoice=text(self.invoice, "invoice", "The invoice"),
            supplier=read_registrant(self.supplier, "supplier"),
            witness=witness,
            received=past_day(self.received, "received", world, context),
            invoiced=self._invoiced(containers),
            note=optional_text(self.note, "note"),
        )
        return (_planned(stock.product.id, event),)

    def _invoiced(self, containers: int) -> int | None:
        """How many the invoice says, if not as many as came."""
        if self.invoiced is None or self.invoiced == "":
            return None
        said = whole(
            self.invoiced, "invoiced", "The number on the invoice", low=0, high=MOST_CONTAINERS
        )
        if said == containers:
            return None
        reason(self.note, "A delivery that is not what the invoice says", "note")
        return said


@dataclass(frozen=True, slots=True, kw_only=True)
class WasteStock(Act):
    """Waste from a vial, or what is left of what was drawn for a session."""

    do: ClassVar[str] = "stock.waste"
    source: Raw = field(default=None, metadata={"name": "from"})
    ml: Raw = None
    witness: Raw = None
    reason: Raw = None
    method: Raw = None

    @property
    def second_person(self) -> str:
        """Who watched it destroyed."""
        return text_of(self.witness)

    @property
    def about_session(self) -> str:
        """The session whose rest is wasted."""
        return text_of(self.source.get("session")) if isinstance(self.source, Mapping) else ""

    def decide(self, world: World, context: Context) -> Plan:
        """Destroyed before a witness; no more than is there."""
        source = self.source if isinstance(self.source, Mapping) else {}
        if "session" in source and not context.by.roles & {Role.NURSE, Role.ANESTHESIOLOGIST}:
            role_refused(context)
        source = mapping(self.source, "from")
        if ("session" in source) == ("vial" in source):
            invalid("Waste comes from a session or from a vial.", "Name one.", "from")
        if "session" in source:
            return self._from_session(known_session(world, source["session"]), world, context)
        return self._from_vial(known_container(world, source["vial"]), world, context)

    def _read(self, world: World, context: Context) -> tuple[str, Decimal, str, str]:
        witness = check_second(world, context, self.witness, "Wasting")
        ml = amount(self.ml, "ml", "The volume wasted")
        why = reason(self.reason, "Wasting")
        method = reason(self.method, "Wasting (how it was destroyed)", "method")
        return witness, ml, why, method

    def _from_session(self, session: Session, world: World, context: Context) -> Plan:
        known_second(world, self.witness)
        check_not_locked(session)
        after_stop = frozenset({Phase.RECOVERING, Phase.RELEASED, Phase.CANCELLED})
        check_phase(session, after_stop, "Wasting the rest")
        witness, ml, why, method = self._read(world, context)
        check_licensed(world, context, witness)
        made = session.preparation
        if made is None or ml > session.unaccounted_ml:
            self._exceeds(ml, session.unaccounted_ml)
            return ()
        residual = ev.ResidualWasted(ml=ml, reason=why, method=method, witness=witness)
        movement = ev.StockWasted(
            product=made.product,
            vials=tuple(dict.fromkeys(draw.vial for draw in made.draws)),
            ml=ml,
            use=ev.ForSession(
                session=session.id, patient=session.patient, prescriber=session.ordered_by
            ),
            witness=witness,
            reason=why,
            method=method,
        )
        return (
            Planned(stream=session_stream(session.id), event=residual),
            _planned(made.product, movement),
        )

    def _from_vial(self, vial: Container, world: World, context: Context) -> Plan:
        witness, ml, why, method = self._read(world, context)
        check_licensed(world, context, witness)
        if ml > vial.left:
            self._exceeds(ml, vial.left)
        event = ev.StockWasted(
            product=vial.product,
            vials=(vial.id,),
            ml=ml,
            use=None,
            witness=witness,
            reason=why,
            method=method,
        )
        return (_planned(vial.product, event),)

    @staticmethod
    def _exceeds(ml: Decimal, left: Decimal) -> None:
        refuse(
            Code.WASTE_EXCEEDS,
            f"Only {written(left, 'mL')} is left, not {written(ml, 'mL')}.",
            "Waste mL of the product, not of the bag, and no more than is left.",
            "ml",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakContainer(Act):
    """Record a broken container; what was in it is neither waste nor loss."""

    do: ClassVar[str] = "stock.break"
    vial: Raw = None
    circumstances: Raw = None
    witness: Raw = None

    @property
    def second_person(self) -> str:
        """Who saw it."""
        return text_of(self.witness)

    def decide(self, world: World, context: Context) -> Plan:
        """With the circumstances and a witness; everything in it is gone."""
        vial = known_container(world, self.vial)
        if not vial.in_stock:
            not_in_stock(vial.id)
        witness = check_second(world, context, self.witness, "Breakage")
        event = ev.StockBroken(
            product=vial.product,
            vial=vial.id,
            ml=vial.left,
            circumstances=reason(self.circumstances, "Breakage", "circumstances"),
            witness=witness,
        )
        return (_planned(vial.product, event),)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountStock(Act):
    """Count a product; the difference is shown, never hidden."""

    do: ClassVar[str] = "stock.count"
    second_meaning: ClassVar[str] = "counted"
    product: Raw = None
    sealed: Raw = None
    open_ml: Raw = None
    method: Raw = None
    witness: Raw = None

    @property
    def second_person(self) -> str:
        """The second counter."""
        return text_of(self.witness)

    def decide(self, world: World, context: Context) -> Plan:
        """Whole sealed containers, open volume to 0.01 mL."""
        stock = known_stock(world, self.product)
        witness = check_second(world, context, self.witness, "A count")
        count = read_count(world, self.sealed, self.open_ml, self.method)
        event = ev.StockCounted(
            product=stock.product.id,
            sealed=count.sealed,
            open_ml=count.open_ml,
            expected_sealed=stock.sealed,
            expected_open_ml=stock.open_ml,
            witness=witness,
            method=count.method,
        )
        return (_planned(stock.product.id, event),)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveDifference(Act):
    """Say what a difference was."""

    do: ClassVar[str] = "stock.resolve"
    product: Raw = None
    classification: Raw = None
    explanation: Raw = None
    reference: Raw = None
    vials: Raw = None
    witness: Raw = None

    @property
    def second_person(self) -> str:
        """Who agrees."""
        return text_of(self.witness)

    def decide(self, world: World, context: Context) -> Plan:
        """The ledger follows the count; a counting error changes nothing."""
        stock = known_stock(world, self.product)
        named = [self._named(world, vial, stock) for vial in listed(self.vials)]
        witness = check_second(world, context, self.witness, "Resolving a difference")
        if self.vials is not None and self.vials != "" and not isinstance(self.vials, Sequence):
            invalid("The vials can't be read.", "Name each vial.", "vials")
        classification = text_of(self.classification)
        if classification not in CLASSIFICATIONS:
            invalid(
                f"A difference is one of {', '.join(CLASSIFICATIONS)}.",
                "Choose one.",
                "classification",
            )
        explanation = reason(self.explanation, "A difference", "explanation")
        reference = optional_text(self.reference, "reference")
        difference = stock.unresolved
        if difference is None:
            refuse(
                Code.NOTHING_TO_RESOLVE,
                "No difference is open for this product.",
                "Count the product first.",
                "product",
            )
        product = stock.product.id
        if classification == "counting-error":
            note = ev.CountingErrorNoted(
                product=product, explanation=explanation, reference=reference, witness=witness
            )
            return (_planned(product, note),)
        event = ev.StockAdjusted(
            product=product,
            sealed=difference.sealed,
            ml=difference.sealed * stock.product.container_ml + difference.open_ml,
            classification=classification,
            explanation=explanation,
            reference=reference,
            vials=tuple(vial.id for vial in named),
            after=adjusted(stock, difference, named),
            witness=witness,
        )
        return (_planned(product, event),)

    @staticmethod
    def _named(world: World, raw: Raw, stock: Stock) -> Container:
        container = world.container(text_of(raw))
        if container is None or container.product != stock.product.id:
            not_in_stock(text_of(raw), "vials")
        return container
