"""Entries of the chair beside readings and doses, in words for the log."""

from collections.abc import Callable
from enum import StrEnum

from ketachart.domain import attesting
from ketachart.domain import events as ev
from ketachart.domain.bedside import BACK, HAND_OVER, ONSET, RELIEF
from ketachart.domain.entries import Entry
from ketachart.domain.session import Session

NameOf = Callable[[str], str]
"""Tells the name of a person from the identifier."""


class Kind(StrEnum):
    """What an entry is about."""

    VITALS = "Vitals"
    MEDICATION = "Medication"
    PUMP = "Pump"
    SCALES = "Scales"
    NOTES = "Events and notes"
    STEPS = "Steps and signatures"


_TAKEN = {HAND_OVER: "takes over from", RELIEF: "relieves", BACK: "is back, after"}


def at_the_bedside(session: Session, entry: Entry, name_of: NameOf) -> tuple[Kind, str] | None:
    """What an entry is about, and what it says; None if it is of another kind."""
    return _seen(session, entry) or _staffed(session, entry, name_of)


def _seen(session: Session, entry: Entry) -> tuple[Kind, str] | None:
    match entry.event:
        case ev.ExtraCharted() as event:
            now = next((each for each in session.extras if each.ref == entry.ref), event)
            return Kind.VITALS, f"{now.name} {now.value} {now.unit}".rstrip()
        case ev.EffectMarked(effect=effect, state=state):
            return Kind.SCALES, f"{effect.capitalize()} {'began' if state == ONSET else 'over'}"
        case ev.MarkerPlaced() as event:
            marked = next((each for each in session.markers if each.ref == entry.ref), event)
            detail = f": {marked.detail}" if marked.detail else ""
            return Kind.NOTES, f"{marked.kind}{detail}"
        case ev.IntervalSet() as event:
            return Kind.VITALS, f"Vitals every {event.every} min from here: {event.reason}"
        case ev.AlertAcknowledged():
            return Kind.VITALS, "Alert acknowledged"
        case _:
            return None


def _staffed(session: Session, entry: Entry, name_of: NameOf) -> tuple[Kind, str] | None:
    match entry.event:
        case ev.MedicationAcknowledged(of=of):
            given = next((each.given.drug for each in session.medications if each.ref == of), "")
            return Kind.MEDICATION, f"Given first, now acknowledged: {given}"
        case ev.EscortExpected() as event:
            words = f"Escort: {event.escort.name}" + (", code given" if event.code else "")
            return Kind.STEPS, words + (f" ({event.reason})" if event.reason else "")
        case ev.ResponsibilityTaken(kind=kind):
            before = _held_before(session, entry)
            return Kind.STEPS, f"{name_of(entry.author)} {_TAKEN[kind]} {name_of(before)}"
        case ev.PartSigned():
            words = "Signed own part"
        case ev.Attested() as event:
            words = f"Attested {attesting.ATTESTABLE.get(event.kind, event.kind)}: {event.words}"
        case ev.ChangeCosigned(words=said):
            words = f"Co-signed the change: {said}"
        case ev.PaperPrinted(page=page):
            words = f"Printed paper {page} to chart on"
        case _:
            return None
    return Kind.STEPS, words


def _held_before(session: Session, entry: Entry) -> str:
    """Who was responsible until an entry took the chair from them."""
    ended = [each.person for each in session.responsibility if each.end == entry.recorded_at]
    return next((each for each in ended if each != entry.author), session.opened_by)
