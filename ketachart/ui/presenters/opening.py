"""Who sits down, and for which protocol, in words to choose by."""

from datetime import date

from ketachart.domain.patients import Patient
from ketachart.domain.protocols import Protocol


def surname_first(name: str) -> str:
    """A name as it is looked up: the last part first, in capitals."""
    given, _, last = name.strip().rpartition(" ")
    return f"{last.upper()}, {given}" if given else last.upper()


def patient_words(patient: Patient, today: date) -> str:
    """A patient by two identifiers beside the name."""
    age = patient.age_on(today)
    return f"{surname_first(patient.name)} · {patient.birth_date} ({age}) · MRN {patient.mrn}"


def protocol_words(protocol: Protocol) -> str:
    """A protocol in a line."""
    code = f"{protocol.code}  " if protocol.code else ""
    return f"{code}{protocol.name}"


def protocol_details(protocol: Protocol) -> str:
    """What its source says: dose, time, series, evidence, and why not if it isn't for a chair."""
    if not protocol.may_be_given_in_a_chair:
        return f"Not for a chair: {protocol.why_not}"
    dose = protocol.dose
    parts = [f"Dose {dose.written()}{f', {dose.words}' if dose.words else ''}"]
    if protocol.minutes_least is not None:
        parts.append(_duration(protocol))
    if protocol.course.words:
        parts.append(protocol.course.words)
    parts.append(f"evidence: {protocol.evidence}")
    return " · ".join(part.rstrip(".") for part in parts)


def _duration(protocol: Protocol) -> str:
    most = protocol.minutes_most
    if most is None:
        return f"at least {protocol.minutes_least} min"
    if most == protocol.minutes_least:
        return f"over {most} min"
    return f"over {protocol.minutes_least} to {most} min"
