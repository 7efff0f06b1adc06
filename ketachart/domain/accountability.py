"""The sum an inspector runs: what was there and came in is what went out and is there still."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from ketachart.domain.daylog import ProductDay, Row
from ketachart.domain.products import Product
from ketachart.domain.quantities import two_places

ZERO: Final = Decimal("0.00")
CAME_IN: Final = ("received",)
WENT_OUT: Final = ("administered", "wasted", "broken", "disposed", "transferred")
PUT_RIGHT: Final = "adjusted"
MOVES: Final = (*CAME_IN, *WENT_OUT, PUT_RIGHT)
"""The movements that change a balance; drawing and counting don't."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What became of one product over some days, in mL.

    Attributes:
        opening: the balance when the first day began.
        on_hand: the balance when the last day ended: sealed, open and drawn.
        sums: of the rows, by movement; an adjustment bears its sign.
        gaps: days whose opening balance is not the closing balance of the day before.
    """

    product: Product
    opening: Decimal
    on_hand: Decimal
    sealed: int
    sums: dict[str, Decimal] = field(default_factory=dict)
    gaps: tuple[str, ...] = ()

    def sum_of(self, movement: str) -> Decimal:
        """What the rows of one movement add up to."""
        return self.sums.get(movement, ZERO)

    @property
    def accounted(self) -> Decimal:
        """What must be on hand: opening and received, less what went out, put right."""
        came = sum((self.sum_of(each) for each in CAME_IN), self.opening)
        went = sum((self.sum_of(each) for each in WENT_OUT), ZERO)
        return came - went + self.sum_of(PUT_RIGHT)

    @property
    def difference(self) -> Decimal:
        """On hand less what must be: zero, or the books are wrong."""
        return self.on_hand - self.accounted

    @property
    def adds_up(self) -> bool:
        """Whether the sum holds to the hundredth of a mL, day after day."""
        return self.difference == 0 and not self.gaps

    def after(self, day: ProductDay) -> "Account":
        """The account after one more day."""
        sums = dict(self.sums)
        for movement, ml in _amounts(day.rows):
            sums[movement] = sums.get(movement, ZERO) + ml
        has_gap = day.opening.ml != self.on_hand
        name = day.rows[0].date if day.rows else "a day without movements"
        return Account(
            product=self.product,
            opening=self.opening,
            on_hand=day.closing.ml,
            sealed=day.closing.sealed,
            sums=sums,
            gaps=(*self.gaps, name) if has_gap else self.gaps,
        )


def opened(day: ProductDay) -> Account:
    """The account of a product as its first day begins."""
    return Account(
        product=day.product,
        opening=day.opening.ml,
        on_hand=day.opening.ml,
        sealed=day.opening.sealed,
    )


def account(days: Iterable[ProductDay]) -> Account | None:
    """The account of one product over some days in order; None without a day."""
    found: Account | None = None
    for day in days:
        found = (found or opened(day)).after(day)
    return found


def _amounts(rows: Iterable[Row]) -> Iterator[tuple[str, Decimal]]:
    return ((row.movement, Decimal(row.ml)) for row in rows if row.movement in MOVES)


def proof_lines(account: Account) -> tuple[str, ...]:
    """The sum written out, for somebody who adds it up by hand."""
    name = f"{account.product.substance} {account.product.finished_form}"
    adjusted = account.sum_of(PUT_RIGHT)
    lines = [
        f"{name}, NDC {account.product.ndc}, Schedule {account.product.schedule}",
        _line("opening", account.opening),
        *(_line(f"+ {each}", account.sum_of(each)) for each in CAME_IN),
        *(_line(f"- {each}", account.sum_of(each)) for each in WENT_OUT),
        _line(f"{'-' if adjusted < 0 else '+'} {PUT_RIGHT}", abs(adjusted)),
        _line("= must be on hand", account.accounted),
        _line("on hand in the books", account.on_hand) + f" ({account.sealed} sealed)",
        _line("difference", account.difference),
        "The sum holds." if account.adds_up else "THE SUM DOES NOT HOLD.",
    ]
    lines.extend(f"Opening differs from the closing before: {day}." for day in account.gaps)
    return tuple(lines)


def _line(words: str, ml: Decimal) -> str:
    return f"{words:<24}{two_places(ml):>14} mL"
