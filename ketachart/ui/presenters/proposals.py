"""Limits, drugs, protocols and proposals in words."""

from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo

from ketachart.app.clinic import Clinic
from ketachart.domain.proposals import Kind, Proposal, Subject, fields_of
from ketachart.domain.times import local_day
from ketachart.domain.vitals import FIELDS
from ketachart.ui.presenters.ledger import TableLine

LIMIT_COLUMNS = ("What", "In force", "Unit", "Proposed")
DRUG_COLUMNS = ("Drug", "Usual doses", "State")
PROTOCOL_COLUMNS = ("Protocol", "Dose", "Minutes", "Cap mg/h")
PROPOSAL_COLUMNS = ("Day", "About", "Change", "By", "State")
LABELS: Mapping[str, tuple[str, str]] = {
    "infusion_plan": ("Vitals while infusing", ""),
    "recovery_plan": ("Vitals while recovering", ""),
    "mean_pressure_alert_low": ("Mean pressure alerts below", "mmHg"),
    "baseline_percent": ("Pressure alerts from the baseline by", "%"),
    "grace_s": ("A reading is overdue after", "s"),
    "entered_late_s": ("An entry is late after", "s"),
    "early_s": ("A reading counts if early by", "s"),
    "first_early_s": ("The first reading counts if early by", "s"),
    "soft_mg_per_kg_h": ("Rate asks for a reason above", "mg/kg/h"),
    "hard_mg_per_kg_h": ("Rate is refused above", "mg/kg/h"),
    "off_order_percent": ("Rate is off the order by", "%"),
    "pump_tolerance_ml": ("Pump may differ by", "mL"),
    "pump_tolerance_percent": ("Pump may differ by", "%"),
    "release_score": ("Discharge score from", ""),
    "cadss_within": ("CADSS at discharge within", ""),
    "release_vitals_min": ("Vitals before release within", "min"),
    "minimum_stay_min": ("Shortest stay after the end", "min"),
    "choices": ("Usual doses", ""),
    "restricted_to": ("Given only by", ""),
    "give_over": ("Given over", ""),
    "repeat": ("Repeated", ""),
    "session_most": ("Most in a session", ""),
    "reassess_words": ("Look again at", ""),
    "repeat_after_minutes": ("Repeated after", "min"),
    "reassess_at": ("Response is due after", "min"),
    "extends_observation_minutes": ("Stay after the last dose", "min"),
    "name": ("Name", ""),
    "indication": ("Indication", ""),
    "setting": ("Setting", ""),
    "minutes_least": ("Shortest session", "min"),
    "minutes_most": ("Longest session", "min"),
    "cap_mg_per_h": ("Never above", "mg/h"),
}
HINTS: Mapping[str, str] = {
    "infusion_plan": "Such as: for 15 min every 5 min, every 10 min",
    "recovery_plan": "Such as: every 15 min",
    "choices": "Such as: 0.5 mg IV; 1 mg IV",
    "reassess_at": "Such as: 5, 15",
}
_VITALS: Mapping[str, str] = {
    "low": "possible from",
    "high": "possible up to",
    "alert_low": "alerts below",
    "alert_high": "alerts above",
    "urgent_low": "urgent below",
    "urgent_high": "urgent above",
}
_STATES: Mapping[str, str] = {
    "open": "… waits for approval",
    "approved": "✓ approved",
    "refused": "✗ refused",
}


def label_of(field: str) -> str:
    """What a field is called."""
    if field.startswith("vitals."):
        _, name, limit = field.split(".")
        return f"{FIELDS.get(name, name)} {_VITALS[limit]}"
    return LABELS[field][0] if field in LABELS else field.replace("_", " ")


def unit_of(field: str, subject: Subject) -> str:
    """The unit of a field; empty if it has none."""
    if field.startswith("vitals."):
        vitals = getattr(subject, "vitals", {})
        return str(vitals[field.split(".")[1]].unit)
    return LABELS[field][1] if field in LABELS else ""


def limit_lines(subject: Subject, proposals: Sequence[Proposal]) -> tuple[TableLine, ...]:
    """Every limit and plan, with what is proposed instead."""
    waiting = {
        change.field: change.after
        for proposal in proposals
        if proposal.state == "open" and proposal.kind is Kind.SETTINGS
        for change in proposal.changes
    }
    return tuple(
        TableLine(
            key=field,
            cells=(label_of(field), text or "–", unit_of(field, subject), waiting.get(field, "")),
        )
        for field, text in fields_of(subject).items()
    )


def drug_lines(clinic: Clinic) -> tuple[TableLine, ...]:
    """Every drug of the formulary."""
    return tuple(
        TableLine(
            key=drug.key,
            cells=(
                drug.name,
                "; ".join(choice.written() for choice in drug.choices) or "–",
                f"✓ {drug.status}" if drug.approved_by else f"… {drug.status}",
            ),
        )
        for drug in clinic.formulary().drugs.values()
    )


def protocol_lines(clinic: Clinic) -> tuple[TableLine, ...]:
    """Every protocol of the library."""
    return tuple(
        TableLine(
            key=each.id,
            cells=(
                each.name,
                each.dose.written(),
                _span(each.minutes_least, each.minutes_most),
                str(each.cap_mg_per_h or "–"),
            ),
        )
        for each in clinic.protocols().protocols.values()
    )


def _span(least: int | None, most: int | None) -> str:
    if least == most:
        return str(least or "–")
    return f"{least or '–'} to {most or '–'}"


def change_words(proposal: Proposal) -> str:
    """`Rate asks for a reason above: 0.5 → 0.4`."""
    said = "; ".join(
        f"{label_of(each.field)}: {each.before or '–'} → {each.after or '–'}"
        for each in proposal.changes
    )
    begins = f", from {proposal.since}" if proposal.since else ""
    return (said or "the draft as it stands") + begins


def proposal_lines(
    proposals: Sequence[Proposal], zone: tzinfo, name_of: Callable[[str], str]
) -> tuple[TableLine, ...]:
    """Every proposal, those that wait first."""
    ordered = sorted(proposals, key=lambda each: each.state != "open")
    return tuple(
        TableLine(
            key=each.id,
            cells=(
                local_day(each.at, zone).isoformat(),
                each.about or "Limits and plans",
                change_words(each),
                name_of(each.by),
                _STATES[each.state]
                + (f" by {name_of(each.decided_by)}" if each.decided_by else ""),
            ),
        )
        for each in ordered
    )
