"""Reading a count: whole sealed containers, open mL, and how the open volume was found."""

from dataclasses import dataclass
from decimal import Decimal

from ketachart.domain.acts.checks import STOCK_DECIMALS, Raw, invalid, text_of
from ketachart.domain.clinic import World
from ketachart.domain.profiles import CountMethod
from ketachart.domain.quantities import decimals, exact
from ketachart.domain.refusals import Code, refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What was counted of a product."""

    sealed: int
    open_ml: Decimal
    method: str


def read_count(world: World, raw_sealed: Raw, raw_open: Raw, raw_method: Raw) -> Count:
    """Whole sealed containers, open volume to 0.01 mL, by a method the clinic's rules allow."""
    sealed, open_ml = exact(raw_sealed), exact(raw_open)
    if sealed is None or open_ml is None:
        invalid("A count has sealed containers and open mL.", "Enter both.", "sealed")
    bad = sealed < 0 or sealed != sealed.to_integral_value()
    if bad or open_ml < 0 or decimals(open_ml) > STOCK_DECIMALS:
        refuse(
            Code.BAD_COUNT,
            "A count has whole sealed containers and open mL to two decimals, none negative.",
            "Count again.",
            "sealed" if bad else "open_ml",
        )
    return Count(sealed=int(sealed), open_ml=open_ml, method=_method(world, raw_method, open_ml))


def _method(world: World, raw: Raw, open_ml: Decimal) -> str:
    """How it was counted; where nothing is open there is nothing to estimate."""
    method = CountMethod.EXACT.value if raw is None else text_of(raw)
    if method not in tuple(CountMethod):
        invalid(f"A count is one of {', '.join(CountMethod)}.", "Choose one.", "method")
    allowed = world.profile.count_methods
    if open_ml and method not in allowed:
        invalid(
            f"The rules of the place ask for a count that is {' or '.join(allowed)}.",
            "Count again by such a method.",
            "method",
        )
    return method
