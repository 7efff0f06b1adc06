"""Which single slip of recording would explain a difference exactly.

The ledger expected what its entries add up to; a count found something else. Each entry since the
last count that agreed is tried with the slips that people make: recorded but not done (or recorded
twice), done twice but recorded once, a decimal point misplaced, two neighbouring digits swapped.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ketachart.domain.quantities import decimals

_TEN = Decimal(10)


class Slip(StrEnum):
    """What may have gone wrong with an entry."""

    NOT_DONE = "not-done"
    DONE_TWICE = "done-twice"
    POINT = "decimal-point"
    SWAPPED = "digits-swapped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What an entry did to what lies on the shelf.

    Attributes:
        key: names the entry.
        amount: as recorded, more than 0: mL, or containers.
        unit_ml: volume in mL of one of the amount, less than 0 where it left the shelf.
        places: how many decimals the amount is recorded with.
    """

    key: str
    amount: Decimal
    unit_ml: Decimal
    places: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """An entry, its slip, and what would have been true."""

    key: str
    slip: Slip
    true_amount: Decimal


def explanations(difference_ml: Decimal, moves: Iterable[Move]) -> tuple[Explanation, ...]:
    """Every slip that explains a difference (counted minus expected, in mL) exactly.

    A difference of no volume has none: then containers were taken for one another.
    """
    if difference_ml == 0:
        return ()
    return tuple(
        Explanation(key=move.key, slip=slip, true_amount=amount)
        for move in moves
        for slip, amount in _slips(move)
        if (amount - move.amount) * move.unit_ml == difference_ml
    )


def _slips(move: Move) -> Iterator[tuple[Slip, Decimal]]:
    """What may have been true instead, each amount once."""
    seen = {move.amount}
    for slip, amount in (
        (Slip.NOT_DONE, Decimal(0)),
        (Slip.DONE_TWICE, 2 * move.amount),
        (Slip.POINT, move.amount * _TEN),
        (Slip.POINT, move.amount / _TEN),
        *((Slip.SWAPPED, each) for each in _swapped(move)),
    ):
        if amount not in seen and decimals(amount) <= move.places:
            seen.add(amount)
            yield slip, amount


def _swapped(move: Move) -> Iterator[Decimal]:
    """The amount with two neighbouring digits swapped, as it may have been typed."""
    shift = _TEN**move.places
    digits = str(int(move.amount * shift))
    for at in range(len(digits) - 1):
        one, other = digits[at], digits[at + 1]
        amount = Decimal(digits[:at] + other + one + digits[at + 2 :]) / shift
        if amount:
            yield amount
