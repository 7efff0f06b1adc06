"""One session as a FHIR R4 document: a bundle that begins with its composition.

The same record gives the same bytes: names are made from the session's own, and keys are sorted.
https://hl7.org/fhir/R4/documents.html
"""

from collections.abc import Iterable
from typing import Final

import msgspec

from ketachart.domain import events as ev
from ketachart.domain.session import Phase
from ketachart.exports import fhir_words as words
from ketachart.exports.fhir_asked import add_checklist, add_screening
from ketachart.exports.fhir_codes import LOCAL, LOINC, URIS, Resource, published, words_only
from ketachart.exports.fhir_infusion import Infusions
from ketachart.exports.fhir_observations import Observations
from ketachart.exports.fhir_people import (
    add_allergies,
    add_clinic,
    add_encounter,
    add_escorts,
    add_patient,
    add_staff,
)
from ketachart.exports.fhir_record import SessionRecord, Writing, entry_name, narrative, printable
from ketachart.exports.fhir_signatures import add_signatures

_SEVERITIES: Final = frozenset({"mild", "moderate", "severe"})
_TYPE: Final[Resource] = {
    "coding": [
        {"system": LOINC, "code": "28570-0", "display": "Procedure note"},
        {"system": LOCAL, "code": "infusion-record", "display": "Infusion session record"},
    ],
    "text": "Infusion session record",
}
_JSON: Final = msgspec.json.Encoder(decimal_format="number", order="sorted")


def session_json(record: SessionRecord) -> bytes:
    """The document as JSON: UTF-8, keys sorted, amounts as exact numbers."""
    return _JSON.encode(session_bundle(record))


def session_bundle(record: SessionRecord) -> Resource:
    """The document, as nested elements."""
    writing = Writing(record)
    add_clinic(writing)
    add_patient(writing)
    add_encounter(writing)
    sections = _sections(writing)
    composition = _composition(writing, sections)
    add_staff(writing)
    writing.add(composition)
    made_at = record.moment(record.made_at)
    entries = [writing.resources[-1], *writing.resources[:-1]]
    return {
        "resourceType": "Bundle",
        # A document made anew is another document.
        "identifier": {"system": URIS, "value": writing.urn("Bundle", made_at)},
        "type": "document",
        "timestamp": made_at,
        "entry": [{"fullUrl": urn, "resource": printable(resource)} for urn, resource in entries],
    }


def _sections(writing: Writing) -> list[Resource]:
    record = writing.record
    observed, given = Observations(writing), Infusions(writing)
    signed = add_signatures(writing)
    procedure = given.add_procedure()
    asked = add_allergies(writing) + add_escorts(writing) + add_screening(writing)
    return [
        _section("Patient and intake", words.patient_lines(record), asked + observed.intake()),
        _section("Order and bag", words.order_lines(record), given.add_order() + given.add_bag()),
        _section("Vitals", words.vitals_lines(record), observed.vitals() + observed.others()),
        _section("Scales", words.scale_lines(record), observed.scales()),
        _section("Infusion", words.infusion_lines(record), procedure + given.add_infusion()),
        _section(
            "Medications",
            words.medication_lines(record),
            given.add_doses() + observed.responses(),
        ),
        _section("Events and notes", words.event_lines(record), _adverse_events(writing)),
        _section("Discharge", words.discharge_lines(record), add_checklist(writing)),
        _section("Signatures", words.signature_lines(record), signed),
    ]


def _section(title: str, lines: Iterable[str], entries: list[Resource]) -> Resource:
    found: Resource = {"title": title, "text": narrative(list(lines))}
    return found | {"entry": entries} if entries else found


def _composition(writing: Writing, sections: list[Resource]) -> Resource:
    record = writing.record
    session = record.session
    last = max(each.recorded_at for each in session.log if not _is_read(each.event))
    attesters: list[Resource] = [
        {"mode": "professional", "time": record.moment(each.at), "party": writing.who(each.by)}
        for each in (session.signature, session.cosignature)
        if each is not None
    ]
    training = "TRAINING, not a record of a real patient: " if record.site.training else ""
    found: Resource = {
        "resourceType": "Composition",
        "status": _status(record),
        "type": _TYPE,
        **writing.of_the_session,
        "date": record.moment(last),
        "author": [writing.who(session.responsible)],
        "title": f"{training}Ketamine infusion, session {session.id}",
        "custodian": writing.refer("Organization"),
        "section": sections,
    }
    return found | {"attester": attesters} if attesters else found


def _is_read(event: ev.Event) -> bool:
    return isinstance(event, ev.RecordRead)


def _status(record: SessionRecord) -> str:
    session = record.session
    if session.phase is not Phase.COSIGNED:
        return "preliminary"
    return "amended" if session.addenda else "final"


def _adverse_events(writing: Writing) -> list[Resource]:
    record, found = writing.record, []
    for remark in record.session.remarks:
        event = remark.event
        if not isinstance(event, ev.AdverseRecorded):
            continue
        adverse: Resource = {
            "resourceType": "AdverseEvent",
            "identifier": entry_name(remark.ref)[0],
            "actuality": "actual",
            "event": words_only(event.kind),
            **writing.of_the_session,
            "date": record.moment(remark.at),
            "recorder": writing.who(remark.by),
            "text": narrative(
                [
                    f"{event.kind}, {event.severity}. Done: {event.action}",
                    *words.told(record, remark.changes),
                ]
            ),
        }
        # The element takes the words of its list alone.
        if (severity := event.severity.casefold()) in _SEVERITIES:
            adverse["severity"] = published("adverse-event-severity", severity)
        found.append(writing.add(adverse, remark.ref))
    return found
