"""The same figure worked out twice: agreement is silent, a slip of the point is named."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketachart.domain.arithmetic import (
    bag_against_order,
    dose_against_protocol,
    drawn_against_dose,
    minutes_left,
    rate_against_order,
    rate_against_running,
    reading_against_clock,
    time_against_bag,
    weight_against_file,
)
from ketachart.domain.events import Dose
from ketachart.domain.infusion import Bag, DosePlan, PumpStep, plan_dose
from ketachart.domain.products import Product
from ketachart.domain.quantities import half_up

HALF = Dose(kind="mg/kg", amount=Decimal("0.5"), minutes=40)
NINE = datetime(2026, 3, 3, 17, tzinfo=UTC)
MIDAZOLAM = Product(
    id="m",
    substance="Midazolam HCl",
    schedule="IV",
    dea_code="2884",
    ndc="0000-0000-00",
    mg_per_ml=Decimal(1),
    container_ml=Decimal(2),
)
weights = st.decimals("30", "180", places=1)
amounts = st.decimals("0.1", "2", places=2)
strengths = st.sampled_from([Decimal(10), Decimal(50), Decimal(100)])


def planned(dose: Dose = HALF, weight: str | Decimal = "59.5") -> DosePlan:
    plan = plan_dose(dose, Decimal(weight))
    assert plan is not None
    return plan


def bag(drawn: str | Decimal, strength: int | Decimal = 10, volume: int = 30) -> Bag:
    return Bag(drawn_ml=Decimal(drawn), mg_per_ml=Decimal(strength), bag_ml=Decimal(volume))


def test_that_a_ten_fold_draw_is_told_as_both_sums_and_named():
    found = bag_against_order(bag("29.75"), HALF, planned())
    assert found is not None
    assert found.lines == (
        "29.75 mL × 10 mg/mL = 297.5 mg",
        "ordered 0.5 mg/kg × 59.5 kg = 29.8 mg",
        "That is 10 times more: is the point in the right place?",
    )


def test_that_a_draw_that_is_merely_wrong_is_told_without_a_slip():
    found = bag_against_order(bag("4.5"), HALF, planned())
    assert found is not None
    assert found.slip == ""


@given(weight=weights, amount=amounts, strength=strengths)
def test_that_a_draw_rounded_to_a_tenth_of_the_hundredth_agrees(weight, amount, strength):
    dose = Dose(kind="mg/kg", amount=amount, minutes=40)
    plan = planned(dose, weight)
    drawn = half_up(plan.total_mg / Fraction(strength))
    if drawn >= Decimal("0.1"):
        assert bag_against_order(bag(drawn, strength, 500), dose, plan) is None


@given(weight=weights, amount=amounts, power=st.sampled_from([-3, -2, -1, 1, 2, 3]))
def test_that_every_slip_of_the_point_in_a_draw_is_named(weight, amount, power):
    dose = Dose(kind="mg/kg", amount=amount, minutes=40)
    plan = planned(dose, weight)
    drawn = half_up(plan.total_mg / 10, Decimal("0.000001")).scaleb(power)
    found = bag_against_order(bag(drawn), dose, plan)
    assert found is not None
    assert str(10 ** abs(power)) in found.slip
    assert ("more" in found.slip) == (power > 0)


@given(weight=weights, amount=amounts)
def test_that_the_ordered_rate_set_to_a_tenth_agrees_unless_it_is_tiny(weight, amount):
    dose = Dose(kind="mg/kg", amount=amount, minutes=40)
    plan, made = planned(dose, weight), bag("3", 10, 30)
    rate = half_up(made.ml_per_h(plan.first_mg_h), Decimal("0.1"))
    if rate >= 1:
        assert rate_against_order(made, rate, plan) is None
        slipped = rate_against_order(made, rate * 10, plan)
        assert slipped is not None
        assert "10 times more" in slipped.slip


def test_that_a_rate_and_the_order_are_told_in_mg_per_hour():
    found = rate_against_order(bag("3"), Decimal("4.5"), planned())
    assert found is not None
    assert found.lines[:2] == (
        "4.5 mL/h × 1 mg/mL = 4.5 mg/h",
        "ordered 29.8 mg in 40 min = 44.6 mg/h",
    )


@pytest.mark.parametrize(
    ("new", "asked"), [("22.5", False), ("90", False), ("450", True), ("4.5", True)]
)
def test_that_a_change_of_rate_is_asked_about_only_beyond_twice_or_half(new, asked):
    assert (rate_against_running(Decimal(new), Decimal(45)) is not None) == asked


def test_that_a_rate_that_empties_the_bag_too_soon_is_told():
    found = time_against_bag(Decimal(450), 30, Fraction(22))
    assert found is not None
    assert found.lines[:2] == ("450 mL/h × 30 min = 225 mL", "the bag holds 22 mL")
    assert time_against_bag(Decimal(45), 30, Fraction(22)) is None


def pump(*steps: tuple[int, str, str]) -> tuple[PumpStep, ...]:
    return tuple(
        PumpStep(
            at=NINE + timedelta(minutes=minute), do="step", ml_per_h=Decimal(rate), ml=Decimal(ml)
        )
        for minute, rate, ml in steps
    )


def test_that_a_pump_reading_is_held_against_rate_and_time_written_out():
    steps, tolerance = pump((0, "45", "0"), (10, "0", "0"), (20, "45", "2")), (Decimal(2), 5)
    until = NINE + timedelta(minutes=40)
    found = reading_against_clock(Decimal(245), steps, until, tolerance)
    assert found is not None
    assert found.lines == (
        "the pump shows 245 mL",
        "45 mL/h × 10 min + 2 mL bolus + 45 mL/h × 20 min = 24.5 mL",
        "That is 10 times more: is the point in the right place?",
    )
    assert reading_against_clock(Decimal("24.5"), steps, until, tolerance) is None
    assert minutes_left(planned(), steps, until) == 10


@pytest.mark.parametrize(
    ("today", "asked"),
    [("59.5", False), ("55", False), ("95.5", True), ("5.95", True), ("", False)],
)
def test_that_todays_weight_is_held_against_the_one_on_file(today, asked):
    assert (weight_against_file(today, "59.5") is not None) == asked


def test_that_an_order_in_mg_is_held_against_the_protocol_for_this_weight():
    slipped = Dose(kind="mg", amount=Decimal(298), minutes=40)
    found = dose_against_protocol(slipped, planned(slipped), "mg/kg", Decimal("0.5"), None)
    assert found is not None
    assert found.lines == (
        "ordered 298 mg over 40 min",
        "protocol 0.5 mg/kg × 59.5 kg = 29.8 mg",
        "That is 10 times more: is the point in the right place?",
    )


@pytest.mark.parametrize(
    ("amount", "asked"), [("0.5", False), ("0.8", False), ("1", False), ("2", True)]
)
def test_that_an_order_within_the_protocols_range_is_not_asked_about(amount, asked):
    dose = Dose(kind="mg/kg", amount=Decimal(amount), minutes=40)
    found = dose_against_protocol(dose, planned(dose), "mg/kg", Decimal("0.5"), Decimal(1))
    assert (found is not None) == asked


@pytest.mark.parametrize(
    ("dose", "unit", "drawn", "asked"),
    [
        ("0.5", "mg", "0.5", False),
        ("0.5", "mg", "2", False),
        ("500", "mcg", "0.5", False),
        ("0.5", "mg", "5", True),
        ("5", "mg", "0.5", True),
        ("0.5", "mL", "0.5", False),
    ],
)
def test_that_only_a_slip_of_the_point_is_asked_about_a_vial_drawn_whole(dose, unit, drawn, asked):
    found = drawn_against_dose(MIDAZOLAM, Decimal(dose), unit, Decimal(drawn))
    assert (found is not None) == asked
