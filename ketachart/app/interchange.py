"""A session for other programs, as a FHIR R4 document; and that a chart left as a file."""

from pathlib import Path
from typing import Final

from ketachart.app.clinic import Clinic, Turn
from ketachart.app.files import write_whole
from ketachart.domain.session import Session
from ketachart.exports.fhir import session_json
from ketachart.exports.fhir_record import SessionRecord

PDF: Final = "PDF"
FHIR: Final = "FHIR document"


def session_record(clinic: Clinic, session: Session) -> SessionRecord:
    """What a session's document says, gathered from the clinic.

    Raises:
        ValueError: the session is not one of this clinic's.
    """
    world = clinic.world
    patient, protocol = world.patient(session.patient), world.protocol(session.protocol)
    if patient is None:
        raise ValueError(session.id)
    stock = world.stock(session.preparation.product) if session.preparation else None
    return SessionRecord(
        session=session,
        patient=patient,
        protocol=protocol.name if protocol else session.protocol,
        product=stock.product if stock else None,
        site=world.site,
        people=clinic.people(),
        made_at=clinic.clock.now(),
    )


def write_session_fhir(clinic: Clinic, session: Session, path: Path) -> None:
    """Write a session that was opened as a FHIR document.

    Raises:
        NotWritten: the folder or the disk failed; what stood there is unchanged.
    """
    write_whole(path, session_json(session_record(clinic, session)))


def record_saved(clinic: Clinic, session: Session, kind: str, turn: Turn) -> None:
    """Put on record that a chart was saved as a file of a kind, with who saved it."""
    what = f"chart as {kind}, session {session.id}, saved"
    clinic.record_reading(what, turn, session.patient)
