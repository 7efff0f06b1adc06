"""Codes of an exported session: LOINC and UCUM where they are sure, a local system elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

Resource = dict[str, object]
"""An element or a resource of FHIR R4, as JSON."""

LOINC: Final = "http://loinc.org"
UCUM: Final = "http://unitsofmeasure.org"
NDC: Final = "http://hl7.org/fhir/sid/ndc"
NPI: Final = "http://hl7.org/fhir/sid/us-npi"
DEA: Final = "urn:oid:2.16.840.1.113883.4.814"
URIS: Final = "urn:ietf:rfc:3986"
HL7: Final = "http://terminology.hl7.org/CodeSystem"
LOCAL: Final = "urn:uuid:5b1c3d52-6f0e-5c58-9d0a-0f6f2f6c7a10"
"""Codes of our own, where no published one is confirmed; each comes with its words."""
ENTRY: Final = "urn:uuid:5b1c3d52-6f0e-5c58-9d0a-0f6f2f6c7a11"
"""Names of entries in the log: workstation and number."""
DIGEST: Final = "urn:uuid:5b1c3d52-6f0e-5c58-9d0a-0f6f2f6c7a12"
"""SHA-256 over the hashes of the entries that a signature covers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How a value is coded: its codes of LOINC, or a local one where there are none; its unit."""

    words: str
    ucum: str
    unit: str
    loinc: tuple[str, ...] = ()
    local: str = ""

    @property
    def code(self) -> Resource:
        """The concept, with its words."""
        codings: list[Resource] = [{"system": LOINC, "code": each} for each in self.loinc]
        if self.local:
            codings.append({"system": LOCAL, "code": self.local, "display": self.words})
        return {"coding": codings, "text": self.words}

    def value(self, amount: Decimal | int) -> Resource:
        """The amount with its unit."""
        return quantity(amount, self.unit, self.ucum)


def _score(words: str, *loinc: str, local: str = "") -> Measured:
    return Measured(words=words, ucum="{score}", unit="score", loinc=loinc, local=local)


PRESSURE: Final = "85354-9"
_MMHG: Final = {"ucum": "mm[Hg]", "unit": "mmHg"}
VITALS: Final[Mapping[str, Measured]] = {
    "hr": Measured(words="Heart rate", ucum="/min", unit="/min", loinc=("8867-4",)),
    "sbp": Measured(words="Systolic pressure", loinc=("8480-6",), **_MMHG),
    "dbp": Measured(words="Diastolic pressure", loinc=("8462-4",), **_MMHG),
    "spo2": Measured(words="SpO2", ucum="%", unit="%", loinc=("59408-5", "2708-6")),
    "rr": Measured(words="Respiratory rate", ucum="/min", unit="/min", loinc=("9279-1",)),
    "etco2": Measured(words="End-tidal CO2", loinc=("19891-1",), **_MMHG),
    "o2_lpm": Measured(words="Oxygen flow", ucum="L/min", unit="L/min", loinc=("3151-8",)),
    "temp_c": Measured(words="Temperature", ucum="Cel", unit="°C", loinc=("8310-5",)),
    "moaas": _score("MOAA/S (alertness), 0 to 5", local="moaas"),
    "pain": _score("Pain, 0 to 10", "72514-3"),
    "dissociation": _score("Dissociation, quick rating, 0 to 10", local="dissociation"),
    "hallucination": _score("Hallucination, quick rating, 0 to 10", local="hallucination"),
    "nausea": _score("Nausea, 0 to 3", local="nausea"),
}
WEIGHT: Final = Measured(words="Body weight", ucum="kg", unit="kg", loinc=("29463-7",))
_SCORED_BY_LOINC: Final = {"PHQ-9": "44261-6"}
_UNITS: Final = {"mg": "mg", "mcg": "ug", "g": "g", "mL": "mL", "mEq": "meq", "mmol": "mmol"}
"""Units of a dose that UCUM has; the others stand in words alone."""


def scale_measured(scale: str) -> Measured:
    """How the total of a scale is coded."""
    loinc = _SCORED_BY_LOINC.get(scale)
    return _score(scale, loinc) if loinc else _score(scale, local=f"scale-{scale.lower()}")


def quantity(amount: Decimal | int, unit: str, ucum: str = "") -> Resource:
    """An amount; with its code where UCUM has the unit."""
    found: Resource = {"value": amount, "unit": unit}
    return found | {"system": UCUM, "code": ucum} if ucum else found


def dose_quantity(dose: Decimal, unit: str) -> Resource:
    """A dose in the unit it was charted in."""
    return quantity(dose, unit, _UNITS.get(unit, ""))


def words_only(words: str) -> Resource:
    """A concept that nothing but words stand for."""
    return {"text": words}


def local(code: str, words: str) -> Resource:
    """A concept of our own."""
    return {"coding": [{"system": LOCAL, "code": code, "display": words}], "text": words}


def published(system: str, code: str) -> Resource:
    """A concept of one of HL7's own lists."""
    return {"coding": [{"system": f"{HL7}/{system}", "code": code}]}
