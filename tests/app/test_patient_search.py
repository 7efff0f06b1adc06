"""Patients are found by any word of name, number and birth date; a search is recorded once."""

from dataclasses import replace

from support.builders import NURSE, House

from ketachart.app.clinic import Done
from ketachart.domain import events as ev
from ketachart.domain.acts import RegisterPatient
from ketachart.store.codec import entry_from


def _names(house: House, text: str) -> list[str]:
    return [patient.name for patient in house.clinic.found_patients(text)[0]]


def _register(house: House, name: str) -> None:
    known = house.clinic.books.patient("p.greer")
    assert known is not None
    act = RegisterPatient(patient=replace(known, name=name))
    assert isinstance(house.perform(NURSE, act), Done)


def _searches(house: House) -> list[str]:
    events = (entry_from(stored).event for stored in house.clinic.vault.log.everything())
    return [each.what for each in events if isinstance(each, ev.RecordRead)]


def test_that_words_are_found_in_any_order_without_accents_or_case(house: House) -> None:
    house.arrive(NURSE)
    _register(house, "José Núñez Greer")
    assert _names(house, "greer JOSE") == ["José Núñez Greer"]
    assert _names(house, "nunez 1971") == ["José Núñez Greer"]
    assert _names(house, "jose castellanos") == []


def test_that_a_patient_registered_anew_is_found_by_the_new_name_alone(house: House) -> None:
    house.arrive(NURSE)
    assert _names(house, "tobias") == ["Tobias Greer"]
    _register(house, "Tobi Greer-Lund")
    assert _names(house, "tobias") == []
    assert _names(house, "lund") == ["Tobi Greer-Lund"]


def test_that_a_search_that_showed_nobody_leaves_no_entry(house: House) -> None:
    house.arrive(NURSE)
    house.clinic.record_search("nobody", house.turns[NURSE])
    house.clinic.record_search("  ", house.turns[NURSE])
    assert _searches(house) == []
    house.clinic.record_search("greer", house.turns[NURSE])
    assert _searches(house) == ["patient search “greer”, 1 found"]
