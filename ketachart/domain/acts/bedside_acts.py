"""At the chair beside readings and doses: allergies, effects, markers, alerts, the interval."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from ketachart.domain import events as ev
from ketachart.domain.acts.act import Act, Plan
from ketachart.domain.acts.chart_acts import CHARTABLE, entry_unknown
from ketachart.domain.acts.checks import (
    Raw,
    check_not_locked,
    check_phase,
    check_whole,
    invalid,
    known_session,
    listed,
    observed,
    observed_in_chair,
    optional_text,
    reason,
    text,
    text_of,
    whole,
)
from ketachart.domain.bedside import EFFECTS, ONSET, RESOLVED
from ketachart.domain.clinic import Context, World
from ketachart.domain.entries import Planned, patient_stream, session_stream
from ketachart.domain.patients import is_allergy
from ketachart.domain.session import IN_CHAIR, RUNNING, Phase, Session
from ketachart.domain.times import read_moment

DUE = "due:"
_BETWEEN = re.compile("[,;]")
LONGEST_INTERVAL_MIN = 60


def _open_chart(world: World, raw: Raw, what: str) -> Session:
    session = known_session(world, raw)
    check_not_locked(session)
    check_phase(session, CHARTABLE, what)
    return session


def _in_chair(world: World, raw: Raw, what: str) -> Session:
    session = known_session(world, raw)
    check_not_locked(session)
    check_phase(session, IN_CHAIR, what)
    return session


def _one(session: Session, event: ev.Event, at: datetime | None = None) -> Plan:
    return (Planned(stream=session_stream(session.id), event=event, observed_at=at),)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddAllergy(Act):
    """Put an allergy that comes up at the chair on file; the chart says so too."""

    do: ClassVar[str] = "allergy.add"
    session: Raw = None
    allergy: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """One or more, commas or semicolons between them, of which one is not on file yet."""
        session = known_session(world, self.session)
        check_not_locked(session)
        check_phase(session, CHARTABLE | {Phase.CANCELLED}, "An allergy")
        typed = text(self.allergy, "allergy", "The allergy")
        patient = world.patient(session.patient)
        if patient is None:
            invalid("This patient's file is not at this workstation yet.", "Write a note.")
        known = {each.casefold() for each in patient.allergies}
        named = dict.fromkeys(each.strip() for each in _BETWEEN.split(typed) if is_allergy(each))
        new = [each for each in named if each.casefold() not in known]
        if not named:
            invalid("That names no allergy.", "Name the drug or the substance.", "allergy")
        if not new:
            invalid("That is on file already.", "Nothing needs to be recorded.", "allergy")
        warned = replace(patient, allergies=(*patient.allergies, *new))
        check_whole(warned)
        filed = ev.PatientRegistered(patient=warned)
        said = ev.NoteAdded(text=f"Allergy put on file: {', '.join(new)}")
        return (Planned(stream=patient_stream(patient.id), event=filed), *_one(session, said))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartExtra(Act):
    """Chart a reading the grid has no row for."""

    do: ClassVar[str] = "extra.chart"
    session: Raw = None
    name: Raw = None
    value: Raw = None
    unit: Raw = None
    observed_at: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """A name and a value; the unit may be none."""
        session = _open_chart(world, self.session, "Charting")
        event = ev.ExtraCharted(
            name=text(self.name, "name", "The name of the reading"),
            value=text(self.value, "value", "The value"),
            unit=optional_text(self.unit, "unit"),
        )
        return _one(session, event, observed_in_chair(self.observed_at, session, world, context))


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgeAlert(Act):
    """Say that an alert, or that something is overdue, was seen."""

    do: ClassVar[str] = "alert.acknowledge"
    session: Raw = None
    of: Raw = None
    fields: Raw = ()

    def decide(self, world: World, context: Context) -> Plan:
        """Of an entry of this session, or of a due time."""
        session = _open_chart(world, self.session, "Acknowledging")
        of = text_of(self.of)
        due = read_moment(of.removeprefix(DUE)) if of.startswith(DUE) else None
        if due is None and session.entry(of) is None:
            entry_unknown("of")
        fields = tuple(text(each, "fields", "The value") for each in listed(self.fields))
        return _one(session, ev.AlertAcknowledged(of=of, fields=fields))


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkEffect(Act):
    """Mark the onset or the end of an effect such as dissociation."""

    do: ClassVar[str] = "effect.mark"
    session: Raw = None
    effect: Raw = None
    state: Raw = None
    observed_at: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """It begins once, and ends after it began."""
        session = _open_chart(world, self.session, "Marking an effect")
        effect, state = text_of(self.effect), text_of(self.state)
        if effect not in EFFECTS:
            invalid(f"“{effect}” is not marked here.", f"Use {', '.join(EFFECTS)}.", "effect")
        if state not in (ONSET, RESOLVED):
            invalid("Say whether it began or is over.", "Choose onset or resolved.", "state")
        began = next((each for each in session.open_effects if each.effect == effect), None)
        at = observed_in_chair(self.observed_at, session, world, context)
        if state == ONSET and began is not None:
            invalid(f"The {effect} that began is not over yet.", "Mark it resolved.", "state")
        if state == RESOLVED and began is None:
            invalid(f"No {effect} is open.", "Mark its onset first.", "state")
        if state == RESOLVED and began is not None and at < began.onset:
            invalid("That is before it began.", "Enter a later time.", "observed_at")
        return _one(session, ev.EffectMarked(effect=effect, state=state), at)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkEvent(Act):
    """Put a mark on the record: this happened now."""

    do: ClassVar[str] = "event.mark"
    session: Raw = None
    kind: Raw = None
    detail: Raw = None
    observed_at: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """Some words."""
        session = _open_chart(world, self.session, "A mark")
        event = ev.MarkerPlaced(
            kind=text(self.kind, "kind", "What happened"),
            detail=optional_text(self.detail, "detail"),
        )
        return _one(session, event, observed(self.observed_at, session, world, context))


@dataclass(frozen=True, slots=True, kw_only=True)
class SetInterval(Act):
    """Take vitals every so many minutes from now on."""

    do: ClassVar[str] = "interval.set"
    session: Raw = None
    every: Raw = None
    reason: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """While vitals fall due; the next restart of the plan brings the clinic's plan back."""
        session = known_session(world, self.session)
        check_not_locked(session)
        check_phase(session, RUNNING | {Phase.RECOVERING}, "Another interval")
        every = whole(self.every, "every", "The interval", low=1, high=LONGEST_INTERVAL_MIN)
        why = reason(self.reason, "Another interval")
        return _one(session, ev.IntervalSet(every=every, reason=why))


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintPaper(Act):
    """Print a page to go on with on paper."""

    do: ClassVar[str] = "paper.print"
    session: Raw = None
    page: Raw = None
    begin: Raw = None
    until: Raw = None

    def decide(self, world: World, context: Context) -> Plan:
        """The next page of this session, for a span of time."""
        session = _in_chair(world, self.session, "Printing a page to chart on")
        page = whole(self.page, "page", "The page", low=1, high=999)
        if page != len(session.paper_pages) + 1:
            invalid("That page was printed already.", "Print the next one.", "page")
        begin, until = read_moment(self.begin), read_moment(self.until)
        if begin is None or until is None or until <= begin:
            invalid("The span of the page can't be read.", "Give its begin and end.", "begin")
        return _one(session, ev.PaperPrinted(page=page, begin=begin, until=until))
