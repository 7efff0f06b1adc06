"""Who did, changed or read what, as CSV."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields

from ketachart.exports.cells import spreadsheet_csv


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
    head = tuple(field.name for field in fields(AuditLine))
    return spreadsheet_csv((head, *(astuple(line) for line in lines)))
