"""What came of sessions, as a table beside the plot, and in words."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from ketachart.domain.outcomes import SessionOutcome, summary_lines
from ketachart.domain.patients import Patient
from ketachart.domain.quantities import written
from ketachart.ui.presenters.ledger import TableLine

OUTCOME_COLUMNS = (
    "Day",
    "Dose mg",
    "mg/kg",
    "Dissoc.",
    "CADSS-6",
    "Pain before",
    "Pain after",
    "Relief",
    "Weeks",
)
OUTCOME_NUMBERS = OUTCOME_COLUMNS[1:]
NOTHING = "–"
ONE_SESSION = "One session is no series yet: nothing can be compared."
NO_DAYS = "No session was given on these days."


def outcome_lines(outcomes: Sequence[SessionOutcome]) -> tuple[TableLine, ...]:
    """A line for each session, the latest first: what was last given is looked for first."""
    return tuple(_line(each) for each in reversed(outcomes))


def _line(outcome: SessionOutcome) -> TableLine:
    relief = outcome.relief
    return TableLine(
        key=outcome.session,
        cells=(
            outcome.day.isoformat(),
            _told(outcome.mg),
            _told(outcome.mg_per_kg),
            _told(outcome.dissociation),
            _told(outcome.cadss),
            _told(outcome.pain_before),
            _told(outcome.pain_after),
            f"{relief.percent} %" if relief else NOTHING,
            written(relief.weeks) if relief else NOTHING,
        ),
        is_strong=outcome.has_responded is True,
    )


def _told(value: Decimal | Fraction | int | None) -> str:
    return NOTHING if value is None else written(value)


def about_words(
    outcomes: Sequence[SessionOutcome], patient: Patient | None, left_out: int = 0
) -> str:
    """The figures in words, or why there are none."""
    if not outcomes:
        return f"No session was given to {patient.name} yet." if patient else NO_DAYS
    lines = list(summary_lines(outcomes, left_out))
    if any(each.has_responded for each in outcomes):
        lines.append("Those are in bold.")
    if len(outcomes) == 1:
        lines.append(ONE_SESSION)
    return " ".join(lines)


def whose_words(patient: Patient) -> str:
    """Whose outcomes these are."""
    return f"{patient.name} · MRN {patient.mrn} · born {patient.birth_date}"


def to_be_noted(outcomes: Sequence[SessionOutcome]) -> str:
    """The latest session that was given to its end, which a call is most often about.

    An earlier one that nobody asked about is none: what is told now is of the last.
    """
    return next((each.session for each in reversed(outcomes) if each.mg is not None), "")
