"""Patients and schedules from a CSV file: read, compared with the vault, shown, then recorded.

All of a file is imported, or nothing: one wrong line, and nobody has to find out later which of
the others are in.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from ketachart.app.csv_file import Problem
from ketachart.domain.acts import ImportPatients, PlanDays
from ketachart.domain.patients import Patient

MRN_HEADINGS: Final = ("mrn", "medicalrecordnumber", "chartnumber", "chartno", "patientnumber")
NAME_HEADINGS: Final = ("name", "fullname", "patient", "patientname")
BIRTH_HEADINGS: Final = ("birthdate", "dateofbirth", "dob", "born")
_DATES: Final = (
    re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})", re.ASCII),
    re.compile(r"(?P<m>[0-9]{1,2})/(?P<d>[0-9]{1,2})/(?P<y>[0-9]{4})", re.ASCII),
    re.compile(r"(?P<d>[0-9]{1,2})\.(?P<m>[0-9]{1,2})\.(?P<y>[0-9]{4})", re.ASCII),
)
DATES: Final = "1971-09-14, 09/14/1971 (month first) or 14.09.1971"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One line of a preview: what importing it would make.

    Attributes:
        line: of the file; 0 where the file leaves something out that is there now.
        what: `new`, `changed`, `same` or `taken off`.
        words: who, and what of it changes.
    """

    line: int
    what: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a file would make, and what is wrong with it.

    Attributes:
        act: what imports it; None where a line is wrong, or nothing would change.
    """

    made: tuple[Made, ...]
    problems: tuple[Problem, ...]
    act: ImportPatients | PlanDays | None

    def count(self, what: str) -> int:
        """How many lines are new, changed, the same or taken off."""
        return sum(each.what == what for each in self.made)

    @property
    def words(self) -> str:
        """How many of each there are."""
        kinds = ("new", "changed", "same", "taken off")
        said = [f"{self.count(kind)} {kind}" for kind in kinds if self.count(kind)]
        if self.problems:
            many = "1 line is" if len(self.problems) == 1 else f"{len(self.problems)} lines are"
            said.append(f"{many} wrong: nothing is imported until all are right")
        elif self.act is None:
            said.append("nothing to import")
        return ", ".join(said) + "."


class WrongLine(Exception):
    """A line can't be taken; str() is a sentence."""


def read_date(text: str) -> date | None:
    """A date in one of three spellings; None if it is none of them."""
    for spelling in _DATES:
        found = spelling.fullmatch(text)
        if found is not None:
            try:
                return date(*(int(found[part]) for part in ("y", "m", "d")))
            except ValueError:
                return None
    return None


def words_of(name: str) -> frozenset[str]:
    """The words of a name, whatever their order and their case."""
    return frozenset(word.casefold() for word in re.split(r"[\s,]+", name) if word)


def called(patient: Patient) -> str:
    """A patient by name, birth date and number."""
    return f"{patient.name}, born {patient.birth_date}, MRN {patient.mrn}"


def by_line(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Problems in the order of the file."""
    return tuple(sorted(problems, key=lambda each: each.line))
