"""A bag in words while it is typed: which vials, how much of each, what it comes to."""

from datetime import date

import pytest

from ketachart.ui.presenters.preparing import bag_words, vial_choices, wanted_words

DAY = date(2026, 3, 3)


@pytest.fixture
def bench(day_at):
    day = day_at("08:00:00")
    return day.session("s2"), day.clinic.world


def test_that_a_vial_is_offered_with_strength_rest_and_expiry(bench):
    found = {each.vial: each for each in vial_choices(bench[1], DAY)}
    assert found["K5301-1"].words == "K5301-1 · 50 mg/mL · 8 mL · 2027-08-31"
    assert found["K5301-1"].label == "Ketamine HCl, open, 8 mL left, expires 2027-08-31"


def test_that_opened_vials_of_a_product_come_first_and_then_the_soonest_to_expire(bench):
    _, world = bench
    found = [world.container(each.vial) for each in vial_choices(world, DAY)]
    keys = [
        (world.stock(vial.product).product.order, vial.state == "sealed", vial.expires)
        for vial in found
    ]
    assert keys == sorted(keys)


def test_that_only_ketamine_in_date_is_offered(bench):
    _, world = bench
    offered = [world.container(each.vial) for each in vial_choices(world, DAY)]
    assert offered
    assert all(world.stock(vial.product).product.is_ketamine for vial in offered)
    expiry = max(vial.expires for vial in offered)
    assert [world.container(each.vial).expires for each in vial_choices(world, expiry)] == [
        vial.expires for vial in offered if vial.expires == expiry
    ]
    assert vial_choices(world, expiry.replace(year=expiry.year + 1)) == ()


def test_that_the_volume_to_draw_is_a_sum_to_be_checked(bench):
    assert wanted_words(*bench, "K5301-1") == "Order 29.8 mg ÷ 50 mg/mL = 0.6 mL"


@pytest.mark.parametrize("vial", ["", "K9999-1"])
def test_that_there_is_no_sum_without_a_vial(bench, vial):
    assert wanted_words(*bench, vial) == ""


def test_that_a_bag_is_worked_out_to_the_rate_to_start_with(bench):
    assert bag_words(*bench, [("K5301-1", "0.60")], "30").splitlines() == [
        "0.6 mL × 50 mg/mL = 30 mg",
        "30 mg in 30 mL = 1 mg/mL",
        "Start with 44.6 mL/h",
        "K5301-1: 8 mL − 0.6 mL = 7.4 mL left",
    ]


def test_that_a_bag_with_less_than_ordered_says_so(bench):
    said = bag_words(*bench, [("K5301-1", "0.5")], "25").splitlines()
    assert "The bag holds less than the 29.8 mg ordered." in said


@pytest.mark.parametrize(
    ("draws", "bag_ml", "words"),
    [
        ([("K5301-1", "9")], "30", "K5301-1 holds 8 mL, not 9 mL."),
        ([("K5301-1", "5"), ("K5301-1", "4")], "30", "K5301-1 holds 8 mL, not 9 mL."),
        ([("K5301-1", "3")], "2", "3 mL drawn does not fit into 2 mL."),
        ([("K5301-1", None)], "30", ""),
        ([("", "0.6")], "30", ""),
        ([("K5301-1", "0.6")], None, ""),
    ],
)
def test_that_a_bag_that_cannot_be_made_is_told_before_it_is_recorded(bench, draws, bag_ml, words):
    assert bag_words(*bench, draws, bag_ml) == words


def test_that_two_strengths_are_never_added_up(bench):
    session, world = bench
    strengths = {}
    for each in vial_choices(world, DAY):
        strengths.setdefault(world.container(each.vial).product, each.vial)
    one, other = list(strengths.values())[:2]
    words = bag_words(session, world, [(one, "0.3"), (other, "0.3")], "30")
    assert words == "These vials are not of one product."
