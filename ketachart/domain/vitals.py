"""Vitals: what can be entered, what alerts, the mean pressure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from ketachart.domain.quantities import decimals, exact, half_up, written
from ketachart.domain.refusals import Code, refuse
from ketachart.domain.settings import Settings, VitalLimits

FIELDS: dict[str, str] = {
    "hr": "Heart rate",
    "sbp": "Systolic pressure",
    "dbp": "Diastolic pressure",
    "spo2": "SpO2",
    "rr": "Respiratory rate",
    "etco2": "End-tidal CO2",
    "o2_lpm": "Oxygen",
    "temp_c": "Temperature",
    "moaas": "MOAA/S",
    "pain": "Pain",
    "dissociation": "Dissociation",
    "hallucination": "Hallucination",
    "nausea": "Nausea",
}


class Priority(StrEnum):
    """How urgent an alert is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A value outside its alert bounds; shown, never refused."""

    field: str
    priority: Priority
    direction: str
    words: str


def mean_pressure(sbp: Decimal, dbp: Decimal) -> Decimal:
    """(S + 2 D) / 3 in mmHg, rounded half up."""
    return half_up(Fraction(sbp + 2 * dbp) / 3, Decimal(1))


def read_vitals(
    raw: Mapping[str, object], settings: Settings, not_obtained: Mapping[str, str] | None = None
) -> dict[str, Decimal]:
    """Read typed values; refuses what is malformed or not possible in a living patient.

    A set in which nothing could be obtained, each with its reason, is a set.
    """
    given = {name: value for name, value in raw.items() if value is not None}
    for name in given:
        check_field(name)
    if not given and not not_obtained:
        refuse(Code.VITALS_EMPTY, "Nothing was entered.", "Enter at least one value.")
    values = {name: _read(name, value, settings.vitals[name]) for name, value in given.items()}
    for name, value in values.items():
        limits = settings.vitals[name]
        if not limits.low <= value <= limits.high:
            refuse(
                Code.IMPLAUSIBLE,
                f"{FIELDS[name]} {written(value)} {limits.unit} is not possible.",
                f"Enter {written(limits.low)} to {written(limits.high)} {limits.unit}.".rstrip(),
                name,
            )
    if "sbp" in values and "dbp" in values and values["sbp"] <= values["dbp"]:
        refuse(
            Code.IMPLAUSIBLE,
            f"Systolic {written(values['sbp'])} is not above diastolic {written(values['dbp'])}.",
            "Enter the higher pressure first.",
            "sbp",
        )
    return {name: values[name] for name in FIELDS if name in values}


def check_field(name: str) -> None:
    """Refuse what is no field of a set of vitals."""
    if name not in FIELDS:
        refuse(
            Code.INPUT_INVALID,
            f"There is no vitals field “{name}”.",
            f"Use one of: {', '.join(FIELDS)}.",
            name,
        )


def _read(name: str, value: object, limits: VitalLimits) -> Decimal:
    number = exact(value)
    if number is None:
        refuse(Code.INPUT_INVALID, f"{FIELDS[name]} is not a number.", "Type digits only.", name)
    if decimals(number) > limits.decimals:
        places = "a whole number" if limits.decimals == 0 else f"at most {limits.decimals} decimal"
        refuse(
            Code.INPUT_INVALID,
            f"{FIELDS[name]} {number} is finer than is charted.",
            f"Enter {places}.",
            name,
        )
    return number


def alerts(
    values: Mapping[str, Decimal], settings: Settings, baseline: Mapping[str, Decimal] | None = None
) -> tuple[Alert, ...]:
    """The alerts a set of values raises, the most urgent first.

    Beside the clinic's bounds, pressures are compared with the patient's own
    baseline (± `baseline_percent`, low priority: advisory).
    """
    found = [
        alert
        for name, value in values.items()
        if (alert := _bound_alert(name, value, settings.vitals[name])) is not None
    ]
    if "sbp" in values and "dbp" in values:
        mean = mean_pressure(values["sbp"], values["dbp"])
        if mean < settings.mean_pressure_alert_low:
            found.append(_alert("map", Priority.MEDIUM, "low", f"Mean pressure {mean} mmHg low"))
    for name in ("sbp", "dbp"):
        if baseline and name in values and name in baseline:
            change = abs(values[name] - baseline[name]) * 100
            if change > settings.baseline_percent * baseline[name]:
                direction = "high" if values[name] > baseline[name] else "low"
                words = f"{FIELDS[name]} {written(values[name])} mmHg, baseline "
                words += written(baseline[name])
                found.append(_alert(name, Priority.LOW, direction, words))
    rank = [Priority.HIGH, Priority.MEDIUM, Priority.LOW]
    return tuple(sorted(found, key=lambda alert: rank.index(alert.priority)))


def _alert(field: str, priority: Priority, direction: str, words: str) -> Alert:
    return Alert(field=field, priority=priority, direction=direction, words=words)


def _bound_alert(name: str, value: Decimal, limits: VitalLimits) -> Alert | None:
    found = _passed(value, limits)
    if found is None:
        return None
    priority, direction = found
    words = f"{FIELDS[name]} {written(value)} {limits.unit}".rstrip()
    return _alert(name, priority, direction, f"{words} {direction}")


def _passed(value: Decimal, limits: VitalLimits) -> tuple[Priority, str] | None:
    """Which bound a value is beyond, the urgent ones first."""
    if limits.urgent_low is not None and value < limits.urgent_low:
        return Priority.HIGH, "low"
    if limits.urgent_high is not None and value > limits.urgent_high:
        return Priority.HIGH, "high"
    if limits.alert_low is not None and value < limits.alert_low:
        return Priority.MEDIUM, "low"
    if limits.alert_high is not None and value > limits.alert_high:
        return Priority.MEDIUM, "high"
    return None
