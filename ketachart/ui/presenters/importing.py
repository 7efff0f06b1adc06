"""What a file would make, as lines of a table; no Qt."""

from typing import Final

from ketachart.app.import_preview import Kind
from ketachart.app.importing import DATES, Preview
from ketachart.ui.presenters.ledger import TableLine

COLUMNS: Final = ("Line", "What", "Who")
MOST_SHOWN: Final = 500
KINDS: Final = ((Kind.PATIENTS.value, "Patients"), (Kind.SCHEDULE.value, "The schedule"))
HINTS: Final = {
    Kind.PATIENTS: (
        "One line a patient. Headings in any order: MRN, name (or first name and last name), birth"
        " date, sex, address, high respiratory risk (yes or no); and, if there, phone, weight kg,"
        " height cm, diagnosis, referred by, allergies. A patient is known by the MRN; an empty"
        f" cell changes nothing. Dates: {DATES}."
    ),
    Kind.SCHEDULE: (
        "One line a visit. Headings in any order: date, time, MRN; and, if there, name, birth"
        " date, chair, protocol. The file replaces what was planned for the days it names. Dates:"
        f" {DATES}; times: 09:30 or 9:30 AM."
    ),
}


def preview_lines(preview: Preview) -> tuple[TableLine, ...]:
    """What is wrong, or else what would be made; what stays as it is comes last."""
    if preview.problems:
        rows = [(str(each.line), "! wrong", each.sentence) for each in preview.problems]
    else:
        made = sorted(preview.made, key=lambda each: each.what == "same")
        rows = [(str(each.line or "–"), each.what, each.words) for each in made]
    shown = rows[:MOST_SHOWN]
    if len(rows) > MOST_SHOWN:
        shown.append(("", "", f"… and {len(rows) - MOST_SHOWN} more"))
    return tuple(TableLine(key=str(number), cells=row) for number, row in enumerate(shown))
