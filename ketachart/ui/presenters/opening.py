"""Who sits down, and for which protocol, in words to choose by."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from ketachart.app.looking import PATIENTS_SHOWN
from ketachart.domain.clinic import World
from ketachart.domain.patients import Patient, is_allergy
from ketachart.domain.protocols import Protocol
from ketachart.domain.quantities import exact, half_up
from ketachart.domain.refusals import Code, Refusal
from ketachart.domain.schedule import Visit
from ketachart.domain.times import read_day
from ketachart.ui.presenters.chair import surname_first

_NEEDED = {
    "name": "full name",
    "birth_date": "birth date",
    "sex": "sex",
    "mrn": "MRN",
    "address": "postal address",
}
_RISK = "high_respiratory_risk"
MOST_LISTED: Final = 4
"""What the board has room for below its tiles; at a free chair the others are found by name."""

KG_PER_POUND: Final = Decimal("0.45359237")
"""By definition (international yard and pound agreement of 1959)."""


def found_words(sought: str, count: int) -> str:
    """How many a search found; empty while nobody is looked for."""
    if not sought:
        return ""
    if count == 0:
        return f"Nobody on file matches “{sought}”."
    if count > PATIENTS_SHOWN:
        return f"{count} on file match; the first {PATIENTS_SHOWN} are below. Type more."
    return "" if count == 1 else f"{count} on file match; choose one below."


def patient_words(patient: Patient, today: date) -> str:
    """A patient by two identifiers beside the name."""
    age = patient.age_on(today)
    return f"{surname_first(patient.name)} · {patient.birth_date} ({age}) · MRN {patient.mrn}"


def visit_words(visit: Visit, patient: Patient, protocol: Protocol | None) -> str:
    """Who is expected when, by two identifiers, and for what."""
    who = f"{visit.time}  {surname_first(patient.name)}, born {patient.birth_date}"
    parts = (who, visit.chair, (protocol.code or protocol.name) if protocol else "")
    return " · ".join(part for part in parts if part)


def expected_lines(
    visits: Sequence[Visit], world: World, *, initials_only: bool
) -> Mapping[str, Mapping[str, str]]:
    """The next who could sit down, and at least one, by patient, headed with how many there are.

    Args:
        visits: of the day, who already sits down left out.
        world: what may be looked up.
        initials_only: whether patients are shown by their initials.
    """
    free = len(world.site.chairs) - len(world.in_chair())
    listed = min(max(free, 1), MOST_LISTED)
    order = sorted(visits, key=lambda each: (each.time, each.chair))
    lines: dict[str, str] = {}
    for visit in order[:listed]:
        patient, protocol = world.patient(visit.patient), world.protocol(visit.protocol)
        if patient is not None:
            who = patient.initials if initials_only else surname_first(patient.name)
            parts = (visit.chair, (protocol.code or protocol.name) if protocol else "")
            lines[patient.id] = " · ".join(filter(None, (f"{visit.time}  {who}", *parts)))
    return {f"Expected today: {len(order)}": lines}


def protocol_words(protocol: Protocol) -> str:
    """A protocol in a line."""
    code = f"{protocol.code}  " if protocol.code else ""
    return f"{code}{protocol.name}"


def protocol_details(protocol: Protocol) -> str:
    """What its source says: dose, time, series, evidence; first why not, if not for a chair."""
    dose = protocol.dose
    parts = [f"Dose {dose.written()}{f', {dose.words}' if dose.words else ''}"]
    if protocol.minutes_least is not None:
        parts.append(_duration(protocol))
    if protocol.course.words:
        parts.append(protocol.course.words)
    parts.append(f"evidence: {protocol.evidence}")
    details = " · ".join(part.rstrip(".") for part in parts)
    if protocol.may_be_given_in_a_chair:
        return details
    return f"Not for a chair: {protocol.why_not}\n{details}"


def _duration(protocol: Protocol) -> str:
    most = protocol.minutes_most
    if most is None:
        return f"at least {protocol.minutes_least} min"
    if most == protocol.minutes_least:
        return f"over {most} min"
    return f"over {protocol.minutes_least} to {most} min"


# ── Registering ──────────────────────────────────────────────────────────────────────────────────


def read_registration(
    patient: str,
    typed: Mapping[str, str],
    known: Sequence[Patient],
    *,
    high_respiratory_risk: bool | None,
) -> Patient | Refusal:
    """A new patient as typed, or what is still to be filled in or corrected.

    Args:
        patient: the identifier the patient gets.
        typed: the texts of the fields by name.
        known: the patients registered so far.
        high_respiratory_risk: the answer; None while there is none.
    """
    born = read_day(typed["birth_date"])
    if typed["birth_date"] and born is None:
        return _refused("The birth date can't be read.", "Write it as 1971-09-14.", "birth_date")
    missing = {name: words for name, words in _NEEDED.items() if not typed[name]}
    if high_respiratory_risk is None:
        missing[_RISK] = "high respiratory risk, yes or no"
    if missing or born is None:
        words = ", ".join(missing.values())
        return _refused(f"Not filled in: {words}.", "Fill it in, then open.", next(iter(missing)))
    if typed["weight_kg"] and exact(typed["weight_kg"]) is None:
        return _refused("The weight is not a number.", "Enter kg, such as 59.5.", "weight_kg")
    same = next((each for each in known if each.mrn.casefold() == typed["mrn"].casefold()), None)
    if same is not None:
        sentence = f"MRN {same.mrn} is registered: {surname_first(same.name)}, {same.birth_date}."
        return _refused(sentence, "Choose that patient, or correct the MRN.", "mrn")
    return Patient(
        id=patient,
        mrn=typed["mrn"],
        name=typed["name"],
        birth_date=born,
        sex=typed["sex"],
        address=typed["address"],
        phone=typed["phone"],
        weight_kg=typed["weight_kg"],
        diagnosis=typed["diagnosis"],
        referred_by=typed["referred_by"],
        allergies=read_allergies(typed["allergies"]),
        high_respiratory_risk=bool(high_respiratory_risk),
    )


def read_change(
    before: Patient,
    typed: Mapping[str, str],
    known: Sequence[Patient],
    *,
    high_respiratory_risk: bool | None,
) -> Patient | Refusal:
    """What is on file of a patient as it was changed, or what is still to be corrected.

    Args:
        before: what was on file.
        typed: the texts of the fields by name.
        known: the patients registered so far.
        high_respiratory_risk: the answer; None while there is none.
    """
    others = [each for each in known if each.id != before.id]
    read = read_registration(before.id, typed, others, high_respiratory_risk=high_respiratory_risk)
    if isinstance(read, Refusal):
        return read
    if read.birth_date != before.birth_date and read.name.casefold() != before.name.casefold():
        sentence = "Another name and another birth date are those of another patient."
        return _refused(sentence, "Register them as new, or correct one of the two.", "name")
    return replace(read, height_cm=before.height_cm)


def registration_of(patient: Patient) -> Mapping[str, str]:
    """What is on file of a patient, by the names of the fields in which it is typed."""
    return {
        "name": patient.name,
        "birth_date": patient.birth_date.isoformat(),
        "mrn": patient.mrn,
        "address": patient.address,
        "phone": patient.phone,
        "weight_kg": patient.weight_kg,
        "diagnosis": patient.diagnosis,
        "referred_by": patient.referred_by,
        "allergies": ", ".join(patient.allergies),
    }


def read_allergies(typed: str) -> tuple[str, ...]:
    """Allergies as typed with commas between them; that there are none is none."""
    return tuple(part.strip() for part in typed.split(",") if is_allergy(part))


def _refused(sentence: str, remedy: str, about: str) -> Refusal:
    return Refusal(code=Code.INPUT_INVALID, sentence=sentence, remedy=remedy, about=about)


def kilograms(pounds: str) -> str:
    """Pounds as kilograms with one decimal; empty if that is no number above zero."""
    typed = exact(pounds)
    if typed is None or typed <= 0:
        return ""
    return format(half_up(typed * KG_PER_POUND, Decimal("0.1")), "f")
