"""Who signed an exported session, when, and what exactly each signature covers."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Final

from ketachart.domain import events as ev
from ketachart.domain.entries import Entry
from ketachart.exports.fhir_codes import DIGEST, LOCAL, Resource, words_only
from ketachart.exports.fhir_record import Writing, narrative

_VOIDED_BY_A_RETURN: Final = "signed"


def add_signatures(writing: Writing) -> list[Resource]:
    """A provenance of the document for each signature in the session's log."""
    log = writing.record.session.log
    return [
        _provenance(writing, entry, entry.event)
        for entry in log
        if isinstance(entry.event, ev.SignatureGiven)
    ]


def _provenance(writing: Writing, entry: Entry, given: ev.SignatureGiven) -> Resource:
    record = writing.record
    void = _void_since(writing, entry, given)
    meaning = f"{given.meaning}, VOID since {void}" if void else given.meaning
    when = record.moment(entry.recorded_at)
    covers = f"{_count(record.session.log, given)} entries of the session's log"
    words = (
        f"{record.name(given.signer)} {given.meaning} at {when}. The signature covers {covers}: "
        f"the SHA-256 over their hashes is {given.digest}. It is a signature over the log that "
        "KetaChart keeps, not over this file, and is checked there or against an export of the log."
    )
    if void:
        words += f" It is VOID since {void}: the session was sent back."
    found: Resource = {
        "resourceType": "Provenance",
        "text": narrative([words]),
        "target": [writing.refer("Composition")],
        "recorded": when,
        "activity": words_only(meaning),
        "agent": [{"who": writing.who(given.signer)}],
        "entity": [
            {
                "role": "source",
                "what": {
                    "identifier": {"system": DIGEST, "value": given.digest},
                    "display": covers,
                },
            }
        ],
        "signature": [
            {
                "type": [{"system": LOCAL, "code": _code(given.meaning), "display": given.meaning}],
                "when": when,
                "who": writing.who(given.signer),
                "sigFormat": "application/octet-stream",
                "data": b64encode(bytes.fromhex(given.signature)).decode("ascii"),
            }
        ],
    }
    return writing.add(found, entry.ref)


def _code(meaning: str) -> str:
    return meaning.replace(" ", "-")


def _count(log: tuple[Entry, ...], given: ev.SignatureGiven) -> int:
    """How many entries a signature covers."""
    through: Mapping[str, int] = given.through or {}
    counted = sum(1 for each in log if each.seq <= through.get(each.device, 0))
    return counted or len(given.entries)


def _void_since(writing: Writing, entry: Entry, given: ev.SignatureGiven) -> str:
    """When the session was sent back after the nurse's signature; empty while it stands."""
    if given.meaning != _VOIDED_BY_A_RETURN:
        return ""
    record = writing.record
    later = (at for at, _, _ in record.session.returns if at > entry.recorded_at)
    return next((record.moment(at) for at in later), "")
