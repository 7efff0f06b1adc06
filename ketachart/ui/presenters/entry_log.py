"""The session's entries in words, newest first, with what they are about for the filter."""

from dataclasses import dataclass
from datetime import tzinfo

from ketachart.domain import events as ev
from ketachart.domain.entries import Entry
from ketachart.domain.quantities import written
from ketachart.domain.session import Session
from ketachart.domain.times import clock_text
from ketachart.domain.vitals import FIELDS
from ketachart.ui.presenters.bedside_log import Kind, NameOf, at_the_bedside
from ketachart.ui.presenters.chart_grid import dose_words, value_text

__all__ = ["Kind", "LogLine", "NameOf", "in_grid_order", "log_lines"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One entry: when, what in words, by whom."""

    ref: str
    time: str
    words: str
    by: str
    kind: Kind
    amended: bool = False


def log_lines(
    session: Session, zone: tzinfo, name_of: NameOf, only: Kind | None = None
) -> tuple[LogLine, ...]:
    """The entries of a session, newest first; readings of the chart are not among them."""
    amended = {
        entry.event.entry for entry in session.log if isinstance(entry.event, ev.EntryAmended)
    }
    lines = []
    for entry in reversed(session.log):
        told = _told(session, entry, name_of)
        if told is None or (only is not None and told[0] is not only):
            continue
        kind, words = told
        lines.append(
            LogLine(
                ref=entry.ref,
                time=_time(entry, zone),
                words=words,
                by=name_of(entry.author),
                kind=kind,
                amended=entry.ref in amended,
            )
        )
    return tuple(lines)


def _time(entry: Entry, zone: tzinfo) -> str:
    observed, recorded = clock_text(entry.observed_at, zone), clock_text(entry.recorded_at, zone)
    return observed if observed == recorded else f"{observed} (entered {recorded})"


def _told(session: Session, entry: Entry, name_of: NameOf) -> tuple[Kind, str] | None:
    return (
        _charted(session, entry)
        or _pumped(entry, name_of)
        or at_the_bedside(session, entry, name_of)
        or _stepped(entry)
        or _signed(entry, name_of)
    )


def _charted(session: Session, entry: Entry) -> tuple[Kind, str] | None:
    remark = next((each.event for each in session.remarks if each.ref == entry.ref), None)
    match remark or entry.event:
        case ev.VitalsCharted():
            return Kind.VITALS, _vitals(session, entry)
        case ev.ScoreCharted() as event:
            score = next((each for each in session.scores if each.ref == entry.ref), None)
            total = score.total if score else event.total
            return Kind.SCALES, f"{event.scale} {total}"
        case ev.MedicationGiven() as event:
            now = next((each.given for each in session.medications if each.ref == entry.ref), event)
            rescue = ", rescue" if now.rescue else ""
            words = f"{dose_words(now)} {now.route} for {now.indication}{rescue}"
            return Kind.MEDICATION, words + (", given first" if now.given_first else "")
        case ev.ResponseCharted(effect=effect):
            return Kind.MEDICATION, f"Response: {effect}"
        case ev.AdverseRecorded() as event:
            return Kind.NOTES, f"{event.kind}, {event.severity}: {event.action}"
        case ev.NoteAdded(text=text):
            return Kind.NOTES, text
        case ev.SlotExplained() as event:
            return Kind.VITALS, f"Missed set explained: {event.reason}"
        case ev.EntryAmended() as event:
            return _amended(session, event)
        case _:
            return None


def _vitals(session: Session, entry: Entry) -> str:
    reading = next((each for each in session.readings if each.ref == entry.ref), None)
    values = reading.values if reading else {}
    said = [f"BP {value_text('bp', values)}"] if {"sbp", "dbp"} & values.keys() else []
    shown = {"hr": "HR", "spo2": "SpO₂", "rr": "RR", "etco2": "EtCO₂"}
    said += [f"{words} {written(values[key])}" for key, words in shown.items() if key in values]
    rest = values.keys() - {"sbp", "dbp", *shown}
    said += [f"{FIELDS[key]} {written(values[key])}" for key in FIELDS if key in rest]
    missing = reading.not_obtained if reading else {}
    said += [f"{FIELDS[key]} not obtained ({why})" for key, why in missing.items()]
    return ", ".join(said)


def _amended(session: Session, event: ev.EntryAmended) -> tuple[Kind, str]:
    names = sorted(event.changes, key=in_grid_order)
    said = ", ".join(FIELDS.get(name, name.replace("_", " ")) for name in names)
    target = session.entry(event.entry)
    kind = {
        ev.VitalsCharted: Kind.VITALS,
        ev.ScoreCharted: Kind.SCALES,
        ev.MedicationGiven: Kind.MEDICATION,
        ev.ResponseCharted: Kind.MEDICATION,
        ev.TakenIn: Kind.STEPS,
    }.get(type(target.event) if target else ev.NoteAdded, Kind.NOTES)
    return kind, f"Amended {said}: {event.reason}"


def in_grid_order(field: str) -> int:
    """Where a field stands in the grid; what is not in it stands after."""
    order = tuple(FIELDS)
    return order.index(field) if field in FIELDS else len(order)


def _pumped(entry: Entry, name_of: NameOf) -> tuple[Kind, str] | None:
    match entry.event:
        case ev.Prepared() as event:
            drawn = sum((draw.ml for draw in event.draws), start=event.bag_ml * 0)
            vials = ", ".join(dict.fromkeys(draw.vial for draw in event.draws))
            words = f"Bag of {written(event.bag_ml, 'mL')} with {written(drawn, 'mL')} from "
            return Kind.PUMP, f"{words}{vials}; verified by {name_of(event.verified_by)}"
        case ev.InfusionStarted() as event:
            words = f"Started at {written(event.ml_per_h, 'mL/h')}"
            words += f"; verified by {name_of(event.verified_by)}"
            words += f"; {event.device_check}" if event.device_check else ""
            return Kind.PUMP, words + _because(event.limit_reason)
        case ev.InfusionStopped() as event:
            words = f"Stopped, pump reads {written(event.pump_ml, 'mL')}: {event.reason}"
            return Kind.PUMP, words + _because(event.variance_reason)
        case ev.ResidualWasted() as event:
            words = f"Wasted {written(event.ml, 'mL')}, {event.method}"
            return Kind.PUMP, f"{words}; witness {name_of(event.witness)}"
        case event:
            words = pump_changed(event)
            return (Kind.PUMP, words) if words else None


def pump_changed(event: ev.Event) -> str:
    """What was changed at the running pump, and why; empty for any other event."""
    match event:
        case ev.RateChanged():
            words = f"Rate {written(event.ml_per_h, 'mL/h')}: {event.reason}"
            return words + _because(event.limit_reason)
        case ev.InfusionPaused():
            return f"Paused: {event.reason}"
        case ev.InfusionResumed():
            return f"Resumed at {written(event.ml_per_h, 'mL/h')}{_because(event.limit_reason)}"
        case ev.BolusGiven():
            return f"Bolus {written(event.ml, 'mL')}"
        case _:
            return ""


def _released_words(event: ev.Released) -> str:
    """Who left with whom and how, and what was not as usual about it."""
    escort = event.escort
    words = f"Released with {escort.name}, "
    words += "who drives" if escort.drives else f"by {escort.travels_by}"
    words += {"shown": ", code shown", "overridden": ", without the code"}.get(event.code, "")
    return words + _because("; ".join(filter(None, (event.override_reason, event.early_reason))))


def _because(reason: str) -> str:
    return f" ({reason})" if reason else ""


def _stepped(entry: Entry) -> tuple[Kind, str] | None:
    match entry.event:
        case ev.SessionOpened(chair=chair):
            words = f"Opened in {chair}"
        case ev.Screened(answers=answers):
            count = sum(answers.values())
            words = f"Screened: {count or 'no'} contraindication{'' if count == 1 else 's'}"
        case ev.TakenIn(intake=intake):
            words = f"Intake: {written(intake.weight_kg, 'kg')}, IV {intake.iv_access}"
        case ev.Ordered() as event:
            dose = event.dose
            words = f"Ordered {written(dose.amount, dose.kind)}, {dose.minutes} min"
            words += _because(event.override_reason or event.limit_reason)
        case ev.Cancelled(reason=reason):
            words = f"Cancelled: {reason}"
        case ev.DischargeChecked(items=items):
            words = f"Discharge checklist: {', '.join(each.replace('_', ' ') for each in items)}"
        case ev.DischargeOrdered():
            words = "Discharge ordered"
        case ev.Released() as event:
            words = _released_words(event)
        case _:
            return None
    return Kind.STEPS, words


def _signed(entry: Entry, name_of: NameOf) -> tuple[Kind, str] | None:
    match entry.event:
        case ev.SessionSigned():
            words = "Signed"
        case ev.SessionReturned(reason=reason):
            words = f"Sent back: {reason}"
        case ev.SessionCosigned():
            words = "Co-signed"
        case ev.AddendumAdded(text=text):
            words = f"Addendum: {text}"
        case ev.SignatureGiven() as event if event.meaning in {"witnessed", "verified"}:
            words = f"{event.meaning.capitalize()} by {name_of(event.signer)}, with PIN"
        case _:
            return None
    return Kind.STEPS, words
