"""A session as a FHIR document is valid, holds each value once, and names only what it holds."""

import base64
import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

import pytest
from fhir.resources.R4B.bundle import Bundle
from support.builders import DOCTOR, NURSE
from support.scenarios import NAMES, expected_summary, opened_copy

from ketachart.app.interchange import session_record, write_session_fhir
from ketachart.app.signatures import digest_of
from ketachart.domain import events as ev
from ketachart.domain.session import Phase
from ketachart.exports.fhir import session_json
from ketachart.exports.fhir_codes import LOCAL, LOINC, UCUM, VITALS
from ketachart.exports.fhir_infusion import segments

# Section 10.1 of the clinical reference, its table of codes.
SURE_LOINC = {
    *("8867-4", "8480-6", "8462-4", "85354-9", "59408-5", "2708-6", "3151-8", "9279-1"),
    *("19891-1", "8310-5", "29463-7", "72514-3", "44261-6"),
    "28570-0",  # procedure note, as C-CDA on FHIR types it
}
SURE_UCUM = {"/min", "mm[Hg]", "%", "L/min", "Cel", "kg", "{score}"}
PLAIN_UCUM = {"mg", "ug", "g", "mL", "mL/h", "mg/h", "meq", "mmol"}
IN_ERROR = "entered-in-error"
TIMES = (
    *("effectiveDateTime", "issued", "start", "end", "recorded", "when", "date", "time"),
    *("authored", "authoredOn", "timestamp"),
)


@pytest.fixture(scope="module", params=NAMES)
def day(request, template, tmp_path_factory):
    """A clinic after each of the shared days."""
    clinic = opened_copy(template, request.param, tmp_path_factory.mktemp("fhir") / "vault")
    yield request.param, clinic
    clinic.close()


def records(clinic):
    for name in clinic.books.all_sessions():
        yield session_record(clinic, clinic.world.session(name))


def read(record) -> dict:
    return json.loads(session_json(record), parse_float=Decimal)


def resources(bundle, kind) -> list[dict]:
    found = (entry["resource"] for entry in bundle["entry"])
    return [each for each in found if each["resourceType"] == kind]


def within(element, key) -> Iterator[object]:
    """Every value under a key, however deep."""
    if isinstance(element, dict):
        for name, value in element.items():
            if name == key:
                yield value
            yield from within(value, key)
    elif isinstance(element, list):
        for each in element:
            yield from within(each, key)


def codes(bundle, system) -> set[str]:
    codings = [each for key in ("coding", "type", "class") for each in _all(bundle, key)]
    quantities = [
        each for key in ("valueQuantity", "dose", "rateQuantity") for each in within(bundle, key)
    ]
    ratios = [part for each in within(bundle, "strength") for part in each.values()]
    found = (*codings, *quantities, *ratios)
    return {
        each["code"] for each in found if isinstance(each, dict) and each.get("system") == system
    }


def _all(bundle, key) -> Iterator[object]:
    for each in within(bundle, key):
        yield from each if isinstance(each, list) else [each]


def observed(bundle) -> Counter:
    """The vitals by the entry they come from: code and exact value."""
    found: Counter = Counter()
    for each in resources(bundle, "Observation"):
        if each["status"] == IN_ERROR or "identifier" not in each:
            continue
        for part in (each, *each.get("component", ())):
            if "valueQuantity" in part:
                code = part["code"]["coding"][0]["code"]
                value = Decimal(part["valueQuantity"]["value"])
                found[each["identifier"][0]["value"], code, value] += 1
    return found


def test_that_every_session_of_the_shared_days_is_a_valid_document(day):
    _, clinic = day
    for record in records(clinic):
        Bundle.model_validate_json(session_json(record))
        bundle = read(record)
        assert bundle["type"] == "document"
        assert bundle["entry"][0]["resource"]["resourceType"] == "Composition"


def test_that_every_reference_leads_to_a_resource_and_every_resource_is_reached(day):
    _, clinic = day
    for record in records(clinic):
        bundle = read(record)
        urls = [each["fullUrl"] for each in bundle["entry"]]
        assert len(set(urls)) == len(urls)
        for each in bundle["entry"]:
            assert each["fullUrl"] == f"urn:uuid:{each['resource']['id']}"
        named = set(within(bundle, "reference"))
        assert named <= set(urls)
        assert set(urls[1:]) <= named


def test_that_codes_are_those_of_the_reference_or_our_own_with_words(day):
    _, clinic = day
    for record in records(clinic):
        bundle = read(record)
        assert codes(bundle, LOINC) <= SURE_LOINC
        assert codes(bundle, UCUM) <= SURE_UCUM | PLAIN_UCUM
        own = [each for each in _all(bundle, "coding") if each["system"] == LOCAL]
        assert all(each["display"] for each in own)


def test_that_each_vital_stands_there_exactly_once(day):
    _, clinic = day
    for record in records(clinic):
        found = observed(read(record))
        for reading in record.session.readings:
            for name, value in reading.values.items():
                code = next(iter(VITALS[name].loinc), VITALS[name].local)
                assert found.pop((reading.ref, code, value)) == 1
        refs = {each.ref for each in record.session.readings}
        assert not [key for key in found if key[0] in refs]


def test_that_amounts_are_those_of_the_chart_and_counted_once(day):
    name, clinic = day
    expected = expected_summary(name)["sessions"]
    for record in records(clinic):
        given = resources(read(record), "MedicationAdministration")
        by_name = {each["id"]: each for each in given}
        wholes = [
            each
            for each in given
            if "context" in each
            and not any(
                part["reference"].removeprefix("urn:uuid:") in by_name
                for part in each.get("partOf", ())
            )
        ]
        infused = [each for each in wholes if "effectivePeriod" in each]
        total = sum(each["dosage"]["dose"]["value"] for each in infused)
        assert Decimal(total) == Decimal(expected[record.session.id]["administered_mg"])
        doses = [each for each in wholes if "effectiveDateTime" in each]
        assert len(doses) == len(record.session.medications)


def test_that_rates_follow_each_other_as_at_the_pump(day):
    _, clinic = day
    for record in records(clinic):
        parts = segments(record.session.pump)
        assert all(before.end <= after.begin for before, after in pairwise(parts))
        rated = [
            each
            for each in resources(read(record), "MedicationAdministration")
            if "rateQuantity" in each.get("dosage", {}) and "effectivePeriod" in each
        ]
        assert [each["dosage"]["rateQuantity"]["value"] for each in rated] == [
            each.ml_per_h for each in parts
        ]


def test_that_every_time_has_an_offset_and_the_same_record_gives_the_same_bytes(day):
    _, clinic = day
    for record in records(clinic):
        assert session_json(record) == session_json(record)
        bundle = read(record)
        times = [value for key in TIMES for value in within(bundle, key)]
        assert times
        assert all(value[-6] in "+-" and value[10] == "T" for value in times)


def test_that_a_signature_says_what_it_covers(day):
    _, clinic = day
    for record in records(clinic):
        given = [e.event for e in record.session.log if isinstance(e.event, ev.SignatureGiven)]
        told = resources(read(record), "Provenance")
        assert len(told) == len(given)
        for signed, each in zip(given, told, strict=True):
            (what,) = each["entity"]
            assert what["what"]["identifier"]["value"] == signed.digest
            assert base64.b64decode(each["signature"][0]["data"]).hex() == signed.signature
            assert "not over this file" in each["text"]["div"]


def test_that_a_signature_that_was_sent_back_is_said_to_be_void(house):
    house.bring("s1", Phase.SIGNED)
    house.wait(5)
    house.done(DOCTOR, "session.return", session="s1", reason="weight")
    house.wait(5)
    house.done(NURSE, "session.sign", session="s1")
    record = session_record(house.clinic, house.session())
    Bundle.model_validate_json(session_json(record))
    told = resources(read(record), "Provenance")
    signed = [each for each in told if each["activity"]["text"].startswith("signed")]
    before, after = (each["activity"]["text"] for each in signed)
    assert before.startswith("signed, VOID since 2026-03-03T")
    assert after == "signed"
    (composition,) = resources(read(record), "Composition")
    assert len(composition["attester"]) == 1


def test_that_the_entries_counted_are_those_the_digest_is_over(house):
    house.bring("s1", Phase.COSIGNED)
    (*_, provenance) = resources(read(session_record(house.clinic, house.session())), "Provenance")
    count = int(provenance["entity"][0]["what"]["display"].split()[0])
    stream = list(house.clinic.vault.log.stream("session:s1"))
    assert digest_of(stream[:count]) == provenance["entity"][0]["what"]["identifier"]["value"]


def test_that_what_was_amended_says_so_and_what_was_taken_out_is_in_error(house):
    house.bring("s1", Phase.INFUSING)
    house.wait(5)
    entry = house.chart(hr=188, sbp=120, dbp=80, spo2=97)
    house.done(
        NURSE,
        "entry.amend",
        session="s1",
        entry=entry.ref,
        changes={"hr": "88", "spo2": None},
        reason="mistyped",
    )
    record = session_record(house.clinic, house.session())
    Bundle.model_validate_json(session_json(record))
    said = [
        each
        for each in resources(read(record), "Observation")
        if each["identifier"][0]["value"] == entry.ref
    ]
    by_code = {each["code"]["coding"][0]["code"]: each for each in said}
    assert by_code["8867-4"]["status"] == "amended"
    assert by_code["8867-4"]["valueQuantity"]["value"] == 88
    assert "was 188 and is 88" in by_code["8867-4"]["note"][0]["text"]
    assert by_code["59408-5"]["status"] == IN_ERROR
    assert by_code["59408-5"]["valueQuantity"]["value"] == 97
    assert by_code["85354-9"]["status"] == "preliminary"


def test_that_an_intake_that_was_amended_says_what_it_was(house):
    house.bring("s1", Phase.INFUSING)
    taken = next(e for e in house.session().log if isinstance(e.event, ev.TakenIn))
    changes = {"baseline_pain": 6}
    house.done(
        NURSE, "entry.amend", session="s1", entry=taken.ref, changes=changes, reason="misheard"
    )
    record = session_record(house.clinic, house.session())
    Bundle.model_validate_json(session_json(record))
    weight, pain = (
        each
        for each in resources(read(record), "Observation")
        if each["identifier"][0]["value"] == taken.ref
    )
    assert (weight["status"], pain["status"]) == ("preliminary", "amended")
    assert pain["valueQuantity"]["value"] == 6
    assert "was 7 and is 6" in pain["note"][0]["text"]


@pytest.mark.parametrize("phase", [Phase.OPENED, Phase.PREPARED, Phase.INFUSING, Phase.PAUSED])
def test_that_an_unfinished_session_is_a_valid_document_too(house, phase):
    house.bring("s1", phase)
    record = session_record(house.clinic, house.session())
    Bundle.model_validate_json(session_json(record))
    (composition,) = resources(read(record), "Composition")
    assert composition["status"] == "preliminary"


def test_that_hostile_words_stay_words(house):
    house.bring("s1", Phase.INFUSING)
    words = '</p></div><script>alert("1")</script> & <b>'
    house.done(NURSE, "note.add", session="s1", text=words)
    house.done(NURSE, "adverse.record", session="s1", kind=words, severity="mild", action=words)
    record = session_record(house.clinic, house.session())
    Bundle.model_validate_json(session_json(record))
    assert all("<script>" not in div for div in within(read(record), "div"))


def test_that_the_patient_is_the_same_in_two_sessions_and_the_visit_is_not(house):
    house.bring("s1", Phase.COSIGNED)
    house.bring("s2", Phase.OPENED)
    first, second = (read(session_record(house.clinic, house.session(n))) for n in ("s1", "s2"))

    def names(bundle, kind):
        return [each["id"] for each in resources(bundle, kind)]

    for kind in ("Patient", "Organization", "Location"):
        assert names(first, kind) == names(second, kind)
    assert names(first, "Encounter") != names(second, "Encounter")
    assert set(names(second, "Practitioner")) <= set(names(first, "Practitioner"))


def test_that_the_file_is_written_whole(house, tmp_path):
    house.bring("s1", Phase.RECOVERING)
    write_session_fhir(house.clinic, house.session(), tmp_path / "s1.json")
    Bundle.model_validate_json((tmp_path / "s1.json").read_bytes())
