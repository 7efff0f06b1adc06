"""How a refusal is provoked: a clinic is prepared, and the attempt handed back."""

from collections.abc import Callable
from dataclasses import dataclass

from support.builders import SECOND, House

from ketachart.app.clinic import Outcome
from ketachart.domain.refusals import Code, Refusal

Try = Callable[[], Outcome | Refusal]


@dataclass(frozen=True)
class Case:
    """One way to provoke a code."""

    code: Code
    name: str
    prepare: Callable[[House], Try]


CASES: list[Case] = []


def provokes(code: Code) -> Callable[[Callable[[House], Try]], Callable[[House], Try]]:
    """Register a case under its code."""

    def register(prepare: Callable[[House], Try]) -> Callable[[House], Try]:
        CASES.append(Case(code, prepare.__name__, prepare))
        return prepare

    return register


def attempt(house: House, by: str, do: str, /, **fields: object) -> Try:
    """The attempt at an act."""
    return lambda: house.does(by, do, **fields)


def count_all(house: House) -> None:
    """Count the shelf as it was filled."""
    for product, sealed in (("ket-50-10", 8), ("ket-100-5", 3), ("mid-1-2", 4)):
        house.count(product, sealed)


def bag(vial: str, ml: str) -> dict[str, object]:
    """A bag from one vial."""
    return {"draws": [{"vial": vial, "ml": ml}], "bag_ml": "40", "verified_by": SECOND}
