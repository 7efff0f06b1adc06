"""Reading the changes of an amendment: the same checks as for the entry itself."""

from collections.abc import Collection, Mapping
from decimal import Decimal

from ketachart.domain import events as ev
from ketachart.domain.acts.checks import Raw, invalid, text, text_of, yes_or_no
from ketachart.domain.acts.medicines import is_controlled, read_dose_amount
from ketachart.domain.acts.session_acts import read_escort, read_intake
from ketachart.domain.amendments import ESCORT_FIELDS, LIST_MARK, amendable, items_text
from ketachart.domain.clinic import World
from ketachart.domain.entries import Entry
from ketachart.domain.refusals import Code, refuse
from ketachart.domain.scales import read_items
from ketachart.domain.session import Session
from ketachart.domain.vitals import FIELDS, read_vitals


def read_changes(
    entry: Entry, changes: Mapping[str, Raw], session: Session, world: World
) -> dict[str, str]:
    """The changes of values as texts, each checked as if it had been charted so at first."""
    allowed = amendable(entry)
    if not allowed:
        invalid(
            "This entry can't be amended.",
            "Correct the stock in the ledger, or add a note.",
            "entry",
        )
    if not changes:
        invalid("Nothing is changed.", "Enter the right value.", "changes")
    for name in changes:
        if name not in allowed and not ("*" in allowed and name in FIELDS):
            invalid(f"“{name}” can't be amended here.", "Leave it out.", name)
    rest = {name: value for name, value in changes.items() if name != "observed_at"}
    return _typed(entry, rest, session, world) if rest else {}


def _typed(
    entry: Entry, changes: Mapping[str, Raw], session: Session, world: World
) -> dict[str, str]:
    match entry.event:
        case ev.VitalsCharted():
            return _vitals(entry.ref, changes, session, world)
        case ev.ScoreCharted(scale=scale):
            return {"items": items_text(read_items(scale, changes["items"]))}
        case ev.MedicationGiven():
            return _medication(entry.ref, changes, session, world)
        case ev.TakenIn():
            return _intake(changes, session)
        case _:
            return {name: text(value, name, "The new text") for name, value in changes.items()}


def _vitals(ref: str, changes: Mapping[str, Raw], session: Session, world: World) -> dict[str, str]:
    now = next(reading for reading in session.readings if reading.ref == ref)
    merged: dict[str, Raw] = {**now.values, **changes}
    still = {name: why for name, why in now.not_obtained.items() if name not in changes}
    values = read_vitals(merged, world.settings_at(session.opened_at), still)
    check_etco2(session, {*values, *still})
    return {name: _written(values.get(name)) for name in changes}


def _written(value: Decimal | None) -> str:
    return "" if value is None else format(value, "f")


def _medication(
    ref: str, changes: Mapping[str, Raw], session: Session, world: World
) -> dict[str, str]:
    given = next(each.given for each in session.medications if each.ref == ref)
    read: dict[str, str] = {}
    for name in ("drug", "route", "indication"):
        if name in changes:
            read[name] = text(changes[name], name, f"The {name}")
    if "drug" in read and is_controlled(world, read["drug"]):
        invalid(f"{read['drug']} is controlled.", "Chart it as a dose from a vial.", "drug")
    if "dose" in changes or "unit" in changes:
        dose, unit = read_dose_amount(
            changes.get("dose", given.dose), changes.get("unit", given.unit)
        )
        typed = {"dose": format(dose, "f"), "unit": unit}
        read |= {name: value for name, value in typed.items() if name in changes}
    if "rescue" in changes:
        read["rescue"] = "true" if yes_or_no(changes["rescue"], "rescue") else "false"
    return read


def _intake(changes: Mapping[str, Raw], session: Session) -> dict[str, str]:
    intake, escort = session.intake, session.escort
    if intake is None or escort is None:
        return {}
    before: dict[str, Raw] = {
        name: getattr(intake, name)
        for name in ("referral_on_file", "consent_signed", "risks_discussed", "fasting_hours")
    } | {
        name: getattr(intake, name)
        for name in ("iv_access", "weight_kg", "baseline_pain", "pregnancy_test", "ride")
    }
    before["concomitant"] = f"{LIST_MARK} ".join(intake.concomitant)
    own = {name: value for name, value in changes.items() if name not in ESCORT_FIELDS}
    after = read_intake({**before, **own}, male=False)
    named = read_escort(
        {
            name: changes.get(f"escort_{name}", getattr(escort, name))
            for name in ("name", "relationship", "phone")
        }
    )
    read = {name: _as_text(getattr(after, name)) for name in own}
    for name in ESCORT_FIELDS:
        if name in changes:
            read[name] = text_of(getattr(named, name.removeprefix("escort_")))
    return read


def _as_text(value: object) -> str:
    return f"{LIST_MARK} ".join(value) if isinstance(value, tuple) else str(value)


def check_etco2(session: Session, answered: Collection[str]) -> None:
    """End-tidal CO2, or why not, is required where the patient is at high respiratory risk."""
    if session.high_respiratory_risk and "etco2" not in answered:
        refuse(
            Code.ETCO2_REQUIRED,
            "This patient is at high respiratory risk: end-tidal CO2 is missing.",
            "Enter end-tidal CO2.",
            "etco2",
        )
