"""Cells of a CSV that a person may open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from ketachart.domain.quantities import exact

_TAKEN_FOR_FORMULAS: Final = tuple("=+-@\t\r\n＝＋－＠")


def looks_like_formula(cell: str) -> bool:
    """Whether a spreadsheet may take a cell for a formula; a number less than 0 does so too."""
    return cell.startswith(_TAKEN_FOR_FORMULAS)


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; a number stays one."""
    if looks_like_formula(cell) and exact(cell) is None:
        return f"'{cell}"
    return cell


def spreadsheet_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as CSV: UTF-8, comma, newline, minimal quoting, every cell harmless."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode()
