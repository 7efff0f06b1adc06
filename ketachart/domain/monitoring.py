"""A session's slots: its anchors, and how each due time stands."""

from datetime import datetime, timedelta

from ketachart.domain.session import Session
from ketachart.domain.settings import PlanStep, Settings
from ketachart.domain.slots import Anchor, Observation, Slot, assign, due_times
from ketachart.domain.times import HOUR, MINUTE

LOOK_AHEAD = 2 * HOUR


def anchors(session: Session, settings: Settings) -> tuple[Anchor, ...]:
    """What restarted the monitoring plan, in order of time.

    Start, resume, a rate increase, a bolus, any rescue drug (in the phase the
    patient was in), the stop, which begins the recovery plan, and another interval
    set at the chair, which holds until the next of the others.
    """
    start, stop = session.started_at, session.stopped_at
    if start is None:
        return ()
    found: list[Anchor] = []
    running = session.pump[0].ml_per_h
    for step in session.pump:
        increased = step.do == "rate" and step.ml_per_h > running
        if step.do == "stop":
            found.append(Anchor(at=step.at, plan=settings.recovery_plan))
        elif increased or step.do in {"start", "resume", "bolus"}:
            first = step.do == "start"
            found.append(Anchor(at=step.at, plan=settings.infusion_plan, first=first))
        if step.do != "pause":
            running = step.ml_per_h
    for given in session.medications:
        if given.given.rescue and given.observed_at > start:
            recovering = stop is not None and given.observed_at >= stop
            plan = settings.recovery_plan if recovering else settings.infusion_plan
            found.append(Anchor(at=given.observed_at, plan=plan))
    for change in session.intervals:
        plan = (PlanStep(minutes=None, every=change.every),)
        found.append(Anchor(at=change.at, plan=plan))
    return tuple(sorted(found, key=lambda anchor: anchor.at))


def slots(session: Session, settings: Settings, now: datetime) -> tuple[Slot, ...]:
    """The session's slots up to the release, or a good while past `now`."""
    marks = anchors(session, settings)
    if not marks:
        return ()
    until = session.released_at or max(now, marks[-1].at) + LOOK_AHEAD
    observations = [
        Observation(
            ref=reading.ref,
            observed_at=reading.observed_at,
            recorded_at=reading.recorded_at,
        )
        for reading in session.readings
    ]
    return assign(
        due_times(marks, until),
        observations,
        now=now,
        released_at=session.released_at,
        settings=settings,
    )


def next_slot(session: Session, settings: Settings, now: datetime) -> Slot | None:
    """The slot the nurse is to fill next: the first unfilled one whose span still runs."""
    if session.released_at is not None:
        return None
    for slot in slots(session, settings, now):
        if slot.observation is None and (slot.end is None or now < slot.end):
            return slot
    return None


def planned_end(session: Session, now: datetime) -> datetime | None:
    """When the ordered dose will be in, at the rate of now; None if it can't be told."""
    bag, plan = session.bag, session.dose_plan
    if bag is None or plan is None or session.started_at is None or session.stop is not None:
        return None
    paused = timedelta(0)
    for index, step in enumerate(session.pump):
        if step.do == "pause":
            end = session.pump[index + 1].at if index + 1 < len(session.pump) else now
            paused += end - step.at
    return session.started_at + plan.minutes * MINUTE + paused
