"""The helper that says which slip of recording would explain a difference."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketachart.domain.explaining import Move, Slip, explanations

OUT = Decimal(-1)


def drawn(key: str, ml: str) -> Move:
    return Move(key=key, amount=Decimal(ml), unit_ml=OUT)


def received(key: str, count: int) -> Move:
    return Move(key=key, amount=Decimal(count), unit_ml=Decimal(10), places=0)


DAY = (drawn("one", "3.20"), drawn("two", "0.80"), drawn("three", "1.20"), received("four", 12))


@pytest.mark.parametrize(
    ("difference", "found"),
    [
        ("-0.80", {("two", Slip.DONE_TWICE, "1.60")}),
        ("0.80", {("two", Slip.NOT_DONE, "0")}),
        ("-28.80", {("one", Slip.POINT, "32.0")}),
        ("2.88", {("one", Slip.POINT, "0.32")}),
        ("0.90", {("one", Slip.SWAPPED, "2.30")}),
        ("-0.90", {("three", Slip.SWAPPED, "2.10")}),
        ("90", {("four", Slip.SWAPPED, "21")}),
        ("-120", {("four", Slip.NOT_DONE, "0")}),
        ("-0.40", set()),
        ("0", set()),
    ],
)
def test_that_each_slip_is_found_and_nothing_else(difference, found):
    said = explanations(Decimal(difference), DAY)
    assert {(each.key, each.slip, each.true_amount) for each in said} == {
        (key, slip, Decimal(amount)) for key, slip, amount in found
    }


AMOUNTS = st.decimals(min_value="0.01", max_value="99.99", places=2)


@given(amounts=st.lists(AMOUNTS, min_size=1, max_size=8), data=st.data())
def test_that_whatever_was_done_twice_or_not_at_all_is_among_the_explanations(amounts, data):
    moves = [drawn(str(number), str(ml)) for number, ml in enumerate(amounts)]
    which = data.draw(st.sampled_from(moves))
    done = data.draw(st.sampled_from([0, 2]))
    difference = (done * which.amount - which.amount) * which.unit_ml
    said = {(each.key, each.true_amount) for each in explanations(difference, moves)}
    assert (which.key, done * which.amount) in said


@given(amounts=st.lists(AMOUNTS, max_size=8), difference=AMOUNTS)
def test_that_every_explanation_makes_the_books_agree(amounts, difference):
    moves = {str(number): drawn(str(number), str(ml)) for number, ml in enumerate(amounts)}
    for each in explanations(difference, moves.values()):
        move = moves[each.key]
        put_right = (each.true_amount - move.amount) * move.unit_ml
        assert put_right == difference
