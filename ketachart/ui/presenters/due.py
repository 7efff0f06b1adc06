"""What is due at a chair, of every kind, as notices that may be heard."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from ketachart.domain import monitoring
from ketachart.domain.acts.bedside_acts import DUE
from ketachart.domain.formulary import Formulary
from ketachart.domain.reassessment import upcoming
from ketachart.domain.scale_times import ScaleDue, due_scales
from ketachart.domain.session import IN_CHAIR, Phase, Session
from ketachart.domain.settings import Settings
from ketachart.domain.stay import minimum_stay_until
from ketachart.domain.times import MINUTE
from ketachart.domain.vitals import Priority
from ketachart.ui.presenters.alarms import Notice, Sound
from ketachart.ui.presenters.chart_grid import dose_words, reading_alerts
from ketachart.ui.presenters.due_slot import due_slot


def notices(
    session: Session, settings: Settings, formulary: Formulary, now: datetime
) -> tuple[Notice, ...]:
    """What at this chair is worth a sound, now or soon; nothing that somebody acknowledged."""
    if session.phase not in IN_CHAIR:
        return ()
    return (
        *_of_vitals(session, settings, now),
        *_of_drugs(session, settings, formulary, now),
        *_of_scales(session, settings, now),
        *_of_ends(session, settings, formulary, now),
        *_of_alerts(session, settings),
    )


def _notice(session: Session, what: str, sound: Sound, at: datetime, words: str) -> Notice:
    key = f"{session.id} {what} {sound.name}"
    return Notice(key=key, sound=sound, at=at, words=f"{session.chair} {words}")


def _is_seen(session: Session, at: datetime) -> bool:
    return session.acknowledgement(f"{DUE}{at.isoformat()}") is not None


def _due_or_overdue(
    session: Session, at: datetime, settings: Settings, now: datetime, what: str
) -> Iterator[Notice]:
    if _is_seen(session, at):
        return
    about, late = f"{what} {at.isoformat()}", at + timedelta(seconds=settings.grace_s)
    if now < late:
        yield _notice(session, about, Sound.DUE, at, f"{what} due")
    else:
        yield _notice(session, about, Sound.OVERDUE, late, f"{what} overdue")


def _of_vitals(session: Session, settings: Settings, now: datetime) -> Iterator[Notice]:
    slot = due_slot(session, settings, now)
    if slot is not None:
        yield from _due_or_overdue(session, slot.due, settings, now, "vitals")


def _of_drugs(
    session: Session, settings: Settings, formulary: Formulary, now: datetime
) -> Iterator[Notice]:
    for look in upcoming(session, formulary):
        what = f"response to {dose_words(look.medication.given)}"
        yield from _due_or_overdue(session, look.at, settings, now, what)


def _of_scales(session: Session, settings: Settings, now: datetime) -> Iterator[Notice]:
    for each in scales_due(session, settings, now):
        # Before the start they are part of the preparation, which nobody does by ear.
        if each.since is not None and not _is_seen(session, each.since):
            yield _notice(
                session,
                f"{each.scale} {each.since.isoformat()}",
                Sound.DUE,
                each.since,
                f"{each.scale} {each.occasion}",
            )


def _of_ends(
    session: Session, settings: Settings, formulary: Formulary, now: datetime
) -> Iterator[Notice]:
    end = monitoring.planned_end(session, now)
    if end is not None and session.phase is Phase.INFUSING and not _is_seen(session, end):
        yield _notice(session, f"end {end.isoformat()}", Sound.FINISHED, end, "infusion is in")
    stay = minimum_stay_until(session, settings, formulary)
    if stay is not None and not _is_seen(session, stay.until):
        about = f"stay {stay.until.isoformat()}"
        yield _notice(session, about, Sound.FINISHED, stay.until, "minimum stay is over")


def _of_alerts(session: Session, settings: Settings) -> Iterator[Notice]:
    latest = max(session.readings, key=lambda reading: reading.observed_at, default=None)
    if latest is None:
        return
    for alert in reading_alerts(session, latest, settings):
        is_seen = session.acknowledgement(latest.ref, alert.field) is not None
        if alert.priority is Priority.HIGH and not is_seen:
            about = f"{latest.ref} {alert.field}"
            yield _notice(session, about, Sound.ALERT, latest.recorded_at, alert.words)


def scales_due(session: Session, settings: Settings, now: datetime) -> tuple[ScaleDue, ...]:
    """The routine scales to chart now."""
    if session.phase not in IN_CHAIR or session.intake is None:
        return ()
    plan = session.dose_plan
    return due_scales(
        start=session.started_at,
        planned_minutes=plan.minutes if plan else None,
        stop=session.stopped_at,
        minimum_stay=settings.minimum_stay_min * MINUTE,
        now=now,
        charted=[(score.scale, score.observed_at) for score in session.scores],
    )


def ignored(
    session: Session, settings: Settings, now: datetime, after: timedelta
) -> tuple[str, ...]:
    """High alerts that nobody acknowledged for so long: shown to the anesthesiologist."""
    if session.phase not in IN_CHAIR:
        return ()
    return tuple(
        f"{each.words.removeprefix(session.chair).strip()} for {(now - each.at) // MINUTE} min,"
        " nobody has seen it"
        for each in _of_alerts(session, settings)
        if now - each.at >= after
    )
