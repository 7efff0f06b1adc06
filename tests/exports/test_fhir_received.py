"""What a receiver of a FHIR document relies on: rules beyond its types, and nothing is lost."""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from html import unescape

import pytest
from fhir.resources.R4B.bundle import Bundle
from support.builders import NURSE, SECOND
from support.scenarios import NAMES, opened_copy

from ketachart.app.interchange import session_record
from ketachart.domain import events as ev
from ketachart.domain.entries import Entry, session_stream
from ketachart.domain.folding import fold_all
from ketachart.domain.patients import Escort, EscortAtRelease
from ketachart.domain.session import Phase
from ketachart.exports.fhir import session_json

# Identifiers and proofs, named in other ways, and what is no charting but the register's.
NO_WORDS = {
    *("patient", "protocol", "product", "entry", "entries", "signature", "state"),
    "weight_on_file_kg",
}


@pytest.fixture(scope="module", params=NAMES)
def documents(request, template, tmp_path_factory):
    """The sessions of each shared day, each with its document."""
    folder = tmp_path_factory.mktemp("received")
    clinic = opened_copy(template, request.param, folder / "vault")
    records = [
        session_record(clinic, clinic.world.session(name)) for name in clinic.books.all_sessions()
    ]
    clinic.close()
    return [(record, json.loads(session_json(record))) for record in records]


def document_of(house, session=None) -> dict:
    content = session_json(session_record(house.clinic, session or house.session()))
    Bundle.model_validate_json(content)
    found: dict = json.loads(content)
    return found


def resources(bundle, kind) -> list[dict]:
    found = (entry["resource"] for entry in bundle["entry"])
    return [each for each in found if each["resourceType"] == kind]


def elements(element) -> Iterator[object]:
    """An element and all within it."""
    yield element
    within = element.values() if isinstance(element, dict) else element
    if isinstance(element, dict | list):
        for each in within:
            yield from elements(each)


def words_in(fact, name="") -> Iterator[str]:
    """Every text of a fact but those that are no words."""
    if is_dataclass(fact):
        for each in fields(fact):
            yield from words_in(getattr(fact, each.name), each.name)
    elif isinstance(fact, dict):
        for value in fact.values():
            yield from words_in(value, name)
    elif isinstance(fact, tuple):
        for value in fact:
            yield from words_in(value, name)
    elif isinstance(fact, str) and fact and name not in NO_WORDS:
        yield fact


def lost(session, bundle) -> set[str]:
    """The words of a session's log that its document does not say."""
    said = unescape("\n".join(each for each in elements(bundle) if isinstance(each, str)))
    return {words for entry in session.log for words in words_in(entry.event) if words not in said}


def test_that_every_word_that_was_charted_is_in_the_document(documents):
    for record, bundle in documents:
        assert lost(record.session, bundle) == set()


def test_that_no_element_is_empty_and_no_text_holds_what_xml_has_no_place_for(documents):
    for _, bundle in documents:
        assert all(each not in ("", {}, [], None) for each in elements(bundle))


def test_that_a_document_keeps_the_rules_of_its_kind(documents):
    for _, bundle in documents:
        # bdl-9, bdl-10, bdl-11, bdl-7
        assert bundle["identifier"]["system"]
        assert bundle["identifier"]["value"]
        assert bundle["timestamp"]
        assert bundle["entry"][0]["resource"]["resourceType"] == "Composition"
        assert len({each["fullUrl"] for each in bundle["entry"]}) == len(bundle["entry"])
        # Whatever is in it can be reached from its composition, or names it.
        by_name = {each["fullUrl"]: each["resource"] for each in bundle["entry"]}
        reached, waiting = set(), [bundle["entry"][0]["fullUrl"]]
        while waiting:
            name = waiting.pop()
            if name not in reached:
                reached.add(name)
                named = [e for e in elements(by_name[name]) if isinstance(e, dict)]
                waiting += [each["reference"] for each in named if "reference" in each]
        assert reached == set(by_name)
        # cmp-1, and every section is to be read.
        for section in resources(bundle, "Composition")[0]["section"]:
            assert section["text"]["div"].startswith('<div xmlns="http://www.w3.org/1999/xhtml">')


def test_that_resources_keep_the_rules_of_their_kind(documents):
    for _, bundle in documents:
        for each in resources(bundle, "Observation"):
            # obs-6, obs-7, vs-2, vs-3
            parts = each.get("component", [])
            valued = [part for part in (each, *parts) if "dataAbsentReason" in part]
            assert not any(key.startswith("value") for part in valued for key in part)
            assert "effectiveDateTime" in each
            for part in parts or [each]:
                assert [key for key in part if key.startswith("value")] or part in valued
            codes = [json.dumps(part["code"]) for part in parts]
            assert json.dumps(each["code"]) not in codes or "valueQuantity" not in each
            if each["code"]["coding"][0].get("code") == "85354-9":
                found = [part["code"]["coding"][0]["code"] for part in parts]
                assert found == ["8480-6", "8462-4"]
        for each in resources(bundle, "MedicationAdministration"):
            # mad-1
            dosage = each.get("dosage", {})
            assert not dosage or {"dose", "rateQuantity", "rateRatio"} & dosage.keys()
        for each in resources(bundle, "AllergyIntolerance"):
            # ait-1
            assert each["clinicalStatus"]
        for period in (each for each in elements(bundle) if isinstance(each, dict)):
            # per-1
            if "start" in period and "end" in period:
                begin, end = (datetime.fromisoformat(period[each]) for each in ("start", "end"))
                assert begin <= end


def test_that_escort_allergies_and_checklists_are_resources(documents):
    for record, bundle in documents:
        session = record.session
        escorts = {each["name"][0]["text"] for each in resources(bundle, "RelatedPerson")}
        people = (session.escort, session.released)
        assert escorts == {each.name for each in people if each is not None}
        allergies = [each["code"]["text"] for each in resources(bundle, "AllergyIntolerance")]
        assert allergies == list(record.patient.allergies)
        (visit,) = resources(bundle, "Encounter")
        fetched = [each for each in visit["participant"] if "type" in each]
        assert len(fetched) == (session.released is not None)
        asked = {
            item["linkId"]: item["answer"][0].get("valueBoolean")
            for each in resources(bundle, "QuestionnaireResponse")
            for item in each["item"]
        }
        said = {**(session.answers or {}), **session.checks}
        assert asked == {
            item: answer if isinstance(answer, bool) else None for item, answer in said.items()
        }


def charted(house, *facts: ev.Event):
    """A session after more facts, each with its author and a minute after the one before."""
    session = house.session()
    begin, last = house.clock.now(), session.log[-1].seq
    entries = [
        Entry(
            device=session.log[0].device,
            seq=last + number,
            stream=session_stream(session.id),
            author=NURSE,
            observed_at=begin + timedelta(minutes=number),
            recorded_at=begin + timedelta(minutes=number),
            event=fact,
        )
        for number, fact in enumerate(facts, start=1)
    ]
    return fold_all(session, entries)


def test_that_what_is_rarely_charted_is_in_the_document_too(house):
    house.bring("s1", Phase.INFUSING)
    ref = house.session().log[-1].ref.rpartition(":")
    number = int(ref[2])
    session = charted(
        house,
        ev.MarkerPlaced(kind="mark one", detail="mark two"),
        ev.EntryAmended(
            entry=f"{ref[0]}:{number + 1}", changes={"detail": "mark three"}, reason="mark four"
        ),
        ev.NoteAdded(text="note one"),
        ev.EntryAmended(
            entry=f"{ref[0]}:{number + 3}", changes={"text": "note two"}, reason="note three"
        ),
        ev.AdverseRecorded(kind="event one", severity="life-threatening", action="event two"),
        ev.EntryAmended(
            entry=f"{ref[0]}:{number + 5}", changes={"kind": "event three"}, reason="event four"
        ),
        ev.ExtraCharted(name="glucose", value="101", unit="mg/dL"),
        ev.EffectMarked(effect="hallucination", state="onset"),
        ev.IntervalSet(every=5, reason="watched closely"),
        ev.RateChanged(ml_per_h=Decimal(30), reason="rate one", limit_reason="rate two"),
        ev.InfusionPaused(reason="pause one"),
        ev.InfusionResumed(ml_per_h=Decimal(20), limit_reason="resume one"),
        ev.EscortExpected(
            escort=Escort(name="Ann Other", relationship="aunt", phone="310-555-0188"),
            reason="escort one",
        ),
        ev.InfusionStopped(
            pump_ml=Decimal(12), reason="too dissociated", variance_reason="stop one"
        ),
        ev.ResidualWasted(
            ml=Decimal("0.1"), reason="waste one", method="waste two", witness=SECOND
        ),
        ev.DischargeChecked(items={"oriented": True, "walks_unaided": "in a wheelchair before"}),
        ev.Attested(kind="order", event_at=house.clock.now(), words="attested one"),
        ev.Released(
            escort=EscortAtRelease(
                name="Third Person",
                identity_checked=True,
                accepts_responsibility=True,
                drives=False,
                travels_by="taxi",
            ),
            code="overridden",
            override_reason="release one",
            witness=SECOND,
            early_reason="release two",
        ),
        ev.SessionSigned(),
        ev.SessionReturned(reason="return one"),
        ev.SessionSigned(answer="answer one"),
        ev.SessionCosigned(attestation="co-sign one"),
        ev.AddendumAdded(text="addendum one"),
        ev.ChangeCosigned(words="change one"),
        ev.UnknownEvent(kind="later.thing/7", body=b"{}"),
    )
    bundle = document_of(house, session)
    assert lost(session, bundle) == {"overridden"}
    (event,) = resources(bundle, "AdverseEvent")
    assert "severity" not in event
    people = [each["name"][0]["text"] for each in resources(bundle, "RelatedPerson")]
    assert people == ["Ann Other", "Third Person"]
    (procedure,) = resources(bundle, "Procedure")
    assert procedure["status"] == "stopped"
    assert procedure["statusReason"]["text"] == "too dissociated"


def test_that_one_pressure_alone_stands_beside_one_that_is_said_to_be_absent(house):
    house.bring("s1", Phase.INFUSING)
    house.chart("s1", sbp=120)
    *_, panel = (
        each
        for each in resources(document_of(house), "Observation")
        if each["code"]["coding"][0].get("code") == "85354-9"
    )
    over, under = panel["component"]
    assert over["valueQuantity"]["value"] == 120
    assert "dataAbsentReason" in under


def test_that_the_steps_of_an_order_follow_each_other(house):
    house.bring("s1", Phase.ORDERED)
    (order,) = resources(document_of(house), "MedicationRequest")
    steps = order["dosageInstruction"]
    plan = house.session().dose_plan
    assert [each["sequence"] for each in steps] == list(range(1, len(plan.steps) + 1))
    assert [each["timing"]["repeat"]["duration"] for each in steps] == [
        minutes for minutes, _ in plan.steps
    ]
    assert steps[0]["doseAndRate"][0]["rateQuantity"]["value"] == float(plan.first_mg_h)


def test_that_signs_without_a_place_in_fhir_are_replaced(house):
    house.bring("s1", Phase.INFUSING)
    house.done(NURSE, "note.add", session="s1", text="bell\x07 and\x0bline, \ufffe, 患者 🙂")
    said = unescape(json.dumps(document_of(house), ensure_ascii=False))
    assert "bell\ufffd and\ufffdline, \ufffd, 患者 🙂" in said


def test_that_names_of_another_clinic_are_others(house):
    house.bring("s1", Phase.SCREENED)
    record = session_record(house.clinic, house.session())
    elsewhere = replace(record, site=replace(record.site, dea_registration="FH7654321"))
    here, there = (json.loads(session_json(each)) for each in (record, elsewhere))
    for kind in ("Patient", "Practitioner", "Encounter"):
        (first, *_), (other, *_) = resources(here, kind), resources(there, kind)
        assert first["identifier"][0]["value"] == other["identifier"][0]["value"]
        assert first["identifier"][0]["system"] != other["identifier"][0]["system"]
        assert first["id"] != other["id"]


def test_that_none_known_is_no_allergy(house):
    house.bring("s1", Phase.SCREENED)
    record = session_record(house.clinic, house.session())
    known = replace(record.patient, allergies=("NKDA", "latex", "latex"))
    content = session_json(replace(record, patient=known))
    Bundle.model_validate_json(content)
    (allergy,) = resources(json.loads(content), "AllergyIntolerance")
    assert allergy["code"]["text"] == "latex"
