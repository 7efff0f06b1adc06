"""Infusion arithmetic: the dose in every unit, the pump's volume, what was administered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from ketachart.domain.events import Dose
from ketachart.domain.quantities import half_up, written
from ketachart.domain.times import hours_of

DOSE_KINDS = ("mg", "mg/kg", "mg/h", "mg/kg/h")


@dataclass(frozen=True, slots=True, kw_only=True)
class PumpStep:
    """Something done at the pump: start, rate, pause, resume, bolus or stop.

    Attributes:
        ml_per_h: the rate from here on; 0 while paused and after the stop.
        ml: the volume of a bolus.
    """

    at: datetime
    do: str
    ml_per_h: Decimal
    ml: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class DosePlan:
    """An ordered dose worked out for one patient: steps of (minutes, mg/h)."""

    steps: tuple[tuple[int, Fraction], ...]
    weight_kg: Decimal

    @property
    def minutes(self) -> int:
        """Minutes from start to expected end."""
        return sum(step for step, _ in self.steps)

    @property
    def total_mg(self) -> Fraction:
        """Mg over the whole order."""
        return sum((rate * Fraction(step, 60) for step, rate in self.steps), Fraction(0))

    @property
    def first_mg_h(self) -> Fraction:
        """The rate the pump is to start with."""
        return self.steps[0][1]

    @property
    def final_mg_h(self) -> Fraction:
        """The rate after the ramp."""
        return self.steps[-1][1]

    @property
    def peak_mg_kg_h(self) -> Fraction:
        """The highest rate of any step per kg; limits are held against it."""
        return max(rate for _, rate in self.steps) / Fraction(self.weight_kg)


def plan_dose(dose: Dose, weight_kg: Decimal) -> DosePlan | None:
    """Work an order out for a weight; None if the ramp leaves no time or no dose.

    A ramp amount is mg/h for mg and mg/h orders, mg/kg/h for the others.
    """
    weight = Fraction(weight_kg)
    per_kg = "/kg" in dose.kind
    scale = weight if per_kg else Fraction(1)
    ramp = [(step.minutes, Fraction(step.amount) * scale) for step in dose.ramp]
    left = dose.minutes - sum(step.minutes for step in dose.ramp)
    if left <= 0:
        return None
    if dose.kind.endswith("/h"):
        final = Fraction(dose.amount) * scale
    else:
        ramped = sum((rate * Fraction(step, 60) for step, rate in ramp), Fraction(0))
        final = (Fraction(dose.amount) * scale - ramped) * 60 / left
    if final <= 0:
        return None
    return DosePlan(steps=(*ramp, (left, final)), weight_kg=weight_kg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bag:
    """A prepared bag: mL drawn of the product, its strength, and the final volume."""

    drawn_ml: Decimal
    mg_per_ml: Decimal
    bag_ml: Decimal

    @property
    def mg(self) -> Fraction:
        """Mg in the bag."""
        return Fraction(self.drawn_ml) * Fraction(self.mg_per_ml)

    @property
    def concentration(self) -> Fraction:
        """Mg per mL of the bag."""
        return self.mg / Fraction(self.bag_ml)

    def ml_per_h(self, mg_h: Fraction) -> Fraction:
        """The pump rate that gives a dose rate."""
        return mg_h / self.concentration

    def mg_h(self, ml_per_h: Decimal | Fraction) -> Fraction:
        """The dose rate that a pump rate gives."""
        return Fraction(ml_per_h) * self.concentration

    def administered_ml(self, pump_ml: Decimal) -> Decimal:
        """Volume in mL: of the product that the pump's reading stands for, to 0.01 mL half up."""
        return half_up(Fraction(pump_ml) * Fraction(self.drawn_ml) / Fraction(self.bag_ml))


def pump_volume(steps: Sequence[PumpStep], until: datetime) -> Fraction:
    """Volume in mL: the pump has moved by `until`: rate × time over the segments, plus boluses."""
    volume = Fraction(0)
    for index, step in enumerate(steps):
        if step.at > until:
            break
        volume += Fraction(step.ml)
        end = min(steps[index + 1].at, until) if index + 1 < len(steps) else until
        volume += Fraction(step.ml_per_h) * hours_of(end - step.at)
    return volume


def variance_needs_reason(
    pump_ml: Decimal, computed: Fraction, tolerance_ml: Decimal, percent: int
) -> bool:
    """Whether the pump's reading is off by more than the larger of the two tolerances."""
    allowed = max(Fraction(tolerance_ml), computed * Fraction(percent, 100))
    return abs(Fraction(pump_ml) - computed) > allowed


def dose_in_words(plan: DosePlan) -> str:
    """An order in every unit: mg, mg/kg, mg/h, mg/kg/h and minutes."""
    weight = Fraction(plan.weight_kg)
    return " · ".join(
        (
            written(plan.total_mg, "mg", places=1),
            written(plan.total_mg / weight, "mg/kg"),
            written(plan.final_mg_h, "mg/h", places=1),
            written(plan.final_mg_h / weight, "mg/kg/h"),
            f"{plan.minutes} min",
        )
    )
