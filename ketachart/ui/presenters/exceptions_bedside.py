"""What was out of the ordinary beside the limits: not obtained, given first, left early, code."""

from collections.abc import Iterator
from datetime import tzinfo

from ketachart.domain.session import Phase, Session
from ketachart.domain.times import clock_text
from ketachart.domain.vitals import FIELDS
from ketachart.ui.presenters.chart_grid import dose_words
from ketachart.ui.presenters.entry_log import NameOf
from ketachart.ui.presenters.grid_view import Priority
from ketachart.ui.presenters.sheet import SheetLine


def at_the_chair(session: Session, zone: tzinfo, name_of: NameOf) -> Iterator[SheetLine]:
    """The lines in the order of a session."""
    yield from _not_obtained(session, zone)
    yield from _given(session, zone, name_of)
    yield from _effects(session, zone)
    for change in session.intervals:
        words = f"Every {change.every} min from {clock_text(change.at, zone)}: {change.reason}"
        yield SheetLine(label="Interval", words=words)
    yield from _escort(session, zone, name_of)


def _not_obtained(session: Session, zone: tzinfo) -> Iterator[SheetLine]:
    """One line for each field and reason."""
    found: dict[tuple[str, str], list[str]] = {}
    for reading in sorted(session.readings, key=lambda each: each.observed_at):
        for field, why in reading.not_obtained.items():
            found.setdefault((field, why), []).append(clock_text(reading.observed_at, zone))
    for (field, why), times in found.items():
        words = f"{FIELDS.get(field, field)} at {', '.join(times)}: {why}"
        yield SheetLine(label="Not obtained", words=words)


def _given(session: Session, zone: tzinfo, name_of: NameOf) -> Iterator[SheetLine]:
    for each in sorted(session.medications, key=lambda each: each.observed_at):
        said = f"{dose_words(each.given)} at {clock_text(each.observed_at, zone)}"
        if each.given.given_first:
            at = each.acknowledged_at
            seen = f"acknowledged by {name_of(each.acknowledged_by)}" if at else "not acknowledged"
            when = f" at {clock_text(at, zone)}" if at else ""
            if not at and session.phase is Phase.SIGNED:
                # What is signed is locked, also for whoever would stand behind the drug.
                when = ": send the record back, then acknowledge it"
            priority = Priority.NONE if at else Priority.HIGH
            words = f"{said}, before it was ordered; {seen}{when}"
            yield SheetLine(label="Given first", words=words, priority=priority)
        for against, why in each.given.overrides.items():
            words = f"{said} despite {against}: {why}"
            yield SheetLine(label="Override", words=words, priority=Priority.MEDIUM)


def _effects(session: Session, zone: tzinfo) -> Iterator[SheetLine]:
    for effect in session.open_effects:
        words = f"{effect.effect.capitalize()} since {clock_text(effect.onset, zone)}, not over"
        yield SheetLine(label="Open effect", words=words, priority=Priority.MEDIUM)


def _escort(session: Session, zone: tzinfo, name_of: NameOf) -> Iterator[SheetLine]:
    for before, named in zip(session.escort_history, session.escort_history[1:], strict=False):
        if named.reason:
            words = f"{before.escort.name} → {named.escort.name} at {clock_text(named.at, zone)}"
            yield SheetLine(label="Escort", words=f"{words}: {named.reason}")
    release = session.release
    if release is not None and release.override_reason:
        witness = name_of(release.witness)
        words = f"Released without the escort's code: {release.override_reason}; with {witness}"
        yield SheetLine(label="Override", words=words, priority=Priority.MEDIUM)
    if release is not None and release.early_reason:
        words = f"Before the advised time: {release.early_reason}"
        yield SheetLine(label="Left early", words=words, priority=Priority.MEDIUM)
