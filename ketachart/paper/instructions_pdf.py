"""What patient and escort take home: large letters, plain words, whom to call; and the code slip.

Nobody drives or works machines until the next day after a night's sleep: the
product labels of ketamine for injection (24 hours or more) and of esketamine
("until the next day after a restful sleep").
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from ketachart.domain.clinic import Site
from ketachart.domain.patients import Patient
from ketachart.domain.quantities import written
from ketachart.domain.session import Session
from ketachart.domain.times import clock_text
from ketachart.paper.blocks import Box, Heading, Words
from ketachart.paper.lettering import Tone
from ketachart.paper.page import Document, Running, write
from ketachart.paper.strips import Block

LARGE = 14.0
LARGER = 19.0
CODE = 34.0
_A_DAY = timedelta(hours=24)

DO_NOT = (
    (
        "Do not drive, ride a bicycle or use machines: not before tomorrow, after a night's sleep, "
        "and not for 24 hours."
    ),
    (
        "No alcohol, no cannabis, no sleeping pills or sedatives for 24 hours. Opioids only as the "
        "clinic told you."
    ),
    "Do not sign papers or decide anything important, and don't look after children alone.",
    "Have an adult with you tonight.",
)
EXPECT = (
    (
        "You may feel tired, dizzy, unsteady or a little unreal, see double or dream vividly, "
        "for up to a day. That passes."
    ),
    "Rest, get up slowly, drink, then eat something light.",
    "Take your usual medicines as the clinic told you.",
)
FOR_ESCORT = (
    "Take the patient home, and stay until they are steady on their feet and clear in mind.",
    "Keep your phone on today.",
)
CALL_CLINIC = (
    "vomiting that doesn't stop, or pain that gets worse",
    "seeing or hearing things, fear or confusion that doesn't pass",
    "redness, swelling or pain where the needle was",
    "passing water often or with pain; yellow skin or dark urine",
)
CALL_EMERGENCY = (
    "trouble breathing, blue lips, cannot be woken, chest pain, fainting, a seizure",
    "thoughts of harming yourself or others (or call 988)",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handout:
    """What the hand-out is made from."""

    session: Session
    patient: Patient
    site: Site
    printed_at: datetime


def write_instructions(path: Path, handout: Handout) -> None:
    """Put the hand-out into a file, whole or not at all.

    Raises:
        NotWritten: the folder or the disk failed; what stood there is unchanged.
    """
    write(path, instructions(handout))


def instructions(handout: Handout) -> Document:
    """The hand-out before it is on paper."""
    site, session = handout.site, handout.session
    return Document(
        title=f"Going home, session {session.id}",
        running=Running(
            left=(site.name, f"{site.address} · {site.phone}"),
            right=(handout.patient.name, _day(handout)),
            foot="Keep this sheet until tomorrow.",
            mark="TRAINING – not a record of a real patient" if site.training else "",
        ),
        blocks=(
            Words(text="Going home after your infusion", points=LARGER, tone=Tone.STRONG),
            *_today(handout),
            *_listed("Until tomorrow", DO_NOT),
            *_listed("What to expect", EXPECT),
            *_listed("For the person who takes you home", FOR_ESCORT),
            Heading(words=f"Call the clinic, {site.phone}, for", points=LARGE),
            *_points(CALL_CLINIC),
            Heading(words="Call 911 at once for", points=LARGE),
            *_points(CALL_EMERGENCY),
        ),
    )


def write_code_slip(path: Path, handout: Handout) -> None:
    """Put the escort's slip into a file of its own: the patient must not carry the code.

    Raises:
        NotWritten: the folder or the disk failed; what stood there is unchanged.
    """
    write(path, code_slip(handout))


def code_slip(handout: Handout) -> Document:
    """The slip with the code, for the escort alone."""
    session, site = handout.session, handout.site
    code = session.escort_code
    half = len(code) // 2
    escort = session.escort.name if session.escort else ""
    return Document(
        title="For the person who takes the patient home",
        running=Running(
            left=(site.name, f"{site.address} · {site.phone}"),
            right=(escort, _day(handout)),
            foot="Bring this slip when you come for the patient.",
            mark="TRAINING – not a record of a real patient" if site.training else "",
        ),
        blocks=(
            Words(text="Your code", points=LARGER, tone=Tone.STRONG),
            Box(blocks=(Words(text=f"{code[:half]} {code[half:]}", points=CODE),)),
            Words(
                text="You will be asked for it when you fetch the patient. Bring a photo ID, and "
                "keep your phone on.",
                points=LARGE,
            ),
        ),
    )


def _day(handout: Handout) -> str:
    return handout.printed_at.astimezone(handout.site.zone).date().isoformat()


def _today(handout: Handout) -> Iterator[Block]:
    """What was given, in plain words, and until when at least nobody drives."""
    session, zone = handout.session, handout.site.zone
    if session.started_at is not None:
        ended = f" to {clock_text(session.stopped_at, zone)}" if session.stopped_at else ""
        began = clock_text(session.started_at, zone)
        yield Words(text=f"Today: an infusion of ketamine, {began}{ended}.", points=LARGE)
    names = list(dict.fromkeys(each.given.drug for each in session.medications))
    if session.stop is not None and session.preparation is not None:
        mg = session.administered_ml * session.preparation.mg_per_ml
        given = f"ketamine {written(mg, 'mg', places=1)}"
        names = [given, *names]
    if names:
        yield Words(text=f"You were given: {', '.join(names)}.", points=LARGE)
    if session.stopped_at is not None:
        least = (session.stopped_at + _A_DAY).astimezone(zone)
        yield Words(
            text=f"No driving before {least:%A, %B} {least.day}, {clock_text(least, zone)}.",
            points=LARGE,
            tone=Tone.STRONG,
        )


def _listed(title: str, points: tuple[str, ...]) -> Iterator[Block]:
    yield Heading(words=title, points=LARGE)
    yield from _points(points)


def _points(points: tuple[str, ...]) -> Iterator[Block]:
    for each in points:
        yield Words(text=f"•  {each}", points=LARGE)
