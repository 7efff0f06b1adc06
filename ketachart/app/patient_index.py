"""Finding patients by what is typed: each word of it in name, number or birth date."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ketachart.domain.patients import Patient


@dataclass(frozen=True, slots=True, kw_only=True)
class Findable:
    """What a patient is found by."""

    id: str
    name: str
    mrn: str
    birth_date: date


def plain(text: str) -> str:
    """Words so that case and accents don't matter."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


class PatientIndex:
    """Each patient's words, in the order of names; kept as patients are registered."""

    def __init__(self, patients: Iterable[Findable]) -> None:
        self._lines = sorted(_line(each) for each in patients)
        self._names = {name: (key, words) for key, name, words in self._lines}

    def put(self, patient: Patient) -> None:
        """Take in a patient who was registered, or registered anew."""
        key, name, words = _line(patient)
        self._names[name] = (key, words)
        self._lines = sorted((key, name, words) for name, (key, words) in self._names.items())

    def find(self, text: str) -> tuple[str, ...]:
        """The patients whose words hold each word typed, by name."""
        found = self._lines
        for word in plain(text).split():
            found = [line for line in found if word in line[2]]
        return tuple(name for _, name, _ in found)


def _line(patient: Findable | Patient) -> tuple[str, str, str]:
    words = plain(f"{patient.name} {patient.mrn} {patient.birth_date}")
    return patient.name, patient.id, words
