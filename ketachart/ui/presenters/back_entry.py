"""What was written on a printed page, read as a set of vitals with its source."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo

from ketachart.domain.session import Session
from ketachart.domain.times import clock_text

ROWS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("hr", "HR /min", ("hr",)),
    ("bp", "BP mmHg, such as 128/82", ("sbp", "dbp")),
    ("spo2", "SpO₂ %", ("spo2",)),
    ("rr", "RR /min", ("rr",)),
    ("etco2", "EtCO₂ mmHg", ("etco2",)),
    ("o2_lpm", "O₂ L/min", ("o2_lpm",)),
    ("moaas", "MOAA/S 0–5", ("moaas",)),
    ("pain", "Pain 0–10", ("pain",)),
    ("dissociation", "Dissociation 0–10", ("dissociation",)),
    ("hallucination", "Hallucination 0–10", ("hallucination",)),
    ("nausea", "Nausea 0–3", ("nausea",)),
)
"""The rows of the printed page, in its order: name, label, fields."""
INITIALS = "initials"
"""The last row of the page: who wrote the column."""
_WRITTEN_BY = ", written by "
_UNREAD = re.compile(r"no\b[ :-]*(?P<why>.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One column of the page, as the one door takes it."""

    values: dict[str, str]
    not_obtained: dict[str, str]
    sources: dict[str, str]


def read_column(typed: Mapping[str, str], page: str) -> Written:
    """One column: values as typed, `NO` and why where nothing could be read, who wrote it."""
    values: dict[str, str] = {}
    missing: dict[str, str] = {}
    for name, _, fields in ROWS:
        text = typed.get(name, "").strip()
        if not text:
            continue
        if (unread := _UNREAD.fullmatch(text)) is not None:
            missing |= dict.fromkeys(fields, unread["why"].strip())
            continue
        parts = text.split("/", len(fields) - 1)
        parts += [""] * (len(fields) - len(parts))
        values |= {field: part.strip() for field, part in zip(fields, parts, strict=True)}
    who = typed.get(INITIALS, "").strip()
    source = f"{page}{_WRITTEN_BY}{who}" if who else page
    return Written(values=values, not_obtained=missing, sources=dict.fromkeys(values, source))


def pages(session: Session) -> tuple[tuple[str, str], ...]:
    """The pages printed for a session, the newest first: name and words."""
    return tuple(
        (f"paper {each.page}", f"Paper {each.page}") for each in reversed(session.paper_pages)
    )


def entered_words(session: Session, page: str, zone: tzinfo) -> str:
    """Which times of a page were entered so far."""
    if not session.paper_pages:
        return "No page was made for this session."
    if not page:
        return "Choose the page you have before you."
    times = sorted(
        each.observed_at
        for each in session.readings
        if page in {source.partition(_WRITTEN_BY)[0] for source in each.sources.values()}
    )
    said = ", ".join(clock_text(at, zone) for at in times)
    return f"Entered from {page}: {said}." if said else f"Nothing entered from {page} yet."
