"""Exact amounts: how they are read, rounded and written."""

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

HUNDREDTH = Decimal("0.01")
IN_MG = {"mg": Fraction(1), "mcg": Fraction(1, 1000), "g": Fraction(1000)}
"""Units of mass that doses are written in."""
MOST_DIGITS = 7
MOST_DECIMALS = 6
_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,7}(\.[0-9]{1,6})?", re.ASCII)


def exact(text: object) -> Decimal | None:
    """Read a plain decimal number as typed; None if it is anything else.

    Exponents, other scripts' digits, signs other than a leading minus, blanks
    and infinities are not numbers a person writes on a chart.
    """
    number = None
    if isinstance(text, str):
        number = Decimal(text) if _PLAIN_NUMBER.fullmatch(text) else None
    elif isinstance(text, int | Decimal) and not isinstance(text, bool):
        number = Decimal(text)
    if number is None or not number.is_finite():
        return None
    if number.adjusted() >= MOST_DIGITS or decimals(number) > MOST_DECIMALS:
        return None
    return abs(number) if number == 0 else number


def half_up(value: Decimal | Fraction, step: Decimal = HUNDREDTH) -> Decimal:
    """Round half away from zero to a multiple of `step` (a power of ten)."""
    if isinstance(value, Decimal):
        return value.quantize(step, ROUND_HALF_UP)
    scaled = abs(value) / Fraction(step)
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    rounded = (Decimal(whole) * step).quantize(step)
    return -rounded if value < 0 and rounded else rounded


def decimals(value: Decimal) -> int:
    """How many decimals a value needs, trailing zeros left out."""
    _, _, fraction = format(value, "f").partition(".")
    return len(fraction.rstrip("0"))


@lru_cache(maxsize=8192)
def written(value: Decimal | Fraction | int, unit: str = "", *, places: int = 2) -> str:
    """Write an amount after ISMP: a zero before the point, none trailing."""
    amount = Decimal(value) if isinstance(value, int) else value
    number = half_up(amount, Decimal(1).scaleb(-places))
    text = format(number.normalize(), "f")
    text = "0" if text in {"-0", "0"} else text
    return f"{text} {unit}" if unit else text


def two_places(value: Decimal | Fraction) -> str:
    """Write an amount of record with exactly two decimals."""
    return format(half_up(value), "f")
