"""What a cell or an entry said before, who changed it and why, and what may be amended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from ketachart.domain import events as ev
from ketachart.domain.amendments import LIST_MARK, amendable, items_text
from ketachart.domain.bedside import Extra, Marker
from ketachart.domain.changes import Change
from ketachart.domain.quantities import written
from ketachart.domain.scales import scale_called
from ketachart.domain.session import Medication, Reading, Remark, Score, Session
from ketachart.domain.times import clock_text, read_moment
from ketachart.domain.vitals import FIELDS
from ketachart.ui.presenters.chart_columns import Chart
from ketachart.ui.presenters.chart_grid import EXTRA, FIELDS_OF, dose_words
from ketachart.ui.presenters.entry_log import NameOf, in_grid_order

_Item = Reading | Score | Medication | Remark | Extra | Marker
_LABELS = {
    "drug": "Drug",
    "dose": "Dose",
    "unit": "Unit",
    "route": "Route",
    "indication": "Indication",
    "effect": "Effect",
    "kind": "Event",
    "severity": "Severity",
    "action": "Action taken",
    "text": "Note",
    "items": "Items",
    "observed_at": "Observed at",
    "fasting_hours": "Fasting, hours",
    "iv_access": "IV access",
    "weight_kg": "Weight, kg",
    "baseline_pain": "Baseline pain",
    "pregnancy_test": "Pregnancy test",
    "concomitant": "Other drugs",
    "ride": "Ride home",
    "value": "Value",
    "detail": "More about it",
    "escort_name": "Escort",
    "escort_relationship": "Relationship",
    "escort_phone": "Phone",
}
_NOT_TYPED = frozenset({"rescue", "referral_on_file", "consent_signed", "risks_discussed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendField:
    """One value that may be amended, as it stands now."""

    name: str
    label: str
    value: str
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """An entry: what it says now, every change with who, when and why, and what may change.

    Attributes:
        entry: the entry's reference.
        fields: what may be amended; empty if nothing.
    """

    entry: str
    title: str
    recorded: str
    changes: tuple[str, ...]
    fields: tuple[AmendField, ...]


def entry_at(chart: Chart, column: str, row: str) -> str | None:
    """The entry behind a cell of the grid; None if there is none that could be amended."""
    found = chart.column(column)
    if found is None:
        return None
    if row.startswith(EXTRA):
        number = chart.columns.index(found)
        name, _, unit = row.removeprefix(EXTRA).partition("|")
        own = [
            each
            for each in chart.session.extras
            if chart.place(each.observed_at) == number and (each.name, each.unit) == (name, unit)
        ]
        return own[-1].ref if own else None
    if row == "meds":
        number = chart.columns.index(found)
        given = [
            each for each in chart.session.medications if chart.place(each.observed_at) == number
        ]
        return given[-1].ref if given else None
    return found.reading.ref if found.reading is not None and row != "rate" else None


def history(
    session: Session, ref: str, zone: tzinfo, name_of: NameOf, row: str = ""
) -> History | None:
    """The history of an entry; of a grid cell, if its row is named."""
    entry = session.entry(ref)
    item = _item(session, ref)
    if entry is None:
        return None
    is_own = row == "meds" or row.startswith(EXTRA)
    names = FIELDS_OF.get(row, (row,)) if row and not is_own else ()
    changes = [
        change
        for change in (item.changes if item else ())
        if not names or change.field in (*names, "observed_at")
    ]
    changes.sort(key=lambda change: (change.at, in_grid_order(change.field)))
    allowed = amendable(entry)
    fields = _fields(item, allowed, names, zone) if item else _intake(session, allowed)
    by = name_of(entry.author)
    return History(
        entry=ref,
        title=_title(item, zone) if item else "Intake",
        recorded=f"Recorded {clock_text(entry.recorded_at, zone)} by {by}{_sources(item, names)}",
        changes=tuple(_change_words(change, zone, name_of) for change in changes),
        fields=fields,
    )


def _sources(item: _Item | None, names: Sequence[str]) -> str:
    """From which device or paper values come that were not typed."""
    if not isinstance(item, Reading):
        return ""
    known = {of for name, of in item.sources.items() if not names or name in names}
    return "".join(f", read from {source}" for source in sorted(known))


def _item(session: Session, ref: str) -> _Item | None:
    groups: tuple[Sequence[_Item], ...] = (
        session.readings,
        session.scores,
        session.medications,
        session.remarks,
        session.extras,
        session.markers,
    )
    return next((item for group in groups for item in group if item.ref == ref), None)


def _title(item: _Item, zone: tzinfo) -> str:
    match item:
        case Reading():
            return f"Vitals of {clock_text(item.observed_at, zone)}"
        case Score():
            return f"{item.scale} of {clock_text(item.observed_at, zone)}"
        case Medication():
            return f"{dose_words(item.given)} at {clock_text(item.observed_at, zone)}"
        case Extra():
            return f"{item.name} of {clock_text(item.observed_at, zone)}"
        case Marker():
            return f"Mark of {clock_text(item.at, zone)}"
        case Remark(event=ev.ResponseCharted()):
            return f"Response of {clock_text(item.at, zone)}"
        case Remark(event=ev.AdverseRecorded()):
            return f"Event of {clock_text(item.at, zone)}"
        case Remark():
            return f"Note of {clock_text(item.at, zone)}"


def _change_words(change: Change, zone: tzinfo, name_of: NameOf) -> str:
    label = FIELDS.get(change.field) or _LABELS.get(change.field, change.field.replace("_", " "))
    old, new = (_shown(change.field, text, zone) for text in (change.old, change.new))
    said = f"{clock_text(change.at, zone)} {name_of(change.by)}: {label} "
    return f"{said}{old or 'not charted'} → {new or 'not charted'} ({change.reason})"


def _shown(field: str, text: str, zone: tzinfo) -> str:
    moment = read_moment(text) if field == "observed_at" else None
    return clock_text(moment, zone) if moment else text


def _fields(
    item: _Item,
    allowed: Sequence[str],
    names: Sequence[str],
    zone: tzinfo,
) -> tuple[AmendField, ...]:
    if not allowed:
        return ()
    fields = []
    if isinstance(item, Reading):
        for name in names or FIELDS:
            value = written(item.values[name]) if name in item.values else ""
            fields.append(AmendField(name=name, label=FIELDS[name], value=value))
    elif isinstance(item, Score):
        scale = scale_called(item.scale)
        label = f"Items, {len(item.items)} from {scale.low} to {scale.high}" if scale else "Items"
        fields.append(AmendField(name="items", label=label, value=items_text(item.items)))
    else:
        source: object = item
        if isinstance(item, Medication):
            source = item.given
        elif isinstance(item, Remark):
            source = item.event
        for name in allowed:
            if name != "observed_at" and name not in _NOT_TYPED:
                value = str(getattr(source, name))
                fields.append(AmendField(name=name, label=_LABELS[name], value=value))
    if "observed_at" in allowed and not isinstance(item, Remark):
        at = item.at if isinstance(item, Marker) else item.observed_at
        fields.append(_observed(at, zone))
    return tuple(fields)


def _observed(moment: datetime, zone: tzinfo) -> AmendField:
    return AmendField(
        name="observed_at", label=_LABELS["observed_at"], value=clock_text(moment, zone)
    )


def _intake(session: Session, allowed: Sequence[str]) -> tuple[AmendField, ...]:
    intake, escort = session.intake, session.escort
    if intake is None or escort is None:
        return ()
    fields = []
    for name in allowed:
        if name in _NOT_TYPED:
            continue
        part = name.removeprefix("escort_")
        found = getattr(escort, part) if part != name else getattr(intake, name)
        value = f"{LIST_MARK} ".join(found) if isinstance(found, tuple) else str(found)
        fields.append(AmendField(name=name, label=_LABELS[name], value=value))
    return tuple(fields)


def changed_fields(before: Sequence[AmendField], typed: dict[str, str]) -> dict[str, str]:
    """The fields whose text differs from what stands there."""
    return {
        field.name: typed[field.name]
        for field in before
        if field.name in typed and typed[field.name] != field.value
    }
