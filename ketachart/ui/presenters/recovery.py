"""What the recovery panel says: how long yet, what is met, what is missing before the release."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from ketachart.domain import gates
from ketachart.domain.patients import EscortAtRelease
from ketachart.domain.people import Person, may
from ketachart.domain.quantities import written
from ketachart.domain.session import Score, Session
from ketachart.domain.settings import Settings
from ketachart.domain.stay import Stay
from ketachart.domain.times import MINUTE, clock_text
from ketachart.ui.presenters.entry_log import NameOf
from ketachart.ui.presenters.grid_view import DueWords, Urgency, written_clock

NO_ESCORT = EscortAtRelease(
    name="", identity_checked=False, accepts_responsibility=False, drives=False
)
_SECOND = timedelta(seconds=1)
_MET, _UNMET = "✓", "○"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that the release asks for, as its button says it.

    Attributes:
        name: what opens: a scale's code, `vitals`, `checklist`, `discharge_order`, `effect`,
            `waste`, `escort`.
        waits_for: who must do it instead of the person at the keyboard; empty if nobody.
    """

    name: str
    words: str
    is_met: bool
    waits_for: str = ""

    @property
    def text(self) -> str:
        """The words behind the sign that says whether it is met."""
        return f"{_MET if self.is_met else _UNMET}  {self.words}"


def stay_words(
    session: Session, settings: Settings, now: datetime, longer: Stay | None = None
) -> DueWords:
    """The countdown of the minimum stay.

    Args:
        session: the session, recovering.
        settings: those in force at the session's opening.
        now: the moment of asking.
        longer: until when a drug keeps the patient beyond the clinic's minutes, and which.
    """
    stop = session.stopped_at
    if stop is None:
        return DueWords(sentence="The infusion is not stopped", short="", urgency=Urgency.CALM)
    minutes = settings.minimum_stay_min
    left = -((now - stop - minutes * MINUTE) // _SECOND)
    if left > 0:
        clock = written_clock(left)
        sentence = f"Minimum stay {minutes} min: {clock} to go"
        return DueWords(sentence=sentence, short=clock, urgency=Urgency.CALM)
    longer_left = -((now - longer.until) // _SECOND) if longer is not None else 0
    if longer is not None and longer_left > 0:
        clock = written_clock(longer_left)
        sentence = f"Advised stay, {longer.why}:\n{clock} to go"
        return DueWords(sentence=sentence, short=clock, urgency=Urgency.CALM)
    passed = (now - stop) // MINUTE
    sentence = f"{passed} min since the stop, {minutes} needed"
    return DueWords(sentence=sentence, short="", urgency=Urgency.CALM)


def steps(
    session: Session,
    person: Person,
    settings: Settings,
    now: datetime,
    escort: EscortAtRelease,
    zone: tzinfo,
    name_of: NameOf,
) -> tuple[Step, ...]:
    """What the release asks for, in the order of its doing.

    Args:
        session: the session, recovering.
        person: who is at the keyboard.
        settings: those in force at the session's opening.
        now: the moment of asking.
        escort: the escort's card as far as it is filled in.
        zone: the clinic's time zone.
        name_of: tells a person's name.
    """
    unmet = {each.key: each.words for each in gates.release_unmet(session, now, settings)}
    found = [
        _scored("Aldrete", unmet.get("score"), session, gates.RECOVERY_SCALES, zone),
        _scored("CADSS-6", unmet.get("cadss"), session, ("CADSS-6",), zone),
        _vitals(unmet.get("vitals"), session, zone),
        _checklist(session),
        _order(session, person, name_of),
    ]
    if session.open_effects:
        since = [f"{each.effect} ({clock_text(each.onset, zone)})" for each in session.open_effects]
        found.append(Step(name="effect", words=f"Over yet? {', '.join(since)}", is_met=False))
    if session.unaccounted_ml > 0:
        left = written(session.unaccounted_ml, "mL")
        found.append(Step(name="waste", words=f"Waste the rest: {left}", is_met=False))
    missing = gates.escort_unmet(escort)
    words = "Escort and release"
    words = f"{words}: {escort.name}" if escort.name else words
    found.append(Step(name="escort", words=words, is_met=not missing))
    return tuple(found)


def _after_stop(session: Session, scale: str) -> Score | None:
    stop = session.stopped_at
    after = [score for score in session.scores if stop is not None and score.observed_at >= stop]
    return gates.latest(after, scale)


def _scored(
    name: str, unmet: str | None, session: Session, scales: Sequence[str], zone: tzinfo
) -> Step:
    if unmet is not None:
        return Step(name=name, words=unmet, is_met=False)
    found = [score for scale in scales if (score := _after_stop(session, scale))]
    words = ", ".join(
        f"{score.scale} {score.total} at {clock_text(score.observed_at, zone)}" for score in found
    )
    return Step(name=name, words=words, is_met=True)


def _vitals(unmet: str | None, session: Session, zone: tzinfo) -> Step:
    if unmet is not None:
        return Step(name="vitals", words=f"{unmet[0].upper()}{unmet[1:]}", is_met=False)
    last = max(reading.observed_at for reading in session.readings)
    return Step(name="vitals", words=f"Vitals at {clock_text(last, zone)}", is_met=True)


def _checklist(session: Session) -> Step:
    met = [item for item in gates.DISCHARGE_ITEMS if session.checks.get(item)]
    count = len(gates.DISCHARGE_ITEMS)
    words = f"Checklist: {len(met)} of {count} met"
    return Step(name="checklist", words=words, is_met=len(met) == count)


def _order(session: Session, person: Person, name_of: NameOf) -> Step:
    by = session.discharge_ordered_by
    if by:
        words = f"Discharge ordered by {name_of(by)}"
        return Step(name="discharge_order", words=words, is_met=True)
    waits = "" if may(person, "discharge.order") else "an anesthesiologist"
    words = f"Discharge order: waits for {waits}" if waits else "Order the discharge"
    return Step(name="discharge_order", words=words, is_met=False, waits_for=waits)


def missing_words(
    session: Session, settings: Settings, now: datetime, escort: EscortAtRelease
) -> tuple[str, ...]:
    """All that still keeps the patient here, in words; empty once the release is possible."""
    unmet = gates.release_unmet(session, now, settings)
    unchecked = [words for item, words in gates.DISCHARGE_ITEMS.items() if _is_in(unmet, item)]
    said = [each.words for each in unmet if each.key not in gates.DISCHARGE_ITEMS]
    if unchecked:
        said.append(f"not checked: {', '.join(unchecked)}")
    return (*said, *gates.escort_unmet(escort))


def _is_in(unmet: Sequence[gates.Unmet], key: str) -> bool:
    return any(each.key == key for each in unmet)


def newly_checked(
    before: Mapping[str, bool | str], answers: Mapping[str, bool | str | None]
) -> dict[str, bool | str]:
    """The checklist's answers that were not charted yet."""
    return {
        item: answer
        for item, answer in answers.items()
        if answer is not None and before.get(item) != answer
    }
