"""Amounts as they are written and rounded, for any amount."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from ketachart.domain.quantities import decimals, exact, half_up, two_places, written

amounts = st.decimals(
    min_value=-9_999_999, max_value=9_999_999, places=6, allow_nan=False, allow_infinity=False
)
fractions = st.fractions(min_value=-9_999_999, max_value=9_999_999, max_denominator=10**6)


@given(value=amounts | fractions, places=st.integers(0, 4))
def test_that_an_amount_has_a_zero_before_the_point_and_none_trailing(value, places):
    text = written(value, places=places)
    whole, point, rest = text.removeprefix("-").partition(".")
    assert whole.isascii()
    assert whole.isdigit()
    assert whole == "0" or not whole.startswith("0")
    assert bool(point) == bool(rest)
    assert not rest.endswith("0")
    assert text != "-0"
    assert len(rest) <= places


@given(value=amounts | fractions)
def test_that_an_amount_of_record_has_two_decimals_and_is_the_nearest(value):
    text = two_places(value)
    assert len(text.partition(".")[2]) == 2
    assert abs(Fraction(text) - Fraction(value)) <= Fraction(1, 200)


@given(value=fractions)
def test_that_rounding_is_half_away_from_zero_for_fractions_and_decimals_alike(value):
    exactly = Decimal(value.numerator) / Decimal(value.denominator)
    if Fraction(exactly) == value:
        assert half_up(value) == half_up(exactly)
    assert half_up(-value) == -half_up(value)


@given(value=amounts)
def test_that_what_is_written_in_full_is_read_back(value):
    assert exact(format(value, "f")) == value
    assert exact(value) == value
    assert decimals(value) <= 6
