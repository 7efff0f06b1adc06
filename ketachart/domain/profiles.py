"""What a state adds to the federal rules, as values that the clinic picks and edits.

The shipped profiles lie in `resources/defaults/profiles.json`. Until a clinic adopts one, the
federal rules alone hold: the values that a profile has by itself.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ketachart.domain.business_days import after_business_days


class CountMethod(StrEnum):
    """How the volume in opened containers was found."""

    EXACT = "exact"
    MEASURED = "measured"
    ESTIMATED = "estimated"


class WasteWitness(StrEnum):
    """Who may waste, and watch it."""

    ANY = "any"
    LICENSED = "licensed"


@dataclass(frozen=True, slots=True, kw_only=True)
class StateProfile:
    """The rules of the place, in figures.

    Attributes:
        inventory_months: an inventory falls due so long after the one before.
        count_methods: how opened containers may be counted.
        retention_years: how long records are kept at least.
        discard_days: an opened container is to be discarded so many days after.
        notice_days: business days from the discovery of a theft or loss to the notice.
        form_days: calendar days from the discovery to Form 106.
        waste_witness: whether both who waste must be licensed.
        remarks: what a person has to know besides.
    """

    id: str = "federal"
    name: str = "Federal rules, common practice"
    inventory_months: int = 24
    count_methods: tuple[CountMethod, ...] = tuple(CountMethod)
    retention_years: int = 7
    discard_days: int = 28
    notice_days: int = 1
    form_days: int = 45
    waste_witness: WasteWitness = WasteWitness.ANY
    remarks: str = ""


FEDERAL = StateProfile()


@dataclass(frozen=True, slots=True, kw_only=True)
class LossDeadlines:
    """The last days for what a theft or loss asks for (21 CFR 1301.76(b))."""

    notice: date
    form: date


def loss_deadlines(discovered: date, profile: StateProfile) -> LossDeadlines:
    """The clocks that start with the discovery."""
    return LossDeadlines(
        notice=after_business_days(discovered, profile.notice_days),
        form=discovered + timedelta(days=profile.form_days),
    )


def discard_by(opened: date, profile: StateProfile) -> date:
    """The last day on which an opened container is used."""
    return opened + timedelta(days=profile.discard_days)


def inventory_due(last: date, profile: StateProfile) -> date:
    """The last day for the next inventory; the end of the month where it has no such day."""
    months = last.year * 12 + last.month - 1 + profile.inventory_months
    year, month = months // 12, months % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, min(last.day, (following - timedelta(days=1)).day))
