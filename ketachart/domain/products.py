"""Controlled products, their containers, and the DEA check digit."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from ketachart.domain.quantities import written

_DEA_NUMBER = re.compile(r"[A-Z][A-Z9]([0-9]{6})([0-9])", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A controlled product: substance, strength, container size and NDC.

    Attributes:
        mg_per_ml: strength in mg of the base per mL.
        container_ml: volume of a sealed container in mL.
    """

    id: str
    substance: str
    schedule: str
    dea_code: str
    ndc: str
    mg_per_ml: Decimal
    container_ml: Decimal
    container: str = "vial"

    @property
    def finished_form(self) -> str:
        """As 21 CFR 1304.22 asks: `50 mg/mL, 10 mL vial`."""
        strength, volume = written(self.mg_per_ml, "mg/mL"), written(self.container_ml, "mL")
        return f"{strength}, {volume} {self.container}"

    @property
    def order(self) -> tuple[str, Decimal, Decimal, str]:
        """The order of products in every log: substance, strength, container volume."""
        return (self.substance, self.mg_per_ml, self.container_ml, self.id)

    @property
    def is_ketamine(self) -> bool:
        """Whether an infusion bag may be prepared from it."""
        return "ketamine" in self.substance.casefold()


class ContainerState(StrEnum):
    """What has become of a container."""

    SEALED = "sealed"
    OPEN = "open"
    EMPTY = "empty"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """One vial, named by lot and running number; `left` is what is still in it, in mL.

    `opened_at` is when it was first drawn from or wasted.
    """

    id: str
    product: str
    lot: str
    number: int
    expires: date
    state: ContainerState
    left: Decimal
    opened_at: datetime | None = None

    @property
    def in_stock(self) -> bool:
        """Whether it is on the shelf with something in it."""
        return self.state in {ContainerState.SEALED, ContainerState.OPEN}


def container_name(lot: str, number: int) -> str:
    """The name of a container, such as `K5301-1`."""
    return f"{lot}-{number}"


def dea_number_holds(text: str) -> bool:
    """Whether a DEA registration number has the right form and check digit.

    The last digit must equal that of (d1+d3+d5) + 2 (d2+d4+d6).
    """
    match = _DEA_NUMBER.fullmatch(text)
    if match is None:
        return False
    odd = sum(int(digit) for digit in match[1][0::2])
    even = sum(int(digit) for digit in match[1][1::2])
    return (odd + 2 * even) % 10 == int(match[2])
