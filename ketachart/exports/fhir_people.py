"""Patient, escort, staff, clinic and visit of an exported session."""

from typing import Final

from ketachart.domain.patients import is_allergy
from ketachart.domain.session import IN_CHAIR, Session
from ketachart.exports.fhir_codes import DEA, HL7, NPI, Resource, published, words_only
from ketachart.exports.fhir_record import Writing

_GENDERS: Final = frozenset({"male", "female", "other", "unknown"})
_PHONE: Final = "phone"
_ESCORT: Final = "RelatedPerson"


def add_clinic(writing: Writing) -> None:
    """The registrant, and the chair as a place."""
    site = writing.record.site
    clinic: Resource = {
        "resourceType": "Organization",
        "identifier": [{"system": DEA, "value": site.dea_registration}],
        "name": site.name,
        "address": [words_only(site.address)],
    }
    if site.phone:
        clinic["telecom"] = [{"system": _PHONE, "value": site.phone}]
    writing.add(clinic)
    writing.add(
        {
            "resourceType": "Location",
            "name": writing.record.session.chair,
            "managingOrganization": writing.refer("Organization"),
        }
    )


def add_patient(writing: Writing) -> None:
    """The patient as registered; the MRN is this clinic's."""
    patient = writing.record.patient
    mrn = {"coding": [{"system": f"{HL7}/v2-0203", "code": "MR"}]}
    clinic = {"reference": writing.urn("Organization")}
    found: Resource = {
        "resourceType": "Patient",
        "identifier": [
            {
                "type": mrn,
                "system": writing.names_of("patients"),
                "value": patient.mrn,
                "assigner": clinic,
            }
        ],
        "name": [words_only(patient.name)],
        "gender": patient.sex if patient.sex in _GENDERS else "unknown",
        "birthDate": patient.birth_date.isoformat(),
        "managingOrganization": clinic,
    }
    if patient.address:
        found["address"] = [words_only(patient.address)]
    if patient.phone:
        found["telecom"] = [{"system": _PHONE, "value": patient.phone}]
    writing.add(found)


def add_allergies(writing: Writing) -> list[Resource]:
    """Each allergy on file, in words; that none is on file says nothing."""
    return [
        writing.add(
            {
                "resourceType": "AllergyIntolerance",
                "clinicalStatus": published("allergyintolerance-clinical", "active"),
                "code": words_only(allergy),
                "patient": writing.refer("Patient"),
            },
            allergy,
        )
        for allergy in dict.fromkeys(writing.record.patient.allergies)
        if is_allergy(allergy)
    ]


def add_escorts(writing: Writing) -> list[Resource]:
    """Who was named to take the patient home, and who did if it was someone else."""
    session = writing.record.session
    found = []
    named, left = session.escort, session.released
    if named is not None and named.name:
        escort = _escort(writing, named.name)
        if named.relationship:
            escort["relationship"] = [words_only(named.relationship)]
        if named.phone:
            escort["telecom"] = [{"system": _PHONE, "value": named.phone}]
        found.append(writing.add(escort, _called(named.name)))
    if left is not None and (named is None or _called(named.name) != _called(left.name)):
        found.append(writing.add(_escort(writing, left.name), _called(left.name)))
    return found


def _escort(writing: Writing, name: str) -> Resource:
    patient = writing.refer("Patient")
    return {"resourceType": _ESCORT, "patient": patient, "name": [words_only(name)]}


def _called(name: str) -> str:
    """A person's name as two people may write it."""
    return " ".join(name.casefold().split())


def add_staff(writing: Writing) -> None:
    """Everyone the other resources name; so this comes last."""
    for name in writing.people_named:
        person = writing.record.person(name)
        identifiers: list[Resource] = [{"system": writing.names_of("people"), "value": name}]
        found: Resource = {
            "resourceType": "Practitioner",
            "identifier": identifiers,
            "name": [words_only(writing.record.name(name))],
        }
        if person is not None and person.npi:
            identifiers.append({"system": NPI, "value": person.npi})
        if person is not None and person.dea_registration:
            identifiers.append({"system": DEA, "value": person.dea_registration})
        if person is not None and person.credentials:
            found["qualification"] = [{"code": words_only(person.credentials)}]
        writing.add(found, name)


def add_encounter(writing: Writing) -> None:
    """The visit: from the opening until the patient left or the session was called off."""
    record = writing.record
    session = record.session
    period: Resource = {"start": record.moment(session.opened_at)}
    if session.ended_at is not None:
        period["end"] = record.moment(session.ended_at)
    staff = dict.fromkeys((*(each.person for each in session.responsibility), session.ordered_by))
    present: list[Resource] = [{"individual": writing.who(each)} for each in staff if each]
    if session.released is not None:
        escort = writing.refer(_ESCORT, _called(session.released.name))
        present.append({"type": [published("v3-ParticipationType", "ESC")], "individual": escort})
    found: Resource = {
        "resourceType": "Encounter",
        "identifier": [{"system": writing.names_of("sessions"), "value": session.id}],
        "status": _status(session),
        "class": {"system": f"{HL7}/v3-ActCode", "code": "AMB"},
        "subject": writing.refer("Patient"),
        "participant": present,
        "period": period,
        "location": [{"location": writing.refer("Location")}],
        "serviceProvider": writing.refer("Organization"),
    }
    if record.patient.diagnosis:
        found["reasonCode"] = [words_only(record.patient.diagnosis)]
    writing.add(found)


def _status(session: Session) -> str:
    if session.cancelled:
        return "cancelled"
    return "in-progress" if session.phase in IN_CHAIR else "finished"
