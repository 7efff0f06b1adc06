"""The formulary as it ships: a draft, with the controlled drugs marked."""

import pytest

from ketachart.app.defaults import load_formulary
from ketachart.domain.formulary import Drug, Purpose

FORMULARY = load_formulary()


def the(name: str) -> Drug:
    drug = FORMULARY.find(name)
    assert drug is not None
    return drug


@pytest.mark.parametrize(
    ("name", "doses"),
    [
        ("midazolam", ["0.5 mg IV", "1 mg IV"]),
        ("labetalol", ["5 mg IV", "10 mg IV", "20 mg IV"]),
        ("droperidol", ["0.625 mg IV", "1.25 mg IV"]),
        ("cloNIDine", ["0.1 mg PO"]),
        ("phenylephrine", ["50 mcg IV", "100 mcg IV"]),
        ("EPINEPHrine", ["0.3 mg IM", "0.5 mg IM"]),
        ("propofol", []),
    ],
)
def test_that_the_usual_doses_are_offered(name, doses):
    assert [choice.written() for choice in the(name).choices] == doses


@pytest.mark.parametrize("spelling", ["LORazepam", "lorazepam", "LORAZEPAM", " Lorazepam "])
def test_that_a_drug_is_found_however_its_letters_are_written(spelling):
    assert the(spelling).name == "LORazepam"


def test_that_a_drug_that_is_not_listed_is_not_found():
    assert FORMULARY.find("ketamine") is None


def test_that_the_three_benzodiazepines_are_the_controlled_drugs():
    controlled = {drug.key: drug.schedule for drug in FORMULARY.drugs.values() if drug.controlled}
    assert controlled == {"midazolam": "IV", "lorazepam": "IV", "diazepam": "IV"}


def test_that_a_product_in_stock_is_matched_with_its_salt():
    assert the("midazolam").matches("Midazolam HCl")
    assert not the("midazolam").matches("Ketamine HCl")
    assert not the("midazolam").matches("")


def test_that_a_set_says_what_comes_before_any_drug():
    advice = {each.name: each.advice for each in FORMULARY.sets if each.advice}
    assert advice == {
        "dysphoria": "Try first: a calm voice, a dark quiet room, a lower or stopped infusion. "
        "Nothing reverses ketamine.",
        "reversal": "Nothing reverses ketamine; flumazenil and naloxone do not.",
    }


@pytest.mark.parametrize(
    ("words", "classes"),
    [
        ("oxycodone 10 mg at 6", {"opioid"}),
        ("Opioids", {"opioid"}),
        ("MAO inhibitor", {"MAOI"}),
        ("an MAOI (phenelzine)", {"MAOI"}),
        ("beta-blockers", {"beta-blocker"}),
        ("methadone", {"opioid", "QT-prolonging drug"}),
        ("", set()),
    ],
)
def test_that_words_are_read_for_the_classes_they_name(words, classes):
    assert FORMULARY.classes_in(words) == classes


def test_that_every_ceiling_is_counted_as_its_doses_are():
    for drug in FORMULARY.drugs.values():
        if drug.ceiling is not None:
            assert {choice.unit for choice in drug.choices} == {drug.ceiling.unit}
            assert all(choice.amount <= drug.ceiling.amount for choice in drug.choices)


def test_that_looks_after_a_dose_are_in_order():
    for drug in FORMULARY.drugs.values():
        assert list(drug.reassess_at) == sorted(set(drug.reassess_at))
        assert bool(drug.reassess_at) == bool(drug.reassess_words)


def test_that_every_line_ships_as_a_draft():
    statuses = {drug.status for drug in FORMULARY.drugs.values()}
    assert statuses == {"draft until approved by the clinic's physician"}


def test_that_a_drug_without_doses_says_who_alone_gives_it():
    for drug in FORMULARY.drugs.values():
        assert bool(drug.choices) != bool(drug.restricted_to)


def test_that_reversal_keeps_the_patient_two_hours():
    stays = {
        drug.key: drug.extends_observation_minutes
        for drug in FORMULARY.drugs.values()
        if Purpose.REVERSAL in drug.purposes
    }
    assert stays == {"flumazenil": 120, "naloxone": 120}


def test_that_tall_man_letters_are_of_the_name_only():
    for drug in FORMULARY.drugs.values():
        assert drug.key == drug.name.lower()


def test_that_no_dose_uses_an_error_prone_unit():
    units = {choice.unit for drug in FORMULARY.drugs.values() for choice in drug.choices}
    assert units == {"mg", "mcg", "g", "mL", "L/min"}
