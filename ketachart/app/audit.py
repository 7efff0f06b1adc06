"""Who did, changed or read what."""

from collections.abc import Iterator
from datetime import date

from ketachart.app.clinic import Clinic
from ketachart.domain.entries import session_stream
from ketachart.domain.times import stamp
from ketachart.exports.audit_csv import AuditLine
from ketachart.store.entries import Stored


def audit_lines(
    clinic: Clinic, first: date | None, last: date | None, session: str = ""
) -> Iterator[AuditLine]:
    """The entries of the log, of some days or of one session, in the order recorded."""
    log = clinic.vault.log
    if session and first is None and last is None:
        found: Iterator[Stored] = iter(log.stream(session_stream(session)))
    elif first is None and last is None:
        found = log.everything()
    else:
        found = log.between_days(first or date.min, last or date.max)
    for stored in found:
        if not session or stored.stream == session_stream(session):
            yield _line(clinic, stored)


def _line(clinic: Clinic, stored: Stored) -> AuditLine:
    books, zone = clinic.books, clinic.books.site.zone
    person = books.person(stored.author)
    session = stored.stream.removeprefix("session:") if ":" in stored.stream else ""
    in_session = session if stored.stream.startswith("session:") else ""
    known = books.session(in_session) if in_session else None
    return AuditLine(
        recorded_at=stamp(stored.recorded_at, zone),
        observed_at=stamp(stored.observed_at, zone),
        device=stored.device,
        seq=str(stored.seq),
        author=stored.author,
        author_name=person.name if person else "",
        stream=stored.stream,
        kind=stored.kind.partition("/")[0],
        session=in_session,
        patient=known.patient if known else "",
        details=stored.body.decode(),
    )
