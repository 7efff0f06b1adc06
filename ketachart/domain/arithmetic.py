"""Two ways to the same figure: where they disagree, both sums are shown, and nobody is refused.

A slip of the point moves a figure ten-fold and leaves it possible in itself. It shows
only where the same amount is worked out twice: the volume drawn and the dose, the rate
and the order, the pump's reading and the clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from ketachart.domain.events import Dose
from ketachart.domain.infusion import Bag, DosePlan, PumpStep, pump_volume, variance_needs_reason
from ketachart.domain.products import Product
from ketachart.domain.quantities import IN_MG, exact, written
from ketachart.domain.times import MINUTE, hours_of

PERCENT = 10
"""By how much two sums may differ; rounding a volume or a rate stays well within it."""
WEIGHT_PERCENT = 15
RATE_FOLD = 2
"""A rate is changed on purpose; only more than twice or less than half is asked about."""
_TEN, _SLIP_PERCENT = 10, 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """One way to a figure, as words that end in it."""

    words: str
    value: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """Two sums for the same thing that are too far apart; the typed one first.

    Attributes:
        on_purpose: whether they may be meant so, or are asked about elsewhere by a limit.
    """

    typed: Sum
    other: Sum
    on_purpose: bool = False

    @property
    def slip(self) -> str:
        """A slip of the point, named; empty if the sums are apart in some other way."""
        low, high = sorted((self.typed.value, self.other.value))
        for power in (1000, 100, _TEN):
            if low > 0 and near(high, low * power, _SLIP_PERCENT):
                what = "more" if self.typed.value > self.other.value else "less"
                return f"That is {power} times {what}: is the point in the right place?"
        return ""

    @property
    def asks(self) -> bool:
        """Whether somebody has to read both sums before anything is recorded."""
        return bool(self.slip) or not self.on_purpose

    @property
    def lines(self) -> tuple[str, ...]:
        """Both sums, and the slip that would explain them."""
        return tuple(line for line in (self.typed.words, self.other.words, self.slip) if line)


def near(one: Fraction, other: Fraction, percent: int) -> bool:
    """Whether two figures differ by no more than a percentage of the second."""
    return abs(one - other) <= abs(other) * Fraction(percent, 100)


def disagreement(
    typed: Sum, other: Sum, percent: int = PERCENT, *, on_purpose: bool = False
) -> Disagreement | None:
    """The two sums if they are further apart than the tolerance."""
    if near(typed.value, other.value, percent):
        return None
    return Disagreement(typed=typed, other=other, on_purpose=on_purpose)


def ordered_sum(dose: Dose, plan: DosePlan) -> Sum:
    """`ordered 0.5 mg/kg × 59.5 kg = 29.8 mg`."""
    total = written(plan.total_mg, "mg", places=1)
    amount = written(dose.amount, dose.kind, places=4)
    if dose.kind == "mg" or dose.ramp:
        return Sum(words=f"ordered {total} over {plan.minutes} min", value=plan.total_mg)
    factors = [amount]
    if "/kg" in dose.kind:
        factors.append(written(plan.weight_kg, "kg", places=3))
    if dose.kind.endswith("/h"):
        factors.append(f"{plan.minutes} min")
    return Sum(words=f"ordered {' × '.join(factors)} = {total}", value=plan.total_mg)


def bag_against_order(bag: Bag, dose: Dose, plan: DosePlan) -> Disagreement | None:
    """What was drawn as a dose, and the order."""
    drawn = written(bag.drawn_ml, "mL")
    strength, mg = written(bag.mg_per_ml, "mg/mL"), written(bag.mg, "mg", places=1)
    return disagreement(
        Sum(words=f"{drawn} × {strength} = {mg}", value=bag.mg), ordered_sum(dose, plan)
    )


def rate_against_order(bag: Bag, ml_per_h: Decimal, plan: DosePlan) -> Disagreement | None:
    """The pump's first rate as a dose, and the first rate of the order."""
    mg_h, first = bag.mg_h(ml_per_h), plan.first_mg_h
    strength = written(bag.concentration, "mg/mL", places=3)
    rate = f"{written(ml_per_h, 'mL/h')} × {strength} = {written(mg_h, 'mg/h', places=1)}"
    minutes = plan.steps[0][0]
    mg = first * Fraction(minutes, 60)
    order = f"ordered {written(mg, 'mg', places=1)} in {minutes} min = "
    return disagreement(
        Sum(words=rate, value=mg_h),
        Sum(words=order + written(first, "mg/h", places=1), value=first),
        on_purpose=True,
    )


def rate_against_running(new: Decimal, old: Decimal) -> Disagreement | None:
    """A new rate, and the one it takes over from; only where it is far from it."""
    if old <= 0 or Fraction(1, RATE_FOLD) <= Fraction(new) / Fraction(old) <= RATE_FOLD:
        return None
    return Disagreement(
        typed=Sum(words=f"new rate {written(new, 'mL/h')}", value=Fraction(new)),
        other=Sum(words=f"rate until now {written(old, 'mL/h')}", value=Fraction(old)),
    )


def time_against_bag(ml_per_h: Decimal, minutes: int, left_ml: Fraction) -> Disagreement | None:
    """What a rate takes from the bag until the expected end, and what the bag still holds."""
    taken = Fraction(ml_per_h) * Fraction(minutes, 60)
    if minutes <= 0 or taken <= left_ml * Fraction(100 + PERCENT, 100):
        return None
    words = f"{written(ml_per_h, 'mL/h')} × {minutes} min = {written(taken, 'mL', places=1)}"
    return Disagreement(
        typed=Sum(words=words, value=taken),
        other=Sum(words=f"the bag holds {written(left_ml, 'mL', places=1)}", value=left_ml),
        on_purpose=True,
    )


def reading_against_clock(
    reading: Decimal, steps: Sequence[PumpStep], until: datetime, tolerance: Sequence[Decimal | int]
) -> Disagreement | None:
    """The pump's own volume, and rate × time until now; the tolerance is mL and percent."""
    computed, (ml, percent) = pump_volume(steps, until), tolerance
    if not variance_needs_reason(reading, computed, Decimal(ml), int(percent)):
        return None
    words = f"the pump shows {written(reading, 'mL')}"
    return Disagreement(
        typed=Sum(words=words, value=Fraction(reading)),
        other=clock_sum(steps, until),
        on_purpose=True,
    )


def clock_sum(steps: Sequence[PumpStep], until: datetime) -> Sum:
    """`45 mL/h × 39.2 min + 2 mL bolus = 31.4 mL`: everything done at the pump, written out."""
    parts, computed = [], pump_volume(steps, until)
    end = PumpStep(at=until, do="until", ml_per_h=Decimal(0))
    for step, after in pairwise([*steps, end]):
        if step.ml:
            parts.append(written(step.ml, "mL bolus"))
        if step.ml_per_h and after.at > step.at:
            minutes = written(hours_of(after.at - step.at) * 60, "min", places=1)
            parts.append(f"{written(step.ml_per_h, 'mL/h')} × {minutes}")
    total = written(computed, "mL", places=1)
    return Sum(words=f"{' + '.join(parts) or 'rate × time'} = {total}", value=computed)


def weight_against_file(today: str | Decimal, on_file: str) -> Disagreement | None:
    """Today's weight, and the one on file."""
    now, before = exact(today), exact(on_file)
    if now is None or before is None or before <= 0:
        return None
    return disagreement(
        Sum(words=f"weight today {written(now, 'kg', places=3)}", value=Fraction(now)),
        Sum(words=f"weight on file {written(before, 'kg', places=3)}", value=Fraction(before)),
        WEIGHT_PERCENT,
    )


def dose_against_protocol(
    dose: Dose, plan: DosePlan, kind: str, amount: Decimal, most: Decimal | None
) -> Disagreement | None:
    """An order in mg, and the protocol's mg/kg for this weight; or the other way round.

    Rates are not compared with totals, nor is a dose within the protocol's range.
    """
    weight = Fraction(plan.weight_kg)
    if kind not in {"mg", "mg/kg"}:
        return None
    scale = weight if kind == "mg/kg" else Fraction(1)
    least_mg, most_mg = Fraction(amount) * scale, Fraction(most or amount) * scale
    if least_mg <= plan.total_mg <= most_mg:
        return None
    nearest, used = (least_mg, amount) if plan.total_mg < least_mg else (most_mg, most or amount)
    mg = written(nearest, "mg", places=1)
    words = f"protocol {written(used, kind, places=4)}"
    if kind == "mg/kg":
        words += f" × {written(weight, 'kg', places=3)} = {mg}"
    usual = Sum(words=words, value=nearest)
    return disagreement(ordered_sum(dose, plan), usual, on_purpose=True)


def drawn_against_dose(
    product: Product, dose: Decimal, unit: str, drawn_ml: Decimal
) -> Disagreement | None:
    """What a single dose takes, and what was drawn for it; only a slip of the point is asked.

    A rest is ordinary, since a vial is often drawn whole: it is wasted before a witness.
    """
    if unit not in IN_MG or dose <= 0 or drawn_ml <= 0:
        return None
    strength = Fraction(product.mg_per_ml)
    needed = IN_MG[unit] * Fraction(dose) / strength
    took = written(Fraction(drawn_ml) * strength, "mg", places=3)
    words = f"drawn {written(drawn_ml, 'mL')} × {written(strength, 'mg/mL')} = {took}"
    asked = f"dose {written(dose, unit, places=4)} ÷ {written(strength, 'mg/mL')} = "
    found = Disagreement(
        typed=Sum(words=words, value=Fraction(drawn_ml)),
        other=Sum(words=asked + written(needed, "mL", places=3), value=needed),
    )
    return found if found.slip else None


def minutes_left(plan: DosePlan, steps: Sequence[PumpStep], now: datetime) -> int:
    """Whole minutes of the order that are left, pauses left out."""
    ends = [*(step.at for step in steps[1:]), now]
    ran = sum(
        (end - step.at for step, end in zip(steps, ends, strict=True) if step.ml_per_h),
        0 * MINUTE,
    )
    return max(0, plan.minutes - ran // MINUTE)
