"""Who signed an exported session, when, and what exactly each signature covers."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Final

from ketachart.domain import events as ev
from ketachart.domain.entries import Entry
from ketachart.exports.fhir_codes import DIGEST, LOCAL, Resource, words_only
from ketachart.exports.fhir_record import Writing, narrative

_BY_THE_NURSE: Final = "signed"
_AUTHORS: Final[Resource] = {
    "system": "urn:iso-astm:E1762-95:2013",
    "code": "1.2.840.10065.1.12.1.1",
    "display": "Author's Signature",
}


def add_signatures(writing: Writing) -> list[Resource]:
    """A provenance of the document, or of a dose, for each signature in the session's log."""
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
    count = _count(record.session.log, given)
    covers = f"{count} {'entry' if count == 1 else 'entries'} of the session's log"
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
        "target": [_target(writing, given)],
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
                "type": _types(given.meaning),
                "when": when,
                "who": writing.who(given.signer),
                "sigFormat": "application/octet-stream",
                "data": b64encode(bytes.fromhex(given.signature)).decode("ascii"),
            }
        ],
    }
    return writing.add(found, entry.ref)


def _target(writing: Writing, given: ev.SignatureGiven) -> Resource:
    """What was signed: the one dose that a second person signed, else the document."""
    doses = {each.ref for each in writing.record.session.medications}
    of_one = next((ref for ref in given.entries if ref in doses), None)
    if of_one is None or given.through is not None:
        return writing.refer("Composition")
    return writing.refer("MedicationAdministration", of_one)


def _types(meaning: str) -> list[Resource]:
    """How a signature was meant: in our own words, and the nurse's as that of the author."""
    own: Resource = {"system": LOCAL, "code": meaning.replace(" ", "-"), "display": meaning}
    return [_AUTHORS, own] if meaning == _BY_THE_NURSE else [own]


def _count(log: tuple[Entry, ...], given: ev.SignatureGiven) -> int:
    """How many entries a signature covers."""
    through: Mapping[str, int] = given.through or {}
    counted = sum(1 for each in log if each.seq <= through.get(each.device, 0))
    return counted or len(given.entries)


def _void_since(writing: Writing, entry: Entry, given: ev.SignatureGiven) -> str:
    """When the session was sent back after the nurse's signature; empty while it stands."""
    if given.meaning != _BY_THE_NURSE:
        return ""
    record = writing.record
    later = (at for at, _, _ in record.session.returns if at > entry.recorded_at)
    return next((record.moment(at) for at in later), "")
