"""What in a session was out of the ordinary: the first thing that is read before co-signing."""

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from itertools import groupby

from ketachart.domain import events as ev
from ketachart.domain import monitoring, screening
from ketachart.domain.changes import Change
from ketachart.domain.gates import DISCHARGE_ITEMS
from ketachart.domain.infusion import pump_volume
from ketachart.domain.quantities import written
from ketachart.domain.session import Reading, Session
from ketachart.domain.settings import Settings
from ketachart.domain.slots import SlotStatus
from ketachart.domain.times import clock_text, read_moment
from ketachart.domain.vitals import FIELDS, Alert
from ketachart.paper.chart_history import Amended, amendments
from ketachart.ui.presenters.chart_grid import PRIORITIES, dose_words, reading_alerts
from ketachart.ui.presenters.entry_log import NameOf
from ketachart.ui.presenters.exceptions_bedside import at_the_chair
from ketachart.ui.presenters.grid_view import Priority
from ketachart.ui.presenters.sheet import SheetLine, SheetSection

TITLE = "Exceptions"
_RATES = (ev.InfusionStarted, ev.RateChanged, ev.InfusionResumed)


def exceptions(session: Session, settings: Settings, zone: tzinfo, name_of: NameOf) -> SheetSection:
    """Out of range, late, missed, rescue, overrides, amendments, variances, adverse events."""
    lines = (
        *_cancelled(session),
        *_out_of_range(session, settings, zone),
        *_sets(session, settings, zone),
        *_rescues(session, zone),
        *_overrides(session, zone),
        *at_the_chair(session, zone, name_of),
        *_amended(session, zone, name_of),
        *_variances(session),
        *_adverse(session, zone),
        *_returns(session, zone, name_of),
    )
    empty = "None: every value within its limits, every set in time, nothing amended."
    return SheetSection(title=TITLE, lines=lines, empty=empty)


# ── Vitals ───────────────────────────────────────────────────────────────────────────────────────


def _out_of_range(session: Session, settings: Settings, zone: tzinfo) -> Iterator[SheetLine]:
    """One line for each value and side of its limits, the most urgent first."""
    found: dict[tuple[str, str], list[tuple[Reading, Alert]]] = {}
    for reading in sorted(session.readings, key=lambda each: each.observed_at):
        for alert in reading_alerts(session, reading, settings):
            # What is only off the patient's own baseline stands in the grid: it is advice.
            if PRIORITIES[alert.priority] > Priority.LOW:
                found.setdefault((alert.field, alert.direction), []).append((reading, alert))
    lines = []
    for seen in found.values():
        worst = max(PRIORITIES[alert.priority] for _, alert in seen)
        first, direction = seen[0][1], seen[0][1].direction
        words = first.words.removesuffix(f" {direction}")
        said = [f"{words} at {clock_text(seen[0][0].observed_at, zone)}"]
        said += [_again(reading, alert, zone) for reading, alert in seen[1:]]
        label = f"{'▲' if direction == 'high' else '▼'} {worst.name.capitalize()}"
        lines.append(SheetLine(label=label, words=", ".join(said), priority=worst))
    yield from sorted(lines, key=lambda line: -line.priority)


def _again(reading: Reading, alert: Alert, zone: tzinfo) -> str:
    value = reading.values.get(alert.field)
    time = clock_text(reading.observed_at, zone)
    return f"{written(value)} at {time}" if value is not None else f"{alert.words} at {time}"


def _sets(session: Session, settings: Settings, zone: tzinfo) -> Iterator[SheetLine]:
    slots = monitoring.slots(session, settings, session.released_at or session.log[-1].recorded_at)
    for slot in slots:
        seen, due = slot.observation, clock_text(slot.due, zone)
        if slot.status is SlotStatus.LATE and seen is not None:
            taken = clock_text(seen.observed_at, zone)
            yield SheetLine(label="Late", words=f"Set due {due}, taken {taken}")
        if slot.status is SlotStatus.MISSED:
            said = session.explanations.get(slot.due)
            priority = Priority.NONE if said else Priority.HIGH
            words = f"Set due {due}: {said or 'not explained'}"
            yield SheetLine(label="Missed", words=words, priority=priority)
        if slot.entered_late and seen is not None:
            taken, entered = (clock_text(at, zone) for at in (seen.observed_at, seen.recorded_at))
            yield SheetLine(label="Entered late", words=f"Set of {taken}, entered {entered}")


# ── Doses ────────────────────────────────────────────────────────────────────────────────────────


def _rescues(session: Session, zone: tzinfo) -> Iterator[SheetLine]:
    for each in sorted(session.medications, key=lambda each: each.observed_at):
        if not each.given.rescue:
            continue
        given, time = each.given, clock_text(each.observed_at, zone)
        words = f"{dose_words(given)} {given.route} at {time} for {given.indication}"
        effects = [
            remark.event.effect
            for remark in session.responses_to(each.ref)
            if isinstance(remark.event, ev.ResponseCharted)
        ]
        words += f"; {', '.join(effects)}" if effects else "; response not charted"
        yield SheetLine(label="Rescue", words=words)


def _overrides(session: Session, zone: tzinfo) -> Iterator[SheetLine]:
    order = session.order
    if order is not None and order.override_reason:
        over = ", ".join(screening.positive(session)) or "contraindication"
        words = f"Ordered despite {over}: {order.override_reason}"
        yield SheetLine(label="Override", words=words, priority=Priority.MEDIUM)
    if order is not None and order.limit_reason:
        words = f"Ordered above the dose limit: {order.limit_reason}"
        yield SheetLine(label="Override", words=words)
    for entry in session.log:
        event = entry.event
        if isinstance(event, _RATES) and event.limit_reason:
            rate, time = written(event.ml_per_h, "mL/h"), clock_text(entry.observed_at, zone)
            yield SheetLine(label="Override", words=f"Rate {rate} at {time}: {event.limit_reason}")
    for item, answer in session.checks.items():
        if isinstance(answer, str):
            words = f"{DISCHARGE_ITEMS[item].capitalize()}: not applicable, {answer}"
            yield SheetLine(label="Checklist", words=words)


def _variances(session: Session) -> Iterator[SheetLine]:
    stop, at = session.stop, session.stopped_at
    if stop is not None and at is not None and stop.variance_reason:
        reading = written(stop.pump_ml, "mL")
        computed = written(pump_volume(session.pump, at), "mL")
        words = f"Pump {reading}, rate and time {computed}: {stop.variance_reason}"
        yield SheetLine(label="Variance", words=words)


# ── Words ────────────────────────────────────────────────────────────────────────────────────────


def _amended(session: Session, zone: tzinfo, name_of: NameOf) -> Iterator[SheetLine]:
    """One line for each amendment, whatever it changed."""
    for _, changed in groupby(amendments(session), key=_amendment):
        yield SheetLine(label="Amended", words=_amended_words([*changed], zone, name_of))


def _amendment(amended: Amended) -> tuple[datetime, str, datetime]:
    return amended.change.at, amended.subject, amended.observed_at


def _amended_words(amended: Sequence[Amended], zone: tzinfo, name_of: NameOf) -> str:
    first, change = amended[0], amended[0].change
    subject = f"{first.subject[:1].upper()}{first.subject[1:]}"
    said = ", ".join(_change_words(each.change, zone) for each in amended)
    by = f"{name_of(change.by)} at {clock_text(change.at, zone)}"
    return f"{subject} of {clock_text(first.observed_at, zone)}, {said} ({change.reason}; {by})"


def _change_words(change: Change, zone: tzinfo) -> str:
    field = FIELDS.get(change.field, change.field.replace("_", " "))
    old, new = (_shown(change.field, text, zone) for text in (change.old, change.new))
    return f"{field[:1].lower()}{field[1:]} {old or 'empty'} → {new or 'empty'}"


def _shown(field: str, text: str, zone: tzinfo) -> str:
    moment = read_moment(text) if field == "observed_at" else None
    return clock_text(moment, zone) if moment else text


def _adverse(session: Session, zone: tzinfo) -> Iterator[SheetLine]:
    for remark in session.remarks:
        event = remark.event
        if isinstance(event, ev.AdverseRecorded):
            time = clock_text(remark.at, zone)
            words = f"{event.kind}, {event.severity}, at {time}: {event.action}"
            severe = Priority.HIGH if event.severity == "severe" else Priority.NONE
            yield SheetLine(label="Adverse event", words=words, priority=severe)


def _cancelled(session: Session) -> Iterator[SheetLine]:
    if session.cancelled:
        words = session.cancelled_reason
        yield SheetLine(label="Cancelled", words=words, priority=Priority.MEDIUM)


def _returns(session: Session, zone: tzinfo, name_of: NameOf) -> Iterator[SheetLine]:
    """Each return with what the nurse answered when signing again."""
    # Between two returns there is one signature, so that the next one answers.
    answers = (*session.signatures[1:], None)
    for (at, by, reason), again in zip(session.returns, answers, strict=False):
        words = f"{clock_text(at, zone)} by {name_of(by)}: {reason}"
        if again is not None and again.text:
            words += f" → {name_of(again.by)} at {clock_text(again.at, zone)}: {again.text}"
        yield SheetLine(label="Sent back", words=words)
