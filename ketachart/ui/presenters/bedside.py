"""What the panels at the chair say of effects and of the escort."""

from datetime import datetime, tzinfo

from ketachart.domain.bedside import Effect
from ketachart.domain.session import Session
from ketachart.domain.stay import Stay
from ketachart.domain.times import MINUTE, clock_text
from ketachart.ui.presenters.entry_log import NameOf


def effect_words(session: Session, effect: str, zone: tzinfo) -> str:
    """What the button of an effect does: `Dissociation begins`, or that it is over."""
    began = next((each for each in session.open_effects if each.effect == effect), None)
    name = effect.capitalize()
    if began is None:
        return f"{name} begins"
    return f"{name} is over (began {clock_text(began.onset, zone)})"


def open_effects_words(session: Session, zone: tzinfo) -> str:
    """Effects that began and are not marked as over; empty if there are none."""
    said = [f"{each.effect} since {clock_text(each.onset, zone)}" for each in session.open_effects]
    return f"Not marked as over: {', '.join(said)}." if said else ""


def effect_span(effect: Effect, zone: tzinfo) -> str:
    """`09:05 to 09:40, 35 min`, or since when it is open."""
    began = clock_text(effect.onset, zone)
    if effect.resolved is None:
        return f"since {began}, open"
    minutes = (effect.resolved - effect.onset) // MINUTE
    return f"{began} to {clock_text(effect.resolved, zone)}, {minutes} min"


def spaced_code(code: str) -> str:
    """`482 713`, as it is read out."""
    half = len(code) // 2
    return f"{code[:half]} {code[half:]}" if code else ""


def escort_history(session: Session, zone: tzinfo, name_of: NameOf) -> tuple[str, ...]:
    """Who was to take the patient home, from when on, and why that changed."""
    lines = []
    for named in session.escort_history:
        escort = named.escort
        told = ", ".join(part for part in (escort.relationship, escort.phone) if part)
        words = f"{clock_text(named.at, zone)} {escort.name}"
        words += f" ({told})" if told else ""
        words += f", named by {name_of(named.by)}"
        lines.append(f"{words}: {named.reason}" if named.reason else words)
    return tuple(lines)


def escort_changes(session: Session, zone: tzinfo, name_of: NameOf) -> tuple[str, ...]:
    """The history of the escort, once it is another person than who was named first."""
    people = {named.escort.name for named in session.escort_history}
    return escort_history(session, zone, name_of) if len(people) > 1 else ()


def early_words(stay: Stay | None, now: datetime, zone: tzinfo) -> str:
    """What is asked when a patient would leave before the advised time; empty if not."""
    if stay is None or now >= stay.until:
        return ""
    return f"Advised to stay until {clock_text(stay.until, zone)} ({stay.why})."
