"""The lines of a file of patients: who is new, and what of whom changes."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Final

from ketachart.app.csv_file import Line, Problem, table_of
from ketachart.app.importing import (
    BIRTH_HEADINGS,
    DATES,
    MRN_HEADINGS,
    NAME_HEADINGS,
    Made,
    Preview,
    WrongLine,
    by_line,
    called,
    read_date,
    words_of,
)
from ketachart.domain.acts import ImportPatients
from ketachart.domain.acts.import_acts import MOST_PATIENTS
from ketachart.domain.patients import Patient, is_allergy
from ketachart.domain.quantities import exact

HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "mrn": MRN_HEADINGS,
    "name": NAME_HEADINGS,
    "first_name": ("firstname", "givenname", "givennames", "first"),
    "last_name": ("lastname", "surname", "familyname", "last"),
    "birth_date": BIRTH_HEADINGS,
    "sex": ("sex", "gender"),
    "address": ("address", "postaladdress", "homeaddress", "streetaddress"),
    "phone": ("phone", "telephone", "phonenumber", "mobile"),
    "weight_kg": ("weightkg",),
    "height_cm": ("heightcm",),
    "diagnosis": ("diagnosis",),
    "referred_by": ("referredby", "referrer", "referringprovider"),
    "allergies": ("allergies", "allergy"),
    "high_respiratory_risk": ("highrespiratoryrisk", "respiratoryrisk"),
}
"""A weight or height without its unit in the heading is passed over: it may be in pounds."""
_SEXES: Final = {
    **dict.fromkeys(("f", "female", "w", "woman"), "female"),
    **dict.fromkeys(("m", "male", "man"), "male"),
    **dict.fromkeys(("o", "x", "other", "nonbinary"), "other"),
}
_SUFFIXES: Final = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})
_ANSWERS: Final = {
    **dict.fromkeys(("y", "yes", "true", "1"), True),
    **dict.fromkeys(("n", "no", "false", "0"), False),
}


def preview_patients(
    content: bytes, known: Sequence[Patient], today: date, new_id: Callable[[str], str]
) -> Preview:
    """What importing patients would make.

    A patient is known by their number (MRN). An empty cell leaves what is known as it is; an
    allergy and a high respiratory risk that are known stay, whatever the file says.

    Args:
        content: the file.
        known: every registered patient.
        today: of the clinic.
        new_id: makes an identifier, such as `Clinic.new_id`.

    Raises:
        NotReadable: it is no file of patients.
    """
    lines, problems = table_of(content, HEADINGS, ("mrn",), MOST_PATIENTS)
    reader = _PatientReader(known, today, new_id)
    made: list[Made] = []
    registered: list[Patient] = []
    for line in lines:
        try:
            before, patient = reader.read(line)
        except WrongLine as wrong:
            problems.append(Problem(line=line.number, sentence=str(wrong)))
            continue
        changes = _changes(before, patient) if before else ""
        what = "new" if before is None else "changed" if changes else "same"
        words = f"{called(patient)}{_kept(before, line) if before else ''}{changes}"
        made.append(Made(line=line.number, what=what, words=words))
        if what != "same":
            registered.append(patient)
    act = ImportPatients(patients=tuple(registered)) if registered and not problems else None
    return Preview(made=tuple(made), problems=by_line(problems), act=act)


class _PatientReader:
    """Reads the lines of patients against whom the clinic has on file."""

    def __init__(self, known: Sequence[Patient], today: date, new_id: Callable[[str], str]) -> None:
        self._today = today
        self._new_id = new_id
        self._by_mrn = {each.mrn.casefold(): each for each in known}
        self._people = {_person(each): f"are registered as MRN {each.mrn}" for each in known}
        self._seen: dict[str, int] = {}

    def read(self, line: Line) -> tuple[Patient | None, Patient]:
        """Whoever a line is of, as they are registered if they are, and as it says."""
        mrn = self._mrn(line)
        before = self._by_mrn.get(mrn.casefold())
        if before is not None:
            return before, _patient(line, before, self._today)
        patient = _new(line, mrn, self._today, self._new_id)
        known = self._people.get(_person(patient))
        if known is not None:
            raise WrongLine(f"{called(patient)}: the same name and birth date {known}.")
        self._people[_person(patient)] = f"stand in line {line.number}"
        return None, patient

    def _mrn(self, line: Line) -> str:
        mrn = line.cell("mrn")
        if not mrn:
            raise WrongLine("The MRN is missing.")
        first = self._seen.setdefault(mrn.casefold(), line.number)
        if first != line.number:
            raise WrongLine(f"MRN {mrn} stands in line {first} already.")
        return mrn


def _new(line: Line, mrn: str, today: date, new_id: Callable[[str], str]) -> Patient:
    missing = [
        words
        for words, given in (
            ("name", _name(line)),
            ("birth date", line.cell("birth_date")),
            ("sex", line.cell("sex")),
            ("address", line.cell("address")),
            ("high respiratory risk (yes or no)", line.cell("high_respiratory_risk")),
        )
        if not given
    ]
    if missing:
        raise WrongLine(f"A new patient needs: {', '.join(missing)}.")
    nobody = Patient(
        id=new_id("p"), mrn=mrn, name=_name(line), birth_date=today, sex="", address=""
    )
    return _patient(line, nobody, today)


def _person(patient: Patient) -> tuple[frozenset[str], date]:
    """By what somebody is known who has two numbers by mistake, as where a zero was lost."""
    return words_of(patient.name), patient.birth_date


def _name(line: Line) -> str:
    """A name with the given names first: `Greer, Ann` is Ann Greer."""
    parts = (line.cell("first_name"), line.cell("last_name"))
    name = line.cell("name") or " ".join(part for part in parts if part)
    surname, comma, given = name.partition(",")
    surname, given = surname.strip(), given.strip()
    is_one = surname and given and "," not in given and given.casefold() not in _SUFFIXES
    return f"{given} {surname}" if comma and is_one else name


def _patient(line: Line, before: Patient, today: date) -> Patient:
    """The patient as before, with what the line says."""
    risk = _risk(line)
    after = replace(
        before,
        name=_name(line) or before.name,
        birth_date=_birth_date(line, today) or before.birth_date,
        sex=_sex(line) or before.sex,
        address=line.cell("address") or before.address,
        phone=line.cell("phone") or before.phone,
        weight_kg=_number(line, "weight_kg", "weight") or before.weight_kg,
        height_cm=_number(line, "height_cm", "height") or before.height_cm,
        diagnosis=line.cell("diagnosis") or before.diagnosis,
        referred_by=line.cell("referred_by") or before.referred_by,
        allergies=before.allergies + _unknown(_allergies(line), before.allergies),
        high_respiratory_risk=before.high_respiratory_risk or bool(risk),
    )
    _check_same_person(before, after, line)
    return after


def _birth_date(line: Line, today: date) -> date | None:
    text = line.cell("birth_date")
    born = read_date(text)
    if text and (born is None or born > today):
        raise WrongLine(f"The birth date {text} can't be: write {DATES}.")
    return born


def _sex(line: Line) -> str:
    text = line.cell("sex")
    if text and text.casefold() not in _SEXES:
        raise WrongLine(f"The sex {text} is not known: write female, male or other.")
    return _SEXES.get(text.casefold(), "")


def _number(line: Line, field: str, words: str) -> str:
    text = line.cell(field)
    number = exact(text)
    if text and (number is None or number <= 0):
        raise WrongLine(f"The {words} {text} is not a number above 0.")
    return text


def _allergies(line: Line) -> tuple[str, ...]:
    known = (part.strip() for part in re.split(r"[;,]", line.cell("allergies")))
    return tuple(part for part in known if is_allergy(part))


def _unknown(some: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """Those that are not among the known ones, in whatever case."""
    spelled = {each.casefold() for each in known}
    return tuple(each for each in some if each.casefold() not in spelled)


def _risk(line: Line) -> bool | None:
    text = line.cell("high_respiratory_risk")
    if text and text.casefold() not in _ANSWERS:
        raise WrongLine(f"High respiratory risk is “{text}”: write yes or no.")
    return _ANSWERS.get(text.casefold())


def _check_same_person(before: Patient, after: Patient, line: Line) -> None:
    """Two particulars that differ at once are another person with a mistyped number."""
    if not before.sex:
        return
    names = (before.name.casefold(), after.name.casefold())
    if names[0] != names[1] and before.birth_date != after.birth_date:
        raise WrongLine(
            f"MRN {line.cell('mrn')} is registered for {before.name}, born {before.birth_date}:"
            " another name and another birth date."
        )


def _changes(before: Patient, after: Patient) -> str:
    """`; phone: – → 310-555-0100`; empty where nothing changes."""
    told = ""
    for each in fields(before):
        old, new = (_shown(getattr(patient, each.name)) for patient in (before, after))
        if old != new:
            told += f"; {each.name.replace('_', ' ')}: {old} → {new}"
    return told


def _kept(before: Patient, line: Line) -> str:
    """`; stays: allergies latex`, where the file has another word; else empty."""
    lost = _unknown(before.allergies, _allergies(line)) if line.cell("allergies") else ()
    parts = [f"allergies {', '.join(lost)}"] if lost else []
    if before.high_respiratory_risk and _risk(line) is False:
        parts.append("high respiratory risk")
    return f"; stays: {', '.join(parts)}" if parts else ""


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "–"
    return str(value) or "–"
