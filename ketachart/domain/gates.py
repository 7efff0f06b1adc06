"""What is still missing: before the release, and before the nurse signs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from ketachart.domain import events as ev
from ketachart.domain import monitoring
from ketachart.domain.patients import EscortAtRelease
from ketachart.domain.quantities import written
from ketachart.domain.session import Score, Session
from ketachart.domain.settings import Settings
from ketachart.domain.slots import Slot, SlotStatus
from ketachart.domain.times import MINUTE

DISCHARGE_ITEMS: dict[str, str] = {
    "oriented": "oriented",
    "walks_unaided": "walks as before",
    "nausea_controlled": "nausea controlled",
    "pain_acceptable": "pain acceptable",
    "iv_removed": "IV removed",
    "instructions_given": "instructions given",
    "no_driving_24h": "no driving for 24 h explained",
    "belongings_returned": "belongings returned",
}
CHARTING = (
    ev.VitalsCharted,
    ev.ScoreCharted,
    ev.MedicationGiven,
    ev.ResponseCharted,
    ev.AdverseRecorded,
    ev.NoteAdded,
    ev.ExtraCharted,
    ev.EffectMarked,
    ev.EntryAmended,
)
"""What a person who charted it signs."""
RECOVERY_SCALES = ("Aldrete", "PADSS")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmet:
    """One criterion of the release that isn't met, in words."""

    key: str
    words: str


def latest(scores: Sequence[Score], scale: str) -> Score | None:
    """The last score of a scale by observed time; of one moment, the one charted later."""
    found = [score for score in reversed(scores) if score.scale == scale]
    return max(found, key=lambda score: score.observed_at, default=None)


def release_unmet(session: Session, now: datetime, settings: Settings) -> tuple[Unmet, ...]:
    """The discharge criteria of charting.md that are not met at `now`."""
    stop = session.stopped_at
    if stop is None:
        return (Unmet(key="stop", words="the infusion is not stopped"),)
    after = [score for score in session.scores if score.observed_at >= stop]
    unmet = [*_scores_unmet(session, after, settings), *_times_unmet(session, now, settings)]
    for item, words in DISCHARGE_ITEMS.items():
        if not session.checks.get(item):
            unmet.append(Unmet(key=item, words=f"not checked: {words}"))
    if not session.discharge_ordered_by:
        unmet.append(Unmet(key="order", words="no discharge order by the anesthesiologist"))
    return tuple(unmet)


def _scores_unmet(session: Session, after: Sequence[Score], settings: Settings) -> list[Unmet]:
    unmet = []
    recovery = [score for scale in RECOVERY_SCALES if (score := latest(after, scale))]
    if not any(score.total >= settings.release_score for score in recovery):
        words = f"Aldrete or PADSS of {settings.release_score} or more"
        found = ", ".join(f"{score.scale} {score.total}" for score in recovery)
        unmet.append(Unmet(key="score", words=f"{words} ({found or 'none since the stop'})"))
    before = [score for score in session.scores if score not in after]
    baseline = latest([s for s in before if _before_start(session, s)], "CADSS-6")
    cadss = latest(after, "CADSS-6")
    allowed = (baseline.total if baseline else 0) + settings.cadss_within
    if cadss is None or cadss.total > allowed:
        found = f"{cadss.total} now" if cadss else "none since the stop"
        words = f"CADSS-6 of {allowed} or less ({found})"
        unmet.append(Unmet(key="cadss", words=words))
    return unmet


def _before_start(session: Session, score: Score) -> bool:
    return session.started_at is None or score.observed_at <= session.started_at


def _times_unmet(session: Session, now: datetime, settings: Settings) -> list[Unmet]:
    unmet = []
    stop = session.stopped_at
    recent = timedelta(minutes=settings.release_vitals_min)
    if not any(now - reading.observed_at <= recent for reading in session.readings):
        words = f"vitals within the last {settings.release_vitals_min} min"
        unmet.append(Unmet(key="vitals", words=words))
    stay = timedelta(minutes=settings.minimum_stay_min)
    if stop is not None and now - stop < stay:
        left = -((now - stop - stay) // MINUTE)
        words = f"{settings.minimum_stay_min} min since the stop ({left} min to go)"
        unmet.append(Unmet(key="stay", words=words))
    return unmet


def escort_unmet(escort: EscortAtRelease) -> tuple[str, ...]:
    """What is missing about the escort, in words."""
    missing = []
    if not escort.name.strip():
        missing.append("the escort's name")
    if not escort.identity_checked:
        missing.append("identity checked")
    if not escort.accepts_responsibility:
        missing.append("accepts responsibility")
    if not escort.drives and not escort.travels_by.strip():
        missing.append("drives, or how they travel")
    return tuple(missing)


def unexplained(session: Session, now: datetime, settings: Settings) -> tuple[Slot, ...]:
    """Missed slots without an explanation."""
    return tuple(
        slot
        for slot in monitoring.slots(session, settings, now)
        if slot.status is SlotStatus.MISSED and slot.due not in session.explanations
    )


def parts_owed(session: Session) -> tuple[str, ...]:
    """Who charted and signed neither the session nor their own part since."""
    last: dict[str, datetime] = {}
    for entry in session.log:
        if isinstance(entry.event, CHARTING):
            last[entry.author] = entry.recorded_at
    standing = session.signature
    signed = [*session.parts, *([standing] if standing else [])]
    return tuple(
        person
        for person, at in last.items()
        if not any(each.by == person and each.at >= at for each in signed)
    )


def unreconciled_words(session: Session) -> str:
    """What was drawn and is unaccounted for, in words; empty if nothing."""
    left: Decimal = session.unaccounted_ml
    return f"{written(left, 'mL')} drawn, neither given nor wasted" if left else ""


def blocks_next(session: Session) -> str:
    """What the next step waits for, in words for the board."""
    words = {
        "opened": "needs screening",
        "screened": "needs intake",
        "taken in": "needs order",
        "ordered": "needs preparation",
        "prepared": "ready to start",
        "released": "unsigned",
        "cancelled": "unsigned",
        "signed": "needs co-signature",
    }
    left = session.stop is not None or session.cancelled
    if left and session.unaccounted_ml and session.signature is None:
        return "waste to record"
    return words.get(session.phase, "")
