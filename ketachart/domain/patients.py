"""Patients and the people who take them home."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

_NO_ALLERGY: Final = frozenset(
    {
        *("", "no", "nil", "none", "none known", "nka", "nkda"),
        *("no known allergies", "no known drug allergies"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """A patient as registered; the address is needed for the DEA log (21 CFR 1304.22(c))."""

    id: str
    mrn: str
    name: str
    birth_date: date
    sex: str
    address: str
    phone: str = ""
    weight_kg: str = ""
    height_cm: str = ""
    diagnosis: str = ""
    referred_by: str = ""
    allergies: tuple[str, ...] = ()
    high_respiratory_risk: bool = False

    @property
    def initials(self) -> str:
        """The first letter of each part of the name."""
        return "".join(part[0] for part in self.name.split() if part)

    def with_warnings_of(self, other: "Patient") -> "Patient":
        """This patient with the allergies and the high risk that another registration names."""
        return replace(
            self,
            allergies=tuple(dict.fromkeys((*self.allergies, *other.allergies))),
            high_respiratory_risk=self.high_respiratory_risk or other.high_respiratory_risk,
        )

    def age_on(self, day: date) -> int:
        """Completed years on a day."""
        before = (day.month, day.day) < (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - before


def is_allergy(words: str) -> bool:
    """Whether words in a list of allergies name one; `none` and `NKDA` don't."""
    return words.strip(" .").casefold() not in _NO_ALLERGY


@dataclass(frozen=True, slots=True, kw_only=True)
class Escort:
    """The adult named at intake who is to take the patient home."""

    name: str
    relationship: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EscortAtRelease:
    """The adult the patient left with."""

    name: str
    identity_checked: bool
    accepts_responsibility: bool
    drives: bool
    travels_by: str = ""
