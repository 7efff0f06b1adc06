"""Which buttons a chair's resting panel has; each does something now, or it is not there."""

from datetime import datetime

from ketachart.domain.formulary import Formulary
from ketachart.domain.gates import unexplained
from ketachart.domain.monitoring import planned_end
from ketachart.domain.people import Person, Role
from ketachart.domain.reassessment import repeats
from ketachart.domain.session import BEFORE_START, IN_CHAIR, RUNNING, Phase, Session
from ketachart.domain.settings import Settings
from ketachart.ui.presenters.chair import (
    ActionView,
    is_pressing,
    next_step,
    responses_due,
    scale_due,
    vitals_due,
)
from ketachart.ui.presenters.chart_grid import dose_words

_CHARTING = IN_CHAIR | {Phase.RELEASED}


def actions(
    session: Session, person: Person, settings: Settings, formulary: Formulary, now: datetime
) -> tuple[ActionView, ...]:
    """The buttons for whoever is at the keyboard, in the order of their use."""
    is_at_chair = bool(person.roles & {Role.NURSE, Role.ANESTHESIOLOGIST})
    step = next_step(session, person)
    found: list[ActionView] = []
    if is_at_chair and session.phase in _CHARTING:
        found += _charting(session, settings, now)
    if is_at_chair:
        found += _owed(session, settings, formulary, now)
    if step is not None and not step.waits_for:
        # A running infusion is stopped early on purpose only, so that key never calls out.
        is_time = session.phase is not Phase.INFUSING or _is_over(session, now)
        primary = is_time and not any(view.is_primary for view in found)
        view = ActionView(label=step.label, panel=step.panel, key="X", is_primary=primary)
        found.append(view)
    if Role.ANESTHESIOLOGIST in person.roles and session.phase in _CHARTING:
        found += _of_the_anesthesiologist(session)
    if is_at_chair and session.phase in BEFORE_START:
        found.append(ActionView(label="Cancel the session", panel="cancel"))
    return tuple(found)


def _is_over(session: Session, now: datetime) -> bool:
    end = planned_end(session, now)
    return end is not None and now >= end


def waits_words(session: Session, person: Person) -> str:
    """Who must do the next step, if it is not for the person at the keyboard."""
    step = next_step(session, person)
    if step is None or not step.waits_for:
        return ""
    return f"{step.label}: waits for {step.waits_for}."


def _charting(session: Session, settings: Settings, now: datetime) -> list[ActionView]:
    """The keys that are the same at every chair."""
    pressing = is_pressing(vitals_due(session, settings, now))
    found = []
    if session.phase in IN_CHAIR:
        vitals = ActionView(label="Chart vitals", panel="vitals", key="Space", is_primary=pressing)
        found.append(vitals)
        found.append(ActionView(label="Medication", panel="medication", key="M"))
    if session.phase in RUNNING:
        label = "Rate, pause, bolus, stop" if session.phase is Phase.INFUSING else "Resume, stop"
        found.append(ActionView(label=label, panel="pump", key="R"))
    due = scale_due(session, settings, now)
    found.append(ActionView(label=f"Scale · {due}" if due else "Scale", panel="scales", key="S"))
    found.append(ActionView(label="Event, effect or note", panel="events", key="N"))
    return found


def _of_the_anesthesiologist(session: Session) -> list[ActionView]:
    """A new order while nothing is prepared, and what was given before it was ordered."""
    found = [
        ActionView(
            label=f"Acknowledge {dose_words(each.given)}, given first",
            panel="acknowledge_drug",
            subject=each.ref,
        )
        for each in session.unacknowledged
    ]
    if session.phase is Phase.ORDERED:
        found.append(ActionView(label="Replace the order", panel="order"))
    return found


def _repeats(session: Session, formulary: Formulary, now: datetime) -> list[ActionView]:
    """Drugs that did not help enough, once their waiting time is over."""
    if session.phase not in IN_CHAIR:
        return []
    return [
        ActionView(
            label=f"{dose_words(each.medication.given)} {each.effect}: repeat it?",
            panel="medication",
            subject=each.drug.key,
        )
        for each in repeats(session, formulary)
        if each.possible_at <= now
    ]


def _owed(
    session: Session, settings: Settings, formulary: Formulary, now: datetime
) -> list[ActionView]:
    """What is still owed: responses, explanations, waste."""
    found = [
        ActionView(label=words.sentence, panel="response", subject=given.ref)
        for given, words in responses_due(session, formulary, now)
        if is_pressing(words)
    ]
    found += _repeats(session, formulary, now)
    if session.phase in _CHARTING:
        missed = unexplained(session, now, settings)
        if missed:
            count = len(missed)
            label = "1 missed set to explain" if count == 1 else f"{count} missed sets to explain"
            due = missed[0].due.isoformat()
            found.append(ActionView(label=label, panel="explain", subject=due))
    if session.phase in BEFORE_START and session.escort is not None and not session.escort_code:
        found.append(ActionView(label="Give the escort their code", panel="escort"))
    if session.phase is Phase.RECOVERING and session.unaccounted_ml:
        found.append(ActionView(label="Waste the rest", panel="waste", key="W"))
    return found
