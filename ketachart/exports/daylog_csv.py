"""The day log as CSV, the file of record: UTF-8, comma, newline, minimal quoting."""

import csv
import hashlib
import io
from collections.abc import Iterable

from ketachart.domain.daylog import COLUMNS, Row


def day_log_csv(rows: Iterable[Row]) -> bytes:
    """The bytes of the file; never changed for spreadsheets' sake."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow(COLUMNS)
    writer.writerows(row.cells for row in rows)
    return text.getvalue().encode()


def digest_of(content: bytes) -> str:
    """SHA-256 in hex, as printed on paper and kept with a closed day."""
    return hashlib.sha256(content).hexdigest()
