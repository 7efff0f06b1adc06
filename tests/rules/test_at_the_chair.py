"""Beside readings and doses: what was not obtained, effects, the interval, who is responsible."""

from dataclasses import replace
from datetime import timedelta

import pytest
from support.builders import CALM, DOCTOR, NURSE, SECOND

from ketachart.domain import blockers, monitoring
from ketachart.domain import events as ev
from ketachart.domain.session import Phase
from ketachart.domain.slots import SlotStatus


def slots_of(house):
    session = house.session()
    settings = house.clinic.books.settings_at(session.opened_at)
    return monitoring.slots(session, settings, house.clock.now())


def test_that_a_set_in_which_nothing_could_be_read_fills_its_slot(house):
    house.bring("s1", Phase.INFUSING)
    house.wait(5)
    entry = house.done(
        NURSE, "vitals.chart", session="s1", not_obtained={"sbp": "cuff refused", "hr": "artefact"}
    )
    second = slots_of(house)[1]
    assert second.observation is not None
    assert second.observation.ref == entry.ref
    assert second.status is SlotStatus.ON_TIME


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"not_obtained": {}}, "vitals.empty"),
        ({"not_obtained": {"hr": " "}}, "reason.required"),
        ({"not_obtained": {"hr": "artefact"}, "hr": 72}, "input.invalid"),
        ({"not_obtained": {"mood": "asleep"}}, "input.invalid"),
        ({"not_obtained": "asleep"}, "input.invalid"),
        ({"sources": {"mood": "device"}, "hr": 72}, "input.invalid"),
    ],
)
def test_that_not_obtained_needs_a_field_without_value_and_a_reason(house, fields, code):
    house.bring("s1", Phase.INFUSING)
    assert house.refused(NURSE, "vitals.chart", session="s1", **fields).code == code


def test_that_end_tidal_co2_may_be_missing_only_with_a_reason(house):
    house.bring("s1", Phase.INFUSING, patient="p.mbeki")
    refusal = house.refused(NURSE, "vitals.chart", session="s1", **CALM)
    assert refusal.code == "vitals.etco2-required"
    why = {"etco2": "sampling line blocked"}
    house.done(NURSE, "vitals.chart", session="s1", **CALM, not_obtained=why)
    assert house.session().readings[-1].not_obtained == why


def test_that_a_value_amended_in_is_obtained_and_no_longer_the_devices(house):
    house.bring("s1", Phase.INFUSING)
    entry = house.done(
        NURSE,
        "vitals.chart",
        session="s1",
        spo2=97,
        sources={"spo2": "device"},
        not_obtained={"hr": "artefact"},
    )
    changes = {"hr": "74", "spo2": "96"}
    house.done(NURSE, "entry.amend", session="s1", entry=entry.ref, changes=changes, reason="read")
    reading = house.session().readings[-1]
    assert reading.not_obtained == {}
    assert reading.sources == {}


def test_that_another_interval_moves_what_is_due_and_leaves_what_was(house):
    house.bring("s1", Phase.INFUSING)
    start = house.clock.now()
    house.wait(6)
    before = [slot.due for slot in slots_of(house) if slot.due <= house.clock.now()]
    changed = house.clock.now()
    house.done(NURSE, "interval.set", session="s1", every=15, reason="steady")
    due = [slot.due for slot in slots_of(house)]
    assert due[: len(before)] == before == [start, start + timedelta(minutes=5)]
    assert due[len(before)] == changed + timedelta(minutes=15)
    house.wait(1)
    house.done(NURSE, "infusion.rate", session="s1", ml_per_h="70", reason="more pain")
    raised = house.clock.now()
    assert min(due.due for due in slots_of(house) if due.due > raised) == raised + timedelta(
        minutes=5
    )


@pytest.mark.parametrize("every", [0, 61, "often", 7.5])
def test_that_an_interval_is_whole_minutes_up_to_an_hour(house, every):
    house.bring("s1", Phase.INFUSING)
    refusal = house.refused(NURSE, "interval.set", session="s1", every=every, reason="steady")
    assert refusal.code == "input.invalid"


def test_that_an_effect_is_open_from_its_onset_until_it_is_over(house):
    house.bring("s1", Phase.INFUSING)
    mark = {"session": "s1", "effect": "dissociation"}
    assert house.refused(NURSE, "effect.mark", **mark, state="resolved").code == "input.invalid"
    house.done(NURSE, "effect.mark", **mark, state="onset")
    assert [each.effect for each in house.session().open_effects] == ["dissociation"]
    assert house.refused(NURSE, "effect.mark", **mark, state="onset").code == "input.invalid"
    house.wait(20)
    house.done(NURSE, "effect.mark", **mark, state="resolved")
    effect = house.session().effects[0]
    assert house.session().open_effects == ()
    assert effect.resolved - effect.onset == timedelta(minutes=20)


def test_that_an_alert_is_acknowledged_for_the_values_meant_and_no_others(house):
    house.bring("s1", Phase.INFUSING)
    entry = house.done(NURSE, "vitals.chart", session="s1", hr=130, spo2=88)
    house.done(NURSE, "alert.acknowledge", session="s1", of=entry.ref, fields=["spo2"])
    session = house.session()
    assert session.acknowledgement(entry.ref, "spo2").by == NURSE
    assert session.acknowledgement(entry.ref, "hr") is None
    house.refused(NURSE, "alert.acknowledge", session="s1", of="elsewhere 3")


def test_that_responsibility_passes_on_and_ends_with_the_release(house):
    house.bring("s1", Phase.INFUSING)
    house.arrive(SECOND)
    assert house.session().responsible == NURSE
    assert house.refused(NURSE, "session.take", session="s1").code == "input.invalid"
    house.wait(5)
    assert house.refused(SECOND, "session.take", session="s1", kind="back").code == "input.invalid"
    house.done(SECOND, "session.take", session="s1", kind="relief")
    house.wait(10)
    house.done(NURSE, "session.take", session="s1", kind="back")
    held = house.session().responsibility
    assert [(each.person, each.kind) for each in held] == [
        (NURSE, "opened"),
        (SECOND, "relief"),
        (NURSE, "back"),
    ]
    assert [each.end for each in held] == [held[1].begin, held[2].begin, None]
    house.bring_on("s1", Phase.RELEASED, pump_ml="40")
    assert house.session().responsibility[-1].end == house.session().released_at


def test_that_a_drug_given_first_waits_for_the_anesthesiologist(house):
    house.bring("s1", Phase.INFUSING)
    dose = {"drug": "ondansetron", "dose": "4", "unit": "mg", "route": "IV"}
    given = house.done(
        NURSE,
        "medication.give",
        session="s1",
        **dose,
        indication="nausea",
        rescue=True,
        given_first=True,
        overrides={"long QT": "QTc 410 this morning"},
    )
    assert [each.ref for each in house.session().unacknowledged] == [given.ref]
    named = {"session": "s1", "entry": given.ref}
    assert house.refused(NURSE, "medication.acknowledge", **named).code == "role.not-permitted"
    house.done(DOCTOR, "medication.acknowledge", **named)
    assert house.session().unacknowledged == ()
    assert house.session().medications[0].acknowledged_by == DOCTOR
    assert house.refused(DOCTOR, "medication.acknowledge", **named).code == "input.invalid"


def test_that_paper_pages_are_numbered_one_after_the_other(house):
    house.bring("s1", Phase.INFUSING)
    begin = house.clock.now()
    span = {"begin": begin.isoformat(), "until": (begin + timedelta(hours=1)).isoformat()}
    assert house.refused(NURSE, "paper.print", session="s1", page=2, **span).code == "input.invalid"
    house.done(NURSE, "paper.print", session="s1", page=1, **span)
    assert house.session().paper_pages[0].until == begin + timedelta(hours=1)


def test_that_an_allergy_that_comes_up_speaks_against_the_drug_and_stands_in_the_chart(house):
    house.bring("s1", Phase.INFUSING)
    house.done(NURSE, "allergy.add", session="s1", allergy="latex, Ondansetron: rash, none")
    world = house.clinic.world
    patient = world.patient(house.session().patient)
    assert patient.allergies == ("latex", "Ondansetron: rash")
    said = [each.event for each in house.session().log]
    assert ev.NoteAdded(text="Allergy put on file: latex, Ondansetron: rash") in said
    asked = blockers.Asked(name="ondansetron", drug=world.drug("ondansetron"))
    formulary = house.clinic.formulary()
    now = house.clock.now()
    found = blockers.against(asked, house.session(), patient, formulary, now=now, day=now.date())
    assert "Allergy on file: Ondansetron: rash" in found


def test_that_an_allergy_adds_to_what_is_on_file_and_is_put_there_once(house):
    house.bring("s1", Phase.RELEASED)
    house.done(NURSE, "allergy.add", session="s1", allergy="latex")
    before = house.clinic.world.patient(house.session().patient)
    house.done(NURSE, "allergy.add", session="s1", allergy="LATEX; sulfa")
    patient = house.clinic.world.patient(before.id)
    assert patient == replace(before, allergies=("latex", "sulfa"))
    for words in ("Sulfa", "none", " , ", "", 7):
        refusal = house.refused(NURSE, "allergy.add", session="s1", allergy=words)
        assert refusal.code == "input.invalid"
    house.bring_on("s1", Phase.SIGNED)
    refusal = house.refused(NURSE, "allergy.add", session="s1", allergy="iodine")
    assert refusal.code == "session.locked"
