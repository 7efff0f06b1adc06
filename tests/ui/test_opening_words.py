"""Opening a session in words: patients, protocols, and what a registration lacks."""

from dataclasses import replace
from datetime import date

import pytest

from ketachart.app.defaults import load_protocols
from ketachart.domain.patients import Patient
from ketachart.domain.refusals import Refusal
from ketachart.ui.presenters.opening import (
    patient_words,
    protocol_details,
    protocol_words,
    read_allergies,
    read_change,
    read_registration,
)

TYPED = {
    "name": "Ada Quill Jr.",
    "birth_date": "1980-02-29",
    "sex": "female",
    "mrn": "20001",
    "address": "1 Ink Lane, San Pedro, CA 90731",
    "phone": "",
    "weight_kg": "59.5",
    "diagnosis": "",
    "referred_by": "",
    "allergies": "latex, penicillin: rash,",
}


def _read(known=(), risk=False, **changed):
    return read_registration("p-1", {**TYPED, **changed}, known, high_respiratory_risk=risk)


def test_that_a_patient_is_named_with_birth_date_age_and_mrn():
    words = patient_words(_read(), date(2026, 2, 28))
    assert words == "QUILL Jr., Ada · 1980-02-29 (45) · MRN 20001"


def test_that_a_complete_registration_is_read_as_typed():
    patient = _read(risk=True)
    assert isinstance(patient, Patient)
    assert (patient.id, patient.birth_date, patient.weight_kg) == ("p-1", date(1980, 2, 29), "59.5")
    assert patient.allergies == ("latex", "penicillin: rash")
    assert patient.high_respiratory_risk


@pytest.mark.parametrize(
    ("changed", "about", "words"),
    [
        ({"name": ""}, "name", "full name"),
        ({"sex": "", "address": ""}, "sex", "sex, postal address"),
        ({"mrn": ""}, "mrn", "MRN"),
        ({"risk": None}, "high_respiratory_risk", "high respiratory risk"),
        ({"birth_date": ""}, "birth_date", "birth date"),
        ({"birth_date": "29/02/1980"}, "birth_date", "can't be read"),
        ({"birth_date": "1981-02-29"}, "birth_date", "can't be read"),
        ({"weight_kg": "59..5"}, "weight_kg", "not a number"),
    ],
)
def test_that_what_a_registration_lacks_is_named_at_its_first_field(changed, about, words):
    refusal = _read(**changed)
    assert isinstance(refusal, Refusal)
    assert refusal.about == about
    assert words in refusal.sentence


def test_that_nobody_is_registered_twice_under_one_mrn():
    refusal = _read(known=[_read()], name="Adele Quill")
    assert isinstance(refusal, Refusal)
    assert refusal.sentence == "MRN 20001 is registered: QUILL Jr., Ada, 1980-02-29."


@pytest.mark.parametrize(
    ("changed", "about"),
    [
        ({"name": "Ada Quill-Moss"}, ""),
        ({"birth_date": "1980-02-28"}, ""),
        ({"name": "Bo Reed", "birth_date": "1991-05-05"}, "name"),
        ({"mrn": "20002"}, "mrn"),
    ],
)
def test_that_a_change_makes_nobody_another_person(changed, about):
    before, other = _read(), _read(mrn="20002")
    known = [before, replace(other, id="p-2")]
    read = read_change(before, {**TYPED, **changed}, known, high_respiratory_risk=False)
    assert (read.about if isinstance(read, Refusal) else "") == about


def test_that_a_weight_and_allergies_may_be_left_out():
    patient = _read(weight_kg="", allergies="")
    assert (patient.weight_kg, patient.allergies) == ("", ())
    assert read_allergies(" , ") == ()
    assert read_allergies("NKDA") == ()
    assert read_allergies("None known., latex") == ("latex",)


def test_that_every_protocol_tells_its_dose_and_evidence_and_why_it_is_not_for_a_chair():
    for protocol in load_protocols().protocols.values():
        details = protocol_details(protocol)
        assert f"Dose {protocol.dose.written()}" in details
        assert "evidence: " in details
        assert details.startswith("Not for a chair: ") is not protocol.may_be_given_in_a_chair
        assert protocol.why_not in details


def test_that_a_protocol_is_listed_by_code_and_name():
    library = load_protocols()
    assert protocol_words(library.protocols["coma"]).startswith("P8  ")
    assert protocol_words(library.protocols["custom"]) == library.protocols["custom"].name


@pytest.mark.parametrize(
    ("protocol", "words"),
    [("sci-80mg-5h", "over 300 min"), ("half-mg-kg-40min", "over 40 to 120 min")],
)
def test_that_a_protocol_says_how_long_it_takes(protocol, words):
    assert words in protocol_details(load_protocols().protocols[protocol])
