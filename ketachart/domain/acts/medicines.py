"""A single dose of a controlled drug: from a vial, before a witness, the rest wasted at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from ketachart.domain import events as ev
from ketachart.domain.acts.checks import (
    DOSE_DECIMALS,
    Raw,
    amount,
    check_expiry,
    invalid,
    text_of,
)
from ketachart.domain.clinic import Context, World
from ketachart.domain.entries import stock_stream
from ketachart.domain.products import Container, Product
from ketachart.domain.quantities import IN_MG, half_up, written
from ketachart.domain.refusals import Code, refuse
from ketachart.domain.session import Session

UNITS = ("mg", "mcg", "g", "mL", "units", "L/min", "puffs", "mEq", "mmol", "drops", "tablets")
RESIDUAL = "residual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """Volume in mL: drawn, mL given, and the rest in mL."""

    drawn: Decimal
    given: Decimal

    @property
    def rest(self) -> Decimal:
        """What was drawn and not given."""
        return self.drawn - self.given


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleDose:
    """Where a controlled dose comes from."""

    container: Container
    product: Product

    @property
    def stream(self) -> str:
        """The stream of the product."""
        return stock_stream(self.product.id)

    def amounts(self, dose: Decimal, unit: str, ml_drawn: Raw) -> Amounts:
        """Volume in mL: given = dose / strength, half up to 0.01."""
        if unit not in {*IN_MG, "mL"}:
            invalid(f"A dose from a vial is not counted in {unit}.", "Use mg or mL.", "unit")
        strength = Fraction(self.product.mg_per_ml)
        mg = IN_MG.get(unit, strength) * Fraction(dose)
        drawn = amount(ml_drawn, "ml_drawn", "The volume drawn")
        return Amounts(drawn=drawn, given=half_up(mg / strength))

    def check_stock(self, amounts: Amounts, world: World, context: Context) -> None:
        """In date, enough in the vial, and no more given than was drawn."""
        check_expiry(self.container, world, context)
        if amounts.drawn > self.container.left:
            refuse(
                Code.VIAL_OVERDRAWN,
                f"Vial {self.container.id} holds {written(self.container.left, 'mL')}.",
                "Draw less, or take another vial.",
                "ml_drawn",
            )
        if amounts.given > amounts.drawn:
            refuse(
                Code.VIAL_OVERDRAWN,
                f"The dose is {written(amounts.given, 'mL')}; {written(amounts.drawn, 'mL')} "
                "was drawn.",
                "Correct the dose or the volume drawn.",
                "dose",
            )

    def given(self, given: ev.MedicationGiven, amounts: Amounts, method: str) -> ev.MedicationGiven:
        """The fact with its vial and volume, and how the rest was destroyed."""
        return replace(
            given,
            vial=self.container.id,
            ml_drawn=amounts.drawn,
            method=method,
        )

    def movements(
        self, given: ev.MedicationGiven, amounts: Amounts, session: Session
    ) -> Sequence[ev.Event]:
        """Drawn, administered, and the rest wasted at once."""
        product, vials = self.product.id, (self.container.id,)
        use = ev.ForSession(
            session=session.id, patient=session.patient, prescriber=session.ordered_by
        )
        rows: list[ev.Event] = [
            ev.StockDrawn(
                product=product,
                vial=self.container.id,
                ml=amounts.drawn,
                use=use,
                witness=given.witness,
            ),
            ev.StockAdministered(
                product=product,
                vials=vials,
                ml=amounts.given,
                use=use,
                reason=given.indication,
            ),
        ]
        if amounts.rest:
            rows.append(
                ev.StockWasted(
                    product=product,
                    vials=vials,
                    ml=amounts.rest,
                    use=use,
                    witness=given.witness,
                    reason=RESIDUAL,
                    method=given.method,
                )
            )
        return rows


def single_dose(world: World, drug: str, container: Container | None) -> SingleDose:
    """Where a controlled dose comes from: a vial of that drug."""
    if container is None:
        invalid(f"{drug} is controlled.", "Name the vial it was drawn from.", "vial")
    stock = world.stock(container.product)
    if stock is None or not _is_of(world, drug, stock.product.substance):
        invalid(f"Vial {container.id} is not {drug}.", "Choose a vial of the drug.", "vial")
    return SingleDose(container=container, product=stock.product)


def is_controlled(world: World, drug: str) -> bool:
    """Whether a dose of it must come from a counted vial.

    The formulary says so, or the clinic keeps stock of its substance.
    """
    listed = world.drug(drug)
    if listed is not None and listed.controlled:
        return True
    stocks = [world.stock(product) for product in world.products()]
    return any(stock and _is_of(world, drug, stock.product.substance) for stock in stocks)


def _is_of(world: World, drug: str, substance: str) -> bool:
    """Whether a product holds this drug, the salt left out."""
    listed = world.drug(drug)
    if listed is not None:
        return listed.matches(substance)
    return drug.casefold().split()[:1] == substance.casefold().split()[:1]


def read_dose_amount(raw_dose: Raw, raw_unit: Raw) -> tuple[Decimal, str]:
    """A dose and its unit; units are spelled after ISMP."""
    dose = amount(raw_dose, "dose", "The dose", places=DOSE_DECIMALS)
    unit = text_of(raw_unit)
    if unit not in UNITS:
        invalid(f"“{unit}” is not a known unit.", f"Use one of {', '.join(UNITS)}.", "unit")
    return dose, unit
