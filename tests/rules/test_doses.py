"""The dose in every unit: the worked examples, the limits, the pump, what was administered."""

from decimal import Decimal
from fractions import Fraction

import pytest
from support.builders import DOCTOR, NURSE, SECOND

from ketachart.domain.events import Dose, RampStep
from ketachart.domain.infusion import Bag, dose_in_words, plan_dose
from ketachart.domain.quantities import written
from ketachart.domain.session import Phase

# order, weight, (drawn mL, mg/mL, bag mL) -> total mg, mg/h, mg/kg/h, mL/h of the bag
WORKED = {
    "0.5 mg/kg over 40 min": ("mg/kg 0.5 40", "72", "0.72 50 100", "36 54 0.75 150"),
    "0.5 mg/kg over 2 h": ("mg/kg 0.5 120", "72", "0.72 50 100", "36 18 0.25 50"),
    "0.35 mg/kg/h for 4 h": ("mg/kg/h 0.35 240", "70", "2 50 100", "98 24.5 0.35 24.5"),
    "25 mg/h for 4 h": ("mg/h 25 240", "80", "2 50 100", "100 25 0.31 25"),
    "80 mg over 5 h": ("mg 80 300", "80", "1.6 50 500", "80 16 0.2 100"),
    "80 mg over 2 h": ("mg 80 120", "60", "1.6 50 100", "80 40 0.67 50"),
    "2 mg/kg/h for 4 h": ("mg/kg/h 2 240", "75", "12 50 300", "600 150 2 75"),
}


def dose(text: str, ramp: tuple[RampStep, ...] = ()) -> Dose:
    kind, amount, minutes = text.split()
    return Dose(kind=kind, amount=Decimal(amount), minutes=int(minutes), ramp=ramp)


def bag(text: str) -> Bag:
    drawn, strength, volume = (Decimal(part) for part in text.split())
    return Bag(drawn_ml=drawn, mg_per_ml=strength, bag_ml=volume)


@pytest.mark.parametrize("name", WORKED)
def test_that_a_worked_example_comes_out(name):
    order, weight, prepared, expected = WORKED[name]
    plan = plan_dose(dose(order), Decimal(weight))
    assert plan is not None
    found = (
        plan.total_mg,
        plan.final_mg_h,
        plan.peak_mg_kg_h,
        bag(prepared).ml_per_h(plan.final_mg_h),
    )
    assert " ".join(written(value) for value in found) == expected


def test_that_an_order_is_shown_in_every_unit():
    plan = plan_dose(dose("mg/kg 0.5 40"), Decimal(72))
    assert plan is not None
    assert dose_in_words(plan) == "36 mg · 0.5 mg/kg · 54 mg/h · 0.75 mg/kg/h · 40 min"


RAMPED = {
    # 10 min at 12 mg/h give 2 mg; 38 mg are left for 50 min.
    "mg: the ramp is in mg/h": ("mg 40 60", "10 12", "80", "40 12 45.6"),
    # 10 min at 0.1 mg/kg/h of 80 kg give 1.33 mg.
    "mg/kg: the ramp is in mg/kg/h": ("mg/kg 0.5 60", "10 0.1", "80", "40 8 46.4"),
    "mg/h: the final rate is the order's": ("mg/h 40 60", "30 20", "80", "30 20 40"),
    "mg/kg/h: so is this": ("mg/kg/h 0.5 60", "30 0.25", "80", "30 20 40"),
}


@pytest.mark.parametrize("name", RAMPED)
def test_that_a_ramp_counts_into_minutes_and_dose(name):
    order, step, weight, expected = RAMPED[name]
    minutes, amount = step.split()
    ramp = (RampStep(minutes=int(minutes), amount=Decimal(amount)),)
    plan = plan_dose(dose(order, ramp), Decimal(weight))
    assert plan is not None
    assert plan.minutes == 60
    found = (plan.total_mg, plan.first_mg_h, plan.final_mg_h)
    assert " ".join(written(value) for value in found) == expected


@pytest.mark.parametrize("ramp", [(60, "1"), (30, "80"), (61, "1")])
def test_that_a_ramp_that_leaves_no_time_or_no_dose_is_no_plan(ramp):
    step = RampStep(minutes=ramp[0], amount=Decimal(ramp[1]))
    assert plan_dose(dose("mg 40 60", (step,)), Decimal(80)) is None


# --- limits, for 80 kg: 2 mg/kg/h are 160 mg/h, 3 are 240 ---------------------------------------

LIMITS = [
    ("mg/kg/h", "2", 60, None, ""),
    ("mg/kg/h", "2.0001", 60, None, "dose.soft-limit-needs-reason"),
    ("mg/kg/h", "3", 60, "the physician is in the room", ""),
    ("mg/kg/h", "3.0001", 60, "the physician is in the room", "dose.above-hard-limit"),
    ("mg/h", "160", 60, None, ""),
    ("mg/h", "160.01", 60, None, "dose.soft-limit-needs-reason"),
    ("mg", "80", 30, None, ""),
    ("mg", "80", 29, None, "dose.soft-limit-needs-reason"),
    ("mg/kg", "1", 20, "the physician is in the room", ""),
    ("mg/kg", "1", 19, "the physician is in the room", "dose.above-hard-limit"),
]


@pytest.mark.parametrize(("kind", "amount", "minutes", "why", "code"), LIMITS)
def test_that_an_order_is_held_against_the_limits(house, kind, amount, minutes, why, code):
    house.bring("s1", Phase.TAKEN_IN)
    order = {"dose": {"kind": kind, "amount": amount, "minutes": minutes}, "limit_reason": why}
    if code:
        assert house.refused(DOCTOR, "session.order", session="s1", **order).code == code
    else:
        house.done(DOCTOR, "session.order", session="s1", **order)


def test_that_a_ramp_step_is_held_against_the_limits_too(house):
    house.bring("s1", Phase.TAKEN_IN)
    steps = [{"minutes": 5, "amount": "161"}]
    order = {"kind": "mg/h", "amount": "100", "minutes": 60, "ramp": steps}
    refusal = house.refused(DOCTOR, "session.order", session="s1", dose=order)
    assert refusal.code == "dose.soft-limit-needs-reason"


# The bag holds 1 mg/mL, so 160 mL/h are 2 mg/kg/h; the order's rate is 40 mL/h.
@pytest.mark.parametrize(
    ("rate", "why", "code"),
    [
        ("44", None, ""),
        ("44.01", None, "reason.required"),
        ("35.99", None, "reason.required"),
        ("36", None, ""),
        ("35.99", "frail", ""),
        ("160.01", None, "dose.soft-limit-needs-reason"),
        ("160.01", "ordered by word of mouth", ""),
        ("240.01", "ordered by word of mouth", "dose.above-hard-limit"),
        ("1200.01", "a slip", "dose.above-hard-limit"),
        ("0", None, "input.invalid"),
    ],
)
def test_that_a_start_rate_is_held_against_order_and_limits(house, rate, why, code):
    house.bring("s1", Phase.PREPARED)
    start = {"ml_per_h": rate, "verified_by": SECOND, "limit_reason": why}
    if code:
        assert house.refused(NURSE, "infusion.start", session="s1", **start).code == code
    else:
        house.done(NURSE, "infusion.start", session="s1", **start)


def test_that_no_pump_runs_faster_than_1200_ml_an_hour_however_thin_the_bag(house):
    house.bring("s1", Phase.ORDERED)
    thin = {"draws": [{"vial": "K1-1", "ml": "0.01"}], "bag_ml": "40", "verified_by": SECOND}
    house.done(NURSE, "session.prepare", session="s1", **thin)
    start = {"verified_by": SECOND, "limit_reason": "thin on purpose"}
    refusal = house.refused(NURSE, "infusion.start", session="s1", ml_per_h="1200.01", **start)
    assert refusal.code == "input.invalid"
    house.done(NURSE, "infusion.start", session="s1", ml_per_h="1200", **start)


def test_that_an_order_of_a_continuous_protocol_is_refused_for_what_it_is(house):
    house.bring("s1", Phase.TAKEN_IN, protocol="crps-continuous")
    five_days = {"kind": "mg/kg/h", "amount": "0.2", "minutes": 5 * 24 * 60}
    refusal = house.refused(DOCTOR, "session.order", session="s1", dose=five_days)
    assert refusal.code == "protocol.not-outpatient"


def test_that_going_on_as_before_a_pause_needs_no_second_reason_and_a_new_rate_does(house):
    house.bring("s1", Phase.PREPARED)
    fast = {"ml_per_h": "170", "verified_by": SECOND, "limit_reason": "ordered by word of mouth"}
    house.done(NURSE, "infusion.start", session="s1", **fast)
    house.done(NURSE, "infusion.pause", session="s1", reason="restroom")
    refusal = house.refused(NURSE, "infusion.resume", session="s1", ml_per_h="170")
    assert refusal.code == "dose.soft-limit-needs-reason"
    house.done(NURSE, "infusion.resume", session="s1")
    assert house.session().rate_ml_per_h == 170


# --- the pump -----------------------------------------------------------------------------------


def test_that_the_computed_volume_is_rate_times_time_plus_boluses_and_nothing_while_paused(house):
    from ketachart.domain.infusion import pump_volume

    house.bring("s1", Phase.INFUSING)
    house.wait(15)  # 10 mL
    house.done(NURSE, "infusion.bolus", session="s1", ml="2.50")
    house.done(NURSE, "infusion.rate", session="s1", ml_per_h="30", reason="titrated")
    house.wait(10)  # 5 mL
    house.done(NURSE, "infusion.pause", session="s1", reason="restroom")
    house.wait(7)
    house.done(NURSE, "infusion.resume", session="s1")
    house.wait(1)  # at the rate before the pause: 0.5 mL
    session = house.session()
    assert pump_volume(session.pump, house.clock.now()) == Fraction(18)


# After 30 min at 40 mL/h the computed volume is 20 mL, and 2 mL the larger tolerance; after an
# hour in a bag of its own it is 40 mL and the tolerance still 2 mL (5 % of 40).
@pytest.mark.parametrize(
    ("minutes", "reading", "code"),
    [
        (30, "22.00", ""),
        (30, "22.01", "pump.variance-needs-reason"),
        (30, "18.00", ""),
        (30, "17.99", "pump.variance-needs-reason"),
        (60, "38.00", ""),
        (60, "37.99", "pump.variance-needs-reason"),
        (60, "40.01", "bag.exceeded"),
    ],
)
def test_that_the_pump_may_be_off_by_two_ml_or_five_percent(house, minutes, reading, code):
    house.bring("s1", Phase.INFUSING)
    house.wait(minutes)
    stop = {"pump_ml": reading, "reason": "complete"}
    if code:
        assert house.refused(NURSE, "infusion.stop", session="s1", **stop).code == code
    else:
        house.done(NURSE, "infusion.stop", session="s1", **stop)


def test_that_five_percent_is_the_tolerance_of_a_large_bag():
    from ketachart.domain.infusion import variance_needs_reason

    def off(reading: str) -> bool:
        return variance_needs_reason(Decimal(reading), Fraction(100), Decimal(2), 5)

    assert [off(reading) for reading in ("105", "105.01", "95", "94.99")] == [
        False,
        True,
        False,
        True,
    ]


ADMINISTERED = [
    # pump mL, drawn mL, bag mL -> mL of the product, half up to 0.01
    ("40", "0.80", "40", "0.80"),
    ("20", "0.80", "40", "0.40"),
    ("65.5", "1.60", "80", "1.31"),
    ("0.25", "0.80", "40", "0.01"),  # 0.005 exactly: half up
    ("0.24", "0.80", "40", "0.00"),
    ("33.3", "1.00", "100", "0.33"),
    ("33.5", "1.00", "100", "0.34"),  # 0.335 exactly: half up, where binary floats say 0.33
    ("0", "0.80", "40", "0.00"),
]


@pytest.mark.parametrize(("pump", "drawn", "volume", "given"), ADMINISTERED)
def test_that_what_was_administered_is_the_pumps_share_of_what_was_drawn(
    pump, drawn, volume, given
):
    made = Bag(drawn_ml=Decimal(drawn), mg_per_ml=Decimal(50), bag_ml=Decimal(volume))
    assert made.administered_ml(Decimal(pump)) == Decimal(given)


def test_that_a_new_order_replaces_the_earlier_one_until_the_bag_is_made(house):
    house.bring("s1", Phase.ORDERED)
    dose_now = {"kind": "mg", "amount": "60", "minutes": 60}
    house.done(DOCTOR, "session.order", session="s1", dose=dose_now)
    plan = house.session().dose_plan
    assert plan is not None
    assert plan.total_mg == 60
    bag_made = {"draws": [{"vial": "K1-1", "ml": "1.20"}], "bag_ml": "60", "verified_by": SECOND}
    house.done(NURSE, "session.prepare", session="s1", **bag_made)
    refusal = house.refused(DOCTOR, "session.order", session="s1", dose=dose_now)
    assert refusal.code == "session.wrong-phase"
