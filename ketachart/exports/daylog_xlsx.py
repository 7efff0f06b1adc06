"""The day log as a spreadsheet: for reading and adding up; the file of record is the CSV."""

import io
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from xlsxwriter import Workbook

from ketachart.domain.daylog import COLUMNS, Row
from ketachart.exports.cells import looks_like_formula

_VOLUMES: Final = frozenset({"ml", "mg", "balance_ml"})
_WHOLE: Final = frozenset({"containers", "balance_sealed"})
_WIDTHS: Final = {"patient_address": 32, "finished_form": 24, "reason": 32, "vial": 16}
_SAME_ROWS_SAME_BYTES: Final = datetime(2000, 1, 1, tzinfo=UTC)
_WITHOUT_GUESSING: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def day_log_xlsx(rows: Iterable[Row]) -> bytes:
    """The bytes of the workbook: the same rows give the same bytes.

    Amounts are numbers; all else is text, also where it looks like a formula, and stays text when
    the cell is edited.
    """
    content = io.BytesIO()
    book = Workbook(content, _WITHOUT_GUESSING)
    book.set_properties({"created": _SAME_ROWS_SAME_BYTES.replace(tzinfo=None)})
    sheet = book.add_worksheet("Log")
    plain, volume = book.add_format({"num_format": "@"}), book.add_format({"num_format": "0.00"})
    guarded = book.add_format({"num_format": "@", "quote_prefix": True})
    head = book.add_format({"bold": True})
    for column, name in enumerate(COLUMNS):
        sheet.set_column(column, column, _WIDTHS.get(name, 14))
        sheet.write_string(0, column, name, head)
    line = 0
    for line, row in enumerate(rows, start=1):
        for column, (name, text) in enumerate(zip(COLUMNS, row.cells, strict=True)):
            if text and name in _VOLUMES:
                sheet.write_number(line, column, Decimal(text), volume)
            elif text and name in _WHOLE:
                sheet.write_number(line, column, int(text))
            elif text:
                kept = guarded if looks_like_formula(text) else plain
                sheet.write_string(line, column, text, kept)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, line, len(COLUMNS) - 1)
    book.close()
    return content.getvalue()
