"""Who did, changed or read what, as CSV."""

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """One entry of the log as an auditor reads it; times in clinic time."""

    recorded_at: str
    observed_at: str
    device: str
    seq: str
    author: str
    author_name: str
    stream: str
    kind: str
    session: str
    patient: str
    details: str


def audit_csv(lines: Iterable[AuditLine]) -> bytes:
    """The bytes of the file: UTF-8, comma, newline, minimal quoting."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow(field.name for field in fields(AuditLine))
    writer.writerows([_plain(cell) for cell in astuple(line)] for line in lines)
    return text.getvalue().encode()


def _plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_SIGNS) else cell
