"""Exact amounts: how they are read, rounded and written."""

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

HUNDREDTH = Decimal("0.01")
_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,7}(\.[0-9]{1,6})?", re.ASCII)


def exact(text: object) -> Decimal | None:
    """Read a plain decimal number as typed; None if it is anything else.

    Exponents, other scripts' digits, signs other than a leading minus, blanks
    and infinities are not numbers a person writes on a chart.
    """
    if isinstance(text, bool):
        return None
    if isinstance(text, int):
        text = str(text)
    if isinstance(text, Decimal):
        return text if text.is_finite() else None
    if not isinstance(text, str) or not _PLAIN_NUMBER.fullmatch(text):
        return None
    return Decimal(text)


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
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def written(value: Decimal | Fraction | int, unit: str = "", *, places: int = 2) -> str:
    """Write an amount after ISMP: a zero before the point, none trailing."""
    number = half_up(Fraction(value), Decimal(1).scaleb(-places))
    text = format(number.normalize(), "f")
    text = "0" if text in {"-0", "0"} else text
    return f"{text} {unit}" if unit else text


def two_places(value: Decimal | Fraction) -> str:
    """Write an amount of record with exactly two decimals."""
    return format(half_up(value), "f")
